// What can happen to the link to the Scheduler, and to what its ends hold, keeps AgreeOnPods.
include "ProofChanges.dfy"
include "ProofIdentity.dfy"

module ProofPods {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import opened ProofIdentity
  import opened ProofChanges

  lemma Apart_agrees(k: LinkState, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>)
    requires Apart(k)
    ensures AgreeOnPods(k, r, pods, tomb)
  {
    reveal AgreeOnPods();
    assert forall p :: !PlaceIn(k.down, p);
    forall i | 0 <= i < |k.down| ensures !k.down[i].Place? { assert k.down[i] in k.down; }
  }

  // Only what is late has changed.
  lemma Channel_same(k: LinkState, t: LinkState, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>)
    requires AgreeOnPods(k, r, pods, tomb)
    requires t.conn == k.conn && t.down == k.down && t.up == k.up && t.below == k.below && t.above == k.above
    ensures AgreeOnPods(t, r, pods, tomb)
  {
    reveal AgreeOnPods();
  }

  // ---- The lower end changes and says so.

  // `report` says how pods became pods2, and what of tomb is not in tomb2; it and what is new in tomb2 are about Pods that the Scheduler
  // knows.
  ghost predicate Told(pods: map<Pod, Entry>, tomb: set<Pod>, pods2: map<Pod, Entry>, tomb2: set<Pod>, report: map<Pod, Entry>) {
    && (forall p :: Get(pods2, p) == Applied(Get(pods, p), p, report))
    && (forall p :: p in tomb && p !in tomb2 ==> p in report && report[p] == GoneEntry)
  }

  lemma Report_agrees(k: LinkState, run: nat, h: History, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>,
                      pods2: map<Pod, Entry>, tomb2: set<Pod>, report: map<Pod, Entry>, doomed: set<Pod>)
    requires LinkInv(k, run) && PlaceLink(k, h) && AgreeOnPods(k, r, pods, tomb)
    requires Told(pods, tomb, pods2, tomb2, report)
    requires forall p :: p in pods ==> p in h.entered
    requires forall p :: p in report ==> p in h.entered || p in tomb
    requires forall p :: p in tomb2 ==> p in h.entered || p in tomb
    requires doomed <= tomb2
    ensures AgreeOnPods(SendNews(k, report, doomed), r, pods2, tomb2)
  {
    var t := SendNews(k, report, doomed);
    if !(k.conn.Some? && k.above.answered && k.conn == Some(k.above.epoch)) {
      No_connection(k, run);
      Apart_agrees(t, r, pods2, tomb2);
      return;
    }
    Answered(k, run);
    assert forall p :: PlaceIn(k.down, p) ==> p !in report && p !in tomb2 && p !in pods by {
      forall p | PlaceIn(k.down, p) ensures p !in report && p !in tomb2 && p !in pods {
        Not_entered(k, h, r, pods, tomb, p);
      }
    }
    if report == map[] && doomed == {} {
      Nothing_reported(k, r, pods, tomb, pods2, tomb2);
    } else {
      Something_reported(k, r, pods, tomb, pods2, tomb2, report, doomed);
    }
  }

  lemma Not_entered(k: LinkState, h: History, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, p: Pod)
    requires PlaceLink(k, h) && AgreeOnPods(k, r, pods, tomb) && PlaceIn(k.down, p)
    ensures p !in h.entered && p !in tomb
    ensures (forall q :: q in pods ==> q in h.entered) ==> p !in pods
  {
    reveal AgreeOnPods(), PlaceLink();
    var m :| m in k.down && m.Place? && m.pod == p;
    assert m in FlightDown(k);
  }

  lemma Nothing_reported(k: LinkState, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, pods2: map<Pod, Entry>, tomb2: set<Pod>)
    requires AgreeOnPods(k, r, pods, tomb) && Told(pods, tomb, pods2, tomb2, map[])
    requires forall p :: PlaceIn(k.down, p) ==> p !in tomb2
    ensures AgreeOnPods(k, r, pods2, tomb2)
  {
    reveal AgreeOnPods();
    forall p ensures Get(pods2, p) == Get(pods, p) && Below_RS(k.down, pods2, p) == Below_RS(k.down, pods, p) {
      assert Get(pods2, p) == Applied(Get(pods, p), p, map[]);
    }
  }

