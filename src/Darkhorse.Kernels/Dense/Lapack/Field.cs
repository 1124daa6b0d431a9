using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>What the factorisations need of their numbers beyond + - * /: double or <see cref="Complex"/>.</summary>
static unsafe class Field<T> where T : unmanaged, INumberBase<T>
{
    public const double Epsilon = 2.220446049250313e-16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Conj(T x) => typeof(T) == typeof(Complex) ? (T)(object)Complex.Conjugate((Complex)(object)x) : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Real(T x) => typeof(T) == typeof(Complex) ? ((Complex)(object)x).Real : (double)(object)x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Imaginary(T x) => typeof(T) == typeof(Complex) ? ((Complex)(object)x).Imaginary : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T From(double x) => typeof(T) == typeof(Complex) ? (T)(object)new Complex(x, 0) : (T)(object)x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Abs(T x) => typeof(T) == typeof(Complex) ? Complex.Abs((Complex)(object)x) : Math.Abs((double)(object)x);

    /// <summary>|re| + |im|: by which LAPACK chooses pivots.</summary>
    public static double Abs1(T x) => Math.Abs(Real(x)) + Math.Abs(Imaginary(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Square(T x)
    {
        double re = Real(x), im = Imaginary(x);
        return re * re + im * im;
    }

    /// <summary>y += a x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Axpy(long count, T a, T* x, T* y)
    {
        long i = 0;
        if (typeof(T) == typeof(double))
        {
            var factor = new Vector<double>((double)(object)a);
            for (; i + Vector<double>.Count <= count; i += Vector<double>.Count) Unsafe.WriteUnaligned(y + i, Load(y + i) + factor * Load(x + i));
        }
        for (; i < count; i++) y[i] += a * x[i];
    }

    /// <summary>The sum of conj(x) y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Dot(long count, T* x, T* y)
    {
        long i = 0;
        var sum = T.Zero;
        if (typeof(T) == typeof(double))
        {
            Vector<double> s0 = Vector<double>.Zero, s1 = s0, s2 = s0, s3 = s0;
            int width = Vector<double>.Count;
            for (; i + 4 * width <= count; i += 4 * width)
            {
                s0 += Load(x + i) * Load(y + i);
                s1 += Load(x + i + width) * Load(y + i + width);
                s2 += Load(x + i + 2 * width) * Load(y + i + 2 * width);
                s3 += Load(x + i + 3 * width) * Load(y + i + 3 * width);
            }
            for (; i + width <= count; i += width) s0 += Load(x + i) * Load(y + i);
            sum = (T)(object)Vector.Sum(s0 + s1 + (s2 + s3));
        }
        for (; i < count; i++) sum += Conj(x[i]) * y[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector<double> Load(T* x) => Unsafe.ReadUnaligned<Vector<double>>(x);

    /// <summary>x = xx x + xy y and y = yx x + yy y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rotate(long count, T* x, T* y, T xx, T xy, T yx, T yy)
    {
        long i = 0;
        if (typeof(T) == typeof(double))
        {
            Vector<double> a = new((double)(object)xx), b = new((double)(object)xy), c = new((double)(object)yx), d = new((double)(object)yy);
            for (; i + Vector<double>.Count <= count; i += Vector<double>.Count)
            {
                Vector<double> p = Load(x + i), q = Load(y + i);
                Unsafe.WriteUnaligned(x + i, a * p + b * q);
                Unsafe.WriteUnaligned(y + i, c * p + d * q);
            }
        }
        for (; i < count; i++) (x[i], y[i]) = (xx * x[i] + xy * y[i], yx * x[i] + yy * y[i]);
    }

    public static double SquaredNorm(long count, T* x) => Real(Dot(count, x, x));

    public static void Scale(long count, T a, T* x)
    {
        for (long i = 0; i < count; i++) x[i] *= a;
    }

    public static void Swap(long count, T* x, T* y)
    {
        for (long i = 0; i < count; i++) (x[i], y[i]) = (y[i], x[i]);
    }

    public static void Copy(long count, T* from, T* to) => Buffer.MemoryCopy(from, to, count * sizeof(T), count * sizeof(T));

    /// <summary>target[j, i] = source[i, j], conjugated if asked for.</summary>
    public static void Transpose(long rows, long columns, T* source, T* target, bool conjugate = false)
    {
        for (long i = 0; i < rows; i++)
            for (long j = 0; j < columns; j++) target[j * rows + i] = conjugate ? Conj(source[i * columns + j]) : source[i * columns + j];
    }

    public static void Identity(long rows, long columns, T* target)
    {
        for (long i = 0; i < rows * columns; i++) target[i] = T.Zero;
        for (long i = 0; i < Math.Min(rows, columns); i++) target[i * columns + i] = T.One;
    }
}
