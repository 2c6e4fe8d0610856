// Nodes come and go: somebody deletes a Node object; its agent, if it still runs, ends what it has and registers anew, in either order
// (Environment). (spec/tla/Membership.tla)
include "Cancellation.dfy"

module MembershipSteps {
  import opened Network
  import opened State
  import opened SchedulerStage

  // What becomes of the Scheduler's memory: the Pods of the node are lost with their tombstones, and tombstones of Pods that nobody else
  // can hold are confirmed.
  ghost function Lost(s: State, n: Node): set<Pod> { OnNode(s.S.pods, n) }
  ghost function Nowhere(s: State, n: Node): set<Pod> { if NoOtherMayHold(s, n) then s.S.tomb - s.S.pods.Keys else {} }
  ghost function Forget(s: State, n: Node): SchedulerMemory {
    s.S.(pods := s.S.pods - Lost(s, n), tomb := s.S.tomb - (Lost(s, n) + Nowhere(s, n)), deleted := s.S.deleted + {n},
         excused := s.S.excused - {n}, cancelled := s.S.cancelled - {n},
         nominated := s.S.nominated - set p | p in s.S.nominated && s.S.nominated[p] == n)
  }

  // The Scheduler's watch shows that there is no Node: nobody here can hear of its Pods any more. The link is given up.
  ghost predicate NodeLost(s: State, t: State, n: Node, cut: LinkState) {
    && n !in s.S.deleted
    && Cut(s.links[ToNode(n)], cut)
    && var memory := Forget(s, n);
       var down := s.links[ToNode(n) := cut.(below := cut.below.(status := Status.Lost))];
       var report := map p | p in Lost(s, n) + Nowhere(s, n) :: GoneEntry;
       t == s.(S := memory,
               links := down[RS := SendUpdate(s.links[RS], report)],
               recovered := s.recovered[Scheduler := Recovered(s, down, memory)],
               hist := s.hist.(lost := s.hist.lost + set p | p in Lost(s, n) + s.K[n].pods.Keys :: (p, n, 0)))
  }

  // ... or that there is one again, which is a node like any other: what it still runs is adopted with its snapshot, and reported.
  ghost predicate NodeFound(s: State, t: State, n: Node) {
    && n in s.S.deleted
    && t == s.(S := s.S.(deleted := s.S.deleted - {n}))
  }

  // What the Scheduler's watch of Nodes shows of one.
  ghost predicate ObserveNode(s: State, t: State, n: Node, cut: LinkState) {
    if n in s.api.absent then NodeLost(s, t, n, cut) else NodeFound(s, t, n)
  }
}
