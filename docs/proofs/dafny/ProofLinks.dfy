// What can happen to one link keeps LinkInv: the parts that the proofs of the steps are made of. The four parts of LinkInv are proved one
// by one, each with no more of the others than it needs.
include "Invariant.dfy"

module ProofLinks {
  import opened Network
  import opened State
  import opened Invariant

  lemma Idle_is_good()
    ensures LinkInv(Idle, 1)
  {
    reveal Epochs(), Stages(), Greetings(), Fence();
  }

  // ---- What is in flight, after something was taken or sent.

  lemma Flight_after(k: LinkState, a: Arrival, t: LinkState)
    requires ArrivesDown(k, a) && t == RestDown(k, a)
    ensures a.msg in FlightDown(k) && FlightDown(t) == FlightDown(k) - multiset{a.msg} && FlightUp(t) == FlightUp(k)
    ensures forall m :: m in t.down ==> m in k.down
    ensures forall m :: m in t.lateDown ==> m in k.lateDown
  {
    if !a.late { assert k.down == [a.msg] + k.down[1..]; }
  }

  lemma Flight_after_up(k: LinkState, a: Arrival, t: LinkState)
    requires ArrivesUp(k, a) && t == RestUp(k, a)
    ensures a.msg in FlightUp(k) && FlightUp(t) == FlightUp(k) - multiset{a.msg} && FlightDown(t) == FlightDown(k)
    ensures forall m :: m in t.up ==> m in k.up
    ensures forall m :: m in t.lateUp ==> m in k.lateUp
  {
    if !a.late { assert k.up == [a.msg] + k.up[1..]; }
  }

  // Less in flight, in a proof about membership.
  lemma Less(M: multiset<Message>, N: multiset<Message>)
    requires M <= N
    ensures forall m :: m in M ==> m in N
  {}

  lemma Cut_leaves(k: LinkState, t: LinkState)
    requires Cut(k, t)
    ensures FlightDown(t) == t.lateDown && FlightUp(t) == t.lateUp
    ensures FlightDown(t) <= FlightDown(k) && FlightUp(t) <= FlightUp(k)
    ensures forall m :: m in t.lateDown ==> m in k.down || m in k.lateDown
    ensures forall m :: m in t.lateUp ==> m in k.up || m in k.lateUp
  {
    forall m | m in t.lateDown ensures m in k.down || m in k.lateDown { assert m in FlightDown(k); }
    forall m | m in t.lateUp ensures m in k.up || m in k.lateUp { assert m in FlightUp(k); }
  }

  // ---- With less in flight, greetings and fence stay as they were.

  lemma Greetings_less(k: LinkState, t: LinkState)
    requires Greetings(k)
    requires FlightDown(t) <= FlightDown(k) && FlightUp(t) <= FlightUp(k)
    requires forall e :: Young(t, e) ==> Young(k, e)
    requires Hello(t.above.epoch) !in FlightDown(t)
    requires InSync(t) ==> !Young(t, t.below.epoch)
    ensures Greetings(t)
  {
    reveal Greetings();
    Less(FlightDown(t), FlightDown(k));
    Less(FlightUp(t), FlightUp(k));
  }

  lemma Greetings_same(k: LinkState, t: LinkState)
    requires Greetings(k)
    requires FlightDown(t) <= FlightDown(k) && FlightUp(t) <= FlightUp(k) && t.below.epoch == k.below.epoch && t.above == k.above
    requires InSync(t) ==> InSync(k)
    ensures Greetings(t)
  {
    Less(FlightDown(t), FlightDown(k));
    assert forall e :: Young(t, e) ==> Young(k, e);
    assert Hello(t.above.epoch) !in FlightDown(t) && (InSync(t) ==> !Young(t, t.below.epoch)) by { reveal Greetings(); }
    Greetings_less(k, t);
  }

  lemma Fence_less(k: LinkState, t: LinkState)
    requires Fence(k)
    requires FlightUp(t) <= FlightUp(k) && t.below.epoch == k.below.epoch && t.above == k.above
    requires InSync(t) ==> InSync(k)
    requires forall m :: m in t.lateDown ==> m in k.lateDown || m.epoch == k.below.epoch
    ensures Fence(t)
  {
    reveal Fence();
    Less(FlightUp(t), FlightUp(k));
  }

  // ---- What the upper end does.

