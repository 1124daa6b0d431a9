using Darkhorse.Kernels.Rows;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>Negative log-likelihood of [N, C, ...] (contiguous) against int64 targets [N, ...]; total receives the weights added up. weight may be absent.</summary>
    public abstract void Nll(in Operand result, in Operand total, in Operand x, in Operand target, in Operand weight, Nll.Mode mode, long ignored);

    /// <summary>Writes the gradient of x into <paramref name="result"/>, which holds zeros.</summary>
    public abstract void NllBackward(in Operand result, in Operand grad, in Operand target, in Operand weight, in Operand total, Nll.Mode mode, long ignored);
}
