using System.Collections.Immutable;
using KubeDirect.StateMachine;
using static KubeDirect.Tests.Refinement.Model.Topology;

namespace KubeDirect.Tests.Refinement.Model;

/// <content>The API server, its users, and failures.</content>
internal sealed partial class Chain
{
    private IEnumerable<(string Label, World Next)> ApiSteps(World w)
    {
        foreach (var request in w.Api.Requests)
        {
            string[] parameters = [request.Node, Canon.Int(request.Run), Canon.Int(request.Pod), Canon.Str(request.Operation)];
            var (found, outcome, uid) = w.Api.Perform(request);
            yield return (Canon.Label("ApiApplied", parameters), Reply(w, request, found, outcome, uid));
            if (w.Left.ApiFailures > 0)
            {
                // Failed, or applied and the answer lost: the Kubelet cannot tell which.
                var failing = w with { Left = w.Left with { ApiFailures = w.Left.ApiFailures - 1 } };
                yield return (Canon.Label("ApiFailed", parameters), Reply(failing, request, w.Api[request.Pod], PublishOutcome.Failed, ""));
                yield return (Canon.Label("ApiFailed", parameters), Reply(failing, request, found, PublishOutcome.Failed, ""));
            }
        }

        foreach (var answer in w.Api.Answers)
        {
            var consumed = w with { Api = w.Api with { Answers = w.Api.Answers.Remove(answer) } };
            if (Take(consumed, answer.Node, new PublishDone(PodBelow(w, w.Pod(answer.Pod)), answer.Outcome, answer.Uid)) is { } done)
            {
                yield return (Canon.Label("PublishDone", answer.Node, Canon.Int(answer.Pod)), done);
            }
        }

        foreach (var pod in Named(w))
        {
            foreach (var node in Bounds.Nodes)
            {
                if (Bounds.Publishing && Take(w, node, new Publish(PodBelow(w, w.Pod(pod)))) is { } asked)
                {
                    yield return (Canon.Label("Publish", node, Canon.Int(pod)), asked);
                }

                if (Watched(w, node, pod) is ({ } action, { } next))
                {
                    yield return (Canon.Label(action, node, Canon.Int(pod)), next);
                }
            }
        }
    }

    private static World Reply(World w, Request request, PodObject found, PublishOutcome outcome, string uid)
    {
        var api = w.Api.With(request.Pod, found) with { Requests = w.Api.Requests.Remove(request) };

        // The answer to a run that has crashed meanwhile finds nobody.
        return w with
        {
            Api = request.Run == w.Runs[request.Node]
                ? api with { Answers = api.Answers.Add(new Reply(request.Node, request.Pod, outcome, uid)) }
                : api,
        };
    }

    /// <summary>What a node's watch tells of a Pod's object, if that changes anything: a watch repeats itself, a step does not.</summary>
    private (string Action, World Next)? Watched(World w, string node, int number)
    {
        var pod = PodBelow(w, w.Pod(number));
        var found = w.Api[number];
        var known = w.K[node].Pods.ContainsKey(pod) || w.K[node].Objects.ContainsKey(pod);
        Input? input = found switch
        {
            { State: "gone" } => new ObserveDeleted(pod, found.Uid, Gone: true),
            { IsThere: true, Deleting: true } when known || found.Node == node => new ObserveDeleted(pod, found.Uid, Gone: false),
            { IsThere: true } when found.Node == node => new ObserveObject(pod, found.Uid),
            _ => null,
        };
        return input is not null && Take(w, node, input) is { } next && (next.K[node] != w.K[node])
            ? (known || found.State == "gone" ? "ObserveDeleted" : "ObserveObject", next)
            : null;
    }

