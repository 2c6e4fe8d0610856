---- MODULE MC_TTrace_1795427164 ----
EXTENDS Sequences, TLCExt, MC, Toolbox, Naturals, TLC

_expression ==
    LET MC_TEExpression == INSTANCE MC_TEExpression
    IN MC_TEExpression!expression
----

_trace ==
    LET MC_TETrace == INSTANCE MC_TETrace
    IN MC_TETrace!trace
----

_inv ==
    ~(
        TLCGet("level") = Len(_TETrace)
        /\
        held = ([AD |-> [count |-> 0, version |-> 2], DR |-> [count |-> 0, version |-> 2]])
        /\
        below = ((n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]))
        /\
        want = (0)
        /\
        K = ((n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]))
        /\
        view = ([AD |-> [acked |-> FALSE, count |-> 0, version |-> 2], DR |-> [acked |-> FALSE, count |-> 0, version |-> 2]])
        /\
        recovered = ((n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE))
        /\
        R = ([pods |-> <<>>, tomb |-> {}])
        /\
        lates = (0)
        /\
        hist = ([excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1])
        /\
        S = ([pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>])
        /\
        left = ([cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0])
        /\
        above = ((n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]))
        /\
        api = ([mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}])
        /\
        net = ((n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<[epoch |-> <<1, 1>>, pods |-> {1}, type |-> "Tombstone"]>>, up |-> <<>>]))
        /\
        inc = ((n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1))
    )
----

_init ==
    /\ view = _TETrace[1].view
    /\ recovered = _TETrace[1].recovered
    /\ net = _TETrace[1].net
    /\ above = _TETrace[1].above
    /\ K = _TETrace[1].K
    /\ R = _TETrace[1].R
    /\ S = _TETrace[1].S
    /\ inc = _TETrace[1].inc
    /\ api = _TETrace[1].api
    /\ want = _TETrace[1].want
    /\ held = _TETrace[1].held
    /\ lates = _TETrace[1].lates
    /\ left = _TETrace[1].left
    /\ below = _TETrace[1].below
    /\ hist = _TETrace[1].hist
----

_next ==
    /\ \E i,j \in DOMAIN _TETrace:
        /\ \/ /\ j = i + 1
              /\ i = TLCGet("level")
        /\ view  = _TETrace[i].view
        /\ view' = _TETrace[j].view
        /\ recovered  = _TETrace[i].recovered
        /\ recovered' = _TETrace[j].recovered
        /\ net  = _TETrace[i].net
        /\ net' = _TETrace[j].net
        /\ above  = _TETrace[i].above
        /\ above' = _TETrace[j].above
        /\ K  = _TETrace[i].K
        /\ K' = _TETrace[j].K
        /\ R  = _TETrace[i].R
        /\ R' = _TETrace[j].R
        /\ S  = _TETrace[i].S
        /\ S' = _TETrace[j].S
        /\ inc  = _TETrace[i].inc
        /\ inc' = _TETrace[j].inc
        /\ api  = _TETrace[i].api
        /\ api' = _TETrace[j].api
        /\ want  = _TETrace[i].want
        /\ want' = _TETrace[j].want
        /\ held  = _TETrace[i].held
        /\ held' = _TETrace[j].held
        /\ lates  = _TETrace[i].lates
        /\ lates' = _TETrace[j].lates
        /\ left  = _TETrace[i].left
        /\ left' = _TETrace[j].left
        /\ below  = _TETrace[i].below
        /\ below' = _TETrace[j].below
        /\ hist  = _TETrace[i].hist
        /\ hist' = _TETrace[j].hist

\* Uncomment the ASSUME below to write the states of the error trace
\* to the given file in Json format. Note that you can pass any tuple
\* to `JsonSerialize`. For example, a sub-sequence of _TETrace.
    \* ASSUME
    \*     LET J == INSTANCE Json
    \*         IN J!JsonSerialize("MC_TTrace_1795427164.json", _TETrace)

=============================================================================

 Note that you can extract this module `MC_TEExpression`
  to a dedicated file to reuse `expression` (the module in the 
  dedicated `MC_TEExpression.tla` file takes precedence 
  over the module `MC_TEExpression` below).

---- MODULE MC_TEExpression ----
EXTENDS Sequences, TLCExt, MC, Toolbox, Naturals, TLC

