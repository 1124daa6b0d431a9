namespace Bench;

/// <summary>One piece of work to time. The source is compiled twice: against Darkhorse, and against TorchSharp over libtorch.</summary>
/// <param name="Family">What the table groups by.</param>
/// <param name="Name">Unique.</param>
/// <param name="Prepare">Makes the operands and returns the work, one call of which is timed.</param>
/// <param name="Flops">Floating-point operations of one call, where a share of the machine's limit says something; else 0.</param>
/// <param name="Bytes">Bytes that must cross memory in one call; else 0.</param>
public sealed record Row(string Family, string Name, Func<Action> Prepare, double Flops = 0, double Bytes = 0);
