------------------------------ MODULE KubeDirect ------------------------------
(* The protocol of docs/protocol.md: the whole chain.                        *)
(*                                                                           *)
(*   Autoscaler -> Deployment -> ReplicaSet -> Scheduler -> Kubelets         *)
(*                                                                           *)
(* Each action is one step function of the code, with the same name; where   *)
(* two stages have a step of the same name, the stage is added to it, or the *)
(* link is its parameter. A step consumes at most one message, changes the   *)
(* memory of one stage, and sends on that stage's links.                     *)
EXTENDS LinkSteps, ScaleSteps, ReplicaSet, Membership, Preemption

Begin == inc = [s \in Stages |-> 1] /\ lates = 0 /\ api = EmptyApi /\ left = Allowance
ColdInit == Cold /\ Begin
WarmInit == Warm /\ Begin

LinkStep(l) == Connect(l) \/ LinkLost(l) \/ RecvHello(l) \/ Answer(l)

ScaleStep(l) == PushCount(l) \/ RecvSetCount(l) \/ RecvCountAck(l) \/ RecvScaleSnapshot(l)

ReplicaSetStep ==
    \/ \E p \in Pods : CreatePod(p) \/ TombstonePod(p)
    \/ RecvPodSnapshot_ReplicaSet
    \/ RecvUpdate_ReplicaSet

SchedulerStep(n) ==
    \/ \E p \in Pods : BindPod(p, n)
    \/ RecvPodSnapshot_Scheduler(n)
    \/ RecvUpdate_Scheduler(n)

KubeletStep(n) ==
    \/ RecvBind(n) \/ RecvTombstone_Kubelet(n)
    \/ \E p \in Pods : PodStarted(n, p)
    \/ \E p \in DOMAIN K[n].pods : K[n].pods[p] = "Terminating" /\ PodStopped(n, p)

PublishStep(n) ==
    \E p \in Pods : Publish(n, p) \/ PublishDone(n, p) \/ ObserveDeleted(n, p) \/ ObserveObject(n, p)

\* An agent that runs something is there, and registers its node. (One that is refused for ever may keep a Pod that was bound to it before
\* the Scheduler saw that its Node is gone.)
Return(n) == DOMAIN K[n].pods # {} /\ RegisterNode(n)

\* What may happen and need not.
Failure ==
    \/ \E l \in Links : Break(l)
    \/ \E s \in Stages : Crash(s)
    \/ \E n \in Nodes : Excuse(n) \/ Cancel(n)
    \/ \E n \in Nodes : \E p \in DOMAIN K[n].pods : K[n].pods[p] # "Terminating" /\ PodStopped(n, p)
    \/ \E count \in Counts : UserScale(count)
    \/ \E k \in Sets : UserRollout(k)
    \/ \E n \in Nodes : UserDeleteNode(n) \/ (DOMAIN K[n].pods = {} /\ RegisterNode(n))
    \/ \E p \in Pods : UserDelete(p)
    \/ \E request \in api.requests : ApiFail(request)

\* What goes on by itself.
System ==
    \/ Scale \/ ObserveDeployment
    \/ \E l \in Links : LinkStep(l)
    \/ \E l \in ScaleLinks : ScaleStep(l)
    \/ ReplicaSetStep
    \/ RecvPlace \/ RecvTombstone_Scheduler
    \/ \E n \in Nodes : SchedulerStep(n) \/ KubeletStep(n) \/ PublishStep(n) \/ CancelStep(n) \/ PreemptStep(n) \/ ObserveNode(n) \/ Return(n)
    \/ \E write \in api.markWrites : MarkApply(write)
    \/ \E request \in api.requests : ApiApply(request)

Next == System \/ Failure \/ Calm

\* Every stage goes on, every message arrives, the API server serves: for liveness.
Fairness ==
    /\ WF_vars(Scale) /\ WF_vars(ObserveDeployment)
    /\ \A l \in Links : WF_vars(Connect(l)) /\ WF_vars(LinkLost(l)) /\ WF_vars(RecvHello(l)) /\ WF_vars(Answer(l))
    /\ \A l \in ScaleLinks : WF_vars(ScaleStep(l))
    /\ WF_vars(ReplicaSetStep)
    /\ WF_vars(RecvPlace) /\ WF_vars(RecvTombstone_Scheduler)
    /\ \A n \in Nodes : WF_vars(SchedulerStep(n)) /\ WF_vars(KubeletStep(n)) /\ WF_vars(PublishStep(n))
    /\ \A n \in Nodes : WF_vars(CancelStep(n)) /\ WF_vars(PreemptStep(n)) /\ WF_vars(ObserveNode(n)) /\ WF_vars(Return(n))
    /\ WF_vars(\E write \in api.markWrites : MarkApply(write))
    /\ WF_vars(\E request \in api.requests : ApiApply(request))

\* As long as anything can go on something does. That is less than Fairness asks for: it is enough because without failures nothing goes on
\* for ever, and it is much cheaper to check. It is WF_vars(System), said so that TLC need not take each step apart: once failures are over,
\* each step that changes anything is one of System, or one of finitely many that users may still take.
GoesOn == <>[](ENABLED System) => []<><<TRUE>>_vars

\* In endless models failures are over at last: WF_vars(Calm), said likewise. In others they are over when they are used up.
Progress == <>[](\A kind \in Toggles : left[kind] = 0) /\ GoesOn

ColdSpec == ColdInit /\ [][Next]_vars
WarmSpec == WarmInit /\ [][Next]_vars
FairColdSpec == ColdSpec /\ Fairness
FairWarmSpec == WarmSpec /\ Fairness
EndlessSpec == WarmSpec /\ Progress
CountedSpec == WarmSpec /\ GoesOn
=============================================================================
