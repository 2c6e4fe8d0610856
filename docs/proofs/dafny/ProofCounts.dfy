// What can happen to a scale link, and to the counts at its ends, keeps AgreeOnCount: key by key, the view after what is in flight is the
// state below.
include "ProofChanges.dfy"
include "ProofIdentity.dfy"

module ProofCounts {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import opened ProofChanges
  import C = ScaleSteps

  // ---- The messages of one key.

  lemma Of_last(q: seq<Message>, m: Message, key: Key)
    ensures Of(q + [m], key) == Of(q, key) + if OfKey(m, key) then [m] else []
  {
    assert (q + [m])[..|q|] == q;
  }

  lemma Of_first(q: seq<Message>, key: Key)
    requires q != []
    ensures Of(q, key) == (if OfKey(q[0], key) then [q[0]] else []) + Of(q[1..], key)
  {
    if |q| > 1 {
      var init := q[..|q| - 1];
      Of_first(init, key);
      assert q[1..][..|q| - 2] == init[1..] && init[0] == q[0];
      assert q[1..][|q| - 2] == q[|q| - 1];
    } else {
      assert q[1..] == [] && q[..0] == [];
    }
  }

  // ---- One key.

  lemma Push_key(down: seq<Message>, up: seq<Message>, view: Option<View>, held: Option<Count>, m: Message)
    requires AgreeOnKey(down, up, view, held) && m.SetCount? && m.version == if view.None? then 1 else view.value.version + 1
    ensures AgreeOnKey(down + [m], up, Some(View(m.count, m.version, false)), held)
  {
    if down != [] { assert down[|down| - 1].version == view.value.version; }
    forall i | 0 <= i < |down| ensures down[i].version < m.version {}
  }

  lemma Set_key(down: seq<Message>, up: seq<Message>, view: Option<View>, held: Option<Count>, m: Message)
    requires AgreeOnKey(down, up, view, held) && down != [] && m.CountAck? && m.version == down[0].version
    ensures AgreeOnKey(down[1..], up + [m], view, Some(Count(down[0].count, down[0].version)))
  {
    var held2 := Some(Count(down[0].count, down[0].version));
    assert forall i :: 0 <= i < |down[1..]| ==> down[1..][i] == down[i + 1];
    assert LastSent(down[1..], held2) == LastSent(down, held);
    if view.Some? && !view.value.acked && down[1..] == [] { assert m in up + [m]; }
  }

  lemma Ack_key(down: seq<Message>, up: seq<Message>, view: Option<View>, held: Option<Count>)
    requires AgreeOnKey(down, up, view, held) && up != [] && up[0].CountAck?
    ensures AgreeOnKey(down, up[1..],
                       if view.Some? && view.value.version == up[0].version then Some(view.value.(acked := true)) else view, held)
  {
    if view.Some? && AckUp(up, view.value.version) {
      var m :| m in up && m.CountAck? && m.version == view.value.version;
      assert up == [up[0]] + up[1..];
      assert m == up[0] || m in up[1..];
    }
  }

  // ---- One link.

  lemma Apart_counts(k: LinkState, view: map<Key, View>, held: map<Key, Count>, t: LinkState, view2: map<Key, View>, held2: map<Key, Count>)
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

  lemma Same_channel_counts(k: LinkState, view: map<Key, View>, held: map<Key, Count>, t: LinkState)
    requires AgreeOnCount(k, view, held) && Fewer(k, t)
    requires t.conn == k.conn && t.down == k.down && t.up == k.up && t.below == k.below && t.above == k.above
    ensures AgreeOnCount(t, view, held)
  {
    reveal AgreeOnCount();
    Fewer_types(k, t);
  }

  lemma Answer_counts(k: LinkState, run: nat, view: map<Key, View>, held: map<Key, Count>, m: Message)
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

  lemma Push_counts(k: LinkState, run: nat, view: map<Key, View>, held: map<Key, Count>, key: Key, count: nat)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && InSync(k)
    ensures var version := if key in view then view[key].version + 1 else 1;
            AgreeOnCount(SendDown(k, SetCount(k.below.epoch, key, count, version)), view[key := View(count, version, false)], held)
  {
    var version := if key in view then view[key].version + 1 else 1;
    var m := SetCount(k.below.epoch, key, count, version);
    var t, view2 := SendDown(k, m), view[key := View(count, version, false)];
    reveal AgreeOnCount();
    assert FlightUp(t) == FlightUp(k);
    if k.conn == None {
      assert t == k;
    } else {
      assert k.conn == Some(k.below.epoch) && Healthy(k) by { reveal Epochs(); }
      assert FlightDown(t) == FlightDown(k) + multiset{m};
      assert t.down == k.down + [m];
      forall x ensures AgreeOnKey(Of(t.down, x), Of(t.up, x), GetKey(view2, x), GetKey(held, x)) {
        assert AgreeOnKey(Of(k.down, x), Of(k.up, x), GetKey(view, x), GetKey(held, x));
        Of_last(k.down, m, x);
        if x == key { Push_key(Of(k.down, x), Of(k.up, x), GetKey(view, x), GetKey(held, x), m); }
      }
    }
  }

