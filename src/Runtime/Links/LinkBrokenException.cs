namespace KubeDirect.Runtime.Links;

/// <summary>A connection broke or could not be made. The link dials again, and the handshake makes up for what was lost.</summary>
public sealed class LinkBrokenException(string message, Exception? inner = null) : Exception(message, inner);
