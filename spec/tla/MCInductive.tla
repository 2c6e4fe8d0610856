----------------------------- MODULE MCInductive -----------------------------
(* Is Inductive!Inv inductive? Begins in EVERY state that satisfies it       *)
(* within small bounds, reachable or not, and takes one step. The bounds:    *)
(* which links are enumerated, and what may be on them; the other links are  *)
(* idle or in sync at rest. All stages are in the same run. One ReplicaSet.  *)
(*                                                                           *)
(* What Inv does not read is not enumerated: it has the values that let the  *)
(* most steps happen (everybody has recovered, the API server shows each Pod *)
(* as deleted and each node as cancelled and its Node as deleted, an answer  *)
(* to every question is on its way), so that a state which differs there has *)
(* no step more that matters to Inv.                                         *)
(*                                                                           *)
(* TLC assigns from left to right, so each choice is tested as soon as what  *)
(* a test reads is there. The tests are those of Inv, or follow from it: the *)
(* last one is Inv itself, so they only save time.                           *)
EXTENDS MC

CONSTANTS Enumerated,   \* sets of links: those of one set are in every state there is
          WithLate,     \* the links of which a message may be late
          KnownEpochs,  \* the epochs that may have been issued
          MaxInFlight,  \* how many messages are on one link at most, both ways and late
          KnownPhases,  \* the phases of entries
          GivingUp      \* whether nodes may be cancelled, and objects of Pods be known to their Kubelets

VARIABLE stepped

OneEpoch == {<<1, 1>>}
TwoEpochs == {<<1, 1>>, <<1, 2>>}
TwoRuns == {<<1, 1>>, <<2, 1>>}

\* The last run that there is an epoch of. (A state of an earlier run is one of this run under other numbers.)
Run == CHOOSE r \in {e[1] : e \in KnownEpochs} : \A e \in KnownEpochs : e[1] <= r

-----------------------------------------------------------------------------
(* What a link may carry.                                                    *)

Entries(phases) ==
    {[phase |-> x, node |-> None] : x \in phases \intersect {"Placed", "Pending"}}
    \union {[phase |-> x, node |-> n] : x \in phases \ {"Placed", "Pending"}, n \in Nodes}
Runnable == RunPhases \intersect KnownPhases
MapsOf(D, values) == UNION {[E -> values] : E \in SUBSET D}
SomePods == SUBSET Pods \ {{}}

CountsHeld == {None} \union [count : 0..1, version : 1..2]
CountsSeen == {None} \union [count : 0..1, version : 1..2, acked : BOOLEAN]

Hello(e) == [type |-> "Hello", epoch |-> e]
Decisions(l, e) ==
    IF l \in ScaleLinks THEN [type : {"SetCount"}, epoch : {e}, key : {1}, count : 0..1, version : 1..2]
    ELSE [type : {IF l = "RS" THEN "Place" ELSE "Bind"}, epoch : {e}, pod : Pods]
         \union [type : {"Tombstone"}, epoch : {e}, pods : SomePods]
Snapshots(l, e) ==
    IF l \in ScaleLinks THEN [type : {"ScaleSnapshot"}, epoch : {e}, counts : [{1} -> CountsHeld]]
    ELSE IF l = "RS" THEN [type : {"PodSnapshot"}, epoch : {e}, pods : MapsOf(Pods, Entries(KnownPhases)), tomb : SUBSET Pods]
    ELSE [type : {"PodSnapshot"}, epoch : {e}, pods : MapsOf(Pods, [phase : Runnable, node : {l}]), tomb : {{}}]
