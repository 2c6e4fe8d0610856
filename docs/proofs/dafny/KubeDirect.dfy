// The protocol of docs/protocol.md: the whole chain. (spec/tla/KubeDirect.tla)
include "LinkSteps.dfy"
include "ScaleSteps.dfy"
include "ReplicaSet.dfy"
include "Scheduler.dfy"
include "Kubelet.dfy"
include "Environment.dfy"
include "Membership.dfy"
include "Preemption.dfy"

module KubeDirect {
  import opened Network
  import opened State
  import L = LinkSteps
  import C = ScaleSteps
  import RSS = ReplicaSetStage
  import SS = SchedulerStage
  import KS = KubeletStage
  import E = Environment
  import CS = CancellationSteps
  import MS = MembershipSteps
  import PS = PreemptionSteps

  // One constructor for each action, with what is chosen in it (what TLA+ quantifies over).
  datatype Step =
    | Connect(l: Link) | LinkLost(l: Link) | RecvHello(l: Link, a: Arrival, after: LinkState) | Answer(l: Link)
    | Scale(count: nat) | ObserveDeployment(key: Key) | PushCount(l: Link, key: Key) | RecvSetCount(l: Link, a: Arrival)
    | RecvCountAck(l: Link, a: Arrival) | RecvScaleSnapshot(l: Link, a: Arrival)
    | CreatePod(p: Pod) | TombstonePod(p: Pod) | RecvPodSnapshot_ReplicaSet(a: Arrival) | RecvUpdate_ReplicaSet(a: Arrival)
    | Excuse(n: Node) | RecvPlace(a: Arrival) | BindPod(p: Pod, n: Node) | RecvTombstone_Scheduler(a: Arrival)
    | RecvPodSnapshot_Scheduler(n: Node, a: Arrival) | RecvUpdate_Scheduler(n: Node, a: Arrival)
    | RecvBind(n: Node, a: Arrival) | RecvTombstone_Kubelet(n: Node, a: Arrival) | PodStarted(n: Node, p: Pod) | PodStopped(n: Node, p: Pod)
    | Publish(n: Node, p: Pod) | PublishDone(n: Node, p: Pod, answer: ApiAnswer)
    | ObserveDeleted(n: Node, p: Pod, seen: Object) | ObserveObject(n: Node, p: Pod, seen: Object)
    | Preempt(p: Pod, v: Pod, n: Node)
    | Cancel(n: Node) | CancelDone(n: Node, answerMark: MarkAnswer) | CancelStale(n: Node, answerMark: MarkAnswer)
    | ObserveCancelled_Scheduler(n: Node, id: nat) | Uncancel(n: Node)
    | UncancelDone(n: Node, answerMark: MarkAnswer) | ObserveCancelled_Kubelet(n: Node, id: nat) | MarkApply(w: MarkWrite)
    | UserDeleteNode(n: Node) | RegisterNode(n: Node) | ObserveNode(n: Node, cut: LinkState)
    | Break(l: Link, after: LinkState) | Crash(g: Stage, links: Total<Link, LinkState>)
    | UserScale(count: nat) | UserRollout(key: Key) | UserDelete(p: Pod) | ApiApply(r: Request) | ApiFail(r: Request, applied: bool)

  ghost predicate Takes(s: State, t: State, step: Step) {
    match step
    case Connect(l) => L.Connect(s, t, l)
    case LinkLost(l) => L.LinkLost(s, t, l)
    case RecvHello(l, a, after) => L.RecvHello(s, t, l, a, after)
    case Answer(l) => L.Answer(s, t, l)
    case Scale(count) => C.Scale(s, t, count)
    case ObserveDeployment(key) => C.ObserveDeployment(s, t, key)
    case PushCount(l, key) => C.PushCount(s, t, l, key)
    case RecvSetCount(l, a) => C.RecvSetCount(s, t, l, a)
    case RecvCountAck(l, a) => C.RecvCountAck(s, t, l, a)
    case RecvScaleSnapshot(l, a) => C.RecvScaleSnapshot(s, t, l, a)
    case CreatePod(p) => RSS.CreatePod(s, t, p)
    case TombstonePod(p) => RSS.TombstonePod(s, t, p)
    case RecvPodSnapshot_ReplicaSet(a) => RSS.RecvPodSnapshot_ReplicaSet(s, t, a)
    case RecvUpdate_ReplicaSet(a) => RSS.RecvUpdate_ReplicaSet(s, t, a)
    case Excuse(n) => SS.Excuse(s, t, n)
    case RecvPlace(a) => SS.RecvPlace(s, t, a)
    case BindPod(p, n) => SS.BindPod(s, t, p, n)
    case RecvTombstone_Scheduler(a) => SS.RecvTombstone_Scheduler(s, t, a)
    case RecvPodSnapshot_Scheduler(n, a) => SS.RecvPodSnapshot_Scheduler(s, t, n, a)
    case RecvUpdate_Scheduler(n, a) => SS.RecvUpdate_Scheduler(s, t, n, a)
    case RecvBind(n, a) => KS.RecvBind(s, t, n, a)
    case RecvTombstone_Kubelet(n, a) => KS.RecvTombstone_Kubelet(s, t, n, a)
    case PodStarted(n, p) => KS.PodStarted(s, t, n, p)
    case PodStopped(n, p) => KS.PodStopped(s, t, n, p)
    case Publish(n, p) => KS.Publish(s, t, n, p)
    case PublishDone(n, p, answer) => KS.PublishDone(s, t, n, p, answer)
    case ObserveDeleted(n, p, seen) => KS.ObserveDeleted(s, t, n, p, seen)
    case ObserveObject(n, p, seen) => KS.ObserveObject(s, t, n, p, seen)
    case Preempt(p, v, n) => PS.Preempt(s, t, p, v, n)
    case Cancel(n) => CS.Cancel(s, t, n)
    case CancelDone(n, answer) => CS.CancelDone(s, t, n, answer)
    case CancelStale(n, answer) => CS.CancelStale(s, t, n, answer)
    case ObserveCancelled_Scheduler(n, id) => CS.ObserveCancelled_Scheduler(s, t, n, id)
    case Uncancel(n) => CS.Uncancel(s, t, n)
    case UncancelDone(n, answer) => CS.UncancelDone(s, t, n, answer)
    case ObserveCancelled_Kubelet(n, id) => CS.ObserveCancelled_Kubelet(s, t, n, id)
    case MarkApply(w) => E.MarkApply(s, t, w)
    case UserDeleteNode(n) => E.UserDeleteNode(s, t, n)
    case RegisterNode(n) => E.RegisterNode(s, t, n)
    case ObserveNode(n, cut) => MS.ObserveNode(s, t, n, cut)
    case Break(l, after) => E.Break(s, t, l, after)
    case Crash(g, links) => E.Crash(s, t, g, links)
    case UserScale(count) => E.UserScale(s, t, count)
    case UserRollout(key) => E.UserRollout(s, t, key)
    case UserDelete(p) => E.UserDelete(s, t, p)
    case ApiApply(r) => E.ApiApply(s, t, r)
    case ApiFail(r, applied) => E.ApiFail(s, t, r, applied)
  }

  ghost predicate Next(s: State, t: State) { exists step: Step :: Takes(s, t, step) }
}
