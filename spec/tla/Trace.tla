-------------------------------- MODULE Trace ---------------------------------
(* Replays the log of a chain that ran (one JSON line for each step) against *)
(* the specification. TraceLog, made of the log by spec/tla/trace, extends   *)
(* KubeDirect by Log: each step, with what was received and what was sent.   *)
(*                                                                           *)
(* A log holds the steps of the stages. What happens around them (a user     *)
(* writes a count, a connection breaks, the API server applies a request) is *)
(* not in it, and may come as a silent step, only when the next event needs  *)
(* it. The log is accepted if all of it is consumed: TLC must find           *)
(* NotConsumed violated. If it does not, no behaviour of the specification   *)
(* has this log; what TLC printed last shows how far it came.                *)
EXTENDS TraceLog

VARIABLE at   \* the number of the next event

Event == Log[at]

\* An object that is being deleted, and that the Kubelet does not know, is a ghost. (A watch that lags shows one that the Kubelet itself has
\* deleted.)
Knows(n, p) == p \in DOMAIN K[n].pods \union DOMAIN K[n].shown

\* The API server has said so.
Answered(e) == \E answer \in api.answers : answer.node = e.node /\ answer.pod = e.pod /\ answer.outcome = e.what

\* ... of the mark of a node that is given up, or its end.
Marked(e, op) == e.node \in DOMAIN S.cancelled /\ S.cancelled[e.node].id = e.mark /\ [node |-> e.node, id |-> e.mark, op |-> op] \in api.markAnswers

\* It is this mark that the node's watch has shown, or (0) that the Node was deleted.
Showed(e) == IF e.mark = 0 THEN api'.unseen # api.unseen ELSE e.mark \in K'[e.node].drained \ K[e.node].drained

\* A message of a connection that broke, read by an end that has given its epoch up.
Refuses(l, dir, m) == IF dir = "down" THEN ~AcceptsAbove(l, m) ELSE ~AcceptsBelow(l, m) /\ ~AwaitsBelow(l, m)

Took(e) ==
    CASE e.action = "Connect" -> Connect(e.link)
      [] e.action = "LinkLost" -> LinkLost(e.link)
      [] e.action = "RecvHello" -> RecvHello(e.link)
      [] e.action = "Answer" -> Answer(e.link)
      [] e.action = "Scale" -> api.replicas = e.count /\ Scale /\ want' = e.count
      [] e.action = "PushCount" -> PushCount(e.link)
      [] e.action = "RecvSetCount" -> RecvSetCount(e.link)
      [] e.action = "RecvCountAck" -> RecvCountAck(e.link)
      [] e.action = "RecvScaleSnapshot" -> RecvScaleSnapshot(e.link)
      [] e.action = "CreatePod" -> CreatePod(e.pod)
      [] e.action = "TombstonePod" -> TombstonePod(e.pod)
      [] e.action = "RecvPodSnapshot" -> IF e.link = "RS" THEN RecvPodSnapshot_ReplicaSet ELSE RecvPodSnapshot_Scheduler(e.link)
      [] e.action = "RecvUpdate" -> IF e.link = "RS" THEN RecvUpdate_ReplicaSet ELSE RecvUpdate_Scheduler(e.link)
      [] e.action = "RecvPlace" -> RecvPlace
      [] e.action = "BindPod" -> BindPod(e.pod, e.node)
      [] e.action = "RecvTombstone" -> IF e.link = "RS" THEN RecvTombstone_Scheduler ELSE RecvTombstone_Kubelet(e.link)
      [] e.action = "RecvBind" -> RecvBind(e.link)
      [] e.action = "PodStarted" -> PodStarted(e.node, e.pod)
      [] e.action = "PodStopped" -> PodStopped(e.node, e.pod)
      [] e.action = "Publish" -> NextRequest(K[e.node], e.pod) = e.what /\ Publish(e.node, e.pod)
      [] e.action = "PublishDone" -> Answered(e) /\ PublishDone(e.node, e.pod)
      [] e.action = "ObserveDeleted" -> IF Knows(e.node, e.pod) THEN ObserveDeleted(e.node, e.pod) ELSE ObserveObject(e.node, e.pod)
      [] e.action = "ObserveObject" -> ObserveObject(e.node, e.pod)
      [] e.action = "Excuse" -> Excuse(e.node)
      [] e.action = "Cancel" -> Cancel(e.node) /\ S'.cancelled[e.node].id = e.mark
      [] e.action = "CancelDone" -> Marked(e, "mark") /\ CancelDone(e.node)
      [] e.action = "CancelStale" -> Marked(e, "stale") /\ CancelStale(e.node)
      [] e.action = "Uncancel" -> Uncancel(e.node)
      [] e.action = "UncancelDone" -> Marked(e, "unmark") /\ UncancelDone(e.node)
      [] e.action = "ObserveCancelled" -> IF e.stage = "Scheduler" THEN ObserveCancelled_Scheduler(e.node) /\ S'.cancelled[e.node].over = e.mark
                                          ELSE ObserveCancelled_Kubelet(e.node) /\ Showed(e)
      [] e.action = "ObserveDeployment" -> api.template = e.key /\ ObserveDeployment /\ current' = e.key
      [] e.action = "Listed" -> S.deleted = Nodes \ e.nodes /\ UNCHANGED vars
      [] e.action = "ObserveNode" -> IF e.there /\ e.node \notin S.deleted THEN UNCHANGED vars   \* As the specification has it from the start.
                                     ELSE api.nodes[e.node] = e.there /\ ObserveNode(e.node)
      [] e.action = "Crash" -> Crash(e.stage)
      [] e.action = "Refused" -> Refuses(e.link, e.dir, e.message) /\ UNCHANGED vars

