// The inductive invariant, in groups. Each is about one link, or one node, with what it needs of the rest as arguments: so a step that
// leaves those alone keeps it, and there is nothing to prove.
include "Properties.dfy"

module Invariant {
  import opened Network
  import opened State

  // ---------------------------------------------------------------------------------------------------------------------
  // Links: connections, epochs, greeting. The same for every link; `run` is the incarnation of its upper end.

  // An epoch of a former run, or of this one and not beyond its counter. What Connect takes next is not one of these.
  ghost predicate Issued(k: LinkState, run: nat, e: Epoch) {
    e.run < run || (e.run == run == k.below.epoch.run && e.count <= k.below.epoch.count)
  }

  ghost opaque predicate Epochs(k: LinkState, run: nat) {
    && run >= 1
    && (k.below.epoch == NoEpoch || k.below.epoch.run == run)
    && (k.below.status != Lost ==> k.below.epoch.run == run)
    && Issued(k, run, k.above.epoch)
    && (k.conn.Some? ==> k.conn == Some(k.below.epoch) && k.below.status != Lost)
    && (forall m :: m in k.down ==> k.conn == Some(m.epoch))
    && (forall m :: m in k.up ==> k.conn == Some(m.epoch))
    && (forall m :: m in k.lateDown ==> Issued(k, run, m.epoch) && m.epoch.run >= 1 && k.conn != Some(m.epoch))
    && (forall m :: m in k.lateUp ==> Issued(k, run, m.epoch) && m.epoch.run >= 1 && k.conn != Some(m.epoch))
  }

  // The life of a connection: Hello is on its way; the answer is owed; the snapshot is on its way; in sync.
  ghost opaque predicate Stages(k: LinkState) {
    && (forall m :: m in FlightUp(k) ==> !m.Hello?)
    && (forall m :: m in FlightDown(k) ==> !IsSnapshot(m))
    && (k.conn.Some? ==> HelloOnItsWay(k) || AnswerOwed(k) || SnapshotOnItsWay(k) || Working(k))
  }
  ghost predicate HelloOnItsWay(k: LinkState) {
    k.below.status == Greeting && k.up == [] && k.down == [Hello(k.below.epoch)]
  }
  ghost predicate AnswerOwed(k: LinkState) {
    k.below.status == Greeting && k.up == [] && k.down == [] && k.above == Above(k.below.epoch, false)
  }
  ghost predicate SnapshotOnItsWay(k: LinkState) {
    && k.below.status == Greeting && k.down == [] && k.above == Above(k.below.epoch, true)
    && k.up != [] && IsSnapshot(k.up[0]) && forall i :: 0 < i < |k.up| ==> !IsSnapshot(k.up[i])
  }
  ghost predicate Working(k: LinkState) {
    && k.below.status == Synced && k.above == Above(k.below.epoch, true)
    && (forall m :: m in k.up ==> !IsSnapshot(m)) && (forall m :: m in k.down ==> !m.Hello?)
  }

  // A young epoch is one that has not been answered: nothing but its Hello is or was sent in it. So a Hello that comes late lets
  // nothing stale in.
  ghost predicate Young(k: LinkState, e: Epoch) {
    Hello(e) in FlightDown(k) || k.above == Above(e, false)
  }
  ghost opaque predicate Greetings(k: LinkState) {
    && (forall e :: FlightDown(k)[Hello(e)] <= 1)
    && (forall e :: Hello(e) in FlightDown(k) ==> k.above.epoch != e)
    && (forall m :: m in FlightDown(k) && !m.Hello? ==> !Young(k, m.epoch))
    && (forall m :: m in FlightUp(k) ==> !Young(k, m.epoch))
    && (InSync(k) ==> !Young(k, k.below.epoch))
  }

  // Once the upper end is in sync, what is late from above and would be accepted is of that epoch.
  ghost opaque predicate Fence(k: LinkState) {
    InSync(k) || (exists m :: m in FlightUp(k) && IsSnapshot(m) && m.epoch == k.below.epoch) ==>
      forall m :: m in k.lateDown && !m.Hello? && m.epoch == k.above.epoch ==> m.epoch == k.below.epoch
  }

  ghost predicate LinkInv(k: LinkState, run: nat) {
    Epochs(k, run) && Stages(k) && Greetings(k) && Fence(k)
  }

  // ---------------------------------------------------------------------------------------------------------------------
  // Identity: how far each Pod is. `named` > `entered` > `bound` > started > ended: each step on this way is taken once.

  ghost predicate AllNamed(h: History, P: set<Pod>) { P <= h.named }

