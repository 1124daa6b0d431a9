using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

/// <summary>Rows of pointwise ops in one line each.</summary>
static class Of
{
    public static Row One(string op, Func<Tensor, Tensor> call, DTypes dtypes, Func<Tensor, Tensor>? method = null, Func<Tensor, Tensor>? inPlace = null, Func<Tensor, Tensor, Tensor>? @out = null,
        Func<double, double>? reference = null, double low = -3, double high = 3, bool differentiable = true, string[]? aliases = null, (double, double)? tolerance = null, string variant = "") => new(op)
    {
        Call = x => [call(x[0])],
        Method = method is null ? null : x => [method(x[0])],
        InPlace = inPlace is null ? null : x => inPlace(x[0]),
        Out = @out is null ? null : (x, result) => @out(x[0], result),
        Samples = dtype => Make.Unary(dtype, low, high),
        DTypes = dtypes,
        Reference = reference,
        Differentiable = differentiable ? [0] : [],
        Aliases = aliases ?? [],
        Tolerance = tolerance ?? (2e-6, 1e-6),
        Variant = variant,
    };

    public static Row Two(string op, Func<Tensor, Tensor, Tensor> call, DTypes dtypes, Func<Tensor, Tensor, Tensor>? method = null, Func<Tensor, Tensor, Tensor>? inPlace = null, Func<Tensor, Tensor, Tensor, Tensor>? @out = null,
        Func<double, double, double>? reference = null, (double Low, double High, double OtherLow, double OtherHigh)? ranges = null, int[]? differentiable = null, string[]? aliases = null, (double, double)? tolerance = null, string variant = "") => new(op)
    {
        Call = x => [call(x[0], x[1])],
        Method = method is null ? null : x => [method(x[0], x[1])],
        InPlace = inPlace is null ? null : x => inPlace(x[0], x[1]),
        Out = @out is null ? null : (x, result) => @out(x[0], x[1], result),
        Samples = dtype => ranges is { } r ? Make.Binary(dtype, r.Low, r.High, r.OtherLow, r.OtherHigh) : Make.Binary(dtype),
        DTypes = dtypes,
        Reference2 = reference,
        Differentiable = differentiable ?? [0, 1],
        Aliases = aliases ?? [],
        Tolerance = tolerance ?? (2e-6, 1e-6),
        Variant = variant,
    };
}
