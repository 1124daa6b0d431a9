using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>result[i] = start + i * step; the result is contiguous.</summary>
    public abstract void Arange(in Operand result, Scalar start, Scalar step);

    /// <summary>Evenly spaced numbers from start to end, both included, into a contiguous result; if the base is not 0, the base to their powers.</summary>
    public abstract void Linspace(in Operand result, double start, double end, double powersOf);
}
