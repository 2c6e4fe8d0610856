using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property;

/// <summary>What happens around the chain: runtimes, API server, watches and users.</summary>
internal static class Outside
{
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

    /// <summary>The API server carries out a request, or does not.</summary>
    public static void Serve(Chain chain, bool fail, int pick)
    {
        if (chain.Api.Requests.Count > 0)
        {
            var request = chain.Api.Requests[pick % chain.Api.Requests.Count];
            chain.Story.Add($"the API server {(fail ? "fails at" : "serves")} {request.Output} of {request.Node}");
            chain.Api.Apply(request, fail);
        }
    }

    /// <summary>A Kubelet's watch shows it one object as it is, which it may have seen long ago.</summary>
    public static void Watch(Chain chain, int pick)
    {
        foreach (var (pod, shown) in chain.Api.Objects.OrderBy(pair => pair.Key).Skip(pick % Math.Max(1, chain.Api.Objects.Count)).Take(1))
        {
            chain.Story.Add($"{shown.Node} sees the object of {pod}{(shown.Deleting ? ", which is being deleted" : "")}");
            Show(chain, pod, shown);
        }
    }

    public static void Show(Chain chain, PodId pod, ApiObject shown) =>
        chain.StepK(shown.Node, shown.Deleting ? new ObserveDeleted(pod, shown.Uid, Gone: false) : new ObserveGhost(pod, shown.Uid));

    /// <summary>A user deletes a Pod's object.</summary>
    public static void Delete(Chain chain, int pick)
    {
        if (chain.Api.Objects.Count > 0)
        {
            var pod = chain.Api.Objects.Keys.OrderBy(pod => pod).ElementAt(pick % chain.Api.Objects.Count);
            chain.Story.Add($"a user deletes {pod}");
            chain.Api.UserDeletes(pod);
        }
    }

    /// <summary>The API server writes or lifts a mark of a Node, or a watch shows one.</summary>
    public static void Mark(Chain chain, int pick)
    {
        if (pick % 2 == 0 && chain.Marks.Requests.Count > 0)
        {
            var request = chain.Marks.Requests[pick / 2 % chain.Marks.Requests.Count];
            chain.Story.Add($"the API server serves {request.Output}");
            chain.Marks.Serve(request);
        }
        else
        {
            chain.Marks.Seen(chain.Nodes[pick / 2 % chain.Nodes.Length]);
        }
    }

    private static void Take(Chain chain, NodeName node, int run, Input input)
    {
        if (chain.Runs[node] == run)
        {
            chain.Story.Add($"{node} takes {input}");
            chain.StepK(node, input);
        }
    }
}
