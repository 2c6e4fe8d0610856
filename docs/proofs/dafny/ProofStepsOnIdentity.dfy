// Every step keeps Identity.
include "ProofIdentity.dfy"

module ProofStepsOnIdentity {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import opened KubeDirect
  import L = LinkSteps
  import RSS = ReplicaSetStage
  import SS = SchedulerStage
  import KS = KubeletStage
  import E = Environment
  import CS = CancellationSteps
  import PS = PreemptionSteps
  import MS = MembershipSteps

  // Steps that send nothing but Hello, and leave Pods and history alone.
  lemma Quietly(s: State, t: State)
    requires Identity(s)
    requires Fewer(s.links[RS], t.links[RS]) && forall n: Node :: Fewer(s.links[ToNode(n)], t.links[ToNode(n)])
    requires t.R == s.R && t.S.pods == s.S.pods && t.S.tomb == s.S.tomb && (forall n: Node :: t.K[n].pods == s.K[n].pods)
    requires t.hist == s.hist.(excused := t.hist.excused, lost := t.hist.lost)
    ensures Identity(t)
  {
    assert Grows(s.hist, t.hist);
    Place_less(s.links[RS], t.links[RS], s.hist);
    assert PlaceLink(t.links[RS], t.hist) by { reveal PlaceLink(); }
    forall n: Node ensures BindLink(n, t.links[ToNode(n)], t.hist) {
      Bind_less(n, s.links[ToNode(n)], t.links[ToNode(n)], s.hist);
      reveal BindLink();
    }
  }

  lemma RecvHello(s: State, t: State, l: Link, a: Arrival, after: LinkState)
    requires Identity(s) && L.RecvHello(s, t, l, a, after)
    ensures Identity(t)
  {
    var r := RestDown(s.links[l], a);
    Flight_after(s.links[l], a, r);
    var installed := r.(above := Above(a.msg.epoch, false));
    assert FlightDown(installed) == FlightDown(r) && FlightUp(installed) == FlightUp(r);
    if installed.conn != Some(a.msg.epoch) { Fewer_after_Cut(installed, after); }
    assert Fewer(s.links[l], after);
    Quietly(s, t);
  }

  lemma Answer(s: State, t: State, l: Link)
    requires Identity(s) && L.Answer(s, t, l)
    ensures Identity(t)
  {
    var k, h := s.links[l], s.hist;
    var b := k.(above := k.above.(answered := true));
    assert Fewer(k, b);
    match l
    case RS =>
      Place_less(k, b, h);
      assert AllNamed(h, s.S.pods.Keys);
      Place_snapshot(b, L.Snapshot(s, l), h);
    case ToNode(n) =>
      Bind_less(n, k, b, h);
      Bind_snapshot(n, b, L.Snapshot(s, l), h);
    case _ =>
  }

  lemma CreatePod(s: State, t: State, p: Pod)
    requires Identity(s) && RSS.CreatePod(s, t, p)
    ensures Identity(t)
  {
    var k, h, g := s.links[RS], s.hist, t.hist;
    assert Grows(h, g);
    assert PlaceLink(k, g) && (forall m :: m in FlightDown(k) && m.Place? ==> m.pod in h.named) by {
      reveal PlaceLink();
      Place_grows(k, h, g);
    }
    Place_down(k, Place(k.below.epoch, p), g);
    Nodes_grow(s, g);
  }

  // What the nodes' links say stays true when nobody is bound or started.
  lemma Nodes_grow(s: State, g: History)
    requires Identity(s) && Grows(s.hist, g) && g.started == s.hist.started
    ensures forall n: Node :: BindLink(n, s.links[ToNode(n)], g)
  {
    forall n: Node ensures BindLink(n, s.links[ToNode(n)], g) {
      reveal BindLink();
      Bind_grows(n, s.links[ToNode(n)], s.hist, g);
    }
  }

  lemma TombstonePod(s: State, t: State, p: Pod)
    requires Identity(s) && RSS.TombstonePod(s, t, p)
    ensures Identity(t)
  {
    Place_down(s.links[RS], Tombstone(s.links[RS].below.epoch, {p}), s.hist);
  }

  lemma RecvPodSnapshot_ReplicaSet(s: State, t: State, a: Arrival)
    requires Identity(s) && RSS.RecvPodSnapshot_ReplicaSet(s, t, a)
    ensures Identity(t)
  {
    var k, h := s.links[RS], s.hist;
    Fewer_after_taking(k, a);
    Place_less(k, RestUp(k, a), h);
    Place_says(k, a, h);
    if AwaitsBelow(k, a.msg) {
      var rest := RestUp(k, a);
      var synced := rest.(below := rest.below.(status := Synced));
      var tomb := s.R.tomb + a.msg.tomb;
      Place_less(k, synced, h);
      Place_down(synced, Tombstone(k.below.epoch, tomb), h);
    }
  }

