using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>Numbers in a row: evenly spaced, or their powers.</summary>
static class Progressions
{
    /// <summary>0, 1, 2, … below <paramref name="stop"/>: int64 for an integer, else the default dtype.</summary>
    [Op("arange", Variants.Function)]
    public static Tensor Arange(Scalar stop, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>start, start + 1, … below <paramref name="stop"/>.</summary>
    [Op("arange", Variants.Function), OverloadResolutionPriority(1)]
    public static Tensor Arange(Scalar start, Scalar stop, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => Arange(start, stop, 1, dtype, device, requires_grad);

    /// <summary>start, start + step, start + 2 step, … before <paramref name="stop"/>: int64 if all three are integers, else the default dtype.</summary>
    /// <exception cref="InvalidOperationException">The step is 0, leads away from the end, or an end is not finite.</exception>
    [Op("arange", Variants.Function), OverloadResolutionPriority(2)]
    public static Tensor Arange(Scalar start, Scalar stop, Scalar step, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var type = dtype?.ToDType() ?? (start.IsIntegral && stop.IsIntegral && step.IsIntegral ? DType.Int64 : torch.DefaultDType);
        var result = Filled.Empty([ArangeCount(start, stop, step, type)], (torch.ScalarType)type, device);
        result.Backend.Arange(result.Data, start, step);
        return requires_grad ? result.requires_grad_() : result;
    }

    static long ArangeCount(Scalar start, Scalar stop, Scalar step, DType type)
    {
        double first = start.ToDouble(), last = stop.ToDouble(), by = step.ToDouble();
        if (type.IsIntegral && by != 0) (first, last, by) = (start.ToInt64(), stop.ToInt64(), step.ToInt64());
        if (by == 0) throw new InvalidOperationException("step must be nonzero");
        if (!double.IsFinite(first) || !double.IsFinite(last)) throw new InvalidOperationException($"unsupported range: {PythonText.Number(first)} -> {PythonText.Number(last)}");
        if (by > 0 ? last < first : last > first) throw new InvalidOperationException("upper bound and larger bound inconsistent with step sign");
        // The difference of int64s is taken exactly: doubles would lose its last bits.
        double count = Math.Ceiling(type == DType.Int64 ? (double)((Int128)stop.ToInt64() - start.ToInt64()) / by : (last - first) / by);
        if (count > long.MaxValue) throw new InvalidOperationException("invalid size, possible overflow?");
        return (long)count;
    }

    /// <summary><paramref name="steps"/> numbers at equal distances, both ends included.</summary>
    [Op("linspace", Variants.Function)]
    public static Tensor Linspace(double start, double end, long steps, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var result = Filled.Empty([Checked(steps)], dtype, device);
        result.Backend.Linspace(result.Data, start, end, 0);
        return requires_grad ? result.requires_grad_() : result;
    }

    /// <summary><paramref name="base"/> to the powers of a <c>linspace</c>.</summary>
    [Op("logspace", Variants.Function)]
    public static Tensor Logspace(double start, double end, long steps, double @base = 10, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var result = Filled.Empty([Checked(steps)], dtype, device);
        result.Backend.Linspace(result.Data, start, end, @base);
        return requires_grad ? result.requires_grad_() : result;
    }

    static long Checked(long steps) => steps >= 0 ? steps : throw new InvalidOperationException("number of steps must be non-negative");
}
