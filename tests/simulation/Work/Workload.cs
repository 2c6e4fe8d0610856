using System.Text.Json.Nodes;
using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Simulation.Work;

/// <summary>What users and the ordinary controllers do, at times that the seed decides and that faults do not change.</summary>
internal sealed class Workload
{
    private readonly SimLoop loop;
    private readonly ApiStore store;
    private readonly Topology topology;
    private readonly Random random;
    private readonly EventLog log;
    private readonly SortedDictionary<string, (int Replicas, string Current)> wanted = new(StringComparer.Ordinal);
    private int templates;

    public Workload(SimLoop loop, ApiStore store, Topology topology, Random random, EventLog log)
    {
        (this.loop, this.store, this.topology, this.random, this.log) = (loop, store, topology, random, log);
        _ = new GarbageCollector(loop, store, random, OnReplicaSetDeleted);
    }

    public IReadOnlyList<string> Deployments => [.. wanted.Keys];

    /// <summary>How many Pods each ReplicaSet shall have in the end.</summary>
    public IReadOnlyDictionary<ScaleKey, int> Expected =>
        wanted.Where(pair => pair.Value.Replicas > 0).ToDictionary(
            pair => ReplicaSetOf(pair.Key, pair.Value.Current), pair => pair.Value.Replicas);