  ghost predicate Ledger(h: History) {
    && AllNamed(h, h.placed.Keys)
    && h.entered <= h.placed.Keys
    && h.bound.Keys <= h.entered
    && (forall p: Pod, n: Node :: (p, n) in h.started ==> BoundTo(h, p, n))
    && (forall p :: p in h.ended ==> p in h.bound && (p, h.bound[p].node) in h.started)
  }
  ghost predicate BoundTo(h: History, p: Pod, n: Node) { p in h.bound && h.bound[p].node == n }

  // The link to the Scheduler: a Place is there once, and its Pod has not entered; the rest speaks of named Pods.
  ghost predicate PlaceDown(down: multiset<Message>, h: History) {
    forall m :: m in down && !m.Hello? ==> PlaceMessage(m, h) && (m.Place? ==> down[m] == 1)
  }
  ghost predicate PlaceUp(up: multiset<Message>, h: History) {
    forall m :: m in up ==>
      && (m.PodSnapshot? || m.Update?)
      && AllNamed(h, m.pods.Keys)
      && AllNamed(h, m.tomb)
  }
  ghost predicate PlaceMessage(m: Message, h: History) {
    match m
    case Place(e, p) => p in h.placed && h.placed[p] == e && p !in h.entered
    case Tombstone(_, gone) => AllNamed(h, gone)
    case _ => false
  }

  ghost predicate LevelIds(r: Level, h: History) { AllNamed(h, r.pods.Keys) && AllNamed(h, r.tomb) }

  ghost predicate SchedulerIds(pods: map<Pod, Entry>, tomb: set<Pod>, h: History) {
    && AllNamed(h, tomb)
    && (forall p :: p in pods ==>
          && p in h.entered
          && pods[p].phase != Placed && pods[p].phase != Gone
          && (pods[p].node == None <==> pods[p].phase == Pending)
          && (pods[p].phase == Pending ==> p !in h.bound)
          && (pods[p].node.Some? ==> BoundTo(h, p, pods[p].node.value)))
  }

  // The link to node n: a Bind is there once, and its Pod was not started; all that it speaks of is bound to n.
  ghost predicate BindDown(n: Node, down: multiset<Message>, h: History) {
    forall m :: m in down && !m.Hello? ==> BindMessage(n, m, h) && (m.Bind? ==> down[m] == 1)
  }
  ghost predicate BindUp(n: Node, up: multiset<Message>, h: History) {
    forall m :: m in up ==>
      && (m.PodSnapshot? || m.Update?)
      && (forall p :: p in m.pods ==> Reported(n, p, m.pods[p], h))
      && m.tomb == {}
      && (m.PodSnapshot? ==> forall p :: p in m.pods ==> m.pods[p] != GoneEntry)
  }
  ghost predicate BindMessage(n: Node, m: Message, h: History) {
    match m
    case Bind(e, p) => p in h.bound && h.bound[p] == Where(n, e) && (p, n) !in h.started
    case Tombstone(_, gone) => forall p :: p in gone ==> BoundTo(h, p, n)
    case _ => false
  }
  predicate RunPhase(phase: Phase) { phase == Starting || phase == Ready || phase == Terminating }
  ghost predicate Reported(n: Node, p: Pod, entry: Entry, h: History) {
    BoundTo(h, p, n) && (entry == GoneEntry || (RunPhase(entry.phase) && entry.node == Some(n)))
  }

  ghost predicate KubeletIds(n: Node, runs: map<Pod, Phase>, h: History) {
    forall p :: p in runs ==> RunPhase(runs[p]) && (p, n) in h.started && p !in h.ended
  }

  ghost opaque predicate PlaceLink(k: LinkState, h: History) { PlaceDown(FlightDown(k), h) && PlaceUp(FlightUp(k), h) }
  ghost opaque predicate BindLink(n: Node, k: LinkState, h: History) { BindDown(n, FlightDown(k), h) && BindUp(n, FlightUp(k), h) }

  ghost predicate Identity(s: State) {
    && Ledger(s.hist)
    && PlaceLink(s.links[RS], s.hist)
    && LevelIds(s.R, s.hist)
    && SchedulerIds(s.S.pods, s.S.tomb, s.hist)
    && (forall n: Node :: BindLink(n, s.links[ToNode(n)], s.hist))
    && (forall n: Node :: KubeletIds(n, s.K[n].pods, s.hist))
  }

  // ---------------------------------------------------------------------------------------------------------------------
  // Room: what a node runs or may still start fits, and the Scheduler, while in sync with it, counts all of that.

  // A Bind of p may still be accepted.
  ghost predicate MayStart(k: LinkState, p: Pod) {
    || (exists m :: m in k.down && m.Bind? && m.pod == p)
    || (exists m :: m in k.lateDown && m.Bind? && m.pod == p && m.epoch == k.above.epoch)
  }
  ghost predicate Holds(k: LinkState, runs: map<Pod, Phase>, p: Pod) { p in runs || MayStart(k, p) }
  ghost predicate Within(k: LinkState, runs: map<Pod, Phase>, P: set<Pod>) { forall p :: Holds(k, runs, p) ==> p in P }

