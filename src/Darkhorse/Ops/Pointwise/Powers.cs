using System.Runtime.CompilerServices;
using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>x to the power of y, both tensors.</summary>
public readonly struct Pow : IBinary
{
    public static DTypes Domain => DTypes.Numbers;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y) where V : struct, ILanes<V> => V.Pow(x, y);

    public static Saves Saves => Saves.Input | Saves.Other | Saves.Result;

    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result)
        => torch.where(y.eq(0), 0.0, grad * (y * Elementwise.Binary(new Pow(), x, y - 1)).conj());

    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result)
    {
        var zero = y.is_complex() ? x.eq(0).logical_and(y.real >= 0) : x.eq(0).logical_and(y >= 0);
        return torch.where(zero, 0.0, grad * (result * x.log()).conj());
    }
}

/// <summary>x to the power of a number; the commonest ones without a logarithm.</summary>
public readonly struct PowNumber(Scalar exponent) : IUnary
{
    public static DTypes Domain => DTypes.Numbers;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ILanes<V>
    {
        double e = exponent.ToReal();
        if (!exponent.IsComplex)
        {
            if (e == 2) return x * x;
            if (e == 3) return x * x * x;
            if (V.Precision > 0)
            {
                if (e == 0.5) return V.Sqrt(x);
                if (e == -0.5) return V.One / V.Sqrt(x);
                if (e == -1) return V.One / x;
                if (e == -2) return V.One / (x * x);
            }
        }
        return V.Pow(x, V.Param(exponent));
    }


    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        if (exponent.Equals(0)) return grad.zeros_like();
        var slope = exponent.IsComplex ? Elementwise.Unary(new PowNumber(exponent.ToComplex() - 1), x) : Powers.Power(x, exponent.IsIntegral ? exponent.ToInt64() - 1 : (Scalar)(exponent.ToReal() - 1));
        return grad * (slope * exponent).conj();
    }
}

/// <summary>A number to the power of x.</summary>
public readonly struct NumberPow(Scalar number) : IUnary
{
    public static DTypes Domain => DTypes.Numbers;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Pow(V.Param(number), x);

    public static Saves Saves => Saves.Input | Saves.Result;

    public Tensor Backward(Tensor grad, Tensor x, Tensor y)
    {
        if (!number.IsComplex && number.ToReal() == 0) return torch.where(y.is_complex() ? x.real >= 0 : x >= 0, 0.0, grad * y * double.NegativeInfinity);
        Scalar log = number.IsComplex || number.ToReal() < 0 && y.is_complex() ? System.Numerics.Complex.Log(number.ToComplex()) : (Scalar)Math.Log(number.ToReal());
        return grad * (y * log).conj();
    }
}

/// <summary>Each element times itself.</summary>
[Op("square")]
public readonly struct Square : IUnary
{
    public static DTypes Domain => DTypes.Numbers;
    public static Promote Promotion => Promote.BoolToInt;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => x * x;

    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad * (x.conj() * 2);
}

/// <summary>One over each element.</summary>
[Op("reciprocal")]
public readonly struct Reciprocal : IUnary
{
    public static DTypes Domain => DTypes.Fields;
    public static Promote Promotion => Promote.IntToFloat;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.One / x;

    public static Saves Saves => Saves.Result;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => -grad * (y * y).conj();
}

/// <summary>Powers of tensors and numbers, promoted as PyTorch does.</summary>
static class Powers
{
    /// <summary>input to the power of exponent, broadcast. Integers to negative powers give 0 (or ±1 for a base of ±1).</summary>
    [Op("pow", Names = "left")]
    public static Tensor Power(Tensor input, Tensor exponent) => Elementwise.Binary(new Pow(), input, exponent);

    /// <summary>input to the power of a number. Integers take no negative powers.</summary>
    [Op("pow", Names = "left")]
    public static Tensor Power(Tensor input, Scalar exponent)
    {
        var source = Elementwise.Converted(input, Checked(input, exponent));
        return Elementwise.Unary(new PowNumber(exponent), source);
    }

    /// <summary>A number to the power of each exponent.</summary>
    [Op("pow", Variants.Function, Names = "left")]
    public static Tensor Power(Scalar input, Tensor exponent)
        => Elementwise.Unary(new NumberPow(input), Elementwise.Converted(exponent, Elementwise.WithNumber(exponent, input)));

    [Op("pow", Variants.Function, Names = "left")]
    public static Tensor Power(Tensor input, Tensor exponent, Tensor @out) => Elementwise.BinaryOut(new Pow(), input, exponent, @out);

    [Op("pow_", Names = "left")]
    public static Tensor Power_(Tensor input, Tensor exponent) => Elementwise.BinaryInPlace(new Pow(), input, exponent);

