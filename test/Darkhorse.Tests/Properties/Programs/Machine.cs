using System.Numerics;
using System.Text;

namespace Darkhorse.Tests.Properties.Programs;

/// <summary>Runs a random program step by step on the library and on the reference, and compares after each step.</summary>
/// <param name="choices">What decides every step; the values take no part, so that a program can be run again on others.</param>
/// <param name="smooth">Only float64, only differentiable steps.</param>
/// <param name="shift">With <paramref name="smooth"/>: how far to move the starting values along a fixed direction.</param>
public sealed partial class Machine(Choices choices, bool smooth = false, double shift = 0)
{
    /// <summary>One value of the program, in both worlds.</summary>
    public sealed record Pair(string Name, Tensor Real, Naive Naive);

    readonly List<Pair> _values = [];
    readonly StringBuilder _text = new();

    public IReadOnlyList<Pair> Values => _values;

    /// <summary>The starting values that gradients are asked for.</summary>
    public List<Tensor> Leaves { get; } = [];

    public string Text => _text.ToString();

    public void Run()
    {
        Start();
        try
        {
            for (int step = 0; step < 12 && choices.More; step++) Step();
        }
        catch (Exception thrown) when (thrown is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{thrown}\nafter\n{_text}");
        }
        foreach (var value in _values) Compare(value.Name, value.Real, value.Naive);
    }

    void Step()
    {
        Action<Pair>[] steps = choices.Below(8) switch
        {
            0 or 1 or 2 => _views,
            3 => _pointwise,
            4 => _reductions,
            5 => _writes,
            6 => _indexing,
            _ => _joining,
        };
        var x = _values[choices.Below(_values.Count)];
        if (choices.Below(12) == 11 && _values.Count < 6) Start();
        else steps[choices.Below(steps.Length)](x);
    }

    /// <summary>A new starting value.</summary>
    void Start()
    {
        var sizes = Sizes();
        int seed = choices.Below(1000);
        var dtype = smooth ? float64 : Kind.All[choices.Below(Kind.All.Length)];
        bool special = choices.Below(5) == 4;
        var naive = new Naive(dtype, Kind.IsWhole(dtype) ? int64 : complex128, sizes, Enumerable.Range(0, (int)Naive.Product(sizes)).Select(i => Element(dtype, seed, i, special)));
        var real = FromNumbers(naive);
        if (smooth)
        {
            Leaves.Add(real.requires_grad_());
            real = real.clone();
        }
        Add($"{dtype} [{string.Join(", ", sizes)}] from {seed}{(special ? " with specials" : "")}", real, naive);
    }

    long[] Sizes()
    {
        var sizes = new List<long>();
        for (int rank = choices.Below(6); rank > 0; rank--)
        {
            int pick = choices.Below(20);
            long size = pick == 19 ? 0 : pick == 18 ? choices.From(8, smooth ? 9 : 40) : 1 + pick % 7;
            if (Naive.Product(sizes) * size <= (smooth ? 60 : 2000)) sizes.Add(size);
        }
        // Now and then more elements than one task takes.
        if (!smooth && choices.Below(200) == 199) return [choices.From(1, 3), choices.From(12000, 12999)];
        return [.. sizes];
    }

