namespace Darkhorse.Kernels.Dense;

/// <summary>A number for each of three spatial dims. Fewer dims leave the first ones at their neutral value.</summary>
public readonly record struct Extent(long D, long H, long W)
{
    public static readonly Extent One = new(1, 1, 1);

    public long Count => D * H * W;

    public long this[int dim] => dim switch { 0 => D, 1 => H, _ => W };
}

/// <summary>
/// A convolution: contiguous input [batch, in channels, In], weight [out channels, in channels / groups, Kernel] and output [batch, out channels, Out], where output
/// position o sees input positions o * Stride + tap * Dilation - Padding, and zero outside of the input.
/// </summary>
public readonly record struct ConvolutionShape(long Batch, long Groups, long InChannels, long OutChannels, Extent In, Extent Out, Extent Kernel, Extent Stride, Extent Dilation, Extent Padding)
{
    public long InOfGroup => InChannels / Groups;
    public long OutOfGroup => OutChannels / Groups;
}
