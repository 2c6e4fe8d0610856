// The ReplicaSet stage makes Pods of counts, one for each ReplicaSet. (spec/tla/ReplicaSet.tla)
include "State.dfy"

module ReplicaSetStage {
  import opened Network
  import opened State

  // One Pod more is wanted than counts as live: name it, with a name never given before, and have it placed.
  ghost predicate CreatePod(s: State, t: State, p: Pod) {
    var k := s.links[RS];
    && InSync(k)
    && Owner(p) in s.held[DR]
    && |OwnedBy(Live(s.R), Owner(p))| < s.held[DR][Owner(p)].count
    && p !in s.hist.named // GUARD FreshNames
    && t == s.(R := s.R.(pods := s.R.pods[p := Entry(Placed, None)]),
               links := s.links[RS := SendDown(k, Place(k.below.epoch, p))],
               hist := s.hist.(named := s.hist.named + {p}, placed := s.hist.placed[p := k.below.epoch]))
  }

  // One Pod is too many. Which one is policy: any live one, here.
  ghost predicate TombstonePod(s: State, t: State, p: Pod) {
    var k := s.links[RS];
    && InSync(k)
    && Owner(p) in s.held[DR]
    && |OwnedBy(Live(s.R), Owner(p))| > s.held[DR][Owner(p)].count
    && p in Live(s.R)
    && t == s.(R := s.R.(tomb := s.R.tomb + {p}),
               links := s.links[RS := SendDown(k, Tombstone(k.below.epoch, {p}))])
  }

  // Hard invalidation: what is not in the snapshot is gone, what is and was unknown is adopted. Tombstones stay, those of the
  // Scheduler are added, and all go down again.
  ghost predicate RecvPodSnapshot_ReplicaSet(s: State, t: State, a: Arrival) {
    var k := s.links[RS];
    && ArrivesUp(k, a) && a.msg.PodSnapshot?
    && var rest := RestUp(k, a);
       if !AwaitsBelow(k, a.msg) then Discard(s, t, RS, rest)
       else
         var tomb := s.R.tomb + a.msg.tomb;
         var synced := rest.(below := rest.below.(status := Synced));
         t == s.(links := s.links[RS := if tomb == {} then synced else SendDown(synced, Tombstone(k.below.epoch, tomb))],
                 recovered := s.recovered[ReplicaSet := true],
                 R := Level(a.msg.pods, tomb))
  }

  // Those of these changes that say that a Pod is gone.
  function GoneIn(changes: map<Pod, Entry>): set<Pod> { set p | p in changes && changes[p] == GoneEntry }

  // Soft invalidation: these changed. An unknown Pod is adopted; Gone removes a Pod and its tombstone. What the
  // Scheduler ends by itself is taken over as a tombstone.
  ghost predicate RecvUpdate_ReplicaSet(s: State, t: State, a: Arrival) {
    var k := s.links[RS];
    && ArrivesUp(k, a) && a.msg.Update?
    && var rest := RestUp(k, a);
       if !AcceptsBelow(k, a.msg) then Discard(s, t, RS, rest)
       else
         var gone := GoneIn(a.msg.pods);
         t == s.(links := s.links[RS := rest],
                 R := Level((s.R.pods + a.msg.pods) - gone, (s.R.tomb + a.msg.tomb) - gone))
  }
}
