namespace Darkhorse.Training;

/// <summary>What a step needs to know of one batch.</summary>
/// <param name="Loss">The loss, [], with its graph: the mean over the batch.</param>
/// <param name="Output">What the model said, for the metrics; [n, …].</param>
/// <param name="Target">What it should have said; [n, …].</param>
public readonly record struct BatchResult(Tensor Loss, Tensor Output, Tensor Target);

/// <summary>When a learning rate rule makes its step.</summary>
public enum ScheduleEvery
{
    Epoch,
    Step,
}

/// <summary>
/// The training loop one writes by hand, with everything around it: metrics, validation, callbacks, cancellation, and checkpoints from which an interrupted
/// run goes on to the same bits. What happens with a batch is the caller's function; <see cref="Trainer"/> is the usual case.
/// </summary>
/// <typeparam name="TBatch">What the data is made of.</typeparam>
/// <param name="model">Whose parameters the optimiser moves.</param>
/// <param name="optimizer">Moves them.</param>
/// <param name="forward">Runs the model on a batch and computes the loss; in training mode or not, as the model is set.</param>
public class Trainer<TBatch>(Module model, Optimizer optimizer, Func<TBatch, BatchResult> forward) : ITraining
{
    readonly RunningMean _loss = new();
    torch.utils.data.IStateful? _source;

    // The loader's state that a checkpoint brought, until the epoch goes on.
    Dictionary<string, Tensor>? _pending;

    public Module Model => model;
    public Optimizer Optimizer => optimizer;

    /// <summary>Measured on the training batches as the model was when it saw them, and on the validation data after each epoch (<c>val_…</c>).</summary>
    public IList<Metric> Metrics { get; init; } = [];

    /// <summary>Told of what happens, in this order.</summary>
    public IList<Callback> Callbacks { get; init; } = [];

    public LRScheduler? Scheduler { get; init; }

    /// <summary>Whether <see cref="Scheduler"/> steps after each epoch or after each step of the optimiser.</summary>
    public ScheduleEvery ScheduleEvery { get; init; }

    /// <summary>For a rule that watches a value (ReduceLROnPlateau): its name in the epoch's values.</summary>
    public string ScheduleMonitor { get; init; } = "val_loss";

    /// <summary>Gradients of a larger 2-norm, over all parameters, are scaled down to it.</summary>
    public double? ClipGradNorm { get; init; }

    /// <summary>How many batches make one step: their gradients are averaged.</summary>
    public int BatchesPerStep { get; init; } = 1;

    /// <summary>Where the run stands.</summary>
    public TrainingState State { get; } = new();

    /// <summary>What was measured, epoch by epoch.</summary>
    public History History { get; } = new();