  lemma Dial_keeps(k: LinkState, run: nat)
    requires LinkInv(k, run) && k.below.status == Lost && k.conn == None
    ensures LinkInv(Dial(k, Epoch(run, k.below.epoch.count + 1)), run)
  {
    var e := Epoch(run, k.below.epoch.count + 1);
    var t := Dial(k, e);
    assert !Issued(k, run, e);
    assert (forall m :: m in FlightDown(k) ==> m.epoch != e) && (forall m :: m in FlightUp(k) ==> m.epoch != e) && k.above.epoch != e by {
      reveal Epochs();
    }
    assert k.down == [] && k.up == [] by {
      reveal Epochs();
      if k.down != [] { assert k.down[0] in k.down; }
      if k.up != [] { assert k.up[0] in k.up; }
    }
    assert FlightDown(t) == FlightDown(k) + multiset{Hello(e)} && FlightUp(t) == FlightUp(k);
    assert Epochs(t, run) by { reveal Epochs(); }
    assert Stages(t) by { reveal Stages(); assert HelloOnItsWay(t); }
    assert Greetings(t) by { reveal Greetings(); }
    assert Fence(t) by { reveal Fence(); }
  }

  lemma Lost_keeps(k: LinkState, run: nat)
    requires LinkInv(k, run) && k.conn == None
    ensures LinkInv(k.(below := k.below.(status := Lost)), run)
  {
    var t := k.(below := k.below.(status := Lost));
    assert FlightDown(t) == FlightDown(k) && FlightUp(t) == FlightUp(k);
    assert Epochs(t, run) by { reveal Epochs(); }
    assert Stages(t) by { reveal Stages(); }
    Greetings_same(k, t);
    Fence_less(k, t);
  }

  lemma SendDown_keeps(k: LinkState, m: Message, run: nat)
    requires LinkInv(k, run) && InSync(k) && m.epoch == k.below.epoch && !m.Hello? && !IsSnapshot(m)
    ensures LinkInv(SendDown(k, m), run)
  {
    var t := SendDown(k, m);
    if k.conn == Some(m.epoch) {
      assert FlightDown(t) == FlightDown(k) + multiset{m} && FlightUp(t) == FlightUp(k);
      assert Epochs(t, run) by { reveal Epochs(); }
      assert Stages(t) by { reveal Stages(); assert Working(k); assert Working(t); }
      assert Greetings(t) by { reveal Greetings(); }
      Fence_less(k, t);
    }
  }

  // A message from below that is not the awaited snapshot is taken, whatever is made of it.
  lemma TakeUp_keeps(k: LinkState, a: Arrival, run: nat)
    requires LinkInv(k, run) && ArrivesUp(k, a) && !(IsSnapshot(a.msg) && AwaitsBelow(k, a.msg))
    ensures LinkInv(RestUp(k, a), run)
  {
    var t := RestUp(k, a);
    Flight_after_up(k, a, t);
    assert Epochs(t, run) by { reveal Epochs(); }
    assert Stages(t) by {
      Less(FlightUp(t), FlightUp(k));
      reveal Stages();
      if !a.late && k.conn.Some? {
        assert k.conn == Some(a.msg.epoch) == Some(k.below.epoch) by { reveal Epochs(); assert k.up[0] in k.up; }
        assert Working(k) && Working(t);
      }
      if k.conn == None && !a.late { assert false by { reveal Epochs(); assert k.up[0] in k.up; } }
    }
    Greetings_same(k, t);
    Fence_less(k, t);
  }

  // The awaited snapshot brings the upper end in sync.
  lemma TakeSnapshot_keeps(k: LinkState, a: Arrival, run: nat)
    requires LinkInv(k, run) && ArrivesUp(k, a) && IsSnapshot(a.msg) && AwaitsBelow(k, a.msg)
    ensures LinkInv(RestUp(k, a).(below := k.below.(status := Synced)), run)
  {
    var r := RestUp(k, a);
    Flight_after_up(k, a, r);
    var t := r.(below := k.below.(status := Synced));
    assert FlightUp(t) == FlightUp(r) && FlightDown(t) == FlightDown(r);
    Less(FlightUp(t), FlightUp(k));
    assert Epochs(t, run) by { reveal Epochs(); }
    if k.conn.Some? {
      assert k.conn == Some(a.msg.epoch) && !a.late by { reveal Epochs(); }
      assert k.up[0] in k.up;
      assert SnapshotOnItsWay(k) by { reveal Stages(); }
      forall m | m in t.up ensures !IsSnapshot(m) { var i :| 0 <= i < |t.up| && t.up[i] == m; assert k.up[i + 1] == m; }
      assert Working(t);
    }
    assert Stages(t) by { reveal Stages(); }
    assert !Young(k, k.below.epoch) && Hello(k.above.epoch) !in FlightDown(k) by { reveal Greetings(); }
    assert forall e :: Young(t, e) ==> Young(k, e);
    Greetings_less(k, t);
    assert forall m :: m in k.lateDown && !m.Hello? && m.epoch == k.above.epoch ==> m.epoch == k.below.epoch by { reveal Fence(); }
    assert Fence(t) by { reveal Fence(); }
  }

