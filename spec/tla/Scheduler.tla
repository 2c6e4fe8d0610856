------------------------------ MODULE Scheduler ------------------------------
(* The Scheduler binds Pods to nodes and knows what every node holds.        *)
EXTENDS Fresh

\* Recovery is complete when every node has been in sync, or is excused, cancelled or deleted; it stays so for this run.
Recovered(status, s) ==
    recovered["Scheduler"] \/ \A n \in Nodes : status[n].status = "InSync" \/ n \in s.excused \/ GivenUp(s, n)

\* Do not wait for this node before answering from above; its Pods are adopted and reported when it returns.
Excuse(n) ==
    /\ left.excuses > 0
    /\ ~InSync(n)
    /\ n \notin S.excused \union S.deleted
    /\ S' = [S EXCEPT !.excused = @ \union {n}]
    /\ recovered' = [recovered EXCEPT !["Scheduler"] = Recovered(below, S')]
    /\ hist' = Noted([hist EXCEPT !.excused = TRUE])
    /\ left' = Used("excuses")
    /\ UNCHANGED <<net, lates, inc, below, above, counts, R, K, api>>

\* Hold a new Pod until there is a node for it.
RecvPlace ==
    \E a \in Arrivals("RS", "down") :
        /\ a.msg.type = "Place"
        /\ IF ~AcceptsAbove("RS", a.msg) \/ a.msg.pod \in DOMAIN S.pods \union S.tomb THEN Discard(a)
           ELSE LET entry == a.msg.pod :> [phase |-> "Pending", node |-> None]
                IN /\ S' = [S EXCEPT !.pods = entry @@ @]
                   /\ net' = SendUpdate(a.rest, "RS", entry)
                   /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, K, outside>>

\* Room is what no entry takes that is bound to the node and not yet gone: a victim's room is free only once the Kubelet has
\* said so. The mutant frees it as soon as the victim is being terminated.
Takes(n) == {p \in OnNode(n) : On("RoomUntilGone") \/ Rank(S.pods[p].phase) < Rank("Terminating")}

\* Room that was made for one Pod is not another's, unless that one is more important.
Priority(p) == IF p \in High THEN 1 ELSE 0
Reserved(n, p) == {q \in DOMAIN S.nominated \ {p} : On("Nominated") /\ S.nominated[q] = n /\ Priority(q) >= Priority(p)}
HasRoom(n, p) == Cardinality(Takes(n)) + Cardinality(Reserved(n, p)) < NodeSize

\* Choose a node for a Pod, once: the entry never becomes Pending again, so a Pod is bound at most once. (Mutant: a Pod of a node that is
\* away is bound again.)
BindPod(p, n) ==
    /\ p \in DOMAIN S.pods \ S.tomb
    /\ S.pods[p].phase = "Pending" \/ (S.pods[p].node # None /\ ~InSync(S.pods[p].node) /\ ~On("BoundOnce"))
    /\ InSync(n)
    /\ n \notin DOMAIN S.cancelled
    /\ HasRoom(n, p)
    /\ LET entry == p :> [phase |-> "Bound", node |-> n]
           bind == [type |-> "Bind", epoch |-> below[n].epoch, pod |-> p]
       IN /\ S' = [S EXCEPT !.pods = entry @@ @, !.nominated = Without(@, {p})]
          /\ net' = SendUpdate(Send(net, n, "down", bind), "RS", entry)
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, K, outside>>

\* Sends each node the tombstones of its Pods.
Forward(w, forNode) ==
    [l \in Links |->
        IF l \in Nodes /\ forNode[l] # {}
        THEN Send(w, l, "down", [type |-> "Tombstone", epoch |-> below[l].epoch, pods |-> forNode[l]])[l]
        ELSE w[l]]

\* Not bound: this stage is the authority, the Pod is gone. Bound: the node is, so keep the tombstone and forward it. Unknown: an absent
\* node may hold it, so *gone* is confirmed only while every node is in sync or cancelled, and else the tombstone is kept until that is so.
RecvTombstone_Scheduler ==
    \E a \in Arrivals("RS", "down") :
        /\ a.msg.type = "Tombstone"
        /\ IF ~AcceptsAbove("RS", a.msg) THEN Discard(a)
           ELSE LET P == a.msg.pods
                    known == P \intersect DOMAIN S.pods
                    dropped == {p \in known : S.pods[p].node = None} \union (IF NobodyMayHold(Nodes) THEN P \ known ELSE {})
                    new == {p \in known \ dropped : p \notin S.tomb}
                    forNode == [n \in Nodes |-> IF InSync(n) THEN {p \in new : S.pods[p].node = n} ELSE {}]
                IN /\ S' = [S EXCEPT !.pods = Without(@, dropped), !.tomb = (@ \union P) \ dropped,
                                      !.nominated = Without(@, P)]
                   /\ net' = Forward(SendUpdate(a.rest, "RS", [p \in dropped |-> Gone]), forNode)
                   /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, K, outside>>

