// Desired counts, from the Deployment object to the ReplicaSet stage. (spec/tla/ScaleSteps.tla)
include "State.dfy"

module ScaleSteps {
  import opened Network
  import opened State

  // What the upper end of a scale link wants; None asks for nothing. Of a ReplicaSet that is not current nothing is wanted.
  function Want(s: State, l: Link, key: Key): Option<nat> {
    if l == AD then (if key == TheDeployment then s.want else None)
    else if s.current == None then None
    else if s.current != Some(key) then Some(0)
    else if TheDeployment in s.held[AD] then Some(s.held[AD][TheDeployment].count) else None
  }

  // The Autoscaler's watch shows the Deployment's spec.replicas.
  ghost predicate Scale(s: State, t: State, seen: nat) {
    && (seen == s.api.replicas || Lagging)
    && s.want != Some(seen)
    && t == s.(want := Some(seen))
  }

  // The Deployment stage's watch shows which ReplicaSet carries the template.
  ghost predicate ObserveDeployment(s: State, t: State, seen: Key) {
    && (seen == s.api.template || Lagging)
    && s.current != Some(seen)
    && t == s.(current := Some(seen))
  }

  // Sends what is wanted, if it is not what the level below was last told.
  ghost predicate PushCount(s: State, t: State, l: Link, key: Key) {
    var k, view := s.links[l], s.view[l];
    && IsScale(l)
    && InSync(k)
    && Want(s, l, key).Some?
    && (key in view ==> view[key].count != Want(s, l, key).value)
    && (var version := if key in view then view[key].version + 1 else 1;
        t == s.(view := s.view[l := view[key := View(Want(s, l, key).value, version, false)]],
                links := s.links[l := SendDown(k, SetCount(k.below.epoch, key, Want(s, l, key).value, version))]))
  }

  // The higher version of a key wins; the acknowledgement says which one was seen.
  ghost predicate RecvSetCount(s: State, t: State, l: Link, a: Arrival) {
    var k := s.links[l];
    && IsScale(l) && ArrivesDown(k, a) && a.msg.SetCount?
    && var rest := RestDown(k, a);
       if !AcceptsAbove(k, a.msg) then Discard(s, t, l, rest)
       else
         var m, held := a.msg, s.held[l];
         t == s.(held := if m.key in held && held[m.key].version >= m.version then s.held
                         else s.held[l := held[m.key := Count(m.count, m.version)]],
                 links := s.links[l := SendUp(rest, CountAck(m.epoch, m.key, m.version))])
  }

  // The level below holds this write; an acknowledgement of an older one says nothing about the newer.
  ghost predicate RecvCountAck(s: State, t: State, l: Link, a: Arrival) {
    var k := s.links[l];
    && IsScale(l) && ArrivesUp(k, a) && a.msg.CountAck?
    && var rest, key, view := RestUp(k, a), a.msg.key, s.view[l];
       if !AcceptsBelow(k, a.msg) || key !in view || view[key].version != a.msg.version then Discard(s, t, l, rest)
       else t == s.(view := s.view[l := view[key := view[key].(acked := true)]], links := s.links[l := rest])
  }

  // What the level below says that it holds, as the view of it.
  function Seen(held: map<Key, Count>): map<Key, View> { map key | key in held :: View(held[key].count, held[key].version, true) }

  // Hard invalidation: the view becomes what the level below says that it holds.
  ghost predicate RecvScaleSnapshot(s: State, t: State, l: Link, a: Arrival) {
    var k := s.links[l];
    && IsScale(l) && ArrivesUp(k, a) && a.msg.ScaleSnapshot?
    && var rest := RestUp(k, a);
       if !AwaitsBelow(k, a.msg) then Discard(s, t, l, rest)
       else t == s.(links := s.links[l := rest.(below := rest.below.(status := Synced))],
                    recovered := s.recovered[Upper(l) := true],
                    view := s.view[l := Seen(a.msg.held)])
  }
}