expression == 
    [
        \* To hide variables of the `MC` spec from the error trace,
        \* remove the variables below.  The trace will be written in the order
        \* of the fields of this record.
        view |-> view
        ,recovered |-> recovered
        ,net |-> net
        ,above |-> above
        ,K |-> K
        ,R |-> R
        ,S |-> S
        ,inc |-> inc
        ,api |-> api
        ,want |-> want
        ,held |-> held
        ,lates |-> lates
        ,left |-> left
        ,below |-> below
        ,hist |-> hist
        
        \* Put additional constant-, state-, and action-level expressions here:
        \* ,_stateNumber |-> _TEPosition
        \* ,_viewUnchanged |-> view = view'
        
        \* Format the `view` variable as Json value.
        \* ,_viewJson |->
        \*     LET J == INSTANCE Json
        \*     IN J!ToJson(view)
        
        \* Lastly, you may build expressions over arbitrary sets of states by
        \* leveraging the _TETrace operator.  For example, this is how to
        \* count the number of times a spec variable changed up to the current
        \* state in the trace.
        \* ,_viewModCount |->
        \*     LET F[s \in DOMAIN _TETrace] ==
        \*         IF s = 1 THEN 0
        \*         ELSE IF _TETrace[s].view # _TETrace[s-1].view
        \*             THEN 1 + F[s-1] ELSE F[s-1]
        \*     IN F[_TEPosition - 1]
    ]

=============================================================================



Parsing and semantic processing can take forever if the trace below is long.
 In this case, it is advised to uncomment the module below to deserialize the
 trace from a generated binary file.

\*
\*---- MODULE MC_TETrace ----
\*EXTENDS IOUtils, MC, TLC
\*
\*trace == IODeserialize("MC_TTrace_1795427164.bin", TRUE)
\*
\*=============================================================================
\*

---- MODULE MC_TETrace ----
EXTENDS MC, TLC

