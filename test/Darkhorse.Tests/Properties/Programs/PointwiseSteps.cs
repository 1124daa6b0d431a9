using System.Numerics;

namespace Darkhorse.Tests.Properties.Programs;

/// <summary>Steps that compute each element from elements.</summary>
partial class Machine
{
    Action<Pair>[] _pointwise => [Unary, Unary, Binary, Binary, Binary, WithNumber, Select3, Compare3, Convert];

    /// <summary>A function of one number on each kind of dtype it takes; whole numbers either stay whole or become floats first.</summary>
    sealed record One(string Name, Func<Tensor, Tensor> Real, Func<Complex, Complex>? Value, Func<long, long>? Whole = null, bool Complex = true, bool Bool = true, bool Smooth = true, bool Truth = false);

    static readonly One[] s_unary =
    [
        new("neg", x => x.neg(), x => -x, x => -x, Bool: false),
        new("abs", x => x.abs(), x => Math.Abs(x.Real), Math.Abs, Complex: false, Bool: false),
        new("square", x => x.square(), x => x * x, x => x * x, Bool: false),
        new("sign", x => x.sign(), x => double.IsNaN(x.Real) ? 0 : Math.Sign(x.Real), x => Math.Sign(x), Complex: false),
        new("floor", x => x.floor(), x => Math.Floor(x.Real), x => x, Complex: false, Bool: false, Smooth: false),
        new("ceil", x => x.ceil(), x => Math.Ceiling(x.Real), x => x, Complex: false, Bool: false, Smooth: false),
        new("trunc", x => x.trunc(), x => Math.Truncate(x.Real), x => x, Complex: false, Bool: false, Smooth: false),
        new("round", x => x.round(), x => Math.Round(x.Real), x => x, Complex: false, Bool: false, Smooth: false),
        new("relu", x => x.relu(), x => x.Real < 0 ? 0 : x.Real, x => Math.Max(x, 0), Complex: false, Bool: false),
        new("exp", x => x.exp(), x => Math.Exp(x.Real), Complex: false),
        new("sqrt", x => x.sqrt(), x => Math.Sqrt(x.Real), Complex: false, Smooth: false),
        new("sin", x => x.sin(), x => Math.Sin(x.Real), Complex: false),
        new("tanh", x => x.tanh(), x => Math.Tanh(x.Real), Complex: false),
        new("sigmoid", x => x.sigmoid(), x => 1 / (1 + Math.Exp(-x.Real)), Complex: false),
        new("atan", x => x.atan(), x => Math.Atan(x.Real), Complex: false),
        new("reciprocal", x => x.reciprocal(), x => 1 / x.Real, Complex: false, Smooth: false),
        new("logical_not", x => x.logical_not(), x => x == 0 ? 1 : 0, x => x == 0 ? 1 : 0, Smooth: false, Truth: true),
        new("isnan", x => x.isnan(), x => double.IsNaN(x.Real) || double.IsNaN(x.Imaginary) ? 1 : 0, _ => 0, Smooth: false, Truth: true),
        new("isfinite", x => x.isfinite(), x => double.IsFinite(x.Real) && double.IsFinite(x.Imaginary) ? 1 : 0, _ => 1, Smooth: false, Truth: true),
        new("bitwise_not", x => x.bitwise_not(), null, x => ~x, Bool: false, Smooth: false),
        new("conj_physical", x => x.conj_physical(), Complex.Conjugate, x => x, Smooth: false),
    ];

    void Unary(Pair x)
    {
        var op = s_unary[choices.Below(s_unary.Length)];
        if (Unary(op, x.Naive) is not { } expected) return;
        bool inPlace = choices.Below(4) == 0 && expected.DType == x.Naive.DType && MayWrite(x);
        if (!inPlace || op.Truth) Fresh($"{x.Name}.{op.Name}()", op.Real(x.Real), expected);
        else if (op.Name is "neg" or "abs" or "square" or "floor" or "sin" or "tanh" or "exp" or "relu")
        {
            _ = op.Name switch { "neg" => x.Real.neg_(), "abs" => x.Real.abs_(), "square" => x.Real.square_(), "floor" => x.Real.floor_(), "sin" => x.Real.sin_(), "tanh" => x.Real.tanh_(), "exp" => x.Real.exp_(), _ => x.Real.relu_() };
            Written($".{op.Name}_()", x, expected);
        }
    }

