using KubeDirect.StateMachine;

namespace KubeDirect.KubeAdapter;

/// <summary>Which ReplicaSets' Pods the API server refuses (a quota, a terminating namespace, a template that it does not take), and for how long their answers are held back.</summary>
/// <remarks>
/// The ReplicaSet stage replaces a refused Pod at once, as it should: it knows no time. So the answer is what waits, longer with each round of
/// refusals of one ReplicaSet, or the two would go round as fast as the API server answers. Thread-safe.
/// </remarks>
internal sealed class Refusals(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly object gate = new();
    private readonly Dictionary<ScaleKey, Round> rounds = [];
    private readonly long began = time.GetTimestamp();

    // Not the time of day: a clock that is set back by an hour must not hold an answer back for an hour.
    private TimeSpan Now => time.GetElapsedTime(began);

    /// <summary>Whether Pods of a ReplicaSet were refused lately and none was accepted since.</summary>
    public bool Has(ScaleKey owner)
    {
        lock (gate)
        {
            return rounds.TryGetValue(owner, out var round) && !IsOver(round);
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
            var known = rounds.TryGetValue(owner, out var round) && !IsOver(round);
            begins = !known || now >= round.Until;
            if (begins)
            {
                Forget();
                var length = !known ? Shortest : round.Length * 2 < Longest ? round.Length * 2 : Longest;
                round = new Round(now + length, length);
                rounds[owner] = round;
            }

            return round.Until - now;
        }
    }

    /// <summary>A Pod was accepted.</summary>
    public void Accept(ScaleKey owner)
    {
        lock (gate)
        {
            rounds.Remove(owner);
        }
    }

    private bool IsOver(Round round) => Now > round.Until + Longest;

    private void Forget()
    {
        foreach (var owner in rounds.Where(pair => IsOver(pair.Value)).Select(pair => pair.Key).ToList())
        {
            rounds.Remove(owner);
        }
    }

    private readonly record struct Round(TimeSpan Until, TimeSpan Length);
}
