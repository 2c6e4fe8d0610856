// What happens to the chain: failures, users, and the API server. Each may happen any number of times. (spec/tla/Environment.tla)
include "State.dfy"

module Environment {
  import opened Network
  import opened State

  // A connection breaks. Both ends find out by themselves, if at all.
  ghost predicate Break(s: State, t: State, l: Link, after: LinkState) {
    && s.links[l].conn.Some?
    && Cut(s.links[l], after)
    && t == s.(links := s.links[l := after])
  }

  // What a crash of stage g makes of a link: one that it has an end of is cut, and what it remembered is gone.
  ghost predicate CrashLink(l: Link, k: LinkState, after: LinkState, g: Stage) {
    if Upper(l) != g && Lower(l) != g then after == k
    else exists cut: LinkState ::
      && (if k.conn.Some? then Cut(k, cut) else cut == k)
      && after == cut.(below := if Upper(l) == g then DownBelow else cut.below,
                       above := if Lower(l) == g then NoAbove else cut.above)
  }

  // A stage crashes and starts again, empty, with a new incarnation. Its connections are gone, and some of what was in flight may still
  // arrive. What a Kubelet's runtime ran has ended, and what its watch had yet to show concerns it no more. The Scheduler lists the Nodes,
  // and has nobody to wait for if there is none. Requests to the API server stay in flight; their answers find nobody.
  ghost predicate Crash(s: State, t: State, g: Stage, links: Total<Link, LinkState>) {
    && (forall l: Link :: CrashLink(l, s.links[l], links[l], g))
    && t == s.(
      links := links,
      inc := s.inc[g := s.inc[g] + 1],
      recovered := s.recovered[g := g.Kubelet? || (g == Scheduler && forall n: Node :: n in s.api.absent)],
      want := if g == Autoscaler then None else s.want,
      current := if g == Deployment then NoTemplate else s.current,
      view := imap l: Link :: if Upper(l) == g then map[] else s.view[l],
      held := imap l: Link :: if Lower(l) == g then map[] else s.held[l],
      R := if g == ReplicaSet then EmptyLevel else s.R,
      S := if g == Scheduler then EmptyScheduler.(deleted := s.api.absent) else s.S,
      K := imap n: Node :: if g == Kubelet(n) then EmptyKubelet else s.K[n],
      hist := if g.Kubelet? then s.hist.(ended := s.hist.ended + s.K[g.node].pods.Keys) else s.hist,
      api := s.api.(answers := (set answer | answer in s.api.answers && g != Kubelet(answer.node)),
                            markAnswers := if g == Scheduler then {} else s.api.markAnswers,
                            unseen := set n | n in s.api.unseen && g != Kubelet(n)))
  }

  // Somebody writes the Deployment's spec.replicas.
  ghost predicate UserScale(s: State, t: State, count: nat) {
    && count != s.api.replicas
    && t == s.(api := s.api.(replicas := count))
  }

  // Somebody changes the Deployment's template: another ReplicaSet is the current one.
  ghost predicate UserRollout(s: State, t: State, key: Key) {
    && key != s.api.template
    && t == s.(api := s.api.(template := key))
  }

  predicate IsThere(s: State, p: Pod) { s.api.objects[p].state == ObjectPending || s.api.objects[p].state == ObjectRunning }

  // Somebody deletes a Pod object: gracefully, so that it waits for its Kubelet with a deletion timestamp, or by force.
  ghost predicate UserDelete(s: State, t: State, p: Pod) {
    && IsThere(s, p)
    && var shown := s.api.objects[p];
       || (!shown.deleting && t == s.(api := s.api.(objects := s.api.objects[p := shown.(deleting := true)])))
       || t == s.(api := s.api.(objects := s.api.objects[p := NoObject.(state := ObjectGone)]))
  }

  // The object after the request is applied, and the answer.
  function Performed(s: State, r: Request): (Object, Outcome) {
    var was := s.api.objects[r.pod];
    if r.op == Creating && !IsThere(s, r.pod) then (Object(ObjectPending, Some(r.node), false), Done)
    else if r.op == Creating then (was, if was.deleting then Vanished else Done)
    else if !IsThere(s, r.pod) then (was, Vanished)
    else if r.op == Readying then (was.(state := ObjectRunning), Done)
    else (NoObject.(state := ObjectGone), Done)
  }

  // The answer to a run that has crashed meanwhile vanishes.
  function Reply(s: State, r: Request, outcome: Outcome): set<ApiAnswer> {
    if r.run != s.inc[Kubelet(r.node)] then s.api.answers else s.api.answers + {ApiAnswer(r.node, r.pod, outcome)}
  }

  // The API server takes a request, at any time after it was sent.
  ghost predicate ApiApply(s: State, t: State, r: Request) {
    && r in s.api.requests
    && t == s.(api := s.api.(requests := s.api.requests - {r}, objects := s.api.objects[r.pod := Performed(s, r).0],
                             answers := Reply(s, r, Performed(s, r).1)))
  }

  // A request fails, or is applied and its answer is lost: the Kubelet cannot tell which.
  ghost predicate ApiFail(s: State, t: State, r: Request, applied: bool) {
    && r in s.api.requests
    && t == s.(api := s.api.(requests := s.api.requests - {r},
                             objects := if applied then s.api.objects[r.pod := Performed(s, r).0] else s.api.objects,
                             answers := Reply(s, r, Failed)))
  }

  // Somebody deletes the Node, and with it what is written on it. That its Kubelet's watch has yet to show this is noted.
  ghost predicate UserDeleteNode(s: State, t: State, n: Node) {
    && n !in s.api.absent
    && t == s.(api := s.api.(absent := s.api.absent + {n}, unseen := s.api.unseen + {n}, mark := s.api.mark[n := 0]))
  }

  // The node's agent registers anew.
  ghost predicate RegisterNode(s: State, t: State, n: Node) {
    && n in s.api.absent
    && t == s.(api := s.api.(absent := s.api.absent - {n}))
  }

  // The API server writes a mark, in place of any other or only of the one that it is to replace; or it takes a mark away if it is still
  // that one. It answers whoever asked, if that one still runs. While there is no Node, the Scheduler asks again for as long as it holds
  // the mark.
  ghost predicate MarkApply(s: State, t: State, w: MarkWrite) {
    var there := w.node !in s.api.absent;
    var found := s.api.mark[w.node];
    var fits := w.over == 0 || w.over == found;
    var holds := w.run == s.inc[Scheduler] && w.node in s.S.cancelled && s.S.cancelled[w.node].id == w.id;
    && w in s.api.markWrites
    && (w.op == Mark ==> there || !holds)
    && var mark := if w.op == Mark then (if fits then w.id else found) else if found == w.id then 0 else found;
       t == s.(api := if w.op == Mark && !there then s.api.(markWrites := s.api.markWrites - {w}) else s.api.(
         markWrites := s.api.markWrites - {w},
         mark := s.api.mark[w.node := mark],
         marked := s.api.marked[w.node := s.api.marked[w.node] + if Lagging && mark != 0 then {mark} else {}],
         markAnswers := s.api.markAnswers +
           if w.run == s.inc[Scheduler] then {MarkAnswer(w.node, w.id, if fits then w.op else MarkStale)} else {}))
  }
}
