------------------------------ MODULE LinkSteps ------------------------------
(* Connecting, losing and greeting: the same at both ends of every link.     *)
EXTENDS Fresh

\* The upstream stage has a connection: it takes a fresh epoch and says Hello. To a node whose Node is deleted nobody connects.
Connect(l) ==
    /\ below[l].status = "Down"
    /\ net[l].conn = None
    /\ l \notin S.deleted
    /\ LET epoch == FreshEpoch(l)
       IN /\ below' = [below EXCEPT ![l] = [status |-> "Greeting", epoch |-> epoch]]
          /\ net' = Dial(net, l, epoch)
    /\ UNCHANGED <<lates, inc, above, recovered, counts, podState, outside>>

\* The upstream stage notices that its connection is no more. Until then it sends into the void. The view of the link stays,
\* but is not acted on.
LinkLost(l) ==
    /\ below[l].status # "Down"
    /\ net[l].conn = None
    /\ below' = [below EXCEPT ![l] = IF Endless THEN DownBelow ELSE [@ EXCEPT !.status = "Down"]]
    /\ UNCHANGED <<net, lates, inc, above, recovered, counts, podState, outside>>

\* The downstream end installs the epoch and from now on refuses all others; the answer is owed. Whatever connection it had
\* before is closed: a Hello that comes late makes the current connection useless, and upstream dials again. That is safe,
\* because upstream sends nothing but Hello before the answer, so an epoch whose Hello is late has no other messages down.
RecvHello(l) ==
    \E a \in Arrivals(l, "down") :
        /\ a.msg.type = "Hello"
        /\ above' = [above EXCEPT ![l] = [epoch |-> a.msg.epoch, answered |-> FALSE]]
        /\ IF a.rest[l].conn = a.msg.epoch \/ ~On("HelloCloses")
           THEN net' = a.rest /\ lates' = lates
           ELSE \E x \in Leftovers(a.rest, l) :
                    net' = Cut(a.rest, l, x) /\ lates' = lates + Kept(a.rest, l, x)
        /\ UNCHANGED <<inc, below, recovered, counts, podState, outside>>

\* A stage answers from above only once it has recovered from below, so that what it answers is not just that it was restarted.
MayAnswer(l) ==
    /\ above[l].epoch # NoEpoch
    /\ ~above[l].answered
    /\ On("RecoveryOrder") => recovered[Lower(l)]

Snapshot(l) ==
    CASE l \in ScaleLinks -> [type |-> "ScaleSnapshot", epoch |-> above[l].epoch, counts |-> held[l]]
      [] l = "RS" -> [type |-> "PodSnapshot", epoch |-> above[l].epoch, pods |-> S.pods, tomb |-> S.tomb]
      [] OTHER -> [type |-> "PodSnapshot", epoch |-> above[l].epoch, tomb |-> {},
                   pods |-> [p \in DOMAIN K[l].pods |-> [phase |-> K[l].pods[p], node |-> l]]]

\* The downstream end sends the snapshot of its own state; from here on changes flow up.
Answer(l) ==
    /\ MayAnswer(l)
    /\ above' = [above EXCEPT ![l].answered = TRUE]
    /\ net' = Send(net, l, "up", Snapshot(l))
    /\ UNCHANGED <<lates, inc, below, recovered, counts, podState, outside>>
=============================================================================
