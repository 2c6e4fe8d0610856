----------------------------- MODULE Environment -----------------------------
(* What happens to the chain: failures, users, and the API server. Each kind *)
(* happens so many times in a behaviour; or, in endless models, any number   *)
(* of times until it is switched off for good.                               *)
EXTENDS Fresh

CONSTANTS MaxCrashes, CrashStages,   \* crashes in all, and of which stages
          MaxBreaks, BreakLinks,     \* broken connections in all, and of which links
          MaxExcuses,                \* nodes that recovery goes on without
          MaxPodFailures,            \* Pods that end unasked
          MaxScales, Counts,         \* writes of spec.replicas, and the values written
          MaxDeletes,                \* Pod objects that a user deletes
          MaxApiFailures,            \* requests answered with a failure
          MaxCancels,                \* nodes given up
          MaxRollouts,               \* changes of the Deployment's template
          MaxNodeDeletes             \* Node objects that a user deletes

NoObject == [state |-> "absent", node |-> None, deleting |-> FALSE]
GoneObject == [NoObject EXCEPT !.state = IF Endless THEN "absent" ELSE "gone"]
EmptyApi == [replicas |-> Replicas, template |-> 1, nodes |-> [n \in Nodes |-> TRUE], unseen |-> {},
             past |-> [counts |-> {}, templates |-> {}, objects |-> {}], objects |-> [p \in Pods |-> NoObject], requests |-> {}, answers |-> {},
             mark |-> [n \in Nodes |-> 0], marked |-> [n \in Nodes |-> {}], marks |-> 0, markWrites |-> {}, markAnswers |-> {}]
Allowance == [crashes |-> MaxCrashes, breaks |-> MaxBreaks, excuses |-> MaxExcuses, podFailures |-> MaxPodFailures,
              scales |-> MaxScales, deletes |-> MaxDeletes, apiFailures |-> MaxApiFailures, cancels |-> MaxCancels,
              rollouts |-> MaxRollouts, nodeDeletes |-> MaxNodeDeletes,
              lag |-> IF Lagging THEN 1 ELSE 0]

\* Endless failures are over for good, and with the lag is what lagging watches might have shown. (All kinds at once: that one is over
\* earlier than another is the same as that it no longer happens.)
Calm ==
    /\ Endless
    /\ \E kind \in Toggles : left[kind] > 0
    /\ left' = [kind \in DOMAIN left |-> IF kind \in Toggles THEN 0 ELSE left[kind]]
    /\ api' = [api EXCEPT !.past = EmptyApi.past]
    /\ UNCHANGED <<links, counts, podState, hist>>

\* The API server with another object of p. What was there before is what a watch that lags may still show.
WithObject(p, object) ==
    [api EXCEPT !.objects[p] = object,
                !.past.objects = IF Lags /\ api.objects[p] \notin {NoObject, object} THEN @ \union {<<p, api.objects[p]>>} ELSE @]

\* A connection breaks. Both ends find out by themselves, if at all.
Break(l) ==
    /\ left.breaks > 0
    /\ l \in BreakLinks
    /\ net[l].conn # None
    /\ \E x \in Leftovers(net, l) : net' = Cut(net, l, x) /\ lates' = lates + Kept(net, l, x)
    /\ above' = ForgetAbove({l})
    /\ left' = Used("breaks")
    /\ UNCHANGED <<inc, below, recovered, counts, podState, api, hist>>

\* The links of a stage, with the end that it has of them.
LinksDown(s) == {l \in Links : Upper(l) = s}
LinksUp(s) == {l \in Links : Lower(l) = s}

