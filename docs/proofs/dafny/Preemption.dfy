// Where a Pod of high priority has no room, one of lower priority is ended for it. Its room is free only when the Kubelet has said that it
// is gone. (spec/tla/Preemption.tla)
include "Scheduler.dfy"

module PreemptionSteps {
  import opened Network
  import opened State
  import opened SchedulerStage

  // What will still be on the node when all that is ending has ended.
  function Stays(s: State, n: Node): set<Pod> {
    set p | p in OnNode(s.S.pods, n) && p !in s.S.tomb && BeforeTerminating(s.S.pods[p].phase)
  }
  predicate Usable(s: State, n: Node) { InSync(s.links[ToNode(n)]) && n !in s.S.cancelled }

  // p waits and neither has room anywhere nor will have; v must go from node n, and then there will be. The room is p's (it is nominated)
  // unless one of at least its priority takes it.
  ghost predicate Preempt(s: State, t: State, p: Pod, v: Pod, n: Node) {
    var k := s.links[ToNode(n)];
    && p in s.S.pods && p !in s.S.tomb && s.S.pods[p].phase == Pending
    && Usable(s, n) && v in Stays(s, n) && Priority(v) < Priority(p)
    && (p in s.S.nominated ==> !Usable(s, s.S.nominated[p]))
    && (forall m: Node :: Usable(s, m) ==> |Stays(s, m)| + |Reserved(s.S, m, p)| >= NodeSize)
    && |Stays(s, n) - {v}| + |Reserved(s.S, n, p)| < NodeSize
    && t == s.(S := s.S.(tomb := s.S.tomb + {v}, nominated := s.S.nominated[p := n]),
               links := s.links[ToNode(n) := Forward(k, {v})])
  }
}
