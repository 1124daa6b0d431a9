namespace Darkhorse.Kernels.Dense;

/// <summary>The windows of one dim of a pooling: output o sees inputs First[o], First[o] + Step, … below Last[o].</summary>
public sealed class PoolAxis
{
    PoolAxis(long input, int output, long step)
    {
        (Input, Step) = (input, step);
        (First, Last, Size) = (new long[output], new long[output], new long[output]);
    }

    public long Input { get; }
    public long Step { get; }

    /// <summary>Of sliding windows: how far they move, and how many elements they have where nothing cuts them. Zero for others.</summary>
    public long Stride { get; private init; }
    public long Kernel { get; private init; }

    /// <summary>Whether a sliding window lies wholly inside the input.</summary>
    public bool Inner(int output) => Last[output] - First[output] == Step * (Kernel - 1) + 1;

    public int Output => First.Length;
    public long[] First { get; }
    public long[] Last { get; }

    /// <summary>What an average divides by, in this dim.</summary>
    public long[] Size { get; }

    /// <summary>Windows of a fixed size that move by a stride. Padding counts in an average's size if <paramref name="countPadding"/> says so, but what ceil mode adds beyond it never.</summary>
    public static PoolAxis Sliding(long input, long output, long kernel, long stride, long padding, long dilation, bool countPadding)
    {
        var axis = new PoolAxis(input, checked((int)output), dilation) { Stride = stride, Kernel = kernel };
        for (long o = 0; o < output; o++)
        {
            long first = o * stride - padding, last = Math.Min(first + dilation * (kernel - 1) + 1, input + padding), size = last - first;
            if (first < 0) first += (-first + dilation - 1) / dilation * dilation;
            last = Math.Min(last, input);
            first = Math.Min(first, input - 1); // a dilation longer than the input
            (axis.First[o], axis.Last[o], axis.Size[o]) = (first, last, countPadding ? size : last - first);
        }
        return axis;
    }

    /// <summary>Windows that divide the input into a given number of parts, as equal as may be, overlapping where it is no multiple.</summary>
    public static PoolAxis Adaptive(long input, long output)
    {
        var axis = new PoolAxis(input, checked((int)output), 1);
        for (long o = 0; o < output; o++)
        {
            long first = o * input / output, last = ((o + 1) * input + output - 1) / output;
            (axis.First[o], axis.Last[o], axis.Size[o]) = (first, last, last - first);
        }
        return axis;
    }
}

/// <summary>A pooling of contiguous planes, each of up to three dims.</summary>
/// <param name="Planes">Images times channels.</param>
/// <param name="D">The first dim; one window of one element where there are only two.</param>
/// <param name="H">The second dim.</param>
/// <param name="W">The third dim.</param>
/// <param name="Divisor">What averages divide by instead of the windows' sizes; 0 for these.</param>
public sealed record PoolShape(long Planes, PoolAxis D, PoolAxis H, PoolAxis W, long Divisor = 0)
{
    public long Input => D.Input * H.Input * W.Input;
    public long Output => (long)D.Output * H.Output * W.Output;
}
