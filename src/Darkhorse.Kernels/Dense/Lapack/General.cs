using System.Numerics;

namespace Darkhorse.Kernels.Dense.Lapack;

/// <summary>
/// Eigenvalues and -vectors of any square matrix, in complex arithmetic: Hessenberg form by reflections, Schur form by the shifted QR method, vectors by back substitution
/// (Golub and Van Loan, Matrix Computations, 7.4 to 7.6).
/// </summary>
static unsafe class General
{
    const int MostTurns = 60;

    /// <summary>Values in the order in which they are found on the diagonal, vectors as columns of length 1 with a real largest component. Returns 0, or how many values did not converge.</summary>
    public static int Decompose(long n, Complex* a, Complex* values, Complex* vectors, bool real)
    {
        if (n == 0) return 0;
        var memory = new Complex[2 * n * n + n];
        fixed (Complex* work = memory)
        {
            Complex* q = work, x = work + n * n;
            Hessenberg(n, a, q, x);
            int failed = Schur(n, a, q);
            double norm = 0;
            for (long i = 0; i < n * n; i++) norm = Math.Max(norm, Complex.Abs(a[i]));
            for (long i = 0; i < n; i++)
            {
                values[i] = a[i * n + i];
                if (real && Math.Abs(values[i].Imaginary) <= 10 * n * Field<double>.Epsilon * norm) values[i] = values[i].Real;
            }
            if (vectors != null) Vectors(n, a, q, x, norm, values, vectors, real);
            return failed;
        }
    }

    static void Hessenberg(long n, Complex* a, Complex* q, Complex* v)
    {
        Field<Complex>.Identity(n, n, q);
        for (long k = 0; k < n - 2; k++)
        {
            long size = n - k - 1;
            for (long i = 0; i < size; i++) v[i] = a[(k + 1 + i) * n + k];
            var tau = Reflections<Complex>.Make(size, v);
            if (tau == Complex.Zero) continue;
            v[0] = Complex.One;
            // A = H^H A H, Q = Q H.
            for (long j = 0; j < n; j++)
            {
                var sum = Complex.Zero;
                for (long i = 0; i < size; i++) sum += Complex.Conjugate(v[i]) * a[(k + 1 + i) * n + j];
                sum *= Complex.Conjugate(tau);
                for (long i = 0; i < size; i++) a[(k + 1 + i) * n + j] -= sum * v[i];
            }
            FromRight(n, size, k + 1, a, v, tau);
            FromRight(n, size, k + 1, q, v, tau);
        }
    }

    static void FromRight(long n, long size, long first, Complex* a, Complex* v, Complex tau)
    {
        for (long i = 0; i < n; i++)
        {
            var row = a + i * n + first;
            var sum = Complex.Zero;
            for (long j = 0; j < size; j++) sum += row[j] * v[j];
            sum *= tau;
            for (long j = 0; j < size; j++) row[j] -= sum * Complex.Conjugate(v[j]);
        }
    }

    static int Schur(long n, Complex* h, Complex* q)
    {
        int turn = 0;
        for (var last = n - 1; last > 0;)
        {
            var first = last;
            for (; first > 0; first--)
            {
                double neighbours = Field<Complex>.Abs1(h[first * n + first]) + Field<Complex>.Abs1(h[(first - 1) * n + first - 1]);
                if (Field<Complex>.Abs1(h[first * n + first - 1]) <= Field<Complex>.Epsilon * neighbours || h[first * n + first - 1] == Complex.Zero)
                {
                    h[first * n + first - 1] = Complex.Zero;
                    break;
                }
            }
            if (first == last)
            {
                last--;
                turn = 0;
                continue;
            }
            if (turn++ == MostTurns || double.IsNaN(h[last * n + last].Real)) return (int)last + 1;
            Step(n, first, last, h, q, Shift(n, last, h, exceptional: turn % 10 == 0));
        }
        return 0;
    }

