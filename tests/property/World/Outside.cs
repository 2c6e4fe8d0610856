using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

/// <summary>What happens around the chain: users, runtimes, and the API server.</summary>
internal static class Outside
{
    public static void Scale(Chain chain, Function function, int replicas)
    {
        chain.Tell(() => $"a user scales {function.Deployment} to {replicas}");
        function.Desired = replicas;
        chain.Watches.Add(StageKind.Autoscaler, new Scale(function.Deployment, replicas));
    }

    /// <summary>The template changes: another ReplicaSet is the current one.</summary>
    public static void ChangeTemplate(Chain chain, Function function, int revision)
    {
        chain.Tell(() => $"a user gives {function.Deployment} template {revision}");
        chain.Count("templates");
        function.Revise(revision);
        chain.Watches.Add(StageKind.ReplicaSet, new ObserveReplicaSet(function.Current, Exists: true));
        chain.Watches.Add(StageKind.Scheduler, new ObserveShape(function.Current, function.Shape));
        chain.Watches.Add(StageKind.Deployment, new ObserveReplicaSet(function.Current, Exists: true));
        chain.Watches.Add(StageKind.Deployment, new ObserveDeployment(function.Deployment, function.Current));
    }

    public static void Cordon(Chain chain, NodeName node, bool cordoned)
    {
        if (!chain.Membership.IsThere(node))
        {
            return;
        }

        chain.Tell(() => $"a user {(cordoned ? "cordons" : "uncordons")} {node}");
        _ = cordoned ? chain.Cordoned.Add(node) : chain.Cordoned.Remove(node);
        chain.Watches.Add(StageKind.Scheduler, new ObserveNode(node, chain.Spec(node)));
    }

    /// <summary>A user deletes a Pod's object, in one of three cases by force.</summary>
    public static void Delete(Chain chain, int pick)
    {
        if (chain.Api.Objects.Count > 0 && !chain.Api.IsAway)
        {
            var pod = chain.Api.Objects.Keys.Order().ElementAt(pick % chain.Api.Objects.Count);
            var force = pick / 7 % 3 == 0;
            chain.Tell(() => $"a user deletes {pod}{(force ? " by force" : "")}");
            chain.Count(force ? "forced deletions" : "deletions");
            chain.Api.UserDeletes(pod, force);
        }
    }

    /// <summary>A runtime says that it started or stopped a Pod, or a Kubelet gets the answer to a request.</summary>
    public static void Answer(Chain chain, CommandKind kind, int pick)
    {
        if (kind == CommandKind.Runtime && chain.Runtime.Count > 0)
        {
            var answer = chain.Runtime[pick % chain.Runtime.Count];
            chain.Runtime.Remove(answer);
            Take(chain, answer.Node, answer.Run, answer.Answer);
        }
        else if (kind == CommandKind.ApiAnswers && chain.Api.Answers.Count > 0)
        {
            var answer = chain.Api.Answers[pick % chain.Api.Answers.Count];
            chain.Api.Answers.Remove(answer);
            Take(chain, answer.Node, answer.Run, answer.Done);
        }
    }

    /// <summary>A Pod ends by itself.</summary>
    public static void Fail(Chain chain, int pick)
    {
        var node = chain.Nodes[pick % chain.Nodes.Length];
        var pods = chain.K[node].Pods.Keys.Order().ToList();
        if (pods.Count > 0)
        {
            chain.Count("Pods that ended by themselves");
            Take(chain, node, chain.Runs[node], new PodStopped(pods[pick / 7 % pods.Count]));
        }
    }

    /// <summary>The API server carries out a request, or does not (1), or does and its answer is lost (2).</summary>
    public static void Serve(Chain chain, int failure, int pick)
    {
        var api = chain.Api;
        if (api.Requests.Count > 0)
        {
            var request = api.Requests[pick % api.Requests.Count];
            var carriedOut = failure != 1 && !api.IsAway;
            if (failure > 0)
            {
                chain.Count(carriedOut ? "lost answers" : "failed requests");
            }

            chain.Tell(
                () => $"the API server {(carriedOut ? "carries out" : "fails at")} " +
                    $"{Words.Of(request.Output)}{(failure == 2 ? "; its answer is lost" : "")}");
            api.Apply(request, carriedOut, answered: failure == 0);
        }
    }

    /// <summary>The API server serves a request about the mark of a Node.</summary>
    public static void Mark(Chain chain, int pick)
    {
        if (chain.Marks.Requests.Count > 0 && !chain.Api.IsAway)
        {
            chain.Marks.Serve(chain.Marks.Requests[pick % chain.Marks.Requests.Count]);
        }
    }

    private static void Take(Chain chain, NodeName node, int run, Input input)
    {
        if (chain.Runs[node] == run)
        {
            chain.Tell(() => $"{node} hears: {Words.Of(input)}");
            chain.StepK(node, input);
        }
    }
}