  lemma Set_counts(k: LinkState, run: nat, view: map<Key, View>, held: map<Key, Count>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && ArrivesDown(k, a) && a.msg.SetCount? && AcceptsAbove(k, a.msg)
    ensures var key := a.msg.key;
            var held2 := if key in held && held[key].version >= a.msg.version then held else held[key := Count(a.msg.count, a.msg.version)];
            AgreeOnCount(SendUp(RestDown(k, a), CountAck(a.msg.epoch, key, a.msg.version)), view, held2)
  {
    var key := a.msg.key;
    var held2 := if key in held && held[key].version >= a.msg.version then held else held[key := Count(a.msg.count, a.msg.version)];
    var m := CountAck(a.msg.epoch, key, a.msg.version);
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
      assert Working(k) && Healthy(k) by {
        reveal Epochs(), Stages();
        assert k.down[0] in k.down;
        assert k.down[0] != Hello(k.below.epoch);
      }
      assert t.down == k.down[1..] && t.up == k.up + [m];
      reveal AgreeOnCount();
      forall x ensures AgreeOnKey(Of(t.down, x), Of(t.up, x), GetKey(view, x), GetKey(held2, x)) {
        assert AgreeOnKey(Of(k.down, x), Of(k.up, x), GetKey(view, x), GetKey(held, x));
        Of_first(k.down, x);
        Of_last(k.up, m, x);
        if x == key {
          assert Of(k.down, x)[0] == a.msg && Of(k.down, x)[1..] == Of(t.down, x);
          assert held2 == held[key := Count(a.msg.count, a.msg.version)];
          Set_key(Of(k.down, x), Of(k.up, x), GetKey(view, x), GetKey(held, x), m);
        } else {
          assert Of(t.down, x) == Of(k.down, x) && Of(t.up, x) == Of(k.up, x) && GetKey(held2, x) == GetKey(held, x);
        }
      }
      assert !SnapshotOnItsWay(t);
    }
  }

  lemma Set_types(k: LinkState, view: map<Key, View>, held: map<Key, Count>, rest: LinkState, m: Message)
    requires AgreeOnCount(k, view, held) && Fewer(k, rest) && m.CountAck?
    ensures CountMessages(SendUp(rest, m))
  {
    reveal AgreeOnCount();
    Fewer_types(k, rest);
    var t := SendUp(rest, m);
    assert FlightDown(t) == FlightDown(rest);
    forall x | x in FlightUp(t) ensures x in FlightUp(rest) || x == m {}
  }

  lemma Ack_counts(k: LinkState, run: nat, view: map<Key, View>, held: map<Key, Count>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && ArrivesUp(k, a) && a.msg.CountAck? && AcceptsBelow(k, a.msg)
    ensures var key := a.msg.key;
            var view2 := if key in view && view[key].version == a.msg.version then view[key := view[key].(acked := true)] else view;
            AgreeOnCount(RestUp(k, a), view2, held)
  {
    var key := a.msg.key;
    var view2 := if key in view && view[key].version == a.msg.version then view[key := view[key].(acked := true)] else view;
    var t := RestUp(k, a);
    Fewer_after_taking(k, a);
    Flight_after_up(k, a, t);
    reveal AgreeOnCount();
    Fewer_types(k, t);
    if k.conn == Some(k.below.epoch) {
      assert !a.late by { reveal Epochs(); }
      forall x ensures AgreeOnKey(Of(t.down, x), Of(t.up, x), GetKey(view2, x), GetKey(held, x)) {
        assert AgreeOnKey(Of(k.down, x), Of(k.up, x), GetKey(view, x), GetKey(held, x));
        Of_first(k.up, x);
        if x == key {
          Ack_key(Of(k.down, x), Of(k.up, x), GetKey(view, x), GetKey(held, x));
          assert Of(k.up, x)[0] == a.msg && Of(k.up, x)[1..] == Of(t.up, x);
        }
      }
    }
    assert !(k.conn.Some? && SnapshotOnItsWay(k));
  }

  lemma Snapshot_counts(k: LinkState, run: nat, view: map<Key, View>, held: map<Key, Count>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnCount(k, view, held) && ArrivesUp(k, a) && a.msg.ScaleSnapshot? && AwaitsBelow(k, a.msg)
    ensures AgreeOnCount(RestUp(k, a).(below := k.below.(status := Synced)), C.Seen(a.msg.held), held)
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
      assert t.up == [] && t.down == [];
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
}
