// What can happen to the link to a node, to what the Scheduler holds of it and to what it runs, keeps AgreeOnNode.
include "ProofChanges.dfy"
include "ProofIdentity.dfy"

module ProofRuns {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import opened ProofChanges
  import SS = SchedulerStage
  import L = LinkSteps

  lemma Unrelated_agrees(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>)
    requires Unrelated(k)
    ensures AgreeOnNode(n, k, pods, runs)
  {
    reveal AgreeOnNode();
  }

  // Only what is late has changed, or what the Scheduler holds of other nodes.
  lemma Same_node_agrees(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>, t: LinkState, pods2: map<Pod, Entry>)
    requires AgreeOnNode(n, k, pods, runs)
    requires t.conn == k.conn && t.down == k.down && t.up == k.up && t.below == k.below && t.above == k.above
    requires forall p :: GetOn(pods2, n, p) == GetOn(pods, n, p)
    ensures AgreeOnNode(n, t, pods2, runs)
  {
    reveal AgreeOnNode();
  }

  // ---- What the node does.

  lemma Answer_runs(n: Node, k: LinkState, run: nat, pods: map<Pod, Entry>, runs: map<Pod, Phase>, m: Message)
    requires LinkInv(k, run) && !k.above.answered && m == PodSnapshot(k.above.epoch, L.Entries(runs, n), {})
    ensures AgreeOnNode(n, SendUp(k.(above := k.above.(answered := true)), m), pods, runs)
  {
    var b := k.(above := k.above.(answered := true));
    var t := SendUp(b, m);
    No_connection(k, run);
    if k.conn == Some(m.epoch) {
      assert AnswerOwed(k) by {
        reveal Epochs(), Stages(), Greetings();
        if HelloOnItsWay(k) { assert k.down[0] in FlightDown(k); }
      }
      assert t.up == [m];
      reveal AgreeOnNode();
      forall p ensures After(true, Get(m.pods, p), p, t.up) == Below_Node([], n, runs, p) {
        After_untouched(true, Get(m.pods, p), p, t.up);
      }
    } else {
      assert Unrelated(b) by { reveal Epochs(), Stages(); }
      Unrelated_agrees(n, b, pods, runs);
    }
  }

  // The node's Pods change as the report says, which goes up if the snapshot has gone up.
  lemma Report_runs(n: Node, k: LinkState, run: nat, pods: map<Pod, Entry>, runs: map<Pod, Phase>, runs2: map<Pod, Phase>,
                    report: map<Pod, Entry>)
    requires LinkInv(k, run) && AgreeOnNode(n, k, pods, runs)
    requires forall p :: p in report ==> report[p] == GoneEntry || (RunPhase(report[p].phase) && report[p].node == Some(n))
    requires forall p :: Below_Node(k.down, n, runs2, p) == AppliedNews(Below_Node(k.down, n, runs, p), p, report)
    ensures AgreeOnNode(n, SendUpdate(k, report), pods, runs2)
  {
    var t := SendUpdate(k, report);
    if !(k.conn.Some? && k.above.answered && k.conn == Some(k.above.epoch)) {
      No_connection(k, run);
      Unrelated_agrees(n, t, pods, runs2);
      return;
    }
    Answered(k, run);
    reveal AgreeOnNode();
    if report != map[] {
      var u := Update(k.above.epoch, report, {});
      assert t == k.(up := k.up + [u]);
      if Working(k) {
        forall p ensures After(true, GetOn(pods, n, p), p, t.up) == Below_Node(t.down, n, runs2, p) {
          After_last(true, GetOn(pods, n, p), p, k.up, u);
        }
      } else {
        assert t.up[0] == k.up[0];
        forall p ensures After(true, Get(t.up[0].pods, p), p, t.up) == Below_Node([], n, runs2, p) {
          After_last(true, Get(k.up[0].pods, p), p, k.up, u);
        }
      }
    } else {
      forall p ensures Below_Node(k.down, n, runs2, p) == Below_Node(k.down, n, runs, p) {
        assert Below_Node(k.down, n, runs2, p) == AppliedNews(Below_Node(k.down, n, runs, p), p, report);
      }
    }
  }

