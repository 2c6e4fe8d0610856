// What every stage remembers, what the outside is, and how it all begins. (spec/tla/State.tla)
include "Network.dfy"

module State {
  import opened Network

  // How many Pods fit a node: any number.
  const NodeSize: nat

  // Of which ReplicaSet each Pod is: any division of the names among any number of them.
  const Owner: Pod -> Key

  // What the Deployment stage knows when it starts: nothing, unless there is one ReplicaSet only.
  const NoTemplate: Option<Key>

  // The Pods of high priority: others are ended to make room for them. And whether watches may lag: then they show any mark that
  // a Node had, any count, any template, and any object.
  const High: iset<Pod>
  const Lagging: bool

  datatype View = View(count: nat, version: nat, acked: bool)

  // What the ReplicaSet stage and the Scheduler hold: Pods, and tombstones; the Scheduler also which nodes it does not wait for, which it
  // has given up (with the number of the mark on the Node), which marks it has lifted, for which Pod room is being made where, and which
  // Nodes are deleted as far as it has seen.
  datatype Level = Level(pods: map<Pod, Entry>, tomb: set<Pod>)
  datatype Cancellation = Cancellation(id: nat, over: nat, written: bool, lifting: bool)
  datatype SchedulerMemory = SchedulerMemory(pods: map<Pod, Entry>, tomb: set<Pod>, excused: set<Node>,
                                             cancelled: map<Node, Cancellation>, lifted: set<nat>,
                                             nominated: map<Pod, Node>, deleted: set<Node>)

  // What the API server shows of a Pod, as its Kubelet knows it; a Pod that has no entry shows nothing. And the marks that it has seen.
  datatype Shown = Creating | Created | Readying | ShownReady | Deleting | LostObject
  datatype KubeletMemory = KubeletMemory(pods: map<Pod, Phase>, shown: map<Pod, Shown>, drained: set<nat>)

  // The API server: the Deployment's count and template; which Nodes are not there, and to whose Kubelets their watch has yet to show it;
  // objects, requests in flight, answers in flight; the same of the marks on Nodes (0 is none).
  datatype ObjectState = Absent | ObjectPending | ObjectRunning | ObjectGone
  datatype Object = Object(state: ObjectState, node: Option<Node>, deleting: bool)
  datatype Request = Request(node: Node, run: nat, pod: Pod, op: Shown)
  datatype Outcome = Done | Failed | Vanished
  datatype ApiAnswer = ApiAnswer(node: Node, pod: Pod, outcome: Outcome)
  datatype MarkOp = Mark | Unmark | MarkStale
  datatype MarkWrite = MarkWrite(node: Node, id: nat, op: MarkOp, over: nat, run: nat)
  datatype MarkAnswer = MarkAnswer(node: Node, id: nat, op: MarkOp)
  datatype Api = Api(replicas: nat, template: Key, absent: set<Node>, unseen: set<Node>,
                     objects: Total<Pod, Object>, requests: set<Request>, answers: set<ApiAnswer>,
                     mark: Total<Node, nat>, marked: Total<Node, set<nat>>, marks: nat, markWrites: set<MarkWrite>,
                     markAnswers: set<MarkAnswer>)
  const NoObject := Object(Absent, None, false)

  // History, which no step reads: the names given out; who was started where; who has ended. `entered` and `bound` are this
  // proof's own: the Pods that the Scheduler has taken as new, and where and in which epoch it bound which; likewise `placed`.
  datatype Where = Where(node: Node, epoch: Epoch)
  datatype History = History(named: set<Pod>, started: set<(Pod, Node)>, ended: set<Pod>, excused: bool, lost: set<(Pod, Node, nat)>,
                             placed: map<Pod, Epoch>, entered: set<Pod>, bound: map<Pod, Where>)

  datatype State = State(
    links: Total<Link, LinkState>,
    inc: Total<Stage, nat>,            // the number of this run: stands for 64 random bits
    recovered: Total<Stage, bool>,     // were the links below in sync (or excused) in this run
    want: Option<nat>,                 // Autoscaler: the desired count that its watch has shown
    current: Option<Key>,              // Deployment stage: the ReplicaSet of the template that its watch has shown
    view: Total<Link, map<Key, View>>, // of a scale link: what its upper end was told or has sent, key by key
    held: Total<Link, map<Key, Count>>,// of a scale link: the counts that its lower end holds
    R: Level,
    S: SchedulerMemory,
    K: Total<Node, KubeletMemory>,
    api: Api,
    hist: History)

  const EmptyLevel := Level(map[], {})
  const EmptyScheduler := SchedulerMemory(map[], {}, {}, map[], {}, map[], {})
  const EmptyKubelet := KubeletMemory(map[], map[], {})

  // The Pods that count at the ReplicaSet stage.
  predicate BeforeTerminating(phase: Phase) { phase != Terminating && phase != Gone }
  function Live(r: Level): set<Pod> { set p | p in r.pods && p !in r.tomb && BeforeTerminating(r.pods[p].phase) }

  function OwnedBy(P: set<Pod>, key: Key): set<Pod> { set p | p in P && Owner(p) == key }

  function OnNode(pods: map<Pod, Entry>, n: Node): set<Pod> { set p | p in pods && pods[p].node == Some(n) }

  // A node that is cancelled for all to see holds nothing that anybody has to wait for: what it has will be ended when it returns.
  // The same goes for one whose Node is deleted.
  predicate CancelledForAll(s: SchedulerMemory, n: Node) { n in s.cancelled && s.cancelled[n].written }
  predicate GivenUp(s: SchedulerMemory, n: Node) { n in s.deleted || CancelledForAll(s, n) }
  ghost predicate NobodyMayHold(s: State) { forall n: Node :: InSync(s.links[ToNode(n)]) || GivenUp(s.S, n) }
  ghost predicate NoOtherMayHold(s: State, n: Node) { forall m: Node | m != n :: InSync(s.links[ToNode(m)]) || GivenUp(s.S, m) }

  // Nothing is connected and nothing is known but what the Deployment object says. (TLA+: ColdInit.)
  ghost predicate ColdInit(s: State) {
    && (forall l: Link :: s.links[l] == Idle)
    && (forall g: Stage :: s.inc[g] == 1 && (s.recovered[g] <==> g.Kubelet?))
    && s.want == None && s.current == NoTemplate
    && (forall l: Link :: s.view[l] == map[] && s.held[l] == map[])
    && s.R == EmptyLevel && s.S == EmptyScheduler
    && (forall n: Node :: s.K[n] == EmptyKubelet)
    && s.api.absent == {} && s.api.unseen == {}
    && (forall p: Pod :: s.api.objects[p] == NoObject)
    && s.api.requests == {} && s.api.answers == {}
    && (forall n: Node :: s.api.mark[n] == 0 && s.api.marked[n] == {})
    && s.api.marks == 0 && s.api.markWrites == {} && s.api.markAnswers == {}
    && s.hist == History({}, {}, {}, false, {}, map[], {}, map[])
  }

  // Consumed without effect: a message of another epoch, or one that says nothing new.
  ghost predicate Discard(s: State, t: State, l: Link, rest: LinkState) {
    t == s.(links := s.links[l := rest])
  }
}
