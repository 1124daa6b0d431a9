using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>The parameters of a sliding pooling as a user gives them, checked in PyTorch's words.</summary>
sealed class PoolWindow
{
    readonly int _rank;
    readonly string _op;
    readonly long[] _kernel, _stride, _padding, _dilation;
    readonly bool _ceil;

    public PoolWindow(int rank, string op, long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceil)
    {
        (_rank, _op, _ceil) = (rank, op, ceil);
        _kernel = Each(kernel, "kernel_size");
        _stride = stride is null || stride.Length == 0 ? _kernel : Each(stride, "stride");
        (_padding, _dilation) = (Each(padding ?? [0], "padding"), Each(dilation ?? [1], "dilation"));
    }

    long[] Each(long[] values, string name)
    {
        if (values.Length == _rank) return values;
        if (values.Length != 1) throw new InvalidOperationException($"{_op}: {name} must {(name == "stride" ? "either be omitted, a single int" : "either be a single int")}, or a tuple of {(_rank == 2 ? "two" : "three")} ints");
        var all = new long[_rank];
        Array.Fill(all, values[0]);
        return all;
    }

    /// <summary>The shape of the pooling and the layout of its result.</summary>
    public (PoolShape Shape, Layout Output) Of(Tensor input, bool countPadding = true, long divisor = 0)
    {
        int rank = input.Layout.Rank;
        Pooling.CheckRank(input, _rank, _op);
        for (int i = 0; i < _rank; i++)
        {
            if (_kernel[i] <= 0) throw new InvalidOperationException($"kernel size should be greater than zero, but got {string.Join(" ", _kernel.Select((k, d) => $"k{"DHW"[d + 3 - _rank]}: {k}"))}");
            if (_stride[i] == 0) throw new InvalidOperationException("stride should not be zero");
            if (_stride[i] < 0) throw new InvalidOperationException($"stride should be greater than zero, but got {string.Join(" ", _stride.Select((k, d) => $"d{"DHW"[d + 3 - _rank]}: {k}"))}");
            if (_dilation[i] <= 0) throw new InvalidOperationException($"dilation should be greater than zero, but got {string.Join(" ", _dilation.Select((k, d) => $"dilation{"DHW"[d + 3 - _rank]}: {k}"))}");
            if (_padding[i] < 0) throw new InvalidOperationException($"pad must be non-negative, but got pad: {_padding[i]}");
            if (_padding[i] > (_dilation[i] * (_kernel[i] - 1) + 1) / 2) throw new InvalidOperationException($"pad should be at most half of effective kernel size, but got pad={_padding[i]}, kernel_size={_kernel[i]} and dilation={_dilation[i]}");
        }
        var sizes = input.shape;
        var axes = new PoolAxis[3];
        long planes = 1;
        foreach (long size in input.Sizes[..^_rank]) planes *= size;
        for (int i = 0; i < _rank; i++) sizes[rank - _rank + i] = OutputSize(input.Sizes[rank - _rank + i], i);
        if (sizes[^_rank..].Any(size => size < 1))
        {
            string channels = _rank == 1 ? $"{input.Sizes[rank - 2]}x" + "1x" : $"{input.Sizes[rank - _rank - 1]}x";
            throw new InvalidOperationException($"Given input size: ({channels}{string.Join("x", input.shape[^_rank..])}). Calculated output size: ({channels}{string.Join("x", sizes[^_rank..])}). Output size is too small");
        }
        for (int i = 0; i < 3; i++)
        {
            int own = i - 3 + _rank;
            axes[i] = own < 0 ? PoolAxis.Adaptive(1, 1) : PoolAxis.Sliding(input.Sizes[rank - _rank + own], sizes[rank - _rank + own], _kernel[own], _stride[own], _padding[own], _dilation[own], countPadding);
        }
        return (new(planes, axes[0], axes[1], axes[2], divisor), Layout.Contiguous(sizes));
    }

    /// <summary>Windows that fit; in ceil mode also a last one that starts within the input or its padding, but not beyond.</summary>
    long OutputSize(long size, int i)
    {
        long reach = size + 2 * _padding[i] - _dilation[i] * (_kernel[i] - 1) - 1 + (_ceil ? _stride[i] - 1 : 0);
        long output = (long)Math.Floor((double)reach / _stride[i]) + 1;
        return _ceil && (output - 1) * _stride[i] >= size + _padding[i] ? output - 1 : output;
    }

    /// <summary>The size that a pooling of these parameters was made from, if nothing was cut off.</summary>
    public long[] UnpooledSizes(Tensor input)
    {
        var sizes = new long[_rank];
        for (int i = 0; i < _rank; i++) sizes[i] = (input.Sizes[input.Layout.Rank - _rank + i] - 1) * _stride[i] - 2 * _padding[i] + _kernel[i];
        return sizes;
    }
}