\* A stage crashes and starts again, empty, with a new incarnation. Its connections are gone, and one message of each may still arrive. What
\* a Kubelet's runtime ran has ended, and what its watch had yet to show concerns it no more. The Scheduler lists the Nodes, and has nobody
\* to wait for if there is none. Requests to the API server that are in flight stay so; their answers find nobody.
Crash(s) ==
    /\ left.crashes > 0
    /\ s \in CrashStages
    /\ left' = Used("crashes")
    /\ inc' = [inc EXCEPT ![s] = FreshRun(s)]
    /\ LET cut == LinksDown(s) \union LinksUp(s)
           broken == {l \in cut : net[l].conn # None}
       IN \E x \in [broken -> UNION {Leftovers(net, l) : l \in broken} \union {None}] :
            /\ \A l \in broken : x[l] \in Leftovers(net, l)
            /\ lates + Cardinality({l \in broken : Kept(net, l, x[l]) = 1}) <= MaxLate
            /\ lates' = lates + Cardinality({l \in broken : Kept(net, l, x[l]) = 1})
            /\ net' = [l \in Links |-> IF l \in broken THEN Cut(net, l, x[l])[l] ELSE net[l]]
    /\ below' = [l \in Links |-> IF l \in LinksDown(s) THEN DownBelow ELSE below[l]]
    /\ above' = [l \in Links |-> IF l \in LinksUp(s) THEN NoAbove ELSE ForgetAbove(LinksDown(s))[l]]
    /\ want' = IF s = "Autoscaler" THEN None ELSE want
    /\ current' = IF s = "Deployment" THEN NoTemplate ELSE current
    /\ view' = [l \in ScaleLinks |-> IF Upper(l) = s THEN OfKeys(None)[l] ELSE view[l]]
    /\ held' = [l \in ScaleLinks |-> IF Lower(l) = s THEN OfKeys(None)[l] ELSE held[l]]
    /\ R' = IF s = "ReplicaSet" THEN EmptyReplicaSet ELSE R
    /\ S' = IF s = "Scheduler" THEN [EmptyScheduler EXCEPT !.deleted = {n \in Nodes : ~api.nodes[n]}] ELSE S
    /\ recovered' = [recovered EXCEPT ![s] = s \in Nodes \/ (s = "Scheduler" /\ \A n \in Nodes : GivenUp(S', n))]
    /\ K' = [n \in Nodes |-> IF n = s THEN EmptyKubelet ELSE K[n]]
    /\ hist' = IF s \in Nodes THEN Noted([hist EXCEPT !.ended = @ \union DOMAIN K[s].pods])
               ELSE IF s = "Scheduler" THEN Noted([hist EXCEPT !.lost = @ \union UNION {LostWith(n, 0) : n \in S'.deleted}])
               ELSE hist
    /\ api' = [api EXCEPT !.answers = {answer \in @ : answer.node # s}, !.markAnswers = IF s = "Scheduler" THEN {} ELSE @,
                             !.unseen = @ \ {s}]

-----------------------------------------------------------------------------

\* Somebody writes the Deployment's spec.replicas.
UserScale(count) ==
    /\ left.scales > 0
    /\ count # api.replicas
    /\ api' = [api EXCEPT !.replicas = count, !.past.counts = IF Lags THEN (@ \union {api.replicas}) \ {count} ELSE @]
    /\ left' = [left EXCEPT !.scales = @ - 1]
    /\ UNCHANGED <<links, counts, podState, hist>>

\* Somebody changes the Deployment's template: another ReplicaSet is the current one. (Its ReplicaSets are there; how their objects come and
\* go, and what is forgotten with them, is in Keys.)
UserRollout(k) ==
    /\ left.rollouts > 0
    /\ k # api.template
    /\ api' = [api EXCEPT !.template = k, !.past.templates = IF Lags THEN (@ \union {api.template}) \ {k} ELSE @]
    /\ left' = [left EXCEPT !.rollouts = @ - 1]
    /\ UNCHANGED <<links, counts, podState, hist>>

\* Somebody deletes the Node, and with it what is written on it: what was given up because of a mark is so because of the deletion from here
\* on. That its Kubelet's watch has yet to show this is noted.
UserDeleteNode(n) ==
    /\ left.nodeDeletes > 0
    /\ api.nodes[n]
    /\ api' = [api EXCEPT !.nodes[n] = FALSE, !.unseen = @ \union {n}, !.mark[n] = 0]
    /\ left' = [left EXCEPT !.nodeDeletes = @ - 1]
    /\ hist' = Noted([hist EXCEPT !.lost = @ \union {<<l[1], n, 0>> : l \in {x \in @ : x[2] = n}}])
    /\ UNCHANGED <<links, counts, podState>>

\* The node's agent registers anew. It need not, unless it runs something: a Node may be deleted because its agent is no more.
RegisterNode(n) ==
    /\ ~api.nodes[n]
    /\ api' = [api EXCEPT !.nodes[n] = TRUE]
    /\ UNCHANGED <<links, counts, podState, hist, left>>

-----------------------------------------------------------------------------

IsThere(p) == api.objects[p].state \in {"Pending", "Running"}

\* Somebody deletes a Pod object: gracefully, so that it waits for its Kubelet with a deletion timestamp, or by force.
UserDelete(p) ==
    /\ left.deletes > 0
    /\ IsThere(p)
    /\ \/ ~api.objects[p].deleting /\ api' = WithObject(p, [api.objects[p] EXCEPT !.deleting = TRUE])
       \/ api' = WithObject(p, GoneObject)
    /\ left' = [left EXCEPT !.deletes = @ - 1]
    /\ UNCHANGED <<links, counts, podState, hist>>

\* The object after the request is applied, and the answer. A status is written to the object that was created and to no other: without that
\* precondition (mutant) it would bring back one that somebody deleted.
Performed(request) ==
    LET object == api.objects[request.pod]
    IN CASE request.op = "creating" /\ ~IsThere(request.pod) -> [object |-> [state |-> "Pending", node |-> request.node, deleting |-> FALSE], outcome |-> "Done"]
         [] request.op = "creating" -> [object |-> object, outcome |-> IF object.deleting THEN "Vanished" ELSE "Done"]
         [] ~IsThere(request.pod) /\ (request.op = "deleting" \/ On("UidPrecondition")) -> [object |-> object, outcome |-> "Vanished"]
         [] request.op = "readying" -> [object |-> [object EXCEPT !.state = "Running", !.node = request.node], outcome |-> "Done"]
         [] OTHER -> [object |-> GoneObject, outcome |-> "Done"]

\* The answer to a run that has crashed meanwhile vanishes.
Reply(request, outcome) ==
    IF request.run # inc[request.node] THEN api.answers
    ELSE api.answers \union {[node |-> request.node, pod |-> request.pod, outcome |-> outcome]}

\* The API server takes a request, at any time after it was sent.
ApiApply(request) ==
    /\ api' = [WithObject(request.pod, Performed(request).object) EXCEPT
                    !.requests = @ \ {request}, !.answers = Reply(request, Performed(request).outcome)]
    /\ UNCHANGED <<links, counts, podState, hist, left>>

