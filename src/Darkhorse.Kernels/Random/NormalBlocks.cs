using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Random;

/// <summary>
/// Normal numbers for 16 and more contiguous elements: blocks of 16 uniforms become 16 normals by the transform of Box and Muller (1958), the first 8 giving
/// the radius, the last 8 the angle. If the count is no multiple of 16, the last 16 elements are drawn anew as one block. Computed in the dtype itself.
/// </summary>
public static unsafe class NormalBlocks
{
    /// <summary>Uniforms make a block.</summary>
    public const int BlockSize = 16;

    const int Half8 = BlockSize / 2;

    /// <summary>Fills <paramref name="count"/> &gt;= 16 elements.</summary>
    public static void Fill(RandomStream stream, DType dtype, byte* data, long count, double mean, double std)
    {
        var visitor = new Visitor(stream, data, count, mean, std);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct Visitor(RandomStream stream, byte* data, long count, double mean, double std) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            var target = (S*)data;
            Draw(target, count);
            WorkerPool.For(count / BlockSize, 1024, new Blocks<S>(target, mean, std));
            if (count % BlockSize == 0) return;
            target += count - BlockSize;
            Draw(target, BlockSize);
            new Blocks<S>(target, mean, std).Run(0, 1);
        }

        void Draw<S>(S* target, long length) where S : unmanaged
        {
            var uniform = new UniformDraw(0, 1);
            if (uniform.TryFill(stream, target, length)) return;
            for (long i = 0; i < length; i++) target[i] = uniform.Next<S>(stream);
        }
    }

    /// <summary>Blocks start to end, in place.</summary>
    readonly struct Blocks<S>(S* data, double mean, double std) : IRangeBody where S : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            if (typeof(S) == typeof(float))
            {
                if (Vector256.IsHardwareAccelerated) Transform<Lanes256<float>, Direct256<float>, float>((float*)data, start, end);
                else if (Vector128.IsHardwareAccelerated) Transform<Lanes128<float>, Direct128<float>, float>((float*)data, start, end);
                else Transform<Lane<float>, Direct<float>, float>((float*)data, start, end);
            }
            else if (typeof(S) == typeof(double))
            {
                if (Vector512.IsHardwareAccelerated) Transform<Lanes512<double>, Direct512<double>, double>((double*)data, start, end);
                else if (Vector256.IsHardwareAccelerated) Transform<Lanes256<double>, Direct256<double>, double>((double*)data, start, end);
                else if (Vector128.IsHardwareAccelerated) Transform<Lanes128<double>, Direct128<double>, double>((double*)data, start, end);
                else Transform<Lane<double>, Direct<double>, double>((double*)data, start, end);
            }
            else
            {
                for (long block = start; block < end; block++) TransformRounded(data + block * BlockSize);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Transform<V, M, T>(T* numbers, long start, long end) where V : struct, ILanes<V> where M : struct, IMemory<T, V> where T : unmanaged
        {
            V center = V.Param(mean), scale = V.Param(std);
            for (T* p = numbers + start * BlockSize; p < numbers + end * BlockSize; p += BlockSize)
            {
                for (int i = 0; i < Half8; i += M.Count)
                {
                    V radius = V.Sqrt(V.Const(-2) * LaneMath.Log(V.One - M.Load(p + i)));
                    Turn.SinCos(V.Const(2 * Math.PI) * M.Load(p + Half8 + i), out V sine, out V cosine);
                    M.Store(p + i, V.MulAdd(radius * cosine, scale, center));
                    M.Store(p + Half8 + i, V.MulAdd(radius * sine, scale, center));
                }
            }
        }

        /// <summary>float16 and bfloat16: every intermediate result is rounded to the dtype.</summary>
        void TransformRounded(S* p)
        {
            float center = R((float)mean), scale = R((float)std);
            for (int i = 0; i < Half8; i++)
            {
                float first = Casting.Cast<S, float>(p[i]), second = Casting.Cast<S, float>(p[Half8 + i]);
                float radius = R(MathF.Sqrt(R(-2 * R(MathF.Log(R(1 - first))))));
                float angle = R((float)(2 * Math.PI * second));
                p[i] = Casting.Cast<float, S>(R(R(radius * R(MathF.Cos(angle))) * scale) + center);
                p[Half8 + i] = Casting.Cast<float, S>(R(R(radius * R(MathF.Sin(angle))) * scale) + center);
            }
        }

        static float R(float value) => Casting.Cast<S, float>(Casting.Cast<float, S>(value));
    }
}

