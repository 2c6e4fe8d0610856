// Every step keeps Links: what it does to each link is one of the things of ProofLinks, or several after each other.
include "ProofLinks.dfy"

module ProofStepsOnLinks {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened KubeDirect
  import L = LinkSteps
  import C = ScaleSteps
  import RSS = ReplicaSetStage
  import SS = SchedulerStage
  import KS = KubeletStage
  import E = Environment
  import CS = CancellationSteps
  import PS = PreemptionSteps
  import MS = MembershipSteps

  lemma SendUpdate_keeps(k: LinkState, changes: map<Pod, Entry>, run: nat)
    requires LinkInv(k, run)
    ensures LinkInv(SendUpdate(k, changes), run)
  {
    SendNews_keeps(k, changes, {}, run);
  }

  lemma SendNews_keeps(k: LinkState, changes: map<Pod, Entry>, doomed: set<Pod>, run: nat)
    requires LinkInv(k, run)
    ensures LinkInv(SendNews(k, changes, doomed), run)
  {
    if k.above.answered { SendUp_keeps(k, Update(k.above.epoch, changes, doomed), run); }
  }

  lemma Forward_keeps(k: LinkState, gone: set<Pod>, run: nat)
    requires LinkInv(k, run) && InSync(k)
    ensures LinkInv(SS.Forward(k, gone), run)
  {
    if gone != {} { SendDown_keeps(k, Tombstone(k.below.epoch, gone), run); }
  }

  lemma Connect(s: State, t: State, l: Link)
    requires Links(s) && L.Connect(s, t, l)
    ensures Links(t)
  {
    Dial_keeps(s.links[l], s.inc[Upper(l)]);
  }

  lemma LinkLost(s: State, t: State, l: Link)
    requires Links(s) && L.LinkLost(s, t, l)
    ensures Links(t)
  {
    Lost_keeps(s.links[l], s.inc[Upper(l)]);
  }

  lemma RecvHello(s: State, t: State, l: Link, a: Arrival, after: LinkState)
    requires Links(s) && L.RecvHello(s, t, l, a, after)
    ensures Links(t)
  {
    TakeHello_keeps(s.links[l], a, after, s.inc[Upper(l)]);
  }

  lemma Answer(s: State, t: State, l: Link)
    requires Links(s) && L.Answer(s, t, l)
    ensures Links(t)
  {
    Answer_keeps(s.links[l], L.Snapshot(s, l), s.inc[Upper(l)]);
  }

  lemma PushCount(s: State, t: State, l: Link, key: Key)
    requires Links(s) && C.PushCount(s, t, l, key)
    ensures Links(t)
  {
    var version := if key in s.view[l] then s.view[l][key].version + 1 else 1;
    SendDown_keeps(s.links[l], SetCount(s.links[l].below.epoch, key, C.Want(s, l, key).value, version), s.inc[Upper(l)]);
  }

