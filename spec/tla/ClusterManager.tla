---------------------------- MODULE ClusterManager ----------------------------
(* What a user of Kubernetes can see and may rely on: one state, no stages,  *)
(* no links, no messages. The chain implements this (Refinement).            *)
(*                                                                           *)
(* A Pod is pending, runs on one node, terminates, is gone, and never takes  *)
(* a step back. The manager may act on counts that were wanted a moment ago, *)
(* as Kubernetes does; but as long as no Pod and no node fails it makes no   *)
(* more Pods than such a count, and ends none without a cause that a user    *)
(* can name. When the template changes, another ReplicaSet is the current    *)
(* one, and of the others nothing is wanted. Objects follow what runs: they  *)
(* appear after a Pod was started, and only a user removes one whose Pod is  *)
(* still there.                                                              *)
EXTENDS Naturals, FiniteSets

CONSTANTS Pods, Nodes, None,
          Sets,      \* the ReplicaSets of the Deployment
          OwnedBy(_),\* the Pods of each
          Preempts,  \* whether some Pods are more important than others, which may be ended for them
          Deletes    \* whether users delete Pods

VARIABLES
    desired,    \* the Deployment's spec.replicas
    template,   \* the ReplicaSet that carries its template
    wanted,     \* counts of the Deployment that may still be acted on: that one, and earlier ones
    carried,    \* ReplicaSets that may still be acted on as the current one: that one, and earlier ones
    told,       \* [Sets -> counts of a ReplicaSet that were decided on and may still be acted on]
    pods,       \* [Pods -> [phase, node]]
    doomed,     \* Pods that the manager has decided to end; it may lose a decision that has had no effect yet, and decide again
    objects,    \* [Pods -> [state, node, deleting]]: Pod objects at the API server
    disturbed,  \* whether a Pod or a node has ever failed
    hidden      \* whether the manager has ever gone on without a node that it could not reach, whose Pods may run unseen

vars == <<desired, template, wanted, carried, told, pods, doomed, objects, disturbed, hidden>>

In(phases) == {p \in Pods : pods[p].phase \in phases}
Live == In({"pending", "running"})
SetOf(p) == CHOOSE k \in Sets : p \in OwnedBy(k)
Becomes(P, phase) == [p \in Pods |-> IF p \in P THEN [pods[p] EXCEPT !.phase = phase] ELSE pods[p]]

Init ==
    /\ wanted = {desired} /\ carried = {template}
    /\ \A k \in Sets : told[k] \subseteq IF k = template THEN {desired} ELSE {0}
    /\ In({"pending", "terminating", "gone"}) = {}
    /\ doomed = {} /\ disturbed = FALSE /\ hidden = FALSE
    /\ \A p \in Pods : objects[p].state = "absent"

\* Beside whatever happens, an earlier count may cease to be acted on, and a decision that had no effect yet be lost (with who made it) or
\* done. Of a ReplicaSet the Deployment's count is wanted if it is the current one, else nothing.
Decidable(k) == (IF k \in carried THEN wanted ELSE {}) \union (IF carried = {k} THEN {} ELSE {0})
InForce(k) == told[k] \union Decidable(k)
Decided == \A k \in Sets : told'[k] \subseteq InForce(k)
Acts == wanted' \subseteq wanted /\ desired \in wanted' /\ carried' \subseteq carried /\ template \in carried' /\ Decided
Settles == Acts /\ doomed' \subseteq doomed

\* How many live Pods of p's ReplicaSet are to stay.
Staying(p) == Cardinality((Live \ doomed) \intersect OwnedBy(SetOf(p)))

-----------------------------------------------------------------------------
(* What users do, and what goes wrong.                                       *)

UserScale ==
    /\ desired' # desired
    /\ wanted' \subseteq wanted \union {desired'} /\ desired' \in wanted'
    /\ carried' \subseteq carried /\ template \in carried' /\ Decided
    /\ UNCHANGED <<template, pods, doomed, objects, disturbed, hidden>>

UserRollout ==
    /\ template' # template
    /\ carried' \subseteq carried \union {template'} /\ template' \in carried'
    /\ wanted' \subseteq wanted /\ desired \in wanted' /\ Decided
    /\ UNCHANGED <<desired, pods, doomed, objects, disturbed, hidden>>

