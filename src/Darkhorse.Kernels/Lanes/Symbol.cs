using System.Globalization;

namespace Darkhorse.Kernels.Lanes;

/// <summary>
/// A lane that writes down what is done to it, as an expression of C: <c>(1.0f / (1.0f + expf((-x0))))</c>. The source text of a device kernel, and the
/// proof that an op body uses nothing but lanes. Expressions are float32; conditions are ints.
/// </summary>
public readonly struct Symbol(string text) : ILanes<Symbol>
{
    readonly string? _text = text;

    public override string ToString() => _text ?? "0.0f";

    /// <summary>The symbol of operand <paramref name="index"/>: x0, x1, x2.</summary>
    public static Symbol Operand(int index) => new("x" + index.ToString(CultureInfo.InvariantCulture));

    public static int Precision => 24;

    public static Symbol Const(double value)
        => new(double.IsNaN(value) ? "NAN" : double.IsInfinity(value) ? value > 0 ? "INFINITY" : "(-INFINITY)" : Literal((float)value));
    public static Symbol Param(Scalar value) => Const(value.ToDouble());

    public static Symbol operator +(Symbol a, Symbol b) => new($"({a} + {b})");
    public static Symbol operator -(Symbol a, Symbol b) => new($"({a} - {b})");
    public static Symbol operator *(Symbol a, Symbol b) => new($"({a} * {b})");
    public static Symbol operator /(Symbol a, Symbol b) => new($"({a} / {b})");
    public static Symbol operator -(Symbol a) => new($"(-{a})");
    public static Symbol operator &(Symbol a, Symbol b) => new($"({a} & {b})");
    public static Symbol operator |(Symbol a, Symbol b) => new($"({a} | {b})");
    public static Symbol operator ^(Symbol a, Symbol b) => new($"({a} ^ {b})");
    public static Symbol operator ~(Symbol a) => new($"(!{a})");
    public static Symbol MulAdd(Symbol a, Symbol b, Symbol c) => Call("fmaf", a, b, c);
    public static Symbol Equal(Symbol a, Symbol b) => new($"({a} == {b})");
    public static Symbol Less(Symbol a, Symbol b) => new($"({a} < {b})");
    public static Symbol LessOrEqual(Symbol a, Symbol b) => new($"({a} <= {b})");
    public static Symbol Select(Symbol condition, Symbol whenTrue, Symbol whenFalse) => new($"({condition} ? {whenTrue} : {whenFalse})");
    public static Symbol Max(Symbol a, Symbol b) => Call("dh_maxf", a, b);
    public static Symbol Min(Symbol a, Symbol b) => Call("dh_minf", a, b);
    public static Symbol Abs(Symbol a) => Call("fabsf", a);
    public static Symbol Sqrt(Symbol a) => Call("sqrtf", a);
    public static Symbol Floor(Symbol a) => Call("floorf", a);
    public static Symbol Ceiling(Symbol a) => Call("ceilf", a);
    public static Symbol Truncate(Symbol a) => Call("truncf", a);
    public static Symbol Round(Symbol a) => Call("rintf", a);
    public static Symbol CopySign(Symbol a, Symbol b) => Call("copysignf", a, b);
    public static Symbol Pow2(Symbol n) => Call("exp2f", n);

    public static Symbol SplitExponent(Symbol a, out Symbol mantissa)
    {
        mantissa = Call("dh_mantissaf", a);
        return Call("logbf", a);
    }

    public static Symbol Scale(Symbol a, Symbol n) => Call("ldexpf", a, n);
    public static Symbol Clamp(Symbol a, Symbol low, Symbol high) => Call("dh_clampf", a, low, high);
    public static Symbol Each<F>(Symbol a) where F : struct, IElementFunction => Call(F.Name, a);
    public static Symbol Each<F>(Symbol a, Symbol b) where F : struct, IElementFunction2 => Call(F.Name, a, b);
    public static Symbol Patch<F>(Symbol condition, Symbol a, Symbol otherwise) where F : struct, IElementFunction => Select(condition, Each<F>(a), otherwise);
    public static Symbol ShiftLeft(Symbol a, Symbol count) => new($"({a} << {count})");
    public static Symbol ShiftRight(Symbol a, Symbol count) => new($"({a} >> {count})");
    public static Symbol Exp(Symbol a) => Call("expf", a);
    public static Symbol Expm1(Symbol a) => Call("expm1f", a);
    public static Symbol Log(Symbol a) => Call("logf", a);
    public static Symbol Log1p(Symbol a) => Call("log1pf", a);
    public static Symbol Sin(Symbol a) => Call("sinf", a);
    public static Symbol Cos(Symbol a) => Call("cosf", a);
    public static Symbol Tan(Symbol a) => Call("tanf", a);
    public static Symbol Atan(Symbol a) => Call("atanf", a);
    public static Symbol Asin(Symbol a) => Call("asinf", a);
    public static Symbol Acos(Symbol a) => Call("acosf", a);
    public static Symbol Sinh(Symbol a) => Call("sinhf", a);
    public static Symbol Cosh(Symbol a) => Call("coshf", a);
    public static Symbol Asinh(Symbol a) => Call("asinhf", a);
    public static Symbol Acosh(Symbol a) => Call("acoshf", a);
    public static Symbol Atanh(Symbol a) => Call("atanhf", a);
    public static Symbol Tanh(Symbol a) => Call("tanhf", a);
    public static Symbol Erf(Symbol a) => Call("erff", a);
    public static Symbol Pow(Symbol a, Symbol b) => Call("powf", a, b);

    static Symbol Call(string function, params ReadOnlySpan<Symbol> arguments)
    {
        var text = new System.Text.StringBuilder(function).Append('(');
        for (int i = 0; i < arguments.Length; i++) text.Append(i == 0 ? "" : ", ").Append(arguments[i]);
        return new(text.Append(')').ToString());
    }

    static string Literal(float value)
    {
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.AsSpan().ContainsAny('.', 'E') ? digits + "f" : digits + ".0f";
    }
}
