// Every step keeps Pods: the ReplicaSet stage's view agrees with the Scheduler.
include "ProofPods.dfy"

module ProofStepsOnPods {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import opened ProofChanges
  import opened ProofPods
  import opened KubeDirect
  import L = LinkSteps
  import RSS = ReplicaSetStage
  import SS = SchedulerStage
  import E = Environment
  import CS = CancellationSteps
  import PS = PreemptionSteps
  import MS = MembershipSteps

  // The link to the Scheduler was just dialed, greeted or cut.
  lemma Parted(s: State, t: State)
    requires Apart(t.links[RS])
    ensures Pods(t)
  {
    Apart_agrees(t.links[RS], t.R, t.S.pods, t.S.tomb);
  }

  lemma Connect(s: State, t: State, l: Link)
    requires Pods(s) && L.Connect(s, t, l)
    ensures Pods(t)
  {
    if l == RS { Parted(s, t); }
  }

  lemma LinkLost(s: State, t: State, l: Link)
    requires Links(s) && Pods(s) && L.LinkLost(s, t, l)
    ensures Pods(t)
  {
    if l == RS {
      No_connection(s.links[RS], s.inc[ReplicaSet]);
      Parted(s, t);
    }
  }

  lemma RecvHello(s: State, t: State, l: Link, a: Arrival, after: LinkState)
    requires Links(s) && Pods(s) && L.RecvHello(s, t, l, a, after)
    ensures Pods(t)
  {
    if l == RS {
      var k := s.links[RS];
      TakeHello_keeps(k, a, after, s.inc[ReplicaSet]);
      No_connection(after, s.inc[ReplicaSet]);
      Parted(s, t);
    }
  }

  lemma Answer(s: State, t: State, l: Link)
    requires Links(s) && Pods(s) && L.Answer(s, t, l)
    ensures Pods(t)
  {
    if l == RS { Answer_agrees(s.links[RS], s.inc[ReplicaSet], s.R, s.S.pods, s.S.tomb, L.Snapshot(s, RS)); }
  }

  lemma CreatePod(s: State, t: State, p: Pod)
    requires Links(s) && Identity(s) && Pods(s) && RSS.CreatePod(s, t, p)
    ensures Pods(t)
  {
    var k := s.links[RS];
    assert (forall m :: m in k.down && m.Tombstone? ==> p !in m.gone) && (forall m :: m in k.up && m.Update? ==> p !in m.pods) by {
      reveal PlaceLink();
      assert PlaceLink(k, s.hist);
      forall m | m in k.down && m.Tombstone? ensures p !in m.gone { assert m in FlightDown(k); }
      forall m | m in k.up && m.Update? ensures p !in m.pods { assert m in FlightUp(k); }
    }
    assert p !in s.S.pods && p !in s.S.tomb;
    Create_agrees(k, s.inc[ReplicaSet], s.R, s.S.pods, s.S.tomb, p);
  }

  lemma TombstonePod(s: State, t: State, p: Pod)
    requires Links(s) && Pods(s) && RSS.TombstonePod(s, t, p)
    ensures Pods(t)
  {
    Tombstone_agrees(s.links[RS], s.inc[ReplicaSet], s.R, s.S.pods, s.S.tomb, p);
  }

  lemma RecvPodSnapshot_ReplicaSet(s: State, t: State, a: Arrival)
    requires Links(s) && Pods(s) && RSS.RecvPodSnapshot_ReplicaSet(s, t, a)
    ensures Pods(t)
  {
    var k := s.links[RS];
    if AwaitsBelow(k, a.msg) { Snapshot_agrees(k, s.inc[ReplicaSet], s.R, t.R, s.S.pods, s.S.tomb, a); }
    else { Refused_agrees(k, s.inc[ReplicaSet], s.R, s.S.pods, s.S.tomb, a); }
  }

  lemma RecvUpdate_ReplicaSet(s: State, t: State, a: Arrival)
    requires Links(s) && Pods(s) && RSS.RecvUpdate_ReplicaSet(s, t, a)
    ensures Pods(t)
  {
    var k := s.links[RS];
    if AcceptsBelow(k, a.msg) { Update_agrees(k, s.inc[ReplicaSet], s.R, t.R, s.S.pods, s.S.tomb, a); }
    else { Refused_agrees(k, s.inc[ReplicaSet], s.R, s.S.pods, s.S.tomb, a); }
  }

