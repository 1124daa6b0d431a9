namespace Darkhorse.Training;

/// <summary>
/// Writes checkpoints: all that <c>Fit(…, resume: path)</c> needs to go on to the same bits. A file appears whole or not at all, so a run that is killed
/// while it writes still has the checkpoint before.
/// </summary>
/// <param name="path">The file, replaced each time.</param>
public sealed class Checkpoint(string path) : Callback
{
    Best? _best;

    /// <summary>Written after every so many epochs; 0: never.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>Written also after every so many steps of the optimiser, in the middle of an epoch; 0: never.</summary>
    public long EverySteps { get; init; }

    /// <summary>Another file, written when an epoch's <see cref="Monitor"/> is the best so far.</summary>
    public string? BestPath { get; init; }

    /// <summary>The value that decides what is best.</summary>
    public string Monitor { get; init; } = "val_loss";

    /// <summary>Which values of it are better.</summary>
    public Better Better { get; init; }

    public override void OnStepEnd(ITraining training)
    {
        if (EverySteps > 0 && training.State.Step % EverySteps == 0) training.Save(path);
    }

    public override void OnEpochEnd(ITraining training)
    {
        bool best = BestPath is not null && Watched.Improves(training);
        if (EveryEpochs > 0 && training.State.Epoch % EveryEpochs == 0) training.Save(path);
        if (best) training.Save(BestPath!);
    }

    public override void OnCancelled(ITraining training) => training.Save(path);

    Best Watched => _best ??= new(Monitor, Better);

    protected internal override double[] Memory
    {
        get => BestPath is null ? [] : [Watched.Value];
        set
        {
            if (BestPath is not null && value.Length == 1) Watched.Value = value[0];
        }
    }
}
