// Every step keeps Counts: on the scale links too, the view after what is in flight is the state below.
include "ProofCounts.dfy"

module ProofStepsOnCounts {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import opened ProofChanges
  import opened ProofCounts
  import opened KubeDirect
  import L = LinkSteps
  import C = ScaleSteps
  import E = Environment

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

  lemma PushCount(s: State, t: State, l: Link, key: Key)
    requires Links(s) && Counts(s) && C.PushCount(s, t, l, key)
    ensures Counts(t)
  {
    Push_counts(s.links[l], s.inc[Upper(l)], s.view[l], s.held[l], key, C.Want(s, l, key).value);
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
    } else {
      Ack_counts(k, s.inc[Upper(l)], s.view[l], s.held[l], a);
    }
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
    case PushCount(l, key) => PushCount(s, t, l, key);
    case RecvSetCount(l, a) => RecvSetCount(s, t, l, a);
    case RecvCountAck(l, a) => RecvCountAck(s, t, l, a);
    case RecvScaleSnapshot(l, a) => RecvScaleSnapshot(s, t, l, a);
    case Break(l, after) => Break(s, t, l, after);
    case Crash(g, links) => Crash(s, t, g, links);
    case _ => assert forall l: Link :: IsScale(l) ==> t.links[l] == s.links[l] && t.view[l] == s.view[l] && t.held[l] == s.held[l];
  }
}