    /// <summary>The eigenvalue of the last two rows and columns that is nearer to the last diagonal element.</summary>
    static Complex Shift(long n, long last, Complex* h, bool exceptional)
    {
        Complex a = h[(last - 1) * n + last - 1], b = h[(last - 1) * n + last], c = h[last * n + last - 1], d = h[last * n + last];
        if (exceptional) return d + Complex.Abs(c);
        Complex half = (a - d) / 2, root = Complex.Sqrt(half * half + b * c);
        if (half.Real * root.Real + half.Imaginary * root.Imaginary < 0) root = -root;
        var sum = half + root;
        return sum == Complex.Zero ? d : d - b * c / sum;
    }

    /// <summary>H - shift = Q R, H = R Q + shift on rows first to last, by plane rotations.</summary>
    static void Step(long n, long first, long last, Complex* h, Complex* q, Complex shift)
    {
        var cosines = new double[last - first];
        var sines = new Complex[last - first];
        for (var i = first; i <= last; i++) h[i * n + i] -= shift;
        for (var k = first; k < last; k++)
        {
            Complex x = h[k * n + k], y = h[(k + 1) * n + k];
            double r = double.Hypot(Complex.Abs(x), Complex.Abs(y));
            if (r == 0)
            {
                cosines[k - first] = 1;
                continue;
            }
            // [c s; -conj(s) c] with a real c takes y to zero.
            double size = Complex.Abs(x), c = size / r;
            var phase = size == 0 ? Complex.One : x / size;
            var s = phase * Complex.Conjugate(y) / r;
            (cosines[k - first], sines[k - first]) = (c, s);
            for (var j = k; j < n; j++)
            {
                Complex upper = h[k * n + j], lower = h[(k + 1) * n + j];
                h[k * n + j] = c * upper + s * lower;
                h[(k + 1) * n + j] = c * lower - Complex.Conjugate(s) * upper;
            }
        }
        for (var k = first; k < last; k++)
        {
            double c = cosines[k - first];
            var s = sines[k - first];
            TurnColumns(n, h, k, Math.Min(k + 2, last + 1), c, s);
            TurnColumns(n, q, k, n, c, s);
        }
        for (var i = first; i <= last; i++) h[i * n + i] += shift;
    }

    static void TurnColumns(long n, Complex* a, long k, long rows, double c, Complex s)
    {
        for (long i = 0; i < rows; i++)
        {
            Complex left = a[i * n + k], right = a[i * n + k + 1];
            a[i * n + k] = c * left + Complex.Conjugate(s) * right;
            a[i * n + k + 1] = c * right - s * left;
        }
    }

    static void Vectors(long n, Complex* t, Complex* q, Complex* x, double norm, Complex* values, Complex* vectors, bool real)
    {
        double least = Math.Max(Field<Complex>.Epsilon * norm, 1e-300);
        for (long k = 0; k < n; k++)
        {
            // (T - t_kk) x = 0 with x_k = 1, from the bottom up.
            x[k] = Complex.One;
            for (var i = k - 1; i >= 0; i--)
            {
                var sum = -t[i * n + k];
                for (var j = i + 1; j < k; j++) sum -= t[i * n + j] * x[j];
                var difference = t[i * n + i] - t[k * n + k];
                x[i] = sum / (Complex.Abs(difference) < least ? new Complex(least, 0) : difference);
            }
            double square = 0;
            var largest = Complex.Zero;
            for (long i = 0; i < n; i++)
            {
                var sum = Complex.Zero;
                for (long j = 0; j <= k; j++) sum += q[i * n + j] * x[j];
                vectors[i * n + k] = sum;
                square += Field<Complex>.Square(sum);
                if (Complex.Abs(sum) > Complex.Abs(largest)) largest = sum;
            }
            var scale = Complex.Conjugate(largest) / (Complex.Abs(largest) * Math.Sqrt(square));
            for (long i = 0; i < n; i++)
            {
                var value = vectors[i * n + k] * scale;
                vectors[i * n + k] = real && values[k].Imaginary == 0 ? value.Real : value;
            }
        }
    }
}
