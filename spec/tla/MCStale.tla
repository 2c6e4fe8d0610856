------------------------------- MODULE MCStale --------------------------------
(* Lists of counts that lag, without an end, on two nodes: the Autoscaler    *)
(* crashes and its link breaks as often as they like, and each time its      *)
(* first list may show the count of earlier. Then counts go up and down, and *)
(* Pods come and go, without an end as well. To be searched all the same:    *)
(*                                                                           *)
(* - what has no effect is not looked at (Seen);                             *)
(* - a list lags only while the stages below the Autoscaler are at rest;     *)
(* - acknowledgements, and news to the ReplicaSet stage, take no time.       *)
(*                                                                           *)
(* The first leaves nothing out, the others do: see MCEndlessNodes for two   *)
(* nodes and two Pods without a list that lags, where news takes its time.   *)
EXTENDS Properties

CONSTANTS n1, n2

\* Nothing is in flight below the Autoscaler, and every Pod runs that is to.
AtRest ==
    /\ \A l \in Links \ {"AD"} : Quiet(l)
    /\ R.tomb = {}
    /\ \A p \in DOMAIN R.pods : R.pods[p].phase = "Ready"

\* Scale, whose list lags only then. The configurations put it in place of the protocol's.
ScaleAtRest ==
    /\ want' \in {api.replicas} \union (IF Lags /\ want = None /\ AtRest THEN api.past.counts ELSE {})
    /\ want # want'
    /\ UNCHANGED <<links, current, view, held, podState, outside>>

\* What takes no time goes before all else, one after the other.
AtOnce(l, type) == InSync(l) /\ net[l].up # <<>> /\ Head(net[l].up).type = type
First == {l \in ScaleLinks : AtOnce(l, "CountAck")} \union {l \in {"RS"} : AtOnce(l, "Update")}
Prompt(step) == step /\ (First # {} => \E l \in First : Len(net'[l].up) < Len(net[l].up))

\* As EndlessSpec, with prompt steps. Should what takes no time be in the way of all else, that would be an end which has not converged.
StaleSpec ==
    /\ WarmInit /\ [][Prompt(Next)]_vars
    /\ <>[](\A kind \in Toggles : left[kind] = 0)
    /\ <>[](ENABLED Prompt(System)) => []<><<TRUE>>_vars

-----------------------------------------------------------------------------
(* What may still have an effect. Two states that are the same in Seen have  *)
(* the same steps, and to the same of Seen; and properties read nothing else.*)

\* Versions of a key are only compared with each other: so by how much they exceed the one that is held. On a link that is not in sync nothing reads
\* them before the snapshot, which brings the one held.
Ahead(l, k, version) == IF InSync(l) /\ held[l][k] # None THEN version - held[l][k].version ELSE version

SeenMessage(l, m) ==
    CASE m.type \in {"SetCount", "CountAck"} -> [m EXCEPT !.version = Ahead(l, m.key, @)]
      [] m.type = "ScaleSnapshot" -> [m EXCEPT !.counts = [k \in Keys(l) |-> IF @[k] = None THEN None ELSE @[k].count]]
      [] OTHER -> m
SeenChannel(l, channel) == [i \in DOMAIN channel |-> SeenMessage(l, channel[i])]
SeenNet == [l \in Links |-> [net[l] EXCEPT !.down = SeenChannel(l, @), !.up = SeenChannel(l, @)]]

\* A view of a link that is not in sync is not acted on, and the snapshot replaces it.
SeenView ==
    [l \in ScaleLinks |->
        IF ~InSync(l) THEN None
        ELSE [k \in Keys(l) |-> IF view[l][k] = None THEN None ELSE [view[l][k] EXCEPT !.version = Ahead(l, k, @)]]]
SeenHeld == [l \in ScaleLinks |-> [k \in Keys(l) |-> IF held[l][k] = None THEN None ELSE held[l][k].count]]

\* Nobody asks whether the Autoscaler has recovered; runs, late messages and history stay as they were at the beginning.
Seen == <<SeenNet, SeenView, SeenHeld, below, above, [recovered EXCEPT !["Autoscaler"] = TRUE], want, current, podState, api, left>>
=============================================================================