    Naive? Unary(One op, Naive x)
    {
        if (smooth && !op.Smooth || x.DType == @bool && !op.Bool || Kind.Of(x.DType) == 3 && !op.Complex) return null;
        if (op.Value is null && !Kind.IsWhole(x.DType)) return null;
        // The lanes of half floats and complex numbers are compared where nothing overflows.
        if (Kind.IsWhole(x.DType) && op.Whole is { } whole) return new(op.Truth ? @bool : x.DType, int64, x.Sizes, x.Elements().Select(n => (Number)whole(n.Whole)));
        var dtype = Kind.IsWhole(x.DType) ? float32 : x.DType;
        if (op.Truth) return new(@bool, int64, x.Sizes, x.Elements().Select(n => (Number)(long)op.Value!(n.Value).Real));
        return new(dtype, complex128, x.Sizes, x.To(dtype).Elements().Select(n => (Number)op.Value!(n.Value)));
    }

    sealed record Two(string Name, Func<Tensor, Tensor, Tensor> Real, Func<double, double, double>? Value, Func<long, long, long>? Whole = null, Func<Complex, Complex, Complex>? Complex = null,
        bool Bool = true, bool Smooth = false, bool Truth = false, Func<Tensor, Tensor, Tensor>? InPlace = null, bool Divides = false, bool Floats = false);

    static readonly Two[] s_binary =
    [
        new("add", (x, y) => x + y, (x, y) => x + y, (x, y) => x + y, (x, y) => x + y, Smooth: true, InPlace: (x, y) => x.add_(y)),
        new("sub", (x, y) => x - y, (x, y) => x - y, (x, y) => x - y, (x, y) => x - y, Bool: false, Smooth: true, InPlace: (x, y) => x.sub_(y)),
        new("mul", (x, y) => x * y, (x, y) => x * y, (x, y) => x * y, (x, y) => x * y, Smooth: true, InPlace: (x, y) => x.mul_(y)),
        new("div", (x, y) => x / y, (x, y) => x / y, null, (x, y) => x / y, Smooth: true, InPlace: (x, y) => x.div_(y), Floats: true),
        new("floor_divide", (x, y) => x.floor_divide(y), null, (x, y) => (long)Math.Floor((double)x / y), Bool: false, Divides: true, InPlace: (x, y) => x.floor_divide_(y)),
        new("remainder", (x, y) => x.remainder(y), Modulo, (x, y) => (x % y + y) % y, Bool: false, Divides: true, InPlace: (x, y) => x.remainder_(y)),
        new("fmod", (x, y) => x.fmod(y), (x, y) => x % y, (x, y) => x % y, Bool: false, Divides: true, InPlace: (x, y) => x.fmod_(y)),
        new("maximum", (x, y) => maximum(x, y), Math.Max, Math.Max, Smooth: true),
        new("minimum", (x, y) => minimum(x, y), Math.Min, Math.Min, Smooth: true),
        new("fmax", (x, y) => fmax(x, y), (x, y) => double.IsNaN(x) ? y : double.IsNaN(y) ? x : Math.Max(x, y), Math.Max),
        new("atan2", (x, y) => x.atan2(y), Math.Atan2, Smooth: true, Floats: true),
        new("hypot", (x, y) => hypot(x, y), double.Hypot, Smooth: true),
        new("copysign", (x, y) => copysign(x, y), Math.CopySign, Floats: true),
        new("eq", (x, y) => x.eq(y), (x, y) => x == y ? 1 : 0, (x, y) => x == y ? 1 : 0, (x, y) => x == y ? 1 : 0, Truth: true),
        new("ne", (x, y) => x.ne(y), (x, y) => x != y ? 1 : 0, (x, y) => x != y ? 1 : 0, (x, y) => x != y ? 1 : 0, Truth: true),
        new("lt", (x, y) => x.lt(y), (x, y) => x < y ? 1 : 0, (x, y) => x < y ? 1 : 0, Truth: true, InPlace: (x, y) => x.lt_(y)),
        new("ge", (x, y) => x.ge(y), (x, y) => x >= y ? 1 : 0, (x, y) => x >= y ? 1 : 0, Truth: true, InPlace: (x, y) => x.ge_(y)),
        new("bitwise_and", (x, y) => x & y, null, (x, y) => x & y, InPlace: (x, y) => x.bitwise_and_(y)),
        new("bitwise_or", (x, y) => x | y, null, (x, y) => x | y, InPlace: (x, y) => x.bitwise_or_(y)),
        new("bitwise_xor", (x, y) => x ^ y, null, (x, y) => x ^ y, InPlace: (x, y) => x.bitwise_xor_(y)),
        new("logical_and", (x, y) => x.logical_and(y), (x, y) => x != 0 && y != 0 ? 1 : 0, (x, y) => x != 0 && y != 0 ? 1 : 0, (x, y) => x != 0 && y != 0 ? 1 : 0, Truth: true),
        new("logical_xor", (x, y) => x.logical_xor(y), (x, y) => x != 0 != (y != 0) ? 1 : 0, (x, y) => x != 0 != (y != 0) ? 1 : 0, (x, y) => x != 0 != (y != 0) ? 1 : 0, Truth: true),
    ];

