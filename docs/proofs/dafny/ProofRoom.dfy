// What can happen to the link to a node, to what it runs and to what the Scheduler counts, keeps Room.
include "ProofIdentity.dfy"

module ProofRoom {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import SS = SchedulerStage

  lemma Fits(P: set<Pod>, Q: set<Pod>)
    requires P <= Q
    ensures |P| <= |Q|
  {
    if P != {} {
      var p :| p in P;
      Fits(P - {p}, Q - {p});
    }
  }

  // Nothing new may start, nothing that the Scheduler counts is given up unless the node does not hold it.
  lemma Room_less(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>,
                  t: LinkState, pods2: map<Pod, Entry>, runs2: map<Pod, Phase>)
    requires Room(n, k, pods, runs)
    requires FlightUp(t) <= FlightUp(k)
    requires forall p :: Holds(t, runs2, p) ==> Holds(k, runs, p)
    requires InOrder(t.down)
    requires InSync(t) ==> InSync(k)
    requires forall m :: m in FlightUp(k) && m.PodSnapshot? && AwaitsBelow(t, m) ==> AwaitsBelow(k, m)
    requires OnNode(pods2, n) <= OnNode(pods, n)
    requires InSync(t) ==> forall p :: p in OnNode(pods, n) && p !in OnNode(pods2, n) ==> !Holds(t, runs2, p)
    ensures Room(n, t, pods2, runs2)
  {
    reveal Room();
    Fits(OnNode(pods2, n), OnNode(pods, n));
    forall m | m in FlightUp(t) ensures m in FlightUp(k) {}
    var P: set<Pod> :| |P| <= NodeSize && Within(k, runs, P);
    assert Within(t, runs2, P);
  }

  lemma InOrder_rest(k: LinkState, a: Arrival)
    requires ArrivesDown(k, a) && InOrder(k.down)
    ensures InOrder(RestDown(k, a).down)
  {}

  // A message is taken from the channel or from what is late.
  lemma Room_taken(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, t: LinkState)
    requires Room(n, k, pods, runs)
    requires FlightUp(t) <= FlightUp(k)
    requires forall m :: m in t.down ==> m in k.down
    requires forall m :: m in t.lateDown ==> m in k.lateDown
    requires t.down == k.down || (k.down != [] && t.down == k.down[1..])
    requires t.above == k.above && t.below == k.below
    ensures Room(n, t, pods, runs)
  {
    assert InOrder(t.down) by { reveal Room(); }
    Room_less(n, k, pods, runs, t, pods, runs);
  }

  lemma Room_dial(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, run: nat)
    requires LinkInv(k, run) && Room(n, k, pods, runs) && k.below.status == Lost && k.conn == None
    ensures Room(n, Dial(k, Epoch(run, k.below.epoch.count + 1)), pods, runs)
  {
    reveal Epochs();
    var e := Epoch(run, k.below.epoch.count + 1);
    var t := Dial(k, e);
    assert !Issued(k, run, e);
    forall m | m in FlightUp(k) ensures m in k.lateUp { if m in k.up { assert k.conn == Some(m.epoch); } }
    Room_less(n, k, pods, runs, t, pods, runs);
  }

  lemma Room_cut(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, t: LinkState, run: nat)
    requires LinkInv(k, run) && Room(n, k, pods, runs) && Cut(k, t)
    ensures Room(n, t, pods, runs)
  {
    assert forall m :: m in t.lateDown ==> m in k.down || m in k.lateDown by {
      forall m | m in t.lateDown ensures m in FlightDown(k) {}
    }
    Room_less(n, k, pods, runs, t, pods, runs);
  }

  // A new epoch is installed: no Bind of it was sent.
  lemma Room_hello(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, a: Arrival, run: nat)
    requires LinkInv(k, run) && Room(n, k, pods, runs) && ArrivesDown(k, a) && a.msg.Hello?
    ensures Room(n, RestDown(k, a).(above := Above(a.msg.epoch, false)), pods, runs)
  {
    var r := RestDown(k, a);
    Flight_after(k, a, r);
    var t := r.(above := Above(a.msg.epoch, false));
    assert forall m :: m in t.lateDown && !m.Hello? ==> m.epoch != a.msg.epoch by {
      reveal Greetings();
      assert a.msg == Hello(a.msg.epoch) && Young(k, a.msg.epoch);
      forall m | m in t.lateDown && !m.Hello? ensures m.epoch != a.msg.epoch { assert m in FlightDown(k); }
    }
    assert InOrder(t.down) by { reveal Room(); }
    Room_less(n, k, pods, runs, t, pods, runs);
  }

