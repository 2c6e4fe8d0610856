-------------------------------- MODULE State --------------------------------
(* What every stage remembers, what the outside is, and how it all begins.   *)
(* One Deployment with one ReplicaSet; Pods are numbers, named in order.     *)
EXTENDS Network, FiniteSets, Integers

CONSTANTS Names,       \* how many Pods may be named in a behaviour
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
    view,       \* [scale link |-> what its upper end was told or has sent, or None]
    held,       \* [scale link |-> the count that its lower end holds, or None]
    R,          \* ReplicaSet stage: [pods |-> (p :> [phase, node]), tomb |-> set of Pods]
    S,          \* Scheduler: [pods, tomb] likewise, the set of nodes excused, nodes cancelled, Pods nominated (see Cancellation, Preemption)
    K,          \* [node |-> [pods |-> (p :> phase), shown |-> (p :> what the API server shows), drained |-> the marks seen]]
    api,        \* API server: replicas, objects, requests in flight, answers in flight; the same of cancellations
    hist,       \* history, read by properties only: started, ended, excused, lost; and names given out
    left        \* how many of each failure and outside event may still come

On(guard) == guard \notin Off
Guards == {"EpochCheck", "Incarnation", "HelloCloses", "RecoveryOrder", "TombstoneResent", "FreshNames", "RoomUntilGone",
           "CancelWritten", "DrainedFirst", "Nominated", "BoundOnce", "AdoptedReported", "TombstoneForwarded", "SnapshotCounts",
           "EndReported", "StopsForGood", "ReadyFirst", "UidPrecondition", "OwnGhosts"}
ASSUME Off \subseteq Guards

links == <<net, lates, inc, below, above, recovered>>
counts == <<want, view, held>>
podState == <<R, S, K>>
outside == <<api, hist, left>>
vars == <<links, counts, podState, outside>>

-----------------------------------------------------------------------------
(* Phases, in the order in which an entry runs through them.                 *)

Phases == <<"Placed", "Pending", "Bound", "Starting", "Ready", "Terminating", "Gone">>
Rank(phase) == CHOOSE i \in 1..Len(Phases) : Phases[i] = phase
Pods == 1..Names

Lags == left.lag > 0

Without(f, P) == [p \in DOMAIN f \ P |-> f[p]]
Gone == [phase |-> "Gone", node |-> None]

\* The Pods that count at the ReplicaSet stage.
Live(r) == {p \in DOMAIN r.pods \ r.tomb : Rank(r.pods[p].phase) < Rank("Terminating")}

InSync(l) == below[l].status = "InSync"
OnNode(n) == {p \in DOMAIN S.pods : S.pods[p].node = n}

\* A node that is cancelled for all to see holds nothing that anybody has to wait for: what it has will be ended when it returns.
IsCancelled(n) == n \in DOMAIN S.cancelled /\ S.cancelled[n].written
NobodyMayHold(others) == \A n \in others : InSync(n) \/ IsCancelled(n)

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
EmptyScheduler == [pods |-> <<>>, tomb |-> {}, excused |-> {}, cancelled |-> <<>>, lifted |-> {}, nominated |-> <<>>]
EmptyKubelet == [pods |-> <<>>, shown |-> <<>>, drained |-> {}]

\* Nothing is connected and nothing is known but what the Deployment object says.
Cold ==
    /\ net = [l \in Links |-> Idle]
    /\ below = [l \in Links |-> DownBelow]
    /\ above = [l \in Links |-> NoAbove]
    /\ recovered = [s \in Stages |-> s \in Nodes]
    /\ want = None
    /\ view = [l \in ScaleLinks |-> None]
    /\ held = [l \in ScaleLinks |-> None]
    /\ R = EmptyReplicaSet
    /\ S = EmptyScheduler
    /\ K = [n \in Nodes |-> EmptyKubelet]
    /\ hist = [named |-> 0, started |-> {}, ended |-> {}, excused |-> FALSE, lost |-> {}]

\* A state that Cold leads to without a failure (MCWarm_reach.cfg shows that it does), to begin from
\* where the links themselves are not the subject.
Warm ==
    /\ net = [l \in Links |-> [Idle EXCEPT !.conn = <<1, 1>>]]
    /\ below = [l \in Links |-> [status |-> "InSync", epoch |-> <<1, 1>>]]
    /\ above = [l \in Links |-> [epoch |-> <<1, 1>>, answered |-> TRUE]]
    /\ recovered = [s \in Stages |-> s # "Autoscaler"]
    /\ want = Replicas
    /\ view = [l \in ScaleLinks |-> [count |-> Replicas, version |-> 1, acked |-> TRUE]]
    /\ held = [l \in ScaleLinks |-> [count |-> Replicas, version |-> 1]]
    /\ \E place \in [1..Replicas -> Nodes] :
        /\ \A n \in Nodes : Cardinality({p \in 1..Replicas : place[p] = n}) <= NodeSize
        /\ R = [pods |-> [p \in 1..Replicas |-> [phase |-> "Ready", node |-> place[p]]], tomb |-> {}]
        /\ S = [EmptyScheduler EXCEPT !.pods = R.pods]
        /\ K = [n \in Nodes |-> [EmptyKubelet EXCEPT !.pods = [p \in {q \in 1..Replicas : place[q] = n} |-> "Ready"]]]
        /\ hist = [named |-> Replicas, started |-> {<<p, place[p]>> : p \in 1..Replicas}, ended |-> {}, excused |-> FALSE, lost |-> {}]

\* Consumed without effect: a message of another epoch, or one that says nothing new.
Discard(arrival) ==
    /\ net' = arrival.rest
    /\ UNCHANGED <<lates, inc, below, above, recovered, counts, podState, outside>>
=============================================================================
