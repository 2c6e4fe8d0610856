----------------------------- MODULE Cancellation ------------------------------
(* A node that stays away is given up: its Pods are taken for lost and       *)
(* replaced, and what it still runs is ended before it gets anything new.    *)
(*                                                                           *)
(* Cancelling is written at the API server first, as a mark on the Node with *)
(* a number of its own: so that a Scheduler that restarts knows of it, and   *)
(* the node, if it reaches the API server and not the Scheduler, drains.     *)
(*                                                                           *)
(* A Scheduler gives a node up only for a mark that it has written itself in *)
(* this run. A mark that its watch shows may be old: lifted since, by a run  *)
(* that has forgotten so. And the node may have drained for it before it     *)
(* started what it runs now. So all that a foreign mark says is that the API *)
(* server is to be asked: it replaces that mark by a new one if it is still  *)
(* there, and else the foreign one is old. That needs no assumption about    *)
(* how far watches and lists lag behind.                                     *)
EXTENDS Scheduler, Kubelet, Environment

\* What a watch of the Node may show now: the mark, or, if it lags, an earlier one.
MarksSeen(n) == ({api.mark[n]} \union (IF Lags THEN api.marked[n] ELSE {})) \ {0}

\* As whose the Pods of a node that is given up are noted: this run's, or, if the mark has gone with its Node meanwhile, as lost with the
\* Node.
LostIn(n) == IF api.mark[n] = 0 /\ left.nodeDeletes # MaxNodeDeletes THEN 0 ELSE inc["Scheduler"]

\* What happens to the Scheduler when node n's cancellation is known to be written: if the node is away, its Pods are lost, and with them
\* their tombstones; those of Pods that nobody can hold any more are confirmed. If the node is there, its Pods are ended.
GiveUp(s, n, w) ==
    LET mine == {p \in DOMAIN s.pods : s.pods[p].node = n}
        others == \A m \in Nodes \ {n} : InSync(m) \/ GivenUp(s, m)
        lost == IF InSync(n) THEN {} ELSE mine
        nowhere == IF others THEN s.tomb \ DOMAIN s.pods ELSE {}
        ended == IF InSync(n) THEN mine \ s.tomb ELSE {}
        rest == IF ended = {} THEN w ELSE Send(w, n, "down", [type |-> "Tombstone", epoch |-> below[n].epoch, pods |-> ended])
    IN [s |-> [s EXCEPT !.pods = Without(@, lost), !.tomb = (@ \ (lost \union nowhere)) \union ended],
        w |-> SendNews(rest, "RS", [p \in lost \union nowhere |-> Gone], ended),
        lost |-> IF InSync(n) THEN {} ELSE LostWith(n, LostIn(n))]

\* The Scheduler holds a new mark for n, which is yet to be written: in place of the mark `over`, or of any (0). Nothing is bound to the
\* node from here on.
Holding(n, over) == [S EXCEPT !.cancelled = (n :> [id |-> api.marks + 1, over |-> over, written |-> FALSE, lifting |-> FALSE]) @@ @]
MarkWrite(n, id, op, over) == [node |-> n, id |-> id, op |-> op, over |-> over, run |-> inc["Scheduler"]]
AskedFor(n, over) == [api EXCEPT !.marks = @ + 1, !.markWrites = @ \union {MarkWrite(n, api.marks + 1, "mark", over)}]

\* The node has been away for too long (how long that is, the code decides).
Cancel(n) ==
    /\ left.cancels > 0
    /\ ~InSync(n)
    /\ n \notin DOMAIN S.cancelled \union S.deleted
    /\ LET noted == Holding(n, 0)
           after == IF On("CancelWritten") THEN [s |-> noted, w |-> net, lost |-> {}] ELSE GiveUp([noted EXCEPT !.cancelled[n].written = TRUE], n, net)
       IN /\ S' = after.s
          /\ net' = after.w
          /\ hist' = Noted([hist EXCEPT !.lost = @ \union after.lost])
          /\ api' = AskedFor(n, 0)
    /\ left' = Used("cancels")
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, K>>

