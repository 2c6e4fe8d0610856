----------------------------- MODULE ScaleSteps ------------------------------
(* Desired counts, from the Deployment object to the ReplicaSet stage. The   *)
(* steps are the same on both scale links.                                   *)
EXTENDS State

\* What the upper end of a scale link wants; None asks for nothing, so that a level which restarted empty is not taken for zero.
\* Of a ReplicaSet that is not current nothing is wanted. (Mutant: nothing is known of it.)
Want(l, k) ==
    IF l = "AD" THEN want
    ELSE IF current = None THEN None
    ELSE IF k # current THEN IF On("OldScaledDown") THEN 0 ELSE None
    ELSE IF held["AD"][1] = None THEN None ELSE held["AD"][1].count

\* The Autoscaler's watch shows the Deployment's spec.replicas, whoever wrote it. A list that lags shows what it was earlier; but a watch
\* goes only forward from its list, so once it has shown something it is late at most, which is that this step comes later.
Scale ==
    /\ want' \in {api.replicas} \union (IF Lags /\ want = None THEN api.past.counts ELSE {})
    /\ want # want'
    /\ UNCHANGED <<links, current, view, held, podState, outside>>

\* The Deployment stage's watch shows which ReplicaSet carries the template. A list that lags shows which one did earlier.
ObserveDeployment ==
    /\ current' \in {api.template} \union (IF Lags /\ current = None THEN api.past.templates ELSE {})
    /\ current # current'
    /\ UNCHANGED <<links, want, view, held, podState, outside>>

\* Sends what is wanted, if it is not what the level below was last told. After a handshake that is the difference from the
\* snapshot, never the history.
PushCount(l) ==
    \E k \in Keys(l) :
        /\ InSync(l)
        /\ Want(l, k) # None
        /\ IF view[l][k] = None THEN TRUE ELSE view[l][k].count # Want(l, k)
        /\ LET version == IF view[l][k] = None THEN 1 ELSE view[l][k].version + 1
           IN /\ view' = [view EXCEPT ![l][k] = [count |-> Want(l, k), version |-> version, acked |-> FALSE]]
              /\ net' = Send(net, l, "down", [type |-> "SetCount", epoch |-> below[l].epoch, key |-> k,
                                              count |-> Want(l, k), version |-> version])
        /\ UNCHANGED <<lates, inc, below, above, recovered, want, current, held, podState, outside>>

\* The higher version of a key wins; the acknowledgement says which one was seen.
RecvSetCount(l) ==
    \E a \in Arrivals(l, "down") :
        /\ a.msg.type = "SetCount"
        /\ IF ~AcceptsAbove(l, a.msg) THEN Discard(a)
           ELSE LET k == a.msg.key
                IN /\ held' = IF held[l][k] # None /\ held[l][k].version >= a.msg.version THEN held
                              ELSE [held EXCEPT ![l][k] = [count |-> a.msg.count, version |-> a.msg.version]]
                   /\ net' = Send(a.rest, l, "up", [type |-> "CountAck", epoch |-> a.msg.epoch, key |-> k, version |-> a.msg.version])
                   /\ UNCHANGED <<lates, inc, below, above, recovered, want, current, view, podState, outside>>

\* The level below holds this write; an acknowledgement of an older one says nothing about the newer, which is on its way.
RecvCountAck(l) ==
    \E a \in Arrivals(l, "up") :
        /\ a.msg.type = "CountAck"
        /\ LET seen == view[l][a.msg.key]
           IN IF ~AcceptsBelow(l, a.msg) \/ seen = None \/ seen.version # a.msg.version THEN Discard(a)
              ELSE /\ view' = [view EXCEPT ![l][a.msg.key].acked = TRUE]
                   /\ net' = a.rest
                   /\ UNCHANGED <<lates, inc, below, above, recovered, want, current, held, podState, outside>>

\* Hard invalidation: the view becomes what the level below says that it holds. (Mutant: the view stays, and a level that restarted empty is
\* not told again.)
RecvScaleSnapshot(l) ==
    \E a \in Arrivals(l, "up") :
        /\ a.msg.type = "ScaleSnapshot"
        /\ IF ~AwaitsBelow(l, a.msg) THEN Discard(a)
           ELSE /\ below' = [below EXCEPT ![l].status = "InSync"]
                /\ recovered' = [recovered EXCEPT ![Upper(l)] = TRUE]
                /\ view' = IF ~On("SnapshotCounts") THEN view
                           ELSE [view EXCEPT ![l] = [k \in Keys(l) |->
                                IF a.msg.counts[k] = None THEN None
                                ELSE [count |-> a.msg.counts[k].count, version |-> a.msg.counts[k].version, acked |-> TRUE]]]
                /\ net' = a.rest
                /\ UNCHANGED <<lates, inc, above, want, current, held, podState, outside>>
=============================================================================
