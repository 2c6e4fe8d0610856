-------------------------------- MODULE Fresh ---------------------------------
(* What is new: names of Pods, runs of stages, epochs of connections.        *)
(*                                                                           *)
(* In most models numbers count upward and failures are counted. In endless  *)
(* models failures go on for as long as they like, until they are switched   *)
(* off for good, and the states must be finitely many all the same: a number *)
(* that nothing knows any more is given again, and what can have no effect   *)
(* any more is forgotten. Numbers are only compared for equality, so a       *)
(* behaviour with other numbers is the same behaviour. No message is late in *)
(* an endless model: what is left of a broken connection has no effect then. *)
EXTENDS State

\* What may go on without being counted in an endless model. What users write is counted nevertheless.
Toggles == {"crashes", "breaks", "excuses", "podFailures", "apiFailures", "lag"}
Used(kind) == IF Endless /\ kind \in Toggles THEN left ELSE [left EXCEPT ![kind] = @ - 1]

\* History is read by properties that endless models do not check; it would make their states infinitely many.
Noted(h) == IF Endless THEN hist ELSE h

Least(numbers) == CHOOSE i \in numbers : \A j \in numbers : i <= j
InWire(l) == InFlight(net, l, "down") \union InFlight(net, l, "up")
ASSUME Endless => MaxLate = 0

-----------------------------------------------------------------------------

\* A connection that is broken is remembered by neither end of an endless model's link.
ForgetAbove(cut) == [l \in Links |-> IF Endless /\ l \in cut THEN NoAbove ELSE above[l]]

\* The incarnation makes the epoch fresh across crashes; without it (mutant) a restarted stage counts from 1 again and repeats old epochs.
FreshEpoch(l) ==
    LET run == IF On("Incarnation") THEN inc[Upper(l)] ELSE 1
    IN IF Endless THEN <<1, 1>> ELSE <<run, below[l].epoch[2] + 1>>

\* The number of a run, which stands for 64 random bits. In an endless model, where no epoch is left of a former run, it only tells whether
\* the sender of a request to the API server still runs.
FreshRun(s) ==
    IF Endless THEN Least((1..8) \ {request.run : request \in {r \in api.requests : r.node = s}}) ELSE inc[s] + 1

-----------------------------------------------------------------------------

PodsOf(m) ==
    CASE m.type \in {"Place", "Bind"} -> {m.pod}
      [] m.type = "Tombstone" -> m.pods
      [] m.type \in {"PodSnapshot", "Update"} -> DOMAIN m.pods \union m.tomb
      [] OTHER -> {}

NamesKnown ==
    DOMAIN R.pods \union R.tomb \union DOMAIN S.pods \union S.tomb
    \union UNION {DOMAIN K[n].pods \union DOMAIN K[n].shown : n \in Nodes}
    \union UNION {UNION {PodsOf(m) : m \in InWire(l)} : l \in Links}
    \union {request.pod : request \in api.requests} \union {answer.pod : answer \in api.answers}
    \union {p \in Pods : api.objects[p].state # "absent"} \union {past[1] : past \in api.past.objects}

\* A name that was never given before. A stage that restarted knows none of its former names, and needs not: they differ by its
\* incarnation. The mutant takes the first name that it does not know to be in use.
FreshName(p) ==
    IF ~On("FreshNames")
    THEN p = CHOOSE q \in OwnedBy(Owner(p)) : q \notin DOMAIN R.pods \union R.tomb
                                 /\ \A r \in OwnedBy(Owner(p)) : r < q => r \in DOMAIN R.pods \union R.tomb
    ELSE IF Endless THEN p \in Pods \ NamesKnown /\ {q \in OwnedBy(Owner(p)) : q < p} \subseteq NamesKnown
    ELSE p \in Pods \ hist.named /\ {q \in OwnedBy(Owner(p)) : q < p} \subseteq hist.named
=============================================================================
