-------------------------------- MODULE Keys ---------------------------------
(* One key of a scale link, whose object comes and goes: a Deployment that   *)
(* is made, deleted and made again while each end's own watch is late. What  *)
(* nobody needs any more must be forgotten, or keys would add up over the    *)
(* years; what is still needed must not be. In the chain's own modules keys  *)
(* are never gone, and the handshake is in its steps; here it is one step,   *)
(* and forgetting is the subject.                                            *)
EXTENDS Integers, Sequences

CONSTANTS None, Unlisted,
          Counts,  \* spec.replicas may be any of these
          MaxEdits,      \* how often the object is made, changed or deleted
          MaxCrashes, MaxBreaks,
          Off            \* guards switched off, for mutants

VARIABLES object,    \* spec.replicas, or None while there is no object
          want,      \* the upper end's watch: unlisted, or the count, or None for no object
          view,      \* the upper end: what the lower was last sent, or None
          forgotten, \* the upper end: the highest version of what it forgot
          held,      \* the lower end: what it was last sent, or None
          seen,      \* the lower end's watch: whether it shows the object
          sync,      \* whether the link is in sync
          down, up,  \* what is on its way
          left

vars == <<object, want, view, forgotten, held, seen, sync, down, up, left>>
On(guard) == guard \notin Off
ASSUME Off \subseteq {"GoneOnly", "VersionsGoOn", "SaysGone", "ForgetsAtHandshake"}

Init ==
    /\ object = None /\ want = Unlisted /\ view = None /\ forgotten = 0
    /\ held = None /\ seen = FALSE /\ sync = FALSE /\ down = <<>> /\ up = <<>>
    /\ left = [edits |-> MaxEdits, crashes |-> MaxCrashes, breaks |-> MaxBreaks]

\* Everything is at rest, and both watches show what is.
Rests == sync /\ down = <<>> /\ up = <<>> /\ want = object /\ seen = (object # None)

-----------------------------------------------------------------------------

Edit(count) ==
    /\ left.edits > 0 /\ count # object
    /\ object' = count
    /\ left' = [left EXCEPT !.edits = @ - 1]
    /\ UNCHANGED <<want, view, forgotten, held, seen, sync, down, up>>

\* The upper end's watch. What it shows may be overtaken at once; until this step it is late.
Scale ==
    /\ want # object /\ want' = object
    /\ UNCHANGED <<object, view, forgotten, held, seen, sync, down, up, left>>

\* Only a count of what is gone is forgotten, and only when the own watch does not show the object. (Mutant: any 0 of what is not shown, as
\* if it had been deleted.)
Kept(h, shown) ==
    IF h # None /\ ~shown /\ (IF On("GoneOnly") THEN h.gone ELSE h.count = 0) THEN None ELSE h

\* The lower end's watch.
ObserveObject ==
    /\ seen # (object # None) /\ seen' = (object # None)
    /\ held' = Kept(held, seen')
    /\ UNCHANGED <<object, want, view, forgotten, sync, down, up, left>>

\* What the upper end wants of the key: nothing before it has seen a list, nor of a key that neither it nor the lower end knows.
Wanted ==
    IF want = Unlisted THEN None
    ELSE IF want = None THEN IF view = None THEN None ELSE [count |-> 0, gone |-> On("SaysGone")]
    ELSE [count |-> want, gone |-> FALSE]

PushCount ==
    /\ sync /\ Wanted # None
    /\ IF view = None THEN TRUE ELSE [count |-> view.count, gone |-> view.gone] # Wanted
    /\ LET sent == [count |-> Wanted.count, gone |-> Wanted.gone, version |-> (IF view = None THEN forgotten ELSE view.version) + 1]
       IN view' = sent /\ down' = Append(down, sent)
    /\ UNCHANGED <<object, want, forgotten, held, seen, sync, up, left>>

RecvSetCount ==
    /\ down # <<>> /\ down' = Tail(down)
    /\ LET sent == Head(down)
       IN /\ held' = IF held # None /\ held.version >= sent.version THEN held ELSE Kept(sent, seen)
          /\ up' = Append(up, sent.version)
    /\ UNCHANGED <<object, want, view, forgotten, seen, sync, left>>

\* Who said that it is gone forgets it once that is held; should it turn up again, it is said anew, with a version above all that were
\* forgotten: the lower end may hold it still. (Mutant: from 1.)
RecvCountAck ==
    /\ up # <<>> /\ up' = Tail(up)
    /\ LET forget == view # None /\ view.version = Head(up) /\ view.gone
       IN /\ view' = IF forget THEN None ELSE view
          /\ forgotten' = IF forget /\ On("VersionsGoOn") THEN view.version ELSE forgotten
    /\ UNCHANGED <<object, want, held, seen, sync, down, left>>

\* A handshake: what was on its way is lost, and the view becomes what the lower end holds; but what is held as gone is known to be held,
\* and so forgotten. (Mutant: it is kept, until an acknowledgement that never comes.)
Handshake ==
    /\ ~sync /\ sync' = TRUE
    /\ LET forget == held # None /\ held.gone /\ On("ForgetsAtHandshake")
       IN /\ view' = IF forget THEN None ELSE held
          /\ forgotten' = IF forget THEN held.version ELSE forgotten
    /\ UNCHANGED <<object, want, held, seen, down, up, left>>

Cut == sync' = FALSE /\ down' = <<>> /\ up' = <<>>

Break ==
    /\ sync /\ left.breaks > 0 /\ Cut
    /\ left' = [left EXCEPT !.breaks = @ - 1]
    /\ UNCHANGED <<object, want, view, forgotten, held, seen>>

CrashUpper ==
    /\ left.crashes > 0 /\ Cut
    /\ want' = Unlisted /\ view' = None /\ forgotten' = 0
    /\ left' = [left EXCEPT !.crashes = @ - 1]
    /\ UNCHANGED <<object, held, seen>>

CrashLower ==
    /\ left.crashes > 0 /\ Cut
    /\ held' = None /\ seen' = FALSE
    /\ left' = [left EXCEPT !.crashes = @ - 1]
    /\ UNCHANGED <<object, want, view, forgotten>>

System == Scale \/ ObserveObject \/ PushCount \/ RecvSetCount \/ RecvCountAck \/ Handshake
Next == System \/ Break \/ CrashUpper \/ CrashLower \/ \E count \in Counts \union {None} : Edit(count)
Spec == Init /\ [][Next]_vars /\ WF_vars(System)

-----------------------------------------------------------------------------

\* At rest the lower end holds what the object says.
Told == Rests /\ ~ENABLED PushCount /\ object # None => held # None /\ held.count = object /\ ~held.gone

\* At rest, and with nothing more to say, nobody remembers what is gone.
Forgotten == Rests /\ ~ENABLED PushCount /\ object = None => held = None /\ view = None

\* The upper end knows what the lower holds, or has forgotten what is gone.
Agreed == sync /\ down = <<>> /\ up = <<>> => view = held \/ (view = None /\ held # None /\ held.gone)

ComesToRest == <>[](Rests /\ ~ENABLED PushCount)
=============================================================================