    private IEnumerable<(string Label, World Next)> Failures(World w)
    {
        foreach (var link in Bounds.BreakLinks.Where(link => w.Left.Breaks > 0 && w.Net[link].IsConnected))
        {
            foreach (var broken in Cut(w, link))
            {
                yield return (Canon.Label("Break", Text(link)), broken with { Left = w.Left with { Breaks = w.Left.Breaks - 1 } });
            }
        }

        foreach (var stage in Bounds.CrashStages.Where(_ => w.Left.Crashes > 0))
        {
            foreach (var crashed in Crash(w, stage))
            {
                yield return (Canon.Label("Crash", Text(stage)), crashed with { Left = w.Left with { Crashes = w.Left.Crashes - 1 } });
            }
        }

        foreach (var node in Bounds.Nodes.Where(_ => w.Left.Excuses > 0))
        {
            if (Take(w, Scheduler, new Excuse(new NodeName(node))) is { } excused)
            {
                yield return (
                    Canon.Label("Excuse", node),
                    excused with { Hist = w.Hist with { Excused = true }, Left = w.Left with { Excuses = w.Left.Excuses - 1 } });
            }
        }

        foreach (var node in Bounds.Nodes.Where(_ => w.Left.Cancels > 0))
        {
            if (Take(w, Scheduler, new Cancel(new NodeName(node))) is { } cancelled)
            {
                yield return (Canon.Label("Cancel", node), cancelled with { Left = w.Left with { Cancels = w.Left.Cancels - 1 } });
            }
        }

        foreach (var count in Bounds.Counts.Where(count => w.Left.Scales > 0 && count != w.Api.Replicas))
        {
            yield return (
                Canon.Label("UserScale", Canon.Int(count)),
                w with { Api = w.Api with { Replicas = count }, Left = w.Left with { Scales = w.Left.Scales - 1 } });
        }

        foreach (var set in Sets.Where(set => w.Left.Rollouts > 0 && set != w.Api.Template))
        {
            var past = Bounds.Lagging ? w.Api.PastTemplates.Add(w.Api.Template).Remove(set) : w.Api.PastTemplates;
            yield return (
                Canon.Label("UserRollout", Canon.Int(set)),
                w with
                {
                    Api = w.Api with { Template = set, PastTemplates = past },
                    Left = w.Left with { Rollouts = w.Left.Rollouts - 1 }
                });
        }

        foreach (var pod in Named(w).Where(pod => w.Left.Deletes > 0 && w.Api[pod].IsThere))
        {
            var label = Canon.Label("UserDelete", Canon.Int(pod));
            var found = w.Api[pod];
            var less = w with { Left = w.Left with { Deletes = w.Left.Deletes - 1 } };
            yield return (label, less with { Api = w.Api.With(pod, found.Removed()) });
            if (!found.Deleting)
            {
                yield return (label, less with { Api = w.Api.With(pod, found with { Deleting = true }) });
            }
        }
    }

    /// <summary>The connection of a link breaks, and one message of it may arrive later.</summary>
    private IEnumerable<World> Cut(World w, string link) =>
        w.Net[link].IsConnected
            ? w.Net[link].Cut(w.Lates < Bounds.MaxLate).Select(
                cut => w with { Net = w.Net.SetItem(link, cut.Wire), Lates = w.Lates + cut.Kept })
            : [w];

    private IEnumerable<World> Crash(World w, string stage)
    {
        IEnumerable<World> worlds = [w];
        foreach (var link in w.Net.Keys.Where(link => Upper(link) == stage || Lower(link) == stage))
        {
            worlds = worlds.SelectMany(world => Cut(world, link));
        }

        var ended = w.Runtime.TryGetValue(stage, out var running) ? w.Hist.Ended.Union(running.Keys) : w.Hist.Ended;
        var lost = stage == Scheduler ? w.Hist.Lost.Union(w.Api.Deleted.SelectMany(node => LostWith(w, node, run: 0))) : w.Hist.Lost;
        return worlds.Select(world => Start(world with { Runs = w.Runs.SetItem(stage, w.Runs[stage] + 1) }, stage) with
        {
            Hist = w.Hist with { Ended = ended, Lost = lost },
            Api = w.Api with
            {
                Answers = w.Api.Answers.Where(answer => answer.Node != stage).ToImmutableHashSet(),
                MarkAnswers = stage == Scheduler ? [] : w.Api.MarkAnswers,
                Unseen = w.Api.Unseen.Remove(stage),
            },
        });
    }
}
