using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Softmax(in Operand result, in Operand x, int dim, bool log) { }

    public override void SoftmaxBackward(in Operand result, in Operand grad, in Operand y, int dim, bool log) { }

    public override void LayerNorm(in Operand result, in Operand mean, in Operand rstd, in Operand x, in Operand weight, in Operand bias, double eps) { }

    public override void LayerNormBackward(in Operand result, in Operand weightGrad, in Operand biasGrad, in Operand grad, in Operand x, in Operand weight, in Operand mean, in Operand rstd) { }

    public override void BatchNorm(in Operand result, in Operand mean, in Operand variance, in Operand rstd, in Operand x, in Operand weight, in Operand bias, bool training, double eps) { }

    public override void BatchNormBackward(in Operand result, in Operand weightGrad, in Operand biasGrad, in Operand grad, in Operand x, in Operand weight, in Operand mean, in Operand rstd, bool training) { }
}
