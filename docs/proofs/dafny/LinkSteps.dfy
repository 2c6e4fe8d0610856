// Connecting, losing and greeting: the same at both ends of every link. (spec/tla/LinkSteps.tla)
include "State.dfy"

module LinkSteps {
  import opened Network
  import opened State

  // The upstream stage has a connection: it takes a fresh epoch and says Hello. To a node whose Node is deleted nobody connects.
  ghost predicate Connect(s: State, t: State, l: Link) {
    var k := s.links[l];
    && k.below.status == Lost
    && k.conn == None
    && (l.ToNode? ==> l.node !in s.S.deleted)
    && t == s.(links := s.links[l := Dial(k, Epoch(s.inc[Upper(l)], k.below.epoch.count + 1))]) // GUARD Incarnation
  }

  // The upstream stage notices that its connection is no more.
  ghost predicate LinkLost(s: State, t: State, l: Link) {
    var k := s.links[l];
    && k.below.status != Lost
    && k.conn == None
    && t == s.(links := s.links[l := k.(below := k.below.(status := Lost))])
  }

  // The downstream end installs the epoch and from now on refuses all others. Whatever other connection it had is closed.
  ghost predicate RecvHello(s: State, t: State, l: Link, a: Arrival, after: LinkState) {
    var k := s.links[l];
    && ArrivesDown(k, a) && a.msg.Hello?
    && (var installed := RestDown(k, a).(above := Above(a.msg.epoch, false));
        if installed.conn == Some(a.msg.epoch) then after == installed
        else Cut(installed, after)) // GUARD HelloCloses
    && t == s.(links := s.links[l := after])
  }

  // A stage answers from above only once it has recovered from below.
  predicate MayAnswer(s: State, l: Link) {
    && s.links[l].above.epoch != NoEpoch
    && !s.links[l].above.answered
    && s.recovered[Lower(l)]
  }

  function Snapshot(s: State, l: Link): Message {
    var epoch := s.links[l].above.epoch;
    match l
    case AD => ScaleSnapshot(epoch, s.held[l])
    case DR => ScaleSnapshot(epoch, s.held[l])
    case RS => PodSnapshot(epoch, s.S.pods, s.S.tomb)
    case ToNode(n) => PodSnapshot(epoch, Entries(s.K[n].pods, n), {})
  }

  // What a node holds, as the entries that it reports.
  function Entries(pods: map<Pod, Phase>, n: Node): map<Pod, Entry> {
    map p | p in pods :: Entry(pods[p], Some(n))
  }

  // The downstream end sends the snapshot of its own state; from here on changes flow up.
  ghost predicate Answer(s: State, t: State, l: Link) {
    var k := s.links[l];
    && MayAnswer(s, l)
    && t == s.(links := s.links[l := SendUp(k.(above := k.above.(answered := true)), Snapshot(s, l))])
  }
}