  // The snapshot says what is held; no Bind of its epoch was sent.
  lemma Room_answer(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, m: Message, run: nat)
    requires LinkInv(k, run) && Room(n, k, pods, runs) && k.above == Above(m.epoch, false) && m.PodSnapshot? && m.pods.Keys == runs.Keys
    ensures Room(n, SendUp(k.(above := k.above.(answered := true)), m), pods, runs)
  {
    var t := SendUp(k.(above := k.above.(answered := true)), m);
    reveal Room();
    var P: set<Pod> :| |P| <= NodeSize && Within(k, runs, P);
    assert forall p :: Holds(t, runs, p) <==> Holds(k, runs, p);
    assert runs.Keys <= P by { forall p | p in runs ensures p in P { assert Holds(k, runs, p); } }
    Fits(runs.Keys, P);
    forall x | x in FlightUp(t) ensures x in FlightUp(k) || x == m {}
    assert Within(t, runs, P);
    if t.conn == Some(m.epoch) {
      assert k.conn == Some(k.below.epoch) by { reveal Epochs(); }
      assert Hello(m.epoch) !in FlightDown(k) by { reveal Greetings(); }
      assert AnswerOwed(k) by { reveal Stages(); if HelloOnItsWay(k) { assert k.down[0] in FlightDown(k); } }
      reveal Epochs();
      assert forall x :: x in k.lateDown && x.Bind? ==> x.epoch != k.above.epoch;
      assert Within(t, runs, m.pods.Keys);
    }
  }

  lemma Room_up(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, changes: map<Pod, Entry>)
    requires Room(n, k, pods, runs)
    requires SendUpdate(k, changes) == k || forall p :: p in changes && changes[p] == GoneEntry ==> !Holds(k, runs, p)
    ensures Room(n, SendUpdate(k, changes), pods, runs)
  {
    var t := SendUpdate(k, changes);
    reveal Room();
    Flight_after_SendUpdate(k, changes);
    forall x | x in FlightUp(t) ensures x in FlightUp(k) || x == Update(k.above.epoch, changes, {}) {}
    assert forall p :: Holds(t, runs, p) <==> Holds(k, runs, p);
    var P: set<Pod> :| |P| <= NodeSize && Within(k, runs, P);
    assert Within(t, runs, P);
  }

  lemma Room_forward(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, gone: set<Pod>)
    requires Room(n, k, pods, runs)
    ensures Room(n, SS.Forward(k, gone), pods, runs)
  {
    var t := SS.Forward(k, gone);
    assert FlightUp(t) == FlightUp(k);
    assert InOrder(t.down) by { reveal Room(); }
    Room_less(n, k, pods, runs, t, pods, runs);
  }

  // The Scheduler binds p to the node: there is room, and nothing that was said of p before is in flight.
  lemma Room_bind(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, p: Pod)
    requires Room(n, k, pods, runs) && InSync(k) && |OnNode(pods, n)| < NodeSize
    requires forall m :: m in FlightUp(k) && m.Update? ==> p !in m.pods
    requires forall m :: m in FlightDown(k) && m.Tombstone? ==> p !in m.gone
    ensures Room(n, SendDown(k, Bind(k.below.epoch, p)), pods[p := Entry(Bound, Some(n))], runs)
  {
    reveal Room();
    var t := SendDown(k, Bind(k.below.epoch, p));
    var pods2 := pods[p := Entry(Bound, Some(n))];
    assert OnNode(pods2, n) == OnNode(pods, n) + {p};
    assert FlightUp(t) == FlightUp(k);
    forall x | Holds(t, runs, x) ensures Holds(k, runs, x) || x == p {}
    assert Within(t, runs, OnNode(pods2, n));
    forall m | m in k.down ensures m in FlightDown(k) {}
  }

  // The awaited snapshot is the new view.
  lemma Room_snapshot(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, a: Arrival, pods2: map<Pod, Entry>)
    requires Room(n, k, pods, runs) && ArrivesUp(k, a) && a.msg.PodSnapshot? && AwaitsBelow(k, a.msg)
    requires OnNode(pods2, n) == a.msg.pods.Keys
    ensures Room(n, RestUp(k, a).(below := k.below.(status := Synced)), pods2, runs)
  {
    reveal Room();
    var r := RestUp(k, a);
    Flight_after_up(k, a, r);
    var t := r.(below := k.below.(status := Synced));
    assert FlightUp(t) == FlightUp(r) && FlightDown(t) == FlightDown(k);
    forall m | m in FlightUp(t) ensures m in FlightUp(k) {}
    assert forall p :: Holds(t, runs, p) <==> Holds(k, runs, p);
    assert Within(t, runs, OnNode(pods2, n));
  }
}
