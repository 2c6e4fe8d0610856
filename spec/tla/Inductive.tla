------------------------------ MODULE Inductive ------------------------------
(* The invariant of docs/proofs/dafny/Invariant.dfy, conjunct by conjunct,   *)
(* under the same names: true at the start, kept by every step, and enough   *)
(* for UniqueBinding, NoResurrection, EpochFencing, Coherence and Capacity.  *)
(*                                                                           *)
(* Each group is about one link, or one node: so a step that leaves those    *)
(* alone keeps it. Three names are taken in this specification: what Dafny   *)
(* calls Epochs, Stages and InSync of a link is LinkEpochs, LinkStages and   *)
(* Synced here (and Links, Rooms, Counts, Pods, Runs are written out in Inv).*)
(* Numbers must not be given again, so it does not hold in endless models.   *)
EXTENDS Properties

-----------------------------------------------------------------------------
(* A link, as its network, its upper and its lower end have it.              *)

LinkOf(w, b, a) == [conn |-> w.conn, down |-> w.down, up |-> w.up, late |-> w.late, below |-> b, above |-> a]
Link(l) == LinkOf(net[l], below[l], above[l])

In(q) == {q[i] : i \in 1..Len(q)}
LateIn(k, dir) == IF k.late # None /\ k.late.dir = dir THEN {k.late.msg} ELSE {}

\* Everything that may still arrive at the lower, at the upper end; and how much of it is such as Test says.
FlightDown(k) == In(k.down) \union LateIn(k, "down")
FlightUp(k) == In(k.up) \union LateIn(k, "up")
HowManyDown(k, Test(_)) == Cardinality({i \in 1..Len(k.down) : Test(k.down[i])}) + Cardinality({m \in LateIn(k, "down") : Test(m)})

Synced(k) == k.below.status = "InSync"
SyncedHere(k) == Synced(k) /\ k.conn = k.below.epoch        \* Dafny: Healthy
Awaits(k, m) == k.below.status = "Greeting" /\ m.epoch = k.below.epoch

IsSnapshot(m) == m.type \in {"ScaleSnapshot", "PodSnapshot"}

-----------------------------------------------------------------------------
(* LinkInv: connections, epochs, greeting. The same for every link; `run` is *)
(* the incarnation of its upper end.                                         *)

\* An epoch of a former run, or of this one and not beyond its counter. What Connect takes next is not one of these.
Issued(k, run, e) == e[1] < run \/ (e[1] = run /\ k.below.epoch[1] = run /\ e[2] <= k.below.epoch[2])

\* Only epochs that were issued are about; a connection is of the epoch that its upper end holds, and what is on it too; what is late is of
\* another.
LinkEpochs(k, run) ==
    /\ run >= 1
    /\ k.below.epoch = NoEpoch \/ k.below.epoch[1] = run
    /\ k.below.status # "Down" => k.below.epoch[1] = run
    /\ Issued(k, run, k.above.epoch)
    /\ k.conn # None => k.conn = k.below.epoch /\ k.below.status # "Down"
    /\ \A m \in In(k.down) \union In(k.up) : k.conn = m.epoch
    /\ \A m \in LateIn(k, "down") \union LateIn(k, "up") : Issued(k, run, m.epoch) /\ m.epoch[1] >= 1 /\ k.conn # m.epoch

\* The life of a connection: Hello is on its way; the answer is owed; the snapshot is on its way; in sync. So nothing is sent down before
\* the answer.
HelloOnItsWay(k) == k.below.status = "Greeting" /\ k.up = <<>> /\ k.down = <<[type |-> "Hello", epoch |-> k.below.epoch]>>
AnswerOwed(k) == k.below.status = "Greeting" /\ k.up = <<>> /\ k.down = <<>> /\ k.above = [epoch |-> k.below.epoch, answered |-> FALSE]
SnapshotOnItsWay(k) ==
    /\ k.below.status = "Greeting" /\ k.down = <<>> /\ k.above = [epoch |-> k.below.epoch, answered |-> TRUE]
    /\ k.up # <<>> /\ IsSnapshot(k.up[1]) /\ \A i \in 2..Len(k.up) : ~IsSnapshot(k.up[i])
