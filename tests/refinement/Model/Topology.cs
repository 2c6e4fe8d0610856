using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Refinement.Model;

/// <summary>The links and stages by the specification's names.</summary>
internal static class Topology
{
    public const string AD = "AD";
    public const string DR = "DR";
    public const string RS = "RS";
    public const string Autoscaler = "Autoscaler";
    public const string Deployment = "Deployment";
    public const string ReplicaSet = "ReplicaSet";
    public const string Scheduler = "Scheduler";

    public static readonly ScaleKey DeploymentKey = new("default/web");
    public static readonly ScaleKey HighKey = new("default/high-1");

    /// <summary>The ReplicaSets are numbered from 1.</summary>
    public static ScaleKey SetKey(int number) => new($"default/web-{number}");

    /// <summary>The stage above a link.</summary>
    public static string Upper(string link) => link switch { AD => Autoscaler, DR => Deployment, RS => ReplicaSet, _ => Scheduler };

    /// <summary>The stage below a link.</summary>
    public static string Lower(string link) => link switch { AD => Deployment, DR => ReplicaSet, RS => Scheduler, _ => link };

    /// <summary>Whether it is a link, or a stage, that the specification names by a string; nodes are model values.</summary>
    public static string Text(string name) =>
        name is AD or DR or RS or Autoscaler or Deployment or ReplicaSet or Scheduler ? Canon.Str(name) : name;

    public static LinkId IdOf(string link) => link is AD or DR or RS ? LinkId.Only : new LinkId(link);

    public static LinkBelow Below(World w, string link) => link switch
    {
        AD => w.A.Below,
        DR => w.D.Below,
        RS => w.R.Below,
        _ => w.S.Nodes.TryGetValue(new NodeName(link), out var node) && node.Link.Epoch != Epoch.None
            ? node.Link
            : new LinkBelow(LinkStatus.Down, w.Former.GetValueOrDefault(link)),
    };

    public static LinkAbove Above(World w, string link) => link switch
    {
        AD => w.D.Above,
        DR => w.R.Above,
        RS => w.S.Above,
        _ => w.K[link].Above,
    };
}
