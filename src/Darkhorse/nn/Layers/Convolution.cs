using static Darkhorse.torch.nn;

namespace Darkhorse.Modules;

/// <summary>What convolutions of every rank share: weights [out, in / groups, kernel…] ([in, out / groups, kernel…] for transposed ones), padding, printing.</summary>
public abstract class Convolution : Module<Tensor, Tensor>, ILazyModule
{
    bool _isLazy;

    private protected Convolution(string name, ConvolutionShape shape, bool bias, PaddingModes padding_mode, Device? device, torch.ScalarType? dtype) : base(name)
    {
        if (shape.Groups <= 0) throw new ArgumentException("groups must be a positive integer");
        if (shape.In % shape.Groups != 0) throw new ArgumentException("in_channels must be divisible by groups");
        if (shape.Out % shape.Groups != 0) throw new ArgumentException("out_channels must be divisible by groups");
        if (shape.PaddingType == Padding.Same && shape.Stride.Any(step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        if (shape.Transposed && padding_mode != PaddingModes.Zeros) throw new ArgumentException($"Only \"zeros\" padding mode is supported for {name}");
        (_shape, this.padding_mode) = (shape, padding_mode);
        long[] sizes = [shape.Transposed ? shape.In : shape.Out, (shape.Transposed ? shape.Out : shape.In) / shape.Groups, .. shape.Kernel];
        register_parameter("weight", NewParameter(device, dtype, sizes));
        register_parameter("bias", bias ? NewParameter(device, dtype, shape.Out) : null);
        _isLazy = shape.In == 0;
        if (!_isLazy) reset_parameters();
    }

    bool ILazyModule.IsWaiting => _isLazy;

    void ILazyModule.Materialise(Func<string, Tensor?> values)
    {
        if (values("weight") is { } given && given.ndim == weight.ndim) Materialise(transposed ? given.Sizes[0] : given.Sizes[1] * groups);
    }

    /// <summary>A module made without a number of input channels learns it from its first input, [N, C, …] or [C, …].</summary>
    private protected void Prepare(Tensor input)
    {
        if (!_isLazy) return;
        int rank = kernel_size.Length;
        if (input.ndim != rank + 1 && input.ndim != rank + 2)
            throw new InvalidOperationException($"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to {GetName()}, but got input of size: {PythonText.Size(input.Sizes)}");
        Materialise(input.Sizes[^(rank + 1)]);
    }

    void Materialise(long channels)
    {
        if (channels % groups != 0) throw new ArgumentException("in_channels must be divisible by groups");
        _isLazy = false;
        long[] sizes = weight.shape;
        sizes[transposed ? 0 : 1] = transposed ? channels : channels / groups;
        Parameter.Replace(weight, weight.new_empty(sizes));
        reset_parameters();
    }

    public override string GetName() => _isLazy ? "Lazy" + base.GetName() : base.GetName();

    /// <summary>The numbers of a convolution.</summary>
    private protected sealed record ConvolutionShape(long In, long Out, long[] Kernel, long[] Stride, long[] Padding, Padding? PaddingType, long[] Dilation, long Groups, bool Transposed = false)
    {
        public long[] OutputPadding { get; init; } = [];
    }

    readonly ConvolutionShape _shape;

    public Parameter weight
    {
        get => ParameterOf("weight")!;
        set => register_parameter("weight", value);
    }

    public Parameter? bias
    {
        get => ParameterOf("bias");
        set => register_parameter("bias", value);
    }

    public long in_channels => transposed ? weight.Sizes[0] : weight.Sizes[1] * groups;
    public long out_channels => _shape.Out;
    public long[] kernel_size => _shape.Kernel;
    public long[] stride => _shape.Stride;
    public long[] padding => _shape.Padding;
    public Padding? padding_type => _shape.PaddingType;
    public long[] dilation => _shape.Dilation;
    public long[] output_padding => _shape.OutputPadding;
    public long groups => _shape.Groups;
    public bool transposed => _shape.Transposed;
    public PaddingModes padding_mode { get; }

    public void reset_parameters()
    {
        init.kaiming_uniform_(weight, a: Math.Sqrt(5));
        InitialiseBias(bias, weight);
    }

    /// <summary>The input with the padding around it that the convolution itself does not know; then <paramref name="padding"/> is zero.</summary>
    private protected Tensor Padded(Tensor input, out long[] padding)
    {
        Prepare(input);
        padding = _shape.Padding;
        if (padding_mode == PaddingModes.Zeros && padding_type is null) return input;
        int rank = _shape.Kernel.Length;
        long[] around = new long[2 * rank];
        for (int i = 0; i < rank; i++)
        {
            // Pads are listed from the last dim on.
            int at = 2 * (rank - 1 - i);
            long total = padding_type switch { null => 2 * _shape.Padding[i], Padding.Same => _shape.Dilation[i] * (_shape.Kernel[i] - 1), _ => 0 };
            (around[at], around[at + 1]) = (total / 2, total - total / 2);
        }
        padding = new long[rank];
        if (padding_mode != PaddingModes.Zeros) return functional.pad(input, around, padding_mode);
        bool even = true;
        for (int i = 0; i < rank; i++)
        {
            int at = 2 * (rank - 1 - i);
            padding[i] = around[at];
            even &= around[at] == around[at + 1];
        }
        if (even) return input;
        Array.Clear(padding);
        return functional.pad(input, around, PaddingModes.Constant);
    }

    public override string extra_repr()
    {
        var text = new System.Text.StringBuilder($"{in_channels}, {out_channels}, kernel_size={PythonText.Tuple(kernel_size)}, stride={PythonText.Tuple(stride)}");
        if (padding_type is { } type) text.Append(type == Padding.Same ? ", padding=same" : ", padding=valid");
        else if (padding.Any(pad => pad != 0)) text.Append($", padding={PythonText.Tuple(padding)}");
        if (dilation.Any(step => step != 1)) text.Append($", dilation={PythonText.Tuple(dilation)}");
        if (output_padding.Any(pad => pad != 0)) text.Append($", output_padding={PythonText.Tuple(output_padding)}");
        if (groups != 1) text.Append($", groups={groups}");
        if (bias is null) text.Append(", bias=False");
        if (padding_mode != PaddingModes.Zeros) text.Append($", padding_mode={padding_mode.ToString().ToLowerInvariant()}");
        return text.ToString();
    }
}

/// <summary>What transposed convolutions of every rank share.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private protected ConvolutionTranspose(string name, ConvolutionShape shape, bool bias, PaddingModes padding_mode, Device? device, torch.ScalarType? dtype)
        : base(name, shape, bias, padding_mode, device, dtype) { }

    /// <summary>With the spatial sizes that the result is to have, where the stride leaves a choice.</summary>
    public Tensor forward(Tensor input, long[]? output_size)
    {
        Prepare(input);
        return Run(input, OutputPadding(input, output_size));
    }

    /// <summary>Calls <see cref="forward(Tensor, long[])"/>.</summary>
    public Tensor call(Tensor input, long[]? output_size) => forward(input, output_size);

    public override Tensor forward(Tensor input)
    {
        Prepare(input);
        return Run(input, output_padding);
    }

    private protected abstract Tensor Run(Tensor input, long[] outputPadding);

    long[] OutputPadding(Tensor input, long[]? outputSize)
    {
        if (outputSize is null) return output_padding;
        int rank = kernel_size.Length, first = (int)input.ndim - rank;
        if (outputSize.Length == input.ndim) outputSize = outputSize[first..];
        if (outputSize.Length != rank)
            throw new ArgumentException($"ConvTranspose{rank}D: for {input.ndim}D input, output_size must have {rank} or {input.ndim} elements (got {outputSize.Length})");
        var result = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            long smallest = (input.Sizes[first + i] - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernel_size[i] - 1) + 1;
            if (outputSize[i] < smallest || outputSize[i] > smallest + stride[i] - 1)
                throw new ArgumentException($"requested an output size of [{string.Join(", ", outputSize)}], but dim {i} can be from {smallest} to {smallest + stride[i] - 1} (for an input of {PythonText.Size(input.Sizes[first..])})");
            result[i] = outputSize[i] - smallest;
        }
        return result;
    }
}
