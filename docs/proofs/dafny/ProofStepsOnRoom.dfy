// Every step keeps Rooms.
include "ProofRoom.dfy"

module ProofStepsOnRoom {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import opened ProofRoom
  import opened KubeDirect
  import L = LinkSteps
  import SS = SchedulerStage
  import RSS = ReplicaSetStage
  import KS = KubeletStage
  import E = Environment
  import CS = CancellationSteps
  import PS = PreemptionSteps
  import MS = MembershipSteps

  lemma RecvHello(s: State, t: State, l: Link, a: Arrival, after: LinkState)
    requires Links(s) && Rooms(s) && L.RecvHello(s, t, l, a, after)
    ensures Rooms(t)
  {
    if l.ToNode? {
      var n, k := l.node, s.links[l];
      var installed := RestDown(k, a).(above := Above(a.msg.epoch, false));
      Room_hello(n, k, s.S.pods, s.K[n].pods, a, s.inc[Upper(l)]);
      if installed.conn != Some(a.msg.epoch) {
        Room_less_when_cut(n, installed, s.S.pods, s.K[n].pods, after);
      }
    }
  }

  lemma Room_less_when_cut(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, t: LinkState)
    requires Room(n, k, pods, runs) && Cut(k, t)
    ensures Room(n, t, pods, runs)
  {
    forall m | m in t.lateDown ensures m in k.down || m in k.lateDown { assert m in FlightDown(k); }
    Room_less(n, k, pods, runs, t, pods, runs);
  }

  lemma Answer(s: State, t: State, l: Link)
    requires Links(s) && Rooms(s) && L.Answer(s, t, l)
    ensures Rooms(t)
  {
    if l.ToNode? {
      Room_answer(l.node, s.links[l], s.S.pods, s.K[l.node].pods, L.Snapshot(s, l), s.inc[Scheduler]);
    }
  }

  // Steps of the Scheduler that bind nothing.
  lemma Same_on_nodes(s: State, t: State)
    requires Rooms(s) && (forall n: Node :: t.links[ToNode(n)] == s.links[ToNode(n)] && t.K[n].pods == s.K[n].pods)
    requires forall n: Node :: OnNode(t.S.pods, n) == OnNode(s.S.pods, n)
    ensures Rooms(t)
  {
    forall n: Node ensures Room(n, t.links[ToNode(n)], t.S.pods, t.K[n].pods) {
      Same_count(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods, t.S.pods);
    }
  }

  lemma Same_count(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, pods2: map<Pod, Entry>)
    requires Room(n, k, pods, runs) && OnNode(pods2, n) == OnNode(pods, n)
    ensures Room(n, k, pods2, runs)
  {
    reveal Room();
  }

  lemma BindPod(s: State, t: State, p: Pod, n: Node)
    requires Identity(s) && Rooms(s) && SS.BindPod(s, t, p, n)
    ensures Rooms(t)
  {
    var k := s.links[ToNode(n)];
    assert BindLink(n, k, s.hist);
    assert p !in s.hist.bound;
    assert (forall m :: m in FlightUp(k) && m.Update? ==> p !in m.pods)
        && (forall m :: m in FlightDown(k) && m.Tombstone? ==> p !in m.gone) by {
      reveal BindLink();
    }
    assert t.S.pods == s.S.pods[p := Entry(Bound, Some(n))];
    Room_bind(n, k, s.S.pods, s.K[n].pods, p);
    forall m: Node | m != n ensures Room(m, t.links[ToNode(m)], t.S.pods, t.K[m].pods) {
      assert OnNode(t.S.pods, m) == OnNode(s.S.pods, m);
      Same_count(m, s.links[ToNode(m)], s.S.pods, s.K[m].pods, t.S.pods);
    }
  }

  lemma RecvTombstone_Scheduler(s: State, t: State, a: Arrival)
    requires Rooms(s) && SS.RecvTombstone_Scheduler(s, t, a)
    ensures Rooms(t)
  {
    if AcceptsAbove(s.links[RS], a.msg) {
      forall n: Node ensures Room(n, t.links[ToNode(n)], t.S.pods, t.K[n].pods) {
        assert OnNode(t.S.pods, n) == OnNode(s.S.pods, n);
        Same_count(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods, t.S.pods);
        if InSync(s.links[ToNode(n)]) {
          var gone :| t.links[ToNode(n)] == SS.Forward(s.links[ToNode(n)], gone);
          Room_forward(n, s.links[ToNode(n)], t.S.pods, s.K[n].pods, gone);
        }
      }
    }
  }

