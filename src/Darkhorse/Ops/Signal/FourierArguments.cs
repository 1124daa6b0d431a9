namespace Darkhorse.Ops;

/// <summary>Lengths, dims, dtypes and scales of transforms, checked as PyTorch does it.</summary>
static class FourierArguments
{
    /// <summary>A dim; a tensor of no dims has none.</summary>
    public static int Dim(Tensor x, long dim)
        => x.Layout.Rank > 0 ? Dims.Wrap(dim, x.Layout.Rank) : throw new IndexOutOfRangeException($"Dimension specified as {dim} but tensor has no dimensions");

    /// <summary>Integers become the default dtype; real numbers complex ones if wanted.</summary>
    public static Tensor Promoted(Tensor x, bool complex)
    {
        var dtype = x.DType.IsIntegral ? torch.DefaultDType : x.DType;
        if (dtype is DType.Float16 or DType.BFloat16) throw new InvalidOperationException($"Unsupported dtype {dtype.LegacyName}");
        return Elementwise.Converted(x, complex ? dtype.AsComplex : dtype);
    }

    public static void RequireReal(Tensor x, string op, string kind = "real")
    {
        if (x.DType.IsComplex) throw new InvalidOperationException($"{op} expects a {kind} input tensor, but got {x.DType.LegacyName}");
    }

    public static long Points(long n) => n >= 1 ? n : throw new InvalidOperationException($"Invalid number of data points ({n}) specified");

    /// <summary>The dim cut off, or filled up with zeros.</summary>
    public static Tensor Fit(Tensor x, int dim, long size)
    {
        long now = x.Sizes[dim];
        if (size == now) return x;
        if (size < now) return x.narrow(dim, 0, size);
        Span<long> pad = stackalloc long[2 * (x.Layout.Rank - dim)];
        pad.Clear();
        pad[^1] = size - now;
        return PaddingOps.Constant(x, pad, 0);
    }

    public static double Scale(FFTNormType norm, double points, bool forward) => norm switch
    {
        FFTNormType.Ortho => 1 / Math.Sqrt(points),
        FFTNormType.Backward => forward ? 1 : 1 / points,
        FFTNormType.Forward => forward ? 1 / points : 1,
        _ => throw new InvalidOperationException($"Invalid normalization mode: \"{norm}\""),
    };

    /// <summary>The dims of a transform in several, and its lengths: all dims, the last ones that there are lengths for, or those that are named.</summary>
    public static (int[] Dims, long[] Lengths) Several(Tensor x, long[]? s, long[]? dim)
    {
        int rank = x.Layout.Rank;
        int[] dims;
        if (dim is not null)
        {
            dims = new int[dim.Length];
            for (int i = 0; i < dims.Length; i++) dims[i] = Dim(x, dim[i]);
            for (int i = 0; i < dims.Length; i++)
                if (Array.IndexOf(dims, dims[i]) < i) throw new InvalidOperationException("FFT dims must be unique");
            if (s is not null && s.Length != dims.Length) throw new InvalidOperationException("When given, dim and shape arguments must have the same length");
        }
        else
        {
            int count = s?.Length ?? rank;
            if (count > rank) throw new InvalidOperationException($"Got shape with {count} values but input tensor only has {rank} dimensions.");
            dims = new int[count];
            for (int i = 0; i < count; i++) dims[i] = rank - count + i;
        }
        var lengths = new long[dims.Length];
        for (int i = 0; i < dims.Length; i++) lengths[i] = Points(s is null || s[i] == -1 ? x.Sizes[dims[i]] : s[i]);
        return (dims, lengths);
    }

    public static double Product(long[] lengths)
    {
        double product = 1;
        foreach (long length in lengths) product *= length;
        return product;
    }
}
