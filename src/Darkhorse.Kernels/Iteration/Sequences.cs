using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Iteration;

/// <summary>Arithmetic sequences. Each element is computed from its index alone, so that errors do not add up and the split does not show.</summary>
public static unsafe class Sequences
{
    /// <summary>result[i] = start + i * step: in int64 for integers, in float64 for float32 and float64, in float32 for the half types, rounded once.</summary>
    public static void Arange(DType dtype, byte* result, long count, Scalar start, Scalar step)
    {
        var visitor = new ArangeVisitor(result, count, start, step);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    /// <summary>
    /// start … end in equal steps, computed from the nearer end so that both are met exactly; float32 and the half types in their own arithmetic, integers in
    /// float64 and cut. With a base other than 0: its powers.
    /// </summary>
    public static void Linspace(DType dtype, byte* result, long count, double start, double end, double powersOf)
    {
        var visitor = new LinspaceVisitor(result, count, start, end, powersOf);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct ArangeVisitor(byte* result, long count, Scalar start, Scalar step) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged => WorkerPool.For(count, IterPlan.Grain, new ArangeBody<S>((S*)result, start, step));
    }

    readonly struct ArangeBody<S>(S* result, Scalar start, Scalar step) : IRangeBody where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long from, long to)
        {
            if (typeof(S) == typeof(float) || typeof(S) == typeof(double))
            {
                double first = start.ToDouble(), by = step.ToDouble();
                for (long i = from; i < to; i++) result[i] = Casting.Cast<double, S>(first + by * i);
            }
            else if (typeof(S) == typeof(Half) || typeof(S) == typeof(BFloat16))
            {
                float first = start.ToSingle(), by = step.ToSingle();
                for (long i = from; i < to; i++) result[i] = Casting.Cast<float, S>(first + by * i);
            }
            else if (typeof(S) == typeof(Complex) || typeof(S) == typeof(Complex64))
            {
                Complex first = start.ToComplex(), by = step.ToComplex();
                for (long i = from; i < to; i++) result[i] = Casting.Cast<Complex, S>(first + by * i);
            }
            else
            {
                long first = start.ToInt64(), by = step.ToInt64();
                for (long i = from; i < to; i++) result[i] = Casting.Cast<long, S>(first + by * i);
            }
        }
    }

    readonly ref struct LinspaceVisitor(byte* result, long count, double start, double end, double powersOf) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged => WorkerPool.For(count, IterPlan.Grain, new LinspaceBody<S>((S*)result, count, start, end, powersOf));
    }

    readonly struct LinspaceBody<S>(S* result, long count, double start, double end, double powersOf) : IRangeBody where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long from, long to)
        {
            double first = Rounded(start), last = Rounded(end), step = count == 1 ? 0 : Rounded(Rounded(last - first) / (count - 1));
            for (long i = from; i < to; i++)
            {
                double value = i < count / 2 || count == 1 ? Rounded(first + Rounded(step * i)) : Rounded(last - Rounded(step * (count - 1 - i)));
                result[i] = Casting.Cast<double, S>(powersOf == 0 ? value : Math.Pow(powersOf, value));
            }
        }

        /// <summary>The nearest number of the type the sequence is computed in.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double Rounded(double value)
        {
            if (typeof(S) == typeof(float) || typeof(S) == typeof(Complex64)) return (float)value;
            if (typeof(S) == typeof(Half)) return (double)(Half)value;
            if (typeof(S) == typeof(BFloat16)) return (BFloat16)value;
            return value;
        }
    }
}