  // ---- What the lower end does.

  lemma SendUp_keeps(k: LinkState, m: Message, run: nat)
    requires LinkInv(k, run) && k.above == Above(m.epoch, true) && !m.Hello? && !IsSnapshot(m)
    ensures LinkInv(SendUp(k, m), run)
  {
    var t := SendUp(k, m);
    if k.conn == Some(m.epoch) {
      assert FlightUp(t) == FlightUp(k) + multiset{m} && FlightDown(t) == FlightDown(k);
      assert m.epoch == k.below.epoch by { reveal Epochs(); }
      assert Epochs(t, run) by { reveal Epochs(); }
      assert Stages(t) by {
        reveal Stages();
        assert !HelloOnItsWay(k) by { reveal Greetings(); if HelloOnItsWay(k) { assert k.down[0] in FlightDown(k); } }
        if SnapshotOnItsWay(k) { assert SnapshotOnItsWay(t); } else { assert Working(k) && Working(t); }
      }
      assert Greetings(t) by {
        reveal Greetings();
        if Young(k, m.epoch) { assert Hello(m.epoch) in FlightDown(k); assert k.above.epoch != m.epoch; }
      }
      assert Fence(t) by { reveal Fence(); }
    }
  }

  lemma Answer_keeps(k: LinkState, m: Message, run: nat)
    requires LinkInv(k, run) && k.above == Above(m.epoch, false) && IsSnapshot(m)
    ensures LinkInv(SendUp(k.(above := k.above.(answered := true)), m), run)
  {
    var t := SendUp(k.(above := k.above.(answered := true)), m);
    assert FlightDown(t) == FlightDown(k);
    assert Hello(m.epoch) !in FlightDown(k) by { reveal Greetings(); }
    if k.conn == Some(m.epoch) {
      assert FlightUp(t) == FlightUp(k) + multiset{m};
      assert m.epoch == k.below.epoch by { reveal Epochs(); }
      assert AnswerOwed(k) by { reveal Stages(); if HelloOnItsWay(k) { assert k.down[0] in FlightDown(k); } }
      assert SnapshotOnItsWay(t);
      assert Fence(t) by { reveal Fence(); reveal Epochs(); }
    } else {
      assert FlightUp(t) == FlightUp(k);
      assert Fence(t) by { reveal Fence(); }
    }
    assert Epochs(t, run) by { reveal Epochs(); }
    assert Stages(t) by {
      reveal Stages();
      assert k.conn.Some? && k.conn != Some(m.epoch) ==> HelloOnItsWay(t) by { reveal Epochs(); }
    }
    assert Greetings(t) by { reveal Greetings(); }
  }

  lemma TakeDown_keeps(k: LinkState, a: Arrival, run: nat)
    requires LinkInv(k, run) && ArrivesDown(k, a) && !a.msg.Hello?
    ensures LinkInv(RestDown(k, a), run)
  {
    var t := RestDown(k, a);
    Flight_after(k, a, t);
    assert Epochs(t, run) by { reveal Epochs(); }
    assert Stages(t) by {
      Less(FlightDown(t), FlightDown(k));
      reveal Stages();
      if !a.late && k.conn.Some? { assert Working(k) && Working(t); }
    }
    Greetings_same(k, t);
    Fence_less(k, t);
  }

  lemma Not_of(k: LinkState, t: LinkState, e: Epoch)
    requires Greetings(k) && Young(k, e) && forall m :: m in t.lateDown ==> m in k.lateDown
    ensures forall m :: m in t.lateDown && !m.Hello? ==> m.epoch != e
  {
    reveal Greetings();
    forall m | m in t.lateDown && !m.Hello? ensures m.epoch != e { assert m in FlightDown(k); }
  }

