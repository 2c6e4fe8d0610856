// Changes on their way up, applied in order; and links on which nothing has to agree.
include "ProofLinks.dfy"

module ProofChanges {
  import opened Network
  import opened State
  import opened Invariant
  import opened ProofLinks

  // ---- Applying changes in order.

  // The first in flight is the first that is applied.
  lemma After_first(news: bool, v: Option<Entry>, p: Pod, up: seq<Message>)
    requires up != []
    ensures After(news, v, p, up) == After(news, AppliedBy(news, v, p, up[0]), p, up[1..])
  {
    if |up| > 1 {
      var init := up[..|up| - 1];
      After_first(news, v, p, init);
      assert up[1..][..|up| - 2] == init[1..] && init[0] == up[0];
      assert up[1..][|up| - 2] == up[|up| - 1];
    } else {
      assert up[1..] == [] && up[..0] == [];
    }
  }

  lemma After_last(news: bool, v: Option<Entry>, p: Pod, up: seq<Message>, m: Message)
    ensures After(news, v, p, up + [m]) == AppliedBy(news, After(news, v, p, up), p, m)
  {
    assert (up + [m])[..|up|] == up;
  }

  lemma After_untouched(news: bool, v: Option<Entry>, p: Pod, up: seq<Message>)
    requires forall m :: m in up && m.Update? ==> p !in m.pods
    ensures After(news, v, p, up) == v
  {
    if up != [] {
      var init := up[..|up| - 1];
      forall m | m in init && m.Update? ensures p !in m.pods { assert m in up; }
      After_untouched(news, v, p, init);
      assert up[|up| - 1] in up;
    }
  }

  // ---- Links on which nothing has to agree.

  ghost predicate Apart(k: LinkState) { Unrelated(k) && forall m :: m in k.down ==> m.Hello? }

  // Without a connection of the epoch in which the lower end answers, the ends are apart.
  lemma No_connection(k: LinkState, run: nat)
    requires LinkInv(k, run) && !(k.conn.Some? && k.above.answered && k.conn == Some(k.above.epoch))
    ensures Apart(k)
  {
    reveal Epochs(), Stages();
    if k.conn == None && k.down != [] { assert k.down[0] in k.down; }
  }

  lemma Answered(k: LinkState, run: nat)
    requires LinkInv(k, run) && k.above.answered && k.conn == Some(k.above.epoch)
    ensures k.above.epoch == k.below.epoch && (SnapshotOnItsWay(k) || (Working(k) && Healthy(k)))
  {
    reveal Epochs(), Stages(), Greetings();
    if HelloOnItsWay(k) { assert k.down[0] in FlightDown(k); }
  }
}
