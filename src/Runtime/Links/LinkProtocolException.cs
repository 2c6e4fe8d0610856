namespace KubeDirect.Runtime.Links;

/// <summary>A peer does not keep to the protocol. Its connection is closed.</summary>
public sealed class LinkProtocolException(string message, Exception? inner = null) : Exception(message, inner);