  // The epoch of a Hello becomes that of the lower end: nothing else was sent in it.
  lemma Install(k: LinkState, a: Arrival, run: nat)
    requires LinkInv(k, run) && ArrivesDown(k, a) && a.msg.Hello?
    ensures var t := RestDown(k, a).(above := Above(a.msg.epoch, false));
            && Epochs(t, run) && Greetings(t) && Fence(t)
            && FlightUp(t) == FlightUp(k) && FlightDown(t) <= FlightDown(k)
  {
    var e := a.msg.epoch;
    var r := RestDown(k, a);
    var t := r.(above := Above(e, false));
    Flight_after(k, a, r);
    assert FlightDown(t) == FlightDown(k) - multiset{a.msg} && FlightUp(t) == FlightUp(k);
    assert a.msg == Hello(e) && Young(k, e);
    assert Epochs(t, run) by {
      reveal Epochs();
      if !a.late { assert k.down[0] in k.down; }
    }
    assert FlightDown(k)[Hello(e)] == 1 && (InSync(k) ==> e != k.below.epoch) by { reveal Greetings(); }
    Less(FlightDown(t), FlightDown(k));
    assert forall x :: Young(t, x) ==> Young(k, x);
    assert InSync(k) ==> !Young(k, k.below.epoch) by { reveal Greetings(); }
    Greetings_less(k, t);
    assert forall m :: m in t.lateDown && !m.Hello? ==> m.epoch != e by { Not_of(k, t, e); }
    assert Fence(t) by { reveal Fence(); }
  }

  lemma TakeHello_keeps(k: LinkState, a: Arrival, after: LinkState, run: nat)
    requires LinkInv(k, run) && ArrivesDown(k, a) && a.msg.Hello?
    requires var installed := RestDown(k, a).(above := Above(a.msg.epoch, false));
             if installed.conn == Some(a.msg.epoch) then after == installed else Cut(installed, after)
    ensures LinkInv(after, run)
  {
    var e := a.msg.epoch;
    var installed := RestDown(k, a).(above := Above(e, false));
    Install(k, a, run);
    if installed.conn == Some(e) {
      assert !a.late && e == k.below.epoch by { reveal Epochs(); }
      assert HelloOnItsWay(k) by { reveal Stages(); assert k.down[0] in k.down; }
      assert AnswerOwed(after);
      assert Stages(after) by { reveal Stages(); Less(FlightDown(after), FlightDown(k)); }
    } else {
      Cut_leaves(installed, after);
      Greetings_same(installed, after);
      assert forall m :: m in installed.down ==> m.epoch == k.below.epoch by { reveal Epochs(); }
      Fence_less(installed, after);
      assert Epochs(after, run) by { reveal Epochs(); }
      assert Stages(after) by { reveal Stages(); Less(FlightDown(after), FlightDown(k)); Less(FlightUp(after), FlightUp(k)); }
    }
  }

  // ---- What happens to both.

  // Closing a connection, at a break or at a crash: less is in flight than before.
  lemma Cut_keeps(k: LinkState, t: LinkState, run: nat)
    requires LinkInv(k, run) && Cut(k, t)
    ensures LinkInv(t, run)
  {
    Cut_leaves(k, t);
    assert Epochs(t, run) by { reveal Epochs(); }
    assert Stages(t) by { reveal Stages(); Less(FlightDown(t), FlightDown(k)); Less(FlightUp(t), FlightUp(k)); }
    Greetings_same(k, t);
    assert forall m :: m in k.down ==> m.epoch == k.below.epoch by { reveal Epochs(); }
    Fence_less(k, t);
  }

  // The upper end has crashed; its next run has another incarnation.
  lemma CrashUpper_keeps(k: LinkState, run: nat)
    requires LinkInv(k, run) && k.conn == None
    ensures LinkInv(k.(below := DownBelow), run + 1)
  {
    var t := k.(below := DownBelow);
    assert FlightDown(t) == FlightDown(k) && FlightUp(t) == FlightUp(k);
    assert Epochs(t, run + 1) by { reveal Epochs(); }
    assert Stages(t) by { reveal Stages(); }
    assert Greetings(t) by { reveal Greetings(); }
    assert Fence(t) by {
      reveal Fence();
      forall m | m in FlightUp(t) ensures m.epoch != NoEpoch { reveal Epochs(); assert m in k.up || m in k.lateUp; }
    }
  }

  lemma CrashLower_keeps(k: LinkState, run: nat)
    requires LinkInv(k, run) && k.conn == None
    ensures LinkInv(k.(above := NoAbove), run)
  {
    var t := k.(above := NoAbove);
    assert FlightDown(t) == FlightDown(k) && FlightUp(t) == FlightUp(k);
    assert (forall m :: m in FlightDown(k) ==> m.epoch != NoEpoch) && (forall m :: m in FlightUp(k) ==> m.epoch != NoEpoch) by {
      reveal Epochs();
    }
    assert Epochs(t, run) by { reveal Epochs(); }
    assert Stages(t) by { reveal Stages(); }
    assert Greetings(t) by { reveal Greetings(); reveal Epochs(); }
    assert Fence(t) by { reveal Fence(); }
  }
}
