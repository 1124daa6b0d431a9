using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Random;

/// <summary>A distribution: how one element of storage type S is drawn from the stream.</summary>
public interface IDraw
{
    S Next<S>(RandomStream stream) where S : unmanaged;
}

/// <summary>A distribution with parameters that differ from element to element.</summary>
public interface IParameterDraw
{
    double Next(RandomStream stream, double first, double second);
}

/// <summary>Uniform over [from, to): as many random bits as the significand of the dtype has.</summary>
public readonly struct UniformDraw(double from, double to) : IDraw
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public S Next<S>(RandomStream stream) where S : unmanaged
    {
        if (typeof(S) == typeof(double)) return (S)(object)(stream.NextDouble() * (to - from) + from);
        if (typeof(S) == typeof(float)) return (S)(object)(stream.NextSingle() * ((float)to - (float)from) + (float)from);
        // The bounds and the width are rounded to the dtype; the product is computed in float32.
        float low = Rounded<S>((float)from), width = Rounded<S>(Rounded<S>((float)to) - low);
        float unit = typeof(S) == typeof(Half) ? (stream.Engine.Next() & 0x7FF) * (1f / 0x800) : (stream.Engine.Next() & 0xFF) * (1f / 0x100);
        return Casting.Cast<float, S>(unit * width + low);
    }

    /// <summary>Fills contiguous float32 or float64 elements at once; says no to other dtypes.</summary>
    internal unsafe bool TryFill<S>(RandomStream stream, S* target, long count) where S : unmanaged
    {
        if (typeof(S) == typeof(float)) Bulk.Uniform(stream, (float*)target, count, (float)from, (float)to - (float)from);
        else if (typeof(S) == typeof(double)) Bulk.Uniform(stream, (double*)target, count, from, to - from);
        else return false;
        return true;
    }

    static float Rounded<S>(float value) where S : unmanaged => Casting.Cast<S, float>(Casting.Cast<float, S>(value));
}

/// <summary>Normal numbers one at a time, in pairs, computed in float64.</summary>
public readonly struct NormalDraw(double mean, double std) : IDraw
{
    public S Next<S>(RandomStream stream) where S : unmanaged => Casting.Cast<double, S>(stream.NextNormal() * std + mean);
}

/// <summary>e to the power of a normal number.</summary>
public readonly struct LogNormalDraw(double mean, double std) : IDraw
{
    public S Next<S>(RandomStream stream) where S : unmanaged => Casting.Cast<double, S>(Math.Exp(stream.NextNormal() * std + mean));
}

/// <summary>-log(1 - u) / lambda.</summary>
public readonly struct ExponentialDraw(double lambda) : IDraw
{
    public S Next<S>(RandomStream stream) where S : unmanaged => Casting.Cast<double, S>(-1.0 / lambda * SmallLog.OfOneMinus(stream.NextDouble()));

    /// <summary>Fills contiguous elements at once.</summary>
    internal unsafe void Fill<S>(RandomStream stream, S* target, long count) where S : unmanaged => Bulk.Exponential(stream, target, count, lambda);
}

/// <summary>median + sigma tan(pi (u - 1/2)).</summary>
public readonly struct CauchyDraw(double median, double sigma) : IDraw
{
    public S Next<S>(RandomStream stream) where S : unmanaged => Casting.Cast<double, S>(median + sigma * Math.Tan(Math.PI * (stream.NextDouble() - 0.5)));
}

/// <summary>The number of trials up to the first success: ceil(log(u) / log(1 - p)).</summary>
public readonly struct GeometricDraw(double p) : IDraw
{
    public S Next<S>(RandomStream stream) where S : unmanaged => Casting.Cast<double, S>(Math.Ceiling(Math.Log(stream.NextDouble()) / SmallLog.OfOneMinus(p)));
}

/// <summary>1 with probability p, else 0: 53 bits of the stream an element.</summary>
public readonly struct BernoulliDraw(double p) : IDraw
{
    // u < p exactly when the 53 random bits are below p 2^53.
    readonly ulong _bound = (ulong)Math.Ceiling(p * (1UL << 53));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public S Next<S>(RandomStream stream) where S : unmanaged
        => Casting.Cast<bool, S>((stream.Engine.Next64() & ((1UL << 53) - 1)) < _bound);

    /// <summary>Fills contiguous elements at once.</summary>
    internal unsafe void Fill<S>(RandomStream stream, S* target, long count) where S : unmanaged => Bulk.Bernoulli(stream, target, count, _bound);
}

/// <summary>low + a random number modulo the range; from 2^28 on the modulus is taken of 64 bits. A range of 0 stands for 2^64.</summary>
public readonly struct IntegerDraw(long low, ulong range) : IDraw
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public S Next<S>(RandomStream stream) where S : unmanaged
    {
        if (range == 0) return Casting.Cast<long, S>((long)stream.Engine.Next64());
        long value = range >= 1UL << 28 ? (long)(stream.Engine.Next64() % range) : stream.Engine.Next() % (uint)range;
        return Casting.Cast<long, S>(unchecked(value + low));
    }
}

/// <summary>Any non-negative integer the dtype holds exactly.</summary>
public readonly struct AnyIntegerDraw : IDraw
{
    public S Next<S>(RandomStream stream) where S : unmanaged
    {
        var engine = stream.Engine;
        if (typeof(S) == typeof(long)) return Casting.Cast<long, S>((long)(engine.Next64() & long.MaxValue));
        if (typeof(S) == typeof(double)) return Casting.Cast<long, S>((long)(engine.Next64() % ((1UL << 53) + 1)));
        uint word = engine.Next();
        if (typeof(S) == typeof(bool)) return (S)(object)((word & 1) != 0);
        uint range = typeof(S) == typeof(float) ? (1 << 24) + 1 : typeof(S) == typeof(Half) ? (1 << 11) + 1 : typeof(S) == typeof(BFloat16) ? (1 << 8) + 1
            : typeof(S) == typeof(byte) ? 1 << 8 : typeof(S) == typeof(sbyte) ? 1 << 7 : typeof(S) == typeof(short) ? 1 << 15 : 1U << 31;
        return Casting.Cast<long, S>(word % range);
    }
}
