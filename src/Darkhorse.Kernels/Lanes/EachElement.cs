using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Lanes;

/// <summary>A function of one number that is computed element by element, in float64 whatever the lanes hold, with its derivative.</summary>
public interface IElementFunction
{
    /// <summary>What it is called in the source text of a device kernel.</summary>
    static abstract string Name { get; }

    static abstract double Of(double x);
    static abstract double Slope(double x);
}

/// <summary>A function of two numbers that is computed element by element, in the type of the elements, with its derivatives (0 for integers).</summary>
public interface IElementFunction2
{
    static abstract string Name { get; }

    static abstract T Of<T>(T x, T y) where T : unmanaged, INumber<T>;
    static virtual T SlopeX<T>(T x, T y) where T : unmanaged, INumber<T> => T.Zero;
    static virtual T SlopeY<T>(T x, T y) where T : unmanaged, INumber<T> => T.Zero;
}

/// <summary>The derivative as a function of its own; its derivative is not known.</summary>
readonly struct SlopeOf<F> : IElementFunction where F : struct, IElementFunction
{
    public static string Name => F.Name + "_slope";
    public static double Of(double x) => F.Slope(x);
    public static double Slope(double x) => double.NaN;
}

/// <summary>The derivative by the first argument.</summary>
readonly struct SlopeX<F> : IElementFunction2 where F : struct, IElementFunction2
{
    public static string Name => F.Name + "_slope_x";
    public static T Of<T>(T x, T y) where T : unmanaged, INumber<T> => F.SlopeX(x, y);
}

/// <summary>The derivative by the second argument.</summary>
readonly struct SlopeY<F> : IElementFunction2 where F : struct, IElementFunction2
{
    public static string Name => F.Name + "_slope_y";
    public static T Of<T>(T x, T y) where T : unmanaged, INumber<T> => F.SlopeY(x, y);
}

/// <summary>Loops over the elements of one bundle of lanes.</summary>
static unsafe class EachElement
{
    [SkipLocalsInit]
    public static V Map<V, T, F>(V a) where V : struct where T : unmanaged, INumber<T> where F : struct, IElementFunction
    {
        Unsafe.SkipInit(out V result);
        T* x = (T*)Unsafe.AsPointer(ref a), r = (T*)Unsafe.AsPointer(ref result);
        for (int i = 0; i < Unsafe.SizeOf<V>() / sizeof(T); i++) r[i] = T.CreateTruncating(F.Of(double.CreateTruncating(x[i])));
        return result;
    }

    [SkipLocalsInit]
    public static V Map<V, T, F>(V a, V b) where V : struct where T : unmanaged, INumber<T> where F : struct, IElementFunction2
    {
        Unsafe.SkipInit(out V result);
        T* x = (T*)Unsafe.AsPointer(ref a), y = (T*)Unsafe.AsPointer(ref b), r = (T*)Unsafe.AsPointer(ref result);
        for (int i = 0; i < Unsafe.SizeOf<V>() / sizeof(T); i++) r[i] = F.Of(x[i], y[i]);
        return result;
    }

    /// <summary>Only the elements whose condition has its top bit set; the rest of <paramref name="otherwise"/> stays.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static V Patch<V, T, F>(V condition, V a, V otherwise) where V : struct where T : unmanaged, INumber<T> where F : struct, IElementFunction
    {
        T* x = (T*)Unsafe.AsPointer(ref a), r = (T*)Unsafe.AsPointer(ref otherwise);
        byte* c = (byte*)Unsafe.AsPointer(ref condition);
        for (int i = 0; i < Unsafe.SizeOf<V>() / sizeof(T); i++)
            if (c[i * sizeof(T)] != 0) r[i] = T.CreateTruncating(F.Of(double.CreateTruncating(x[i])));
        return otherwise;
    }
}