  lemma RecvPlace(s: State, t: State, a: Arrival)
    requires Links(s) && Identity(s) && Pods(s) && SS.RecvPlace(s, t, a)
    ensures Pods(t)
  {
    var k, p, run := s.links[RS], a.msg.pod, s.inc[ReplicaSet];
    Place_is_taken_once(k, a, s.hist);
    assert p !in s.S.pods;
    if AcceptsAbove(k, a.msg) && p !in s.S.tomb {
      Take_place_agrees(k, run, s.hist, s.R, s.S.pods, s.S.tomb, a);
      TakeDown_keeps(k, a, run);
      Fewer_after_taking(k, a);
      Place_less(k, RestDown(k, a), s.hist);
      var rest, g := RestDown(k, a), t.hist;
      forall m | m in FlightDown(rest) && m.Place? ensures m.pod !in g.entered {
        reveal PlaceLink();
        assert PlaceLink(rest, s.hist);
      }
      Place_grows(rest, s.hist, g);
      Report_agrees(rest, run, g, s.R, s.S.pods[p := Entry(Placed, None)], s.S.tomb, t.S.pods, t.S.tomb,
                    map[p := Entry(Pending, None)], {});
    } else {
      // Refused: then it is late, since what is on the connection is new to the Scheduler.
      if !a.late {
        assert k.down[0] == a.msg && k.down[0] in k.down;
        assert Working(k) && k.conn == Some(k.below.epoch) && a.msg.epoch == k.below.epoch by {
          reveal Epochs(), Stages();
          assert k.down[0] != Hello(k.below.epoch);
        }
        assert PlaceIn(k.down, p);
        Not_entered(k, s.hist, s.R, s.S.pods, s.S.tomb, p);
        assert false;
      }
      Channel_same(k, RestDown(k, a), s.R, s.S.pods, s.S.tomb);
    }
  }

  lemma RecvTombstone_Scheduler(s: State, t: State, a: Arrival)
    requires Links(s) && Identity(s) && Pods(s) && SS.RecvTombstone_Scheduler(s, t, a)
    ensures Pods(t)
  {
    var k, run, rest := s.links[RS], s.inc[ReplicaSet], RestDown(s.links[RS], a);
    TakeDown_keeps(k, a, run);
    Fewer_after_taking(k, a);
    Place_less(k, rest, s.hist);
    if AcceptsAbove(k, a.msg) {
      Take_tombstone_agrees(k, run, s.R, s.S.pods, s.S.tomb, a);
      Report_agrees(rest, run, s.hist, s.R, s.S.pods, s.S.tomb + a.msg.gone, t.S.pods, t.S.tomb,
                    map p | p in SS.Dropped(s, a.msg.gone) :: GoneEntry, {});
    } else {
      if !a.late {
        assert k.down[0] in k.down;
        assert Working(k) && a.msg.epoch == k.below.epoch by { reveal Epochs(), Stages(); assert k.down[0] != Hello(k.below.epoch); }
        assert false;
      }
      Channel_same(k, rest, s.R, s.S.pods, s.S.tomb);
    }
  }

  // The Scheduler changes what it holds of Pods that it knows, and reports it.
  lemma Reported_up(s: State, t: State, report: map<Pod, Entry>, doomed: set<Pod>)
    requires Links(s) && Identity(s) && Pods(s) && t.R == s.R
    requires t.links[RS] == SendNews(s.links[RS], report, doomed) && doomed <= t.S.tomb
    requires Told(s.S.pods, s.S.tomb, t.S.pods, t.S.tomb, report)
    requires forall p :: p in report ==> p in s.hist.entered || p in s.S.tomb
    requires forall p :: p in t.S.tomb ==> p in s.hist.entered || p in s.S.tomb
    ensures Pods(t)
  {
    Report_agrees(s.links[RS], s.inc[ReplicaSet], s.hist, s.R, s.S.pods, s.S.tomb, t.S.pods, t.S.tomb, report, doomed);
  }

  lemma BindPod(s: State, t: State, p: Pod, n: Node)
    requires Links(s) && Identity(s) && Pods(s) && SS.BindPod(s, t, p, n)
    ensures Pods(t)
  {
    Reported_up(s, t, map[p := Entry(Bound, Some(n))], {});
  }

  lemma RecvPodSnapshot_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Identity(s) && Pods(s) && SS.RecvPodSnapshot_Scheduler(s, t, n, a)
    ensures Pods(t)
  {
    if AwaitsBelow(s.links[ToNode(n)], a.msg) {
      Bind_says(n, s.links[ToNode(n)], a, s.hist);
      var has := a.msg.pods;
      var doomed := if CancelledForAll(s.S, n) then has.Keys else {};
      assert forall p :: p in has ==> p in s.hist.entered && has[p] != GoneEntry;
      var new_ := SS.Adopt(s, n, has, doomed);
      Adoption_is_told(s, n, has, doomed);
      Reported_up(s, t, new_.report, doomed);
    }
  }

