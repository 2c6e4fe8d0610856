// The Scheduler binds Pods to nodes and knows what every node holds. (spec/tla/Scheduler.tla)
include "ReplicaSet.dfy"

module SchedulerStage {
  import opened Network
  import opened State
  import opened ReplicaSetStage

  // Recovery is complete when every node has been in sync, or is excused, cancelled or deleted; it stays so for this run.
  ghost predicate Recovered(s: State, links: Total<Link, LinkState>, memory: SchedulerMemory) {
    s.recovered[Scheduler] || forall n: Node :: InSync(links[ToNode(n)]) || n in memory.excused || GivenUp(memory, n)
  }

  // Do not wait for this node before answering from above.
  ghost predicate Excuse(s: State, t: State, n: Node) {
    && !InSync(s.links[ToNode(n)])
    && n !in s.S.excused && n !in s.S.deleted
    && var memory := s.S.(excused := s.S.excused + {n});
       t == s.(S := memory,
               recovered := s.recovered[Scheduler := Recovered(s, s.links, memory)],
               hist := s.hist.(excused := true))
  }

  // Hold a new Pod until there is a node for it.
  ghost predicate RecvPlace(s: State, t: State, a: Arrival) {
    var k := s.links[RS];
    && ArrivesDown(k, a) && a.msg.Place?
    && var rest := RestDown(k, a);
       if !AcceptsAbove(k, a.msg) || a.msg.pod in s.S.pods || a.msg.pod in s.S.tomb then Discard(s, t, RS, rest)
       else
         var entry := map[a.msg.pod := Entry(Pending, None)];
         t == s.(S := s.S.(pods := s.S.pods + entry),
                 links := s.links[RS := SendUpdate(rest, entry)],
                 hist := s.hist.(entered := s.hist.entered + {a.msg.pod}))
  }

  // Room that was made for one Pod is not another's, unless that one is more important.
  ghost function Priority(p: Pod): nat { if p in High then 1 else 0 }
  ghost function Reserved(s: SchedulerMemory, n: Node, p: Pod): set<Pod> {
    set q | q in s.nominated && q != p && s.nominated[q] == n && Priority(q) >= Priority(p)
  }

  // Room is what no entry takes that is bound to the node and not yet gone.
  ghost predicate HasRoom(s: State, n: Node, p: Pod) { |OnNode(s.S.pods, n)| + |Reserved(s.S, n, p)| < NodeSize }

  // Choose a node for a Pod, once: the entry never becomes Pending again.
  ghost predicate BindPod(s: State, t: State, p: Pod, n: Node) {
    var k := s.links[ToNode(n)];
    && p in s.S.pods && p !in s.S.tomb
    && s.S.pods[p].phase == Pending // GUARD Once
    && InSync(k)
    && n !in s.S.cancelled
    && HasRoom(s, n, p) // GUARD Room
    && var entry := map[p := Entry(Bound, Some(n))];
       t == s.(S := s.S.(pods := s.S.pods + entry, nominated := s.S.nominated - {p}),
               links := s.links[ToNode(n) := SendDown(k, Bind(k.below.epoch, p))][RS := SendUpdate(s.links[RS], entry)],
               hist := s.hist.(bound := s.hist.bound[p := Where(n, k.below.epoch)]))
  }

  // A node is sent the tombstones of its Pods.
  function Forward(k: LinkState, gone: set<Pod>): LinkState {
    if gone == {} then k else SendDown(k, Tombstone(k.below.epoch, gone))
  }

  // Of the tombstoned Pods P: those that are gone as far as this stage can tell, and those whose nodes have not been told.
  ghost function Dropped(s: State, P: set<Pod>): set<Pod> {
    var unbound := set p | p in P && p in s.S.pods && s.S.pods[p].node == None;
    unbound + if NobodyMayHold(s) then P - s.S.pods.Keys else {}
  }
  ghost function NewlyBuried(s: State, P: set<Pod>): set<Pod> {
    set p | p in P && p in s.S.pods && p !in Dropped(s, P) && p !in s.S.tomb
  }

