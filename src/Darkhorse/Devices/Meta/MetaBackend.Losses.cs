using Darkhorse.Kernels.Rows;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Nll(in Operand result, in Operand total, in Operand x, in Operand target, in Operand weight, Nll.Mode mode, long ignored) { }

    public override void NllBackward(in Operand result, in Operand grad, in Operand target, in Operand weight, in Operand total, Nll.Mode mode, long ignored) { }
}
