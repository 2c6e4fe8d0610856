------------------------------ MODULE Refinement ------------------------------
(* The chain, seen from outside: every step of it is a step of the cluster   *)
(* manager of ClusterManager.tla, or changes nothing that can be seen.       *)
EXTENDS Properties

Wired(l, dir) == InFlight(net, l, dir) \union (IF net[l].late # None /\ net[l].late.dir = dir THEN {net[l].late.msg} ELSE {})

\* A message that its receiver would still accept, now or once what is before it has arrived.
WouldBeAccepted(l, dir, m) == IF dir = "down" THEN m.epoch = above[l].epoch ELSE below[l].status # "Down" /\ m.epoch = below[l].epoch
Pending(l, dir, types) == {m \in Wired(l, dir) : m.type \in types /\ WouldBeAccepted(l, dir, m)}

ByPod == {"RS"} \union Nodes

\* Somebody above the tail still knows p, or is going to: it may yet be started.
HeldAbove(p) ==
    \/ p \in DOMAIN R.pods \union DOMAIN S.pods
    \/ \E l \in ByPod :
        \/ \E m \in Pending(l, "down", {"Place", "Bind"}) : m.pod = p
        \/ \E m \in Pending(l, "up", {"PodSnapshot", "Update"}) : p \in DOMAIN m.pods /\ m.pods[p] # Gone

StartedAt(p) == IF \E s \in hist.started : s[1] = p THEN (CHOOSE s \in hist.started : s[1] = p)[2] ELSE None

PhaseOf(p) ==
    CASE p \notin hist.named -> "unborn"
      [] \E n \in Nodes : p \in DOMAIN K[n].pods /\ K[n].pods[p] = "Terminating" -> "terminating"
      [] \E n \in Nodes : p \in DOMAIN K[n].pods -> "running"
      [] p \in hist.ended -> "gone"
      [] HeldAbove(p) -> "pending"
      [] OTHER -> "gone"

\* A decision to end a Pod that somebody remembers, or that is under way.
Doomed ==
    R.tomb \union S.tomb
    \union UNION {UNION {m.pods : m \in Pending(l, "down", {"Tombstone"})} : l \in ByPod}
    \union UNION {m.tomb : m \in Pending("RS", "up", {"PodSnapshot", "Update"})}

\* Counts and templates that the chain may still act on.
CountOf(x) == IF x = None THEN {} ELSE {x.count}
Sent(l, k) == {m.count : m \in {x \in Pending(l, "down", {"SetCount"}) : x.key = k}}
Wanted == {api.replicas} \union api.past.counts \union ({want} \ {None}) \union CountOf(held["AD"][1]) \union Sent("AD", 1)
Carried == {api.template} \union api.past.templates \union ({current} \ {None})
Told(k) == CountOf(held["DR"][k]) \union Sent("DR", k)

Manager == INSTANCE ClusterManager WITH
    Preempts <- High # {},
    Deletes <- MaxDeletes > 0,
    desired <- api.replicas,
    template <- api.template,
    wanted <- Wanted,
    carried <- Carried,
    told <- [k \in Sets |-> Told(k)],
    pods <- [p \in Pods |-> [phase |-> PhaseOf(p), node |-> StartedAt(p)]],
    doomed <- {p \in Doomed : PhaseOf(p) \in {"pending", "running"}},
    objects <- api.objects,
    disturbed <- left.podFailures # MaxPodFailures \/ \E n \in Nodes : inc[n] > 1,
    hidden <- hist.excused \/ api.marks > 0 \/ left.nodeDeletes # MaxNodeDeletes

Refines == Manager!Spec
=============================================================================
