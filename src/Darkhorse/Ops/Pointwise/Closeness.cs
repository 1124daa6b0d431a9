using Darkhorse.Autograd;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Ops;

/// <summary>Equality of tensors, exact and up to a tolerance.</summary>
static class Closeness
{
    /// <summary>|input - other| &lt;= atol + rtol |other|, or equal; nans are equal if asked for. Both tensors must have one dtype.</summary>
    [Op("isclose", Names = "tensor, other, rtol, atol, nanEqual; other, rtol, atol, nanEqual")]
    public static Tensor IsClose(Tensor input, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
    {
        if (input.DType != other.DType) throw new InvalidOperationException($"{input.DType.LegacyName} did not match {other.DType.LegacyName}");
        if (rtol < 0) throw new InvalidOperationException($"rtol must be greater than or equal to zero, but got {rtol}");
        if (atol < 0) throw new InvalidOperationException($"atol must be greater than or equal to zero, but got {atol}");
        using var scope = new GradMode.Scope(false);
        var close = Elementwise.Compare(new Eq(), input, other);
        if (equal_nan && !input.DType.IsIntegral) close = close.logical_or(input.isnan().logical_and(other.isnan()));
        if (rtol == 0 && atol == 0) return close;
        // Integers and bools are compared as float64, in which their differences are near enough.
        var type = input.DType.IsIntegral ? DType.Float64 : input.DType;
        Tensor x = Elementwise.Converted(input, type), y = Elementwise.Converted(other, type);
        var allowed = (y * rtol).abs() + atol;
        var error = (x - y).abs();
        return close.logical_or(error.isfinite().logical_and(error <= allowed));
    }

    /// <summary>Whether all elements are close.</summary>
    [Op("allclose", Names = "tensor, target; target")]
    public static bool AllClose(Tensor input, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        => IsClose(input, other, rtol, atol, equal_nan).all().item<bool>();

    /// <summary>Whether two tensors have the same shape and equal elements (nan equals nothing).</summary>
    [Op("equal", Names = "tensor, target; target")]
    public static bool Equal(Tensor input, Tensor other)
    {
        if (!input.Layout.SameSizes(other.Layout)) return false;
        if (input.DType != other.DType) throw new InvalidOperationException($"Expected object of data type {input.DType.LegacyName} but got data type {other.DType.LegacyName} for argument 'other' in call to equal");
        return Elementwise.Compare(new Eq(), input, other).all().item<bool>();
    }
}