  lemma Something_reported(k: LinkState, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, pods2: map<Pod, Entry>, tomb2: set<Pod>,
                           report: map<Pod, Entry>, doomed: set<Pod>)
    requires AgreeOnPods(k, r, pods, tomb) && Told(pods, tomb, pods2, tomb2, report) && (report != map[] || doomed != {}) && doomed <= tomb2
    requires forall p :: PlaceIn(k.down, p) ==> p !in report && p !in tomb2 && p !in pods
    requires k.above.answered && k.conn == Some(k.above.epoch) && k.above.epoch == k.below.epoch
    requires SnapshotOnItsWay(k) || (Working(k) && Healthy(k))
    ensures AgreeOnPods(SendNews(k, report, doomed), r, pods2, tomb2)
  {
    var u := Update(k.above.epoch, report, doomed);
    var t := SendNews(k, report, doomed);
    assert t == k.(up := k.up + [u]);
    reveal AgreeOnPods();
    assert NewThere(t, tomb2);
    forall i, p | 0 <= i < |t.up| && t.up[i].Update? && p in t.up[i].tomb ensures p in tomb2 || GoneFrom(t.up, i, p) {
      if i < |k.up| && p !in tomb2 {
        if p in tomb { assert SaysGone(t.up[|k.up|], p); }
        else { assert GoneFrom(k.up, i, p); var j :| i <= j < |k.up| && SaysGone(k.up[j], p); assert SaysGone(t.up[j], p); }
      }
    }
    if Working(k) {
      forall p ensures After(false, Get(r.pods, p), p, t.up) == Below_RS(t.down, pods2, p) {
        After_last(false, Get(r.pods, p), p, k.up, u);
        assert Get(pods2, p) == Applied(Get(pods, p), p, report);
      }
      forall p | p in r.tomb ensures p in tomb2 || TombIn(t.down, p) || GoneUp(t.up, p) {
        if GoneUp(k.up, p) { var m :| m in k.up && m.Update? && p in m.pods && m.pods[p] == GoneEntry; assert m in t.up; }
        if p in tomb && p !in tomb2 { assert u in t.up; }
      }
    } else {
      assert t.up[0] == k.up[0];
      forall p ensures After(false, Get(t.up[0].pods, p), p, t.up) == Get(pods2, p) {
        After_last(false, Get(k.up[0].pods, p), p, k.up, u);
        assert Get(pods2, p) == Applied(Get(pods, p), p, report);
      }
    }
  }

  // ---- The snapshot goes up, and is taken.

  lemma Answer_agrees(k: LinkState, run: nat, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, m: Message)
    requires LinkInv(k, run) && !k.above.answered && m.PodSnapshot? && m.epoch == k.above.epoch && m.pods == pods
    ensures AgreeOnPods(SendUp(k.(above := k.above.(answered := true)), m), r, pods, tomb)
  {
    var b := k.(above := k.above.(answered := true));
    No_connection(k, run);
    if k.conn == Some(m.epoch) {
      assert AnswerOwed(k) by {
        reveal Epochs(), Stages(), Greetings();
        if HelloOnItsWay(k) { assert k.down[0] in FlightDown(k); }
      }
      var t := SendUp(b, m);
      assert t.up == [m];
      reveal AgreeOnPods();
      forall p ensures After(false, Get(pods, p), p, t.up) == Get(pods, p) { After_untouched(false, Get(pods, p), p, t.up); }
    } else {
      assert Apart(b) by { reveal Epochs(), Stages(); }
      Apart_agrees(b, r, pods, tomb);
    }
  }

