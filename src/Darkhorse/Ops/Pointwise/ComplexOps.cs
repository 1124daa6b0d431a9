using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>Angles and moduli of complex numbers, and complex numbers made of them.</summary>
static class ComplexOps
{
    /// <summary>The real (0) or imaginary (1) parts, seen without a gradient.</summary>
    internal static Tensor Part(Tensor x, int part)
    {
        Span<long> strides = stackalloc long[x.Layout.Rank];
        for (int d = 0; d < strides.Length; d++) strides[d] = 2 * x.Strides[d];
        return new(x.Storage, new Layout(x.Sizes, strides), 2 * x.Data.Offset + part, x.DType.RealPart);
    }

    /// <summary>The angle of each element in the complex plane, in radians; of real numbers 0, pi for negative ones, or nan.</summary>
    [Op("angle")]
    public static Tensor Angle(Tensor input)
    {
        if (!input.DType.IsComplex) return Elementwise.Unary(new AngleReal(), input);
        var result = Elementwise.Plain(new Atan2(), Part(input, 1), Part(input, 0));
        if (GradMode.Tracks(input)) result.SetGradFn(new AngleNode(input), 0);
        return result;
    }

    /// <summary>Complex numbers of the given real and imaginary parts (float32 or float64, of one dtype).</summary>
    [Op("complex", Variants.Function)]
    public static Tensor Complex(Tensor real, Tensor imag)
    {
        Require(real, imag, "real", "imag");
        var i = new System.Numerics.Complex(0, 1);
        var type = (torch.ScalarType)real.DType.AsComplex;
        if (GradMode.Tracks(real, imag)) return real.to(type) + imag.to(type) * i;
        var shape = Elementwise.ResultLayout(real, imag);
        var result = Tensor.Empty(Layout.Contiguous(shape.Sizes), real.DType.AsComplex, real);
        result.Backend.Copy(Part(result, 0).Data, real.Data);
        result.Backend.Copy(Part(result, 1).Data, imag.Data);
        return result;
    }

    /// <summary>Complex numbers of the given moduli and angles (float32 or float64, of one dtype).</summary>
    [Op("polar", Variants.Function)]
    public static Tensor Polar(Tensor abs, Tensor angle)
    {
        Require(abs, angle, "abs", "angle");
        return Complex(abs * angle.cos(), abs * angle.sin());
    }

    static void Require(Tensor a, Tensor b, string first, string second)
    {
        if (a.DType is not (DType.Float32 or DType.Float64) || b.DType is not (DType.Float32 or DType.Float64))
            throw new InvalidOperationException($"Expected both inputs to be Half, Float or Double tensors but got {a.DType.LegacyName} and {b.DType.LegacyName}");
        if (a.DType != b.DType)
            throw new InvalidOperationException($"Expected object of scalar type {a.DType.LegacyName} but got scalar type {b.DType.LegacyName} for second argument");
    }
}

/// <summary>The angle of a real number: 0, pi for negative ones.</summary>
public readonly struct AngleReal : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public static Promote Promotion => Promote.IntToFloat;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Select(V.IsNaN(x), x, V.Select(V.Less(x, V.Zero), V.Const(Math.PI), V.Zero));

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad.zeros_like();
}

/// <summary>d angle(z) = Im(conj(z) dz) / |z|^2.</summary>
sealed class AngleNode(Tensor x) : Node(x)
{
    Saved _x = new(x);

    internal override void Backward(in Flow flow)
    {
        var z = _x.Get(this)!;
        var square = (z * z.conj()).real;
        flow.To(0, torch.where(square.eq(0), 0.0, flow.Grad / square * z * new System.Numerics.Complex(0, 1)));
    }

    internal override void Release() => _x.Release();
}
