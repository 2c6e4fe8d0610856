namespace KubeDirect.Tests.Coyote.Scenarios;

/// <summary>The adapter between the chain and the API server.</summary>
internal static class AdapterScenarios
{
    public static readonly IReadOnlyDictionary<string, Func<Task>> All = new Dictionary<string, Func<Task>>
    {
        ["publishing races with a deletion by a user"] = () => Publishing.DeletedByUserAsync(losesCreate: false),
        ["a create whose answer is lost races with a deletion"] = () => Publishing.DeletedByUserAsync(losesCreate: true),
        ["publishing races with a tombstone"] = Publishing.TombstonedAsync,
        ["a watch expires while a handler runs"] = ExpiringWatch.RunAsync,
        ["leadership is lost and regained"] = Leadership.LostAndRegainedAsync,
        ["leadership is lost in the middle of a write"] = Leadership.LostInTheMiddleOfAWriteAsync,
        ["a work queue's keys change while they are worked on"] = BusyQueue.RunAsync,
    };
}
