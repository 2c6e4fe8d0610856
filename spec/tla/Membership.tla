------------------------------ MODULE Membership -------------------------------
(* Nodes come and go: somebody deletes a Node object; its agent, if it still *)
(* runs, ends what it has and registers anew, in either order (Environment). *)
EXTENDS Cancellation

\* The Scheduler's watch shows that there is no Node: nobody here can hear of its Pods any more, so they are lost with their tombstones, and
\* tombstones of Pods that nobody else can hold are confirmed. The link is given up. A watch may be late; what comes and goes meanwhile, it
\* does not show.
NodeLost(n) ==
    /\ n \notin S.deleted
    /\ LET lost == OnNode(n)
           nowhere == IF NobodyMayHold(Nodes \ {n}) THEN S.tomb \ DOMAIN S.pods ELSE {}
       IN /\ S' = [S EXCEPT !.pods = Without(@, lost), !.tomb = @ \ (lost \union nowhere), !.deleted = @ \union {n}, !.excused = @ \ {n},
                            !.cancelled = Without(@, {n}), !.nominated = Without(@, {p \in DOMAIN @ : @[p] = n})]
          /\ \E x \in Leftovers(net, n) :
                /\ net' = SendUpdate(Cut(net, n, x), "RS", [p \in lost \union nowhere |-> Gone])
                /\ lates' = lates + Kept(net, n, x)
          /\ hist' = Noted([hist EXCEPT !.lost = @ \union LostWith(n, 0)])
    /\ below' = [below EXCEPT ![n] = IF Endless THEN DownBelow ELSE [@ EXCEPT !.status = "Down"]]
    /\ above' = ForgetAbove({n})
    /\ recovered' = [recovered EXCEPT !["Scheduler"] = Recovered(below', S')]
    /\ UNCHANGED <<inc, counts, R, K, api, left>>

\* ... or that there is one again, which is a node like any other: what it still runs is adopted with its snapshot, and reported.
NodeFound(n) ==
    /\ n \in S.deleted
    /\ S' = [S EXCEPT !.deleted = @ \ {n}]
    /\ UNCHANGED <<links, counts, R, K, outside>>

\* What the Scheduler's watch of Nodes shows of one.
ObserveNode(n) == IF api.nodes[n] THEN NodeFound(n) ELSE NodeLost(n)
=============================================================================
