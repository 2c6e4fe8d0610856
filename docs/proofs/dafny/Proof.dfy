// The theorem: whatever happens, in whatever order and number, to any number of Pods and nodes, the properties hold.
include "ProofStepsOnLinks.dfy"
include "ProofStepsOnIdentity.dfy"
include "ProofStepsOnRoom.dfy"
include "ProofStepsOnPods.dfy"
include "ProofStepsOnCounts.dfy"
include "ProofStepsOnRuns.dfy"
include "ProofFencing.dfy"

module Proof {
  import opened Network
  import opened State
  import opened Properties
  import opened Invariant
  import opened KubeDirect
  import ProofLinks
  import ProofRoom
  import ProofStepsOnLinks
  import ProofStepsOnIdentity
  import ProofStepsOnRoom
  import ProofStepsOnPods
  import ProofStepsOnCounts
  import ProofStepsOnRuns
  import ProofFencing
  import ProofPods

  lemma Init_has_the_invariant(s: State)
    requires ColdInit(s)
    ensures Inv(s)
  {
    ProofLinks.Idle_is_good();
    forall l: Link ensures LinkInv(s.links[l], s.inc[Upper(l)]) {}
    reveal PlaceLink(), BindLink(), Room(), AgreeOnPods(), AgreeOnNode(), AgreeOnCount();
    forall n: Node ensures Room(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods) {
      assert OnNode(s.S.pods, n) == {};
      assert Within(s.links[ToNode(n)], s.K[n].pods, {});
    }
  }

  lemma Next_keeps_the_invariant(s: State, t: State)
    requires Inv(s) && Next(s, t)
    ensures Inv(t) && EpochFencing(s, t)
  {
    var step: Step :| Takes(s, t, step);
    ProofStepsOnLinks.Links_are_kept(s, t, step);
    ProofStepsOnIdentity.Identity_is_kept(s, t, step);
    ProofStepsOnRoom.Rooms_are_kept(s, t, step);
    ProofStepsOnCounts.Counts_are_kept(s, t, step);
    ProofStepsOnPods.Pods_are_kept(s, t, step);
    ProofStepsOnRuns.Runs_are_kept(s, t, step);
    ProofFencing.Steps_are_fenced(s, t, step);
  }

  ghost predicate Safe(s: State) { UniqueBinding(s) && NoResurrection(s) && Capacity(s) && Coherence(s) }

  lemma The_invariant_implies_Capacity(s: State)
    requires Inv(s)
    ensures Capacity(s)
  {
    forall n: Node ensures |OnNode(s.S.pods, n)| <= NodeSize && |s.K[n].pods| <= NodeSize {
      assert Room(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods);
      reveal Room();
      var P: set<Pod> :| |P| <= NodeSize && Within(s.links[ToNode(n)], s.K[n].pods, P);
      forall p | p in s.K[n].pods ensures p in P { assert Holds(s.links[ToNode(n)], s.K[n].pods, p); }
      ProofRoom.Fits(s.K[n].pods.Keys, P);
      assert |s.K[n].pods| == |s.K[n].pods.Keys|;
    }
  }

  // With nothing in flight, the view after what is in flight is the view, and it is the state below.
  lemma The_invariant_implies_Coherence(s: State)
    requires Inv(s)
    ensures Coherence(s)
  {
    forall l: Link | IsScale(l) ensures ScaleCoherent(s.links[l], s.view[l], s.held[l]) {
      assert AgreeOnCount(s.links[l], s.view[l], s.held[l]);
      ScaleCoherent_follows(s.links[l], s.view[l], s.held[l]);
    }
    PodsCoherent_follows(s.links[RS], s.R, s.S.pods, s.S.tomb);
    forall n: Node ensures NodeCoherent(s.links[ToNode(n)], n, s.S.pods, s.K[n].pods) {
      assert AgreeOnNode(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods);
      NodeCoherent_follows(n, s.links[ToNode(n)], s.S.pods, s.K[n].pods);
    }
  }

