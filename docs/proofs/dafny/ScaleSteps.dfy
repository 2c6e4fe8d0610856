// Desired counts, from the Deployment object to the ReplicaSet stage. (spec/tla/ScaleSteps.tla)
include "State.dfy"

module ScaleSteps {
  import opened Network
  import opened State

  // What the upper end of a scale link wants; None asks for nothing.
  function Want(s: State, l: Link): Option<nat> {
    if l == AD then s.want else match s.held[AD] case None => None case Some(c) => Some(c.count)
  }

  // The Autoscaler's watch shows the Deployment's spec.replicas.
  ghost predicate Scale(s: State, t: State, seen: nat) {
    && (seen == s.api.replicas || Lagging)
    && s.want != Some(seen)
    && t == s.(want := Some(seen))
  }

  // Sends what is wanted, if it is not what the level below was last told.
  ghost predicate PushCount(s: State, t: State, l: Link) {
    var k := s.links[l];
    && IsScale(l)
    && InSync(k)
    && Want(s, l).Some?
    && (s.view[l].Some? ==> s.view[l].value.count != Want(s, l).value)
    && (var version := if s.view[l].None? then 1 else s.view[l].value.version + 1;
        t == s.(view := s.view[l := Some(View(Want(s, l).value, version, false))],
                links := s.links[l := SendDown(k, SetCount(k.below.epoch, Want(s, l).value, version))]))
  }

  // The higher version wins; the acknowledgement says which one was seen.
  ghost predicate RecvSetCount(s: State, t: State, l: Link, a: Arrival) {
    var k := s.links[l];
    && IsScale(l) && ArrivesDown(k, a) && a.msg.SetCount?
    && var rest := RestDown(k, a);
       if !AcceptsAbove(k, a.msg) then Discard(s, t, l, rest)
       else t == s.(held := if s.held[l].Some? && s.held[l].value.version >= a.msg.version then s.held
                            else s.held[l := Some(Count(a.msg.count, a.msg.version))],
                    links := s.links[l := SendUp(rest, CountAck(a.msg.epoch, a.msg.version))])
  }

  // The level below holds this write; an acknowledgement of an older one says nothing about the newer.
  ghost predicate RecvCountAck(s: State, t: State, l: Link, a: Arrival) {
    var k := s.links[l];
    && IsScale(l) && ArrivesUp(k, a) && a.msg.CountAck?
    && var rest := RestUp(k, a);
       if !AcceptsBelow(k, a.msg) || s.view[l].None? || s.view[l].value.version != a.msg.version then Discard(s, t, l, rest)
       else t == s.(view := s.view[l := Some(s.view[l].value.(acked := true))], links := s.links[l := rest])
  }

  // Hard invalidation: the view becomes what the level below says that it holds.
  ghost predicate RecvScaleSnapshot(s: State, t: State, l: Link, a: Arrival) {
    var k := s.links[l];
    && IsScale(l) && ArrivesUp(k, a) && a.msg.ScaleSnapshot?
    && var rest := RestUp(k, a);
       if !AwaitsBelow(k, a.msg) then Discard(s, t, l, rest)
       else t == s.(links := s.links[l := rest.(below := rest.below.(status := Synced))],
                    recovered := s.recovered[Upper(l) := true],
                    view := s.view[l := match a.msg.held
                                        case None => None
                                        case Some(c) => Some(View(c.count, c.version, true))])
  }
}