  lemma RecvSetCount(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && C.RecvSetCount(s, t, l, a)
    ensures Links(t)
  {
    TakeDown_keeps(s.links[l], a, s.inc[Upper(l)]);
    if AcceptsAbove(s.links[l], a.msg) {
      SendUp_keeps(RestDown(s.links[l], a), CountAck(a.msg.epoch, a.msg.key, a.msg.version), s.inc[Upper(l)]);
    }
  }

  lemma RecvCountAck(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && C.RecvCountAck(s, t, l, a)
    ensures Links(t)
  {
    TakeUp_keeps(s.links[l], a, s.inc[Upper(l)]);
  }

  lemma RecvScaleSnapshot(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && C.RecvScaleSnapshot(s, t, l, a)
    ensures Links(t)
  {
    if AwaitsBelow(s.links[l], a.msg) { TakeSnapshot_keeps(s.links[l], a, s.inc[Upper(l)]); }
    else { TakeUp_keeps(s.links[l], a, s.inc[Upper(l)]); }
  }

  lemma CreatePod(s: State, t: State, p: Pod)
    requires Links(s) && RSS.CreatePod(s, t, p)
    ensures Links(t)
  {
    SendDown_keeps(s.links[RS], Place(s.links[RS].below.epoch, p), s.inc[ReplicaSet]);
  }

  lemma TombstonePod(s: State, t: State, p: Pod)
    requires Links(s) && RSS.TombstonePod(s, t, p)
    ensures Links(t)
  {
    SendDown_keeps(s.links[RS], Tombstone(s.links[RS].below.epoch, {p}), s.inc[ReplicaSet]);
  }

  lemma RecvPodSnapshot_ReplicaSet(s: State, t: State, a: Arrival)
    requires Links(s) && RSS.RecvPodSnapshot_ReplicaSet(s, t, a)
    ensures Links(t)
  {
    var k := s.links[RS];
    if AwaitsBelow(k, a.msg) {
      TakeSnapshot_keeps(k, a, s.inc[ReplicaSet]);
      var rest := RestUp(k, a);
      var synced := rest.(below := rest.below.(status := Synced));
      var tomb := s.R.tomb + a.msg.tomb;
      if tomb != {} { SendDown_keeps(synced, Tombstone(k.below.epoch, tomb), s.inc[ReplicaSet]); }
    } else { TakeUp_keeps(k, a, s.inc[ReplicaSet]); }
  }

  lemma RecvUpdate_ReplicaSet(s: State, t: State, a: Arrival)
    requires Links(s) && RSS.RecvUpdate_ReplicaSet(s, t, a)
    ensures Links(t)
  {
    TakeUp_keeps(s.links[RS], a, s.inc[ReplicaSet]);
  }

  lemma RecvPlace(s: State, t: State, a: Arrival)
    requires Links(s) && SS.RecvPlace(s, t, a)
    ensures Links(t)
  {
    TakeDown_keeps(s.links[RS], a, s.inc[ReplicaSet]);
    SendUpdate_keeps(RestDown(s.links[RS], a), map[a.msg.pod := Entry(Pending, None)], s.inc[ReplicaSet]);
  }

  lemma BindPod(s: State, t: State, p: Pod, n: Node)
    requires Links(s) && SS.BindPod(s, t, p, n)
    ensures Links(t)
  {
    SendDown_keeps(s.links[ToNode(n)], Bind(s.links[ToNode(n)].below.epoch, p), s.inc[Scheduler]);
    SendUpdate_keeps(s.links[RS], map[p := Entry(Bound, Some(n))], s.inc[ReplicaSet]);
  }

  lemma RecvTombstone_Scheduler(s: State, t: State, a: Arrival)
    requires Links(s) && SS.RecvTombstone_Scheduler(s, t, a)
    ensures Links(t)
  {
    TakeDown_keeps(s.links[RS], a, s.inc[ReplicaSet]);
    if AcceptsAbove(s.links[RS], a.msg) {
      forall l: Link ensures LinkInv(t.links[l], t.inc[Upper(l)]) {
        match l
        case RS =>
          var changes :| t.links[RS] == SendUpdate(RestDown(s.links[RS], a), changes);
          SendUpdate_keeps(RestDown(s.links[RS], a), changes, s.inc[ReplicaSet]);
        case ToNode(n) =>
          if InSync(s.links[l]) {
            var gone :| t.links[l] == SS.Forward(s.links[l], gone);
            Forward_keeps(s.links[l], gone, s.inc[Scheduler]);
          }
        case _ =>
      }
    }
  }

  lemma RecvPodSnapshot_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && SS.RecvPodSnapshot_Scheduler(s, t, n, a)
    ensures Links(t)
  {
    var k := s.links[ToNode(n)];
    if AwaitsBelow(k, a.msg) {
      TakeSnapshot_keeps(k, a, s.inc[Scheduler]);
      var rest := RestUp(k, a);
      var has := a.msg.pods;
      var doomed := if CancelledForAll(s.S, n) then has.Keys else {};
      var new_ := SS.Adopt(s, n, has, doomed);
      Forward_keeps(rest.(below := rest.below.(status := Synced)), new_.tomb * has.Keys, s.inc[Scheduler]);
      SendNews_keeps(s.links[RS], new_.report, doomed, s.inc[ReplicaSet]);
    } else { TakeUp_keeps(k, a, s.inc[Scheduler]); }
  }

  lemma RecvUpdate_Scheduler(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && SS.RecvUpdate_Scheduler(s, t, n, a)
    ensures Links(t)
  {
    TakeUp_keeps(s.links[ToNode(n)], a, s.inc[Scheduler]);
    if AcceptsBelow(s.links[ToNode(n)], a.msg) {
      SendUpdate_keeps(s.links[RS], SS.News(s.S.pods, n, a.msg.pods), s.inc[ReplicaSet]);
    }
  }

  lemma RecvBind(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && KS.RecvBind(s, t, n, a)
    ensures Links(t)
  {
    var k := s.links[ToNode(n)];
    TakeDown_keeps(k, a, s.inc[Scheduler]);
    SendUpdate_keeps(RestDown(k, a), map[a.msg.pod := GoneEntry], s.inc[Scheduler]);
    SendUpdate_keeps(RestDown(k, a), map[a.msg.pod := Entry(Starting, Some(n))], s.inc[Scheduler]);
  }

  lemma RecvTombstone_Kubelet(s: State, t: State, n: Node, a: Arrival)
    requires Links(s) && KS.RecvTombstone_Kubelet(s, t, n, a)
    ensures Links(t)
  {
    var k := s.links[ToNode(n)];
    TakeDown_keeps(k, a, s.inc[Scheduler]);
    if AcceptsAbove(k, a.msg) {
      var report :| t.links[ToNode(n)] == SendUpdate(RestDown(k, a), report);
      SendUpdate_keeps(RestDown(k, a), report, s.inc[Scheduler]);
    }
  }

  // The steps of a Kubelet that send one change, or none.
  lemma Reports(s: State, t: State, n: Node, changes: map<Pod, Entry>)
    requires Links(s) && t.inc == s.inc
    requires t.links == s.links || t.links == s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], changes)]
    ensures Links(t)
  {
    SendUpdate_keeps(s.links[ToNode(n)], changes, s.inc[Scheduler]);
  }

  lemma Preempt(s: State, t: State, p: Pod, v: Pod, n: Node)
    requires Links(s) && PS.Preempt(s, t, p, v, n)
    ensures Links(t)
  {
    Forward_keeps(s.links[ToNode(n)], {v}, s.inc[Scheduler]);
  }

  lemma GivesUp(s: State, t: State, n: Node, c: Cancellation, api: Api)
    requires Links(s) && CS.GivesUp(s, t, n, c, api)
    ensures Links(t)
  {
    var g := CS.GiveUp(s, n);
    if g.ended != {} { Forward_keeps(s.links[ToNode(n)], g.ended, s.inc[Scheduler]); }
    SendNews_keeps(s.links[RS], g.report, g.ended, s.inc[ReplicaSet]);
  }

  lemma NodeLost(s: State, t: State, n: Node, cut: LinkState)
    requires Links(s) && MS.NodeLost(s, t, n, cut)
    ensures Links(t)
  {
    Cut_keeps(s.links[ToNode(n)], cut, s.inc[Scheduler]);
    Lost_keeps(cut, s.inc[Scheduler]);
    SendUpdate_keeps(s.links[RS], map p | p in MS.Lost(s, n) + MS.Nowhere(s, n) :: GoneEntry, s.inc[ReplicaSet]);
  }

  lemma ObserveCancelled_Kubelet(s: State, t: State, n: Node, id: nat)
    requires Links(s) && CS.ObserveCancelled_Kubelet(s, t, n, id)
    ensures Links(t)
  {
    var stop := set p | p in s.K[n].pods && KS.CanEnd(s.K[n], p);
    SendUpdate_keeps(s.links[ToNode(n)], map p | p in stop :: Entry(Terminating, Some(n)), s.inc[Scheduler]);
  }

  lemma Break(s: State, t: State, l: Link, after: LinkState)
    requires Links(s) && E.Break(s, t, l, after)
    ensures Links(t)
  {
    Cut_keeps(s.links[l], after, s.inc[Upper(l)]);
  }

  lemma Crash(s: State, t: State, g: Stage, links: Total<Link, LinkState>)
    requires Links(s) && E.Crash(s, t, g, links)
    ensures Links(t)
  {
    forall l: Link ensures LinkInv(t.links[l], t.inc[Upper(l)]) {
      var k, run := s.links[l], s.inc[Upper(l)];
      assert E.CrashLink(l, k, t.links[l], g);
      assert Upper(l) != Lower(l);
      if Upper(l) == g || Lower(l) == g {
        var cut: LinkState :|
          && (if k.conn.Some? then Cut(k, cut) else cut == k)
          && t.links[l] == cut.(below := if Upper(l) == g then DownBelow else cut.below,
                                above := if Lower(l) == g then NoAbove else cut.above);
        if k.conn.Some? { Cut_keeps(k, cut, run); }
        if Upper(l) == g { CrashUpper_keeps(cut, run); } else { CrashLower_keeps(cut, run); }
      }
    }
  }

  lemma Links_are_kept(s: State, t: State, step: Step)
    requires Links(s) && Takes(s, t, step)
    ensures Links(t)
  {
    match step
    case Connect(l) => Connect(s, t, l);
    case LinkLost(l) => LinkLost(s, t, l);
    case RecvHello(l, a, after) => RecvHello(s, t, l, a, after);
    case Answer(l) => Answer(s, t, l);
    case PushCount(l, key) => PushCount(s, t, l, key);
    case RecvSetCount(l, a) => RecvSetCount(s, t, l, a);
    case RecvCountAck(l, a) => RecvCountAck(s, t, l, a);
    case RecvScaleSnapshot(l, a) => RecvScaleSnapshot(s, t, l, a);
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
    case PodStarted(n, p) => Reports(s, t, n, map[p := Entry(Ready, Some(n))]);
    case PodStopped(n, p) => Reports(s, t, n, map[p := GoneEntry]);
    case PublishDone(n, p, answer) => Reports(s, t, n, map[p := Entry(Terminating, Some(n))]);
    case ObserveDeleted(n, p, _) => Reports(s, t, n, map[p := Entry(Terminating, Some(n))]);
    case Preempt(p, v, n) => Preempt(s, t, p, v, n);
    case CancelDone(n, answer) => GivesUp(s, t, n, s.S.cancelled[n].(written := true, over := 0), t.api);
    case ObserveCancelled_Kubelet(n, id) => ObserveCancelled_Kubelet(s, t, n, id);
    case ObserveNode(n, cut) => if MS.NodeLost(s, t, n, cut) { NodeLost(s, t, n, cut); }
    case Break(l, after) => Break(s, t, l, after);
    case Crash(g, links) => Crash(s, t, g, links);
    case _ => assert t.links == s.links && t.inc == s.inc;
  }
}