    Number Element(ScalarType dtype, int seed, int i, bool special)
    {
        uint bits = (uint)(seed * 7919 + i) * 2654435761u;
        bits ^= bits >> 15;
        bits *= 2246822519u;
        bits ^= bits >> 13;
        if (smooth) return new Complex(bits / 4294967296.0 * 3 - 1.5 + shift * (bits % 17 / 8.0 - 1), 0);
        if (dtype == @bool) return bits % 2 == 0;
        if (dtype == uint8) return special ? bits % 256 : (long)(bits % 10);
        if (Kind.IsWhole(dtype)) return special ? bits % 256 - 128L : bits % 19 - 9L;
        if (special && bits % 7 == 0) return (bits / 7 % 4) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, _ => -0.0 };
        double real = (bits % 65 - 32L) / 4.0;
        return Kind.Of(dtype) == 3 ? new Complex(real, (bits / 65 % 65 - 32L) / 4.0) : real;
    }

    static Tensor FromNumbers(Naive naive)
    {
        var all = naive.Elements();
        if (Kind.IsWhole(naive.DType)) return tensor(all.Select(x => x.Whole).ToArray()).to(naive.DType).reshape(naive.Sizes);
        if (Kind.Of(naive.DType) == 3) return tensor(all.Select(x => x.Value).ToArray()).to(naive.DType).reshape(naive.Sizes);
        return tensor(all.Select(x => x.Real).ToArray()).to(naive.DType).reshape(naive.Sizes);
    }

    static Number[] ToNumbers(Tensor real) => real.dtype switch
    {
        ScalarType.Bool => [.. real.ToArray<bool>().Select(x => (Number)x)],
        ScalarType.Float64 => [.. real.detach().ToArray<double>().Select(x => (Number)x)],
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 => [.. real.detach().to(float64).ToArray<double>().Select(x => (Number)x)],
        ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 => [.. real.detach().to(complex128).ToArray<Complex>().Select(x => (Number)x)],
        _ => [.. real.to(int64).ToArray<long>().Select(x => (Number)x)],
    };

    Pair Add(string text, Tensor real, Naive naive)
    {
        var pair = new Pair($"v{_values.Count}", real, naive);
        _values.Add(pair);
        _text.AppendLine($"{pair.Name} = {text}");
        return pair;
    }

    /// <summary>A view: it shares its storage, and lies where the reference says.</summary>
    void View(string text, Pair x, Tensor real, Naive naive)
    {
        Add($"{x.Name}.{text}", real, naive);
        Require(real.shape.SequenceEqual(naive.Sizes), $"shape [{string.Join(", ", real.shape)}], should be [{string.Join(", ", naive.Sizes)}]");
        Require(real.SharesStorage(x.Real), "is no view");
        if (naive.Count == 0) return;
        Require(real.storage_offset() == naive.Offset, $"offset {real.storage_offset()}, should be {naive.Offset}");
        for (int d = 0; d < naive.Rank; d++)
            Require(naive.Sizes[d] == 1 || real.stride(d) == naive.Strides[d], $"strides [{string.Join(", ", real.stride())}], should be [{string.Join(", ", naive.Strides)}]");
    }

    /// <summary>A new tensor: the reference then goes on with the library's numbers and strides, so that rounding does not add up.</summary>
    /// <param name="magnitude">How large the numbers were that were added up.</param>
    void Fresh(string text, Tensor real, Naive naive, double magnitude = 0)
    {
        var after = Settled(real, naive);
        var pair = Add(text, real, after);
        foreach (var other in _values) Require(ReferenceEquals(other, pair) || !real.SharesStorage(other.Real), $"shares the storage of {other.Name}");
        Near(pair.Name, ToNumbers(real), real, naive, magnitude);
    }

    static Naive Settled(Tensor real, Naive naive)
    {
        if (real.dtype != naive.DType || !real.shape.SequenceEqual(naive.Sizes)) return naive;
        long[] strides = real.stride();
        long span = naive.Count == 0 ? 0 : 1 + strides.Select((stride, d) => stride * (naive.Sizes[d] - 1)).Sum();
        var settled = new Naive(new Number[real.storage_offset() + span], naive.Sizes, strides, real.storage_offset(), naive.DType);
        settled.Write(ToNumbers(real));
        return settled;
    }

    /// <summary>A value was written to; the reference says with what.</summary>
    void Written(string text, Pair x, Naive expected, double magnitude = 0)
    {
        _text.AppendLine($"{x.Name}{text}");
        var numbers = ToNumbers(x.Real);
        Near(x.Name, numbers, x.Real, expected, magnitude);
        x.Naive.Write(numbers);
    }

    void Compare(string name, Tensor real, Naive naive)
    {
        Near(name, ToNumbers(real), real, naive, 0);
        if (!smooth || !is_grad_enabled()) return;
        Require(real.grad_fn is not null == real.requires_grad, $"{name} requires grad without a history");
    }

    void Near(string name, Number[] numbers, Tensor real, Naive naive, double magnitude)
    {
        Require(real.dtype == naive.DType, $"{name} is {real.dtype}, should be {naive.DType}");
        Require(real.shape.SequenceEqual(naive.Sizes), $"{name} has shape [{string.Join(", ", real.shape)}], should be [{string.Join(", ", naive.Sizes)}]");
        var expected = naive.Elements();
        double epsilon = Kind.Epsilon(naive.DType);
        for (int i = 0; i < expected.Length; i++)
        {
            bool near = Kind.IsWhole(naive.DType) ? numbers[i].Whole == expected[i].Whole : Near(numbers[i].Value, expected[i].Value, epsilon, magnitude);
            if (!near) Require(false, $"{name} has {Show(numbers[i])}, should have {Show(expected[i])} at {i} of [{string.Join(", ", naive.Sizes)}] {naive.DType}");
        }

        object Show(Number x) => Kind.IsWhole(naive.DType) ? x.Whole : Kind.Of(naive.DType) == 3 ? x.Value : x.Real;
    }

    static bool Near(Complex actual, Complex expected, double epsilon, double magnitude)
    {
        if (actual == expected || Same(actual.Real, expected.Real) && Same(actual.Imaginary, expected.Imaginary)) return true;
        double allowed = epsilon * (8 * Complex.Abs(expected) + 4 * magnitude) + epsilon * 1e-2;
        return Math.Abs(actual.Real - expected.Real) <= allowed && Math.Abs(actual.Imaginary - expected.Imaginary) <= allowed;
    }

    static bool Same(double a, double b) => a == b || double.IsNaN(a) && double.IsNaN(b);

    void Require(bool holds, string what)
    {
        if (!holds) Assert.Fail($"{what}\n{_text}");
    }

    /// <summary>The largest finite size of a number.</summary>
    static double Largest(Naive x) => x.Elements().Select(n => Kind.IsWhole(x.DType) ? Math.Abs((double)n.Whole) : Complex.Abs(n.Value)).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    static bool AllFinite(Naive x) => Kind.IsWhole(x.DType) || x.Elements().All(n => double.IsFinite(n.Value.Real) && double.IsFinite(n.Value.Imaginary));

    static string List(IEnumerable<long> numbers) => string.Join(", ", numbers);

    static long[] With(long[] values, int d, long value)
    {
        var result = values.ToArray();
        result[d] = value;
        return result;
    }

    static long[] Without(long[] values, params int[] dims) => [.. values.Where((_, d) => !dims.Contains(d))];

    static long[] Inserted(long[] values, int d, long value) => [.. values[..d], value, .. values[d..]];

    /// <summary>A dim, by its number or its number from the end.</summary>
    (int Dim, long Named) Dim(int rank)
    {
        int dim = choices.Below(rank);
        return (dim, choices.Below(2) == 0 ? dim : dim - rank);
    }

    /// <summary>Another value with a property, or null.</summary>
    Pair? Other(Func<Pair, bool> fits)
    {
        var all = _values.Where(fits).ToArray();
        return all.Length == 0 ? null : all[choices.Below(all.Length)];
    }
}
