using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>
/// The ReplicaSets whose Pods the API server refuses (because of a quota, a terminating namespace or an invalid template), and how long the
/// answers about these Pods are held back.
/// </summary>
/// <remarks>
/// The ReplicaSet stage, which knows no time, replaces a refused Pod at once. So the answer is held back, longer with each round of
/// refusals of one ReplicaSet. Otherwise the chain would create and replace Pods as fast as the API server answers. Thread-safe.
/// </remarks>
internal sealed class Refusals(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly object gate = new();
    private readonly Dictionary<ScaleKey, TimeSpan> rounds = [];
    private readonly KeyedBackoff<ScaleKey> backoff = new(TimeSpan.FromMilliseconds(200), Longest);
    private readonly long began = time.GetTimestamp();

    // Monotonic time: a clock that is set back by an hour must not hold an answer back for an hour.
    private TimeSpan Now => time.GetElapsedTime(began);

    /// <summary>Whether Pods of a ReplicaSet were refused and none was accepted since.</summary>
    public bool Has(ScaleKey owner)
    {
        lock (gate)
        {
            return rounds.TryGetValue(owner, out var until) && !IsOver(until);
        }
    }

    /// <summary>Records that a Pod was refused.</summary>
    /// <param name="owner">The Pod's ReplicaSet.</param>
    /// <param name="begins">Whether this refusal begins a round. The delays of one round end together.</param>
    /// <returns>How long the answer is held back.</returns>
    public TimeSpan Refuse(ScaleKey owner, out bool begins)
    {
        lock (gate)
        {
            var now = Now;
            var known = rounds.TryGetValue(owner, out var until) && !IsOver(until);
            begins = !known || now >= until;
            if (begins)
            {
                Forget();
                until = now + backoff.Next(owner);
                rounds[owner] = until;
            }

            return until - now;
        }
    }

    /// <summary>Records that a Pod was accepted, which ends the refusals of its ReplicaSet.</summary>
    public void Accept(ScaleKey owner)
    {
        lock (gate)
        {
            Remove(owner);
        }
    }

    private bool IsOver(TimeSpan until) => Now > until + Longest;

    private void Forget()
    {
        foreach (var owner in rounds.Where(pair => IsOver(pair.Value)).Select(pair => pair.Key).ToList())
        {
            Remove(owner);
        }
    }

    private void Remove(ScaleKey owner)
    {
        rounds.Remove(owner);
        backoff.Forget(owner);
    }
}
