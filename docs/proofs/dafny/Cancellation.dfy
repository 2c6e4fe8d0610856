// A node that stays away is given up: its Pods are taken for lost and replaced, and what it still runs is ended before it gets anything
// new. Cancelling is written at the API server first, as a mark on the Node with a number of its own. A Scheduler gives a node up only for
// a mark that it has written itself in this run; a foreign one it asks the API server to replace. (spec/tla/Cancellation.tla)
include "Scheduler.dfy"
include "Kubelet.dfy"

module CancellationSteps {
  import opened Network
  import opened State
  import opened SchedulerStage
  import opened KubeletStage

  // What a watch of the Node may show now: the mark, or, if it lags, an earlier one.
  predicate MarkSeen(s: State, n: Node, id: nat) { id != 0 && (id == s.api.mark[n] || (Lagging && id in s.api.marked[n])) }

  // What happens to the Scheduler when node n's cancellation is known to be written: if the node is away, its Pods are lost, and with them
  // their tombstones; those of Pods that nobody can hold any more are confirmed. If the node is there, its Pods are ended.
  datatype GivingUp = GivingUp(pods: map<Pod, Entry>, tomb: set<Pod>, ended: set<Pod>, lost: set<Pod>, report: map<Pod, Entry>)
  ghost function GiveUp(s: State, n: Node): GivingUp {
    var there := InSync(s.links[ToNode(n)]);
    var mine := OnNode(s.S.pods, n);
    var lost := if there then {} else mine;
    var nowhere := if NoOtherMayHold(s, n) then s.S.tomb - s.S.pods.Keys else {};
    var ended := if there then mine - s.S.tomb else {};
    GivingUp(s.S.pods - lost,
            (s.S.tomb - (lost + nowhere)) + ended,
            ended,
            if there then {} else lost + s.K[n].pods.Keys,
            map p | p in lost + nowhere :: GoneEntry)
  }

  // The Scheduler gives node n up, with the mark c.
  ghost predicate GivesUp(s: State, t: State, n: Node, c: Cancellation, api: Api) {
    var g := GiveUp(s, n);
    var memory := s.S.(pods := g.pods, tomb := g.tomb, cancelled := s.S.cancelled[n := c]);
    var k := s.links[ToNode(n)];
    t == s.(S := memory,
            links := s.links[ToNode(n) := Forward(k, g.ended)][RS := SendNews(s.links[RS], g.report, g.ended)],
            recovered := s.recovered[Scheduler := Recovered(s, s.links, memory)],
            hist := s.hist.(lost := s.hist.lost + set p | p in g.lost :: (p, n, s.inc[Scheduler])),
            api := api)
  }

  // The Scheduler holds a new mark for n, which is yet to be written: in place of the mark `over`, or of any (0). Nothing is bound to the
  // node from here on.
  ghost predicate Asks(s: State, t: State, n: Node, over: nat) {
    var id := s.api.marks + 1;
    t == s.(S := s.S.(cancelled := s.S.cancelled[n := Cancellation(id, over, false, false)]),
            api := s.api.(marks := id, markWrites := s.api.markWrites + {MarkWrite(n, id, Mark, over, s.inc[Scheduler])}))
  }

  // The node has been away for too long (how long that is, the code decides).
  ghost predicate Cancel(s: State, t: State, n: Node) {
    && !InSync(s.links[ToNode(n)])
    && n !in s.S.cancelled && n !in s.S.deleted
    && Asks(s, t, n, 0)
  }

  // The API server has answered: the mark is there.
  ghost predicate CancelDone(s: State, t: State, n: Node, answer: MarkAnswer) {
    && answer in s.api.markAnswers
    && answer.node == n && answer.op == Mark
    && n in s.S.cancelled && s.S.cancelled[n].id == answer.id
    && GivesUp(s, t, n, s.S.cancelled[n].(written := true, over := 0), s.api.(markAnswers := s.api.markAnswers - {answer}))
  }

  // ... or the mark that it was to replace is not: that one was old, and nothing is wrong with the node.
  ghost predicate CancelStale(s: State, t: State, n: Node, answer: MarkAnswer) {
    && answer in s.api.markAnswers
    && answer.node == n && answer.op == MarkStale
    && n in s.S.cancelled && s.S.cancelled[n].id == answer.id
    && t == s.(S := s.S.(cancelled := s.S.cancelled - {n}, lifted := s.S.lifted + {s.S.cancelled[n].over}),
               api := s.api.(markAnswers := s.api.markAnswers - {answer}))
  }

  // The Scheduler's watch shows a mark that it did not make in this run: the API server is asked to replace it. One that it has lifted, or
  // found to be old, is not asked about again.
  ghost predicate ObserveCancelled_Scheduler(s: State, t: State, n: Node, id: nat) {
    && MarkSeen(s, n, id)
    && n !in s.S.cancelled && n !in s.S.deleted
    && id !in s.S.lifted
    && Asks(s, t, n, id)
  }

  // The node is back and has nothing left of what was given up: the mark may go.
  ghost predicate Uncancel(s: State, t: State, n: Node) {
    && n in s.S.cancelled && s.S.cancelled[n].written && !s.S.cancelled[n].lifting
    && InSync(s.links[ToNode(n)])
    && OnNode(s.S.pods, n) == {}
    && var c := s.S.cancelled[n];
       t == s.(S := s.S.(cancelled := s.S.cancelled[n := c.(lifting := true)]),
               api := s.api.(markWrites := s.api.markWrites + {MarkWrite(n, c.id, Unmark, 0, s.inc[Scheduler])}))
  }

  // ... and is gone: the node is one like any other.
  ghost predicate UncancelDone(s: State, t: State, n: Node, answer: MarkAnswer) {
    && answer in s.api.markAnswers
    && answer.node == n && answer.op == Unmark
    && n in s.S.cancelled && s.S.cancelled[n].id == answer.id
    && t == s.(S := s.S.(cancelled := s.S.cancelled - {n}, lifted := s.S.lifted + {answer.id}),
               api := s.api.(markAnswers := s.api.markAnswers - {answer}))
  }

  // The node sees itself cancelled, or its Node deleted (0): what it runs is ended. Once for each mark, so that a watch that lags ends
  // nothing that came later.
  ghost predicate ObserveCancelled_Kubelet(s: State, t: State, n: Node, id: nat) {
    && (if id == 0 then n in s.api.unseen else (MarkSeen(s, n, id) && id !in s.K[n].drained))
    && var stop := set p | p in s.K[n].pods && CanEnd(s.K[n], p);
       t == s.(K := s.K[n := s.K[n].(pods := s.K[n].pods + (map p | p in stop :: Terminating), drained := s.K[n].drained + ({id} - {0}))],
               links := s.links[ToNode(n) := SendUpdate(s.links[ToNode(n)], map p | p in stop :: Entry(Terminating, Some(n)))],
               api := if id == 0 then s.api.(unseen := s.api.unseen - {n}) else s.api)
  }
}