  // No Bind follows a tombstone of its Pod.
  ghost predicate InOrder(down: seq<Message>) {
    forall i, j :: 0 <= i < j < |down| && down[i].Tombstone? && down[j].Bind? ==> down[j].pod !in down[i].gone
  }

  ghost opaque predicate Room(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>) {
    && |OnNode(pods, n)| <= NodeSize
    && (exists P: set<Pod> :: |P| <= NodeSize && Within(k, runs, P))
    && (InSync(k) ==> Within(k, runs, OnNode(pods, n)))
    && InOrder(k.down)
    && (forall m :: m in FlightUp(k) && m.PodSnapshot? ==>
          |m.pods| <= NodeSize && (AwaitsBelow(k, m) ==> Within(k, runs, m.pods.Keys)))
    && (forall m, p :: m in FlightUp(k) && m.Update? && p in m.pods && m.pods[p] == GoneEntry ==> !Holds(k, runs, p))
  }

  // ---------------------------------------------------------------------------------------------------------------------
  // Agreement: the upper end's view, after what is in flight upward has been applied in order, is the lower end's state with what is in
  // flight downward.

  // What becomes of the ReplicaSet stage's view of one Pod: what it does not know it adopts.
  function Applied(v: Option<Entry>, p: Pod, changes: map<Pod, Entry>): Option<Entry> {
    if p !in changes then v else if changes[p] == GoneEntry then None else Some(changes[p])
  }
  // What becomes of the Scheduler's view of one Pod of a node: it takes what concerns one that it knows.
  function AppliedNews(v: Option<Entry>, p: Pod, changes: map<Pod, Entry>): Option<Entry> {
    if p !in changes || v.None? then v
    else if changes[p] == GoneEntry then None else Some(changes[p])
  }
  function AppliedBy(news: bool, v: Option<Entry>, p: Pod, m: Message): Option<Entry> {
    if !m.Update? then v else if news then AppliedNews(v, p, m.pods) else Applied(v, p, m.pods)
  }
  function After(news: bool, v: Option<Entry>, p: Pod, up: seq<Message>): Option<Entry> {
    if up == [] then v else AppliedBy(news, After(news, v, p, up[..|up| - 1]), p, up[|up| - 1])
  }

  function Get(pods: map<Pod, Entry>, p: Pod): Option<Entry> { if p in pods then Some(pods[p]) else None }
  function GetOn(pods: map<Pod, Entry>, n: Node, p: Pod): Option<Entry> {
    if p in pods && pods[p].node == Some(n) then Some(pods[p]) else None
  }

  // What the Scheduler holds or is about to, what node n holds or is about to.
  ghost predicate PlaceIn(down: seq<Message>, p: Pod) { exists m :: m in down && m.Place? && m.pod == p }
  ghost predicate BindIn(down: seq<Message>, p: Pod) { exists m :: m in down && m.Bind? && m.pod == p }
  ghost function Below_RS(down: seq<Message>, pods: map<Pod, Entry>, p: Pod): Option<Entry> {
    if p in pods then Some(pods[p]) else if PlaceIn(down, p) then Some(Entry(Placed, None)) else None
  }
  ghost function Below_Node(down: seq<Message>, n: Node, runs: map<Pod, Phase>, p: Pod): Option<Entry> {
    if p in runs then Some(Entry(runs[p], Some(n))) else if BindIn(down, p) then Some(Entry(Bound, Some(n))) else None
  }

  // A tombstone of p is on its way down; the news that p is gone is on its way up.
  ghost predicate TombIn(down: seq<Message>, p: Pod) { exists m :: m in down && m.Tombstone? && p in m.gone }
  ghost predicate GoneUp(up: seq<Message>, p: Pod) { exists m :: m in up && m.Update? && p in m.pods && m.pods[p] == GoneEntry }

  // A Pod on its way to the Scheduler is new there: nothing before it on the connection, nothing on its way back speaks of it.
  ghost predicate NewThere(k: LinkState, tomb: set<Pod>) {
    && (forall p :: PlaceIn(k.down, p) ==> p !in tomb)
    && (forall i, j :: 0 <= i < j < |k.down| && k.down[i].Tombstone? && k.down[j].Place? ==> k.down[j].pod !in k.down[i].gone)
    && (forall m, p :: m in k.up && m.Update? && PlaceIn(k.down, p) ==> p !in m.pods)
  }

  ghost opaque predicate AgreeOnPods(k: LinkState, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>) {
    && NewThere(k, tomb)
    && (k.conn.Some? && SnapshotOnItsWay(k) ==>
          k.up[0].PodSnapshot? && forall p :: After(false, Get(k.up[0].pods, p), p, k.up) == Get(pods, p))
    && (Healthy(k) ==>
          && (forall p :: After(false, Get(r.pods, p), p, k.up) == Below_RS(k.down, pods, p))
          && (forall p :: p in r.tomb ==> p in tomb || TombIn(k.down, p) || GoneUp(k.up, p)))
    && (!Unrelated(k) ==> Doomed(k.up, tomb))
  }

