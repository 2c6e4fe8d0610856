// What can happen to the messages of a Pod link keeps them true to the history.
include "ProofLinks.dfy"

module ProofIdentity {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks
  import SS = SchedulerStage

  // What is in flight after something was sent.
  lemma Flight_after_SendDown(k: LinkState, m: Message)
    ensures FlightUp(SendDown(k, m)) == FlightUp(k)
    ensures FlightDown(SendDown(k, m)) <= FlightDown(k) + multiset{m}
  {}

  lemma Flight_after_SendUpdate(k: LinkState, changes: map<Pod, Entry>)
    ensures FlightDown(SendUpdate(k, changes)) == FlightDown(k)
    ensures FlightUp(SendUpdate(k, changes)) <= FlightUp(k) + multiset{Update(k.above.epoch, changes, {})}
  {}

  lemma Flight_after_SendNews(k: LinkState, changes: map<Pod, Entry>, doomed: set<Pod>)
    ensures FlightDown(SendNews(k, changes, doomed)) == FlightDown(k)
    ensures FlightUp(SendNews(k, changes, doomed)) <= FlightUp(k) + multiset{Update(k.above.epoch, changes, doomed)}
  {}

  // The history goes on: names, and what happened to them, are only added.
  ghost predicate Grows(h: History, g: History) {
    && h.named <= g.named
    && (forall p :: p in h.placed ==> p in g.placed && g.placed[p] == h.placed[p])
    && (forall p :: p in h.bound ==> p in g.bound && g.bound[p] == h.bound[p])
    && h.entered <= g.entered && h.started <= g.started && h.ended <= g.ended
  }

  // Nothing new is in flight, but for a Hello.
  ghost predicate Fewer(k: LinkState, t: LinkState) {
    && (forall m: Message :: !m.Hello? ==> FlightDown(t)[m] <= FlightDown(k)[m])
    && FlightUp(t) <= FlightUp(k)
  }

  lemma Fewer_after_Cut(k: LinkState, t: LinkState)
    requires Cut(k, t)
    ensures Fewer(k, t)
  {}

  lemma Fewer_after_Dial(k: LinkState, e: Epoch)
    ensures Fewer(k, Dial(k, e))
  {}

  lemma Fewer_after_taking(k: LinkState, a: Arrival)
    ensures ArrivesDown(k, a) ==> Fewer(k, RestDown(k, a))
    ensures ArrivesUp(k, a) ==> Fewer(k, RestUp(k, a))
  {
    if ArrivesDown(k, a) { Flight_after(k, a, RestDown(k, a)); }
    if ArrivesUp(k, a) { Flight_after_up(k, a, RestUp(k, a)); }
  }

  // The link to the Scheduler: less in flight; a message more in either direction; a longer history.
  lemma Place_less(k: LinkState, t: LinkState, h: History)
    requires PlaceLink(k, h) && Fewer(k, t)
    ensures PlaceLink(t, h)
  {
    reveal PlaceLink();
    forall m | m in FlightDown(t) && !m.Hello? ensures m in FlightDown(k) {}
    forall m | m in FlightUp(t) ensures m in FlightUp(k) {}
  }

  lemma Place_down(k: LinkState, m: Message, h: History)
    requires PlaceLink(k, h) && (m.Hello? || PlaceMessage(m, h))
    requires m.Place? ==> m !in FlightDown(k)
    ensures PlaceLink(SendDown(k, m), h)
  {
    reveal PlaceLink();
    Flight_after_SendDown(k, m);
    var more := FlightDown(k) + multiset{m};
    assert PlaceDown(more, h);
    forall x | x in FlightDown(SendDown(k, m)) ensures x in more {}
  }

  lemma Place_up(k: LinkState, changes: map<Pod, Entry>, h: History)
    requires PlaceLink(k, h) && AllNamed(h, changes.Keys)
    ensures PlaceLink(SendUpdate(k, changes), h)
  {
    Place_news(k, changes, {}, h);
  }

  lemma Place_news(k: LinkState, changes: map<Pod, Entry>, doomed: set<Pod>, h: History)
    requires PlaceLink(k, h) && AllNamed(h, changes.Keys) && AllNamed(h, doomed)
    ensures PlaceLink(SendNews(k, changes, doomed), h)
  {
    reveal PlaceLink();
    Flight_after_SendNews(k, changes, doomed);
    forall x | x in FlightUp(SendNews(k, changes, doomed)) ensures x in FlightUp(k) || x == Update(k.above.epoch, changes, doomed) {}
  }

  lemma Place_snapshot(k: LinkState, m: Message, h: History)
    requires PlaceLink(k, h) && m.PodSnapshot? && AllNamed(h, m.pods.Keys) && AllNamed(h, m.tomb)
    ensures PlaceLink(SendUp(k, m), h)
  {
    reveal PlaceLink();
    forall x | x in FlightUp(SendUp(k, m)) ensures x in FlightUp(k) || x == m {}
    assert FlightDown(SendUp(k, m)) == FlightDown(k);
  }

  lemma Place_grows(k: LinkState, h: History, g: History)
    requires PlaceLink(k, h) && Grows(h, g)
    requires forall m :: m in FlightDown(k) && m.Place? ==> m.pod !in g.entered
    ensures PlaceLink(k, g)
  {
    reveal PlaceLink();
    assert PlaceDown(FlightDown(k), g);
    assert PlaceUp(FlightUp(k), g);
  }