  // Not bound: this stage is the authority, the Pod is gone. Bound: the node is, so keep the tombstone and forward it. Unknown: *gone* is
  // confirmed only while every node is in sync or cancelled, and else the tombstone is kept until that is so.
  ghost predicate RecvTombstone_Scheduler(s: State, t: State, a: Arrival) {
    var k := s.links[RS];
    && ArrivesDown(k, a) && a.msg.Tombstone?
    && var rest := RestDown(k, a);
       if !AcceptsAbove(k, a.msg) then Discard(s, t, RS, rest)
       else
         var P := a.msg.gone;
         var dropped := Dropped(s, P);
         t == s.(S := s.S.(pods := s.S.pods - dropped, tomb := (s.S.tomb + P) - dropped, nominated := s.S.nominated - P),
                 links := imap l: Link ::
                   match l
                   case RS => SendUpdate(rest, map p | p in dropped :: GoneEntry)
                   case ToNode(n) => if InSync(s.links[l]) then Forward(s.links[l], NewlyBuried(s, P) * OnNode(s.S.pods, n)) else s.links[l]
                   case _ => s.links[l])
  }

  // What the snapshot `has` of node n makes of this stage's memory.
  datatype Adoption = Adoption(pods: map<Pod, Entry>, tomb: set<Pod>, report: map<Pod, Entry>)
  ghost function Adopt(s: State, n: Node, has: map<Pod, Entry>, doomed: set<Pod>): Adoption {
    var lost := OnNode(s.S.pods, n) - has.Keys;
    var changed := map p | p in has && (p !in s.S.pods || s.S.pods[p] != has[p]) :: has[p];
    var pods := (s.S.pods - lost) + has;
    var nowhere := if NoOtherMayHold(s, n) then (s.S.tomb - lost) - pods.Keys else {};
    Adoption(pods,
             (s.S.tomb - (lost + nowhere)) + doomed,
             changed + map p | p in lost + nowhere :: GoneEntry)
  }

  // Hard invalidation of the view of one node: its Pods that the snapshot lacks are gone, those that it has are adopted, tombstones of
  // those go down again. Once nobody may hold them, tombstones of Pods that no node holds are confirmed. What a node
  // brings back whose mark is written was given up, and is ended.
  ghost predicate RecvPodSnapshot_Scheduler(s: State, t: State, n: Node, a: Arrival) {
    var k := s.links[ToNode(n)];
    && ArrivesUp(k, a) && a.msg.PodSnapshot?
    && var rest := RestUp(k, a);
       if !AwaitsBelow(k, a.msg) then Discard(s, t, ToNode(n), rest)
       else
         var has := a.msg.pods;
         var doomed := if CancelledForAll(s.S, n) then has.Keys else {};
         var new_ := Adopt(s, n, has, doomed);
         var synced := rest.(below := rest.below.(status := Synced));
         var links := s.links[ToNode(n) := Forward(synced, new_.tomb * has.Keys)][RS := SendNews(s.links[RS], new_.report, doomed)];
         var memory := s.S.(pods := new_.pods, tomb := new_.tomb, excused := s.S.excused - {n});
         t == s.(links := links, S := memory, recovered := s.recovered[Scheduler := Recovered(s, links, memory)])
  }

  // What concerns node n's Pods.
  function News(pods: map<Pod, Entry>, n: Node, changes: map<Pod, Entry>): map<Pod, Entry> {
    map p | p in changes && p in OnNode(pods, n) :: changes[p]
  }

  // Soft invalidation by one node; what concerns a Pod bound there is taken over and forwarded.
  ghost predicate RecvUpdate_Scheduler(s: State, t: State, n: Node, a: Arrival) {
    var k := s.links[ToNode(n)];
    && ArrivesUp(k, a) && a.msg.Update?
    && var rest := RestUp(k, a);
       if !AcceptsBelow(k, a.msg) then Discard(s, t, ToNode(n), rest)
       else
         var report := News(s.S.pods, n, a.msg.pods);
         var gone := GoneIn(report);
         t == s.(S := s.S.(pods := (s.S.pods + report) - gone, tomb := s.S.tomb - gone),
                 links := s.links[ToNode(n) := rest][RS := SendUpdate(s.links[RS], report)])
  }
}