Working(k) ==
    /\ Synced(k) /\ k.above = [epoch |-> k.below.epoch, answered |-> TRUE]
    /\ (\A m \in In(k.up) : ~IsSnapshot(m)) /\ (\A m \in In(k.down) : m.type # "Hello")

LinkStages(k) ==
    /\ \A m \in FlightUp(k) : m.type # "Hello"
    /\ \A m \in FlightDown(k) : ~IsSnapshot(m)
    /\ k.conn # None => HelloOnItsWay(k) \/ AnswerOwed(k) \/ SnapshotOnItsWay(k) \/ Working(k)

\* A young epoch is one that has not been answered: nothing but its Hello is or was sent in it. So a Hello that comes late lets nothing
\* stale in.
IsHello(m, e) == m.type = "Hello" /\ m.epoch = e
Young(k, e) == (\E m \in FlightDown(k) : IsHello(m, e)) \/ k.above = [epoch |-> e, answered |-> FALSE]
Greetings(k) ==
    /\ \A h \in {m \in FlightDown(k) : m.type = "Hello"} : HowManyDown(k, LAMBDA m : IsHello(m, h.epoch)) <= 1 /\ k.above.epoch # h.epoch
    /\ \A m \in FlightDown(k) : m.type # "Hello" => ~Young(k, m.epoch)
    /\ \A m \in FlightUp(k) : ~Young(k, m.epoch)
    /\ Synced(k) => ~Young(k, k.below.epoch)

\* Once the upper end is in sync, or about to be, what is late from above and would be accepted is of that epoch: the other half of
\* EpochFencing.
Fence(k) ==
    (Synced(k) \/ \E m \in FlightUp(k) : IsSnapshot(m) /\ m.epoch = k.below.epoch) =>
        \A m \in LateIn(k, "down") : (m.type # "Hello" /\ m.epoch = k.above.epoch) => m.epoch = k.below.epoch

LinkInv(k, run) == LinkEpochs(k, run) /\ LinkStages(k) /\ Greetings(k) /\ Fence(k)

-----------------------------------------------------------------------------
(* Identity: how far each Pod is: named, entered, bound, started, ended; it  *)
(* takes each step on this way once. Dafny's history notes who has entered   *)
(* and who was bound where (`placed`, `entered`, `bound`), which no step     *)
(* reads and this specification does not have. What is said here is that a   *)
(* history which suits Dafny's invariant is possible: the least one, of what *)
(* any message, level or node says.                                          *)

\* The nodes to which something says that p was bound.
BoundAt(p) ==
    {n \in Nodes :
        \/ p \in DOMAIN S.pods /\ S.pods[p].node = n
        \/ <<p, n>> \in hist.started
        \/ \E m \in FlightDown(Link(n)) \union FlightUp(Link(n)) : p \in PodsOf(m)}
BoundTo(p, n) == BoundAt(p) = {n}
Entered(p) == p \in DOMAIN S.pods \/ BoundAt(p) # {}

AllNamed(P) == P \subseteq hist.named

\* Who was bound was named, and is bound to one node, once; who was started was bound there; who has ended was started. Hence UniqueBinding.
Ledger ==
    /\ AllNamed({p \in Pods : Entered(p)})
    /\ \A p \in Pods : Cardinality(BoundAt(p)) <= 1
    /\ \A p \in hist.ended : \E n \in Nodes : <<p, n>> \in hist.started

\* The link to the Scheduler: a Place is there once, and its Pod has not entered; the rest speaks of named Pods.
PlaceMessage(k, m) ==
    CASE m.type = "Place" -> AllNamed({m.pod}) /\ ~Entered(m.pod) /\ HowManyDown(k, LAMBDA x : x.type = "Place" /\ x.pod = m.pod) = 1
      [] m.type = "Tombstone" -> AllNamed(m.pods)
      [] OTHER -> FALSE
PlaceDown(k) == \A m \in FlightDown(k) : m.type # "Hello" => PlaceMessage(k, m)
PlaceUp(k) == \A m \in FlightUp(k) : m.type \in {"PodSnapshot", "Update"} /\ AllNamed(DOMAIN m.pods) /\ AllNamed(m.tomb)
PlaceLink(k) == PlaceDown(k) /\ PlaceUp(k)

LevelIds == AllNamed(DOMAIN R.pods) /\ AllNamed(R.tomb)

\* What waits at the Scheduler was not bound, so it may be; what is not waiting was, and is not bound again.
SchedulerIds ==
    /\ AllNamed(S.tomb)
    /\ \A p \in DOMAIN S.pods :
        /\ S.pods[p].phase \notin {"Placed", "Gone"}
        /\ (S.pods[p].node = None) <=> (S.pods[p].phase = "Pending")
        /\ S.pods[p].phase = "Pending" => BoundAt(p) = {}
        /\ S.pods[p].node # None => BoundTo(p, S.pods[p].node)

\* The link to node n: a Bind is there once, and its Pod was not started; all that it speaks of is bound to n. So nothing is started twice.
BindMessage(n, k, m) ==
    CASE m.type = "Bind" -> /\ BoundTo(m.pod, n) /\ <<m.pod, n>> \notin hist.started
                            /\ HowManyDown(k, LAMBDA x : x.type = "Bind" /\ x.pod = m.pod) = 1
      [] m.type = "Tombstone" -> \A p \in m.pods : BoundTo(p, n)
      [] OTHER -> FALSE
BindDown(n, k) == \A m \in FlightDown(k) : m.type # "Hello" => BindMessage(n, k, m)

RunPhases == {"Starting", "Ready", "Terminating"}
Reported(n, p, entry) == BoundTo(p, n) /\ (entry = Gone \/ (entry.phase \in RunPhases /\ entry.node = n))
BindUp(n, k) ==
    \A m \in FlightUp(k) :
        /\ m.type \in {"PodSnapshot", "Update"}
        /\ \A p \in DOMAIN m.pods : Reported(n, p, m.pods[p]) /\ (m.type = "PodSnapshot" => m.pods[p] # Gone)
        /\ m.tomb = {}
BindLink(n, k) == BindDown(n, k) /\ BindUp(n, k)

\* What runs was started here and has not ended: NoResurrection.
KubeletIds(n) == \A p \in DOMAIN K[n].pods : K[n].pods[p] \in RunPhases /\ <<p, n>> \in hist.started /\ p \notin hist.ended

Identity ==
    /\ Ledger
    /\ PlaceLink(Link("RS"))
    /\ LevelIds
    /\ SchedulerIds
    /\ \A n \in Nodes : BindLink(n, Link(n)) /\ KubeletIds(n)

-----------------------------------------------------------------------------
(* Room: what a node runs or may still start fits, and the Scheduler, while  *)
(* in sync with it, counts all of that.                                      *)

\* What runs on n, and what a Bind may still start there (one in the channel, or a late one that would be accepted).
MayStart(k) ==
    {m.pod : m \in {x \in In(k.down) : x.type = "Bind"}
                   \union {x \in LateIn(k, "down") : x.type = "Bind" /\ x.epoch = k.above.epoch}}
Holds(n, k) == DOMAIN K[n].pods \union MayStart(k)

\* No Bind follows a tombstone of its Pod: else it would start what is already said to be gone.
InOrder(down) ==
    \A i, j \in 1..Len(down) : (i < j /\ down[i].type = "Tombstone" /\ down[j].type = "Bind") => down[j].pod \notin down[i].pods

Room(n, k) ==
    /\ Cardinality(OnNode(n)) <= NodeSize
    /\ Cardinality(Holds(n, k)) <= NodeSize
    /\ Synced(k) => Holds(n, k) \subseteq OnNode(n)
    /\ InOrder(k.down)
    /\ \A m \in FlightUp(k) : m.type = "PodSnapshot" =>
        Cardinality(DOMAIN m.pods) <= NodeSize /\ (Awaits(k, m) => Holds(n, k) \subseteq DOMAIN m.pods)
    /\ \A m \in FlightUp(k) : m.type = "Update" => \A p \in DOMAIN m.pods : m.pods[p] = Gone => p \notin Holds(n, k)

-----------------------------------------------------------------------------
(* Agreement: the upper end's view, after what is in flight upward has been  *)
(* applied in order, is the lower end's state with what is in flight         *)
(* downward. With nothing in flight that is Coherence.                       *)

\* What becomes of the ReplicaSet stage's view of one Pod (None: it has no entry): what it does not know it adopts.
Applied(v, p, changes) == IF p \notin DOMAIN changes THEN v ELSE IF changes[p] = Gone THEN None ELSE changes[p]
\* What becomes of the Scheduler's view of one Pod of a node: it takes what concerns one that it knows.
AppliedNews(v, p, changes) == IF p \notin DOMAIN changes \/ v = None THEN v ELSE Applied(v, p, changes)
AppliedBy(news, v, p, m) == IF m.type # "Update" THEN v ELSE IF news THEN AppliedNews(v, p, m.pods) ELSE Applied(v, p, m.pods)
RECURSIVE After(_, _, _, _)
After(news, v, p, up) == IF up = <<>> THEN v ELSE After(news, AppliedBy(news, v, p, Head(up)), p, Tail(up))

Get(pods, p) == IF p \in DOMAIN pods THEN pods[p] ELSE None
GetOn(n, p) == IF p \in OnNode(n) THEN S.pods[p] ELSE None

\* What the Scheduler holds or is about to; what node n holds or is about to.
PlaceIn(down, p) == \E m \in In(down) : m.type = "Place" /\ m.pod = p
BindIn(down, p) == \E m \in In(down) : m.type = "Bind" /\ m.pod = p
Below_RS(down, p) == IF p \in DOMAIN S.pods THEN S.pods[p] ELSE IF PlaceIn(down, p) THEN [phase |-> "Placed", node |-> None] ELSE None
Below_Node(down, n, p) ==
    IF p \in DOMAIN K[n].pods THEN [phase |-> K[n].pods[p], node |-> n] ELSE IF BindIn(down, p) THEN [phase |-> "Bound", node |-> n] ELSE None

\* A tombstone of p is on its way down; the news that p is gone is on its way up.
TombIn(down, p) == \E m \in In(down) : m.type = "Tombstone" /\ p \in m.pods
SaysGone(m, p) == m.type = "Update" /\ p \in DOMAIN m.pods /\ m.pods[p] = Gone
GoneUp(up, p) == \E m \in In(up) : SaysGone(m, p)

\* A Pod on its way to the Scheduler is new there: nothing before it on the connection, nothing on its way back speaks of it.
NewThere(k) ==
    /\ \A p \in Pods : PlaceIn(k.down, p) => p \notin S.tomb /\ \A m \in In(k.up) : m.type = "Update" => p \notin DOMAIN m.pods
    /\ \A i, j \in 1..Len(k.down) :
        (i < j /\ k.down[i].type = "Tombstone" /\ k.down[j].type = "Place") => k.down[j].pod \notin k.down[i].pods

Answering(k) == k.conn # None /\ SnapshotOnItsWay(k)
Unrelated(k) == ~SyncedHere(k) /\ ~Answering(k)      \* neither in sync nor about to be

\* A tombstone that the Scheduler has put by itself, and that is on its way up, is held there still, or the news that its Pod is gone comes
\* after it.
DoomedAbove(up) ==
    \A i \in 1..Len(up) : up[i].type = "Update" => \A p \in up[i].tomb : p \in S.tomb \/ \E j \in i..Len(up) : SaysGone(up[j], p)

AgreeOnPods(k) ==
    /\ NewThere(k)
    /\ Answering(k) => k.up[1].type = "PodSnapshot" /\ \A p \in Pods : After(FALSE, Get(k.up[1].pods, p), p, k.up) = Get(S.pods, p)
    /\ SyncedHere(k) =>
        /\ \A p \in Pods : After(FALSE, Get(R.pods, p), p, k.up) = Below_RS(k.down, p)
        /\ \A p \in R.tomb : p \in S.tomb \/ TombIn(k.down, p) \/ GoneUp(k.up, p)
    /\ ~Unrelated(k) => DoomedAbove(k.up)

AgreeOnNode(n, k) ==
    /\ Answering(k) => k.up[1].type = "PodSnapshot" /\ \A p \in Pods : After(TRUE, Get(k.up[1].pods, p), p, k.up) = Below_Node(<<>>, n, p)
    /\ SyncedHere(k) => \A p \in Pods : After(TRUE, GetOn(n, p), p, k.up) = Below_Node(k.down, n, p)

\* Of each key: versions on their way down rise, from the one that is held to the one that was sent last; an unacknowledged one is on its
\* way, or its answer is.
Of(q, key) == SelectSeq(q, LAMBDA m : m.key = key)
LastSent(down, has) ==
    IF down # <<>> /\ down[Len(down)].type = "SetCount" THEN [count |-> down[Len(down)].count, version |-> down[Len(down)].version] ELSE has
AckUp(up, version) == \E m \in In(up) : m.type = "CountAck" /\ m.version = version
CountMessages(k) ==
    /\ \A m \in FlightDown(k) : m.type \in {"Hello", "SetCount"}
    /\ \A m \in FlightUp(k) : m.type \in {"ScaleSnapshot", "CountAck"}

AgreeOnKey(down, up, seen, has) ==
    /\ \A m \in In(down) : has # None => has.version < m.version
    /\ \A i, j \in 1..Len(down) : i < j => down[i].version < down[j].version
    /\ LastSent(down, has) = IF seen = None THEN None ELSE [count |-> seen.count, version |-> seen.version]
    /\ (seen # None /\ ~seen.acked) => down # <<>> \/ AckUp(up, seen.version)

AgreeOnCount(k, seen, has) ==
    /\ CountMessages(k)
    /\ Answering(k) => Len(k.up) = 1 /\ k.up[1].type = "ScaleSnapshot" /\ k.up[1].counts = has
    /\ SyncedHere(k) =>
        /\ \A m \in In(k.down) : m.type = "SetCount"
        /\ \A key \in DOMAIN has : AgreeOnKey(Of(k.down, key), Of(k.up, key), seen[key], has[key])

-----------------------------------------------------------------------------

Inv ==
    /\ \A l \in Links : LinkInv(Link(l), inc[Upper(l)])
    /\ Identity
    /\ \A n \in Nodes : Room(n, Link(n))
    /\ \A l \in ScaleLinks : AgreeOnCount(Link(l), view[l], held[l])
    /\ AgreeOnPods(Link("RS"))
    /\ \A n \in Nodes : AgreeOnNode(n, Link(n))
=============================================================================
