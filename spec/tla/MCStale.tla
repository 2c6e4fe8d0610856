------------------------------- MODULE MCStale --------------------------------
(* Lists of counts that lag, without an end, on two nodes: the Autoscaler    *)
(* crashes and its link breaks as often as they like, and each time its      *)
(* first list may show the count of earlier. Then counts go up and down, and *)
(* Pods come and go, without an end as well. To keep it searchable:          *)
(*                                                                           *)
(* - versions are only looked at relative to each other (Seen);              *)
(* - a list lags only while the stages below the Autoscaler are at rest;     *)
(* - acknowledgements, and news to the ReplicaSet stage, take no time.       *)
(*                                                                           *)
(* The first leaves nothing out, the others do: see MCEndlessNodes for two   *)
(* nodes and two Pods without a list that lags, where news takes its time.   *)
EXTENDS Properties

CONSTANTS n1, n2

\* Nothing is in flight below the Autoscaler, no Pod is to end, and those that there are are ready.
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

\* As EndlessSpec, with prompt steps. Nothing is in the way of what takes no time: it can always be received.
StaleSpec ==
    /\ WarmInit /\ [][Prompt(Next)]_vars
    /\ <>[](\A kind \in Toggles : left[kind] = 0)
    /\ <>[](ENABLED Prompt(System)) => []<><<TRUE>>_vars

-----------------------------------------------------------------------------
(* What is looked at: all but the absolute numbers of versions, which would  *)
(* have no end. Two states that are the same in Seen have the same steps, to *)
(* the same of Seen, and every step that changes anything changes Seen.      *)

\* Versions of a key are only compared with each other: so by how much they exceed the one that is held.
Ahead(l, k, version) == IF held[l][k] = None THEN version ELSE version - held[l][k].version
Relative(l, known) == [k \in Keys(l) |-> IF known[k] = None THEN None ELSE [known[k] EXCEPT !.version = Ahead(l, k, @)]]

SeenMessage(l, m) ==
    CASE m.type \in {"SetCount", "CountAck"} -> [m EXCEPT !.version = Ahead(l, m.key, @)]
      [] m.type = "ScaleSnapshot" -> [m EXCEPT !.counts = Relative(l, @)]
      [] OTHER -> m
SeenChannel(l, channel) == [i \in DOMAIN channel |-> SeenMessage(l, channel[i])]
SeenNet == [l \in Links |-> [net[l] EXCEPT !.down = SeenChannel(l, @), !.up = SeenChannel(l, @)]]
SeenCounts == [l \in ScaleLinks |-> <<Relative(l, view[l]), Relative(l, held[l])>>]

\* Runs, late messages and history stay as they were at the beginning.
ASSUME Endless /\ ~Publishing
Seen == <<SeenNet, SeenCounts, below, above, recovered, want, current, podState, api, left>>
=============================================================================