  lemma RecvUpdate_ReplicaSet(s: State, t: State, a: Arrival)
    requires Identity(s) && RSS.RecvUpdate_ReplicaSet(s, t, a)
    ensures Identity(t)
  {
    var k, h := s.links[RS], s.hist;
    Fewer_after_taking(k, a);
    Place_less(k, RestUp(k, a), h);
    Place_says(k, a, h);
  }

  lemma RecvPlace(s: State, t: State, a: Arrival)
    requires Identity(s) && SS.RecvPlace(s, t, a)
    ensures Identity(t)
  {
    var k, h, g := s.links[RS], s.hist, t.hist;
    var rest := RestDown(k, a);
    Fewer_after_taking(k, a);
    Place_less(k, rest, h);
    Place_is_taken_once(k, a, h);
    if AcceptsAbove(k, a.msg) && a.msg.pod !in s.S.pods && a.msg.pod !in s.S.tomb {
      assert Grows(h, g);
      forall m | m in FlightDown(rest) && m.Place? ensures m.pod !in g.entered { reveal PlaceLink(); }
      Place_grows(rest, h, g);
      Place_up(rest, map[a.msg.pod := Entry(Pending, None)], g);
      Nodes_grow(s, g);
    }
  }

  lemma BindPod(s: State, t: State, p: Pod, n: Node)
    requires Identity(s) && SS.BindPod(s, t, p, n)
    ensures Identity(t)
  {
    var k, h, g := s.links[ToNode(n)], s.hist, t.hist;
    assert Grows(h, g);
    Nodes_grow(s, g);
    assert forall m :: m in FlightDown(k) && m.Bind? ==> m.pod in h.bound by { reveal BindLink(); assert BindLink(n, k, h); }
    Bind_down(n, k, Bind(k.below.epoch, p), g);
    assert PlaceLink(s.links[RS], g) by { reveal PlaceLink(); Place_grows(s.links[RS], h, g); }
    Place_up(s.links[RS], map[p := Entry(Bound, Some(n))], g);
  }

  lemma RecvTombstone_Scheduler(s: State, t: State, a: Arrival)
    requires Identity(s) && SS.RecvTombstone_Scheduler(s, t, a)
    ensures Identity(t)
  {
    var k, h := s.links[RS], s.hist;
    var rest := RestDown(k, a);
    Fewer_after_taking(k, a);
    Place_less(k, rest, h);
    Place_asks(k, a, h);
    if AcceptsAbove(k, a.msg) {
      var P := a.msg.gone;
      Place_up(rest, map p | p in SS.Dropped(s, P) :: GoneEntry, h);
      assert PlaceLink(t.links[RS], h);
      forall n: Node ensures BindLink(n, t.links[ToNode(n)], h) {
        Bind_forward(n, s.links[ToNode(n)], SS.NewlyBuried(s, P) * OnNode(s.S.pods, n), h);
      }
    }
  }

  lemma RecvPodSnapshot_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Identity(s) && SS.RecvPodSnapshot_Scheduler(s, t, n, a)
    ensures Identity(t)
  {
    var k, h := s.links[ToNode(n)], s.hist;
    var rest := RestUp(k, a);
    Fewer_after_taking(k, a);
    Bind_less(n, k, rest, h);
    Bind_says(n, k, a, h);
    if AwaitsBelow(k, a.msg) {
      var has := a.msg.pods;
      var doomed := if CancelledForAll(s.S, n) then has.Keys else {};
      var new_ := SS.Adopt(s, n, has, doomed);
      assert forall p :: p in has ==> Reported(n, p, has[p], h) && has[p] != GoneEntry;
      var synced := rest.(below := rest.below.(status := Synced));
      Bind_less(n, k, synced, h);
      Bind_forward(n, synced, new_.tomb * has.Keys, h);
      assert SchedulerIds(new_.pods, new_.tomb, h);
      Place_news(s.links[RS], new_.report, doomed, h);
    }
  }

  lemma RecvUpdate_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Identity(s) && SS.RecvUpdate_Scheduler(s, t, n, a)
    ensures Identity(t)
  {
    var k, h := s.links[ToNode(n)], s.hist;
    var rest := RestUp(k, a);
    Fewer_after_taking(k, a);
    Bind_less(n, k, rest, h);
    Bind_says(n, k, a, h);
    if AcceptsBelow(k, a.msg) {
      var report := SS.News(s.S.pods, n, a.msg.pods);
      Place_up(s.links[RS], report, h);
    }
  }