News(l, e) ==
    IF l \in ScaleLinks THEN [type : {"CountAck"}, epoch : {e}, key : {1}, version : 1..2]
    ELSE IF l = "RS" THEN {m \in [type : {"Update"}, epoch : {e}, pods : MapsOf(Pods, Entries(KnownPhases) \union {Gone}), tomb : SUBSET Pods] :
                           DOMAIN m.pods \union m.tomb # {}}
    ELSE {m \in [type : {"Update"}, epoch : {e}, pods : MapsOf(Pods, [phase : Runnable, node : {l}] \union {Gone}), tomb : {{}}] : DOMAIN m.pods # {}}

Queues(messages, size) == UNION {[1..i -> messages] : i \in 0..size}

Channels(l, b) ==
    LET e == b.epoch
        some == CASE b.status = "Down" -> {}
                  [] b.status = "Greeting" ->
                        {[down |-> <<Hello(e)>>, up |-> <<>>], [down |-> <<>>, up |-> <<>>]}
                        \union {[down |-> <<>>, up |-> <<m>> \o q] : m \in Snapshots(l, e), q \in Queues(News(l, e), MaxInFlight - 1)}
                  [] OTHER -> UNION {[down : Queues(Decisions(l, e), i), up : Queues(News(l, e), MaxInFlight - i)] : i \in 0..MaxInFlight}
    IN {[conn |-> None, down |-> <<>>, up |-> <<>>]} \union {[conn |-> e, down |-> c.down, up |-> c.up] : c \in some}

Lates(l) ==
    {None} \union
    IF l \notin WithLate THEN {}
    ELSE UNION {[dir : {"down"}, msg : {Hello(e)} \union Decisions(l, e)] \union [dir : {"up"}, msg : Snapshots(l, e) \union News(l, e)] : e \in KnownEpochs}

Belows == {DownBelow} \union [status : {"Down", "Greeting", "InSync"}, epoch : {e \in KnownEpochs : e[1] = Run}]
Aboves == [epoch : KnownEpochs \union {NoEpoch}, answered : BOOLEAN]

\* Every state of a link that satisfies LinkInv. (One that does with a late message does so without it.)
States(l) ==
    UNION {
        LET k == LinkOf([conn |-> c.conn, down |-> c.down, up |-> c.up, late |-> None], b, a)
        IN IF LinkInv(k, Run)
           THEN {x \in {[k EXCEPT !.late = m] : m \in IF Len(c.down) + Len(c.up) < MaxInFlight THEN Lates(l) ELSE {None}} : LinkInv(x, Run)}
           ELSE {}
        : <<b, c, a>> \in UNION {{b} \X Channels(l, b) \X Aboves : b \in Belows}}

\* A constant, so that TLC computes it once.
Space == [l \in UNION Enumerated |-> States(l)]
Unused == LinkOf(Idle, DownBelow, NoAbove)
AtRest ==
    LinkOf([Idle EXCEPT !.conn = <<Run, 1>>], [status |-> "InSync", epoch |-> <<Run, 1>>], [epoch |-> <<Run, 1>>, answered |-> TRUE])
Choices(l, full) == IF l \in full THEN Space[l] ELSE {Unused, AtRest}

-----------------------------------------------------------------------------

\* The links are these.
AreLinks(ks) ==
    /\ net = [l \in Links |-> [conn |-> ks[l].conn, down |-> ks[l].down, up |-> ks[l].up, late |-> ks[l].late]]
    /\ below = [l \in Links |-> ks[l].below]
    /\ above = [l \in Links |-> ks[l].above]

\* Of scale link l all states; the other links are unused.
EveryCount(l) ==
    /\ R = EmptyReplicaSet /\ S = EmptyScheduler /\ K = [n \in Nodes |-> EmptyKubelet] /\ api = EmptyApi
    /\ hist = [named |-> {}, started |-> {}, ended |-> {}, excused |-> FALSE, lost |-> {}]
    /\ \E seen \in CountsSeen, has \in CountsHeld :
        \* Another count than the one that was sent last is wanted, so that it may be sent.
        /\ LET wanted == IF seen = None THEN 1 ELSE 1 - seen.count
           IN /\ want = IF l = "AD" THEN wanted ELSE None
              /\ held = [x \in ScaleLinks |-> <<IF x = l THEN has ELSE IF x = "AD" THEN [count |-> wanted, version |-> 1] ELSE None>>]
        /\ view = [x \in ScaleLinks |-> <<IF x = l THEN seen ELSE None>>]
        /\ \E k \in {x \in Space[l] : AgreeOnCount(x, <<seen>>, <<has>>)} : AreLinks([x \in Links |-> IF x = l THEN k ELSE Unused])

\* What follows for node n's link from what was chosen before it.
Suits(n, k) ==
    /\ Room(n, k) /\ AgreeOnNode(n, k)
    /\ \A m \in FlightDown(k) \union FlightUp(k) : \A p \in PodsOf(m) :
        AllNamed({p}) /\ (p \in DOMAIN S.pods => S.pods[p].node = n) /\ \A s \in hist.started : s[1] = p => s[2] = n
    /\ \A m \in FlightDown(k) : m.type = "Bind" => <<m.pod, n>> \notin hist.started

SuitsAbove(k) ==
    /\ \A m \in FlightDown(k) \union FlightUp(k) : AllNamed(PodsOf(m))
    /\ \A m \in FlightDown(k) : m.type = "Place" => m.pod \notin DOMAIN S.pods \union {s[1] : s \in hist.started}
    /\ AgreeOnPods(k)

Shows == [EmptyApi EXCEPT !.nodes = [n \in Nodes |-> FALSE], !.unseen = Nodes, !.objects = [p \in Pods |-> GoneObject], !.answers = [node : Nodes, pod : Pods, outcome : {"Vanished"}],
                          !.marks = 1, !.mark = [n \in Nodes |-> 1], !.markAnswers = [node : Nodes, id : {1}, op : {"mark"}]]
Marks == [id : {1}, over : {0}, written : BOOLEAN, lifting : {FALSE}]

\* Of the links of Pods in `full` all states, with all that the stages at their ends may hold.
EveryPod(full) ==
    /\ api = IF GivingUp THEN Shows ELSE EmptyApi
    /\ want = None /\ view = OfKeys(None)
    /\ \E named \in {1..i : i \in 0..Names} : \E started \in SUBSET (named \X Nodes) :
        /\ \A s, t \in started : s[1] = t[1] => s = t
        /\ \E ended \in SUBSET {s[1] : s \in started} :
            hist = [named |-> named, started |-> started, ended |-> ended, excused |-> FALSE, lost |-> {}]
    /\ \E pods \in MapsOf(hist.named, Entries(KnownPhases \ {"Placed"})) :
        /\ \A s \in hist.started : s[1] \in DOMAIN pods => pods[s[1]].node = s[2]
        /\ \E tomb \in SUBSET hist.named, cancelled \in IF GivingUp THEN MapsOf(Nodes, Marks) ELSE {<<>>} :
            S = [EmptyScheduler EXCEPT !.pods = pods, !.tomb = tomb, !.cancelled = cancelled]
    /\ \E pods \in IF "RS" \in full THEN MapsOf(hist.named, Entries(KnownPhases)) ELSE {<<>>, S.pods} :
        \E tomb \in SUBSET (IF "RS" \in full THEN hist.named ELSE S.tomb) : R = [pods |-> pods, tomb |-> tomb]
    \* One Pod more, or one less: another count lets nothing happen that these do not.
    /\ \E count \in {0} \union (IF hist.named # Pods THEN {Names} ELSE {}) : held = [l \in ScaleLinks |-> <<IF l = "DR" THEN [count |-> count, version |-> 1] ELSE None>>]
    /\ \E k \in {x \in Choices("RS", full) : SuitsAbove(x)} :
        \E runs \in [Nodes -> MapsOf({s[1] : s \in hist.started} \ hist.ended, Runnable)] :
            /\ \A n \in Nodes : \A p \in DOMAIN runs[n] : <<p, n>> \in hist.started
            /\ \E shown \in IF GivingUp THEN MapsOf(hist.named, {"created"}) ELSE {<<>>} :
                K = [n \in Nodes |-> [EmptyKubelet EXCEPT !.pods = runs[n], !.shown = shown]]
            /\ LET fits == [n \in Nodes |-> {x \in Choices(n, full) : Suits(n, x) /\ (x = Unused /\ n \notin full => runs[n] = <<>>)}]
               IN \E first \in fits[n1] : \E second \in (IF n2 \in Nodes THEN fits[n2] ELSE {Unused}) :
                    AreLinks([l \in Links |-> IF l = "RS" THEN k ELSE IF l = n1 THEN first ELSE IF l = n2 THEN second ELSE Unused])

\* Every state within the bounds that satisfies the invariant.
Every ==
    /\ stepped = FALSE /\ lates = 0 /\ left = Allowance /\ current = 1
    /\ recovered = [s \in Stages |-> TRUE]
    /\ inc = [s \in Stages |-> Run]
    /\ \E full \in Enumerated : IF full \subseteq ScaleLinks THEN \E l \in full : EveryCount(l) ELSE EveryPod(full)
    /\ Inv

\* One step of the specification.
Once == ~stepped /\ Next /\ stepped' = TRUE

-----------------------------------------------------------------------------
(* Canaries: one conjunct of Inv taken out.                                  *)

Anything(x) == TRUE
=============================================================================
