// What must hold. (spec/tla/Properties.tla)
include "KubeDirect.dfy"

module Properties {
  import opened Network
  import opened State

  // A Pod is started on at most one node, ever.
  ghost predicate UniqueBinding(s: State) {
    forall p: Pod, n: Node, m: Node :: (p, n) in s.hist.started && (p, m) in s.hist.started ==> n == m
  }

  // A Pod that the tail has terminated never runs again, on any node, in any epoch.
  ghost predicate NoResurrection(s: State) {
    forall n: Node, p: Pod :: p in s.K[n].pods ==> p !in s.hist.ended
  }

  // What a node runs, and what the Scheduler has bound to it and not seen gone, fits the node.
  ghost predicate Capacity(s: State) {
    forall n: Node :: |OnNode(s.S.pods, n)| <= NodeSize && |s.K[n].pods| <= NodeSize
  }

  // On a link in sync with nothing in flight, the upstream view equals the downstream state. (Of tombstones the lower end may hold one
  // more.)
  ghost predicate ScaleCoherent(k: LinkState, view: map<Key, View>, held: map<Key, Count>) {
    Healthy(k) && Quiet(k) ==>
      && view.Keys == held.Keys
      && forall key :: key in view ==> view[key].acked && held[key] == Count(view[key].count, view[key].version)
  }

  ghost predicate PodsCoherent(k: LinkState, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>) {
    Healthy(k) && Quiet(k) ==> r.pods == pods && r.tomb <= tomb
  }

  ghost predicate NodeCoherent(k: LinkState, n: Node, pods: map<Pod, Entry>, runs: map<Pod, Phase>) {
    Healthy(k) && Quiet(k) ==>
      && OnNode(pods, n) == runs.Keys
      && forall p :: p in runs ==> pods[p].phase == runs[p]
  }

  ghost predicate Coherence(s: State) {
    && (forall l: Link :: IsScale(l) ==> ScaleCoherent(s.links[l], s.view[l], s.held[l]))
    && PodsCoherent(s.links[RS], s.R, s.S.pods, s.S.tomb)
    && (forall n: Node :: NodeCoherent(s.links[ToNode(n)], n, s.S.pods, s.K[n].pods))
  }

  // What a stage remembers of one of its links and of what it learns there.
  datatype Memory = Scaling(map<Key, View>, map<Key, Count>) | Pods(Level) | Scheduling(SchedulerMemory) | Running(KubeletMemory)

  function Learns(s: State, l: Link): (Below, bool, Memory) {
    (s.links[l].below, s.recovered[Upper(l)],
     match l case RS => Pods(s.R) case ToNode(_) => Scheduling(s.S) case _ => Scaling(s.view[l], map[]))
  }

  function Obeys(s: State, l: Link): (Above, Memory) {
    (s.links[l].above, match l case RS => Scheduling(s.S) case ToNode(n) => Running(s.K[n]) case _ => Scaling(map[], s.held[l]))
  }

  // A late message, taken in the step from s to t, changes nothing unless it is of the epoch that its receiver holds, and nothing at either
  // end once the upper end is in sync in another epoch. (A message in a channel is always of the connection's epoch: Invariant.LinkInv.)
  ghost predicate EpochFencing(s: State, t: State) {
    forall l: Link, m: Message :: FencedFromAbove(s, t, l, m) && FencedFromBelow(s, t, l, m)
  }

  predicate Stale(k: LinkState, m: Message) { InSync(k) && m.epoch != k.below.epoch }

  ghost predicate FencedFromAbove(s: State, t: State, l: Link, m: Message) {
    var k := s.links[l];
    && TakenLate(k.lateDown, t.links[l].lateDown, m)
    && !m.Hello?
    && (Stale(k, m) || m.epoch != k.above.epoch)
    ==> Obeys(s, l) == Obeys(t, l)
  }

  ghost predicate FencedFromBelow(s: State, t: State, l: Link, m: Message) {
    var k := s.links[l];
    && TakenLate(k.lateUp, t.links[l].lateUp, m)
    && (Stale(k, m) || m.epoch != k.below.epoch)
    ==> Learns(s, l) == Learns(t, l)
  }

  // Exactly one late message is gone, and it is m.
  ghost predicate TakenLate(before: multiset<Message>, after: multiset<Message>, m: Message) {
    m in before && after == before - multiset{m}
  }
}
