using Xunit;

namespace KubeDirect.Tests.E2e;

/// <summary>Marks the test classes that share the cluster; they run one after another.</summary>
[CollectionDefinition(ClusterFixture.Name)]
public sealed class ClusterGroup : ICollectionFixture<ClusterFixture>;