  lemma Snapshot_agrees(k: LinkState, run: nat, r: Level, r2: Level, pods: map<Pod, Entry>, tomb: set<Pod>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnPods(k, r, pods, tomb)
    requires ArrivesUp(k, a) && a.msg.PodSnapshot? && AwaitsBelow(k, a.msg) && r2.pods == a.msg.pods
    ensures var synced := RestUp(k, a).(below := k.below.(status := Synced));
            AgreeOnPods(if r2.tomb == {} then synced else SendDown(synced, Tombstone(k.below.epoch, r2.tomb)), r2, pods, tomb)
  {
    var rest := RestUp(k, a);
    var synced := rest.(below := k.below.(status := Synced));
    var m := Tombstone(k.below.epoch, r2.tomb);
    var t := if r2.tomb == {} then synced else SendDown(synced, m);
    if k.conn == None {
      No_connection(k, run);
      assert t.down == k.down && Apart(t);
      Apart_agrees(t, r2, pods, tomb);
      return;
    }
    assert k.conn == Some(a.msg.epoch) && !a.late by { reveal Epochs(); }
    assert k.up[0] in k.up;
    assert SnapshotOnItsWay(k) by { reveal Stages(); }
    reveal AgreeOnPods();
    assert t.down == if r2.tomb == {} then [] else [m];
    Doomed_rest(k.up, tomb);
    assert NewThere(t, tomb);
    forall p ensures After(false, Get(r2.pods, p), p, t.up) == Below_RS(t.down, pods, p) {
      After_first(false, Get(r2.pods, p), p, k.up);
    }
    forall p | p in r2.tomb ensures TombIn(t.down, p) { assert m in t.down; }
    assert !SnapshotOnItsWay(t);
  }

  lemma Doomed_rest(up: seq<Message>, tomb: set<Pod>)
    requires Doomed(up, tomb) && up != []
    ensures Doomed(up[1..], tomb)
  {
    forall i, p | 0 <= i < |up[1..]| && up[1..][i].Update? && p in up[1..][i].tomb ensures p in tomb || GoneFrom(up[1..], i, p) {
      assert up[i + 1] == up[1..][i];
      if p !in tomb {
        assert GoneFrom(up, i + 1, p);
        var j :| i + 1 <= j < |up| && SaysGone(up[j], p);
        assert SaysGone(up[1..][j - 1], p);
      }
    }
  }

  lemma Update_agrees(k: LinkState, run: nat, r: Level, r2: Level, pods: map<Pod, Entry>, tomb: set<Pod>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnPods(k, r, pods, tomb)
    requires ArrivesUp(k, a) && a.msg.Update? && AcceptsBelow(k, a.msg)
    requires forall p :: Get(r2.pods, p) == Applied(Get(r.pods, p), p, a.msg.pods)
    requires forall p :: p in r2.tomb ==> (p in r.tomb || p in a.msg.tomb) && !(p in a.msg.pods && a.msg.pods[p] == GoneEntry)
    ensures AgreeOnPods(RestUp(k, a), r2, pods, tomb)
  {
    var t := RestUp(k, a);
    if k.conn == None {
      No_connection(k, run);
      assert Apart(t);
      Apart_agrees(t, r2, pods, tomb);
      return;
    }
    assert k.conn == Some(a.msg.epoch) && !a.late by { reveal Epochs(); }
    reveal AgreeOnPods();
    assert forall m :: m in t.up ==> m in k.up;
    assert NewThere(t, tomb);
    forall p ensures After(false, Get(r2.pods, p), p, t.up) == Below_RS(t.down, pods, p) {
      After_first(false, Get(r.pods, p), p, k.up);
    }
    Doomed_rest(k.up, tomb);
    forall p | p in r2.tomb ensures p in tomb || TombIn(t.down, p) || GoneUp(t.up, p) {
      if p in r.tomb && GoneUp(k.up, p) {
        var m :| m in k.up && m.Update? && p in m.pods && m.pods[p] == GoneEntry;
        assert k.up == [a.msg] + t.up;
        assert m in t.up;
      } else if p !in r.tomb && p !in tomb {
        assert GoneFrom(k.up, 0, p);
        var j :| 0 <= j < |k.up| && SaysGone(k.up[j], p);
        assert t.up[j - 1] == k.up[j] && t.up[j - 1] in t.up;
      }
    }
  }

  // What is refused is late: nothing of the connection's own epoch is.
  lemma Refused_agrees(k: LinkState, run: nat, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnPods(k, r, pods, tomb) && ArrivesUp(k, a)
    requires (a.msg.PodSnapshot? && !AwaitsBelow(k, a.msg)) || (a.msg.Update? && !AcceptsBelow(k, a.msg))
    ensures AgreeOnPods(RestUp(k, a), r, pods, tomb)
  {
    assert a.late by {
      if !a.late {
        assert k.up[0] in k.up;
        assert k.conn == Some(a.msg.epoch) == Some(k.below.epoch) && k.below.status != Lost by { reveal Epochs(); }
        reveal Stages();
      }
    }
    Channel_same(k, RestUp(k, a), r, pods, tomb);
  }

  // ---- What the ReplicaSet stage sends.

  lemma Create_agrees(k: LinkState, run: nat, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, p: Pod)
    requires LinkInv(k, run) && AgreeOnPods(k, r, pods, tomb) && InSync(k)
    requires p !in tomb && p !in pods
    requires forall m :: m in k.down && m.Tombstone? ==> p !in m.gone
    requires forall m :: m in k.up && m.Update? ==> p !in m.pods
    ensures AgreeOnPods(SendDown(k, Place(k.below.epoch, p)), r.(pods := r.pods[p := Entry(Placed, None)]), pods, tomb)
  {
    var m := Place(k.below.epoch, p);
    var t := SendDown(k, m);
    var r2 := r.(pods := r.pods[p := Entry(Placed, None)]);
    if k.conn == None {
      No_connection(k, run);
      Apart_agrees(t, r2, pods, tomb);
      return;
    }
    assert k.conn == Some(k.below.epoch) by { reveal Epochs(); }
    assert t == k.(down := k.down + [m]);
    reveal AgreeOnPods();
    forall x ensures PlaceIn(t.down, x) <==> PlaceIn(k.down, x) || x == p {
      if PlaceIn(k.down, x) { var y :| y in k.down && y.Place? && y.pod == x; assert y in t.down; }
      if x == p { assert m in t.down; }
    }
    forall i, j | 0 <= i < j < |t.down| && t.down[i].Tombstone? && t.down[j].Place? ensures t.down[j].pod !in t.down[i].gone {
      assert t.down[i] in k.down;
    }
    assert NewThere(t, tomb);
    forall x ensures After(false, Get(r2.pods, x), x, t.up) == Below_RS(t.down, pods, x) {
      if x == p { After_untouched(false, Get(r2.pods, p), p, t.up); }
      else { assert Get(r2.pods, x) == Get(r.pods, x); }
    }
    forall x | x in r2.tomb ensures x in tomb || TombIn(t.down, x) || GoneUp(t.up, x) {
      if TombIn(k.down, x) { var y :| y in k.down && y.Tombstone? && x in y.gone; assert y in t.down; }
    }
  }

  lemma Tombstone_agrees(k: LinkState, run: nat, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, p: Pod)
    requires LinkInv(k, run) && AgreeOnPods(k, r, pods, tomb) && InSync(k)
    ensures AgreeOnPods(SendDown(k, Tombstone(k.below.epoch, {p})), r.(tomb := r.tomb + {p}), pods, tomb)
  {
    var m := Tombstone(k.below.epoch, {p});
    var t := SendDown(k, m);
    var r2 := r.(tomb := r.tomb + {p});
    if k.conn == None {
      No_connection(k, run);
      Apart_agrees(t, r2, pods, tomb);
      return;
    }
    assert k.conn == Some(k.below.epoch) by { reveal Epochs(); }
    assert t == k.(down := k.down + [m]);
    reveal AgreeOnPods();
    forall x ensures PlaceIn(t.down, x) <==> PlaceIn(k.down, x) {
      if PlaceIn(k.down, x) { var y :| y in k.down && y.Place? && y.pod == x; assert y in t.down; }
    }
    assert NewThere(t, tomb);
    forall x ensures Below_RS(t.down, pods, x) == Below_RS(k.down, pods, x) {}
    forall x | x in r2.tomb ensures x in tomb || TombIn(t.down, x) || GoneUp(t.up, x) {
      if x == p { assert m in t.down; }
      if TombIn(k.down, x) { var y :| y in k.down && y.Tombstone? && x in y.gone; assert y in t.down; }
    }
  }

  // ---- What the Scheduler takes: first it is as if it had it already, and then it says what it made of it.

  lemma Take_place_agrees(k: LinkState, run: nat, h: History, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, a: Arrival)
    requires LinkInv(k, run) && PlaceLink(k, h) && AgreeOnPods(k, r, pods, tomb) && ArrivesDown(k, a) && a.msg.Place?
    requires a.msg.pod !in pods && AcceptsAbove(k, a.msg)
    ensures AgreeOnPods(RestDown(k, a), r, pods[a.msg.pod := Entry(Placed, None)], tomb)
  {
    var t, p := RestDown(k, a), a.msg.pod;
    var pods2 := pods[p := Entry(Placed, None)];
    if a.late {
      assert k.conn != Some(k.above.epoch) by { reveal Epochs(); }
      No_connection(k, run);
      Apart_agrees(t, r, pods2, tomb);
      return;
    }
    assert Working(k) && Healthy(k) by { reveal Epochs(), Stages(); assert k.down[0] in k.down; assert k.down[0] != Hello(k.below.epoch); }
    Place_is_taken_once(k, a, h);
    assert forall m :: m in t.down ==> m in FlightDown(t);
    reveal AgreeOnPods();
    assert k.down == [a.msg] + t.down;
    forall x ensures PlaceIn(t.down, x) <==> PlaceIn(k.down, x) && x != p {
      if PlaceIn(k.down, x) && x != p { var y :| y in k.down && y.Place? && y.pod == x; assert y in t.down; }
    }
    assert NewThere(t, tomb);
    forall x ensures Below_RS(t.down, pods2, x) == Below_RS(k.down, pods, x) {
      if x == p { assert a.msg in k.down; }
    }
    forall x | x in r.tomb ensures x in tomb || TombIn(t.down, x) || GoneUp(t.up, x) {
      if TombIn(k.down, x) { var y :| y in k.down && y.Tombstone? && x in y.gone; assert y in t.down; }
    }
  }

  lemma Take_tombstone_agrees(k: LinkState, run: nat, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>, a: Arrival)
    requires LinkInv(k, run) && AgreeOnPods(k, r, pods, tomb) && ArrivesDown(k, a) && a.msg.Tombstone? && AcceptsAbove(k, a.msg)
    ensures AgreeOnPods(RestDown(k, a), r, pods, tomb + a.msg.gone)
  {
    var t, tomb2 := RestDown(k, a), tomb + a.msg.gone;
    if a.late {
      assert k.conn != Some(k.above.epoch) by { reveal Epochs(); }
      No_connection(k, run);
      Apart_agrees(t, r, pods, tomb2);
      return;
    }
    assert Working(k) && Healthy(k) by { reveal Epochs(), Stages(); assert k.down[0] in k.down; assert k.down[0] != Hello(k.below.epoch); }
    reveal AgreeOnPods();
    assert k.down == [a.msg] + t.down;
    forall x ensures PlaceIn(t.down, x) <==> PlaceIn(k.down, x) {
      if PlaceIn(k.down, x) { var y :| y in k.down && y.Place? && y.pod == x; assert y in t.down; }
    }
    forall x | PlaceIn(t.down, x) ensures x !in tomb2 {
      var y :| y in t.down && y.Place? && y.pod == x;
      var i :| 0 <= i < |t.down| && t.down[i] == y;
      assert k.down[i + 1] == y && k.down[0] == a.msg;
    }
    forall i, j | 0 <= i < j < |t.down| && t.down[i].Tombstone? && t.down[j].Place? ensures t.down[j].pod !in t.down[i].gone {
      assert k.down[i + 1] == t.down[i] && k.down[j + 1] == t.down[j];
    }
    assert NewThere(t, tomb2);
    forall x ensures Below_RS(t.down, pods, x) == Below_RS(k.down, pods, x) {}
    forall x | x in r.tomb ensures x in tomb2 || TombIn(t.down, x) || GoneUp(t.up, x) {
      if TombIn(k.down, x) { var y :| y in k.down && y.Tombstone? && x in y.gone; assert y == a.msg || y in t.down; }
    }
  }
}
