// Every step keeps Counts: on the scale links too, the view after what is in flight is the state below.
include "ProofPods.dfy"

module ProofStepsOnCounts {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofPods
  import opened ProofIdentity
  import opened KubeDirect
  import L = LinkSteps
  import C = ScaleSteps
  import E = Environment

  // ---- One link.

  lemma Apart_counts(k: LinkState, view: Option<View>, held: Option<Count>, t: LinkState, view2: Option<View>, held2: Option<Count>)
    requires AgreeOnCount(k, view, held) && Fewer(k, t) && Unrelated(t)
    ensures AgreeOnCount(t, view2, held2)
  {
    reveal AgreeOnCount();
    Fewer_types(k, t);
  }

  lemma Fewer_types(k: LinkState, t: LinkState)
    requires CountMessages(k) && Fewer(k, t)
    ensures CountMessages(t)
  {
    forall m | m in FlightDown(t) && !m.Hello? ensures m in FlightDown(k) {}
    forall m | m in FlightUp(t) ensures m in FlightUp(k) {}
  }

  lemma Same_channel_counts(k: LinkState, view: Option<View>, held: Option<Count>, t: LinkState)
    requires AgreeOnCount(k, view, held) && Fewer(k, t)
    requires t.conn == k.conn && t.down == k.down && t.up == k.up && t.below == k.below && t.above == k.above
    ensures AgreeOnCount(t, view, held)
  {
    reveal AgreeOnCount();
    Fewer_types(k, t);
  }

  lemma Answer_counts(k: LinkState, run: nat, view: Option<View>, held: Option<Count>, m: Message)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && !k.above.answered && m == ScaleSnapshot(k.above.epoch, held)
    ensures AgreeOnCount(SendUp(k.(above := k.above.(answered := true)), m), view, held)
  {
    var b := k.(above := k.above.(answered := true));
    var t := SendUp(b, m);
    reveal AgreeOnCount();
    No_connection(k, run);
    assert FlightDown(t) == FlightDown(k);
    if k.conn == Some(m.epoch) {
      assert AnswerOwed(k) by {
        reveal Epochs(), Stages(), Greetings();
        if HelloOnItsWay(k) { assert k.down[0] in FlightDown(k); }
      }
      assert t.up == [m];
      assert FlightUp(t) == FlightUp(k) + multiset{m};
    } else {
      assert FlightUp(t) == FlightUp(k);
      assert Unrelated(b) by { reveal Epochs(), Stages(); }
    }
  }

  lemma Push_counts(k: LinkState, run: nat, view: Option<View>, held: Option<Count>, count: nat)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && InSync(k)
    ensures var version := if view.None? then 1 else view.value.version + 1;
            AgreeOnCount(SendDown(k, SetCount(k.below.epoch, count, version)), Some(View(count, version, false)), held)
  {
    var version := if view.None? then 1 else view.value.version + 1;
    var m := SetCount(k.below.epoch, count, version);
    var t := SendDown(k, m);
    reveal AgreeOnCount();
    assert FlightUp(t) == FlightUp(k);
    if k.conn == None {
      assert t == k;
    } else {
      assert k.conn == Some(k.below.epoch) && Healthy(k) by { reveal Epochs(); }
      assert FlightDown(t) == FlightDown(k) + multiset{m};
      assert t.down == k.down + [m];
      if k.down != [] { assert k.down[|k.down| - 1].version == view.value.version; }
      forall i | 0 <= i < |k.down| ensures k.down[i].version < version {}
    }
  }

