namespace Darkhorse.Training;

/// <summary>Ends the run when a value has not improved for <paramref name="patience"/> epochs.</summary>
/// <param name="monitor">Which value of the epoch.</param>
/// <param name="patience">How many epochs without an improvement end the run.</param>
/// <param name="better">Which values are better.</param>
/// <param name="minDelta">What counts as an improvement: more than this.</param>
public sealed class EarlyStopping(string monitor = "val_loss", int patience = 3, Better better = Better.Smaller, double minDelta = 0) : Callback
{
    readonly Best _best = new(monitor, better, minDelta);
    int _waited;

    /// <summary>The best value so far.</summary>
    public double BestValue => _best.Value;

    public override void OnEpochEnd(ITraining training)
    {
        _waited = _best.Improves(training) ? 0 : _waited + 1;
        if (_waited >= patience) training.State.Stop();
    }

    protected internal override double[] Memory
    {
        get => [_best.Value, _waited];
        set => (_best.Value, _waited) = (value[0], (int)value[1]);
    }
}
