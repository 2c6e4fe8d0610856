-------------------------------- MODULE State --------------------------------
(* What every stage remembers, what the outside is, and how it all begins.   *)
(* One Deployment with its ReplicaSets, of which one is current; Pods are     *)
(* numbers, those of each ReplicaSet named in order.                         *)
EXTENDS Network, FiniteSets, Integers

CONSTANTS Names,       \* how many Pods may be named in a behaviour
          ReplicaSets, \* how many ReplicaSets the Deployment has: one for each template that it ever carries
          NodeSize,    \* how many Pods fit a node
          Replicas,    \* the Deployment's spec.replicas at the start
          Publishing,  \* whether Kubelets publish (most models leave it out)
          High,        \* the Pods of high priority: others are ended to make room for them
          Lagging,     \* whether watches may show what was there earlier
          Endless,     \* whether failures go on until they are switched off, instead of being counted (see Fresh)
          Off          \* guards switched off, for mutants; {} is the protocol

VARIABLES
    inc,        \* [stage |-> number of this run]: 1, 2, ... stands for 64 random bits
    below,      \* [l |-> [status, epoch]]: the upstream end's memory of a link
    above,      \* [l |-> [epoch, answered]]: the downstream end's memory of a link
    recovered,  \* [stage |-> were the links below in sync (or excused) in this run]
    want,       \* Autoscaler: the desired count that its watch has shown, or None
    current,    \* Deployment stage: the ReplicaSet of the template that its watch has shown, or None
    view,       \* [scale link |-> [key |-> what its upper end was told or has sent, or None]]
    held,       \* [scale link |-> [key |-> the count that its lower end holds, or None]]
    R,          \* ReplicaSet stage: [pods |-> (p :> [phase, node]), tomb |-> set of Pods]
    S,          \* Scheduler: [pods, tomb] likewise, the set of nodes excused, nodes cancelled, Pods nominated, nodes deleted
                \* (see Cancellation, Preemption, Membership)
    K,          \* [node |-> [pods |-> (p :> phase), shown |-> (p :> what the API server shows), drained |-> the marks seen]]
    api,        \* API server: replicas and template, Nodes, objects, requests in flight, answers in flight; the same of cancellations
    hist,       \* history, read by properties only: started, ended, excused, lost; and names given out
    left        \* how many of each failure and outside event may still come

On(guard) == guard \notin Off
Guards == {"EpochCheck", "Incarnation", "HelloCloses", "RecoveryOrder", "TombstoneResent", "FreshNames", "RoomUntilGone",
           "CancelWritten", "DrainedFirst", "Nominated", "BoundOnce", "AdoptedReported", "TombstoneForwarded", "SnapshotCounts",
           "EndReported", "StopsForGood", "ReadyFirst", "UidPrecondition", "OwnGhosts", "OldScaledDown", "DeletedGivenUp", "OwnMark"}
ASSUME Off \subseteq Guards

links == <<net, lates, inc, below, above, recovered>>
counts == <<want, current, view, held>>
podState == <<R, S, K>>
outside == <<api, hist, left>>
vars == <<links, counts, podState, outside>>

-----------------------------------------------------------------------------
(* Phases, in the order in which an entry runs through them.                 *)

Phases == <<"Placed", "Pending", "Bound", "Starting", "Ready", "Terminating", "Gone">>
Rank(phase) == CHOOSE i \in 1..Len(Phases) : Phases[i] = phase
Pods == 1..Names

\* The ReplicaSets, and whose a Pod is: of two ReplicaSets, the Pods of the first are 1, 3, 5, ...
Sets == 1..ReplicaSets
Owner(p) == ((p - 1) % ReplicaSets) + 1
OwnedBy(k) == {p \in Pods : Owner(p) = k}

\* The keys of a scale link: the one Deployment; its ReplicaSets.
Keys(l) == IF l = "AD" THEN {1} ELSE Sets
OfKeys(value) == [l \in ScaleLinks |-> [k \in Keys(l) |-> value]]

\* A Deployment that has had one template only: that is known at once. Else the stage has to see which one is current.
NoTemplate == IF ReplicaSets = 1 THEN 1 ELSE None

Lags == left.lag > 0

Without(f, P) == [p \in DOMAIN f \ P |-> f[p]]
Gone == [phase |-> "Gone", node |-> None]

\* The Pods that count at the ReplicaSet stage.
Live(r) == {p \in DOMAIN r.pods \ r.tomb : Rank(r.pods[p].phase) < Rank("Terminating")}

InSync(l) == below[l].status = "InSync"
OnNode(n) == {p \in DOMAIN S.pods : S.pods[p].node = n}

\* The Pods that node n runs, or that a Bind may yet start there. Where nobody waits for the node any more they are noted as lost, in the
\* run of the Scheduler that gave it up, or, where its Node is deleted, in no run (0).
MayRunOn(n) ==
    OnNode(n) \union DOMAIN K[n].pods
    \union {m.pod : m \in {x \in InFlight(net, n, "down") \union (IF net[n].late = None THEN {} ELSE {net[n].late.msg}) : x.type = "Bind"}}