    /// <summary>The ReplicaSet of a template. Where the production reconciler names
    /// it, by a hash, it is the oldest that the Deployment has of it.</summary>
    private ScaleKey ReplicaSetOf(string deployment, string template)
    {
        var found = store.All("replicasets")
            .Where(value => topology.Elected && value.IsManaged && value.Template == template
            && value.OwnerUid == store.Find("deployments", deployment)?.Uid)
            .OrderBy(value => (string?)value.Metadata["creationTimestamp"], StringComparer.Ordinal)
            .ThenBy(value => value.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return new ScaleKey($"default/{found?.Name ?? template}");
    }

    /// <summary>Plans everything from now until a time; the last word is one that a part of the nodes has room for.</summary>
    public void Plan(TimeSpan until, int nodesAtLast)
    {
        foreach (var priority in PodClass.Priorities)
        {
            store.Create("priorityclasses", JsonNode.Parse($$"""
                {"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass",
                 "metadata":{"name":"{{PodClass.NameOf(priority)}}"},"value":{{priority}} }
                """)!.AsObject());
        }

        for (var index = 0; index < topology.Deployments; index++)
        {
            var name = $"web{index}";
            Deploy(name, random.Next(0, topology.Places));
        }

        if (topology.Elected)
        {
            PlanTakeOver(wanted.Keys.Last());
        }

        for (var at = random.Seconds(0.5, 6); at < until; at += random.Seconds(0.2, 12))
        {
            var act = Act();
            loop.After(at, act);
        }

        var room = topology.RoomOf(nodesAtLast);
        foreach (var name in wanted.Keys.ToList())
        {
            var size = ClassOf(name).Size;
            var replicas = random.Next(0, (room / size) + 1);
            room -= replicas * size;
            loop.After(until, () =>
            {
                if (store.Find("deployments", name) is null)
                {
                    Deploy(name, replicas);
                }

                Scale(name, replicas);
            });
        }
    }

    /// <summary>Somebody sets a Deployment's count; the workload's own wish stays what it was.</summary>
    public void Edit(string deployment, int replicas)
    {
        if (store.Find("deployments", deployment) is not null)
        {
            log.Write("user", $"scales {deployment} to {replicas}");
            store.Patch("deployments", deployment, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } });
        }
    }

    public int Wish(string deployment) => wanted[deployment].Replicas;

    /// <summary>The count goes back to what the workload wants.</summary>
    public void Restore(string deployment) => Edit(deployment, wanted[deployment].Replicas);

    /// <summary>Somebody changes a Deployment's template; the workload's own wish stays what it was.</summary>
    public void EditTemplate(string deployment, string template)
    {
        if (store.Find("deployments", deployment) is { } found)
        {
            log.Write("user", $"changes the template of {deployment} to {template}");
            MakeReplicaSet(found, template);
            store.Patch("deployments", deployment, new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [HeadHosts.CurrentAnnotation] = template } },
                ["spec"] = new JsonObject { ["template"] = JsonNode.Parse(Template(deployment, template)) },
            });
        }
    }

    /// <summary>The template goes back to what the workload wants.</summary>
    public void RestoreTemplate(string deployment) => EditTemplate(deployment, wanted[deployment].Current);

    private PodClass ClassOf(string deployment) => topology.ClassOf(new ScaleKey($"default/{deployment}"));

    /// <summary>A Deployment that the ordinary controllers serve is marked
    /// while it runs: its ReplicaSet of before is to be retired.</summary>
    private void PlanTakeOver(string name)
    {
        var deployment = store.Find("deployments", name)!;
        CreateReplicaSet(
            deployment, $"{name}-ordinary", Template(name, wanted[name].Current), managed: "false", replicas: wanted[name].Replicas + 1);
        Mark("false");
        loop.After(random.Seconds(0.5, 10), () =>
        {
            if (store.Find("deployments", name) is { IsManaged: false })
            {
                log.Write("user", $"marks {name}");
                Mark("true");
            }
        });

        void Mark(string managed) => store.Patch("deployments", name, new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["kubedirect.dev/managed"] = managed } },
            ["status"] = new JsonObject { ["observedGeneration"] = 1 },
        });
    }

    private Action Act()
    {
        var name = random.Pick(wanted.Keys.ToList());
        var replicas = random.Next(0, (topology.Places * topology.Nodes.Count) + 2);
        return random.Next(10) switch
        {
            0 => () => Redeploy(name),
            1 => () => Remove(name),
            _ => () =>
            {
                if (store.Find("deployments", name) is null)
                {
                    Deploy(name, replicas);
                }
                else
                {
                    Scale(name, replicas);
                }
            }
            ,
        };
    }

    private void Scale(string name, int replicas)
    {
        wanted[name] = wanted.TryGetValue(name, out var now) ? now with { Replicas = replicas } : (replicas, "");
        Edit(name, replicas);
    }

    private void Deploy(string name, int replicas)
    {
        // A name that was used before is used again half of the time, as a template that comes back would.
        var current = wanted.TryGetValue(name, out var before) && before.Current.Length > 0 && templates % 2 == 0
            ? before.Current
            : $"{name}-t{++templates}";
        wanted[name] = (replicas, current);
        log.Write("user", $"deploys {name} with {replicas} of {current}");
        var deployment = store.Create("deployments", JsonNode.Parse($$"""
            {"apiVersion":"apps/v1","kind":"Deployment",
             "metadata":{"name":"{{name}}","namespace":"default","labels":{"kubedirect.dev/managed":"true"},
             "annotations":{"{{HeadHosts.CurrentAnnotation}}":"{{current}}"} },
             "spec":{"replicas":{{replicas}},"selector":{"matchLabels":{"deployment":"{{name}}"} },
             "template":{{Template(name, current)}} } }
            """)!.AsObject());
        MakeReplicaSet(deployment, current);
    }

    private void Redeploy(string name)
    {
        if (store.Find("deployments", name) is not null)
        {
            wanted[name] = wanted[name] with { Current = $"{name}-t{++templates}" };
            RestoreTemplate(name);
        }
    }

    private void Remove(string name)
    {
        if (store.Find("deployments", name) is { } deployment)
        {
            log.Write("user", $"deletes {name}");
            wanted[name] = wanted[name] with { Replicas = 0 };
            store.Delete("deployments", name);
            foreach (var owned in store.All("replicasets").Where(value => value.OwnerUid == deployment.Uid))
            {
                store.Delete("replicasets", owned.Name);
            }
        }
    }

    /// <summary>A template of a Deployment's Pods, which are all of the same class.</summary>
    public string Template(string deployment, string template)
    {
        var pods = ClassOf(deployment);
        return $$"""
            {"metadata":{"labels":{"app":"{{template}}","deployment":"{{deployment}}"} },
             "spec":{"priorityClassName":"{{pods.ClassName}}",
             "containers":[{"name":"main","image":"image",
             "resources":{"requests":{"cpu":"{{pods.Size * PodClass.MilliCpuOfPlace}}m"} } }]} }
            """;
    }

    /// <summary>Does what the Deployment controller does, unless production's own reconciler runs.</summary>
    private void MakeReplicaSet(ApiObject deployment, string name)
    {
        if (!topology.Elected && store.Find("replicasets", name) is null)
        {
            CreateReplicaSet(deployment, name, Template(deployment.Name, name), managed: "true", replicas: 0);
        }
    }

    private void OnReplicaSetDeleted(string name)
    {
        if (store.Find("deployments", name.Split('-')[0]) is { } deployment && wanted[deployment.Name].Current == name)
        {
            MakeReplicaSet(deployment, name);
        }
    }

    private void CreateReplicaSet(ApiObject deployment, string name, string template, string managed, int replicas) =>
        store.Create("replicasets", JsonNode.Parse($$"""
            {"apiVersion":"apps/v1","kind":"ReplicaSet",
             "metadata":{"name":"{{name}}","namespace":"default","labels":{"kubedirect.dev/managed":"{{managed}}"},
              "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{deployment.Name}}",
              "uid":"{{deployment.Uid}}","controller":true}]},
             "spec":{"replicas":{{replicas}},"selector":{"matchLabels":{"app":"{{name}}"} },"template":{{template}} } }
            """)!.AsObject());
}
