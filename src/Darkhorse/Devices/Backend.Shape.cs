using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>In each matrix of the last two dims sets to zero what is right of a diagonal or, if the upper triangle is to be kept, left of it.</summary>
    public abstract void ClearTriangle(in Operand target, long diagonal, bool upper);

    /// <summary>Applies a matrix to the middle one of three dims, [outer, in, inner] to [outer, out, inner]; both contiguous.</summary>
    public abstract void Resample(Resampling matrix, in Operand result, in Operand x, long outer, long inner);
}
