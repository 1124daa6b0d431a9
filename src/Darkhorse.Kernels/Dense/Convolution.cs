using System.Numerics;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Convolutions of one to three spatial dims and their two gradients, over contiguous memory, for real dtypes that are computed as they are stored. Each is linear in both
/// operands, so the gradient of any of the three is one of the others. Results have the same bits at any number of threads.
/// </summary>
public static unsafe class Convolution
{
    /// <summary>output = conv(input, weight), plus the bias of each output channel if there is one.</summary>
    public static void Forward(DType dtype, in ConvolutionShape shape, void* output, void* input, void* weight, void* bias) => Run(dtype, new(Part.Output, shape, output, input, weight, bias));

    /// <summary>input = the gradient of a convolution's input by that of its output: the transposed convolution. The bias, if any, is one of each input channel.</summary>
    public static void Input(DType dtype, in ConvolutionShape shape, void* input, void* output, void* weight, void* bias) => Run(dtype, new(Part.Input, shape, output, input, weight, bias));

    /// <summary>weight = the gradient of a convolution's weight by that of its output.</summary>
    public static void Weight(DType dtype, in ConvolutionShape shape, void* weight, void* input, void* output) => Run(dtype, new(Part.Weight, shape, output, input, weight, null));

    static void Run(DType dtype, Visitor visitor) => Dispatch.VisitNumber(dtype, ref visitor);

    enum Part
    {
        Output,
        Input,
        Weight,
    }

    struct Visitor(Part part, ConvolutionShape shape, void* output, void* input, void* weight, void* bias) : INumberVisitor
    {
        public readonly void Visit<T>() where T : unmanaged, INumber<T>
        {
            if (Vector512.IsHardwareAccelerated) Run<Width512<T>, Vector512<T>, T>();
            else if (Vector256.IsHardwareAccelerated) Run<Width256<T>, Vector256<T>, T>();
            else Run<Width128<T>, Vector128<T>, T>();
        }

        readonly void Run<W, V, T>() where W : struct, IWidth<V, T> where V : struct where T : unmanaged, INumber<T>
        {
            switch (part)
            {
                case Part.Output: Correlation<W, V, T>.Run(CorrelationProblem<T>.Forward(shape, (T*)output, (T*)input, (T*)weight, (T*)bias)); break;
                case Part.Input: RunBackward<W, V, T>(); break;
                default: WeightGradient<W, V, T>.Run(shape, (T*)weight, (T*)input, (T*)output); break;
            }
        }

        readonly void RunBackward<W, V, T>() where W : struct, IWidth<V, T> where V : struct where T : unmanaged, INumber<T>
        {
            for (long i = 0; i < shape.Stride.D; i++)
            {
                for (long j = 0; j < shape.Stride.H; j++)
                {
                    for (long k = 0; k < shape.Stride.W; k++)
                    {
                        if (Axis.Backward(shape, 0, i) is { } d && Axis.Backward(shape, 1, j) is { } h && Axis.Backward(shape, 2, k) is { } w)
                            Correlation<W, V, T>.Run(CorrelationProblem<T>.Backward(shape, d, h, w, (T*)input, (T*)output, (T*)weight, (T*)bias));
                    }
                }
            }
        }

        public readonly void VisitWidened<S>() where S : unmanaged => throw new NotSupportedException("float16 and bfloat16 are convolved in float32");

        public readonly void VisitComplex<T>() where T : unmanaged, INumber<T> => throw new NotSupportedException("complex numbers are convolved part by part");
    }
}