\* Hard invalidation of the view of one node: its Pods that the snapshot lacks are gone, those that it has are adopted, tombstones of those
\* go down again. Once every node is in sync, tombstones of Pods that none of them holds are confirmed. What a node brings back whose mark
\* is written was given up, and is ended. (Mutants: what is adopted is not reported upward; tombstones do not go down again.)
RecvPodSnapshot_Scheduler(n) ==
    \E a \in Arrivals(n, "up") :
        /\ a.msg.type = "PodSnapshot"
        /\ IF ~AwaitsBelow(n, a.msg) THEN Discard(a)
           ELSE LET given == n \in DOMAIN S.cancelled /\ S.cancelled[n].written
                    has == a.msg.pods
                    doomed == IF given THEN DOMAIN has ELSE {}
                    lost == OnNode(n) \ DOMAIN has
                    changed == {p \in DOMAIN has : IF p \in DOMAIN S.pods THEN S.pods[p] # has[p] ELSE On("AdoptedReported")}
                    pods == has @@ Without(S.pods, lost)
                    complete == NobodyMayHold(Nodes \ {n})
                    nowhere == IF complete THEN (S.tomb \ lost) \ DOMAIN pods ELSE {}
                    tomb == (S.tomb \ (lost \union nowhere)) \union doomed
                    buried == IF On("TombstoneForwarded") THEN tomb \intersect DOMAIN has ELSE {}
                    report == [p \in lost \union nowhere |-> Gone] @@ [p \in changed |-> has[p]]
                    rest == IF buried = {} THEN a.rest
                            ELSE Send(a.rest, n, "down", [type |-> "Tombstone", epoch |-> below[n].epoch, pods |-> buried])
                IN /\ below' = [below EXCEPT ![n].status = "InSync"]
                   /\ S' = [S EXCEPT !.pods = pods, !.tomb = tomb, !.excused = @ \ {n}]
                   /\ recovered' = [recovered EXCEPT !["Scheduler"] = Recovered(below', S')]
                   /\ net' = SendNews(rest, "RS", report, doomed)
                   /\ UNCHANGED <<lates, inc, above, counts, R, K, outside>>

\* Soft invalidation by one node; what concerns a Pod bound there is taken over and forwarded. (Gone may also be the answer to a tombstone
\* for a Pod that ended while the tombstone was on its way, and says nothing new then.)
RecvUpdate_Scheduler(n) ==
    \E a \in Arrivals(n, "up") :
        /\ a.msg.type = "Update"
        /\ IF ~AcceptsBelow(n, a.msg) THEN Discard(a)
           ELSE LET mine == DOMAIN a.msg.pods \intersect OnNode(n)
                    gone == {p \in mine : a.msg.pods[p] = Gone}
                    report == [p \in mine |-> a.msg.pods[p]]
                IN /\ S' = [S EXCEPT !.pods = Without(report @@ @, gone), !.tomb = @ \ gone]
                   /\ net' = SendUpdate(a.rest, "RS", report)
                   /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, K, outside>>
=============================================================================