LostWith(n, run) == {<<p, n, run>> : p \in MayRunOn(n)}

\* A node that is cancelled for all to see holds nothing that anybody has to wait for: what it has will be ended when it returns.
\* The same goes for one whose Node is deleted. (Mutant: it is waited for.)
GivenUp(s, n) == (n \in s.deleted /\ On("DeletedGivenUp")) \/ (n \in DOMAIN s.cancelled /\ s.cancelled[n].written)
NobodyMayHold(others) == \A n \in others : InSync(n) \/ GivenUp(S, n)

\* The three tests with which a receiver refuses what is not of its epoch.
SameEpoch(m, epoch) == m.epoch = epoch \/ ~On("EpochCheck")
AcceptsBelow(l, m) == InSync(l) /\ SameEpoch(m, below[l].epoch)
AwaitsBelow(l, m) == below[l].status = "Greeting" /\ SameEpoch(m, below[l].epoch)
AcceptsAbove(l, m) == above[l].answered /\ SameEpoch(m, above[l].epoch)

Update(l, changes, doomed) == [type |-> "Update", epoch |-> above[l].epoch, pods |-> changes, tomb |-> doomed]

\* Changes flow up only once the snapshot is sent; before that they will be in it. So do tombstones that the lower stage put by itself, as
\* in a snapshot: Pods that are to end must not count above, and with the upper stage they outlive a crash of this one.
SendNews(w, l, changes, doomed) ==
    IF above[l].answered /\ (DOMAIN changes # {} \/ doomed # {}) THEN Send(w, l, "up", Update(l, changes, doomed)) ELSE w
SendUpdate(w, l, changes) == SendNews(w, l, changes, {})

-----------------------------------------------------------------------------
(* The memory of a stage that has just started.                              *)

DownBelow == [status |-> "Down", epoch |-> NoEpoch]
NoAbove == [epoch |-> NoEpoch, answered |-> FALSE]
EmptyReplicaSet == [pods |-> <<>>, tomb |-> {}]
EmptyScheduler == [pods |-> <<>>, tomb |-> {}, excused |-> {}, cancelled |-> <<>>, lifted |-> {}, nominated |-> <<>>, deleted |-> {}]
EmptyKubelet == [pods |-> <<>>, shown |-> <<>>, drained |-> {}]

\* Nothing is connected and nothing is known but what the Deployment object says.
Cold ==
    /\ net = [l \in Links |-> Idle]
    /\ below = [l \in Links |-> DownBelow]
    /\ above = [l \in Links |-> NoAbove]
    /\ recovered = [s \in Stages |-> s \in Nodes]
    /\ want = None
    /\ current = NoTemplate
    /\ view = OfKeys(None)
    /\ held = OfKeys(None)
    /\ R = EmptyReplicaSet
    /\ S = EmptyScheduler
    /\ K = [n \in Nodes |-> EmptyKubelet]
    /\ hist = [named |-> {}, started |-> {}, ended |-> {}, excused |-> FALSE, lost |-> {}]

FirstPods == {p \in OwnedBy(1) : Cardinality({q \in OwnedBy(1) : q <= p}) <= Replicas}

\* A state that Cold leads to without a failure (MCWarm_reach.cfg shows that it does), to begin from
\* where the links themselves are not the subject.
Warm ==
    /\ net = [l \in Links |-> [Idle EXCEPT !.conn = <<1, 1>>]]
    /\ below = [l \in Links |-> [status |-> "InSync", epoch |-> <<1, 1>>]]
    /\ above = [l \in Links |-> [epoch |-> <<1, 1>>, answered |-> TRUE]]
    /\ recovered = [s \in Stages |-> s # "Autoscaler"]
    /\ want = Replicas
    /\ current = 1
    /\ view = [l \in ScaleLinks |-> [k \in Keys(l) |-> [count |-> IF k = 1 THEN Replicas ELSE 0, version |-> 1, acked |-> TRUE]]]
    /\ held = [l \in ScaleLinks |-> [k \in Keys(l) |-> [count |-> IF k = 1 THEN Replicas ELSE 0, version |-> 1]]]
    /\ \E place \in [FirstPods -> Nodes] :
        /\ \A n \in Nodes : Cardinality({p \in FirstPods : place[p] = n}) <= NodeSize
        /\ R = [pods |-> [p \in FirstPods |-> [phase |-> "Ready", node |-> place[p]]], tomb |-> {}]
        /\ S = [EmptyScheduler EXCEPT !.pods = R.pods]
        /\ K = [n \in Nodes |-> [EmptyKubelet EXCEPT !.pods = [p \in {q \in FirstPods : place[q] = n} |-> "Ready"]]]
        /\ hist = [named |-> FirstPods, started |-> {<<p, place[p]>> : p \in FirstPods}, ended |-> {}, excused |-> FALSE, lost |-> {}]

\* Consumed without effect: a message of another epoch, or one that says nothing new.
Discard(arrival) ==
    /\ net' = arrival.rest
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, podState, outside>>
=============================================================================
