----------------------------- MODULE Cancellation ------------------------------
(* A node that stays away is given up: its Pods are taken for lost and       *)
(* replaced, and what it still runs is ended before it gets anything new.    *)
(*                                                                           *)
(* Cancelling is written at the API server first, as a mark on the Node with *)
(* a number of its own: so that a Scheduler that restarts knows of it, and   *)
(* the node, if it reaches the API server and not the Scheduler, drains.     *)
EXTENDS Scheduler, Kubelet, Environment

\* What a watch of the Node may show now: the mark, or, if it lags, an earlier one.
MarksSeen(n) == ({api.mark[n]} \union (IF Lags THEN api.marked[n] ELSE {})) \ {0}

\* As whose the Pods of a node that is given up are noted: this run's, or, if the mark has gone with its Node meanwhile, as lost with the Node.
LostIn(n) == IF api.mark[n] = 0 /\ left.nodeDeletes # MaxNodeDeletes THEN 0 ELSE inc["Scheduler"]

\* What happens to the Scheduler when node n's cancellation is known to be written: if the node is away, its Pods are lost, and with them their tombstones;
\* those of Pods that nobody can hold any more are confirmed. If the node is there, its Pods are ended.
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

\* The node has been away for too long (how long that is, the code decides). Nothing is bound to it from here on.
Cancel(n) ==
    /\ left.cancels > 0
    /\ ~InSync(n)
    /\ n \notin DOMAIN S.cancelled \union S.deleted
    /\ LET id == api.marks + 1
           noted == [S EXCEPT !.cancelled = (n :> [id |-> id, written |-> ~On("CancelWritten"), lifting |-> FALSE]) @@ @]
           after == IF On("CancelWritten") THEN [s |-> noted, w |-> net, lost |-> {}] ELSE GiveUp(noted, n, net)
       IN /\ S' = after.s
          /\ net' = after.w
          /\ hist' = Noted([hist EXCEPT !.lost = @ \union after.lost])
          /\ api' = [api EXCEPT !.marks = id, !.markWrites = @ \union {[node |-> n, id |-> id, op |-> "mark", run |-> inc["Scheduler"]]}]
    /\ left' = Used("cancels")
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, K>>

\* The API server has answered: the mark is there.
CancelDone(n) ==
    \E answer \in api.markAnswers :
        /\ answer.node = n /\ answer.op = "mark"
        /\ n \in DOMAIN S.cancelled /\ S.cancelled[n].id = answer.id
        /\ LET after == GiveUp([S EXCEPT !.cancelled[n].written = TRUE], n, net)
           IN /\ S' = after.s
              /\ net' = after.w
              /\ recovered' = [recovered EXCEPT !["Scheduler"] = Recovered(below, S')]
              /\ hist' = Noted([hist EXCEPT !.lost = @ \union after.lost])
        /\ api' = [api EXCEPT !.markAnswers = @ \ {answer}]
        /\ UNCHANGED <<lates, inc, below, above, counts, R, K, left>>

\* The Scheduler's watch shows a mark that it did not make in this run. One that it has lifted itself is old news.
ObserveCancelled_Scheduler(n) ==
    \E id \in MarksSeen(n) :
        /\ n \notin DOMAIN S.cancelled \union S.deleted
        /\ id \notin S.lifted
        /\ LET after == GiveUp([S EXCEPT !.cancelled = (n :> [id |-> id, written |-> TRUE, lifting |-> FALSE]) @@ @], n, net)
           IN /\ S' = after.s
              /\ net' = after.w
              /\ recovered' = [recovered EXCEPT !["Scheduler"] = Recovered(below, S')]
              /\ hist' = Noted([hist EXCEPT !.lost = @ \union after.lost])
        /\ UNCHANGED <<lates, inc, below, above, counts, R, K, api, left>>

\* The node is back and has nothing left of what was given up: the mark may go.
Uncancel(n) ==
    /\ n \in DOMAIN S.cancelled /\ S.cancelled[n].written /\ ~S.cancelled[n].lifting
    /\ InSync(n)
    /\ On("DrainedFirst") => OnNode(n) = {}
    /\ S' = [S EXCEPT !.cancelled[n].lifting = TRUE]
    /\ api' = [api EXCEPT !.markWrites = @ \union {[node |-> n, id |-> S.cancelled[n].id, op |-> "unmark", run |-> inc["Scheduler"]]}]
    /\ UNCHANGED <<links, counts, R, K, hist, left>>

\* ... and is gone: the node is one like any other.
UncancelDone(n) ==
    \E answer \in api.markAnswers :
        /\ answer.node = n /\ answer.op = "unmark"
        /\ n \in DOMAIN S.cancelled /\ S.cancelled[n].id = answer.id
        /\ S' = [S EXCEPT !.cancelled = Without(@, {n}), !.lifted = @ \union {answer.id}]
        /\ api' = [api EXCEPT !.markAnswers = @ \ {answer}]
        /\ UNCHANGED <<links, counts, R, K, hist, left>>

\* The node sees itself cancelled, or its Node deleted (0): what it runs is ended. Once for each mark, so that a watch that lags ends nothing that came later.
ObserveCancelled_Kubelet(n) ==
    \E id \in (MarksSeen(n) \ K[n].drained) \union (IF n \in api.unseen THEN {0} ELSE {}) :
        /\ LET stop == {p \in DOMAIN K[n].pods : CanEnd(K[n], p)}
           IN /\ K' = [K EXCEPT ![n].pods = [p \in stop |-> "Terminating"] @@ @, ![n].drained = @ \union ({id} \ {0})]
              /\ net' = SendUpdate(net, n, [p \in stop |-> Entry(n, "Terminating")])
        /\ api' = IF id = 0 THEN [api EXCEPT !.unseen = @ \ {n}] ELSE api
        /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, S, hist, left>>

\* The API server writes a mark, or takes it away if it is still that one. It answers whoever asked, if that one still runs. While there is no Node,
\* the Scheduler asks again for as long as it holds the mark.
MarkApply(write) ==
    LET there == api.nodes[write.node]
        mark == IF write.op = "mark" THEN write.id ELSE IF api.mark[write.node] = write.id THEN 0 ELSE api.mark[write.node]
        answer == [node |-> write.node, id |-> write.id, op |-> write.op]
        holds == write.run = inc["Scheduler"] /\ write.node \in DOMAIN S.cancelled /\ S.cancelled[write.node].id = write.id
    IN /\ write.op = "mark" => there \/ ~holds
       /\ api' = IF write.op = "mark" /\ ~there THEN [api EXCEPT !.markWrites = @ \ {write}] ELSE
                 [api EXCEPT !.markWrites = @ \ {write},
                             !.mark[write.node] = mark,
                             !.marked[write.node] = IF Lags /\ mark # 0 THEN @ \union {mark} ELSE @,
                             !.markAnswers = IF write.run = inc["Scheduler"] THEN @ \union {answer} ELSE @]
       /\ UNCHANGED <<links, counts, podState, hist, left>>

CancelStep(n) ==
    CancelDone(n) \/ ObserveCancelled_Scheduler(n) \/ Uncancel(n) \/ UncancelDone(n) \/ ObserveCancelled_Kubelet(n)
=============================================================================
