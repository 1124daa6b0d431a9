using System.Collections;

namespace Darkhorse.Training;

/// <summary>What one epoch measured.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Values"><c>loss</c>, the metrics, and both with <c>val_</c> before them.</param>
/// <param name="Duration">How long it took, validation included.</param>
public sealed record EpochRecord(int Epoch, IReadOnlyDictionary<string, double> Values, TimeSpan Duration);

/// <summary>What was measured, epoch by epoch.</summary>
public sealed class History : IReadOnlyList<EpochRecord>
{
    readonly List<EpochRecord> _epochs = [];

    public int Count => _epochs.Count;

    public EpochRecord this[int index] => _epochs[index];

    /// <summary>One value over the epochs; nan where it was not measured.</summary>
    public double[] this[string name] => [.. _epochs.Select(epoch => epoch.Values.GetValueOrDefault(name, double.NaN))];

    internal void Add(int epoch, IReadOnlyDictionary<string, double> values, TimeSpan duration) => _epochs.Add(new(epoch, new Dictionary<string, double>(values), duration));

    internal void Clear() => _epochs.Clear();

    public IEnumerator<EpochRecord> GetEnumerator() => _epochs.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
