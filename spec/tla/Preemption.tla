------------------------------ MODULE Preemption -------------------------------
(* Where a Pod of high priority has no room, one of lower priority is ended  *)
(* for it. Its room is free only when the Kubelet has said that it is gone.  *)
EXTENDS Scheduler

\* What will still be on the node when all that is ending has ended.
Stays(n) == {p \in OnNode(n) \ S.tomb : Rank(S.pods[p].phase) < Rank("Terminating")}
Usable(n) == InSync(n) /\ n \notin DOMAIN S.cancelled

\* p waits and neither has room anywhere nor will have; v must go from node n, and then there will be. The room is p's (it is nominated)
\* unless one of at least its priority takes it: otherwise whatever is bound first would take it, and victims would be ended for nothing.
Preempt(p, v, n) ==
    /\ p \in DOMAIN S.pods \ S.tomb /\ S.pods[p].phase = "Pending"
    /\ Usable(n) /\ v \in Stays(n) /\ Priority(v) < Priority(p)
    /\ p \in DOMAIN S.nominated => ~Usable(S.nominated[p])
    /\ \A m \in Nodes : Usable(m) => Cardinality(Stays(m)) + Cardinality(Reserved(m, p)) >= NodeSize
    /\ Cardinality(Stays(n) \ {v}) + Cardinality(Reserved(n, p)) < NodeSize
    /\ S' = [S EXCEPT !.tomb = @ \union {v}, !.nominated = (p :> n) @@ @]
    /\ net' = Send(net, n, "down", [type |-> "Tombstone", epoch |-> below[n].epoch, pods |-> {v}])
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, K, outside>>

PreemptStep(n) == \E p, v \in Pods : Preempt(p, v, n)
=============================================================================