    [Op("pow_", Names = "left")]
    public static Tensor Power_(Tensor input, Scalar exponent)
    {
        var dtype = Checked(input, exponent);
        if (dtype != input.DType) Errors.CannotCast(dtype, input.DType);
        return Elementwise.UnaryInPlace(new PowNumber(exponent), input);
    }

    static DType Checked(Tensor input, Scalar exponent)
    {
        var dtype = Elementwise.WithNumber(input, exponent);
        if (dtype.IsIntegral && exponent.IsIntegral && exponent.ToInt64() < 0)
            throw new InvalidOperationException("Integers to negative integer powers are not allowed.");
        return dtype;
    }

    /// <summary>The power in float64, or complex128 if an operand is complex.</summary>
    [Op("float_power", Names = "input, target; target")]
    public static Tensor FloatPower(Tensor input, Tensor exponent)
    {
        var dtype = Wide(input.DType, exponent.DType);
        return Power(Elementwise.Converted(input, dtype), Elementwise.Converted(exponent, dtype));
    }

    [Op("float_power", Names = "input, target; target")]
    public static Tensor FloatPower(Tensor input, Scalar exponent)
    {
        var dtype = Wide(input.DType, exponent.DType);
        return Power(Elementwise.Converted(input, dtype), exponent.IsComplex ? exponent : (Scalar)exponent.ToReal());
    }

    [Op("float_power", Variants.Function, Names = "input, target; target")]
    public static Tensor FloatPower(Scalar input, Tensor exponent)
    {
        var dtype = Wide(input.DType, exponent.DType);
        return Power(input.IsComplex ? input : (Scalar)input.ToReal(), Elementwise.Converted(exponent, dtype));
    }

    [Op("float_power_", Names = "input, target; target")]
    public static Tensor FloatPower_(Tensor input, Tensor exponent)
    {
        RequireWide(input, Wide(input.DType, exponent.DType));
        return Power_(input, Elementwise.Converted(exponent, input.DType));
    }

    [Op("float_power_", Names = "input, target; target")]
    public static Tensor FloatPower_(Tensor input, Scalar exponent)
    {
        RequireWide(input, Wide(input.DType, exponent.DType));
        return Power_(input, exponent);
    }

    static void RequireWide(Tensor input, DType dtype)
    {
        if (input.DType != dtype)
            throw new InvalidOperationException($"the base given to float_power_ has dtype {input.DType.LegacyName} but the operation's result requires dtype {dtype.LegacyName}");
    }

    static DType Wide(DType x, DType y) => x.IsComplex || y.IsComplex ? DType.Complex128 : DType.Float64;

    /// <summary>input times 2 to the power of other.</summary>
    [Op("ldexp")]
    public static Tensor Ldexp(Tensor input, Tensor other) => input * Power(2.0, other);

    [Op("ldexp_")]
    public static Tensor Ldexp_(Tensor input, Tensor other) => input.mul_(Power(2.0, other));

    /// <summary>Mantissa in [1/2, 1) and exponent of each element: input = mantissa times 2 to the exponent (int32).</summary>
    [Op("frexp")]
    public static (Tensor Mantissa, Tensor Exponent) Frexp(Tensor input)
    {
        if (!input.DType.IsFloat) throw new InvalidOperationException("torch.frexp() only supports floating-point dtypes");
        var exponent = Elementwise.Plain(new ExponentOf(), input);
        var mantissa = Elementwise.Plain(new MantissaOf(), input);
        if (GradMode.Tracks(input)) mantissa.SetGradFn(new FrexpNode(input, exponent), 0);
        return (mantissa, exponent.to(torch.ScalarType.Int32));
    }
}

/// <summary>The mantissa is the element times a constant.</summary>
sealed class FrexpNode(Tensor x, Tensor exponent) : Node(x)
{
    Saved _exponent = new(exponent);

    internal override void Backward(in Flow flow) => flow.To(0, flow.Grad * (-_exponent.Get(this)!).exp2());

    internal override void Release() => _exponent.Release();
}

/// <summary>The exponent that frexp gives, as a float.</summary>
readonly struct ExponentOf : IUnaryOp
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<Frexp>(x);

    readonly struct Frexp : IElementFunction
    {
        public static string Name => "dh_exponentf";
        public static double Of(double x) => x == 0 || !double.IsFinite(x) ? 0 : Math.ILogB(x) + 1;
        public static double Slope(double x) => 0;
    }
}

/// <summary>The mantissa that frexp gives.</summary>
readonly struct MantissaOf : IUnaryOp
{
    public static DTypes Domain => DTypes.Floats;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x) where V : struct, ILanes<V> => V.Each<Frexp>(x);

    readonly struct Frexp : IElementFunction
    {
        public static string Name => "dh_mantissaf";
        public static double Of(double x) => x == 0 || !double.IsFinite(x) ? x : Math.ScaleB(x, -Math.ILogB(x) - 1);
        public static double Slope(double x) => x == 0 ? 1 : Math.ScaleB(1, -Math.ILogB(x) - 1);
    }
}