  // A Bind is taken: it is as if the node ran a Pod that is bound.
  lemma Take_bind_agrees(n: Node, k: LinkState, run: nat, h: History, pods: map<Pod, Entry>, runs: map<Pod, Phase>, a: Arrival)
    requires LinkInv(k, run) && BindLink(n, k, h) && AgreeOnNode(n, k, pods, runs)
    requires ArrivesDown(k, a) && a.msg.Bind? && AcceptsAbove(k, a.msg) && a.msg.pod !in runs
    ensures AgreeOnNode(n, RestDown(k, a), pods, runs[a.msg.pod := Bound])
  {
    var t, p := RestDown(k, a), a.msg.pod;
    var runs2 := runs[p := Bound];
    if a.late {
      assert k.conn != Some(k.above.epoch) by { reveal Epochs(); }
      No_connection(k, run);
      Unrelated_agrees(n, t, pods, runs2);
      return;
    }
    assert Working(k) && Healthy(k) by { reveal Epochs(), Stages(); assert k.down[0] in k.down; assert k.down[0] != Hello(k.below.epoch); }
    Bind_is_taken_once(n, k, a, h);
    assert k.down == [a.msg] + t.down;
    forall x ensures BindIn(k.down, x) <==> BindIn(t.down, x) || x == p {
      if BindIn(k.down, x) && x != p { var y :| y in k.down && y.Bind? && y.pod == x; assert y in t.down; }
      if BindIn(t.down, x) { var y :| y in t.down && y.Bind? && y.pod == x; assert y in k.down; }
      if x == p { assert a.msg in k.down; }
    }
    forall x ensures TombIn(k.down, x) <==> TombIn(t.down, x) {
      if TombIn(k.down, x) { var y :| y in k.down && y.Tombstone? && x in y.gone; assert y in t.down; }
      if TombIn(t.down, x) { var y :| y in t.down && y.Tombstone? && x in y.gone; assert y in k.down; }
    }
    reveal AgreeOnNode();
    forall x ensures Below_Node(t.down, n, runs2, x) == Below_Node(k.down, n, runs, x) {}
  }

  // A tombstone is taken: what the Scheduler held as terminating is now terminating, or gone, at the node too.
  lemma Take_tombstone_runs(n: Node, k: LinkState, run: nat, pods: map<Pod, Entry>, runs: map<Pod, Phase>, a: Arrival,
                            runs2: map<Pod, Phase>, report: map<Pod, Entry>)
    requires LinkInv(k, run) && AgreeOnNode(n, k, pods, runs) && InOrder(k.down)
    requires ArrivesDown(k, a) && a.msg.Tombstone? && AcceptsAbove(k, a.msg)
    requires forall p :: p in report <==> p in a.msg.gone && (p !in runs || runs[p] == Starting || runs[p] == Ready)
    requires forall p :: p in report ==> report[p] == if p in runs then Entry(Terminating, Some(n)) else GoneEntry
    requires forall p :: p in runs2 <==> p in runs
    requires forall p :: p in runs ==> RunPhase(runs[p]) && runs2[p] == if p in a.msg.gone then Terminating else runs[p]
    ensures AgreeOnNode(n, SendUpdate(RestDown(k, a), report), pods, runs2)
  {
    var rest := RestDown(k, a);
    var t := SendUpdate(rest, report);
    if a.late {
      assert k.conn != Some(k.above.epoch) by { reveal Epochs(); }
      No_connection(k, run);
      Unrelated_agrees(n, t, pods, runs2);
      return;
    }
    assert Working(k) && Healthy(k) by { reveal Epochs(), Stages(); assert k.down[0] in k.down; assert k.down[0] != Hello(k.below.epoch); }
    assert k.down == [a.msg] + t.down;
    var u := Update(k.above.epoch, report, {});
    forall x ensures BindIn(k.down, x) <==> BindIn(t.down, x) {
      if BindIn(k.down, x) { var y :| y in k.down && y.Bind? && y.pod == x; assert y in t.down; }
      if BindIn(t.down, x) { var y :| y in t.down && y.Bind? && y.pod == x; assert y in k.down; }
    }
    forall x | x in a.msg.gone ensures !BindIn(k.down, x) {
      if BindIn(k.down, x) {
        var y :| y in k.down && y.Bind? && y.pod == x;
        var i :| 0 <= i < |k.down| && k.down[i] == y;
        assert k.down[0] == a.msg && 0 < i;
      }
    }
    forall x ensures After(true, GetOn(pods, n, x), x, t.up) == Below_Node(t.down, n, runs2, x) {
      var w, e := After(true, GetOn(pods, n, x), x, k.up), Below_Node(k.down, n, runs, x);
      assert w == e by { reveal AgreeOnNode(); }
      if report != map[] { After_last(true, GetOn(pods, n, x), x, k.up, u); assert t.up == k.up + [u]; }
      var w2 := After(true, GetOn(pods, n, x), x, t.up);
      assert w2 == AppliedNews(w, x, report);
      if x !in a.msg.gone && TombIn(k.down, x) {
        var y :| y in k.down && y.Tombstone? && x in y.gone;
        assert y in t.down;
      }
    }
    reveal AgreeOnNode();
    assert !SnapshotOnItsWay(t);
  }