\* A request fails, or is applied and its answer is lost: the Kubelet cannot tell which.
ApiFail(request) ==
    /\ left.apiFailures > 0
    /\ \E object \in {api.objects[request.pod], Performed(request).object} :
        api' = [WithObject(request.pod, object) EXCEPT !.requests = @ \ {request}, !.answers = Reply(request, "Failed")]
    /\ left' = Used("apiFailures")
    /\ UNCHANGED <<links, counts, podState, hist>>

\* The API server writes a mark, in place of any other or only of the one that it is to replace; or it takes a mark away if it is still that
\* one. It answers whoever asked, if that one still runs. While there is no Node, the Scheduler asks again for as long as it holds the mark.
MarkApply(write) ==
    LET there == api.nodes[write.node]
        found == api.mark[write.node]
        fits == write.over \in {0, found}
        mark == IF write.op = "mark" THEN IF fits THEN write.id ELSE found ELSE IF found = write.id THEN 0 ELSE found
        answer == [node |-> write.node, id |-> write.id, op |-> IF fits THEN write.op ELSE "stale"]
        holds == write.run = inc["Scheduler"] /\ write.node \in DOMAIN S.cancelled /\ S.cancelled[write.node].id = write.id
    IN /\ write.op = "mark" => there \/ ~holds
       /\ api' = IF write.op = "mark" /\ ~there THEN [api EXCEPT !.markWrites = @ \ {write}] ELSE
                 [api EXCEPT !.markWrites = @ \ {write},
                             !.mark[write.node] = mark,
                             !.marked[write.node] = IF Lags /\ mark # 0 THEN @ \union {mark} ELSE @,
                             !.markAnswers = IF write.run = inc["Scheduler"] THEN @ \union {answer} ELSE @]
       /\ UNCHANGED <<links, counts, podState, hist, left>>
=============================================================================