\* The API server has answered: the mark is there.
CancelDone(n) ==
    \E answer \in api.markAnswers :
        /\ answer.node = n /\ answer.op = "mark"
        /\ n \in DOMAIN S.cancelled /\ S.cancelled[n].id = answer.id
        /\ LET after == GiveUp([S EXCEPT !.cancelled[n].written = TRUE, !.cancelled[n].over = 0], n, net)
           IN /\ S' = after.s
              /\ net' = after.w
              /\ recovered' = [recovered EXCEPT !["Scheduler"] = Recovered(below, S')]
              /\ hist' = Noted([hist EXCEPT !.lost = @ \union after.lost])
        /\ api' = [api EXCEPT !.markAnswers = @ \ {answer}]
        /\ UNCHANGED <<lates, inc, below, above, counts, R, K, left>>

\* ... or the mark that it was to replace is not: that one was old, and nothing is wrong with the node.
CancelStale(n) ==
    \E answer \in api.markAnswers :
        /\ answer.node = n /\ answer.op = "stale"
        /\ n \in DOMAIN S.cancelled /\ S.cancelled[n].id = answer.id
        /\ S' = [S EXCEPT !.cancelled = Without(@, {n}), !.lifted = @ \union {S.cancelled[n].over}]
        /\ api' = [api EXCEPT !.markAnswers = @ \ {answer}]
        /\ UNCHANGED <<links, counts, R, K, hist, left>>

\* The Scheduler's watch shows a mark that it did not make in this run: the API server is asked to replace it. One that it has lifted, or
\* found to be old, is not asked about again. (Mutant: the watch is believed, and the node is given up for that mark.)
ObserveCancelled_Scheduler(n) ==
    \E id \in MarksSeen(n) :
        /\ n \notin DOMAIN S.cancelled \union S.deleted
        /\ id \notin S.lifted
        /\ LET believed == [S EXCEPT !.cancelled = (n :> [id |-> id, over |-> 0, written |-> TRUE, lifting |-> FALSE]) @@ @]
               after == IF On("OwnMark") THEN [s |-> Holding(n, id), w |-> net, lost |-> {}] ELSE GiveUp(believed, n, net)
           IN /\ S' = after.s
              /\ net' = after.w
              /\ recovered' = [recovered EXCEPT !["Scheduler"] = Recovered(below, S')]
              /\ hist' = Noted([hist EXCEPT !.lost = @ \union after.lost])
        /\ api' = IF On("OwnMark") THEN AskedFor(n, id) ELSE api
        /\ UNCHANGED <<lates, inc, below, above, counts, R, K, left>>

\* The node is back and has nothing left of what was given up: the mark may go.
Uncancel(n) ==
    /\ n \in DOMAIN S.cancelled /\ S.cancelled[n].written /\ ~S.cancelled[n].lifting
    /\ InSync(n)
    /\ On("DrainedFirst") => OnNode(n) = {}
    /\ S' = [S EXCEPT !.cancelled[n].lifting = TRUE]
    /\ api' = [api EXCEPT !.markWrites = @ \union {MarkWrite(n, S.cancelled[n].id, "unmark", 0)}]
    /\ UNCHANGED <<links, counts, R, K, hist, left>>

\* ... and is gone: the node is one like any other.
UncancelDone(n) ==
    \E answer \in api.markAnswers :
        /\ answer.node = n /\ answer.op = "unmark"
        /\ n \in DOMAIN S.cancelled /\ S.cancelled[n].id = answer.id
        /\ S' = [S EXCEPT !.cancelled = Without(@, {n}), !.lifted = @ \union {answer.id}]
        /\ api' = [api EXCEPT !.markAnswers = @ \ {answer}]
        /\ UNCHANGED <<links, counts, R, K, hist, left>>

\* The node sees itself cancelled, or its Node deleted (0): what it runs is ended. Once for each mark, so that a watch that lags ends
\* nothing that came later.
ObserveCancelled_Kubelet(n) ==
    \E id \in (MarksSeen(n) \ K[n].drained) \union (IF n \in api.unseen THEN {0} ELSE {}) :
        /\ LET stop == {p \in DOMAIN K[n].pods : CanEnd(K[n], p)}
           IN /\ K' = [K EXCEPT ![n].pods = [p \in stop |-> "Terminating"] @@ @, ![n].drained = @ \union ({id} \ {0})]
              /\ net' = SendUpdate(net, n, [p \in stop |-> Entry(n, "Terminating")])
        /\ api' = IF id = 0 THEN [api EXCEPT !.unseen = @ \ {n}] ELSE api
        /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, S, hist, left>>

CancelStep(n) ==
    CancelDone(n) \/ CancelStale(n) \/ ObserveCancelled_Scheduler(n) \/ Uncancel(n) \/ UncancelDone(n) \/ ObserveCancelled_Kubelet(n)
=============================================================================
