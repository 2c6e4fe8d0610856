// Links: connections, epochs, and what becomes of messages. (spec/tla/Network.tla, and the memory that both ends have of a link.)
//
// A link has at most one connection, known to the network by the epoch of its Hello. On a connection both directions are first-in-first-out
// and lose nothing. When it breaks, any part of what was in flight may stay behind in `lateDown` and `lateUp` and arrive at any later time,
// in any order, each message once; the rest is lost. (The TLA+ module keeps one such message; here there is any number.)
module Network {
  datatype Option<T> = None | Some(value: T)

  // A map that has a value for every key.
  type Total<!K(!new), !V> = m: imap<K, V> | forall k: K :: k in m witness *

  // A node's name. Any type, so any number of nodes.
  type Node(!new, ==)

  // A Pod's name. And what a count is for: the Deployment on the first link, its ReplicaSets on the second.
  type Pod = nat
  type Key = nat
  const TheDeployment: Key := 1

  datatype Link = AD | DR | RS | ToNode(node: Node)
  datatype Stage = Autoscaler | Deployment | ReplicaSet | Scheduler | Kubelet(node: Node)

  function Upper(l: Link): Stage {
    match l case AD => Autoscaler case DR => Deployment case RS => ReplicaSet case ToNode(_) => Scheduler
  }

  function Lower(l: Link): Stage {
    match l case AD => Deployment case DR => ReplicaSet case RS => Scheduler case ToNode(n) => Kubelet(n)
  }

  predicate IsScale(l: Link) { l.AD? || l.DR? }

  // (incarnation of the upstream stage, its count of handshakes)
  datatype Epoch = Epoch(run: nat, count: nat)
  const NoEpoch := Epoch(0, 0)

  // Phases, in the order in which an entry runs through them.
  datatype Phase = Placed | Pending | Bound | Starting | Ready | Terminating | Gone
  datatype Entry = Entry(phase: Phase, node: Option<Node>)
  const GoneEntry := Entry(Gone, None)

  // A count that a level holds, with the version that orders writes of it.
  datatype Count = Count(count: nat, version: nat)

  datatype Message =
    | Hello(epoch: Epoch)
    | ScaleSnapshot(epoch: Epoch, held: map<Key, Count>)
    | SetCount(epoch: Epoch, key: Key, count: nat, version: nat)
    | CountAck(epoch: Epoch, key: Key, version: nat)
    | PodSnapshot(epoch: Epoch, pods: map<Pod, Entry>, tomb: set<Pod>)
    | Update(epoch: Epoch, pods: map<Pod, Entry>, tomb: set<Pod>)
    | Place(epoch: Epoch, pod: Pod)
    | Bind(epoch: Epoch, pod: Pod)
    | Tombstone(epoch: Epoch, gone: set<Pod>)

  predicate IsSnapshot(m: Message) { m.ScaleSnapshot? || m.PodSnapshot? }

  datatype Status = Lost | Greeting | Synced
  datatype Below = Below(status: Status, epoch: Epoch)
  datatype Above = Above(epoch: Epoch, answered: bool)
  const DownBelow := Below(Lost, NoEpoch)
  const NoAbove := Above(NoEpoch, false)

  // What the network holds of a link (TLA+: net[l]), and what its upper (below[l]) and its lower end (above[l]) remember of it.
  datatype LinkState = LinkState(
    conn: Option<Epoch>,
    down: seq<Message>, up: seq<Message>,
    lateDown: multiset<Message>, lateUp: multiset<Message>,
    below: Below, above: Above)

  const Idle := LinkState(None, [], [], multiset{}, multiset{}, DownBelow, NoAbove)

  // Everything that may still arrive at the lower, at the upper end.
  function FlightDown(k: LinkState): multiset<Message> { multiset(k.down) + k.lateDown }
  function FlightUp(k: LinkState): multiset<Message> { multiset(k.up) + k.lateUp }

  // What is sent without a connection of the message's epoch is lost.
  function SendDown(k: LinkState, m: Message): LinkState {
    if k.conn == Some(m.epoch) then k.(down := k.down + [m]) else k
  }

  function SendUp(k: LinkState, m: Message): LinkState {
    if k.conn == Some(m.epoch) then k.(up := k.up + [m]) else k
  }

  // Changes flow up only once the snapshot is sent; before that they will be in it. So do tombstones that the lower stage put by itself.
  function SendNews(k: LinkState, changes: map<Pod, Entry>, doomed: set<Pod>): LinkState {
    if k.above.answered && (changes != map[] || doomed != {}) then SendUp(k, Update(k.above.epoch, changes, doomed)) else k
  }
  function SendUpdate(k: LinkState, changes: map<Pod, Entry>): LinkState { SendNews(k, changes, {}) }

  // A new connection: both channels are new, and Hello is the first message.
  function Dial(k: LinkState, epoch: Epoch): LinkState {
    k.(conn := Some(epoch), down := [Hello(epoch)], up := [], below := Below(Greeting, epoch))
  }

  // What may arrive at one end: the channel's head, or a late message.
  datatype Arrival = Arrival(msg: Message, late: bool)

  predicate ArrivesDown(k: LinkState, a: Arrival) {
    if a.late then a.msg in k.lateDown else k.down != [] && k.down[0] == a.msg
  }

  predicate ArrivesUp(k: LinkState, a: Arrival) {
    if a.late then a.msg in k.lateUp else k.up != [] && k.up[0] == a.msg
  }

  // The link when that was taken from it.
  function RestDown(k: LinkState, a: Arrival): LinkState requires ArrivesDown(k, a) {
    if a.late then k.(lateDown := k.lateDown - multiset{a.msg}) else k.(down := k.down[1..])
  }

  function RestUp(k: LinkState, a: Arrival): LinkState requires ArrivesUp(k, a) {
    if a.late then k.(lateUp := k.lateUp - multiset{a.msg}) else k.(up := k.up[1..])
  }

  // k's connection is closed, if it has one, and `cut` is what remains.
  ghost predicate Cut(k: LinkState, cut: LinkState) {
    && cut.conn == None && cut.down == [] && cut.up == []
    && k.lateDown <= cut.lateDown <= FlightDown(k)
    && k.lateUp <= cut.lateUp <= FlightUp(k)
    && cut.below == k.below && cut.above == k.above
  }

  // The three tests with which a receiver refuses what is not of its epoch.
  predicate InSync(k: LinkState) { k.below.status == Synced }
  predicate AcceptsBelow(k: LinkState, m: Message) { InSync(k) && m.epoch == k.below.epoch }
  predicate AwaitsBelow(k: LinkState, m: Message) { k.below.status == Greeting && m.epoch == k.below.epoch }
  predicate AcceptsAbove(k: LinkState, m: Message) {
    && k.above.answered
    && m.epoch == k.above.epoch // GUARD EpochCheck
  }

  // In sync on a connection that is there; and nothing is in flight on it.
  predicate Healthy(k: LinkState) { InSync(k) && k.conn == Some(k.below.epoch) }
  predicate Quiet(k: LinkState) { k.conn.Some? && k.down == [] && k.up == [] }
}