  lemma Adoption_is_told(s: State, n: Node, has: map<Pod, Entry>, doomed: set<Pod>)
    requires Identity(s) && doomed <= has.Keys && forall p :: p in has ==> p in s.hist.entered && has[p] != GoneEntry
    ensures var new_ := SS.Adopt(s, n, has, doomed);
            && Told(s.S.pods, s.S.tomb, new_.pods, new_.tomb, new_.report)
            && (forall p :: p in new_.report ==> p in s.hist.entered || p in s.S.tomb)
            && (forall p :: p in new_.tomb ==> p in s.hist.entered || p in s.S.tomb)
  {
    var new_ := SS.Adopt(s, n, has, doomed);
    var lost := OnNode(s.S.pods, n) - has.Keys;
    forall p ensures Get(new_.pods, p) == Applied(Get(s.S.pods, p), p, new_.report) {
      if p in has { assert p !in lost; } else if p in lost { assert p in new_.report; }
    }
  }

  lemma RecvUpdate_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Identity(s) && Pods(s) && SS.RecvUpdate_Scheduler(s, t, n, a)
    ensures Pods(t)
  {
    if AcceptsBelow(s.links[ToNode(n)], a.msg) { Reported_up(s, t, SS.News(s.S.pods, n, a.msg.pods), {}); }
  }

  lemma Preempt(s: State, t: State, p: Pod, v: Pod, n: Node)
    requires Links(s) && Identity(s) && Pods(s) && PS.Preempt(s, t, p, v, n)
    ensures Pods(t)
  {
    Reported_up(s, t, map[], {});
  }

  lemma GivesUp(s: State, t: State, n: Node, c: Cancellation, api: Api)
    requires Links(s) && Identity(s) && Pods(s) && CS.GivesUp(s, t, n, c, api)
    ensures Pods(t)
  {
    Reported_up(s, t, CS.GiveUp(s, n).report, CS.GiveUp(s, n).ended);
  }

  lemma NodeLost(s: State, t: State, n: Node, cut: LinkState)
    requires Links(s) && Identity(s) && Pods(s) && MS.NodeLost(s, t, n, cut)
    ensures Pods(t)
  {
    Reported_up(s, t, map p | p in MS.Lost(s, n) + MS.Nowhere(s, n) :: GoneEntry, {});
  }

  lemma Break(s: State, t: State, l: Link, after: LinkState)
    requires Pods(s) && E.Break(s, t, l, after)
    ensures Pods(t)
  {
    if l == RS { Parted(s, t); }
  }

  lemma Crash(s: State, t: State, g: Stage, links: Total<Link, LinkState>)
    requires Links(s) && Pods(s) && E.Crash(s, t, g, links)
    ensures Pods(t)
  {
    var k := s.links[RS];
    assert E.CrashLink(RS, k, t.links[RS], g);
    if g == ReplicaSet || g == Scheduler {
      assert t.links[RS].conn == None;
      if k.conn == None { No_connection(k, s.inc[ReplicaSet]); assert t.links[RS].down == k.down; }
      Parted(s, t);
    }
  }

  lemma Pods_are_kept(s: State, t: State, step: Step)
    requires Links(s) && Identity(s) && Pods(s) && Takes(s, t, step)
    ensures Pods(t)
  {
    match step
    case Connect(l) => Connect(s, t, l);
    case LinkLost(l) => LinkLost(s, t, l);
    case RecvHello(l, a, after) => RecvHello(s, t, l, a, after);
    case Answer(l) => Answer(s, t, l);
    case CreatePod(p) => CreatePod(s, t, p);
    case TombstonePod(p) => TombstonePod(s, t, p);
    case RecvPodSnapshot_ReplicaSet(a) => RecvPodSnapshot_ReplicaSet(s, t, a);
    case RecvUpdate_ReplicaSet(a) => RecvUpdate_ReplicaSet(s, t, a);
    case RecvPlace(a) => RecvPlace(s, t, a);
    case BindPod(p, n) => BindPod(s, t, p, n);
    case RecvTombstone_Scheduler(a) => RecvTombstone_Scheduler(s, t, a);
    case RecvPodSnapshot_Scheduler(n, a) => RecvPodSnapshot_Scheduler(s, t, n, a);
    case RecvUpdate_Scheduler(n, a) => RecvUpdate_Scheduler(s, t, n, a);
    case Preempt(p, v, n) => Preempt(s, t, p, v, n);
    case CancelDone(n, answer) => GivesUp(s, t, n, s.S.cancelled[n].(written := true, over := 0), t.api);
    case ObserveNode(n, cut) => if MS.NodeLost(s, t, n, cut) { NodeLost(s, t, n, cut); }
    case Break(l, after) => Break(s, t, l, after);
    case Crash(g, links) => Crash(s, t, g, links);
    case _ => assert t.links[RS] == s.links[RS] && t.R == s.R && t.S.pods == s.S.pods && t.S.tomb == s.S.tomb;
  }
}
