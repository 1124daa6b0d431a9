namespace Darkhorse.Training;

/// <summary>What a callback may ask and tell a run.</summary>
public interface ITraining
{
    Module Model { get; }
    Optimizer Optimizer { get; }
    TrainingState State { get; }
    History History { get; }

    /// <summary>Writes a checkpoint; see <see cref="Trainer{TBatch}.Save"/>.</summary>
    void Save(string path);
}

/// <summary>Something to be done along a run.</summary>
public abstract class Callback
{
    public virtual void OnFitStart(ITraining training) { }

    public virtual void OnEpochStart(ITraining training) { }

    /// <summary>After each batch.</summary>
    public virtual void OnBatchEnd(ITraining training) { }

    /// <summary>After each step of the optimiser.</summary>
    public virtual void OnStepEnd(ITraining training) { }

    /// <summary>After each epoch, its validation included.</summary>
    public virtual void OnEpochEnd(ITraining training) { }

    /// <summary>When the run is cancelled, before <see cref="OnFitEnd"/>.</summary>
    public virtual void OnCancelled(ITraining training) { }

    /// <summary>However the run ends.</summary>
    public virtual void OnFitEnd(ITraining training) { }

    /// <summary>Numbers that a checkpoint keeps, so that a resumed run behaves as one that was never interrupted.</summary>
    protected internal virtual double[] Memory
    {
        get => [];
        set { }
    }
}

/// <summary>Which values are better.</summary>
public enum Better
{
    Smaller,
    Larger,
}

/// <summary>The best value seen of one that is watched.</summary>
sealed class Best(string monitor, Better better, double minDelta = 0)
{
    public double Value { get; set; } = better == Better.Smaller ? double.PositiveInfinity : double.NegativeInfinity;

    /// <summary>Looks at the epoch's value, and says whether it is the best.</summary>
    public bool Improves(ITraining training)
    {
        if (!training.State.Values.TryGetValue(monitor, out double value))
            throw new ArgumentException($"'{monitor}' is to be watched, but the epoch measured {string.Join(", ", training.State.Values.Keys)}");
        if (better == Better.Smaller ? !(value < Value - minDelta) : !(value > Value + minDelta)) return false;
        Value = value;
        return true;
    }
}
