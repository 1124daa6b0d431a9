using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Softmax(in Operand result, in Operand x, int dim, bool log) { }

    public override void SoftmaxBackward(in Operand result, in Operand grad, in Operand y, int dim, bool log) { }
}
