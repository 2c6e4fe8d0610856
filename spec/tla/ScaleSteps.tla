----------------------------- MODULE ScaleSteps ------------------------------
(* Desired counts, from the Deployment object to the ReplicaSet stage. The   *)
(* steps are the same on both scale links.                                   *)
EXTENDS State

\* What the upper end of a scale link wants; None asks for nothing, so that a level which restarted empty is not taken for zero.
Want(l) == IF l = "AD" THEN want ELSE IF held["AD"] = None THEN None ELSE held["AD"].count

\* The Autoscaler's watch shows the Deployment's spec.replicas, whoever wrote it. A list that lags shows what it was earlier; but a watch goes only
\* forward from its list, so once it has shown something it is late at most, which is that this step comes later.
Scale ==
    /\ want' \in {api.replicas} \union (IF Lags /\ want = None THEN api.past.counts ELSE {})
    /\ want # want'
    /\ UNCHANGED <<links, view, held, podState, outside>>

\* Sends what is wanted, if it is not what the level below was last told. After a handshake that is the difference from the
\* snapshot, never the history.
PushCount(l) ==
    /\ InSync(l)
    /\ Want(l) # None
    /\ IF view[l] = None THEN TRUE ELSE view[l].count # Want(l)
    /\ LET version == IF view[l] = None THEN 1 ELSE view[l].version + 1
       IN /\ view' = [view EXCEPT ![l] = [count |-> Want(l), version |-> version, acked |-> FALSE]]
          /\ net' = Send(net, l, "down", [type |-> "SetCount", epoch |-> below[l].epoch,
                                          count |-> Want(l), version |-> version])
    /\ UNCHANGED <<lates, inc, below, above, recovered, want, held, podState, outside>>

\* The higher version wins; the acknowledgement says which one was seen.
RecvSetCount(l) ==
    \E a \in Arrivals(l, "down") :
        /\ a.msg.type = "SetCount"
        /\ IF ~AcceptsAbove(l, a.msg) THEN Discard(a)
           ELSE /\ held' = IF held[l] # None /\ held[l].version >= a.msg.version THEN held
                           ELSE [held EXCEPT ![l] = [count |-> a.msg.count, version |-> a.msg.version]]
                /\ net' = Send(a.rest, l, "up", [type |-> "CountAck", epoch |-> a.msg.epoch, version |-> a.msg.version])
                /\ UNCHANGED <<lates, inc, below, above, recovered, want, view, podState, outside>>

\* The level below holds this write; an acknowledgement of an older one says nothing about the newer, which is on its way.
RecvCountAck(l) ==
    \E a \in Arrivals(l, "up") :
        /\ a.msg.type = "CountAck"
        /\ IF ~AcceptsBelow(l, a.msg) \/ view[l] = None \/ view[l].version # a.msg.version THEN Discard(a)
           ELSE /\ view' = [view EXCEPT ![l].acked = TRUE]
                /\ net' = a.rest
                /\ UNCHANGED <<lates, inc, below, above, recovered, want, held, podState, outside>>

\* Hard invalidation: the view becomes what the level below says that it holds. (Mutant: the view stays, and a level that restarted empty is not told again.)
RecvScaleSnapshot(l) ==
    \E a \in Arrivals(l, "up") :
        /\ a.msg.type = "ScaleSnapshot"
        /\ IF ~AwaitsBelow(l, a.msg) THEN Discard(a)
           ELSE /\ below' = [below EXCEPT ![l].status = "InSync"]
                /\ recovered' = [recovered EXCEPT ![Upper(l)] = TRUE]
                /\ view' = [view EXCEPT ![l] =
                        IF ~On("SnapshotCounts") THEN @
                        ELSE IF a.msg.count = None THEN None
                        ELSE [count |-> a.msg.count.count, version |-> a.msg.count.version, acked |-> TRUE]]
                /\ net' = a.rest
                /\ UNCHANGED <<lates, inc, above, want, held, podState, outside>>
=============================================================================