  // Neither in sync nor about to be.
  ghost predicate Unrelated(k: LinkState) { !Healthy(k) && !(k.conn.Some? && SnapshotOnItsWay(k)) }

  // A tombstone that the Scheduler has put by itself, and that is on its way up, is held there still, or the news that its Pod is gone
  // comes after it.
  ghost predicate SaysGone(m: Message, p: Pod) { m.Update? && p in m.pods && m.pods[p] == GoneEntry }
  ghost predicate Doomed(up: seq<Message>, tomb: set<Pod>) {
    forall i, p :: 0 <= i < |up| && up[i].Update? && p in up[i].tomb ==> p in tomb || GoneFrom(up, i, p)
  }
  ghost predicate GoneFrom(up: seq<Message>, i: nat, p: Pod) { exists j :: i <= j < |up| && SaysGone(up[j], p) }

  ghost opaque predicate AgreeOnNode(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>) {
    && (k.conn.Some? && SnapshotOnItsWay(k) ==>
          k.up[0].PodSnapshot? && forall p :: After(true, Get(k.up[0].pods, p), p, k.up) == Below_Node([], n, runs, p))
    && (Healthy(k) ==> forall p :: After(true, GetOn(pods, n, p), p, k.up) == Below_Node(k.down, n, runs, p))
  }

  // Of each key: versions on their way down rise, from the one that is held to the one that was sent last; an unacknowledged one is on its
  // way, or its answer is.
  predicate OfKey(m: Message, key: Key) { (m.SetCount? || m.CountAck?) && m.key == key }
  function Of(q: seq<Message>, key: Key): seq<Message> {
    if q == [] then [] else Of(q[..|q| - 1], key) + if OfKey(q[|q| - 1], key) then [q[|q| - 1]] else []
  }

  function LastSent(down: seq<Message>, held: Option<Count>): Option<Count> {
    if down != [] && down[|down| - 1].SetCount? then Some(Count(down[|down| - 1].count, down[|down| - 1].version)) else held
  }
  ghost predicate AckUp(up: seq<Message>, version: nat) { exists m :: m in up && m.CountAck? && m.version == version }

  ghost predicate CountMessages(k: LinkState) {
    && (forall m :: m in FlightDown(k) ==> m.Hello? || m.SetCount?)
    && (forall m :: m in FlightUp(k) ==> m.ScaleSnapshot? || m.CountAck?)
  }

  ghost predicate AgreeOnKey(down: seq<Message>, up: seq<Message>, view: Option<View>, held: Option<Count>) {
    && (forall i :: 0 <= i < |down| ==> down[i].SetCount? && (held.Some? ==> held.value.version < down[i].version))
    && (forall i, j :: 0 <= i < j < |down| && down[i].SetCount? && down[j].SetCount? ==> down[i].version < down[j].version)
    && LastSent(down, held) == (if view.None? then None else Some(Count(view.value.count, view.value.version)))
    && (view.Some? && !view.value.acked ==> down != [] || AckUp(up, view.value.version))
  }

  function GetKey<T>(m: map<Key, T>, key: Key): Option<T> { if key in m then Some(m[key]) else None }

  ghost opaque predicate AgreeOnCount(k: LinkState, view: map<Key, View>, held: map<Key, Count>) {
    && CountMessages(k)
    && (k.conn.Some? && SnapshotOnItsWay(k) ==> |k.up| == 1 && k.up[0].ScaleSnapshot? && k.up[0].held == held)
    && (Healthy(k) ==>
          && (forall m :: m in k.down ==> m.SetCount?)
          && forall key :: AgreeOnKey(Of(k.down, key), Of(k.up, key), GetKey(view, key), GetKey(held, key)))
  }

  // ---------------------------------------------------------------------------------------------------------------------

  ghost predicate Links(s: State) { forall l: Link :: LinkInv(s.links[l], s.inc[Upper(l)]) }
  ghost predicate Rooms(s: State) { forall n: Node :: Room(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods) }
  ghost predicate Counts(s: State) { forall l: Link :: IsScale(l) ==> AgreeOnCount(s.links[l], s.view[l], s.held[l]) }
  ghost predicate Pods(s: State) { AgreeOnPods(s.links[RS], s.R, s.S.pods, s.S.tomb) }
  ghost predicate Runs(s: State) { forall n: Node :: AgreeOnNode(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods) }

  ghost predicate Inv(s: State) { Links(s) && Identity(s) && Rooms(s) && Counts(s) && Pods(s) && Runs(s) }
}
