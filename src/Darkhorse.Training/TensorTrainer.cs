using static Darkhorse.torch.nn;

namespace Darkhorse.Training;

/// <summary>
/// The usual case: a model of one tensor, a loss of its output and the target, batches of two tensors. Keras' ease:
/// <code>
/// var trainer = new Trainer(model, optim.Adam(model.parameters()), CrossEntropyLoss()) { Metrics = [new Accuracy()], Callbacks = [new ProgressBar()] };
/// trainer.Fit(images, labels, epochs: 5);
/// </code>
/// </summary>
public sealed class Trainer : Trainer<IList<Tensor>>
{
    readonly Module<Tensor, Tensor> _model;

    /// <param name="model">[n, …] to [n, …].</param>
    /// <param name="optimizer">Moves the model's parameters.</param>
    /// <param name="loss">Of the output and the target, the mean over the batch, []. Computed where the model is: batches are moved there.</param>
    public Trainer(Module<Tensor, Tensor> model, Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss) : base(model, optimizer, batch => Forward(model, loss, batch)) => _model = model;

    /// <inheritdoc cref="Trainer(Module{Tensor, Tensor}, Optimizer, Func{Tensor, Tensor, Tensor})"/>
    public Trainer(Module<Tensor, Tensor> model, Optimizer optimizer, Module<Tensor, Tensor, Tensor> loss) : this(model, optimizer, loss.call) { }

    static BatchResult Forward(Module<Tensor, Tensor> model, Func<Tensor, Tensor, Tensor> loss, IList<Tensor> batch)
    {
        if (batch.Count != 2) throw new ArgumentException($"expected batches of an input and a target, got one of {batch.Count} tensors");
        var device = DeviceOf(model);
        var (output, target) = (model.call(batch[0].to(device)), batch[1].to(device));
        return new(loss(output, target), output, target);
    }

    static Device DeviceOf(Module model) => model.parameters().FirstOrDefault()?.device ?? new Device("cpu");

    /// <summary>Trains on tensors: a shuffled loader of them is made.</summary>
    /// <param name="inputs">[n, …].</param>
    /// <param name="targets">[n, …].</param>
    /// <param name="epochs">How many epochs the whole run has.</param>
    /// <param name="batchSize">Elements of a batch.</param>
    /// <param name="validationSplit">The share of the elements, the last ones, that the model does not learn from but is evaluated on.</param>
    /// <param name="resume">A checkpoint to go on from, if the file exists.</param>
    /// <param name="cancellation">Ends the run between two batches.</param>
    public History Fit(Tensor inputs, Tensor targets, int epochs, int batchSize = 32, double validationSplit = 0, string? resume = null, CancellationToken cancellation = default)
    {
        if (validationSplit is not (>= 0 and < 1)) throw new ArgumentException(FormattableString.Invariant($"validationSplit has to be at least 0 and less than 1, got {validationSplit}"));
        if (inputs.shape[0] != targets.shape[0]) throw new ArgumentException($"there are {inputs.shape[0]} inputs, but {targets.shape[0]} targets");
        long train = (long)Math.Round(inputs.shape[0] * (1 - validationSplit));
        return Fit(Batches(inputs.narrow(0, 0, train), targets.narrow(0, 0, train), batchSize, shuffle: true), epochs,
            train == inputs.shape[0] ? null : Batches(inputs.narrow(0, train, inputs.shape[0] - train), targets.narrow(0, train, inputs.shape[0] - train), batchSize, shuffle: false), resume, cancellation);
    }

    /// <summary>The loss and the metrics on tensors.</summary>
    public IReadOnlyDictionary<string, double> Evaluate(Tensor inputs, Tensor targets, int batchSize = 256, CancellationToken cancellation = default)
        => Evaluate(Batches(inputs, targets, batchSize, shuffle: false), cancellation);

    /// <summary>What the model says, in evaluation mode, without gradients.</summary>
    public Tensor Predict(Tensor inputs, int batchSize = 256, CancellationToken cancellation = default)
    {
        bool training = _model.training;
        _model.eval();
        try
        {
            using var _ = torch.no_grad();
            var device = DeviceOf(_model);
            var outputs = new List<Tensor>();
            foreach (var part in inputs.split(batchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                outputs.Add(_model.call(part.to(device)));
            }
            return torch.cat(outputs);
        }
        finally
        {
            _model.train(training);
        }
    }

    static IterableDataLoader Batches(Tensor inputs, Tensor targets, int batchSize, bool shuffle)
        => torch.utils.data.DataLoader(torch.utils.data.TensorDataset(inputs, targets), batchSize, shuffle: shuffle);
}
