using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>x + weight (y - x); from the nearer end, so that a weight of 1 gives y itself.</summary>
public readonly struct LerpNumber(Scalar weight) : IBinary
{
    public static DTypes Domain => DTypes.Fields;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y) where V : struct, ILanes<V>
    {
        V w = V.Param(weight), step = y - x;
        return weight.IsComplex || Math.Abs(weight.ToReal()) < 0.5 ? V.MulAdd(w, step, x) : y - step * (V.One - w);
    }

    public static Saves Saves => Saves.Nothing;
    public Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * (Blending.OneMinus(weight));
    public Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result) => grad * weight;
}

/// <summary>x + z (y - x).</summary>
public readonly struct LerpTensor : ITernary
{
    public static DTypes Domain => DTypes.Fields;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x, V y, V z) where V : struct, ILanes<V>
    {
        V step = y - x;
        if (LaneMath.IsComplex<V>()) return x + z * step;
        return V.Select(V.Less(V.Abs(z), V.Const(0.5)), V.MulAdd(z, step, x), y - step * (V.One - z));
    }

    public Tensor Backward(int operand, Tensor grad, Tensor x, Tensor y, Tensor z) => operand switch
    {
        0 => grad * (1 - z).conj(),
        1 => grad * z.conj(),
        _ => grad * (y - x).conj(),
    };
}

/// <summary>x + value y z.</summary>
public readonly struct AddProduct(Scalar value) : ITernary
{
    public static DTypes Domain => DTypes.Numbers;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y, V z) where V : struct, ILanes<V> => x + V.Param(value) * y * z;

    public static Saves Saves => Saves.Other | Saves.Third;

    public Tensor Backward(int operand, Tensor grad, Tensor x, Tensor y, Tensor z) => operand switch
    {
        0 => grad,
        1 => grad * (z * value).conj(),
        _ => grad * (y * value).conj(),
    };
}

/// <summary>x + value y / z.</summary>
public readonly struct AddQuotient(Scalar value) : ITernary
{
    public static DTypes Domain => DTypes.Fields;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public V Apply<V>(V x, V y, V z) where V : struct, ILanes<V> => x + V.Param(value) * y / z;

    public static Saves Saves => Saves.Other | Saves.Third;

    public Tensor Backward(int operand, Tensor grad, Tensor x, Tensor y, Tensor z) => operand switch
    {
        0 => grad,
        1 => grad * (value / z).conj(),
        _ => -grad * (value * y / (z * z)).conj(),
    };
}

/// <summary>Sums of products and quotients, and points between two tensors.</summary>
static class Blending
{
    /// <summary>input + weight (end - input).</summary>
    [Op("lerp")]
    public static Tensor Lerp(Tensor input, Tensor end, Scalar weight)
    {
        RequireSame(input, end, "end");
        return Elementwise.Binary(new LerpNumber(weight), input, end);
    }

    [Op("lerp")]
    public static Tensor Lerp(Tensor input, Tensor end, Tensor weight)
    {
        RequireSame(input, end, "end");
        RequireSame(input, weight, "weight");
        return Elementwise.Ternary(new LerpTensor(), input, end, weight);
    }

    [Op("lerp_")]
    public static Tensor Lerp_(Tensor input, Tensor end, Scalar weight)
    {
        RequireSame(input, end, "end");
        return Elementwise.BinaryInPlace(new LerpNumber(weight), input, end);
    }

    [Op("lerp_")]
    public static Tensor Lerp_(Tensor input, Tensor end, Tensor weight)
    {
        RequireSame(input, end, "end");
        RequireSame(input, weight, "weight");
        return Elementwise.TernaryInPlace(new LerpTensor(), input, end, weight);
    }

    static void RequireSame(Tensor input, Tensor other, string name)
    {
        if (input.DType != other.DType) throw new InvalidOperationException($"expected dtype {Word(input)} for `{name}` but got dtype {Word(other)}");
    }

    static string Word(Tensor x)
        => x.DType switch { DType.Float32 => "float", DType.Float64 => "double", DType.Float16 => "c10::Half", DType.Int64 => "long int", DType.Int32 => "int", var other => other.TorchName };

    internal static Scalar OneMinus(Scalar weight) => weight.IsComplex ? 1 - weight.ToComplex() : (Scalar)(1 - weight.ToReal());

    /// <summary>input + value tensor1 tensor2.</summary>
    [Op("addcmul")]
    public static Tensor AddCMul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value)
        => Elementwise.Ternary(new AddProduct(Checked(input, tensor1, tensor2, value)), input, tensor1, tensor2);

    [Op("addcmul")]
    public static Tensor AddCMul(Tensor input, Tensor tensor1, Tensor tensor2) => Elementwise.Ternary(new AddProduct(1), input, tensor1, tensor2);

    [Op("addcmul_")]
    public static Tensor AddCMul_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value)
        => Elementwise.TernaryInPlace(new AddProduct(Checked(input, tensor1, tensor2, value)), input, tensor1, tensor2);

    [Op("addcmul_")]
    public static Tensor AddCMul_(Tensor input, Tensor tensor1, Tensor tensor2) => Elementwise.TernaryInPlace(new AddProduct(1), input, tensor1, tensor2);

    /// <summary>input + value tensor1 / tensor2; not for integers.</summary>
    [Op("addcdiv")]
    public static Tensor AddCDiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value)
    {
        RequireFloats(tensor1, tensor2);
        return Elementwise.Ternary(new AddQuotient(value), input, tensor1, tensor2);
    }

    [Op("addcdiv")]
    public static Tensor AddCDiv(Tensor input, Tensor tensor1, Tensor tensor2) => AddCDiv(input, tensor1, tensor2, 1);

    [Op("addcdiv_")]
    public static Tensor AddCDiv_(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value)
    {
        RequireFloats(tensor1, tensor2);
        return Elementwise.TernaryInPlace(new AddQuotient(value), input, tensor1, tensor2);
    }

    [Op("addcdiv_")]
    public static Tensor AddCDiv_(Tensor input, Tensor tensor1, Tensor tensor2) => AddCDiv_(input, tensor1, tensor2, 1);

    static Scalar Checked(Tensor x, Tensor y, Tensor z, Scalar value)
        => !value.IsIntegral && x.DType.IsIntegral && y.DType.IsIntegral && z.DType.IsIntegral
            ? throw new InvalidOperationException("For integral input tensors, argument value must not be a floating point number.") : value;

    static void RequireFloats(Tensor y, Tensor z)
    {
        if (y.DType.IsIntegral && z.DType.IsIntegral)
            throw new InvalidOperationException("Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / tensor2), for all dtypes.");
    }
}
