using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>The parameters of a convolution as a user gives them, checked in PyTorch's words.</summary>
sealed class ConvolutionWindow
{
    readonly int _rank;
    readonly string _op;
    readonly long[] _stride, _padding, _outputPadding, _dilation;
    readonly long _groups;
    readonly bool _transposed;

    public ConvolutionWindow(int rank, string op, Tensor input, Tensor weight, long[] stride, long[] padding, long[] outputPadding, long[] dilation, long groups, bool transposed)
    {
        (_rank, _op, _groups, _transposed) = (rank, op, groups, transposed);
        if (input.Layout.Rank != rank + 1 && input.Layout.Rank != rank + 2)
            throw new InvalidOperationException($"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to {op}, but got input of size: {Errors.Shape(input)}");
        if (weight.Layout.Rank != rank + 2)
            throw new InvalidOperationException($"Expected {weight.Layout.Rank}-dimensional input for {weight.Layout.Rank}-dimensional weight {Errors.Shape(weight)}, but got {input.Layout.Rank}-dimensional input of size {Errors.Shape(input)} instead");
        (_stride, _padding, _outputPadding, _dilation) = (Each(stride, "stride"), Each(padding, "padding"), Each(outputPadding, "output_padding"), Each(dilation, "dilation"));
    }

    long[] Each(long[] values, string name)
    {
        if (values.Length == _rank) return values;
        if (values.Length != 1)
            throw new InvalidOperationException($"expected {name} to be a single integer value or a list of {_rank} values to match the convolution dimensions, but got {name}=[{string.Join(", ", values)}]");
        var all = new long[_rank];
        Array.Fill(all, values[0]);
        return all;
    }

    public void Check(Tensor input, Tensor weight, Tensor? bias, bool same = false)
    {
        if (!ReferenceEquals(input.Backend, weight.Backend)) Errors.DevicesDiffer(input, weight);
        if (input.DType != weight.DType) throw new InvalidOperationException($"expected scalar type {input.DType.LegacyName} but found {weight.DType.LegacyName}");
        if (bias is not null && bias.DType != input.DType) throw new InvalidOperationException($"Input type ({input.DType.LegacyName}) and bias type ({bias.DType.LegacyName}) should be the same");
        if (input.DType == DType.Bool) Errors.NotImplementedFor("slow_conv2d_cpu", input.DType);
        if (_groups <= 0) throw new InvalidOperationException("non-positive groups is not supported");
        if (_padding.Any(p => p < 0)) throw new InvalidOperationException("negative padding is not supported");
        if (_outputPadding.Any(p => p < 0)) throw new InvalidOperationException("negative output_padding is not supported");
        if (_stride.Any(s => s <= 0)) throw new InvalidOperationException("non-positive stride is not supported");
        if (_dilation.Any(d => d <= 0)) throw new InvalidOperationException("dilation should be greater than zero");
        if (weight.Sizes[0] < _groups)
            throw new InvalidOperationException($"Given groups={_groups}, expected weight to be at least {_groups} at dimension 0, but got weight of size {Errors.Shape(weight)} instead");
        if (weight.Sizes[0] % _groups != 0)
            throw new InvalidOperationException($"Given groups={_groups}, expected weight to be divisible by {_groups} at dimension 0, but got weight of size {Errors.Shape(weight)} instead");
        CheckChannels(input, weight, bias);
        if (_transposed) CheckOutputPadding();
        else if (!same) CheckKernel(input, weight);
    }

    void CheckChannels(Tensor input, Tensor weight, Tensor? bias)
    {
        int channelDim = input.Layout.Rank - _rank - 1;
        long channels = input.Sizes[channelDim], expected = _transposed ? weight.Sizes[0] : weight.Sizes[1] * _groups;
        // PyTorch has added the batch dim by the time it complains.
        string shape = channelDim == 0 ? "[1, " + string.Join(", ", input.shape) + "]" : Errors.Shape(input);
        if (channels != expected)
            throw new InvalidOperationException($"Given {(_transposed ? "transposed=1" : $"groups={_groups}")}, weight of size {Errors.Shape(weight)}, expected input{shape} to have {expected} channels, but got {channels} channels instead");
        long outputs = _transposed ? weight.Sizes[1] * _groups : weight.Sizes[0];
        if (bias is not null && (bias.Layout.Rank != 1 || bias.Sizes[0] != outputs))
            throw new InvalidOperationException($"Given {(_transposed ? "transposed=1, " : "")}weight of size {Errors.Shape(weight)}, expected bias to be 1-dimensional with {outputs} elements, but got bias of size {Errors.Shape(bias)} instead");
    }

