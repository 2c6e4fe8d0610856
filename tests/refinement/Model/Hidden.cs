using System.Collections.Immutable;
using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Tla.Canon;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>What a state of the code has beyond what the specification's state says of it: mostly indexes, and UIDs.</summary>
/// <remarks>
/// States of the code are told apart by their mapping and by this. If the two never part, that is, if there are as many states of the code
/// as of the specification, all of it is a function of the mapping. Left out is what no guard reads: <c>Parked</c> and <c>Requests</c>
/// (policy), and the counters that only make the next name or epoch.
/// </remarks>
internal sealed class Hidden
{
    private readonly Memo<AutoscalerState, string> heads = new((_, a) => Record(("listed", Bool(a.Listed)), ("view", View(a.View))));
    private readonly Memo<DeploymentState, string> deployments = new((_, d) => Deployment(d));
    private readonly Memo<ReplicaSetState, string> replicaSets = new(ReplicaSet);
    private readonly Memo<SchedulerState, string> schedulers = new(Scheduler);
    private readonly Memo<KubeletState, string> kubelets = new(Kubelet);
    private readonly Memo<ImmutableSortedDictionary<string, ImmutableSortedDictionary<int, bool>>,
        string> runtimes = new((_, runtime) => Runtime(runtime));
    private readonly Memo<ApiServer, string> apis = new((_, api) => Api(api));

    public string Of(World w) => string.Concat(
    [
        heads.Of(w, w.A),
        deployments.Of(w, w.D),
        replicaSets.Of(w, w.R),
        schedulers.Of(w, w.S),
        .. w.K.Values.Select(k => kubelets.Of(w, k)),
        runtimes.Of(w, w.Runtime),
        apis.Of(w, w.Api),
    ]);

    private static string Runtime(ImmutableSortedDictionary<string, ImmutableSortedDictionary<int, bool>> runtime) =>
        Function(runtime.Select(pair => (pair.Key, Function(pair.Value.Select(pod => (Int(pod.Key), Bool(pod.Value)))))));

    private static string Deployment(DeploymentState d) => Record(
        ("listed", Bool(d.Listed)),
        ("known", Keys(d.Known)),
        ("current", Function(d.Current.Select(pair => (Str(pair.Key.Value), Str(pair.Value.Value))))),
        ("owners", Function(d.Owners.Select(pair => (Str(pair.Key.Value), Str(pair.Value.Value))))),
        ("view", View(d.View)));

    private static string ReplicaSet(World w, ReplicaSetState r)
    {
        return Record(
            ("listed", Bool(r.Listed)),
            ("exists", Function(r.ReplicaSets.Select(pair => (Str(pair.Key.Value), Str(pair.Value.Existence.ToString()))))),
            ("live",
                Function(
                    r.ReplicaSets.Values.SelectMany(group => group.Live).Select(
                        victim => (Int(w.NumberOf(victim.Pod)), Str(victim.Phase.ToString()))))),
            ("unsettled", Keys(r.Unsettled)));
    }

    private static string Scheduler(World w, SchedulerState s) => Record(
        ("listed", Bool(s.Listed)),
        ("shapes", Function(s.Shapes.Select(pair => (Str(pair.Key.Value), Str(pair.Value.Requests.ToString()))))),
        ("queue", Function(s.Queue.Select(pair => (Str(pair.Key.Value), Pods(w, pair.Value))))),
        ("requests", Function(s.Pods.Select(pair => (Int(w.NumberOf(pair.Key)), Str(pair.Value.Requests.ToString()))))),
        ("nodes",
            Function(
                s.Nodes.Select(
                    pair => (
                        pair.Key.Value,
                        Record(("used", Str(pair.Value.Used.ToString())), ("pods", Pods(w, pair.Value.Pods)),
                            ("nominated", Pods(w, pair.Value.Nominated))))))),
        ("cancelled", Set(s.Cancelled.Select(node => node.Value))),
        ("prioritized", Keys(s.Prioritized)));

    private static string Api(ApiServer api) => Record(
        ("created", Sequence(api.Objects.Select(found => Int(found.Creations)))),
        ("requests", Set(api.Requests.Select(request => $"{request.Node}.{request.Run}.{request.Pod}.{Uid(request.Output)}"))),
        ("answers", Set(api.Answers.Select(answer => $"{answer.Node}.{answer.Pod}.{answer.Uid}"))));

    private static string Kubelet(World w, KubeletState k) => Record(
        ("requests", Function(k.Pods.Select(pair => (Int(w.NumberOf(pair.Key)), Str(pair.Value.Requests.ToString()))))),
        ("uids", Function(k.Objects.Select(pair => (Int(w.NumberOf(pair.Key)), Str(pair.Value.Uid))))),
        ("unpublished", Pods(w, k.Unpublished)));

    private static string View(ScaleView view) => Record(("todo", Keys(view.Todo)), ("forgotten", Int((long)view.Forgotten)));

    private static string Keys(IEnumerable<ScaleKey> keys) => Set(keys.Select(key => Str(key.Value)));

    private static string Pods(World w, IEnumerable<PodId> pods) => Set(pods.Select(pod => Int(w.NumberOf(pod))));

    private static string Uid(Output output) => output switch { ShowReady show => show.Uid, DeleteObject delete => delete.Uid, _ => "" };
}
