// Every step keeps Runs: the Scheduler's view of each node agrees with the node.
include "ProofRuns.dfy"

module ProofStepsOnRuns {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import opened ProofChanges
  import opened ProofRuns
  import opened KubeDirect
  import L = LinkSteps
  import RSS = ReplicaSetStage
  import SS = SchedulerStage
  import KS = KubeletStage
  import E = Environment
  import CS = CancellationSteps
  import PS = PreemptionSteps
  import MS = MembershipSteps

  // The link to node l was just dialed, greeted or cut; nothing else concerns the nodes.
  lemma Parted(s: State, t: State, l: Link)
    requires Runs(s) && t.S == s.S && t.K == s.K && t.links == s.links[l := t.links[l]]
    requires l.ToNode? ==> Unrelated(t.links[l])
    ensures Runs(t)
  {
    if l.ToNode? { Unrelated_agrees(l.node, t.links[l], t.S.pods, t.K[l.node].pods); }
  }

  lemma Connect(s: State, t: State, l: Link)
    requires Runs(s) && L.Connect(s, t, l)
    ensures Runs(t)
  {
    Parted(s, t, l);
  }

  lemma LinkLost(s: State, t: State, l: Link)
    requires Runs(s) && L.LinkLost(s, t, l)
    ensures Runs(t)
  {
    Parted(s, t, l);
  }

  lemma Break(s: State, t: State, l: Link, after: LinkState)
    requires Runs(s) && E.Break(s, t, l, after)
    ensures Runs(t)
  {
    Parted(s, t, l);
  }

  lemma RecvHello(s: State, t: State, l: Link, a: Arrival, after: LinkState)
    requires Links(s) && Runs(s) && L.RecvHello(s, t, l, a, after)
    ensures Runs(t)
  {
    TakeHello_keeps(s.links[l], a, after, s.inc[Upper(l)]);
    No_connection(after, s.inc[Upper(l)]);
    Parted(s, t, l);
  }

  lemma Answer(s: State, t: State, l: Link)
    requires Links(s) && Runs(s) && L.Answer(s, t, l)
    ensures Runs(t)
  {
    if l.ToNode? { Answer_runs(l.node, s.links[l], s.inc[Scheduler], s.S.pods, s.K[l.node].pods, L.Snapshot(s, l)); }
  }

  // Steps of the Scheduler that change nothing of what it holds on nodes, but for that of node n, whose link is seen to apart.
  lemma Others_same(s: State, t: State, n: Node)
    requires Runs(s) && (forall m: Node | m != n :: t.links[ToNode(m)] == s.links[ToNode(m)] && t.K[m].pods == s.K[m].pods)
    requires forall m: Node, p | m != n :: GetOn(t.S.pods, m, p) == GetOn(s.S.pods, m, p)
    requires AgreeOnNode(n, t.links[ToNode(n)], t.S.pods, t.K[n].pods)
    ensures Runs(t)
  {
    forall m: Node ensures AgreeOnNode(m, t.links[ToNode(m)], t.S.pods, t.K[m].pods) {
      if m != n { Same_node_agrees(m, s.links[ToNode(m)], s.S.pods, s.K[m].pods, t.links[ToNode(m)], t.S.pods); }
    }
  }

  lemma RecvPlace(s: State, t: State, a: Arrival)
    requires Runs(s) && SS.RecvPlace(s, t, a)
    ensures Runs(t)
  {
    forall m: Node ensures AgreeOnNode(m, t.links[ToNode(m)], t.S.pods, t.K[m].pods) {
      Same_node_agrees(m, s.links[ToNode(m)], s.S.pods, s.K[m].pods, t.links[ToNode(m)], t.S.pods);
    }
  }

