namespace KubeDirect.Kubernetes.Informers;

/// <summary>The server gave no answer, or a stream ended in the middle of a line.</summary>
internal sealed class ApiBrokenException(string sentence) : Exception(sentence);
