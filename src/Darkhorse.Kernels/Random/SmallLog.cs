using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Random;

/// <summary>log(1 + x) of one double, which the platform lacks.</summary>
static class SmallLog
{
    /// <summary>log(1 + x), within 2 ULP: the rounding of 1 + x is divided out (Kahan's trick).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OfOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>log(1 - x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OfOneMinus(double x) => OfOnePlus(-x);
}
