----------------------------- MODULE Environment -----------------------------
(* What happens to the chain: failures, users, and the API server. Each kind *)
(* happens so many times in a behaviour.                                     *)
EXTENDS State

CONSTANTS MaxCrashes, CrashStages,   \* crashes in all, and of which stages
          MaxBreaks, BreakLinks,     \* broken connections in all, and of which links
          MaxExcuses,                \* nodes that recovery goes on without
          MaxPodFailures,            \* Pods that end unasked
          MaxScales, Counts,         \* writes of spec.replicas, and the values written
          MaxDeletes,                \* Pod objects that a user deletes
          MaxApiFailures,            \* requests answered with a failure
          MaxCancels,                \* nodes given up
          Lagging                    \* whether watches may show an earlier mark of a Node

NoObject == [state |-> "absent", node |-> None, deleting |-> FALSE]
EmptyApi == [replicas |-> Replicas, objects |-> [p \in Pods |-> NoObject], requests |-> {}, answers |-> {},
             mark |-> [n \in Nodes |-> 0], marked |-> [n \in Nodes |-> {}], marks |-> 0, markWrites |-> {}, markAnswers |-> {}]
Allowance == [crashes |-> MaxCrashes, breaks |-> MaxBreaks, excuses |-> MaxExcuses, podFailures |-> MaxPodFailures,
              scales |-> MaxScales, deletes |-> MaxDeletes, apiFailures |-> MaxApiFailures, cancels |-> MaxCancels]

\* A connection breaks. Both ends find out by themselves, if at all.
Break(l) ==
    /\ left.breaks > 0
    /\ l \in BreakLinks
    /\ net[l].conn # None
    /\ \E x \in Leftovers(net, l) : net' = Cut(net, l, x) /\ lates' = lates + Kept(net, l, x)
    /\ left' = [left EXCEPT !.breaks = @ - 1]
    /\ UNCHANGED <<inc, below, above, recovered, counts, podState, api, hist>>

\* The links of a stage, with the end that it has of them.
LinksDown(s) == {l \in Links : Upper(l) = s}
LinksUp(s) == {l \in Links : Lower(l) = s}

\* A stage crashes and starts again, empty, with a new incarnation. Its connections are gone, and one message of each may still
\* arrive. What a Kubelet's runtime ran has ended. Requests to the API server that are in flight stay so; their answers find nobody.
Crash(s) ==
    /\ left.crashes > 0
    /\ s \in CrashStages
    /\ left' = [left EXCEPT !.crashes = @ - 1]
    /\ inc' = [inc EXCEPT ![s] = @ + 1]
    /\ LET cut == LinksDown(s) \union LinksUp(s)
           broken == {l \in cut : net[l].conn # None}
       IN \E x \in [broken -> UNION {Leftovers(net, l) : l \in broken} \union {None}] :
            /\ \A l \in broken : x[l] \in Leftovers(net, l)
            /\ lates + Cardinality({l \in broken : Kept(net, l, x[l]) = 1}) <= MaxLate
            /\ lates' = lates + Cardinality({l \in broken : Kept(net, l, x[l]) = 1})
            /\ net' = [l \in Links |-> IF l \in broken THEN Cut(net, l, x[l])[l] ELSE net[l]]
    /\ below' = [l \in Links |-> IF l \in LinksDown(s) THEN DownBelow ELSE below[l]]
    /\ above' = [l \in Links |-> IF l \in LinksUp(s) THEN NoAbove ELSE above[l]]
    /\ recovered' = [recovered EXCEPT ![s] = s \in Nodes]
    /\ want' = IF s = "Autoscaler" THEN None ELSE want
    /\ view' = [l \in ScaleLinks |-> IF Upper(l) = s THEN None ELSE view[l]]
    /\ held' = [l \in ScaleLinks |-> IF Lower(l) = s THEN None ELSE held[l]]
    /\ R' = IF s = "ReplicaSet" THEN EmptyReplicaSet ELSE R
    /\ S' = IF s = "Scheduler" THEN EmptyScheduler ELSE S
    /\ K' = [n \in Nodes |-> IF n = s THEN EmptyKubelet ELSE K[n]]
    /\ hist' = IF s \in Nodes THEN [hist EXCEPT !.ended = @ \union DOMAIN K[s].pods] ELSE hist
    /\ api' = [api EXCEPT !.answers = {answer \in @ : answer.node # s}, !.markAnswers = IF s = "Scheduler" THEN {} ELSE @]

-----------------------------------------------------------------------------

\* Somebody writes the Deployment's spec.replicas.
UserScale(count) ==
    /\ left.scales > 0
    /\ count # api.replicas
    /\ api' = [api EXCEPT !.replicas = count]
    /\ left' = [left EXCEPT !.scales = @ - 1]
    /\ UNCHANGED <<links, counts, podState, hist>>

IsThere(p) == api.objects[p].state \in {"Pending", "Running"}

\* Somebody deletes a Pod object: gracefully, so that it waits for its Kubelet with a deletion timestamp, or by force.
UserDelete(p) ==
    /\ left.deletes > 0
    /\ IsThere(p)
    /\ \/ ~api.objects[p].deleting /\ api' = [api EXCEPT !.objects[p].deleting = TRUE]
       \/ api' = [api EXCEPT !.objects[p] = [NoObject EXCEPT !.state = "gone"]]
    /\ left' = [left EXCEPT !.deletes = @ - 1]
    /\ UNCHANGED <<links, counts, podState, hist>>

\* The object after the request is applied, and the answer.
Performed(request) ==
    LET object == api.objects[request.pod]
    IN CASE request.op = "creating" /\ ~IsThere(request.pod) -> [object |-> [state |-> "Pending", node |-> request.node, deleting |-> FALSE], outcome |-> "Done"]
         [] request.op = "creating" -> [object |-> object, outcome |-> IF object.deleting THEN "Vanished" ELSE "Done"]
         [] ~IsThere(request.pod) -> [object |-> object, outcome |-> "Vanished"]
         [] request.op = "readying" -> [object |-> [object EXCEPT !.state = "Running"], outcome |-> "Done"]
         [] OTHER -> [object |-> [NoObject EXCEPT !.state = "gone"], outcome |-> "Done"]

\* The answer to a run that has crashed meanwhile vanishes.
Reply(request, outcome) ==
    IF request.run # inc[request.node] THEN api.answers
    ELSE api.answers \union {[node |-> request.node, pod |-> request.pod, outcome |-> outcome]}

\* The API server takes a request, at any time after it was sent.
ApiApply(request) ==
    /\ api' = [api EXCEPT !.requests = @ \ {request},
                          !.objects[request.pod] = Performed(request).object,
                          !.answers = Reply(request, Performed(request).outcome)]
    /\ UNCHANGED <<links, counts, podState, hist, left>>

\* A request fails, or is applied and its answer is lost: the Kubelet cannot tell which.
ApiFail(request) ==
    /\ left.apiFailures > 0
    /\ \E object \in {api.objects[request.pod], Performed(request).object} :
        api' = [api EXCEPT !.requests = @ \ {request}, !.objects[request.pod] = object, !.answers = Reply(request, "Failed")]
    /\ left' = [left EXCEPT !.apiFailures = @ - 1]
    /\ UNCHANGED <<links, counts, podState, hist>>
=============================================================================
