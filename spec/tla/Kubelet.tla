------------------------------- MODULE Kubelet -------------------------------
(* The tail, one for each node: what its runtime runs is what is true.       *)
EXTENDS Fresh

Entry(n, phase) == [phase |-> phase, node |-> IF phase = "Gone" THEN None ELSE n]

\* What the API server shows of a Pod, as this Kubelet knows it; "none" is not kept.
Shown(k, p) == IF p \in DOMAIN k.shown THEN k.shown[p] ELSE "none"

\* The record of a Pod that has ended is kept only while there is something to delete.
Tidy(k, p) ==
    IF p \notin DOMAIN k.pods /\ Shown(k, p) \in {"none", "lost"} THEN [k EXCEPT !.shown = Without(@, {p})] ELSE k

CanEnd(k, p) == p \in DOMAIN k.pods /\ k.pods[p] \in {"Starting", "Ready"}

\* Start it. A name that was used here before and whose object is still there is refused: an identity is used once.
RecvBind(n) ==
    \E a \in Arrivals(n, "down") :
        /\ a.msg.type = "Bind"
        /\ LET p == a.msg.pod
           IN IF ~AcceptsAbove(n, a.msg) \/ p \in DOMAIN K[n].pods THEN Discard(a)
              ELSE IF p \in DOMAIN K[n].shown
              THEN /\ net' = SendUpdate(a.rest, n, p :> Gone)
                   /\ UNCHANGED <<lates, inc, below, above, recovered, counts, podState, outside>>
              ELSE /\ K' = [K EXCEPT ![n].pods = (p :> "Starting") @@ @]
                   /\ net' = SendUpdate(a.rest, n, p :> Entry(n, "Starting"))
                   /\ hist' = Noted([hist EXCEPT !.started = @ \union {<<p, n>>}])
                   /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, S, api, left>>

\* Known: stop it, irreversibly. Unknown: it is gone; nobody else can hold it for this node.
RecvTombstone_Kubelet(n) ==
    \E a \in Arrivals(n, "down") :
        /\ a.msg.type = "Tombstone"
        /\ IF ~AcceptsAbove(n, a.msg) THEN Discard(a)
           ELSE LET stop == {p \in a.msg.pods : CanEnd(K[n], p)}
                    unknown == a.msg.pods \ DOMAIN K[n].pods
                    report == [p \in stop |-> Entry(n, "Terminating")] @@ [p \in unknown |-> Gone]
                IN /\ K' = [K EXCEPT ![n].pods = [p \in stop |-> "Terminating"] @@ @]
                   /\ net' = SendUpdate(a.rest, n, report)
                   /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, S, outside>>

\* The runtime has started the Pod. It may say so of one that it was told to stop meanwhile: no effect, no step; the mutant takes it for
\* ready again.
PodStarted(n, p) ==
    /\ p \in DOMAIN K[n].pods
    /\ K[n].pods[p] = "Starting" \/ (K[n].pods[p] = "Terminating" /\ ~On("StopsForGood"))
    /\ K' = [K EXCEPT ![n].pods[p] = "Ready"]
    /\ net' = SendUpdate(net, n, p :> Entry(n, "Ready"))
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, S, outside>>

\* The Pod has ended, asked or not (the latter so many times in a behaviour). The mutant says nothing of the latter.
PodStopped(n, p) ==
    /\ p \in DOMAIN K[n].pods
    /\ K[n].pods[p] = "Terminating" \/ left.podFailures > 0
    /\ left' = IF K[n].pods[p] = "Terminating" THEN left ELSE Used("podFailures")
    /\ K' = [K EXCEPT ![n] = Tidy([@ EXCEPT !.pods = Without(@, {p})], p)]
    /\ net' = IF K[n].pods[p] = "Terminating" \/ On("EndReported") THEN SendUpdate(net, n, p :> Gone) ELSE net
    /\ hist' = Noted([hist EXCEPT !.ended = @ \union {p}])
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, S, api>>

-----------------------------------------------------------------------------
(* Publishing: at most one request in flight for each Pod. That a Pod is     *)
(* ready is shown only once it is (mutant: once it is bound).                *)

