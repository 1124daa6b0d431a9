using Darkhorse.Autograd;

namespace Darkhorse.Modules;

/// <summary>The mean of a model's parameters over the moments at which it was updated, kept in a model of the same make.</summary>
/// <typeparam name="TModule">The model's class.</typeparam>
public sealed class AveragedModel<TModule> : torch.nn.Module where TModule : torch.nn.Module
{
    readonly Func<Tensor, Tensor, long, Tensor>? _average;

    /// <param name="model">The model, of which a copy is made to keep the mean in.</param>
    /// <param name="avg_fn">From the mean, the new value and the number of values so far to the new mean; default: the mean of all.</param>
    public AveragedModel(TModule model, Func<Tensor, Tensor, long, Tensor>? avg_fn = null) : base("AveragedModel")
    {
        module = model.deepcopy();
        _average = avg_fn;
        register_module("module", module);
        register_buffer("n_averaged", torch.zeros([], torch.int64));
    }

    /// <summary>The model that holds the mean.</summary>
    public TModule module { get; }

    /// <summary>How many values the mean is of: a 0-dim int64 tensor.</summary>
    public Tensor n_averaged => BufferOf("n_averaged")!;

    /// <summary>Takes the model's present parameters into the mean.</summary>
    public void update_parameters(torch.nn.Module model)
    {
        using var _ = new GradMode.Scope(false);
        long count = n_averaged.item<long>();
        foreach (var (mean, value) in module.parameters().Zip(model.parameters()))
        {
            var current = value.detach().to(mean.device);
            if (count == 0) mean.copy_(current);
            else mean.copy_(_average?.Invoke(mean.detach(), current, count) ?? mean.detach() + (current - mean.detach()) / (count + 1));
        }
        n_averaged.fill_(count + 1);
    }
}
