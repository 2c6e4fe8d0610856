-------------------------------- MODULE Graph ---------------------------------
(* The steps of KubeDirect!Next once more, each under its own name, so that  *)
(* TLC can label the edges of the state graph with them. It writes the name  *)
(* of an action only where it is chosen by disjunctions and by quantifiers   *)
(* over constant sets. That both are the same relation is checked each time  *)
(* a graph is made: SameAsNext one way, SameAsNamed (from WarmSpec) back.    *)
EXTENDS MC

ApiApplied(n, run, p, op) ==
    LET request == [node |-> n, run |-> run, pod |-> p, op |-> op] IN request \in api.requests /\ ApiApply(request)

ApiFailed(n, run, p, op) ==
    LET request == [node |-> n, run |-> run, pod |-> p, op |-> op] IN request \in api.requests /\ ApiFail(request)

MarkApplied(n, id, op, over, run) ==
    LET write == [node |-> n, id |-> id, op |-> op, over |-> over, run |-> run] IN write \in api.markWrites /\ MarkApply(write)

Runs == 1..(1 + MaxCrashes)
Operations == {"creating", "readying", "deleting"}

\* Each node that is given up has a mark, and each run may replace each mark that it finds.
Marks == 1..(MaxCancels * (1 + MaxCrashes))

Named ==
    \/ Scale \/ ObserveDeployment
    \/ \E l \in Links : Connect(l) \/ LinkLost(l) \/ RecvHello(l) \/ Answer(l) \/ Break(l)
    \/ \E l \in ScaleLinks : PushCount(l) \/ RecvSetCount(l) \/ RecvCountAck(l) \/ RecvScaleSnapshot(l)
    \/ \E p \in Pods : CreatePod(p) \/ TombstonePod(p) \/ UserDelete(p)
    \/ RecvPodSnapshot_ReplicaSet \/ RecvUpdate_ReplicaSet
    \/ RecvPlace \/ RecvTombstone_Scheduler
    \/ \E n \in Nodes : RecvPodSnapshot_Scheduler(n) \/ RecvUpdate_Scheduler(n) \/ Excuse(n)
    \/ \E n \in Nodes : RecvBind(n) \/ RecvTombstone_Kubelet(n)
    \/ \E n \in Nodes, p \in Pods : BindPod(p, n) \/ PodStarted(n, p) \/ PodStopped(n, p)
    \/ \E n \in Nodes, p \in Pods : Publish(n, p) \/ PublishDone(n, p) \/ ObserveDeleted(n, p) \/ ObserveObject(n, p)
    \/ \E n \in Nodes, run \in Runs, p \in Pods, op \in Operations : ApiApplied(n, run, p, op) \/ ApiFailed(n, run, p, op)
    \/ \E n \in Nodes : Cancel(n) \/ CancelDone(n) \/ CancelStale(n) \/ Uncancel(n) \/ UncancelDone(n)
    \/ \E n \in Nodes : ObserveCancelled_Scheduler(n) \/ ObserveCancelled_Kubelet(n)
    \/ \E n \in Nodes, id \in Marks, op \in {"mark", "unmark"}, over \in {0} \union Marks, run \in Runs : MarkApplied(n, id, op, over, run)
    \/ \E n \in Nodes, p, v \in Pods : Preempt(p, v, n)
    \/ \E s \in Stages : Crash(s)
    \/ \E count \in Counts : UserScale(count)
    \/ \E k \in Sets : UserRollout(k)
    \/ \E n \in Nodes : UserDeleteNode(n) \/ RegisterNode(n) \/ ObserveNode(n)
    \/ Calm

NamedSpec == WarmInit /\ [][Named]_vars

SameAsNext == [][Next]_vars
SameAsNamed == [][Named]_vars
=============================================================================