  // What is on its way up from node n has the shape of a report.
  lemma Reports_up(n: Node, k: LinkState, h: History)
    requires BindLink(n, k, h)
    ensures forall m, p :: m in k.up && m.Update? && p in m.pods ==>
              m.pods[p] == GoneEntry || (RunPhase(m.pods[p].phase) && m.pods[p].node == Some(n))
    ensures forall m, p :: m in k.up && m.Update? && p in m.pods ==> p in h.bound
  {
    reveal BindLink();
    forall m, p | m in k.up && m.Update? && p in m.pods ensures Reported(n, p, m.pods[p], h) { assert m in FlightUp(k); }
  }

  lemma BindPod(s: State, t: State, p: Pod, n: Node)
    requires Links(s) && Identity(s) && Runs(s) && SS.BindPod(s, t, p, n)
    ensures Runs(t)
  {
    var k := s.links[ToNode(n)];
    assert BindLink(n, k, s.hist) && KubeletIds(n, s.K[n].pods, s.hist);
    Reports_up(n, k, s.hist);
    assert p !in s.hist.bound && p !in s.K[n].pods;
    assert t.S.pods == s.S.pods[p := Entry(Bound, Some(n))];
    Bind_runs(n, k, s.inc[Scheduler], s.S.pods, s.K[n].pods, p);
    Others_same(s, t, n);
  }

  lemma RecvTombstone_Scheduler(s: State, t: State, a: Arrival)
    requires Links(s) && Identity(s) && Runs(s) && SS.RecvTombstone_Scheduler(s, t, a)
    ensures Runs(t)
  {
    if AcceptsAbove(s.links[RS], a.msg) {
      forall n: Node ensures AgreeOnNode(n, t.links[ToNode(n)], t.S.pods, t.K[n].pods) {
        var k := s.links[ToNode(n)];
        assert BindLink(n, k, s.hist);
        Reports_up(n, k, s.hist);
        forall p ensures GetOn(t.S.pods, n, p) == GetOn(s.S.pods, n, p) {}
        if InSync(k) {
          Forward_runs(n, k, s.inc[Scheduler], s.S.pods, t.S.pods, s.K[n].pods, SS.NewlyBuried(s, a.msg.gone) * OnNode(s.S.pods, n));
        } else {
          Same_node_agrees(n, k, s.S.pods, s.K[n].pods, k, t.S.pods);
        }
      }
    }
  }

  lemma RecvPodSnapshot_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Identity(s) && Runs(s) && SS.RecvPodSnapshot_Scheduler(s, t, n, a)
    ensures Runs(t)
  {
    var k := s.links[ToNode(n)];
    assert BindLink(n, k, s.hist);
    if AwaitsBelow(k, a.msg) {
      Reports_up(n, k, s.hist);
      Bind_says(n, k, a, s.hist);
      var has := a.msg.pods;
      var doomed := if CancelledForAll(s.S, n) then has.Keys else {};
      var new_ := SS.Adopt(s, n, has, doomed);
      forall p ensures GetOn(new_.pods, n, p) == Get(has, p) {}
      forall m: Node, p | m != n ensures GetOn(new_.pods, m, p) == GetOn(s.S.pods, m, p) {}
      Snapshot_runs(n, k, s.inc[Scheduler], s.S.pods, s.K[n].pods, a, new_.pods, new_.tomb * has.Keys);
      Others_same(s, t, n);
    } else {
      Refused_from_below(k, s.inc[Scheduler], a);
      Same_node_agrees(n, k, s.S.pods, s.K[n].pods, t.links[ToNode(n)], t.S.pods);
    }
  }

