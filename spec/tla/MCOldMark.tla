------------------------------ MODULE MCOldMark ------------------------------
(* The model MCOldMark searches only behaviours in which the Deployment is   *)
(* scaled after a mark was lifted, and the Scheduler crashes while the       *)
(* ReplicaSet stage holds a tombstone. In others its watch shows no old mark *)
(* while anything depends on it; MCCancelCrash has those without scaling.    *)
(* While the new count is on its way, nothing else happens. And a Kubelet    *)
(* sees each mark of its Node at once: that it may be late is not the        *)
(* subject here.                                                             *)
EXTENDS MC

OnItsWay == api.replicas # want \/ \E l \in ScaleLinks : ~Quiet(l) \/ Want(l, 1) # held[l][1].count

Later ==
    /\ api'.replicas # api.replicas => S.lifted # {}
    /\ inc' # inc => R.tomb # {}
    /\ \A n \in Nodes : api.mark[n] \notin {0} \union K[n].drained => K' # K
    /\ OnItsWay => UNCHANGED <<R, S, K, inc>>
=============================================================================
