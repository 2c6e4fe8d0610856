------------------------------ MODULE Properties ------------------------------
(* What must hold, by the names of the design's list, and what must be       *)
(* reachable for the models to mean anything.                                *)
EXTENDS KubeDirect

\* Whether the upper end of a link is in sync on a connection that is there.
Healthy(l) == InSync(l) /\ net[l].conn = below[l].epoch

-----------------------------------------------------------------------------
(* Types                                                                     *)

PodPhases == {"Placed", "Pending", "Bound", "Starting", "Ready", "Terminating"}
ShownStates == {"creating", "created", "readying", "ready", "deleting", "lost"}

EntriesOK(entries, phases) ==
    /\ DOMAIN entries \subseteq Pods
    /\ \A p \in DOMAIN entries :
        /\ entries[p].phase \in phases
        /\ (entries[p].node = None) <=> (entries[p].phase \in {"Placed", "Pending"})

TypeOK ==
    /\ \A l \in Links : below[l].status \in {"Down", "Greeting", "InSync"} /\ above[l].answered \in BOOLEAN
    /\ \A l \in Links : \A dir \in {"down", "up"} : \A m \in InFlight(net, l, dir) : m.epoch = net[l].conn
    /\ EntriesOK(R.pods, PodPhases) /\ R.tomb \subseteq Pods
    /\ DOMAIN S.nominated \subseteq {p \in DOMAIN S.pods : S.pods[p].phase = "Pending"} \ S.tomb
    /\ \A n \in DOMAIN S.cancelled : S.cancelled[n].lifting => S.cancelled[n].written
    /\ EntriesOK(S.pods, PodPhases \ {"Placed"}) /\ S.tomb \subseteq Pods /\ S.excused \subseteq Nodes
    /\ \A p \in S.tomb \intersect DOMAIN S.pods : S.pods[p].node # None
    /\ \A n \in Nodes :
        /\ \A p \in DOMAIN K[n].pods : p \in Pods /\ K[n].pods[p] \in {"Starting", "Ready", "Terminating"}
        /\ \A p \in DOMAIN K[n].shown : p \in Pods /\ K[n].shown[p] \in ShownStates

-----------------------------------------------------------------------------
(* Safety                                                                    *)

\* A Pod is started on at most one node, ever.
UniqueBinding == \A s, t \in hist.started : s[1] = t[1] => s[2] = t[2]

\* A Pod that the tail has terminated never runs again, on any node, in any epoch.
NoResurrection == \A n \in Nodes : DOMAIN K[n].pods \intersect hist.ended = {}

\* What a stage remembers of one of its links and of what it learns there.
UpperMemory(l) == <<below[l], recovered[Upper(l)], IF l \in ScaleLinks THEN <<current, view[l]>> ELSE IF l = "RS" THEN R ELSE S>>
LowerMemory(l) == <<above[l], IF l \in ScaleLinks THEN held[l] ELSE IF l = "RS" THEN S ELSE K[l]>>

\* A late message changes nothing unless it is of the epoch that its receiver holds, and nothing at either end once the upper end is in sync
\* in another epoch. (A message in a channel is always of the connection's epoch: TypeOK.) Hello is not fenced but fences: see RecvHello.
EpochFencing ==
    [][\A l \in Links :
        (net[l].late # None /\ net'[l].late = None /\ net[l].late.msg.type # "Hello") =>
            LET m == net[l].late.msg
                stale == InSync(l) /\ m.epoch # below[l].epoch
            IN IF net[l].late.dir = "down"
               THEN (stale \/ m.epoch # above[l].epoch) => UNCHANGED LowerMemory(l)
               ELSE (stale \/ m.epoch # below[l].epoch) => UNCHANGED UpperMemory(l)]_vars

\* On a link in sync with nothing in flight, the upstream view equals the downstream state. (Of tombstones the lower end may hold one more:
\* one that crossed its Pod's Gone on the way, and is kept until no absent node can hold the Pod.)
Coherence ==
    \A l \in Links : Healthy(l) /\ Quiet(l) =>
        CASE l \in ScaleLinks ->
                \A k \in Keys(l) : IF view[l][k] = None THEN held[l][k] = None
                                   ELSE view[l][k].acked /\ held[l][k] = [count |-> view[l][k].count, version |-> view[l][k].version]
          [] l = "RS" -> R.pods = S.pods /\ R.tomb \subseteq S.tomb
          [] OTHER -> /\ OnNode(l) = DOMAIN K[l].pods
                      /\ \A p \in OnNode(l) : S.pods[p].phase = K[l].pods[p]

\* News of p, that it is no longer ready, is in flight upward on a link.
EndInFlight(l, p) ==
    \E m \in InFlight(net, l, "up") :
        m.type = "Update" /\ p \in DOMAIN m.pods /\ Rank(m.pods[p].phase) > Rank("Ready")

\* The Scheduler has heard of the end of p, or it is on its way to it, or its link is one that will be greeted again.
EndReachesScheduler(p) ==
    \/ p \notin DOMAIN S.pods \/ S.pods[p].phase = "Terminating"
    \/ ~Healthy(S.pods[p].node) \/ EndInFlight(S.pods[p].node, p)

\* A Pod that anyone upstream counts as ready was started by the tail, and its end, if any, is on its way up.
NoPhantomReady ==
    /\ \A p \in DOMAIN S.pods : S.pods[p].phase = "Ready" =>
        <<p, S.pods[p].node>> \in hist.started /\ (p \in hist.ended => EndReachesScheduler(p))
    /\ \A p \in DOMAIN R.pods : R.pods[p].phase = "Ready" =>
        /\ <<p, R.pods[p].node>> \in hist.started
        /\ p \in hist.ended =>
            \/ ~Healthy("RS") \/ EndInFlight("RS", p)
            \/ p \in DOMAIN S.pods /\ S.pods[p].phase = "Ready" /\ EndReachesScheduler(p)

\* What a node runs, and what the Scheduler has bound to it and not seen gone, fits the node.
Capacity == \A n \in Nodes : Cardinality(OnNode(n)) <= NodeSize /\ Cardinality(DOMAIN K[n].pods) <= NodeSize

\* The Pod runs nowhere, and no Bind that would be accepted is on its way to start it; a cancelled node does not count, since it ends what
\* it has; nor does a Pod that was given up because its Node is deleted.
IsNowhere(p) ==
    \/ \E l \in hist'.lost : l[1] = p /\ l[3] = 0
    \/ \A n \in Nodes : api.mark[n] # 0 \/
        /\ p \notin DOMAIN K[n].pods
        /\ ~\E a \in Arrivals(n, "down") : a.msg.type = "Bind" /\ a.msg.pod = p /\ AcceptsAbove(n, a.msg)
        /\ ~\E m \in InFlight(net, n, "down") : m.type = "Bind" /\ m.pod = p

\* A tombstone is not forgotten by a live stage before the Pod is gone, or its node is cancelled.
TombstoneKept ==
    [][/\ inc'["ReplicaSet"] = inc["ReplicaSet"] => \A p \in R.tomb \ R'.tomb : IsNowhere(p)
       /\ inc'["Scheduler"] = inc["Scheduler"] => \A p \in S.tomb \ S'.tomb : IsNowhere(p)]_vars

\* A Pod object that shows Running at the API server was started by the node that it names, and is no longer on its way up there.
PublishedIsReal ==
    \A p \in Pods : api.objects[p].state = "Running" =>
        <<p, api.objects[p].node>> \in hist.started /\ \A n \in Nodes : p \in DOMAIN K[n].pods => K[n].pods[p] # "Starting"

\* The Pods that count, wherever they are held, and are not to be terminated. Those of a node that was given up count no more.
LiveAnywhere ==
    (Live(R) \union {p \in DOMAIN S.pods : Rank(S.pods[p].phase) < Rank("Terminating")}
             \union UNION {{p \in DOMAIN K[n].pods : K[n].pods[p] # "Terminating"} : n \in Nodes})
    \ (R.tomb \union S.tomb \union {l[1] : l \in hist.lost})

\* Pods are created only up to the count in force at the ReplicaSet stage for their ReplicaSet, and all of its Pods that count anywhere are
\* counted. This holds not only while nothing fails but through every failure that does not hide a node: only a Scheduler that went on
\* without a node may make the chain create too many.
NoOverCreation ==
    [][~hist.excused => \A p \in hist'.named \ hist.named :
            Cardinality(LiveAnywhere' \intersect OwnedBy(Owner(p))) <= held["DR"][Owner(p)].count]_vars

\* Nothing new is bound to a node that was given up, in the run of the Scheduler that gave it up, before what it had has ended; unless its
\* Node was deleted meanwhile, which ends the cancellation, and what it had was adopted.
NewlyBound(n) == {p \in DOMAIN S'.pods : S'.pods[p] = [phase |-> "Bound", node |-> n] /\ p \in DOMAIN S.pods /\ S.pods[p].phase = "Pending"}
CancelledDrains ==
    [][\A n \in Nodes : NewlyBound(n) # {} =>
        ~\E l \in hist.lost : l[2] = n /\ l[3] = inc["Scheduler"] /\ l[1] \in DOMAIN K[n].pods /\ <<l[1], n, 0>> \notin hist.lost]_vars

\* Room that was made for a Pod is not given to one of lower priority.
NominatedFirst ==
    [][\A n \in Nodes : \A q \in NewlyBound(n) : \A p \in DOMAIN S.nominated :
        (S.nominated[p] = n /\ Priority(p) > Priority(q)) => Cardinality({r \in DOMAIN S'.pods : S'.pods[r].node = n}) < NodeSize]_vars

\* An entry never moves backwards.
PhasesAdvance ==
    [][/\ inc'["ReplicaSet"] = inc["ReplicaSet"] =>
            \A p \in DOMAIN R.pods \intersect DOMAIN R'.pods : Rank(R'.pods[p].phase) >= Rank(R.pods[p].phase)
       /\ inc'["Scheduler"] = inc["Scheduler"] =>
            \A p \in DOMAIN S.pods \intersect DOMAIN S'.pods : Rank(S'.pods[p].phase) >= Rank(S.pods[p].phase)
       /\ \A n \in Nodes : inc'[n] = inc[n] =>
            \A p \in DOMAIN K[n].pods \intersect DOMAIN K'[n].pods : Rank(K'[n].pods[p]) >= Rank(K[n].pods[p])]_vars

\* An object that is gone from the API server is not created again. It does hold, as long as no answer of the API server is lost.
NeverRecreated == [][\A p \in Pods : api.objects[p].state = "gone" => api'.objects[p].state = "gone"]_vars

-----------------------------------------------------------------------------
(* Liveness                                                                  *)

\* Every level holds the desired count, and exactly that many Pods of the current ReplicaSet are Ready, on every level and at the API
\* server.
Converged ==
    /\ held["AD"][1] # None /\ held["AD"][1].count = api.replicas
    /\ \A k \in Sets : held["DR"][k] # None /\ held["DR"][k].count = IF k = api.template THEN api.replicas ELSE 0
    /\ \A p \in DOMAIN R.pods : Owner(p) = api.template
    /\ R.tomb = {} /\ S.tomb = {}
    /\ Cardinality(DOMAIN R.pods) = api.replicas /\ S.pods = R.pods
    /\ \A p \in DOMAIN R.pods : R.pods[p].phase = "Ready" /\ p \in DOMAIN K[R.pods[p].node].pods
    /\ \A n \in Nodes : DOMAIN K[n].pods = OnNode(n)
    /\ Publishing => \A p \in Pods : (api.objects[p].state = "Running") <=> (p \in DOMAIN R.pods)

Converges == <>[]Converged
Terminates == \A p \in Pods : (p \in R.tomb) ~> (p \notin R.tomb /\ \A n \in Nodes : p \notin DOMAIN K[n].pods)
\* Of a node whose Node is deleted, and which may be no more, nobody asks that.
Resynchronizes == []<>(\A l \in Links \ S.deleted : Healthy(l) /\ above[l] = [epoch |-> below[l].epoch, answered |-> TRUE])

-----------------------------------------------------------------------------
(* Reachability: each of these claims that something never happens, and must *)
(* be violated.                                                              *)

\* The state that the warm models begin with.
NeverWarm ==
    ~(/\ \A l \in Links : Quiet(l) /\ Healthy(l) /\ below[l].epoch = <<1, 1>> /\ above[l].epoch = <<1, 1>>
      /\ \A l \in ScaleLinks : \A k \in Keys(l) : view[l][k] # None /\ view[l][k] = [count |-> IF k = 1 THEN Replicas ELSE 0, version |-> 1, acked |-> TRUE]
      /\ hist.named = FirstPods /\ Cardinality(Live(R)) = Replicas
      /\ \A p \in DOMAIN R.pods : R.pods[p].phase = "Ready")

\* After a crash of the Scheduler, a Pod that is Ready and published is terminated by a tombstone.
NeverTerminatesAfterCrash ==
    ~(/\ inc["Scheduler"] > 1
      /\ \E n \in Nodes : \E p \in DOMAIN K[n].pods :
            K[n].pods[p] = "Terminating" /\ p \in R.tomb /\ api.objects[p].state = "Running")

\* ... and is then gone everywhere, its object with it.
NeverGoneAfterCrash ==
    ~(/\ inc["Scheduler"] > 1
      /\ \E p \in hist.ended : api.objects[p].state = "gone" /\ p \notin DOMAIN R.pods \union R.tomb)

\* A late Hello is accepted and makes the connection useless that had replaced its own.
NeverLateHello ==
    \A l \in Links : ~(InSync(l) /\ above[l].epoch[1] = below[l].epoch[1] /\ above[l].epoch[2] \in 1..(below[l].epoch[2] - 1))

\* A node that recovery went on without returns with Pods that were replaced meanwhile.
NeverTooMany == Cardinality(Live(R)) <= Replicas

\* The Scheduler keeps a tombstone for a Pod that it does not know.
NeverKeptForAbsentNode == S.tomb \subseteq DOMAIN S.pods

\* A node that was given up returns with a Pod, which ends there, and then gets a new one.
NeverDrained == ~\E l \in hist.lost : l[1] \in hist.ended /\ inc[l[2]] = 1 /\ l[2] \notin DOMAIN S.cancelled /\ OnNode(l[2]) # {}

\* A Pod of high priority runs where one of low priority had to go, whose replacement waits.
NeverPreempted ==
    ~\E p \in High \intersect DOMAIN R.pods : /\ R.pods[p].phase = "Ready"
                                              /\ \E v \in hist.ended \ High : <<v, R.pods[p].node>> \in hist.started
                                              /\ \E q \in DOMAIN R.pods \ High : R.pods[q].phase = "Pending"

\* A rollout is complete: the Pods of the template that is current now run, and those of the former one have ended.
NeverRolledOut ==
    ~(/\ api.template # 1 /\ Cardinality(DOMAIN R.pods) = api.replicas /\ hist.ended \intersect OwnedBy(1) # {}
      /\ \A p \in DOMAIN R.pods : Owner(p) = api.template /\ R.pods[p].phase = "Ready")

\* A node whose Node was deleted while it ran a Pod is registered anew, has ended it, and runs another one.
NeverFoundAgain ==
    ~\E l \in hist.lost : l[3] = 0 /\ l[1] \in hist.ended /\ api.nodes[l[2]] /\ InSync(l[2])
                          /\ \E p \in OnNode(l[2]) : S.pods[p].phase = "Ready"

\* ... or is registered anew before it has ended it, so that the Scheduler adopts what it had given up.
NeverAdoptedAgain == ~\E l \in hist.lost : l[3] = 0 /\ l[1] \in OnNode(l[2])

\* A Kubelet deletes an object that a former run of it left behind.
NeverGhost == ~\E n \in Nodes : inc[n] > 1 /\ \E p \in hist.ended : Shown(K[n], p) = "deleting"
=============================================================================
