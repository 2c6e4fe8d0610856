using KubeDirect.Primitives;
using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter.Kubelet;

/// <summary>
/// Which ReplicaSets' Pods the API server refuses (a quota, a terminating namespace, a template that it does not take), and for how long
/// their answers are held back.
/// </summary>
/// <remarks>
/// The ReplicaSet stage replaces a refused Pod at once, as it should: it knows no time. So the answer is what waits, longer with each
/// round of
/// refusals of one ReplicaSet, or the two would go round as fast as the API server answers. Thread-safe.
/// </remarks>
internal sealed class Refusals(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly object gate = new();
    private readonly Dictionary<ScaleKey, TimeSpan> rounds = [];
    private readonly KeyedBackoff<ScaleKey> backoff = new(TimeSpan.FromMilliseconds(200), Longest);
    private readonly long began = time.GetTimestamp();

    // Not the time of day: a clock that is set back by an hour must not hold an answer back for an hour.
    private TimeSpan Now => time.GetElapsedTime(began);

    /// <summary>Whether Pods of a ReplicaSet were refused lately and none was accepted since.</summary>
    public bool Has(ScaleKey owner)
    {
        lock (gate)
        {
            return rounds.TryGetValue(owner, out var until) && !IsOver(until);
        }
    }

    /// <summary>A Pod was refused.</summary>
    /// <param name="owner">Its ReplicaSet.</param>
    /// <param name="begins">Whether this begins a round. The refusals of one round end together.</param>
    /// <returns>How long its answer waits.</returns>
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

    /// <summary>A Pod was accepted.</summary>
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
