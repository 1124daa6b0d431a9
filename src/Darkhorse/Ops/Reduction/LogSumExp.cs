using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The logarithm of a sum of exponentials.</summary>
static class LogSumExps
{
    /// <summary>log(sum e^x) along a dim, without overflow. Integers are converted to the default float dtype.</summary>
    [Op("logsumexp", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => Over(input, Reduce.Mask(input, dim), keepdim);

    /// <summary>log(sum e^x) over some dims, without overflow.</summary>
    [Op("logsumexp", Variants.Function | Variants.Method | Variants.Out)]
    [Op("special.logsumexp")]
    public static Tensor logsumexp(Tensor input, long[] dim, bool keepdim = false) => Over(input, Reduce.Mask(input, dim), keepdim);

    /// <summary>log(sum e^x) along a dim.</summary>
    [Op("special.logsumexp")]
    public static Tensor special_logsumexp(Tensor input, long dim, bool keepdim = false) => Over(input, Reduce.Mask(input, dim), keepdim);

    static Tensor Over(Tensor input, ulong mask, bool keepdim)
    {
        var x = Elementwise.Converted(input, Elementwise.Computed(Promote.IntToFloat, input.DType));
        if (!x.DType.IsFloat) Errors.NotImplementedFor("logsumexp_cpu", x.DType);
        var result = Compute(x.detach(), mask, keepdim);
        if (GradMode.Tracks(x)) result.SetGradFn(new LogsumexpNode(x, result, mask), 0);
        return result;
    }

    static Tensor Compute(Tensor x, ulong mask, bool keepdim)
    {
        using var scope = new GradMode.Scope(false);
        if (x.numel() == 0) return Sum.Over(x.exp(), mask, keepdim, null).log();
        var largest = Reduce.Run(new Largest(), x, mask, true, "logsumexp_cpu");
        // An infinite maximum has no difference to take; without it the sum is right.
        largest = largest.masked_fill(torch.eq(largest.abs(), double.PositiveInfinity), 0);
        var sum = Sum.Over((x - largest).exp(), mask, keepdim, null).log();
        return sum + (keepdim ? largest : largest.reshape(sum.Sizes));
    }
}

/// <summary>Each element has the share e^(x - result).</summary>
sealed class LogsumexpNode(Tensor x, Tensor result, ulong mask) : Node(x)
{
    Saved _x = new(x), _result = new(result, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        var x = _x.Get(this)!;
        flow.To(0, Reduce.Unreduced(flow.Grad, x.Layout, mask) * (x - Reduce.Unreduced(_result.Get(this)!, x.Layout, mask)).exp());
    }

    internal override void Release()
    {
        _x.Release();
        _result.Release();
    }
}