  lemma RecvBind(s: State, t: State, n: Node, a: Arrival)
    requires Identity(s) && KS.RecvBind(s, t, n, a)
    ensures Identity(t)
  {
    var k, h, g, p := s.links[ToNode(n)], s.hist, t.hist, a.msg.pod;
    var rest := RestDown(k, a);
    Fewer_after_taking(k, a);
    Bind_less(n, k, rest, h);
    Bind_is_taken_once(n, k, a, h);
    if !AcceptsAbove(k, a.msg) || p in s.K[n].pods {
    } else if p in s.K[n].shown {
      Bind_up(n, rest, map[p := GoneEntry], h);
    } else {
      assert Grows(h, g);
      assert PlaceLink(s.links[RS], g) by { reveal PlaceLink(); Place_grows(s.links[RS], h, g); }
      forall m | m in FlightDown(rest) && m.Bind? ensures (m.pod, n) !in g.started { reveal BindLink(); }
      Bind_grows(n, rest, h, g);
      Bind_up(n, rest, map[p := Entry(Starting, Some(n))], g);
      forall m: Node | m != n ensures BindLink(m, t.links[ToNode(m)], g) {
        forall x | x in FlightDown(s.links[ToNode(m)]) && x.Bind? ensures (x.pod, m) !in g.started {
          reveal BindLink();
          assert BindLink(m, s.links[ToNode(m)], h);
        }
        Bind_grows(m, s.links[ToNode(m)], h, g);
      }
    }
  }

  lemma RecvTombstone_Kubelet(s: State, t: State, n: Node, a: Arrival)
    requires Identity(s) && KS.RecvTombstone_Kubelet(s, t, n, a)
    ensures Identity(t)
  {
    var k, h := s.links[ToNode(n)], s.hist;
    var rest := RestDown(k, a);
    Fewer_after_taking(k, a);
    Bind_less(n, k, rest, h);
    Bind_asks(n, k, a, h);
    if AcceptsAbove(k, a.msg) {
      var stop := set p | p in a.msg.gone && KS.CanEnd(s.K[n], p);
      var unknown := a.msg.gone - s.K[n].pods.Keys;
      Bind_up(n, rest, (map p | p in unknown :: GoneEntry) + (map p | p in stop :: Entry(Terminating, Some(n))), h);
    }
  }

