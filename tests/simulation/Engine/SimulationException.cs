namespace KubeDirect.Tests.Simulation.Engine;

/// <summary>The simulation itself is at fault, or what it runs cannot be simulated.</summary>
internal sealed class SimulationException(string message) : Exception(message);