    static double Modulo(double x, double y)
    {
        double rest = x % y;
        return rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
    }

    void Binary(Pair x)
    {
        var op = s_binary[choices.Below(s_binary.Length)];
        if (Other(y => Naive.Joined(x.Naive, y.Naive) is { } sizes && Naive.Product(sizes) < 40000) is not { } y) return;
        var dtype = Kind.Meet((x.Naive.DType, x.Naive.Rank), (y.Naive.DType, y.Naive.Rank));
        if (Binary(op, x.Naive, y.Naive, dtype) is not { } expected) return;
        if (!op.Bool && (x.Naive.DType == @bool || y.Naive.DType == @bool)) return;
        double magnitude = Largest(x.Naive) + Largest(y.Naive);
        bool inPlace = op.InPlace is not null && choices.Below(2) == 0 && expected.Sizes.SequenceEqual(x.Naive.Sizes) && MayWrite(x) && Apart(x, y)
            && (op.Truth || Kind.Of(expected.DType) <= Kind.Of(x.Naive.DType));
        if (!inPlace)
        {
            Fresh($"{op.Name}({x.Name}, {y.Name})", op.Real(x.Real, y.Real), expected, op.Name is "remainder" or "fmod" or "add" or "sub" ? magnitude : 0);
            return;
        }
        if (Kind.IsWhole(x.Naive.DType) && !Kind.IsWhole(expected.DType)) return;
        op.InPlace!(x.Real, y.Real);
        Written($".{op.Name}_({y.Name})", x, expected.To(x.Naive.DType), magnitude);
    }

    Naive? Binary(Two op, Naive x, Naive y, ScalarType dtype)
    {
        if (smooth && !op.Smooth) return null;
        var computed = op.Floats && Kind.IsWhole(dtype) ? float32 : dtype;
        long[] sizes = Naive.Joined(x, y)!;
        Number[] left = x.Broadcast(sizes).To(computed).Elements(), right = y.Broadcast(sizes).To(computed).Elements();
        if (Kind.IsWhole(computed))
        {
            if (op.Whole is null || op.Divides && right.Any(n => n.Whole == 0)) return null;
            return new(op.Truth ? @bool : computed, int64, sizes, left.Zip(right, (a, b) => (Number)op.Whole(a.Whole, b.Whole)));
        }
        if (Kind.Of(computed) == 3)
        {
            // Infinite parts multiply in ways on which implementations differ.
            if (op.Complex is null || !op.Truth && op.Name is "mul" or "div" && (!AllFinite(x) || !AllFinite(y) || right.Any(n => n.Value == 0))) return null;
            return new(op.Truth ? @bool : computed, complex128, sizes, left.Zip(right, (a, b) => (Number)op.Complex(a.Value, b.Value)));
        }
        if (op.Value is null || op.Divides && (!AllFinite(x) || !AllFinite(y) || Largest(x) + Largest(y) > 100 || right.Any(n => n.Real == 0))) return null;
        if (op.Truth) return new(@bool, sizes, left.Zip(right, (a, b) => (Number)(op.Value(a.Real, b.Real) != 0)));
        return new(computed, float64, sizes, left.Zip(right, (a, b) => (Number)op.Value(a.Real, b.Real)));
    }

