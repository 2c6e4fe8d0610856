namespace KubeDirect.Bench;

/// <summary>One measured run, in seconds from just before the scale request was sent.</summary>
/// <param name="Started">
/// The latest time at which the last Pod started: the time in its status, which is rounded down to a second, plus one second; or
/// <paramref name="Ready"/> if that is less. The true time can be up to one second less.
/// </param>
/// <param name="Ready">When the event arrived with which a watch had shown every Pod as Ready.</param>
internal sealed record Run(double Started, double Ready);
