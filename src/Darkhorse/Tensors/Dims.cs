using System.Diagnostics.CodeAnalysis;

namespace Darkhorse;

/// <summary>Dims as users write them: negative ones count from the end; 0-dim tensors accept -1 and 0.</summary>
static class Dims
{
    public static int Wrap(long dim, int rank)
    {
        int range = Math.Max(rank, 1);
        if (dim < -range || dim >= range) ThrowOutOfRange(dim, range);
        return (int)(dim < 0 ? dim + range : dim);
    }

    /// <summary>The same, for what a 0-dim tensor has none of.</summary>
    public static int Existing(long dim, int rank)
        => rank > 0 ? Wrap(dim, rank) : throw new IndexOutOfRangeException($"Dimension specified as {dim} but tensor has no dimensions");

    [DoesNotReturn]
    static void ThrowOutOfRange(long dim, int range)
        => throw new IndexOutOfRangeException($"Dimension out of range (expected to be in range of [{-range}, {range - 1}], but got {dim})");
}
