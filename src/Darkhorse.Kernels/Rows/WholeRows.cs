using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Rows;

/// <summary>
/// Rows that are whole lanes, and short enough for plain sums, have all their passes in one method: over a few hundred elements the calls of single passes take as long as the passes.
/// </summary>
static class WholeRows
{
    public const int Longest = 4096;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<S, V>(V lanes, int count) where S : unmanaged where V : struct
    {
        if (count == 1) return At<S, V>(ref lanes, 0);
        double even = 0, odd = 0;
        for (int i = 0; i < count; i += 2) (even, odd) = (even + At<S, V>(ref lanes, i), odd + At<S, V>(ref lanes, i + 1));
        return even + odd;
    }

    /// <summary>The largest; nan if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max<S, V>(V lanes, int count) where S : unmanaged where V : struct
    {
        double max = At<S, V>(ref lanes, 0);
        for (int i = 1; i < count; i++) max = Math.Max(max, At<S, V>(ref lanes, i));
        return max;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double At<S, V>(ref V lanes, int i) where S : unmanaged where V : struct
        => typeof(S) == typeof(double) ? Unsafe.Add(ref Unsafe.As<V, double>(ref lanes), i) : Unsafe.Add(ref Unsafe.As<V, float>(ref lanes), i);
}