  lemma RecvPodSnapshot_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Identity(s) && Rooms(s) && SS.RecvPodSnapshot_Scheduler(s, t, n, a)
    ensures Rooms(t)
  {
    var k := s.links[ToNode(n)];
    var rest := RestUp(k, a);
    Flight_after_up(k, a, rest);
    Bind_says(n, k, a, s.hist);
    if AwaitsBelow(k, a.msg) {
      var has := a.msg.pods;
      var doomed := if CancelledForAll(s.S, n) then has.Keys else {};
      var new_ := SS.Adopt(s, n, has, doomed);
      assert OnNode(new_.pods, n) == a.msg.pods.Keys;
      var synced := rest.(below := rest.below.(status := Synced));
      Room_snapshot(n, k, s.S.pods, s.K[n].pods, a, new_.pods);
      Room_forward(n, synced, new_.pods, s.K[n].pods, new_.tomb * has.Keys);
      forall m: Node | m != n ensures Room(m, t.links[ToNode(m)], t.S.pods, t.K[m].pods) {
        assert OnNode(new_.pods, m) == OnNode(s.S.pods, m);
        Same_count(m, s.links[ToNode(m)], s.S.pods, s.K[m].pods, t.S.pods);
      }
    } else {
      Room_taken(n, k, s.S.pods, s.K[n].pods, rest);
    }
  }

  lemma RecvUpdate_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Identity(s) && Rooms(s) && SS.RecvUpdate_Scheduler(s, t, n, a)
    ensures Rooms(t)
  {
    var k := s.links[ToNode(n)];
    var rest := RestUp(k, a);
    Flight_after_up(k, a, rest);
    Bind_says(n, k, a, s.hist);
    Room_taken(n, k, s.S.pods, s.K[n].pods, rest);
    if AcceptsBelow(k, a.msg) {
      var report := SS.News(s.S.pods, n, a.msg.pods);
      var gone := RSS.GoneIn(report);
      forall p | p in gone ensures !Holds(rest, s.K[n].pods, p) {
        assert a.msg in FlightUp(k) && a.msg.pods[p] == GoneEntry;
        assert !Holds(k, s.K[n].pods, p) by { reveal Room(); assert Room(n, k, s.S.pods, s.K[n].pods); }
      }
      assert OnNode(t.S.pods, n) == OnNode(s.S.pods, n) - gone;
      assert InOrder(rest.down) by { reveal Room(); assert Room(n, k, s.S.pods, s.K[n].pods); }
      Room_less(n, rest, s.S.pods, s.K[n].pods, rest, t.S.pods, s.K[n].pods);
      forall m: Node | m != n ensures Room(m, t.links[ToNode(m)], t.S.pods, t.K[m].pods) {
        assert OnNode(t.S.pods, m) == OnNode(s.S.pods, m);
        Same_count(m, s.links[ToNode(m)], s.S.pods, s.K[m].pods, t.S.pods);
      }
    }
  }

  lemma RecvBind(s: State, t: State, n: Node, a: Arrival)
    requires Identity(s) && Rooms(s) && KS.RecvBind(s, t, n, a)
    ensures Rooms(t)
  {
    var k, p, pods, runs := s.links[ToNode(n)], a.msg.pod, s.S.pods, s.K[n].pods;
    var rest := RestDown(k, a);
    Flight_after(k, a, rest);
    Bind_is_taken_once(n, k, a, s.hist);
    Room_taken(n, k, pods, runs, rest);
    if !AcceptsAbove(k, a.msg) || p in runs {
    } else if p in s.K[n].shown {
      assert !MayStart(rest, p) by {
        forall m | m in rest.down || m in rest.lateDown ensures m in FlightDown(rest) {}
      }
      Room_up(n, rest, pods, runs, map[p := GoneEntry]);
    } else {
      assert MayStart(k, p);
      assert InOrder(rest.down) by { reveal Room(); assert Room(n, k, pods, runs); }
      Room_less(n, k, pods, runs, rest, pods, runs[p := Starting]);
      Room_up(n, rest, pods, runs[p := Starting], map[p := Entry(Starting, Some(n))]);
    }
  }

  // When the answer to a tombstone is not lost, no Bind of its Pods is behind it.
  lemma Unknown_is_gone(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, a: Arrival, p: Pod, run: nat)
    requires LinkInv(k, run) && Room(n, k, pods, runs) && ArrivesDown(k, a) && a.msg.Tombstone? && AcceptsAbove(k, a.msg)
    requires p in a.msg.gone && p !in runs && k.conn == Some(k.above.epoch)
    ensures !Holds(RestDown(k, a), runs, p)
  {
    var rest := RestDown(k, a);
    assert !a.late && forall m :: m in k.lateDown ==> m.epoch != k.above.epoch by { reveal Epochs(); }
    assert InOrder(k.down) by { reveal Room(); }
    forall m | m in rest.down && m.Bind? ensures m.pod != p {
      var i :| 0 <= i < |rest.down| && rest.down[i] == m;
      assert k.down[i + 1] == m && k.down[0] == a.msg;
    }
  }

