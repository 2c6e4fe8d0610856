// The tail, one for each node: what its runtime runs is what is true. (spec/tla/Kubelet.tla)
include "State.dfy"

module KubeletStage {
  import opened Network
  import opened State

  // The record of a Pod that has ended is kept only while there is something to delete.
  function Tidy(k: KubeletMemory, p: Pod): KubeletMemory {
    if p !in k.pods && p in k.shown && k.shown[p] == LostObject then k.(shown := k.shown - {p}) else k
  }

  predicate CanEnd(k: KubeletMemory, p: Pod) { p in k.pods && (k.pods[p] == Starting || k.pods[p] == Ready) }

  // Start it. A name that was used here before and whose object is still there is refused: an identity is used once.
  ghost predicate RecvBind(s: State, t: State, n: Node, a: Arrival) {
    var k := s.links[ToNode(n)];
    && ArrivesDown(k, a) && a.msg.Bind?
    && var rest := RestDown(k, a);
       var p := a.msg.pod;
       if !AcceptsAbove(k, a.msg) || p in s.K[n].pods then Discard(s, t, ToNode(n), rest)
       else if p in s.K[n].shown then Discard(s, t, ToNode(n), SendUpdate(rest, map[p := GoneEntry]))
       else t == s.(K := s.K[n := s.K[n].(pods := s.K[n].pods[p := Starting])],
                    links := s.links[ToNode(n) := SendUpdate(rest, map[p := Entry(Starting, Some(n))])],
                    hist := s.hist.(started := s.hist.started + {(p, n)}))
  }

  // Known: stop it, irreversibly. Unknown: it is gone; nobody else can hold it for this node.
  ghost predicate RecvTombstone_Kubelet(s: State, t: State, n: Node, a: Arrival) {
    var k := s.links[ToNode(n)];
    && ArrivesDown(k, a) && a.msg.Tombstone?
    && var rest := RestDown(k, a);
       if !AcceptsAbove(k, a.msg) then Discard(s, t, ToNode(n), rest)
       else
         var stop := set p | p in a.msg.gone && CanEnd(s.K[n], p);
         var unknown := a.msg.gone - s.K[n].pods.Keys;
         var report := (map p | p in unknown :: GoneEntry) + (map p | p in stop :: Entry(Terminating, Some(n)));
         t == s.(K := s.K[n := s.K[n].(pods := s.K[n].pods + map p | p in stop :: Terminating)],
                 links := s.links[ToNode(n) := SendUpdate(rest, report)])
  }

  // The runtime has started the Pod.
  ghost predicate PodStarted(s: State, t: State, n: Node, p: Pod) {
    && p in s.K[n].pods
    && s.K[n].pods[p] == Starting
    && t == s.(K := s.K[n := s.K[n].(pods := s.K[n].pods[p := Ready])],
               links := s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], map[p := Entry(Ready, Some(n))])])
  }

  // The Pod has ended, asked or not.
  ghost predicate PodStopped(s: State, t: State, n: Node, p: Pod) {
    && p in s.K[n].pods
    && t == s.(K := s.K[n := Tidy(s.K[n].(pods := s.K[n].pods - {p}), p)],
               links := s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], map[p := GoneEntry])],
               hist := s.hist.(ended := s.hist.ended + {p}))
  }

  // ---- Publishing: at most one request in flight for each Pod.

  function NextRequest(k: KubeletMemory, p: Pod): Option<Shown> {
    var phase := if p in k.pods then k.pods[p] else Gone;
    if p !in k.shown then (if phase == Starting || phase == Ready then Some(Creating) else None)
    else if k.shown[p] == Created && phase == Ready then Some(Readying)
    else if (k.shown[p] == Created || k.shown[p] == ShownReady) && phase == Gone then Some(Deleting)
    else None
  }

  // Ask the API server for the next thing in which it differs from the Pod.
  ghost predicate Publish(s: State, t: State, n: Node, p: Pod) {
    var next := NextRequest(s.K[n], p);
    && next.Some?
    && t == s.(K := s.K[n := s.K[n].(shown := s.K[n].shown[p := next.value])],
               api := s.api.(requests := s.api.requests + {Request(n, s.inc[Kubelet(n)], p, next.value)}))
  }

  // The state after the Kubelet of node n has become k, and p is terminated if `ends`.
  function Becomes(s: State, n: Node, k: KubeletMemory, p: Pod, ends: bool): State {
    if ends && CanEnd(k, p)
    then s.(K := s.K[n := Tidy(k.(pods := k.pods[p := Terminating]), p)],
            links := s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], map[p := Entry(Terminating, Some(n))])])
    else s.(K := s.K[n := Tidy(k, p)])
  }

  // The answer. "Vanished" to a create: the object is there and is being deleted; to the others: there is none.
  ghost predicate PublishDone(s: State, t: State, n: Node, p: Pod, answer: ApiAnswer) {
    && answer in s.api.answers && answer.node == n && answer.pod == p
    && var k := s.K[n];
       var was := if p in k.shown then Some(k.shown[p]) else None;
       var now :=
         if was == Some(Creating) then (if answer.outcome == Failed then None else Some(Created))
         else if was == Some(Readying) && answer.outcome == Done then Some(ShownReady)
         else if was == Some(Readying) && answer.outcome == Failed then Some(Created)
         else if was == Some(Deleting) && answer.outcome == Failed then Some(ShownReady)
         else Some(LostObject);
       var shown := match now case None => k.shown - {p} case Some(x) => k.shown[p := x];
       t == Becomes(s, n, k.(shown := shown), p, answer.outcome == Vanished).(api := s.api.(answers := s.api.answers - {answer}))
  }

  // Somebody else deletes the object (it carries the flag) or has deleted it: the Pod terminates, irreversibly.
  ghost predicate ObserveDeleted(s: State, t: State, n: Node, p: Pod, seen: Object) {
    && (seen == s.api.objects[p] || Lagging)
    && (p in s.K[n].pods || p in s.K[n].shown)
    && var gone := seen.state == ObjectGone;
       var forget := gone && (p !in s.K[n].shown || s.K[n].shown[p] == Created || s.K[n].shown[p] == ShownReady);
       var k := if forget then s.K[n].(shown := s.K[n].shown[p := LostObject]) else s.K[n];
       && (gone || seen.deleting)
       && (forget || CanEnd(k, p))
       && t == Becomes(s, n, k, p, true)
  }

  // The watch shows an object of this node that the Kubelet does not know: its Pod ended with a former run. It is deleted.
  ghost predicate ObserveObject(s: State, t: State, n: Node, p: Pod, seen: Object) {
    && (seen == s.api.objects[p] || Lagging)
    && (seen.state == ObjectPending || seen.state == ObjectRunning)
    && seen.node == Some(n)
    && p !in s.K[n].pods && p !in s.K[n].shown
    && t == s.(K := s.K[n := s.K[n].(shown := s.K[n].shown[p := ShownReady])])
  }
}