trace == 
    <<
    ([held |-> [AD |-> [count |-> 1, version |-> 1], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 1,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> TRUE, count |-> 1, version |-> 1], DR |-> [acked |-> TRUE, count |-> 1, version |-> 1]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {}, named |-> 1],S |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> <<>>, excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 1, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 1, scales |-> 1, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 1, requests |-> {}, markWrites |-> {}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 0, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 1, version |-> 1], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 1,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> TRUE, count |-> 1, version |-> 1], DR |-> [acked |-> TRUE, count |-> 1, version |-> 1]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {}, named |-> 1],S |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> <<>>, excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 1, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 1, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 1, requests |-> {}, markWrites |-> {}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 0, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 1, version |-> 1], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 1,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> TRUE, count |-> 1, version |-> 1], DR |-> [acked |-> TRUE, count |-> 1, version |-> 1]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {}, named |-> 1],S |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> <<>>, excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 1, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 1, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 1, requests |-> {}, markWrites |-> {}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 0, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 1, version |-> 1], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 1,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> TRUE, count |-> 1, version |-> 1], DR |-> [acked |-> TRUE, count |-> 1, version |-> 1]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 1, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 1, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, pods |-> <<[phase |-> "Gone", node |-> None]>>, type |-> "Update"]>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 1, version |-> 1], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 1,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> TRUE, count |-> 1, version |-> 1], DR |-> [acked |-> TRUE, count |-> 1, version |-> 1]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, pods |-> <<[phase |-> "Gone", node |-> None]>>, type |-> "Update"]>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 1, version |-> 1], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 0,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> TRUE, count |-> 1, version |-> 1], DR |-> [acked |-> TRUE, count |-> 1, version |-> 1]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, pods |-> <<[phase |-> "Gone", node |-> None]>>, type |-> "Update"]>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 1, version |-> 1], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 0,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> FALSE, count |-> 0, version |-> 2], DR |-> [acked |-> TRUE, count |-> 1, version |-> 1]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<[epoch |-> <<1, 1>>, type |-> "SetCount", count |-> 0, version |-> 2]>>, up |-> <<>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, pods |-> <<[phase |-> "Gone", node |-> None]>>, type |-> "Update"]>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 0, version |-> 2], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 0,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> FALSE, count |-> 0, version |-> 2], DR |-> [acked |-> TRUE, count |-> 1, version |-> 1]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, pods |-> <<[phase |-> "Gone", node |-> None]>>, type |-> "Update"]>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 0, version |-> 2], DR |-> [count |-> 1, version |-> 1]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 0,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> FALSE, count |-> 0, version |-> 2], DR |-> [acked |-> FALSE, count |-> 0, version |-> 2]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<[epoch |-> <<1, 1>>, type |-> "SetCount", count |-> 0, version |-> 2]>>, up |-> <<>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, pods |-> <<[phase |-> "Gone", node |-> None]>>, type |-> "Update"]>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 0, version |-> 2], DR |-> [count |-> 0, version |-> 2]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 0,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> FALSE, count |-> 0, version |-> 2], DR |-> [acked |-> FALSE, count |-> 0, version |-> 2]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, pods |-> <<[phase |-> "Gone", node |-> None]>>, type |-> "Update"]>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 0, version |-> 2], DR |-> [count |-> 0, version |-> 2]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 0,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> FALSE, count |-> 0, version |-> 2], DR |-> [acked |-> FALSE, count |-> 0, version |-> 2]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<[phase |-> "Ready", node |-> n1]>>, tomb |-> {1}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<[epoch |-> <<1, 1>>, pods |-> {1}, type |-> "Tombstone"]>>, up |-> <<[epoch |-> <<1, 1>>, pods |-> <<[phase |-> "Gone", node |-> None]>>, type |-> "Update"]>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)]),
    ([held |-> [AD |-> [count |-> 0, version |-> 2], DR |-> [count |-> 0, version |-> 2]],below |-> (n1 :> [epoch |-> <<1, 1>>, status |-> "Down"] @@ n2 :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "AD" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "DR" :> [epoch |-> <<1, 1>>, status |-> "InSync"] @@ "RS" :> [epoch |-> <<1, 1>>, status |-> "InSync"]),want |-> 0,K |-> (n1 :> [pods |-> <<"Ready">>, shown |-> <<>>, drained |-> 0] @@ n2 :> [pods |-> <<>>, shown |-> <<>>, drained |-> 0]),view |-> [AD |-> [acked |-> FALSE, count |-> 0, version |-> 2], DR |-> [acked |-> FALSE, count |-> 0, version |-> 2]],recovered |-> (n1 :> TRUE @@ n2 :> TRUE @@ "ReplicaSet" :> TRUE @@ "Scheduler" :> TRUE @@ "Autoscaler" :> FALSE @@ "Deployment" :> TRUE),R |-> [pods |-> <<>>, tomb |-> {}],lates |-> 0,hist |-> [excused |-> FALSE, started |-> {<<1, n1>>}, ended |-> {}, lost |-> {<<1, n1, 1>>}, named |-> 1],S |-> [pods |-> <<>>, tomb |-> {}, nominated |-> <<>>, cancelled |-> (n1 :> [lifting |-> FALSE, written |-> TRUE, id |-> 1]), excused |-> {}, lifted |-> <<>>],left |-> [cancels |-> 0, excuses |-> 0, podFailures |-> 0, crashes |-> 0, breaks |-> 0, scales |-> 0, deletes |-> 0, apiFailures |-> 0],above |-> (n1 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ n2 :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "AD" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "DR" :> [epoch |-> <<1, 1>>, answered |-> TRUE] @@ "RS" :> [epoch |-> <<1, 1>>, answered |-> TRUE]),api |-> [mark |-> (n1 :> 0 @@ n2 :> 0), objects |-> <<[node |-> None, state |-> "absent", deleting |-> FALSE], [node |-> None, state |-> "absent", deleting |-> FALSE]>>, replicas |-> 0, requests |-> {}, markWrites |-> {[node |-> n1, run |-> 1, id |-> 1, op |-> "mark"]}, marked |-> (n1 :> {} @@ n2 :> {}), marks |-> 1, markAnswers |-> {}, answers |-> {}],net |-> (n1 :> [conn |-> None, late |-> None, down |-> <<>>, up |-> <<>>] @@ n2 :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<>>] @@ "AD" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "DR" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<>>, up |-> <<[epoch |-> <<1, 1>>, type |-> "CountAck", version |-> 2]>>] @@ "RS" :> [conn |-> <<1, 1>>, late |-> None, down |-> <<[epoch |-> <<1, 1>>, pods |-> {1}, type |-> "Tombstone"]>>, up |-> <<>>]),inc |-> (n1 :> 1 @@ n2 :> 1 @@ "ReplicaSet" :> 1 @@ "Scheduler" :> 1 @@ "Autoscaler" :> 1 @@ "Deployment" :> 1)])
    >>
----


=============================================================================

---- CONFIG MC_TTrace_1795427164 ----
CONSTANTS
    None = None
    n1 = n1
    n2 = n2
    Nodes = { n1 , n2 }
    NodeSize = 1
    Names = 2
    Replicas = 1
    Counts = { 0 }
    MaxScales = 1
    MaxCrashes = 0
    CrashStages <- AllStages
    MaxBreaks = 1
    BreakLinks <- NodeLinks
    MaxLate = 0
    MaxExcuses = 0
    MaxPodFailures = 0
    Publishing = FALSE
    MaxDeletes = 0
    MaxApiFailures = 0
    MaxCancels = 1
    Lagging = FALSE
    High = { }
    Off = { "CancelWritten" }
    None = None
    n1 = n1
    n2 = n2

INVARIANT
    _inv

CHECK_DEADLOCK
    \* CHECK_DEADLOCK off because of PROPERTY or INVARIANT above.
    FALSE

INIT
    _init

NEXT
    _next

CONSTANT
    _TETrace <- _trace

ALIAS
    _expression
=============================================================================
\* Generated on Mon Nov 23 09:46:09 UTC 2026