  lemma Set_counts(k: LinkState, run: nat, view: Option<View>, held: Option<Count>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && ArrivesDown(k, a) && a.msg.SetCount? && AcceptsAbove(k, a.msg)
    ensures var held2 := if held.Some? && held.value.version >= a.msg.version then held else Some(Count(a.msg.count, a.msg.version));
            AgreeOnCount(SendUp(RestDown(k, a), CountAck(a.msg.epoch, a.msg.version)), view, held2)
  {
    var held2 := if held.Some? && held.value.version >= a.msg.version then held else Some(Count(a.msg.count, a.msg.version));
    var m := CountAck(a.msg.epoch, a.msg.version);
    var rest := RestDown(k, a);
    var t := SendUp(rest, m);
    Flight_after(k, a, rest);
    Fewer_after_taking(k, a);
    if k.conn != Some(a.msg.epoch) {
      No_connection(k, run);
      assert Unrelated(rest) by { reveal Epochs(); }
      Apart_counts(k, view, held, rest, view, held2);
    } else {
      assert CountMessages(t) by { Set_types(k, view, held, rest, m); }
      assert !a.late by { reveal Epochs(); }
      assert Working(k) && Healthy(k) by { reveal Epochs(), Stages(); assert k.down[0] in k.down; assert k.down[0] != Hello(k.below.epoch); }
      assert t.down == k.down[1..] && t.up == k.up + [m];
      reveal AgreeOnCount();
      assert held2 == Some(Count(a.msg.count, a.msg.version));
      assert forall i :: 0 <= i < |t.down| ==> t.down[i] == k.down[i + 1];
      assert LastSent(t.down, held2) == LastSent(k.down, held);
      if view.Some? && !view.value.acked && t.down == [] { assert m in t.up; }
      assert !SnapshotOnItsWay(t);
    }
  }

  lemma Set_types(k: LinkState, view: Option<View>, held: Option<Count>, rest: LinkState, m: Message)
    requires AgreeOnCount(k, view, held) && Fewer(k, rest) && m.CountAck?
    ensures CountMessages(SendUp(rest, m))
  {
    reveal AgreeOnCount();
    Fewer_types(k, rest);
    var t := SendUp(rest, m);
    assert FlightDown(t) == FlightDown(rest);
    forall x | x in FlightUp(t) ensures x in FlightUp(rest) || x == m {}
  }

  lemma Ack_counts(k: LinkState, run: nat, view: Option<View>, held: Option<Count>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && ArrivesUp(k, a) && a.msg.CountAck?
    requires AcceptsBelow(k, a.msg) && view.Some?
    ensures AgreeOnCount(RestUp(k, a), if view.value.version == a.msg.version then Some(view.value.(acked := true)) else view, held)
  {
    var t := RestUp(k, a);
    Fewer_after_taking(k, a);
    Flight_after_up(k, a, t);
    reveal AgreeOnCount();
    Fewer_types(k, t);
    if k.conn == Some(k.below.epoch) {
      assert !a.late by { reveal Epochs(); }
      assert k.up == [a.msg] + t.up;
      if AckUp(k.up, view.value.version) {
        var m :| m in k.up && m.CountAck? && m.version == view.value.version;
        assert m == a.msg || m in t.up;
      }
    }
    assert !(k.conn.Some? && SnapshotOnItsWay(k));
  }

  lemma Snapshot_counts(k: LinkState, run: nat, view: Option<View>, held: Option<Count>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && ArrivesUp(k, a) && a.msg.ScaleSnapshot? && AwaitsBelow(k, a.msg)
    ensures AgreeOnCount(RestUp(k, a).(below := k.below.(status := Synced)),
                         if a.msg.held.None? then None else Some(View(a.msg.held.value.count, a.msg.held.value.version, true)), held)
  {
    var r := RestUp(k, a);
    var t := r.(below := k.below.(status := Synced));
    Fewer_after_taking(k, a);
    assert FlightDown(t) == FlightDown(r) && FlightUp(t) == FlightUp(r);
    reveal AgreeOnCount();
    Fewer_types(k, t);
    if k.conn.Some? {
      assert k.conn == Some(a.msg.epoch) && !a.late by { reveal Epochs(); }
      assert k.up[0] in k.up;
      assert SnapshotOnItsWay(k) by { reveal Stages(); }
    }
  }

  // What is refused is late, or is an acknowledgement that says nothing new.
  lemma Refused_down(k: LinkState, run: nat, a: Arrival)
    requires LinkInv(k, run) && ArrivesDown(k, a) && a.msg.SetCount? && !AcceptsAbove(k, a.msg)
    ensures a.late
  {
    if !a.late {
      assert k.down[0] in k.down;
      reveal Epochs(), Stages();
      assert k.down[0] != Hello(k.below.epoch);
    }
  }

  lemma Refused_up(k: LinkState, run: nat, a: Arrival)
    requires LinkInv(k, run) && ArrivesUp(k, a)
    requires (a.msg.ScaleSnapshot? && !AwaitsBelow(k, a.msg)) || (a.msg.CountAck? && !AcceptsBelow(k, a.msg))
    ensures a.late
  {
    if !a.late {
      assert k.up[0] in k.up;
      assert k.conn == Some(a.msg.epoch) == Some(k.below.epoch) && k.below.status != Lost by { reveal Epochs(); }
      reveal Stages();
    }
  }

  // ---- Steps.

  lemma Connect(s: State, t: State, l: Link)
    requires Counts(s) && L.Connect(s, t, l)
    ensures Counts(t)
  {
    if IsScale(l) {
      Fewer_after_Dial(s.links[l], Epoch(s.inc[Upper(l)], s.links[l].below.epoch.count + 1));
      Apart_counts(s.links[l], s.view[l], s.held[l], t.links[l], t.view[l], t.held[l]);
    }
  }

  lemma LinkLost(s: State, t: State, l: Link)
    requires Counts(s) && L.LinkLost(s, t, l)
    ensures Counts(t)
  {
    if IsScale(l) {
      assert Fewer(s.links[l], t.links[l]);
      Apart_counts(s.links[l], s.view[l], s.held[l], t.links[l], t.view[l], t.held[l]);
    }
  }

  lemma RecvHello(s: State, t: State, l: Link, a: Arrival, after: LinkState)
    requires Links(s) && Counts(s) && L.RecvHello(s, t, l, a, after)
    ensures Counts(t)
  {
    if IsScale(l) {
      var k := s.links[l];
      TakeHello_keeps(k, a, after, s.inc[Upper(l)]);
      No_connection(after, s.inc[Upper(l)]);
      var r := RestDown(k, a);
      Flight_after(k, a, r);
      var installed := r.(above := Above(a.msg.epoch, false));
      assert FlightDown(installed) == FlightDown(r) && FlightUp(installed) == FlightUp(r);
      if installed.conn != Some(a.msg.epoch) { Fewer_after_Cut(installed, after); }
      Apart_counts(k, s.view[l], s.held[l], after, t.view[l], t.held[l]);
    }
  }

  lemma Answer(s: State, t: State, l: Link)
    requires Links(s) && Counts(s) && L.Answer(s, t, l)
    ensures Counts(t)
  {
    if IsScale(l) { Answer_counts(s.links[l], s.inc[Upper(l)], s.view[l], s.held[l], L.Snapshot(s, l)); }
  }

  lemma PushCount(s: State, t: State, l: Link)
    requires Links(s) && Counts(s) && C.PushCount(s, t, l)
    ensures Counts(t)
  {
    Push_counts(s.links[l], s.inc[Upper(l)], s.view[l], s.held[l], C.Want(s, l).value);
  }

  lemma RecvSetCount(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && Counts(s) && C.RecvSetCount(s, t, l, a)
    ensures Counts(t)
  {
    var k := s.links[l];
    if AcceptsAbove(k, a.msg) { Set_counts(k, s.inc[Upper(l)], s.view[l], s.held[l], a); }
    else {
      Refused_down(k, s.inc[Upper(l)], a);
      Fewer_after_taking(k, a);
      Same_channel_counts(k, s.view[l], s.held[l], t.links[l]);
    }
  }

  lemma RecvCountAck(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && Counts(s) && C.RecvCountAck(s, t, l, a)
    ensures Counts(t)
  {
    var k := s.links[l];
    if !AcceptsBelow(k, a.msg) {
      Refused_up(k, s.inc[Upper(l)], a);
      Fewer_after_taking(k, a);
      Same_channel_counts(k, s.view[l], s.held[l], t.links[l]);
    } else if s.view[l].None? {
      No_view(k, s.inc[Upper(l)], s.held[l], a);
    } else {
      Ack_counts(k, s.inc[Upper(l)], s.view[l], s.held[l], a);
    }
  }

  lemma No_view(k: LinkState, run: nat, held: Option<Count>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnCount(k, None, held) && ArrivesUp(k, a) && a.msg.CountAck? && AcceptsBelow(k, a.msg)
    ensures AgreeOnCount(RestUp(k, a), None, held)
  {
    Fewer_after_taking(k, a);
    reveal AgreeOnCount();
    Fewer_types(k, RestUp(k, a));
  }

  lemma RecvScaleSnapshot(s: State, t: State, l: Link, a: Arrival)
    requires Links(s) && Counts(s) && C.RecvScaleSnapshot(s, t, l, a)
    ensures Counts(t)
  {
    var k := s.links[l];
    if AwaitsBelow(k, a.msg) { Snapshot_counts(k, s.inc[Upper(l)], s.view[l], s.held[l], a); }
    else {
      Refused_up(k, s.inc[Upper(l)], a);
      Fewer_after_taking(k, a);
      Same_channel_counts(k, s.view[l], s.held[l], t.links[l]);
    }
  }

  lemma Break(s: State, t: State, l: Link, after: LinkState)
    requires Counts(s) && E.Break(s, t, l, after)
    ensures Counts(t)
  {
    if IsScale(l) {
      Fewer_after_Cut(s.links[l], after);
      Apart_counts(s.links[l], s.view[l], s.held[l], after, t.view[l], t.held[l]);
    }
  }

  lemma Crash(s: State, t: State, g: Stage, links: Total<Link, LinkState>)
    requires Counts(s) && E.Crash(s, t, g, links)
    ensures Counts(t)
  {
    forall l: Link | IsScale(l) ensures AgreeOnCount(t.links[l], t.view[l], t.held[l]) {
      var k := s.links[l];
      assert E.CrashLink(l, k, t.links[l], g);
      if Upper(l) == g || Lower(l) == g {
        var cut: LinkState :|
          && (if k.conn.Some? then Cut(k, cut) else cut == k)
          && t.links[l] == cut.(below := if Upper(l) == g then DownBelow else cut.below,
                                above := if Lower(l) == g then NoAbove else cut.above);
        if k.conn.Some? { Fewer_after_Cut(k, cut); }
        assert FlightDown(cut) == FlightDown(t.links[l]) && FlightUp(cut) == FlightUp(t.links[l]);
        Apart_counts(k, s.view[l], s.held[l], t.links[l], t.view[l], t.held[l]);
      }
    }
  }

  lemma Counts_are_kept(s: State, t: State, step: Step)
    requires Links(s) && Counts(s) && Takes(s, t, step)
    ensures Counts(t)
  {
    match step
    case Connect(l) => Connect(s, t, l);
    case LinkLost(l) => LinkLost(s, t, l);
    case RecvHello(l, a, after) => RecvHello(s, t, l, a, after);
    case Answer(l) => Answer(s, t, l);
    case PushCount(l) => PushCount(s, t, l);
    case RecvSetCount(l, a) => RecvSetCount(s, t, l, a);
    case RecvCountAck(l, a) => RecvCountAck(s, t, l, a);
    case RecvScaleSnapshot(l, a) => RecvScaleSnapshot(s, t, l, a);
    case Break(l, after) => Break(s, t, l, after);
    case Crash(g, links) => Crash(s, t, g, links);
    case _ => assert forall l: Link :: IsScale(l) ==> t.links[l] == s.links[l] && t.view[l] == s.view[l] && t.held[l] == s.held[l];
  }
}