NextRequest(k, p) ==
    LET phase == IF p \in DOMAIN k.pods THEN k.pods[p] ELSE "Gone"
    IN CASE Shown(k, p) = "none" /\ phase \in {"Starting", "Ready"} -> "creating"
         [] Shown(k, p) = "created" /\ (phase = "Ready" \/ (phase = "Starting" /\ ~On("ReadyFirst"))) -> "readying"
         [] Shown(k, p) \in {"created", "ready"} /\ phase = "Gone" -> "deleting"
         [] OTHER -> "nothing"

\* Ask the API server for the next thing in which it differs from the Pod.
Publish(n, p) ==
    /\ Publishing
    /\ NextRequest(K[n], p) # "nothing"
    /\ K' = [K EXCEPT ![n].shown = (p :> NextRequest(K[n], p)) @@ @]
    /\ api' = [api EXCEPT !.requests = @ \union {[node |-> n, run |-> inc[n], pod |-> p, op |-> NextRequest(K[n], p)]}]
    /\ UNCHANGED <<links, counts, R, S, hist, left>>

\* The Kubelet `k` of node n becomes that, and p is terminated if `ends`.
Becomes(n, k, p, ends) ==
    LET stops == ends /\ CanEnd(k, p)
    IN /\ K' = [K EXCEPT ![n] = Tidy(IF stops THEN [k EXCEPT !.pods[p] = "Terminating"] ELSE k, p)]
       /\ net' = IF stops THEN SendUpdate(net, n, p :> Entry(n, "Terminating")) ELSE net
       /\ UNCHANGED <<lates, inc, below, above, recovered, counts, R, S, hist, left>>

\* The answer. "Vanished" to a create: the object is there and is being deleted; to the others: there is none.
PublishDone(n, p) ==
    \E answer \in api.answers :
        /\ answer.node = n /\ answer.pod = p
        /\ LET was == Shown(K[n], p)
               now == CASE was = "creating" -> IF answer.outcome = "Failed" THEN "none" ELSE "created"
                        [] was = "readying" /\ answer.outcome = "Done" -> "ready"
                        [] was = "readying" /\ answer.outcome = "Failed" -> "created"
                        [] was = "deleting" /\ answer.outcome = "Failed" -> "ready"
                        [] OTHER -> "lost"
               k == [K[n] EXCEPT !.shown = IF now = "none" THEN Without(@, {p}) ELSE (p :> now) @@ @]
           IN Becomes(n, k, p, answer.outcome = "Vanished")
        /\ api' = [api EXCEPT !.answers = @ \ {answer}]

\* What a watch of Pods may show of p's object: what is there, or, if it lags, what was there earlier.
ObjectsSeen(p) == {api.objects[p]} \union (IF Lags THEN {past[2] : past \in {o \in api.past.objects : o[1] = p}} ELSE {})

\* Somebody else deletes the object (it carries the flag) or has deleted it: the Pod terminates, irreversibly. While a request is in
\* flight, its answer will tell what became of the object.
ObserveDeleted(n, p) ==
    /\ p \in DOMAIN K[n].pods \union DOMAIN K[n].shown
    /\ \E object \in ObjectsSeen(p) :
       LET gone == object.state = "gone"
           forget == gone /\ Shown(K[n], p) \in {"none", "created", "ready"}
           k == IF forget THEN [K[n] EXCEPT !.shown = (p :> "lost") @@ @] ELSE K[n]
       IN /\ gone \/ object.deleting
          /\ forget \/ CanEnd(k, p)
          /\ Becomes(n, k, p, TRUE)
    /\ UNCHANGED api

\* The watch shows an object of this node. Of a Pod that the Kubelet knows it says nothing new, which is no step. One that it does not know
\* is a ghost: its Pod ended with a former run, and the object is deleted. (Mutant: whatever the node.)
ObserveObject(n, p) ==
    /\ \E object \in ObjectsSeen(p) : object.state \in {"Pending", "Running"} /\ (object.node = n \/ ~On("OwnGhosts"))
    /\ p \notin DOMAIN K[n].pods \union DOMAIN K[n].shown
    /\ K' = [K EXCEPT ![n].shown = (p :> "ready") @@ @]
    /\ UNCHANGED <<links, counts, R, S, outside>>
=============================================================================
