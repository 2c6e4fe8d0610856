namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>What lasts for a while, but no longer than faults are allowed to.</summary>
internal sealed class Lasting(SimLoop loop)
{
    private readonly List<Action> ends = [];
    private bool over;

    /// <summary>Ends something after a time, or when everything ends; at once if everything has.</summary>
    public void For(TimeSpan time, Action end)
    {
        var ended = false;
        if (over)
        {
            end();
            return;
        }

        ends.Add(Once);
        loop.After(time, Once);

        void Once()
        {
            if (!ended)
            {
                ended = true;
                end();
            }
        }
    }

    /// <summary>Ends everything, in the order in which it began.</summary>
    public void EndAll()
    {
        over = true;
        foreach (var end in ends.ToList())
        {
            end();
        }
    }
}
