------------------------------- MODULE MCStale --------------------------------
(* Lists of counts that lag, without an end: the Autoscaler crashes as often *)
(* as it likes, and each time its first list may show a count of earlier.    *)
(* Then each crash may bring two more writes of a count, and both their      *)
(* versions and the queue of a level that is slow would have no end. So here *)
(* versions are given again, as in Fresh, and a list shows a count of        *)
(* earlier only while the stages below are at rest. The configurations put   *)
(* these two steps in place of the protocol's.                               *)
EXTENDS MC

\* Nothing is in flight below the Autoscaler, and every Pod runs that is to.
AtRest ==
    /\ \A l \in Links \ {"AD"} : Quiet(l)
    /\ R.tomb = {}
    /\ \A p \in DOMAIN R.pods : R.pods[p].phase = "Ready"

\* Scale, whose list lags only then.
ScaleAtRest ==
    /\ want' \in {api.replicas} \union (IF Lags /\ want = None /\ AtRest THEN api.past.counts ELSE {})
    /\ want # want'
    /\ UNCHANGED <<links, current, view, held, podState, outside>>

\* PushCount, which counts the versions of a key from 1 where nothing is in flight, because both ends then know the same one. Versions are only compared
\* with others of their key, so this is the same behaviour with other numbers.
PushCountAgain(l) ==
    \E k \in Keys(l) :
        /\ InSync(l)
        /\ Want(l, k) # None
        /\ IF view[l][k] = None THEN TRUE ELSE view[l][k].count # Want(l, k)
        /\ LET known == view[l][k] # None /\ held[l][k] # None
               again == known /\ Quiet(l) /\ view[l][k].version = held[l][k].version
               version == IF view[l][k] = None THEN 1 ELSE IF again THEN 2 ELSE view[l][k].version + 1
           IN /\ held' = IF again THEN [held EXCEPT ![l][k].version = 1] ELSE held
              /\ view' = [view EXCEPT ![l][k] = [count |-> Want(l, k), version |-> version, acked |-> FALSE]]
              /\ net' = Send(net, l, "down", [type |-> "SetCount", epoch |-> below[l].epoch, key |-> k,
                                              count |-> Want(l, k), version |-> version])
        /\ UNCHANGED <<lates, inc, below, above, recovered, want, current, podState, outside>>
=============================================================================