  // ---- What the Scheduler does.

  lemma Bind_runs(n: Node, k: LinkState, run: nat, pods: map<Pod, Entry>, runs: map<Pod, Phase>, p: Pod)
    requires LinkInv(k, run) && AgreeOnNode(n, k, pods, runs) && InSync(k)
    requires p !in runs
    requires forall m :: m in k.up && m.Update? ==> p !in m.pods
    ensures AgreeOnNode(n, SendDown(k, Bind(k.below.epoch, p)), pods[p := Entry(Bound, Some(n))], runs)
  {
    var m := Bind(k.below.epoch, p);
    var t := SendDown(k, m);
    var pods2 := pods[p := Entry(Bound, Some(n))];
    if k.conn == None {
      No_connection(k, run);
      Unrelated_agrees(n, t, pods2, runs);
      return;
    }
    assert Healthy(k) by { reveal Epochs(); }
    assert t == k.(down := k.down + [m]);
    More_down(k.down, m);
    forall x ensures After(true, GetOn(pods2, n, x), x, t.up) == Below_Node(t.down, n, runs, x) {
      if x == p { After_untouched(true, GetOn(pods2, n, p), p, t.up); assert m in t.down; }
      else {
        assert GetOn(pods2, n, x) == GetOn(pods, n, x);
        assert BindIn(t.down, x) <==> BindIn(k.down, x);
        reveal AgreeOnNode();
      }
    }
    reveal AgreeOnNode();
  }

  lemma More_down(down: seq<Message>, m: Message)
    ensures forall x :: BindIn(down + [m], x) <==> BindIn(down, x) || (m.Bind? && m.pod == x)
    ensures forall x :: TombIn(down, x) ==> TombIn(down + [m], x)
    ensures forall x :: m.Tombstone? && x in m.gone ==> TombIn(down + [m], x)
  {
    var t := down + [m];
    assert m in t;
    forall x ensures BindIn(t, x) <==> BindIn(down, x) || (m.Bind? && m.pod == x) {
      if BindIn(down, x) { var y :| y in down && y.Bind? && y.pod == x; assert y in t; }
    }
    forall x | TombIn(down, x) ensures TombIn(t, x) { var y :| y in down && y.Tombstone? && x in y.gone; assert y in t; }
  }

  // Tombstones go to the node: they change nothing yet.
  lemma Forward_runs(n: Node, k: LinkState, run: nat, pods: map<Pod, Entry>, pods2: map<Pod, Entry>, runs: map<Pod, Phase>, gone: set<Pod>)
    requires LinkInv(k, run) && AgreeOnNode(n, k, pods, runs) && InSync(k)
    requires forall p :: GetOn(pods2, n, p) == GetOn(pods, n, p)
    ensures AgreeOnNode(n, SS.Forward(k, gone), pods2, runs)
  {
    var t := SS.Forward(k, gone);
    var m := Tombstone(k.below.epoch, gone);
    if t == k {
      Same_node_agrees(n, k, pods, runs, t, pods2);
      return;
    }
    assert t == k.(down := k.down + [m]);
    More_down(k.down, m);
    reveal AgreeOnNode();
    forall x ensures Below_Node(t.down, n, runs, x) == Below_Node(k.down, n, runs, x) {}
  }