\* A user asks for a Pod's end, or removes its object by force.
UserDelete(p) ==
    /\ Deletes
    /\ objects[p].state \in {"Pending", "Running"}
    /\ \/ objects' = [objects EXCEPT ![p].deleting = TRUE]
       \/ objects' = [objects EXCEPT ![p] = [state |-> "gone", node |-> None, deleting |-> FALSE]]
    /\ Settles /\ UNCHANGED <<desired, template, pods, disturbed, hidden>>

\* Pods end by themselves, or with their node; those that were on their way to it may be lost.
Fail(P) ==
    /\ P \subseteq In({"pending", "running", "terminating"})
    /\ pods' = Becomes(P, "gone") /\ disturbed' = TRUE
    /\ Settles /\ UNCHANGED <<desired, template, objects, hidden>>

\* A node cannot be reached, and the manager goes on without it.
GoOnWithout ==
    /\ hidden' = TRUE
    /\ Settles /\ UNCHANGED <<desired, template, pods, objects, disturbed>>

-----------------------------------------------------------------------------
(* What the manager does.                                                    *)

Create(p) ==
    /\ pods[p].phase = "unborn"
    /\ hidden \/ \E count \in InForce(SetOf(p)) : Staying(p) < count
    /\ pods' = Becomes({p}, "pending")
    /\ Settles /\ UNCHANGED <<desired, template, objects, disturbed, hidden>>

Run(p, n) ==
    /\ pods[p].phase = "pending"
    /\ pods' = [pods EXCEPT ![p] = [phase |-> "running", node |-> n]]
    /\ Settles /\ UNCHANGED <<desired, template, objects, disturbed, hidden>>

\* Why a Pod may be ended: too many live; a user asked; a more important one needs its place; or the manager's picture of what lives was
\* wrong, as that of any manager is for a moment after a failure.
Cause(p) ==
    \/ \E count \in InForce(SetOf(p)) : Staying(p) > count
    \/ objects[p].deleting \/ objects[p].state = "gone"
    \/ Preempts \/ disturbed \/ hidden

Decide(P) ==
    /\ P \subseteq Live /\ \A p \in P \ doomed : Cause(p)
    /\ doomed' \subseteq doomed \union P
    /\ Acts
    /\ UNCHANGED <<desired, template, pods, objects, disturbed, hidden>>

Terminate(P) ==
    /\ P \subseteq In({"running"}) /\ \A p \in P \ doomed : Cause(p)
    /\ pods' = Becomes(P, "terminating")
    /\ Settles /\ UNCHANGED <<desired, template, objects, disturbed, hidden>>

\* A Pod that terminates is gone; so are, without ever having run, Pods that the manager lost or gave up before they were started.
End(P) ==
    /\ P \subseteq In({"pending", "terminating"})
    /\ pods' = Becomes(P, "gone")
    /\ Settles /\ UNCHANGED <<desired, template, objects, disturbed, hidden>>

\* What is shown is late, and true: the object of a Pod names the node that started it, and goes when the Pod has.
Show(p) ==
    /\ pods[p].node # None
    /\ \/ objects[p].state \in {"absent", "gone"} /\ objects' = [objects EXCEPT ![p] = [state |-> "Pending", node |-> pods[p].node, deleting |-> FALSE]]
       \/ objects[p].state = "Pending" /\ objects' = [objects EXCEPT ![p].state = "Running"]
       \/ pods[p].phase = "gone" /\ objects' = [objects EXCEPT ![p] = [state |-> "gone", node |-> None, deleting |-> FALSE]]
    /\ Settles /\ UNCHANGED <<desired, template, pods, disturbed, hidden>>

\* Which Pods a step moves. Only that many can be the P of the last four: to name them saves TLC from trying every set of Pods.
Moved == {p \in Pods : pods'[p] # pods[p]}

Next ==
    \/ UserScale \/ UserRollout \/ GoOnWithout
    \/ \E p \in Pods : UserDelete(p) \/ Create(p) \/ Show(p) \/ \E n \in Nodes : Run(p, n)
    \/ LET P == Moved IN Fail(P) \/ Terminate(P) \/ End(P)
    \/ Decide(doomed' \ doomed)

Spec == Init /\ [][Next]_vars
=============================================================================
