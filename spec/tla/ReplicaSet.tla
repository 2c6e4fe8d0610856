----------------------------- MODULE ReplicaSet ------------------------------
(* The ReplicaSet stage makes Pods of counts, one for each ReplicaSet.       *)
EXTENDS Fresh

TombstoneMessage(l, P) == [type |-> "Tombstone", epoch |-> below[l].epoch, pods |-> P]

\* One Pod more is wanted than counts as live: name it and have it placed. The entry is dirty (Placed) until the Scheduler holds it.
CreatePod(p) ==
    /\ InSync("RS")
    /\ held["DR"][Owner(p)] # None
    /\ Cardinality(Live(R) \intersect OwnedBy(Owner(p))) < held["DR"][Owner(p)].count
    /\ Cardinality(DOMAIN R.pods \union R.tomb) < Names
    /\ FreshName(p)
    /\ R' = [R EXCEPT !.pods = (p :> [phase |-> "Placed", node |-> None]) @@ @]
    /\ net' = Send(net, "RS", "down", [type |-> "Place", epoch |-> below["RS"].epoch, pod |-> p])
    /\ hist' = Noted([hist EXCEPT !.named = @ \union {p}])
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, S, K, api, left>>

\* One Pod is too many. Which one is policy: any live one, here.
TombstonePod(p) ==
    /\ InSync("RS")
    /\ held["DR"][Owner(p)] # None
    /\ Cardinality(Live(R) \intersect OwnedBy(Owner(p))) > held["DR"][Owner(p)].count
    /\ p \in Live(R)
    /\ R' = [R EXCEPT !.tomb = @ \union {p}]
    /\ net' = Send(net, "RS", "down", TombstoneMessage("RS", {p}))
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, S, K, outside>>

\* Hard invalidation: what is not in the snapshot is gone, what is and was unknown is adopted. Tombstones stay, those of the
\* Scheduler are added, and all go down again: a tombstone goes only when *gone* is confirmed.
RecvPodSnapshot_ReplicaSet ==
    \E a \in Arrivals("RS", "up") :
        /\ a.msg.type = "PodSnapshot"
        /\ IF ~AwaitsBelow("RS", a.msg) THEN Discard(a)
           ELSE LET tomb == IF On("TombstoneResent") THEN R.tomb \union a.msg.tomb ELSE a.msg.tomb
                IN /\ below' = [below EXCEPT !["RS"].status = "InSync"]
                   /\ recovered' = [recovered EXCEPT !["ReplicaSet"] = TRUE]
                   /\ R' = [pods |-> a.msg.pods, tomb |-> tomb]
                   /\ net' = IF tomb = {} THEN a.rest ELSE Send(a.rest, "RS", "down", TombstoneMessage("RS", tomb))
                   /\ UNCHANGED <<lates, inc, above, counts, S, K, outside>>

\* Soft invalidation: these changed. An unknown Pod is adopted (a node that was away has returned); Gone removes a Pod and its tombstone.
\* What the Scheduler ends by itself is taken over as a tombstone.
RecvUpdate_ReplicaSet ==
    \E a \in Arrivals("RS", "up") :
        /\ a.msg.type = "Update"
        /\ IF ~AcceptsBelow("RS", a.msg) THEN Discard(a)
           ELSE LET gone == {p \in DOMAIN a.msg.pods : a.msg.pods[p] = Gone}
                IN /\ R' = [pods |-> Without(a.msg.pods @@ R.pods, gone), tomb |-> (R.tomb \union a.msg.tomb) \ gone]
                   /\ net' = a.rest
                   /\ UNCHANGED <<lates, inc, below, above, recovered, counts, S, K, outside>>
=============================================================================