  // The awaited snapshot is the new view.
  lemma Snapshot_runs(n: Node, k: LinkState, run: nat, pods: map<Pod, Entry>, runs: map<Pod, Phase>, a: Arrival, pods2: map<Pod, Entry>,
                      gone: set<Pod>)
    requires LinkInv(k, run) && AgreeOnNode(n, k, pods, runs) && ArrivesUp(k, a) && a.msg.PodSnapshot? && AwaitsBelow(k, a.msg)
    requires forall p :: GetOn(pods2, n, p) == Get(a.msg.pods, p)
    ensures AgreeOnNode(n, SS.Forward(RestUp(k, a).(below := k.below.(status := Synced)), gone), pods2, runs)
  {
    var rest := RestUp(k, a);
    var synced := rest.(below := k.below.(status := Synced));
    TakeSnapshot_keeps(k, a, run);
    if k.conn == None {
      No_connection(k, run);
      Unrelated_agrees(n, SS.Forward(synced, gone), pods2, runs);
      return;
    }
    assert k.conn == Some(a.msg.epoch) && !a.late by { reveal Epochs(); }
    assert k.up[0] in k.up;
    assert SnapshotOnItsWay(k) by { reveal Stages(); }
    assert k.up == [a.msg] + synced.up;
    assert AgreeOnNode(n, synced, pods2, runs) by {
      reveal AgreeOnNode();
      forall p ensures After(true, GetOn(pods2, n, p), p, synced.up) == Below_Node(synced.down, n, runs, p) {
        After_first(true, Get(a.msg.pods, p), p, k.up);
      }
      assert !SnapshotOnItsWay(synced);
    }
    Forward_runs(n, synced, run, pods2, pods2, runs, gone);
  }

  lemma Update_runs(n: Node, k: LinkState, run: nat, pods: map<Pod, Entry>, runs: map<Pod, Phase>, a: Arrival, pods2: map<Pod, Entry>)
    requires LinkInv(k, run) && AgreeOnNode(n, k, pods, runs) && ArrivesUp(k, a) && a.msg.Update? && AcceptsBelow(k, a.msg)
    requires forall p :: GetOn(pods2, n, p) == AppliedNews(GetOn(pods, n, p), p, a.msg.pods)
    ensures AgreeOnNode(n, RestUp(k, a), pods2, runs)
  {
    var t := RestUp(k, a);
    if k.conn == None {
      No_connection(k, run);
      Unrelated_agrees(n, t, pods2, runs);
      return;
    }
    assert k.conn == Some(a.msg.epoch) && !a.late by { reveal Epochs(); }
    reveal AgreeOnNode();
    forall p ensures After(true, GetOn(pods2, n, p), p, t.up) == Below_Node(t.down, n, runs, p) {
      After_first(true, GetOn(pods, n, p), p, k.up);
    }
  }

  // What is refused is late.
  lemma Refused_from_below(k: LinkState, run: nat, a: Arrival)
    requires LinkInv(k, run) && ArrivesUp(k, a)
    requires (a.msg.PodSnapshot? && !AwaitsBelow(k, a.msg)) || (a.msg.Update? && !AcceptsBelow(k, a.msg))
    ensures a.late
  {
    if !a.late {
      assert k.up[0] in k.up;
      assert k.conn == Some(a.msg.epoch) == Some(k.below.epoch) && k.below.status != Lost by { reveal Epochs(); }
      reveal Stages();
    }
  }

  lemma Refused_from_above(k: LinkState, run: nat, a: Arrival)
    requires LinkInv(k, run) && ArrivesDown(k, a) && !a.msg.Hello? && !AcceptsAbove(k, a.msg)
    ensures a.late
  {
    if !a.late {
      assert k.down[0] in k.down;
      reveal Epochs(), Stages();
      assert k.down[0] != Hello(k.below.epoch);
    }
  }
}