    /// <summary>A number as the second operand counts by its kind alone.</summary>
    void WithNumber(Pair x)
    {
        int kind = smooth ? 2 : choices.Below(4);
        long whole = choices.From(-3, 3);
        var (number, scalar, dtype) = kind switch
        {
            0 => ((Number)(whole > 0), (Scalar)(whole > 0), @bool),
            1 => ((Number)whole, (Scalar)whole, int64),
            2 => ((Number)(whole / 2.0), (Scalar)(whole / 2.0), float32),
            _ => ((Number)new Complex(whole, 0.5), (Scalar)new Complex(whole, 0.5), complex64),
        };
        // float16 has no complex dtype of its own here.
        if (kind == 3 && x.Naive.DType == float16) return;
        var result = Kind.Meet((x.Naive.DType, x.Naive.Rank), (dtype, -1));
        var y = new Naive([Kind.To(number, kind == 3 ? complex128 : kind == 2 ? float64 : dtype, result)], [], [], 0, result);
        int which = choices.Below(3);
        if (which == 1 && (x.Naive.DType == @bool || kind == 0)) return;
        var op = s_binary[which];
        if (Binary(op, x.Naive, y, result) is not { } expected) return;
        double magnitude = Largest(x.Naive) + 3;
        Fresh($"{op.Name}({x.Name}, {scalar})", which switch { 0 => x.Real + scalar, 1 => x.Real - scalar, _ => x.Real * scalar }, expected, magnitude);
    }

    void Select3(Pair x)
    {
        if (Other(c => c.Naive.DType == @bool || smooth) is not { } c || Other(y => Naive.Joined(x.Naive, y.Naive, c.Naive) is { } sizes && Naive.Product(sizes) < 40000) is not { } y) return;
        var sizes = Naive.Joined(x.Naive, y.Naive, c.Naive)!;
        var condition = smooth ? c.Real > 0 : c.Real;
        var dtype = Kind.Meet((x.Naive.DType, x.Naive.Rank), (y.Naive.DType, y.Naive.Rank));
        Number[] a = x.Naive.Broadcast(sizes).To(dtype).Elements(), b = y.Naive.Broadcast(sizes).To(dtype).Elements(), which = c.Naive.Broadcast(sizes).Elements();
        Fresh($"where({c.Name}{(smooth ? " > 0" : "")}, {x.Name}, {y.Name})", where(condition, x.Real, y.Real),
            new(dtype, sizes, a.Select((n, i) => (smooth ? which[i].Real > 0 : which[i].Whole != 0) ? n : b[i])));
    }

    /// <summary>addcmul and lerp: three operands of one dtype.</summary>
    void Compare3(Pair x)
    {
        if (Kind.Of(x.Naive.DType) != 2 || !AllFinite(x.Naive)) return;
        if (Other(y => y.Naive.DType == x.Naive.DType && AllFinite(y.Naive) && Naive.Joined(x.Naive, y.Naive) is not null) is not { } y) return;
        if (Other(z => z.Naive.DType == x.Naive.DType && AllFinite(z.Naive) && Naive.Joined(x.Naive, y.Naive, z.Naive) is { } sizes && Naive.Product(sizes) < 40000) is not { } z) return;
        var sizes = Naive.Joined(x.Naive, y.Naive, z.Naive)!;
        Number[] a = x.Naive.Broadcast(sizes).Elements(), b = y.Naive.Broadcast(sizes).Elements(), c = z.Naive.Broadcast(sizes).Elements();
        double magnitude = Largest(x.Naive) + Largest(y.Naive) * Largest(z.Naive) + Largest(x.Naive) * Largest(z.Naive);
        if (magnitude > 1e4) return;
        if (choices.Below(2) == 0) Fresh($"addcmul({x.Name}, {y.Name}, {z.Name})", addcmul(x.Real, y.Real, z.Real), new(x.Naive.DType, float64, sizes, a.Select((n, i) => (Number)(n.Real + b[i].Real * c[i].Real))), magnitude);
        else Fresh($"lerp({x.Name}, {y.Name}, {z.Name})", lerp(x.Real, y.Real, z.Real), new(x.Naive.DType, float64, sizes, a.Select((n, i) => (Number)(n.Real + c[i].Real * (b[i].Real - n.Real)))), magnitude);
    }

    void Convert(Pair x)
    {
        if (smooth) return;
        var dtype = Kind.All[choices.Below(Kind.All.Length)];
        if (dtype == x.Naive.DType) return;
        // What a number outside of a whole dtype's range becomes is nobody's promise.
        if (Kind.IsWhole(dtype) && dtype != @bool && !Kind.IsWhole(x.Naive.DType) && (!AllFinite(x.Naive) || Largest(x.Naive) > 127 || dtype == uint8 && x.Naive.Elements().Any(n => n.Real <= -1))) return;
        Fresh($"{x.Name}.to({dtype})", x.Real.to(dtype), x.Naive.To(dtype));
    }
}
