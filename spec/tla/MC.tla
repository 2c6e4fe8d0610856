--------------------------------- MODULE MC ----------------------------------
(* What a configuration cannot say by itself; the bounds are in MC*.cfg.     *)
EXTENDS Refinement, Inductive

CONSTANTS n1, n2

NodeSymmetry == Permutations(Nodes)
AllStages == Stages
PodStages == {"ReplicaSet", "Scheduler"} \union Nodes
AllLinks == Links
PodLinks == Links \ ScaleLinks
NodeLinks == Nodes
=============================================================================
