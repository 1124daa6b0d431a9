using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Darkhorse.Kernels.Lanes;

namespace Darkhorse.Tests.OfLanes;

/// <summary>The functions of LaneMath against values known to many digits, and every width of lanes against the scalar one.</summary>
public sealed class ElementaryFunctionTests
{
    static readonly string[][] s_values = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Kernels", "Lanes", "ElementaryFunctions.txt")).Where(line => line[0] != '#').Select(line => line.Split(' '))];

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    static double Ulps(double actual, double expected)
        => actual.Equals(expected) ? 0 : Math.Abs(actual - expected) / Math.Max(Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected), double.Epsilon);

    static double Ulps(float actual, double expected)
        => actual.Equals((float)expected) ? 0 : Math.Abs(actual - expected) / Math.Max(MathF.BitIncrement(Math.Abs((float)expected)) - Math.Abs((float)expected), float.Epsilon);

    /// <summary>What LaneMath promises of each function.</summary>
    static double Bound(string name) => name switch
    {
        "Exp" or "Exp2" or "Log" => 1,
        "Asin" or "Acos" or "Sinh" or "Cosh" or "Asinh" or "Acosh" or "Atanh" => 3,
        "Tan" => 4,
        "Erfc" => 5,
        _ => 2,
    };

    struct Worst : IFunctionVisitor
    {
        public List<string> Failures;

        public readonly void Visit<F>(string name) where F : struct, IFunction
        {
            double bound = Bound(name);
            foreach (string[] row in s_values.Where(row => row[0] == name))
            {
                double x = Number(row[1]), expected = Number(row[2]), y = F.Of(new Lane<double>(x)).Value;
                if (!(Ulps(y, expected) <= bound)) Failures.Add($"{name}({x:R}) = {y:R}, not {expected:R}: {Ulps(y, expected):F2} ULP");
            }
        }
    }

    [Fact]
    public void DoubleWithinBounds()
    {
        var worst = new Worst { Failures = [] };
        Functions.Visit(ref worst);
        Assert.Empty(worst.Failures);
    }

    [Fact]
    public void PowAndAtan2WithinBounds()
    {
        foreach (string[] row in s_values.Where(row => row.Length == 4))
        {
            double a = Number(row[1]), b = Number(row[3]), expected = Number(row[2]);
            double y = row[0] == "Pow" ? LaneMath.Pow(new Lane<double>(a), new Lane<double>(b)).Value : LaneMath.Atan2(new Lane<double>(a), new Lane<double>(b)).Value;
            Assert.True(Ulps(y, expected) <= 2, $"{row[0]}({a:R}, {b:R}) = {y:R}, not {expected:R}: {Ulps(y, expected)} ULP");
        }
    }

    /// <summary>float against float64, on numbers of every exponent.</summary>
    struct FloatWithinBounds : IFunctionVisitor
    {
        public List<string> Failures;

        public readonly void Visit<F>(string name) where F : struct, IFunction
        {
            double bound = Bound(name);
            double worst = 0;
            foreach (float x in Spread())
            {
                double expected = F.Of(new Lane<double>(x)).Value;
                float y = F.Of(new Lane<float>(x)).Value;
                if (Math.Abs(expected) < 1.2e-38 && Math.Abs(y - expected) <= 3e-45) continue;
                double ulps = Ulps(y, expected);
                if (ulps <= worst) continue;
                worst = ulps;
                if (worst > bound) Failures.Add($"{name}({x:R}) = {y:R}, not {expected:R}: {ulps:F2} ULP");
            }
        }
    }

    static IEnumerable<float> Spread()
    {
        uint state = 12345;
        for (int i = 0; i < 20000; i++)
        {
            state = state * 1664525 + 1013904223;
            float any = BitConverter.UInt32BitsToSingle(state);
            yield return any;
            yield return (state >> 8) / (float)(1 << 21) - 4; // [-4, 4)
            yield return (state >> 8) / (float)(1 << 17) - 64;
        }
    }

    [Fact]
    public void FloatWithinBoundsOfDouble()
    {
        var worst = new FloatWithinBounds { Failures = [] };
        Functions.Visit(ref worst);
        Assert.Empty(worst.Failures);
    }

    /// <summary>float64 against the C library, whose own error is below a unit, on numbers of every exponent, denormal ones included.</summary>
    [Fact]
    public void DoubleWithinBoundsOfTheLibrary()
    {
        Check<Functions.Exp>("Exp", Math.Exp);
        Check<Functions.Exp2>("Exp2", x => Math.Pow(2, x));
        Check<Functions.Log>("Log", Math.Log);
        Check<Functions.Log2>("Log2", Math.Log2);
        Check<Functions.Log10>("Log10", Math.Log10);
        Check<Functions.Sin>("Sin", Math.Sin);
        Check<Functions.Cos>("Cos", Math.Cos);
        Check<Functions.Tan>("Tan", Math.Tan);
        Check<Functions.Asin>("Asin", Math.Asin);
        Check<Functions.Acos>("Acos", Math.Acos);
        Check<Functions.Atan>("Atan", Math.Atan);
        Check<Functions.Sinh>("Sinh", Math.Sinh);
        Check<Functions.Cosh>("Cosh", Math.Cosh);
        Check<Functions.Tanh>("Tanh", Math.Tanh);
        Check<Functions.Asinh>("Asinh", Math.Asinh);
        Check<Functions.Acosh>("Acosh", Math.Acosh);
        Check<Functions.Atanh>("Atanh", Math.Atanh);

        static void Check<F>(string name, Func<double, double> library) where F : struct, IFunction
        {
            foreach (double x in DoubleSpread())
            {
                double expected = library(x), y = F.Of(new Lane<double>(x)).Value;
                bool denormal = Math.Abs(expected) < 2.2250738585072014e-308;
                Assert.True(Ulps(y, expected) <= Bound(name) + 1 || denormal && Math.Abs(y - expected) <= 2 * double.Epsilon, $"{name}({x:R}) = {y:R}, not {expected:R}: {Ulps(y, expected):F2} ULP");
            }
        }
    }

    static IEnumerable<double> DoubleSpread()
    {
        ulong state = 12345;
        for (int i = 0; i < 20000; i++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            yield return BitConverter.UInt64BitsToDouble(state);
            yield return (state >> 11) / (double)(1L << 50) - 4; // [-4, 4)
            yield return (state >> 11) / (double)(1L << 43) - 512;
            yield return 1 + ((long)(state >> 11) - (1L << 52)) / Math.Pow(2, 52 + i % 50); // near 1
            yield return BitConverter.UInt64BitsToDouble(state >> 12); // denormal
        }
    }

    [Fact]
    public void PowOfTwoFloats()
    {
        var second = Spread().Skip(7).GetEnumerator();
        foreach (float any in Spread())
        {
            second.MoveNext();
            float a = Math.Abs(any), b = second.Current;
            double expected = Math.Pow(a, b);
            float y = LaneMath.Pow(new Lane<float>(a), new Lane<float>(b)).Value;
            if (Math.Abs(expected) < 1.2e-38 && Math.Abs(y - expected) <= 3e-45) continue;
            Assert.True(Ulps(y, expected) <= 2, $"{a:R} ^ {b:R} = {y:R}, not {expected:R}: {Ulps(y, expected):F2} ULP");
            expected = Math.Atan2(any, b);
            y = LaneMath.Atan2(new Lane<float>(any), new Lane<float>(b)).Value;
            if (Math.Abs(expected) < 1.2e-38 && Math.Abs(y - expected) <= 3e-45) continue;
            Assert.True(Ulps(y, expected) <= 3, $"atan2({any:R}, {b:R}) = {y:R}, not {expected:R}: {Ulps(y, expected):F2} ULP");
        }
    }

    [Fact]
    public void SpecialValuesAsTheFrameworkHasThem()
    {
        foreach (double x in new[] { 0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -1, 1e300, -1e22, -1e300 }) CheckSpecial(x);
    }

    static void CheckSpecial(double x)
    {
        (string Name, double Actual, double Expected)[] cases =
        [
            ("exp", LaneMath.Exp(new Lane<double>(x)).Value, Math.Exp(x)),
            ("log", LaneMath.Log(new Lane<double>(x)).Value, Math.Log(x)),
            ("log2", LaneMath.Log2(new Lane<double>(x)).Value, Math.Log2(x)),
            ("log10", LaneMath.Log10(new Lane<double>(x)).Value, Math.Log10(x)),
            ("sin", LaneMath.Sin(new Lane<double>(x)).Value, Math.Sin(x)),
            ("cos", LaneMath.Cos(new Lane<double>(x)).Value, Math.Cos(x)),
            ("tan", LaneMath.Tan(new Lane<double>(x)).Value, Math.Tan(x)),
            ("asin", LaneMath.Asin(new Lane<double>(x)).Value, Math.Asin(x)),
            ("acos", LaneMath.Acos(new Lane<double>(x)).Value, Math.Acos(x)),
            ("atan", LaneMath.Atan(new Lane<double>(x)).Value, Math.Atan(x)),
            ("sinh", LaneMath.Sinh(new Lane<double>(x)).Value, Math.Sinh(x)),
            ("cosh", LaneMath.Cosh(new Lane<double>(x)).Value, Math.Cosh(x)),
            ("tanh", LaneMath.Tanh(new Lane<double>(x)).Value, Math.Tanh(x)),
            ("asinh", LaneMath.Asinh(new Lane<double>(x)).Value, Math.Asinh(x)),
            ("acosh", LaneMath.Acosh(new Lane<double>(x)).Value, Math.Acosh(x)),
            ("atanh", LaneMath.Atanh(new Lane<double>(x)).Value, Math.Atanh(x)),
        ];
        foreach (var (name, actual, expected) in cases)
        {
            Assert.True(actual.Equals(expected) || Math.Abs(actual - expected) <= 4e-16 * Math.Abs(expected), $"{name}({x}) = {actual}, not {expected}");
            Assert.True(double.IsNaN(actual) || double.IsNegative(actual) == double.IsNegative(expected), $"sign of {name}({x})");
        }
    }

    [Fact]
    public void PowOfSpecialValues()
    {
        double[] values = [0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e300, -1e300, 1e-300, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 2.5, -2.5, 53, 1075, -1075];
        foreach (double a in values)
            foreach (double b in values)
            {
                double actual = LaneMath.Pow(new Lane<double>(a), new Lane<double>(b)).Value, expected = Math.Pow(a, b);
                Assert.True(actual.Equals(expected) || Math.Abs(actual - expected) <= 1e-15 * Math.Abs(expected), $"{a} ^ {b} = {actual}, not {expected}");
                Assert.True(double.IsNaN(actual) || double.IsNegative(actual) == double.IsNegative(expected), $"sign of {a} ^ {b}");
            }
    }

    /// <summary>Each width gives the bits of the scalar lane.</summary>
    struct Widths<T> : IFunctionVisitor where T : unmanaged, INumber<T>
    {
        public T[] Inputs;
        public List<string> Failures;

        public readonly void Visit<F>(string name) where F : struct, IFunction
        {
            for (int i = 0; i + 16 <= Inputs.Length; i += 16)
            {
                var x = Inputs.AsSpan(i, Vector512<T>.Count);
                var wide = F.Of(new Lanes512<T>(Vector512.Create<T>(x))).Bits;
                for (int k = 0; k < Vector512<T>.Count; k++) Check(name, x[k], F.Of(new Lane<T>(x[k])).Value, wide[k]);
                var half = F.Of(new Lanes256<T>(Vector256.Create<T>(x[..Vector256<T>.Count]))).Bits;
                for (int k = 0; k < Vector256<T>.Count; k++) Check(name + "256", x[k], wide[k], half[k]);
                var quarter = F.Of(new Lanes128<T>(Vector128.Create<T>(x[..Vector128<T>.Count]))).Bits;
                for (int k = 0; k < Vector128<T>.Count; k++) Check(name + "128", x[k], wide[k], quarter[k]);
            }
        }

        readonly void Check(string name, T x, T a, T b)
        {
            // The sign of a nan is the processor's business.
            if (T.IsNaN(a) && T.IsNaN(b)) return;
            if (!MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in a)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in b)))) Failures.Add($"{name}({x}): {a} and {b}");
        }
    }

    [Fact]
    public void EveryWidthGivesTheSameBitsInFloat()
    {
        var widths = new Widths<float> { Inputs = [0, -0.0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1, -1, .. Spread().Take(1601)], Failures = [] };
        Functions.Visit(ref widths);
        Assert.Empty(widths.Failures);
    }

    [Fact]
    public void EveryWidthGivesTheSameBitsInDouble()
    {
        var widths = new Widths<double> { Inputs = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -1, .. Spread().Take(801).Select(x => x * 1.000000123), .. s_values.Select(row => Number(row[1]))], Failures = [] };
        Functions.Visit(ref widths);
        Assert.Empty(widths.Failures);
    }
}
