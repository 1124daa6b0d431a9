using Darkhorse.Autograd;

namespace Darkhorse.Modules;

/// <summary>The mean of a model's parameters over the moments at which it was updated, kept in a model of the same make.</summary>
/// <typeparam name="TModule">The model's class.</typeparam>
public sealed class AveragedModel<TModule> : torch.nn.Module<Tensor, Tensor> where TModule : torch.nn.Module
{
    readonly Func<Tensor, Tensor, long, Tensor>? _average;
    readonly bool _usesBuffers;

    /// <param name="model">The model, of which a copy is made to keep the mean in.</param>
    /// <param name="avg_fn">From the mean, the new value and the number of values so far to the new mean; default: the mean of all.</param>
    /// <param name="use_buffers">Take the mean of the buffers too; otherwise they are copied.</param>
    public AveragedModel(TModule model, Func<Tensor, Tensor, long, Tensor>? avg_fn = null, bool use_buffers = false) : base("AveragedModel")
    {
        _usesBuffers = use_buffers;
        module = model.deepcopy();
        _average = avg_fn;
        register_module("module", module);
        register_buffer("n_averaged", torch.zeros([], torch.int64));
    }

    /// <summary>The model that holds the mean.</summary>
    public TModule module { get; }

    /// <summary>How many values the mean is of: a 0-dim int64 tensor.</summary>
    public Tensor n_averaged => BufferOf("n_averaged")!;

    /// <summary>The result of the model that holds the mean, where it takes one tensor.</summary>
    /// <exception cref="NotSupportedException">It takes something else: call <see cref="module"/>.</exception>
    public override Tensor forward(Tensor input) => module is torch.nn.IModule<Tensor, Tensor> model ? model.call(input)
        : throw new NotSupportedException($"{module.GetName()} does not take one tensor");

    /// <summary>Takes the model's present parameters into the mean.</summary>
    public void update_parameters(torch.nn.Module model)
    {
        using var _ = new GradMode.Scope(false);
        long count = n_averaged.item<long>();
        foreach (var (mean, value) in module.parameters().Zip(model.parameters())) Update(mean, value, count);
        foreach (var (mean, value) in module.buffers().Zip(model.buffers()))
        {
            if (_usesBuffers) Update(mean, value, count);
            else mean.copy_(value);
        }
        n_averaged.fill_(count + 1);
    }

    void Update(Tensor mean, Tensor value, long count)
    {
        var current = value.detach().to(mean.device);
        if (count == 0) mean.copy_(current);
        else mean.copy_(_average?.Invoke(mean.detach(), current, count) ?? mean.detach() + (current - mean.detach()) / (count + 1));
    }
}
