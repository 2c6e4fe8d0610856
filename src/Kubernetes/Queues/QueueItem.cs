using System.Diagnostics.CodeAnalysis;

namespace KubeDirect.Kubernetes.Queues;

/// <summary>The result of <see cref="WorkQueue{TKey}.GetAsync"/>.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="HasKey">False if the queue is shut down and no key will come any more.</param>
/// <param name="Key">The key; the default if there is none.</param>
public readonly record struct QueueItem<TKey>([property: MemberNotNullWhen(true, "Key")] bool HasKey, TKey? Key);
