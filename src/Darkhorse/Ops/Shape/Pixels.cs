namespace Darkhorse.Ops;

/// <summary>Channels become pixels, pixels channels, classes places.</summary>
static class Pixels
{
    /// <summary>[…, C r², H, W] to […, C, H r, W r]: each group of r² channels becomes a square of pixels.</summary>
    [Op("nn.functional.pixel_shuffle")]
    [Op("pixel_shuffle", Variants.Method)]
    public static Tensor Shuffle(Tensor input, long upscale_factor)
    {
        int rank = input.Layout.Rank;
        if (rank < 3) throw new InvalidOperationException($"pixel_shuffle expects input to have at least 3 dimensions, but got input with {rank} dimension(s)");
        if (upscale_factor <= 0) throw new InvalidOperationException($"pixel_shuffle expects a positive upscale_factor, but got {upscale_factor}");
        long r = upscale_factor, channels = input.Sizes[^3], h = input.Sizes[^2], w = input.Sizes[^1];
        if (channels % (r * r) != 0)
            throw new InvalidOperationException($"pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)={channels} is not divisible by {r * r}");
        var parts = Reshaping.Reshape(input, [.. input.Sizes[..^3], channels / (r * r), r, r, h, w]);
        return Reshaping.Reshape(Reordering.Permute(parts, Order(rank - 3, 0, 3, 1, 4, 2)), [.. input.Sizes[..^3], channels / (r * r), h * r, w * r]);
    }

    /// <summary>[…, C, H r, W r] to […, C r², H, W]: the reverse of <c>pixel_shuffle</c>.</summary>
    [Op("nn.functional.pixel_unshuffle")]
    [Op("pixel_unshuffle", Variants.Method)]
    public static Tensor Unshuffle(Tensor input, long downscale_factor)
    {
        int rank = input.Layout.Rank;
        if (rank < 3) throw new InvalidOperationException($"pixel_unshuffle expects input to have at least 3 dimensions, but got input with {rank} dimension(s)");
        if (downscale_factor <= 0) throw new InvalidOperationException($"pixel_unshuffle expects a positive downscale_factor, but got {downscale_factor}");
        long r = downscale_factor, channels = input.Sizes[^3], h = input.Sizes[^2], w = input.Sizes[^1];
        if (h % r != 0) throw new InvalidOperationException($"pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)={h} is not divisible by {r}");
        if (w % r != 0) throw new InvalidOperationException($"pixel_unshuffle expects width to be divisible by downscale_factor, but input.size(-1)={w} is not divisible by {r}");
        var parts = Reshaping.Reshape(input, [.. input.Sizes[..^3], channels, h / r, r, w / r, r]);
        return Reshaping.Reshape(Reordering.Permute(parts, Order(rank - 3, 0, 2, 4, 1, 3)), [.. input.Sizes[..^3], channels * r * r, h / r, w / r]);
    }

    /// <summary>[N, C, …]: channel g of group k of C / groups becomes channel k of group g.</summary>
    [Op("nn.functional.channel_shuffle")]
    [Op("channel_shuffle", Variants.Method)]
    public static Tensor ShuffleChannels(Tensor input, long groups)
    {
        if (input.Layout.Rank < 3) throw new InvalidOperationException($"channel_shuffle expects input with > 2 dims, but got input with sizes {Errors.Shape(input)}");
        long channels = input.Sizes[1];
        if (groups <= 0) throw new InvalidOperationException($"Number of groups to divide channels in must be positive. Value of groups:{groups}");
        if (channels % groups != 0) throw new InvalidOperationException($"Number of channels must be divisible by groups. Got {channels} channels and {groups} groups.");
        var parts = Reshaping.Reshape(input, [input.Sizes[0], groups, channels / groups, .. input.Sizes[2..]]);
        return Reshaping.Reshape(Reordering.Transpose(parts, 1, 2), input.Sizes);
    }

    /// <summary>Class numbers as vectors that are one at the class's place and zero elsewhere: one more dim, int64.</summary>
    /// <param name="x">Classes, int64.</param>
    /// <param name="num_classes">The size of the new dim; one more than the largest class if negative.</param>
    [Op("nn.functional.one_hot")]
    public static Tensor OneHot(Tensor x, long num_classes = -1)
    {
        if (x.DType != DType.Int64) throw new InvalidOperationException("one_hot is only applicable to index tensor of type LongTensor.");
        if (num_classes == 0 || num_classes < -1) throw new InvalidOperationException("Class values must be smaller than num_classes.");
        if (x.Layout.Count == 0)
        {
            if (num_classes <= 0) throw new InvalidOperationException("Can not infer total number of classes from empty tensor.");
            return Filled.NewEmpty(x, [.. x.Sizes, num_classes]);
        }
        if (x.device_type != DeviceType.META)
        {
            if (x.min().item<long>() < 0) throw new InvalidOperationException("Class values must be non-negative.");
            long largest = x.max().item<long>();
            if (num_classes == -1) num_classes = largest + 1;
            else if (largest >= num_classes) throw new InvalidOperationException("Class values must be smaller than num_classes.");
        }
        return Reshaping.Unsqueeze(x, -1).eq(Progressions.Arange(num_classes, device: x.device)).to(torch.ScalarType.Int64);
    }

    /// <summary>The batch dims as they are, then the others in a given order.</summary>
    static long[] Order(int batch, params ReadOnlySpan<int> order)
    {
        var result = new long[batch + order.Length];
        for (int i = 0; i < result.Length; i++) result[i] = i < batch ? i : batch + order[i - batch];
        return result;
    }
}
