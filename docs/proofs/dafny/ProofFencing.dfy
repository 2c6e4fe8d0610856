// EpochFencing: what comes late has no effect unless it is of the epoch that both ends mean.
include "ProofLinks.dfy"

module ProofFencing {
  import opened Network
  import opened State
  import opened Invariant
  import opened Properties
  import opened KubeDirect
  import L = LinkSteps
  import C = ScaleSteps
  import RSS = ReplicaSetStage
  import SS = SchedulerStage
  import KS = KubeletStage
  import E = Environment

  lemma Not_taken(before: multiset<Message>, after: multiset<Message>, m: Message)
    requires before <= after
    ensures !TakenLate(before, after, m)
  {
    if TakenLate(before, after, m) { assert after[m] < before[m]; }
  }

  // The only late message that a step takes is the one that it receives.
  lemma Taken_is_received(before: multiset<Message>, after: multiset<Message>, m: Message, x: Message)
    requires x in before && before - multiset{x} <= after && TakenLate(before, after, m)
    ensures m == x
  {
    if m != x { assert after[m] < before[m] == (before - multiset{x})[m]; }
  }

  // A late message from above that is accepted, is of the epoch in which the upper end is in sync, if it is.
  lemma Accepted_is_not_stale(k: LinkState, run: nat, m: Message)
    requires LinkInv(k, run) && m in k.lateDown && !m.Hello? && AcceptsAbove(k, m)
    ensures !Stale(k, m)
  {
    reveal Fence();
  }