  // The link to a node, likewise.
  lemma Bind_less(n: Node, k: LinkState, t: LinkState, h: History)
    requires BindLink(n, k, h) && Fewer(k, t)
    ensures BindLink(n, t, h)
  {
    reveal BindLink();
    forall m | m in FlightDown(t) && !m.Hello? ensures m in FlightDown(k) {}
    forall m | m in FlightUp(t) ensures m in FlightUp(k) {}
  }

  lemma Bind_down(n: Node, k: LinkState, m: Message, h: History)
    requires BindLink(n, k, h) && (m.Hello? || BindMessage(n, m, h))
    requires m.Bind? ==> m !in FlightDown(k)
    ensures BindLink(n, SendDown(k, m), h)
  {
    reveal BindLink();
    Flight_after_SendDown(k, m);
    var more := FlightDown(k) + multiset{m};
    assert BindDown(n, more, h);
    forall x | x in FlightDown(SendDown(k, m)) ensures x in more {}
  }

  lemma Bind_up(n: Node, k: LinkState, changes: map<Pod, Entry>, h: History)
    requires BindLink(n, k, h) && forall p :: p in changes ==> Reported(n, p, changes[p], h)
    ensures BindLink(n, SendUpdate(k, changes), h)
  {
    reveal BindLink();
    Flight_after_SendUpdate(k, changes);
    forall x | x in FlightUp(SendUpdate(k, changes)) ensures x in FlightUp(k) || x == Update(k.above.epoch, changes, {}) {}
  }

  lemma Bind_snapshot(n: Node, k: LinkState, m: Message, h: History)
    requires BindLink(n, k, h) && m.PodSnapshot? && m.tomb == {}
    requires forall p :: p in m.pods ==> Reported(n, p, m.pods[p], h) && m.pods[p] != GoneEntry
    ensures BindLink(n, SendUp(k, m), h)
  {
    reveal BindLink();
    forall x | x in FlightUp(SendUp(k, m)) ensures x in FlightUp(k) || x == m {}
    assert FlightDown(SendUp(k, m)) == FlightDown(k);
  }

  // What a node's message says, when it is taken.
  lemma Bind_says(n: Node, k: LinkState, a: Arrival, h: History)
    requires BindLink(n, k, h) && ArrivesUp(k, a)
    ensures a.msg.PodSnapshot? || a.msg.Update?
    ensures forall p :: p in a.msg.pods ==> Reported(n, p, a.msg.pods[p], h)
    ensures a.msg.PodSnapshot? ==> forall p :: p in a.msg.pods ==> a.msg.pods[p] != GoneEntry
  {
    reveal BindLink();
    Flight_after_up(k, a, RestUp(k, a));
  }

  lemma Place_says(k: LinkState, a: Arrival, h: History)
    requires PlaceLink(k, h) && ArrivesUp(k, a)
    ensures a.msg.PodSnapshot? || a.msg.Update?
    ensures AllNamed(h, a.msg.pods.Keys)
    ensures AllNamed(h, a.msg.tomb)
  {
    reveal PlaceLink();
    Flight_after_up(k, a, RestUp(k, a));
  }

  // What is asked for, when it is taken.
  lemma Place_asks(k: LinkState, a: Arrival, h: History)
    requires PlaceLink(k, h) && ArrivesDown(k, a) && !a.msg.Hello?
    ensures PlaceMessage(a.msg, h)
  {
    reveal PlaceLink();
    Flight_after(k, a, RestDown(k, a));
  }

  lemma Bind_asks(n: Node, k: LinkState, a: Arrival, h: History)
    requires BindLink(n, k, h) && ArrivesDown(k, a) && !a.msg.Hello?
    ensures BindMessage(n, a.msg, h)
  {
    reveal BindLink();
    Flight_after(k, a, RestDown(k, a));
  }

  lemma Bind_forward(n: Node, k: LinkState, gone: set<Pod>, h: History)
    requires BindLink(n, k, h) && forall p :: p in gone ==> BoundTo(h, p, n)
    ensures BindLink(n, SS.Forward(k, gone), h)
  {
    Bind_down(n, k, Tombstone(k.below.epoch, gone), h);
  }

  lemma Bind_grows(n: Node, k: LinkState, h: History, g: History)
    requires BindLink(n, k, h) && Grows(h, g)
    requires forall m :: m in FlightDown(k) && m.Bind? ==> (m.pod, n) !in g.started
    ensures BindLink(n, k, g)
  {
    reveal BindLink();
    assert BindDown(n, FlightDown(k), g);
    forall m, p | m in FlightUp(k) && p in m.pods ensures Reported(n, p, m.pods[p], g) {}
    assert BindUp(n, FlightUp(k), g);
  }

  // A Place or a Bind that is taken was there once: it is not there any more.
  lemma Place_is_taken_once(k: LinkState, a: Arrival, h: History)
    requires PlaceLink(k, h) && ArrivesDown(k, a) && a.msg.Place?
    ensures forall m :: m in FlightDown(RestDown(k, a)) && m.Place? ==> m.pod != a.msg.pod
    ensures PlaceMessage(a.msg, h)
  {
    reveal PlaceLink();
    Flight_after(k, a, RestDown(k, a));
    assert FlightDown(k)[a.msg] == 1;
  }

  lemma Bind_is_taken_once(n: Node, k: LinkState, a: Arrival, h: History)
    requires BindLink(n, k, h) && ArrivesDown(k, a) && a.msg.Bind?
    ensures forall m :: m in FlightDown(RestDown(k, a)) && m.Bind? ==> m.pod != a.msg.pod
    ensures BindMessage(n, a.msg, h)
  {
    reveal BindLink();
    Flight_after(k, a, RestDown(k, a));
    assert FlightDown(k)[a.msg] == 1;
  }
}
