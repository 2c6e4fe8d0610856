----------------------------- MODULE MCSimulation ------------------------------
(* Bounds that only random behaviours can reach: a third node.               *)
EXTENDS MC

CONSTANT n3
=============================================================================
