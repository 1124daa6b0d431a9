using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>
    /// result = alpha * a b + beta * result by the shape rules of matmul; <paramref name="transposed"/> operands are read with their last two dims exchanged. With a beta of
    /// zero the result is not read. Any dtype but bool.
    /// </summary>
    public abstract void Product(in Operand result, in Operand a, in Operand b, Transposed transposed, Scalar alpha, Scalar beta);

    /// <summary>result = a b plus <paramref name="bias"/>, which is contiguous, added to every row.</summary>
    public abstract void ProductWithBias(in Operand result, in Operand a, in Operand b, Transposed transposed, in Operand bias);

    /// <summary>output = conv(input, weight), with a bias for each output channel if there is one. All contiguous, of one real dtype that is neither float16 nor bfloat16.</summary>
    public abstract void Convolve(in ConvolutionShape shape, in Operand output, in Operand input, in Operand weight, in Operand? bias);

    /// <summary>input = the gradient of a convolution's input by that of its output, with a bias for each input channel if there is one.</summary>
    public abstract void ConvolveInput(in ConvolutionShape shape, in Operand input, in Operand output, in Operand weight, in Operand? bias);

    /// <summary>weight = the gradient of a convolution's weight by that of its output.</summary>
    public abstract void ConvolveWeight(in ConvolutionShape shape, in Operand weight, in Operand input, in Operand output);
}