  lemma ScaleCoherent_follows(k: LinkState, view: map<Key, View>, held: map<Key, Count>)
    requires AgreeOnCount(k, view, held)
    ensures ScaleCoherent(k, view, held)
  {
    reveal AgreeOnCount();
    if Healthy(k) && Quiet(k) {
      forall key ensures key in view <==> key in held { assert AgreeOnKey([], [], GetKey(view, key), GetKey(held, key)); }
      forall key | key in view ensures view[key].acked && held[key] == Count(view[key].count, view[key].version) {
        assert AgreeOnKey([], [], GetKey(view, key), GetKey(held, key));
      }
    }
  }

  lemma PodsCoherent_follows(k: LinkState, r: Level, pods: map<Pod, Entry>, tomb: set<Pod>)
    requires AgreeOnPods(k, r, pods, tomb)
    ensures PodsCoherent(k, r, pods, tomb)
  {
    reveal AgreeOnPods();
    if Healthy(k) && Quiet(k) {
      forall p ensures Get(r.pods, p) == Get(pods, p) { assert After(false, Get(r.pods, p), p, k.up) == Below_RS(k.down, pods, p); }
      forall p ensures p in r.pods <==> p in pods { assert Get(r.pods, p) == Get(pods, p); }
      forall p | p in r.pods ensures r.pods[p] == pods[p] { assert Get(r.pods, p) == Get(pods, p); }
      assert r.pods == pods;
    }
  }

  lemma NodeCoherent_follows(n: Node, k: LinkState, pods: map<Pod, Entry>, runs: map<Pod, Phase>)
    requires AgreeOnNode(n, k, pods, runs)
    ensures NodeCoherent(k, n, pods, runs)
  {
    reveal AgreeOnNode();
    if Healthy(k) && Quiet(k) {
      forall p ensures GetOn(pods, n, p) == Below_Node(k.down, n, runs, p) {
        assert After(true, GetOn(pods, n, p), p, k.up) == Below_Node(k.down, n, runs, p);
      }
      forall p ensures p in OnNode(pods, n) <==> p in runs { assert GetOn(pods, n, p) == Below_Node(k.down, n, runs, p); }
      forall p | p in runs ensures pods[p].phase == runs[p] { assert GetOn(pods, n, p) == Below_Node(k.down, n, runs, p); }
    }
  }

  lemma The_invariant_implies_safety(s: State)
    requires Inv(s)
    ensures Safe(s)
  {
    The_invariant_implies_Capacity(s);
    The_invariant_implies_Coherence(s);
  }

  // A behaviour: a sequence of states that begins with nothing and goes on by steps of the chain, or rests.
  ghost predicate Behaviour(b: nat -> State) {
    ColdInit(b(0)) && forall i: nat :: b(i + 1) == b(i) || Next(b(i), b(i + 1))
  }

  lemma Inv_always(b: nat -> State, i: nat)
    requires Behaviour(b)
    ensures Inv(b(i))
  {
    if i == 0 { Init_has_the_invariant(b(0)); }
    else {
      Inv_always(b, i - 1);
      assert b(i - 1 + 1) == b(i - 1) || Next(b(i - 1), b(i - 1 + 1));
      if b(i) != b(i - 1) { Next_keeps_the_invariant(b(i - 1), b(i)); }
    }
  }

  // A step that changes nothing takes nothing late.
  lemma Resting_is_fenced(s: State)
    ensures EpochFencing(s, s)
  {}

  lemma Safety(b: nat -> State)
    requires Behaviour(b)
    ensures forall i: nat :: Safe(b(i)) && EpochFencing(b(i), b(i + 1))
  {
    forall i: nat ensures Safe(b(i)) && EpochFencing(b(i), b(i + 1)) {
      Inv_always(b, i);
      The_invariant_implies_safety(b(i));
      if b(i + 1) == b(i) { Resting_is_fenced(b(i)); } else { Next_keeps_the_invariant(b(i), b(i + 1)); }
    }
  }
}
