using Darkhorse.Autograd;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules;

/// <summary>What batch and instance norms share: a scale and a shift for each feature, and running statistics.</summary>
public abstract class NormBase : Module<Tensor, Tensor>, ILazyModule
{
    bool _isLazy;

    private protected NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, torch.ScalarType? dtype, string name) : base(name)
    {
        (this.num_features, this.eps, this.momentum, this.affine, this.track_running_stats) = (num_features, eps, momentum, affine, track_running_stats);
        register_parameter("weight", affine ? NewParameter(device, dtype, num_features) : null);
        register_parameter("bias", affine ? NewParameter(device, dtype, num_features) : null);
        register_buffer("running_mean", track_running_stats ? torch.empty([num_features], dtype, device) : null);
        register_buffer("running_var", track_running_stats ? torch.empty([num_features], dtype, device) : null);
        register_buffer("num_batches_tracked", track_running_stats ? torch.zeros([], torch.int64, device) : null);
        _isLazy = num_features == 0;
        reset_parameters();
    }

    bool ILazyModule.IsWaiting => _isLazy;

    void ILazyModule.Materialise(Func<string, Tensor?> values)
    {
        if ((values("weight") ?? values("running_mean")) is { ndim: 1 } given) Materialise(given.numel());
    }

    /// <summary>A module made without a number of features learns it from its first input.</summary>
    private protected void Prepare(Tensor input, int channel)
    {
        if (_isLazy) Materialise(input.Sizes[channel]);
    }

    void Materialise(long features)
    {
        (_isLazy, num_features) = (false, features);
        foreach (var tensor in (ReadOnlySpan<Tensor?>)[weight, bias, running_mean, running_var])
            if (tensor is not null) Parameter.Replace(tensor, tensor.new_empty([features]));
        reset_parameters();
    }

    public override string GetName() => _isLazy ? "Lazy" + base.GetName() : base.GetName();

    public long num_features { get; private set; }
    public double eps { get; set; }

    /// <summary>The share of a new batch in the running statistics; null: all batches count alike.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }
    public bool track_running_stats { get; }

    public Parameter? weight
    {
        get => ParameterOf("weight");
        set => register_parameter("weight", value);
    }

    public Parameter? bias
    {
        get => ParameterOf("bias");
        set => register_parameter("bias", value);
    }

    public Tensor? running_mean
    {
        get => BufferOf("running_mean");
        set => register_buffer("running_mean", value);
    }

    public Tensor? running_var
    {
        get => BufferOf("running_var");
        set => register_buffer("running_var", value);
    }

    public Tensor? num_batches_tracked
    {
        get => BufferOf("num_batches_tracked");
        set => register_buffer("num_batches_tracked", value);
    }

    public void reset_running_stats()
    {
        if (!track_running_stats) return;
        using var _ = new GradMode.Scope(false);
        running_mean!.fill_(0);
        running_var!.fill_(1);
        num_batches_tracked!.fill_(0);
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (weight is null) return;
        init.ones_(weight);
        init.zeros_(bias!);
    }

    // Files of PyTorch before 0.4.1 have no such counter.
    private protected override bool IsOptional(string buffer) => buffer == "num_batches_tracked";

    /// <exception cref="ArgumentException">The input has a number of dims that the module does not take.</exception>
    protected abstract void ValidateInputDimensions(Tensor input);

    public override string extra_repr()
        => $"{num_features}, eps={PythonText.Of(eps)}, momentum={(momentum is { } share ? PythonText.Of(share) : "None")}, affine={PythonText.Of(affine)}, track_running_stats={PythonText.Of(track_running_stats)}";
}

/// <summary>Normalises each feature over the batch (Ioffe and Szegedy, arXiv 1502.03167).</summary>
public abstract class BatchNorm : NormBase
{
    private protected BatchNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, torch.ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name) { }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        Prepare(input, 1);
        double share = momentum ?? 0;
        if (training && track_running_stats)
        {
            num_batches_tracked!.add_(1);
            if (momentum is null) share = 1.0 / num_batches_tracked.item<long>();
        }
        bool ofBatch = training || (running_mean is null && running_var is null);
        bool uses = !training || track_running_stats;
        return functional.batch_norm(input, uses ? running_mean : null, uses ? running_var : null, weight, bias, ofBatch, share, eps);
    }
}

/// <summary>Normalises each feature of each example over its positions (Ulyanov et al., arXiv 1607.08022).</summary>
public abstract class InstanceNorm : NormBase
{
    private protected InstanceNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, torch.ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name) { }

    /// <summary>Dims of an input without batch.</summary>
    protected abstract long GetNumberOfBatchDimensions();

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        Prepare(input, input.ndim == GetNumberOfBatchDimensions() ? 0 : 1);
        return input.ndim == GetNumberOfBatchDimensions() ? Normalised(input.unsqueeze(0)).squeeze(0) : Normalised(input);
    }

    Tensor Normalised(Tensor input)
        => functional.instance_norm(input, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0, eps);
}
