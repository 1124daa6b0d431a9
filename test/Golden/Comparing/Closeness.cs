using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Comparing;

/// <summary>How near is near enough.</summary>
public readonly record struct Closeness(double Relative, double Absolute, bool ZeroSigns)
{
    // Results of these are the nearest numbers of their dtype, or copies.
    static readonly HashSet<string> s_exact =
    [
        "add", "sub", "subtract", "mul", "multiply", "div", "divide", "true_divide", "rsub", "neg", "positive", "abs", "eq", "ne", "lt", "le", "gt", "ge", "floor", "ceil", "round", "trunc",
        "sign", "sgn", "copysign", "maximum", "minimum", "fmax", "fmin", "relu", "where", "masked_fill", "clone", "to", "copy_", "fill_", "amax", "amin", "sort", "topk", "heaviside", "clip", "clamp",
    ];

    static readonly HashSet<string> s_signed = ["neg", "copysign", "signbit", "ceil", "trunc", "round", "mul", "multiply", "div", "divide", "true_divide", "sqrt", "atan2", "arctan2", "to"];

    // Beyond |x| = 5 PyTorch's own values of these are off by up to 2e-7, as a computation of 30 digits shows.
    static readonly HashSet<string> s_looseInPyTorch = ["bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "airy_ai"];

    /// <summary>The tolerance of a case for one of its results.</summary>
    public static Closeness For(Case @case, DType dtype)
    {
        string name = @case.Op.Split('.')[^1].TrimEnd('_');
        bool signs = @case.Area == "pointwise" && s_signed.Contains(name);
        if (dtype is DType.Float64 && s_looseInPyTorch.Contains(name)) return new(1e-6, 2e-7, signs);
        if (@case.Tolerance is { } tolerance) return new(tolerance.Relative, tolerance.Absolute, signs);
        return Default(dtype, s_exact.Contains(name) || @case.Area == "shape_index" && !name.EndsWith("_window", StringComparison.Ordinal) && name is not ("linspace" or "logspace" or "einsum" or "tensordot")) with { ZeroSigns = signs };
    }

    public static Closeness Default(DType dtype, bool exact = false) => dtype switch
    {
        DType.Float64 or DType.Complex128 => new(1e-7, 1e-9, false),
        DType.Float32 or DType.Complex64 => new(exact ? 0 : 1e-4, 1e-6, false),
        DType.Float16 => new(1e-3, 1e-3, false),
        DType.BFloat16 => new(1e-2, 1e-2, false),
        _ => default,
    };

    public static readonly Closeness Exact = default;
}