  // A Kubelet says of a Pod that it runs what has become of it, or nothing.
  lemma Reports(s: State, t: State, n: Node, p: Pod, phase: Phase)
    requires Identity(s) && t.hist == s.hist && t.R == s.R && t.S == s.S && (forall m: Node | m != n :: t.K[m] == s.K[m])
    requires || (t.K[n].pods == s.K[n].pods && t.links == s.links)
             || (&& p in s.K[n].pods && RunPhase(phase)
                 && t.K[n].pods == s.K[n].pods[p := phase]
                 && t.links == s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], map[p := Entry(phase, Some(n))])])
    ensures Identity(t)
  {
    if t.links != s.links {
      Bind_up(n, s.links[ToNode(n)], map[p := Entry(phase, Some(n))], s.hist);
    }
  }

  lemma PodStopped(s: State, t: State, n: Node, p: Pod)
    requires Identity(s) && KS.PodStopped(s, t, n, p)
    ensures Identity(t)
  {
    var g := t.hist;
    assert Grows(s.hist, g);
    Nodes_grow(s, g);
    assert PlaceLink(s.links[RS], g) by { reveal PlaceLink(); Place_grows(s.links[RS], s.hist, g); }
    Bind_up(n, s.links[ToNode(n)], map[p := GoneEntry], g);
  }

  lemma Crash(s: State, t: State, g: Stage, links: Total<Link, LinkState>)
    requires Identity(s) && E.Crash(s, t, g, links)
    ensures Identity(t)
  {
    forall l: Link ensures Fewer(s.links[l], t.links[l]) {
      assert E.CrashLink(l, s.links[l], t.links[l], g);
      if Upper(l) == g || Lower(l) == g {
        var cut: LinkState :|
          && (if s.links[l].conn.Some? then Cut(s.links[l], cut) else cut == s.links[l])
          && t.links[l] == cut.(below := if Upper(l) == g then DownBelow else cut.below,
                                above := if Lower(l) == g then NoAbove else cut.above);
        if s.links[l].conn.Some? { Fewer_after_Cut(s.links[l], cut); }
        assert FlightDown(cut) == FlightDown(t.links[l]) && FlightUp(cut) == FlightUp(t.links[l]);
      }
    }
    var h := t.hist;
    assert Grows(s.hist, h);
    Nodes_grow(s, h);
    assert PlaceLink(s.links[RS], h) by { reveal PlaceLink(); Place_grows(s.links[RS], s.hist, h); }
    Place_less(s.links[RS], t.links[RS], h);
    forall n: Node ensures BindLink(n, t.links[ToNode(n)], h) {
      Bind_less(n, s.links[ToNode(n)], t.links[ToNode(n)], h);
    }
    forall n: Node ensures KubeletIds(n, t.K[n].pods, h) {
      forall p | p in t.K[n].pods ensures p !in h.ended {
        if g.Kubelet? && p in s.K[g.node].pods { assert (p, g.node) in s.hist.started && (p, n) in s.hist.started; }
      }
    }
  }

  lemma Preempt(s: State, t: State, p: Pod, v: Pod, n: Node)
    requires Identity(s) && PS.Preempt(s, t, p, v, n)
    ensures Identity(t)
  {
    Bind_forward(n, s.links[ToNode(n)], {v}, s.hist);
  }

  lemma GivesUp(s: State, t: State, n: Node, c: Cancellation, api: Api)
    requires Identity(s) && CS.GivesUp(s, t, n, c, api)
    ensures Identity(t)
  {
    var g := CS.GiveUp(s, n);
    assert Grows(s.hist, t.hist);
    assert PlaceLink(s.links[RS], t.hist) by { reveal PlaceLink(); Place_grows(s.links[RS], s.hist, t.hist); }
    Nodes_grow(s, t.hist);
    Bind_forward(n, s.links[ToNode(n)], g.ended, t.hist);
    Place_news(s.links[RS], g.report, g.ended, t.hist);
    assert SchedulerIds(g.pods, g.tomb, t.hist);
  }

  lemma NodeLost(s: State, t: State, n: Node, cut: LinkState)
    requires Identity(s) && MS.NodeLost(s, t, n, cut)
    ensures Identity(t)
  {
    var l, h := ToNode(n), t.hist;
    assert Grows(s.hist, h);
    assert PlaceLink(s.links[RS], h) by { reveal PlaceLink(); Place_grows(s.links[RS], s.hist, h); }
    Nodes_grow(s, h);
    Fewer_after_Cut(s.links[l], cut);
    assert FlightDown(t.links[l]) == FlightDown(cut) && FlightUp(t.links[l]) == FlightUp(cut);
    Bind_less(n, s.links[l], t.links[l], h);
    var gone := MS.Lost(s, n) + MS.Nowhere(s, n);
    assert AllNamed(h, gone);
    Place_up(s.links[RS], map p | p in gone :: GoneEntry, h);
  }

  lemma ObserveCancelled_Kubelet(s: State, t: State, n: Node, id: nat)
    requires Identity(s) && CS.ObserveCancelled_Kubelet(s, t, n, id)
    ensures Identity(t)
  {
    var stop := set p | p in s.K[n].pods && KS.CanEnd(s.K[n], p);
    Bind_up(n, s.links[ToNode(n)], map p | p in stop :: Entry(Terminating, Some(n)), s.hist);
  }

  lemma Break(s: State, t: State, l: Link, after: LinkState)
    requires Identity(s) && E.Break(s, t, l, after)
    ensures Identity(t)
  {
    Fewer_after_Cut(s.links[l], after);
    Quietly(s, t);
  }

  lemma Identity_is_kept(s: State, t: State, step: Step)
    requires Identity(s) && Takes(s, t, step)
    ensures Identity(t)
  {
    match step
    case Connect(l) => Fewer_after_Dial(s.links[l], Epoch(s.inc[Upper(l)], s.links[l].below.epoch.count + 1)); Quietly(s, t);
    case LinkLost(l) => assert Fewer(s.links[l], t.links[l]); Quietly(s, t);
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
    case RecvBind(n, a) => RecvBind(s, t, n, a);
    case RecvTombstone_Kubelet(n, a) => RecvTombstone_Kubelet(s, t, n, a);
    case PodStarted(n, p) => Reports(s, t, n, p, Ready);
    case PodStopped(n, p) => PodStopped(s, t, n, p);
    case PublishDone(n, p, answer) => Reports(s, t, n, p, Terminating);
    case ObserveDeleted(n, p, _) => Reports(s, t, n, p, Terminating);
    case Preempt(p, v, n) => Preempt(s, t, p, v, n);
    case CancelDone(n, answer) => GivesUp(s, t, n, s.S.cancelled[n].(written := true, over := 0), t.api);
    case ObserveCancelled_Kubelet(n, id) => ObserveCancelled_Kubelet(s, t, n, id);
    case ObserveNode(n, cut) => if MS.NodeLost(s, t, n, cut) { NodeLost(s, t, n, cut); } else { Quietly(s, t); }
    case Break(l, after) => Break(s, t, l, after);
    case Crash(g, links) => Crash(s, t, g, links);
    case _ => assert t.links[RS] == s.links[RS]; assert forall n: Node :: t.links[ToNode(n)] == s.links[ToNode(n)]; Quietly(s, t);
  }
}
