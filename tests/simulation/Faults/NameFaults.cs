using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using KubeDirect.KubeAdapter.Controller;

namespace KubeDirect.Tests.Simulation.Faults;

/// <summary>An outside writer has taken the name that a Deployment's new ReplicaSet is about to get.
/// Where hosts are elected, since only there the production controller makes ReplicaSets.</summary>
internal sealed class NameFaults
{
    private readonly FaultScene scene;
    private readonly HashSet<string> orphans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> collisions = new(StringComparer.Ordinal);
    private int strays;

    public NameFaults(FaultScene scene)
    {
        this.scene = scene;
        scene.Api.Store.Changed += OnChange;
    }

    public IReadOnlyDictionary<FaultClass, Action> All => new Dictionary<FaultClass, Action>
    {
        [FaultClass.ReplicaSetNameTaken] = () => Conflict(fits: false),
        [FaultClass.ReplicaSetAdopted] = () => Conflict(fits: true),
    };

    private ApiStore Store => scene.Api.Store;

    /// <summary>Counted by what the controller made of it: another name, or an orphan that has an owner again.</summary>
    private void OnChange(ApiChange change)
    {
        var value = change.Object;
        if (value.Collection == "deployments" && change.Type == "MODIFIED")
        {
            var count = (int?)value.Body["status"]?["collisionCount"] ?? 0;
            if (count > collisions.GetValueOrDefault(value.Uid))
            {
                collisions[value.Uid] = count;
                scene.Count(FaultClass.ReplicaSetNameTaken);
            }
        }
        else if (value.Collection == "replicasets" && value.OwnerUid.Length > 0 && orphans.Remove(value.Uid))
        {
            scene.Count(FaultClass.ReplicaSetAdopted);
        }
    }

    private void Conflict(bool fits)
    {
        var deployments = Store.All("deployments").Where(value => value.IsManaged).ToList();
        if (!scene.Cluster.Topology.Elected || deployments.Count == 0)
        {
            return;
        }

        var deployment = scene.Random.Pick(deployments);
        if (scene.Random.Chance(0.5))
        {
            // That of the present template: the former ReplicaSet goes, and before the controller sees it somebody else has the name.
            Take(deployment, deployment.Body, fits);
            return;
        }

        // That of a new template, which goes again after a while.
        var template = $"{deployment.Name}-stray{++strays}";
        var changed = deployment.Body.DeepClone().AsObject();
        changed["spec"]!["template"] = JsonNode.Parse(scene.Workload.Template(deployment.Name, template));
        Take(deployment, changed, fits);
        scene.Workload.EditTemplate(deployment.Name, template);
        scene.For(scene.Random.Seconds(0.2, 12), () => scene.Workload.RestoreTemplate(deployment.Name));
    }

    private void Take(ApiObject deployment, JsonObject changed, bool fits)
    {
        var wanted =
            ReplicaSetFactory.Create(KubernetesJson.Deserialize<V1Deployment>(changed.ToJsonString()), replicas: scene.Random.Next(4), []);
        var name = wanted.Metadata.Name;
        if (Store.Find("replicasets", name) is not null)
        {
            Store.Delete("replicasets", name);
        }

        var body = JsonNode.Parse(KubernetesJson.Serialize(wanted))!.AsObject();
        body["metadata"]!.AsObject().Remove("ownerReferences");
        if (!fits)
        {
            // Of the same size, as Pods may be made of it before the controller finds out; or none of the chain's.
            body["spec"]!["template"] = JsonNode.Parse(scene.Workload.Template(deployment.Name, "stranger"));
            if (scene.Random.Chance(0.5))
            {
                (body["metadata"]!["labels"], body["spec"]!["replicas"]) = (new JsonObject(), 0);
            }
        }

        scene.Log($"somebody takes the name {name}");
        var planted = Store.Create("replicasets", body);
        if (fits)
        {
            orphans.Add(planted.Uid);
        }

        if (scene.Random.Chance(0.3))
        {
            // It is just being deleted, or will be some time.
            if (scene.Random.Chance(0.5))
            {
                Store.Delete("replicasets", name, force: false);
            }

            scene.For(scene.Random.Seconds(0.1, 20), () =>
            {
                if (Store.Find("replicasets", name)?.Uid == planted.Uid)
                {
                    Store.Delete("replicasets", name);
                }
            });
        }
    }
}
