namespace Darkhorse.Kernels.Dense;

/// <summary>
/// One spatial dim of a correlation: target positions u = 0, 1, … Count - 1, at Start + u * Step in the target, each a sum over taps that lie at u * Stride + position in the
/// source, which has zeros before and after its Size elements.
/// </summary>
/// <remarks>
/// Note [Phases]: a source seen with a stride is parted into the elements at each remainder, so that neighbouring target positions see neighbours. Position p of a tap is then
/// phase p mod Stride, moved by p div Stride.
/// </remarks>
sealed class Axis
{
    public required long Size { get; init; }
    public required long Count { get; init; }
    public required long Stride { get; init; }
    public required long Start { get; init; }
    public required long Step { get; init; }

    /// <summary>Index in the kernel of each tap that plays a part, and its position in the source, counted from Origin.</summary>
    public required long[] Taps { get; init; }
    public required long[] Positions { get; init; }

    /// <summary>The source position of a tap at position 0 for target 0; may be negative.</summary>
    public required long Origin { get; init; }

    public long[] Phases { get; private set; } = [];

    /// <summary>Elements of a phase that the targets see.</summary>
    public long Extent => Count + (Positions.Length == 0 ? 0 : Positions.Max() / Stride);

    public int PhaseOf(int tap) => Array.IndexOf(Phases, Positions[tap] % Stride);

    public long MoveOf(int tap) => Positions[tap] / Stride;

    Axis WithPhases()
    {
        Phases = [.. Positions.Select(position => position % Stride).Distinct().Order()];
        return this;
    }

    /// <summary>The dim of a convolution: targets are outputs.</summary>
    public static Axis Forward(in ConvolutionShape shape, int dim)
    {
        long kernel = shape.Kernel[dim], dilation = shape.Dilation[dim];
        return new Axis
        {
            Size = shape.In[dim], Count = shape.Out[dim], Stride = shape.Stride[dim], Start = 0, Step = 1, Origin = -shape.Padding[dim],
            Taps = [.. Enumerable.Range(0, (int)kernel)], Positions = [.. Enumerable.Range(0, (int)kernel).Select(k => k * dilation)],
        }.WithPhases();
    }

    /// <summary>
    /// The dim of a convolution run backwards, for inputs of one remainder by the stride: input x is touched by outputs (x + padding - tap * dilation) / stride, where that is whole.
    /// Null if there are no such inputs; without taps if nothing touches them.
    /// </summary>
    public static Axis? Backward(in ConvolutionShape shape, int dim, long remainder)
    {
        long stride = shape.Stride[dim], count = (shape.In[dim] - remainder + stride - 1) / stride;
        if (count <= 0) return null;
        var taps = new List<long>();
        var positions = new List<long>();
        for (long tap = 0; tap < shape.Kernel[dim]; tap++)
        {
            long position = remainder + shape.Padding[dim] - tap * shape.Dilation[dim];
            if (position % stride != 0) continue;
            taps.Add(tap);
            positions.Add(position / stride);
        }
        long origin = positions.Count == 0 ? 0 : positions.Min();
        return new Axis
        {
            Size = shape.Out[dim], Count = count, Stride = 1, Start = remainder, Step = stride, Origin = origin, Taps = [.. taps], Positions = [.. positions.Select(position => position - origin)],
        }.WithPhases();
    }

    /// <summary>Part of the targets.</summary>
    public Axis Band(long first, long count) => new()
    {
        Size = Size, Count = count, Stride = Stride, Start = Start + first * Step, Step = Step, Origin = Origin + first * Stride, Taps = Taps, Positions = Positions, Phases = Phases,
    };
}
