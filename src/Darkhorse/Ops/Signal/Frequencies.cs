using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The frequencies of transforms, and their order.</summary>
static class Frequencies
{
    /// <summary>The frequencies of the n results of a transform of samples d apart: 0, 1, …, then the negative ones, over n d.</summary>
    /// <exception cref="InvalidOperationException">The dtype is no floating point or complex one.</exception>
    [Op("fft.fftfreq")]
    public static Tensor Fftfreq(long n, double d = 1, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("fftfreq", n, n, n / 2, d, dtype, device, requires_grad);

    /// <summary>The frequencies of the n / 2 + 1 results of a transform of n real samples d apart.</summary>
    /// <exception cref="InvalidOperationException">The dtype is no floating point or complex one.</exception>
    [Op("fft.rfftfreq")]
    public static Tensor Rfftfreq(long n, double d = 1, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
        => Make("rfftfreq", n, n / 2 + 1, 0, d, dtype, device, requires_grad);

    static Tensor Make(string op, long n, long count, long negative, double d, torch.ScalarType? dtype, Device? device, bool requiresGrad)
    {
        var type = dtype.OrDefault();
        if (!type.IsFloat && !type.IsComplex) throw new InvalidOperationException($"{op} requires a floating point or complex dtype");
        Tensor result;
        using (new GradMode.Scope(false))
        {
            result = Progressions.Arange(count, torch.ScalarType.Int64, device);
            if (negative > 0) result.narrow(0, count - negative, negative).sub_(n);
            result = result.to((torch.ScalarType)type).mul_(1 / (n * d));
        }
        return requiresGrad ? result.requires_grad_() : result;
    }

    /// <summary>Moves frequency 0 from the start of each dim (all dims, or the given ones) to its middle.</summary>
    [Op("fft.fftshift")]
    public static Tensor Fftshift(Tensor input, long[]? dim = null) => Shifted(input, dim, 0);

    /// <summary>Undoes <c>fftshift</c>.</summary>
    [Op("fft.ifftshift")]
    public static Tensor Ifftshift(Tensor input, long[]? dim = null) => Shifted(input, dim, 1);

    static Tensor Shifted(Tensor x, long[]? dim, long more)
    {
        int count = dim?.Length ?? x.Layout.Rank;
        Span<long> dims = stackalloc long[count], shifts = stackalloc long[count];
        for (int i = 0; i < count; i++)
        {
            dims[i] = dim is null ? i : FourierArguments.Dim(x, dim[i]);
            shifts[i] = (x.Sizes[(int)dims[i]] + more) / 2;
        }
        return count == 0 ? x.clone() : Rearranging.Roll(x, shifts, dims);
    }
}