    /// <summary>Trains until <paramref name="epochs"/> epochs are done, those before a resumed checkpoint included.</summary>
    /// <param name="training">The batches of an epoch; enumerated once for each. A <c>DataLoader</c> can be resumed in the middle of one.</param>
    /// <param name="epochs">How many epochs the whole run has.</param>
    /// <param name="validation">Batches to evaluate on after each epoch.</param>
    /// <param name="resume">A checkpoint to go on from, if the file exists: the same call starts a run and continues it.</param>
    /// <param name="cancellation">Ends the run between two batches.</param>
    /// <exception cref="InvalidOperationException">The loss is not finite.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged, or of another run.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public History Fit(IEnumerable<TBatch> training, int epochs, IEnumerable<TBatch>? validation = null, string? resume = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchesPerStep, 1);
        _source = training as torch.utils.data.IStateful;
        if (resume is not null && File.Exists(resume)) Load(resume);
        (State.Epochs, State.Stopping) = (epochs, false);
        foreach (var callback in Callbacks) callback.OnFitStart(this);
        try
        {
            while (State.Epoch < epochs && !State.Stopping) RunEpoch(training, validation, cancellation);
        }
        finally
        {
            foreach (var callback in Callbacks) callback.OnFitEnd(this);
        }
        return History;
    }

    void RunEpoch(IEnumerable<TBatch> training, IEnumerable<TBatch>? validation, CancellationToken cancellation)
    {
        long start = Environment.TickCount64;
        model.train();
        if (State.Batch == 0)
        {
            _loss.Reset();
            foreach (var metric in Metrics) metric.Reset();
        }
        State.Batches = CountOf(training) ?? State.Batches;
        foreach (var callback in Callbacks) callback.OnEpochStart(this);
        if (State.Batch > 0) training = Rest(training);
        bool unfinished = false;
        foreach (var batch in training)
        {
            unfinished = !Learn(batch);
            // Not before the batch: the loader counts what it has handed out.
            if (unfinished || !cancellation.IsCancellationRequested) continue;
            foreach (var callback in Callbacks) callback.OnCancelled(this);
            cancellation.ThrowIfCancellationRequested();
        }
        if (unfinished) Move();
        State.Values = Measured(_loss.Mean);
        if (validation is not null)
            foreach (var (name, value) in Evaluate(validation, cancellation)) State.Values["val_" + name] = value;
        if (Scheduler is not null) State.Values["lr"] = optimizer.ParamGroups.First().LearningRate;
        if (ScheduleEvery == ScheduleEvery.Epoch) Schedule();
        (State.Batches, State.Batch) = (State.Batch, 0);
        State.Epoch++;
        History.Add(State.Epoch, State.Values, TimeSpan.FromMilliseconds(Environment.TickCount64 - start));
        foreach (var callback in Callbacks) callback.OnEpochEnd(this);
    }

    /// <summary>The batches of an epoch that a checkpoint was taken in the middle of.</summary>
    IEnumerable<TBatch> Rest(IEnumerable<TBatch> training)
    {
        if (_source is null) return training.Skip(State.Batch);
        if (_pending is not null) _source.load_state_dict(_pending);
        _pending = null;
        return training;
    }

    /// <summary>One batch, and a step of the optimiser if it completes one.</summary>
    bool Learn(TBatch batch)
    {
        if (State.Batch % BatchesPerStep == 0) optimizer.zero_grad();
        var (loss, output, target) = forward(batch);
        (BatchesPerStep == 1 ? loss : loss / BatchesPerStep).backward();
        double value = loss.to(torch.float64).item<double>();
        if (!double.IsFinite(value))
            throw new InvalidOperationException(FormattableString.Invariant($"the loss is {value} in epoch {State.Epoch + 1}, batch {State.Batch + 1}: a lower learning rate or ClipGradNorm may help"));
        _loss.Add(value, SizeOf(output));
        if (Metrics.Count > 0)
        {
            using var _ = torch.no_grad();
            var said = output.detach();
            foreach (var metric in Metrics) metric.Update(said, target);
        }
        State.Batch++;
        (State.Loss, State.BatchLoss) = (_loss.Mean, value);
        bool completes = State.Batch % BatchesPerStep == 0;
        if (completes) Move();
        foreach (var callback in Callbacks) callback.OnBatchEnd(this);
        return completes;
    }

    void Move()
    {
        if (ClipGradNorm is { } norm) torch.nn.utils.clip_grad_norm_(model.parameters(), norm);
        optimizer.step();
        State.Step++;
        if (ScheduleEvery == ScheduleEvery.Step) Schedule();
        foreach (var callback in Callbacks) callback.OnStepEnd(this);
    }

    void Schedule()
    {
        if (Scheduler is not torch.optim.lr_scheduler.impl.ReduceLROnPlateau) Scheduler?.step();
        else if (State.Values.TryGetValue(ScheduleMonitor, out double value)) Scheduler.step(value);
        else throw new ArgumentException($"ReduceLROnPlateau watches '{ScheduleMonitor}', but the epoch measured {string.Join(", ", State.Values.Keys)}");
    }

    /// <summary>The loss and the metrics on some data, in evaluation mode, without gradients; the model is left in the mode it was in.</summary>
    /// <returns><c>loss</c> and each metric by its name.</returns>
    public IReadOnlyDictionary<string, double> Evaluate(IEnumerable<TBatch> data, CancellationToken cancellation = default)
    {
        // The training batches' sums go on after an evaluation in the middle of an epoch.
        var kept = Metrics.Select(metric => metric.State).ToArray();
        var loss = new RunningMean();
        foreach (var metric in Metrics) metric.Reset();
        try
        {
            foreach (var result in Outputs(data, cancellation))
            {
                loss.Add(result.Loss.to(torch.float64).item<double>(), SizeOf(result.Output));
                foreach (var metric in Metrics) metric.Update(result.Output, result.Target);
            }
            return Measured(loss.Mean);
        }
        finally
        {
            for (int i = 0; i < kept.Length; i++) Metrics[i].State = kept[i];
        }
    }

    /// <summary>What the model says of some data, in evaluation mode, without gradients: the batches' outputs along one first dim.</summary>
    public Tensor Predict(IEnumerable<TBatch> data, CancellationToken cancellation = default) => torch.cat([.. Outputs(data, cancellation).Select(result => result.Output)]);

    IEnumerable<BatchResult> Outputs(IEnumerable<TBatch> data, CancellationToken cancellation)
    {
        bool training = model.training;
        model.eval();
        try
        {
            foreach (var batch in data)
            {
                cancellation.ThrowIfCancellationRequested();
                BatchResult result;
                using (torch.no_grad()) result = forward(batch);
                yield return result;
            }
        }
        finally
        {
            model.train(training);
        }
    }

    Dictionary<string, double> Measured(double loss)
    {
        var values = new Dictionary<string, double> { ["loss"] = loss };
        foreach (var metric in Metrics) values[metric.Name] = metric.Compute();
        return values;
    }

    static long SizeOf(Tensor output) => output.ndim == 0 ? 1 : output.shape[0];

    static int? CountOf(IEnumerable<TBatch> batches) => batches switch
    {
        torch.utils.data.IStateful loader => (int)loader.Count,
        ICollection<TBatch> list => list.Count,
        _ => null,
    };

    /// <summary>Writes all that the run needs to go on to a safetensors file, which appears whole or not at all.</summary>
    public void Save(string path) => Checkpoint(path).Save(_source?.state_dict() ?? _pending);

    /// <summary>Goes back to where <see cref="Save"/> was called, in a trainer made the same way. Nothing is changed if the file is not of such a trainer.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or no checkpoint.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint is of another model.</exception>
    public void Load(string path) => _pending = Checkpoint(path).Load();

    CheckpointFile Checkpoint(string path) => new(path, model, optimizer, Scheduler, State, History, _loss, Metrics, Callbacks);
}
