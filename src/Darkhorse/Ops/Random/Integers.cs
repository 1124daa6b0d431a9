using Darkhorse.Kernels.Random;

namespace Darkhorse.Ops;

/// <summary>In-place filling with random integers, in any dtype but complex.</summary>
static class Integers
{
    /// <summary>Fills with integers from 0 to the largest that the dtype holds exactly: 2^24 for float32, 2^53 for float64.</summary>
    [Op("random_", Variants.Method)]
    public static Tensor Random(Tensor input, torch.Generator? generator = null)
    {
        Require(input);
        return Draws.Fill(new AnyIntegerDraw(), input, generator);
    }

    /// <summary>Fills with integers of [0, to).</summary>
    [Op("random_", Variants.Method)]
    public static Tensor Random(Tensor input, long to, torch.Generator? generator = null) => Random(input, 0, to, generator);

    /// <summary>Fills with integers of [from, to), or from the first to the dtype's largest if there is no second bound.</summary>
    [Op("random_", Variants.Method)]
    public static Tensor Random(Tensor input, long from, long? to, torch.Generator? generator = null)
    {
        Require(input);
        var dtype = input.DType;
        if (to is { } end)
        {
            if (from >= end) throw new InvalidOperationException($"random_ expects 'from' to be less than 'to', but got from={from} >= to={end}");
            if (dtype.IsFloat)
            {
                (from, end) = (Representable(from, dtype, up: true), Representable(end - 1, dtype, up: false) + 1);
                if (from >= end) throw new InvalidOperationException($"random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from={from} >= to={end}");
            }
            else
            {
                CheckBounds(from, "from", dtype);
                CheckBounds(end - 1, "to - 1", dtype);
            }
            return Draws.Fill(new IntegerDraw(from, unchecked((ulong)end - (ulong)from)), input, generator);
        }
        if (!dtype.IsFloat) CheckBounds(from, "from", dtype);
        return Draws.Fill(new IntegerDraw(from, unchecked((ulong)Largest(dtype) - (ulong)from + 1)), input, generator);
    }

    /// <summary>Fills with integers of [from, to).</summary>
    [Op("random_", Variants.Method)]
    public static Tensor Random(Tensor input, double from, double to, torch.Generator? generator = null) => Random(input, (long)from, (long?)to, generator);

    static void Require(Tensor input)
    {
        if (input.DType.IsComplex) Errors.NotImplementedFor("random_", input.DType);
    }

    static int Digits(DType dtype) => dtype switch { DType.Float64 => 53, DType.Float32 => 24, DType.Float16 => 11, _ => 8 };

    static long Largest(DType dtype) => dtype switch
    {
        DType.Bool => 1,
        DType.UInt8 => byte.MaxValue,
        DType.Int8 => sbyte.MaxValue,
        DType.Int16 => short.MaxValue,
        DType.Int32 => int.MaxValue,
        DType.Int64 => long.MaxValue,
        _ => 1L << Digits(dtype),
    };

    static long Smallest(DType dtype) => dtype switch
    {
        DType.Bool or DType.UInt8 => 0,
        DType.Int8 => sbyte.MinValue,
        DType.Int16 => short.MinValue,
        DType.Int32 => int.MinValue,
        _ => long.MinValue,
    };

    static void CheckBounds(long value, string name, DType dtype)
    {
        if (value >= Smallest(dtype) && value <= Largest(dtype)) return;
        string type = dtype switch
        {
            DType.Bool => "bool",
            DType.UInt8 => "unsigned char",
            DType.Int8 => "signed char",
            DType.Int16 => "short int",
            DType.Int32 => "int",
            _ => "long int",
        };
        throw new InvalidOperationException($"{name} is out of bounds for {type}");
    }

    /// <summary>The nearest integer that a float dtype holds exactly, not below (up) or not above the value.</summary>
    static long Representable(long value, DType dtype, bool up)
    {
        int excess = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)Math.Abs(Math.Max(value, -long.MaxValue))) - Digits(dtype);
        if (excess <= 0) return value;
        long step = 1L << excess, floor = value & -step;
        return up && floor != value ? floor + step : floor;
    }
}