    void CheckKernel(Tensor input, Tensor weight)
    {
        long[] padded = new long[_rank], kernel = new long[_rank];
        for (int i = 0; i < _rank; i++) (padded[i], kernel[i]) = (input.Sizes[i - _rank + input.Layout.Rank] + 2 * _padding[i], _dilation[i] * (weight.Sizes[i + 2] - 1) + 1);
        for (int i = 0; i < _rank; i++)
            if (padded[i] < kernel[i]) throw new InvalidOperationException($"Calculated padded input size per channel: ({string.Join(" x ", padded)}). Kernel size: ({string.Join(" x ", kernel)}). Kernel size can't be greater than actual input size");
    }

    void CheckOutputPadding()
    {
        for (int i = 0; i < _rank; i++)
        {
            if (_outputPadding[i] < _stride[i] || _outputPadding[i] < _dilation[i]) continue;
            string[] dims = ["depth", "height", "width"];
            string Named(string name, long[] values) => string.Join(" ", values.Select((value, k) => $"{name}_{dims[k + 3 - _rank]}: {value}"));
            throw new InvalidOperationException($"output padding must be smaller than either stride or dilation, but got {Named("output_padding", _outputPadding)} {Named("stride", _stride)} {Named("dilation", _dilation)}");
        }
    }

    /// <summary>Numbers of the dims that there are, after neutral ones.</summary>
    Extent Filled(Func<int, long> number, long neutral) => _rank switch
    {
        1 => new(neutral, neutral, number(0)),
        2 => new(neutral, number(0), number(1)),
        _ => new(number(0), number(1), number(2)),
    };

    static long SizeFrom(Tensor x, int rank, int dim) => x.Sizes[x.Layout.Rank - rank + dim];

    long Batch(Tensor input) => input.Layout.Rank == _rank + 2 ? input.Sizes[0] : 1;

    public ConvolutionShape ShapeOf(Tensor input, Tensor weight) => Direct(input, weight, i => _padding[i],
        i => (SizeFrom(input, _rank, i) + 2 * _padding[i] - _dilation[i] * (weight.Sizes[i + 2] - 1) - 1) / _stride[i] + 1);

    /// <summary>Of the padding that keeps the size, the smaller half comes first.</summary>
    public ConvolutionShape SameShapeOf(Tensor input, Tensor weight) => Direct(input, weight, i => _dilation[i] * (weight.Sizes[i + 2] - 1) / 2, i => SizeFrom(input, _rank, i));

    ConvolutionShape Direct(Tensor input, Tensor weight, Func<int, long> padding, Func<int, long> outputs) => new(Batch(input), _groups, weight.Sizes[1] * _groups, weight.Sizes[0],
        Filled(i => SizeFrom(input, _rank, i), 1), Filled(outputs, 1), Filled(i => weight.Sizes[i + 2], 1), Filled(i => _stride[i], 1), Filled(i => _dilation[i], 1), Filled(padding, 0));

    /// <summary>The convolution whose input's gradient this is.</summary>
    public ConvolutionShape TransposedShapeOf(Tensor input, Tensor weight)
    {
        long Outputs(int i)
        {
            long size = (SizeFrom(input, _rank, i) - 1) * _stride[i] - 2 * _padding[i] + _dilation[i] * (weight.Sizes[i + 2] - 1) + _outputPadding[i] + 1;
            if (size <= 0) throw new InvalidOperationException($"Given input size per channel: ({string.Join(" x ", Enumerable.Range(0, _rank).Select(k => SizeFrom(input, _rank, k)))}). Calculated output size per channel: ({string.Join(" x ", Enumerable.Range(0, _rank).Select(k => k == i ? size : 0))}). Output size is too small");
            return size;
        }
        return new(Batch(input), _groups, weight.Sizes[1] * _groups, weight.Sizes[0], Filled(Outputs, 1), Filled(i => SizeFrom(input, _rank, i), 1),
            Filled(i => weight.Sizes[i + 2], 1), Filled(i => _stride[i], 1), Filled(i => _dilation[i], 1), Filled(i => _padding[i], 0));
    }
}