  // A step that receives a on link l from above, and refuses it unless AcceptsAbove; on no link it takes anything else that is late.
  lemma Receives_down(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && ArrivesDown(s.links[l], a) && !a.msg.Hello?
    requires t.links[l].lateDown == RestDown(s.links[l], a).lateDown
    requires forall x: Link :: s.links[x].lateUp <= t.links[x].lateUp
    requires forall x: Link | x != l :: s.links[x].lateDown <= t.links[x].lateDown
    requires !AcceptsAbove(s.links[l], a.msg) ==> Obeys(s, l) == Obeys(t, l)
    ensures EpochFencing(s, t)
  {
    forall x: Link, m: Message ensures FencedFromAbove(s, t, x, m) && FencedFromBelow(s, t, x, m) {
      Not_taken(s.links[x].lateUp, t.links[x].lateUp, m);
      if x != l || !a.late { Not_taken(s.links[x].lateDown, t.links[x].lateDown, m); }
      else if TakenLate(s.links[x].lateDown, t.links[x].lateDown, m) {
        Taken_is_received(s.links[l].lateDown, t.links[l].lateDown, m, a.msg);
        if AcceptsAbove(s.links[l], a.msg) { Accepted_is_not_stale(s.links[l], s.inc[Upper(l)], m); }
      }
    }
  }

  // The same from below.
  lemma Receives_up(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && ArrivesUp(s.links[l], a)
    requires t.links[l].lateUp == RestUp(s.links[l], a).lateUp
    requires forall x: Link :: s.links[x].lateDown <= t.links[x].lateDown
    requires forall x: Link | x != l :: s.links[x].lateUp <= t.links[x].lateUp
    requires a.msg.epoch != s.links[l].below.epoch ==> Learns(s, l) == Learns(t, l)
    ensures EpochFencing(s, t)
  {
    forall x: Link, m: Message ensures FencedFromAbove(s, t, x, m) && FencedFromBelow(s, t, x, m) {
      Not_taken(s.links[x].lateDown, t.links[x].lateDown, m);
      if x != l || !a.late { Not_taken(s.links[x].lateUp, t.links[x].lateUp, m); }
      else if TakenLate(s.links[x].lateUp, t.links[x].lateUp, m) {
        Taken_is_received(s.links[l].lateUp, t.links[l].lateUp, m, a.msg);
      }
    }
  }

  lemma Takes_nothing_late(s: State, t: State)
    requires forall x: Link :: s.links[x].lateDown <= t.links[x].lateDown && s.links[x].lateUp <= t.links[x].lateUp
    ensures EpochFencing(s, t)
  {
    forall x: Link, m: Message ensures FencedFromAbove(s, t, x, m) && FencedFromBelow(s, t, x, m) {
      Not_taken(s.links[x].lateDown, t.links[x].lateDown, m);
      Not_taken(s.links[x].lateUp, t.links[x].lateUp, m);
    }
  }

  lemma Takes_a_Hello(s: State, t: State, l: Link, a: Arrival)
    requires ArrivesDown(s.links[l], a) && a.msg.Hello?
    requires s.links[l].lateDown - multiset{a.msg} <= t.links[l].lateDown
    requires forall x: Link :: s.links[x].lateUp <= t.links[x].lateUp
    requires forall x: Link | x != l :: s.links[x].lateDown <= t.links[x].lateDown
    ensures EpochFencing(s, t)
  {
    forall x: Link, m: Message ensures FencedFromAbove(s, t, x, m) && FencedFromBelow(s, t, x, m) {
      Not_taken(s.links[x].lateUp, t.links[x].lateUp, m);
      if x != l { Not_taken(s.links[x].lateDown, t.links[x].lateDown, m); }
      else if TakenLate(s.links[x].lateDown, t.links[x].lateDown, m) {
        if a.msg in s.links[l].lateDown { Taken_is_received(s.links[l].lateDown, t.links[l].lateDown, m, a.msg); }
        else {
          assert s.links[l].lateDown - multiset{a.msg} == s.links[l].lateDown;
          Not_taken(s.links[x].lateDown, t.links[x].lateDown, m);
        }
      }
    }
  }

  // One lemma for each step that takes a message, so that each is small.
  lemma RecvHello(s: State, t: State, l: Link, a: Arrival, after: LinkState)
    requires L.RecvHello(s, t, l, a, after)
    ensures EpochFencing(s, t)
  {
    Takes_a_Hello(s, t, l, a);
  }

  lemma RecvSetCount(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && C.RecvSetCount(s, t, l, a)
    ensures EpochFencing(s, t)
  {
    Receives_down(s, t, l, a);
  }

  lemma RecvPlace(s: State, t: State, a: Arrival)
    requires Links(s) && SS.RecvPlace(s, t, a)
    ensures EpochFencing(s, t)
  {
    Receives_down(s, t, RS, a);
  }

  lemma RecvTombstone_Scheduler(s: State, t: State, a: Arrival)
    requires Links(s) && SS.RecvTombstone_Scheduler(s, t, a)
    ensures EpochFencing(s, t)
  {
    Receives_down(s, t, RS, a);
  }

  lemma RecvBind(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && KS.RecvBind(s, t, n, a)
    ensures EpochFencing(s, t)
  {
    Receives_down(s, t, ToNode(n), a);
  }

  lemma RecvTombstone_Kubelet(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && KS.RecvTombstone_Kubelet(s, t, n, a)
    ensures EpochFencing(s, t)
  {
    Receives_down(s, t, ToNode(n), a);
  }

  lemma RecvCountAck(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && C.RecvCountAck(s, t, l, a)
    ensures EpochFencing(s, t)
  {
    Receives_up(s, t, l, a);
  }

  lemma RecvScaleSnapshot(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && C.RecvScaleSnapshot(s, t, l, a)
    ensures EpochFencing(s, t)
  {
    Receives_up(s, t, l, a);
  }

  lemma RecvPodSnapshot_ReplicaSet(s: State, t: State, a: Arrival)
    requires Links(s) && RSS.RecvPodSnapshot_ReplicaSet(s, t, a)
    ensures EpochFencing(s, t)
  {
    Receives_up(s, t, RS, a);
  }

  lemma RecvUpdate_ReplicaSet(s: State, t: State, a: Arrival)
    requires Links(s) && RSS.RecvUpdate_ReplicaSet(s, t, a)
    ensures EpochFencing(s, t)
  {
    Receives_up(s, t, RS, a);
  }

  lemma RecvPodSnapshot_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && SS.RecvPodSnapshot_Scheduler(s, t, n, a)
    ensures EpochFencing(s, t)
  {
    Receives_up(s, t, ToNode(n), a);
  }

  lemma RecvUpdate_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && SS.RecvUpdate_Scheduler(s, t, n, a)
    ensures EpochFencing(s, t)
  {
    Receives_up(s, t, ToNode(n), a);
  }

  lemma Break(s: State, t: State, l: Link, after: LinkState)
    requires E.Break(s, t, l, after)
    ensures EpochFencing(s, t)
  {
    Takes_nothing_late(s, t);
  }

  lemma Crash(s: State, t: State, g: Stage, links: Total<Link, LinkState>)
    requires E.Crash(s, t, g, links)
    ensures EpochFencing(s, t)
  {
    forall x: Link ensures s.links[x].lateDown <= t.links[x].lateDown && s.links[x].lateUp <= t.links[x].lateUp {
      assert E.CrashLink(x, s.links[x], t.links[x], g);
    }
    Takes_nothing_late(s, t);
  }

  lemma Steps_are_fenced(s: State, t: State, step: Step)
    requires Links(s) && Takes(s, t, step)
    ensures EpochFencing(s, t)
  {
    match step
    case RecvHello(l, a, after) => RecvHello(s, t, l, a, after);
    case RecvSetCount(l, a) => RecvSetCount(s, t, l, a);
    case RecvPlace(a) => RecvPlace(s, t, a);
    case RecvTombstone_Scheduler(a) => RecvTombstone_Scheduler(s, t, a);
    case RecvBind(n, a) => RecvBind(s, t, n, a);
    case RecvTombstone_Kubelet(n, a) => RecvTombstone_Kubelet(s, t, n, a);
    case RecvCountAck(l, a) => RecvCountAck(s, t, l, a);
    case RecvScaleSnapshot(l, a) => RecvScaleSnapshot(s, t, l, a);
    case RecvPodSnapshot_ReplicaSet(a) => RecvPodSnapshot_ReplicaSet(s, t, a);
    case RecvUpdate_ReplicaSet(a) => RecvUpdate_ReplicaSet(s, t, a);
    case RecvPodSnapshot_Scheduler(n, a) => RecvPodSnapshot_Scheduler(s, t, n, a);
    case RecvUpdate_Scheduler(n, a) => RecvUpdate_Scheduler(s, t, n, a);
    case Break(l, after) => Break(s, t, l, after);
    case Crash(g, links) => Crash(s, t, g, links);
    case _ => Takes_nothing_late(s, t);
  }
}