/// <summary>Sine and cosine of an angle within one turn.</summary>
static class Turn
{
    // pi / 2 in two parts; n times the first is exact for n up to 4 in float32 and float64 alike.
    const double HalfPiHigh = 1.5703125, HalfPiLow = 4.83826794896619231e-4;

    /// <summary>For angles in [0, 2 pi]: at most 2 ULP of the result's binade. Taylor polynomials on [-pi/4, pi/4], cut below half an ULP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCos<V>(V angle, out V sine, out V cosine) where V : struct, ILanes<V>
    {
        V quadrant = V.Round(angle * V.Const(2 / Math.PI));
        V r = V.MulAdd(quadrant, V.Const(-HalfPiHigh), angle);
        r = V.MulAdd(quadrant, V.Const(-HalfPiLow), r);
        V z = r * r;
        V s = V.MulAdd(SinePolynomial(z) * z, r, r);
        V c = V.MulAdd(CosinePolynomial(z) * z, z, V.MulAdd(z, V.Const(-0.5), V.One));
        // Quadrants 1 and 3 exchange the two; 2 and 3 turn the sine round, 1 and 2 the cosine.
        V odd = V.Equal(V.Abs(quadrant - V.Const(2)), V.One);
        V sineValue = V.Select(odd, c, s), cosineValue = V.Select(odd, s, c);
        V lower = V.Less(V.Const(1.5), quadrant) & V.Less(quadrant, V.Const(3.5));
        V left = V.Less(V.Const(0.5), quadrant) & V.Less(quadrant, V.Const(2.5));
        sine = V.Select(lower, -sineValue, sineValue);
        cosine = V.Select(left, -cosineValue, cosineValue);
    }

    /// <summary>(sin r / r - 1) / r^2 in z = r^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V SinePolynomial<V>(V z) where V : struct, ILanes<V>
    {
        V p;
        if (V.Precision == 24)
        {
            p = V.MulAdd(V.Const(1.0 / 362880), z, V.Const(-1.0 / 5040));
        }
        else
        {
            p = V.MulAdd(V.Const(-1.0 / 1307674368000), z, V.Const(1.0 / 6227020800));
            p = V.MulAdd(p, z, V.Const(-1.0 / 39916800));
            p = V.MulAdd(p, z, V.Const(1.0 / 362880));
            p = V.MulAdd(p, z, V.Const(-1.0 / 5040));
        }
        p = V.MulAdd(p, z, V.Const(1.0 / 120));
        return V.MulAdd(p, z, V.Const(-1.0 / 6));
    }

    /// <summary>(cos r - 1 + r^2 / 2) / r^4 in z = r^2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V CosinePolynomial<V>(V z) where V : struct, ILanes<V>
    {
        V p;
        if (V.Precision == 24)
        {
            p = V.Const(1.0 / 40320);
        }
        else
        {
            p = V.MulAdd(V.Const(1.0 / 20922789888000), z, V.Const(-1.0 / 87178291200));
            p = V.MulAdd(p, z, V.Const(1.0 / 479001600));
            p = V.MulAdd(p, z, V.Const(-1.0 / 3628800));
            p = V.MulAdd(p, z, V.Const(1.0 / 40320));
        }
        p = V.MulAdd(p, z, V.Const(-1.0 / 720));
        return V.MulAdd(p, z, V.Const(1.0 / 24));
    }
}
