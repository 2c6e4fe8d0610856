------------------------------- MODULE Network -------------------------------
(* Links: connections, epochs, and what becomes of messages.                 *)
(*                                                                           *)
(* A link has at most one connection, known to the network by the epoch of   *)
(* its Hello. On a connection both directions are first-in-first-out and     *)
(* lose nothing. When it breaks, everything in flight is lost, except that   *)
(* one message may stay behind in `late` and arrive at any later time: what  *)
(* epochs are there to withstand. Late messages need no action of their own: *)
(* a receiver's ordinary Recv step is offered them beside the channel's head.*)
EXTENDS Naturals, Sequences, TLC

CONSTANTS Nodes,      \* one Kubelet, and one link from the Scheduler, for each
          MaxLate,    \* how many messages may arrive late in a behaviour
          None        \* no connection, no node, no count, no message

ScaleLinks == {"AD", "DR"}                \* Autoscaler-Deployment, Deployment-ReplicaSet
Links == ScaleLinks \union {"RS"} \union Nodes   \* ReplicaSet-Scheduler, Scheduler-Kubelets
Stages == {"Autoscaler", "Deployment", "ReplicaSet", "Scheduler"} \union Nodes

Upper(l) == CASE l = "AD" -> "Autoscaler" [] l = "DR" -> "Deployment"
              [] l = "RS" -> "ReplicaSet" [] OTHER -> "Scheduler"
Lower(l) == CASE l = "AD" -> "Deployment" [] l = "DR" -> "ReplicaSet"
              [] l = "RS" -> "Scheduler" [] OTHER -> l

VARIABLES
    net,   \* [l |-> [conn, down, up, late]]: the network's truth about each link
    lates  \* how many messages were kept back so far

Epochs == Nat \X Nat       \* <<incarnation of the upstream stage, its count of handshakes>>
NoEpoch == <<0, 0>>
Idle == [conn |-> None, down |-> <<>>, up |-> <<>>, late |-> None]

-----------------------------------------------------------------------------
(* Operators on a value `w` of net, so that a step can consume one message   *)
(* and send several: Send(Send(a.rest, ...), ...).                           *)

\* What is sent without a connection of the message's epoch is lost.
Send(w, l, dir, m) == IF w[l].conn = m.epoch THEN [w EXCEPT ![l][dir] = Append(@, m)] ELSE w

\* A new connection: both channels are new, and Hello is the first message.
Dial(w, l, epoch) ==
    [w EXCEPT ![l] = [conn |-> epoch, down |-> <<[type |-> "Hello", epoch |-> epoch]>>,
                      up |-> <<>>, late |-> @.late]]

\* What may arrive at one end: the channel's head, or the late message, with what the network is after that.
Arrivals(l, dir) ==
    (IF net[l][dir] = <<>> THEN {}
     ELSE {[msg |-> Head(net[l][dir]), rest |-> [net EXCEPT ![l][dir] = Tail(@)]]})
    \union
    (IF net[l].late = None \/ net[l].late.dir # dir THEN {}
     ELSE {[msg |-> net[l].late.msg, rest |-> [net EXCEPT ![l].late = None]]})

InFlight(w, l, dir) == {w[l][dir][i] : i \in 1..Len(w[l][dir])}

\* What may stay behind when the connection breaks: nothing new, or any one message in flight.
Leftovers(w, l) ==
    {w[l].late} \union
    (IF w[l].late # None \/ lates >= MaxLate THEN {}
     ELSE UNION {{[dir |-> dir, msg |-> m] : m \in InFlight(w, l, dir)} : dir \in {"down", "up"}})

Cut(w, l, left) == [w EXCEPT ![l] = [Idle EXCEPT !.late = left]]

Kept(w, l, left) == IF left = w[l].late THEN 0 ELSE 1

\* The connection is up and nothing is in flight on it.
Quiet(l) == net[l].conn # None /\ net[l].down = <<>> /\ net[l].up = <<>>
=============================================================================