  lemma RecvUpdate_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Identity(s) && Runs(s) && SS.RecvUpdate_Scheduler(s, t, n, a)
    ensures Runs(t)
  {
    var k := s.links[ToNode(n)];
    if AcceptsBelow(k, a.msg) {
      assert BindLink(n, k, s.hist);
      Bind_says(n, k, a, s.hist);
      forall p ensures GetOn(t.S.pods, n, p) == AppliedNews(GetOn(s.S.pods, n, p), p, a.msg.pods) {}
      forall m: Node, p | m != n ensures GetOn(t.S.pods, m, p) == GetOn(s.S.pods, m, p) {}
      Update_runs(n, k, s.inc[Scheduler], s.S.pods, s.K[n].pods, a, t.S.pods);
      Others_same(s, t, n);
    } else {
      Refused_from_below(k, s.inc[Scheduler], a);
      Same_node_agrees(n, k, s.S.pods, s.K[n].pods, t.links[ToNode(n)], t.S.pods);
    }
  }

  lemma Preempt(s: State, t: State, p: Pod, v: Pod, n: Node)
    requires Links(s) && Identity(s) && Runs(s) && PS.Preempt(s, t, p, v, n)
    ensures Runs(t)
  {
    var k := s.links[ToNode(n)];
    assert BindLink(n, k, s.hist);
    Reports_up(n, k, s.hist);
    Forward_runs(n, k, s.inc[Scheduler], s.S.pods, t.S.pods, s.K[n].pods, {v});
    Others_same(s, t, n);
  }

  lemma GivesUp(s: State, t: State, n: Node, c: Cancellation, api: Api)
    requires Links(s) && Identity(s) && Runs(s) && CS.GivesUp(s, t, n, c, api)
    ensures Runs(t)
  {
    var k, g := s.links[ToNode(n)], CS.GiveUp(s, n);
    assert BindLink(n, k, s.hist);
    forall m: Node, p | m != n ensures GetOn(g.pods, m, p) == GetOn(s.S.pods, m, p) {}
    if InSync(k) {
      Reports_up(n, k, s.hist);
      forall p ensures GetOn(g.pods, n, p) == GetOn(s.S.pods, n, p) {}
      Forward_runs(n, k, s.inc[Scheduler], s.S.pods, g.pods, s.K[n].pods, g.ended);
    } else {
      assert g.ended == {};
      Away_agrees(n, k, s.S.pods, g.pods, s.K[n].pods);
    }
    Others_same(s, t, n);
  }

  lemma NodeLost(s: State, t: State, n: Node, cut: LinkState)
    requires Runs(s) && MS.NodeLost(s, t, n, cut)
    ensures Runs(t)
  {
    Unrelated_agrees(n, t.links[ToNode(n)], t.S.pods, t.K[n].pods);
    forall m: Node, p | m != n ensures GetOn(t.S.pods, m, p) == GetOn(s.S.pods, m, p) {}
    Others_same(s, t, n);
  }

  lemma Away_agrees(n: Node, k: LinkState, pods: map<Pod, Entry>, pods2: map<Pod, Entry>, runs: map<Pod, Phase>)
    requires AgreeOnNode(n, k, pods, runs) && !InSync(k)
    ensures AgreeOnNode(n, k, pods2, runs)
  {
    reveal AgreeOnNode();
  }