\* What was received is the first message in flight.
Received(e) == e.received # None => /\ net[e.link][e.dir] # <<>>
                                    /\ Head(net[e.link][e.dir]) = e.received

RECURSIVE Sends(_, _)
Sends(w, sent) == IF sent = <<>> THEN w ELSE Sends(Send(w, Head(sent).link, Head(sent).dir, Head(sent).msg), Tail(sent))

\* What was sent is what is in flight now and was not before. A step that cuts connections sends nothing.
Sent(e) ==
    CASE e.action = "Connect" -> net' = Dial(net, e.link, e.sent[1].msg.epoch) /\ Len(e.sent) = 1
      [] e.action \in {"RecvHello", "Crash"} -> e.sent = <<>>
      [] e.action = "ObserveNode" /\ ~e.there -> net' = Sends(Cut(net, e.node, None), e.sent)
      [] e.received # None -> net' = Sends([net EXCEPT ![e.link][e.dir] = Tail(@)], e.sent)
      [] OTHER -> net' = Sends(net, e.sent)

Silent(e) ==
    \/ e.action = "Scale" /\ UserScale(e.count)
    \/ e.action = "ObserveDeployment" /\ UserRollout(e.key)
    \/ e.action = "ObserveNode" /\ (IF e.there THEN RegisterNode(e.node) ELSE UserDeleteNode(e.node))
    \/ e.action = "ObserveCancelled" /\ e.mark = 0 /\ UserDeleteNode(e.node)
    \/ e.action \in {"CancelDone", "CancelStale", "UncancelDone", "ObserveCancelled"}
       /\ \E write \in api.markWrites : write.node = e.node /\ write.id = e.mark /\ MarkApply(write)
    \* In the specification all nodes are there at the start. One that is not listed was deleted before.
    \/ e.action = "Listed" /\ \E n \in Nodes \ e.nodes : UserDeleteNode(n) \/ (~api.nodes[n] /\ NodeLost(n))
    \/ e.action = "LinkLost" /\ Break(e.link)
    \/ e.action = "PublishDone" /\ ~Answered(e)
       /\ \E request \in api.requests : request.node = e.node /\ request.pod = e.pod /\ (ApiApply(request) \/ ApiFail(request))
    \/ e.action = "ObserveDeleted" /\ UserDelete(e.pod)
    \/ e.action = "ObserveObject" /\ \E request \in api.requests : request.node = e.node /\ request.pod = e.pod /\ ApiApply(request)

TraceInit == ColdInit /\ at = 1

TraceNext ==
    /\ at <= Len(Log)
    /\ \/ Received(Event) /\ Took(Event) /\ Sent(Event) /\ at' = at + 1 /\ PrintT(<<"consumed", at>>)
       \/ Silent(Event) /\ UNCHANGED at

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, at>>

NotConsumed == at <= Len(Log)
=============================================================================
