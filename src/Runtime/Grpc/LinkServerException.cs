namespace KubeDirect.Runtime.Grpc;

/// <summary>A server cannot listen at its endpoint. The message says why in one sentence.</summary>
public sealed class LinkServerException(string message, Exception? inner = null) : Exception(message, inner);