  lemma RecvBind(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Identity(s) && Runs(s) && KS.RecvBind(s, t, n, a)
    ensures Runs(t)
  {
    var k, run, p, runs := s.links[ToNode(n)], s.inc[Scheduler], a.msg.pod, s.K[n].pods;
    var rest := RestDown(k, a);
    assert BindLink(n, k, s.hist) && KubeletIds(n, runs, s.hist);
    Bind_is_taken_once(n, k, a, s.hist);
    assert p !in runs;
    if !AcceptsAbove(k, a.msg) {
      Refused_from_above(k, run, a);
      Same_node_agrees(n, k, s.S.pods, runs, rest, s.S.pods);
    } else {
      TakeDown_keeps(k, a, run);
      Take_bind_agrees(n, k, run, s.hist, s.S.pods, runs, a);
      assert !BindIn(rest.down, p) by { forall m | m in rest.down ensures m in FlightDown(rest) {} }
      var report := map[p := if p in s.K[n].shown then GoneEntry else Entry(Starting, Some(n))];
      forall x ensures Below_Node(rest.down, n, t.K[n].pods, x) == AppliedNews(Below_Node(rest.down, n, runs[p := Bound], x), x, report) {}
      Report_runs(n, rest, run, s.S.pods, runs[p := Bound], t.K[n].pods, report);
    }
  }

  lemma RecvTombstone_Kubelet(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && Identity(s) && Rooms(s) && Runs(s) && KS.RecvTombstone_Kubelet(s, t, n, a)
    ensures Runs(t)
  {
    var k, run, runs := s.links[ToNode(n)], s.inc[Scheduler], s.K[n].pods;
    assert KubeletIds(n, runs, s.hist);
    if !AcceptsAbove(k, a.msg) {
      Refused_from_above(k, run, a);
      Same_node_agrees(n, k, s.S.pods, runs, t.links[ToNode(n)], s.S.pods);
    } else {
      assert InOrder(k.down) by { reveal Room(); assert Room(n, k, s.S.pods, runs); }
      var stop := set p | p in a.msg.gone && KS.CanEnd(s.K[n], p);
      var unknown := a.msg.gone - runs.Keys;
      var report := (map p | p in unknown :: GoneEntry) + (map p | p in stop :: Entry(Terminating, Some(n)));
      Take_tombstone_runs(n, k, run, s.S.pods, runs, a, t.K[n].pods, report);
    }
  }

  // The node's own steps: what it runs goes forward, and it says so.
  lemma Told_up(s: State, t: State, n: Node, report: map<Pod, Entry>)
    requires Links(s) && Runs(s) && t.S == s.S && (forall m: Node | m != n :: t.K[m] == s.K[m])
    requires t.links == s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], report)]
    requires forall p :: p in report ==> report[p] == GoneEntry || (RunPhase(report[p].phase) && report[p].node == Some(n))
    requires forall p :: Below_Node(s.links[ToNode(n)].down, n, t.K[n].pods, p)
               == AppliedNews(Below_Node(s.links[ToNode(n)].down, n, s.K[n].pods, p), p, report)
    ensures Runs(t)
  {
    Report_runs(n, s.links[ToNode(n)], s.inc[Scheduler], s.S.pods, s.K[n].pods, t.K[n].pods, report);
  }

  lemma One_reported(s: State, t: State, n: Node, p: Pod, phase: Phase)
    requires Links(s) && Runs(s) && t.S == s.S && (forall m: Node | m != n :: t.K[m] == s.K[m])
    requires || (t.K[n].pods == s.K[n].pods && t.links == s.links)
             || (&& p in s.K[n].pods && RunPhase(phase)
                 && t.K[n].pods == s.K[n].pods[p := phase]
                 && t.links == s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], map[p := Entry(phase, Some(n))])])
    ensures Runs(t)
  {
    if t.links != s.links { Told_up(s, t, n, map[p := Entry(phase, Some(n))]); }
    else if t.K[n].pods != s.K[n].pods { Told_up(s, t, n, map[p := Entry(phase, Some(n))]); }
  }

  lemma PodStarted(s: State, t: State, n: Node, p: Pod)
    requires Links(s) && Runs(s) && KS.PodStarted(s, t, n, p)
    ensures Runs(t)
  {
    One_reported(s, t, n, p, Ready);
  }

  lemma PublishDone(s: State, t: State, n: Node, p: Pod, answer: ApiAnswer)
    requires Links(s) && Runs(s) && KS.PublishDone(s, t, n, p, answer)
    ensures Runs(t)
  {
    One_reported(s, t, n, p, Terminating);
  }

  lemma ObserveDeleted(s: State, t: State, n: Node, p: Pod, seen: Object)
    requires Links(s) && Runs(s) && KS.ObserveDeleted(s, t, n, p, seen)
    ensures Runs(t)
  {
    One_reported(s, t, n, p, Terminating);
  }

  lemma PodStopped(s: State, t: State, n: Node, p: Pod)
    requires Links(s) && Identity(s) && Runs(s) && KS.PodStopped(s, t, n, p)
    ensures Runs(t)
  {
    var k := s.links[ToNode(n)];
    assert KubeletIds(n, s.K[n].pods, s.hist) && BindLink(n, k, s.hist);
    assert !BindIn(k.down, p) by {
      reveal BindLink();
      forall m | m in k.down ensures m in FlightDown(k) {}
    }
    Told_up(s, t, n, map[p := GoneEntry]);
  }

  lemma ObserveCancelled_Kubelet(s: State, t: State, n: Node, id: nat)
    requires Links(s) && Runs(s) && CS.ObserveCancelled_Kubelet(s, t, n, id)
    ensures Runs(t)
  {
    var stop := set p | p in s.K[n].pods && KS.CanEnd(s.K[n], p);
    Told_up(s, t, n, map p | p in stop :: Entry(Terminating, Some(n)));
  }

  lemma Crash(s: State, t: State, g: Stage, links: Total<Link, LinkState>)
    requires Links(s) && Runs(s) && E.Crash(s, t, g, links)
    ensures Runs(t)
  {
    forall n: Node ensures AgreeOnNode(n, t.links[ToNode(n)], t.S.pods, t.K[n].pods) {
      var l := ToNode(n);
      assert E.CrashLink(l, s.links[l], t.links[l], g);
      if g == Scheduler || g == Kubelet(n) {
        assert t.links[l].conn == None;
        Unrelated_agrees(n, t.links[l], t.S.pods, t.K[n].pods);
      }
    }
  }

  lemma Runs_are_kept(s: State, t: State, step: Step)
    requires Links(s) && Identity(s) && Rooms(s) && Runs(s) && Takes(s, t, step)
    ensures Runs(t)
  {
    match step
    case Connect(l) => Connect(s, t, l);
    case LinkLost(l) => LinkLost(s, t, l);
    case RecvHello(l, a, after) => RecvHello(s, t, l, a, after);
    case Answer(l) => Answer(s, t, l);
    case RecvPlace(a) => RecvPlace(s, t, a);
    case BindPod(p, n) => BindPod(s, t, p, n);
    case RecvTombstone_Scheduler(a) => RecvTombstone_Scheduler(s, t, a);
    case RecvPodSnapshot_Scheduler(n, a) => RecvPodSnapshot_Scheduler(s, t, n, a);
    case RecvUpdate_Scheduler(n, a) => RecvUpdate_Scheduler(s, t, n, a);
    case RecvBind(n, a) => RecvBind(s, t, n, a);
    case RecvTombstone_Kubelet(n, a) => RecvTombstone_Kubelet(s, t, n, a);
    case PodStarted(n, p) => PodStarted(s, t, n, p);
    case PodStopped(n, p) => PodStopped(s, t, n, p);
    case PublishDone(n, p, answer) => PublishDone(s, t, n, p, answer);
    case ObserveDeleted(n, p, seen) => ObserveDeleted(s, t, n, p, seen);
    case Preempt(p, v, n) => Preempt(s, t, p, v, n);
    case CancelDone(n, answer) => GivesUp(s, t, n, s.S.cancelled[n].(written := true, over := 0), t.api);
    case ObserveCancelled_Kubelet(n, id) => ObserveCancelled_Kubelet(s, t, n, id);
    case ObserveNode(n, cut) => if MS.NodeLost(s, t, n, cut) { NodeLost(s, t, n, cut); } else { Others_same(s, t, n); }
    case Break(l, after) => Break(s, t, l, after);
    case Crash(g, links) => Crash(s, t, g, links);
    case _ => assert forall n: Node :: t.links[ToNode(n)] == s.links[ToNode(n)] && t.S.pods == s.S.pods && t.K[n].pods == s.K[n].pods;
  }
}
