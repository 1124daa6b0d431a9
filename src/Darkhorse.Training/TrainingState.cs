namespace Darkhorse.Training;

/// <summary>Where a run stands.</summary>
public sealed class TrainingState
{
    /// <summary>Epochs that are done; also the index of the one that runs.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Epochs that the run is to have.</summary>
    public int Epochs { get; internal set; }

    /// <summary>Batches of this epoch that are done.</summary>
    public int Batch { get; internal set; }

    /// <summary>Batches of an epoch; 0 as long as nobody knows.</summary>
    public int Batches { get; internal set; }

    /// <summary>Steps that the optimiser has made.</summary>
    public long Step { get; internal set; }

    /// <summary>The mean loss of this epoch so far.</summary>
    public double Loss { get; internal set; }

    /// <summary>The loss of the last batch.</summary>
    public double BatchLoss { get; internal set; }

    /// <summary>What the last whole epoch measured: <c>loss</c>, the metrics, and both with <c>val_</c> before them.</summary>
    public Dictionary<string, double> Values { get; internal set; } = [];

    /// <summary>Whether the run ends after this epoch.</summary>
    public bool Stopping { get; internal set; }

    /// <summary>Ends the run after this epoch.</summary>
    public void Stop() => Stopping = true;
}

/// <summary>A mean of values with weights, in float64.</summary>
sealed class RunningMean
{
    public double Sum { get; set; }
    public double Weight { get; set; }
    public double Mean => Weight == 0 ? double.NaN : Sum / Weight;

    public void Add(double value, double weight) => (Sum, Weight) = (Sum + value * weight, Weight + weight);

    public void Reset() => (Sum, Weight) = (0, 0);
}
