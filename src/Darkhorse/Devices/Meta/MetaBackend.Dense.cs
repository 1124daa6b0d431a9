using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Product(in Operand result, in Operand a, in Operand b, Transposed transposed, Scalar alpha, Scalar beta) { }

    public override void ProductWithBias(in Operand result, in Operand a, in Operand b, Transposed transposed, in Operand bias) { }

    public override void Convolve(in ConvolutionShape shape, in Operand output, in Operand input, in Operand weight, in Operand? bias) { }

    public override void ConvolveInput(in ConvolutionShape shape, in Operand input, in Operand output, in Operand weight, in Operand? bias) { }

    public override void ConvolveWeight(in ConvolutionShape shape, in Operand weight, in Operand input, in Operand output) { }
}