  lemma RecvTombstone_Kubelet(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Rooms(s) && KS.RecvTombstone_Kubelet(s, t, n, a)
    ensures Rooms(t)
  {
    var k, pods, runs := s.links[ToNode(n)], s.S.pods, s.K[n].pods;
    var rest := RestDown(k, a);
    Flight_after(k, a, rest);
    Room_taken(n, k, pods, runs, rest);
    if AcceptsAbove(k, a.msg) {
      var stop := set p | p in a.msg.gone && KS.CanEnd(s.K[n], p);
      var unknown := a.msg.gone - runs.Keys;
      var report := (map p | p in unknown :: GoneEntry) + (map p | p in stop :: Entry(Terminating, Some(n)));
      if SendUpdate(rest, report) != rest {
        forall p | p in unknown ensures !Holds(rest, runs, p) { Unknown_is_gone(n, k, pods, runs, a, p, s.inc[Scheduler]); }
      }
      Room_up(n, rest, pods, runs, report);
      Same_runs(n, t.links[ToNode(n)], pods, runs, t.K[n].pods);
    }
  }

  lemma Same_runs(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, runs2: map<Pod, Phase>)
    requires Room(n, k, pods, runs) && runs2.Keys <= runs.Keys
    ensures Room(n, k, pods, runs2)
  {
    assert InOrder(k.down) by { reveal Room(); }
    Room_less(n, k, pods, runs, k, pods, runs2);
  }

  lemma Reports(s: State, t: State, n: Node, p: Pod, phase: Phase)
    requires Rooms(s) && t.S == s.S && phase != Gone && forall m: Node | m != n :: t.K[m] == s.K[m]
    requires || (t.K[n].pods == s.K[n].pods && t.links == s.links)
             || (&& p in s.K[n].pods && t.K[n].pods == s.K[n].pods[p := phase]
                 && t.links == s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], map[p := Entry(phase, Some(n))])])
    ensures Rooms(t)
  {
    if t.links != s.links {
      Room_up(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods, map[p := Entry(phase, Some(n))]);
    }
    Same_runs(n, t.links[ToNode(n)], s.S.pods, s.K[n].pods, t.K[n].pods);
  }

  lemma PodStopped(s: State, t: State, n: Node, p: Pod)
    requires Identity(s) && Rooms(s) && KS.PodStopped(s, t, n, p)
    ensures Rooms(t)
  {
    var k := s.links[ToNode(n)];
    Same_runs(n, k, s.S.pods, s.K[n].pods, t.K[n].pods);
    assert KubeletIds(n, s.K[n].pods, s.hist) && BindLink(n, k, s.hist);
    assert !MayStart(k, p) by {
      reveal BindLink();
      forall m | m in k.down || m in k.lateDown ensures m in FlightDown(k) {}
    }
    Room_up(n, k, s.S.pods, t.K[n].pods, map[p := GoneEntry]);
  }

  lemma Crash(s: State, t: State, g: Stage, links: Total<Link, LinkState>)
    requires Links(s) && Rooms(s) && E.Crash(s, t, g, links)
    ensures Rooms(t)
  {
    forall n: Node ensures Room(n, t.links[ToNode(n)], t.S.pods, t.K[n].pods) {
      var l := ToNode(n);
      var k, after, pods, runs := s.links[l], t.links[l], s.S.pods, s.K[n].pods;
      assert E.CrashLink(l, k, after, g);
      if g == Scheduler || g == Kubelet(n) {
        var cut: LinkState :|
          && (if k.conn.Some? then Cut(k, cut) else cut == k)
          && after == cut.(below := if Upper(l) == g then DownBelow else cut.below,
                           above := if Lower(l) == g then NoAbove else cut.above);
        if k.conn.Some? { Room_less_when_cut(n, k, pods, runs, cut); Cut_keeps(k, cut, s.inc[Scheduler]); }
        assert FlightUp(after) == FlightUp(cut);
        assert LinkInv(cut, s.inc[Scheduler]);
        assert (forall m :: m in cut.lateDown ==> m.epoch != NoEpoch) && cut.down == [] by {
          reveal Epochs();
          if cut.down != [] { assert cut.down[0] in cut.down; }
        }
        assert forall p :: Holds(after, t.K[n].pods, p) ==> Holds(cut, runs, p);
        if g == Scheduler {
          Room_less(n, cut, pods, runs, after, t.S.pods, t.K[n].pods);
        } else {
          assert t.K[n].pods == map[] && t.S == s.S;
          Room_less(n, cut, pods, runs, after, t.S.pods, t.K[n].pods);
        }
      }
    }
  }

  lemma Preempt(s: State, t: State, p: Pod, v: Pod, n: Node)
    requires Rooms(s) && PS.Preempt(s, t, p, v, n)
    ensures Rooms(t)
  {
    Room_forward(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods, {v});
  }

  lemma GivesUp(s: State, t: State, n: Node, c: Cancellation, api: Api)
    requires Identity(s) && Rooms(s) && CS.GivesUp(s, t, n, c, api)
    ensures Rooms(t)
  {
    var g := CS.GiveUp(s, n);
    forall m: Node ensures Room(m, t.links[ToNode(m)], t.S.pods, t.K[m].pods) {
      var k := s.links[ToNode(m)];
      if m != n || InSync(k) {
        assert OnNode(g.pods, m) == OnNode(s.S.pods, m);
        Same_count(m, k, s.S.pods, s.K[m].pods, t.S.pods);
      } else {
        assert OnNode(g.pods, m) == {};
        assert InOrder(k.down) by { reveal Room(); assert Room(m, k, s.S.pods, s.K[m].pods); }
        Room_less(m, k, s.S.pods, s.K[m].pods, k, t.S.pods, s.K[m].pods);
      }
      if m == n { Room_forward(n, k, t.S.pods, s.K[n].pods, g.ended); }
    }
  }

  lemma NodeLost(s: State, t: State, n: Node, cut: LinkState)
    requires Rooms(s) && MS.NodeLost(s, t, n, cut)
    ensures Rooms(t)
  {
    forall m: Node ensures Room(m, t.links[ToNode(m)], t.S.pods, t.K[m].pods) {
      if m != n {
        assert OnNode(t.S.pods, m) == OnNode(s.S.pods, m);
        Same_count(m, s.links[ToNode(m)], s.S.pods, s.K[m].pods, t.S.pods);
      } else {
        assert OnNode(t.S.pods, n) == {};
        Room_less_when_cut(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods, cut);
        assert FlightUp(t.links[ToNode(n)]) == FlightUp(cut);
        Room_less(n, cut, s.S.pods, s.K[n].pods, t.links[ToNode(n)], t.S.pods, s.K[n].pods);
      }
    }
  }

  lemma ObserveCancelled_Kubelet(s: State, t: State, n: Node, id: nat)
    requires Rooms(s) && CS.ObserveCancelled_Kubelet(s, t, n, id)
    ensures Rooms(t)
  {
    var stop := set p | p in s.K[n].pods && KS.CanEnd(s.K[n], p);
    Room_up(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods, map p | p in stop :: Entry(Terminating, Some(n)));
    Same_runs(n, t.links[ToNode(n)], s.S.pods, s.K[n].pods, t.K[n].pods);
  }

  lemma Connect(s: State, t: State, l: Link)
    requires Links(s) && Rooms(s) && L.Connect(s, t, l)
    ensures Rooms(t)
  {
    if l.ToNode? { Room_dial(l.node, s.links[l], s.S.pods, s.K[l.node].pods, s.inc[Scheduler]); }
  }

  lemma LinkLost(s: State, t: State, l: Link)
    requires Rooms(s) && L.LinkLost(s, t, l)
    ensures Rooms(t)
  {
    if l.ToNode? {
      var k := s.links[l];
      assert InOrder(k.down) by { reveal Room(); assert Room(l.node, k, s.S.pods, s.K[l.node].pods); }
      Room_less(l.node, k, s.S.pods, s.K[l.node].pods, t.links[l], s.S.pods, s.K[l.node].pods);
    }
  }

  lemma Break(s: State, t: State, l: Link, after: LinkState)
    requires Rooms(s) && E.Break(s, t, l, after)
    ensures Rooms(t)
  {
    if l.ToNode? { Room_less_when_cut(l.node, s.links[l], s.S.pods, s.K[l.node].pods, after); }
  }

  lemma Rooms_are_kept(s: State, t: State, step: Step)
    requires Links(s) && Identity(s) && Rooms(s) && Takes(s, t, step)
    ensures Rooms(t)
  {
    match step
    case Connect(l) => Connect(s, t, l);
    case LinkLost(l) => LinkLost(s, t, l);
    case RecvHello(l, a, after) => RecvHello(s, t, l, a, after);
    case Answer(l) => Answer(s, t, l);
    case RecvPlace(a) => Same_on_nodes(s, t);
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
    case ObserveNode(n, cut) => if MS.NodeLost(s, t, n, cut) { NodeLost(s, t, n, cut); } else { Same_on_nodes(s, t); }
    case Break(l, after) => Break(s, t, l, after);
    case Crash(g, links) => Crash(s, t, g, links);
    case _ => Same_on_nodes(s, t);
  }
}
