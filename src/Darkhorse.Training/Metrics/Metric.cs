namespace Darkhorse.Training;

/// <summary>A number measured over many batches.</summary>
/// <param name="name">Under which it is reported.</param>
public abstract class Metric(string name)
{
    public string Name => name;

    /// <summary>Forgets all batches.</summary>
    public abstract void Reset();

    /// <summary>Takes one batch.</summary>
    /// <param name="output">What the model said.</param>
    /// <param name="target">What it should have said.</param>
    public abstract void Update(Tensor output, Tensor target);

    /// <summary>The value over all batches since <see cref="Reset"/>; nan where there is none.</summary>
    public abstract double Compute();

    /// <summary>All that was gathered, float64, so that a checkpoint can hold it.</summary>
    public abstract Tensor State { get; set; }
}

/// <summary>A metric whose batches add up to a few numbers.</summary>
/// <param name="name">Under which it is reported.</param>
/// <param name="sums">How many numbers.</param>
public abstract class SumMetric(string name, int sums) : Metric(name)
{
    protected double[] Sums { get; private set; } = new double[sums];

    public sealed override void Reset() => Sums.AsSpan().Clear();

    public sealed override Tensor State
    {
        get => torch.tensor(Sums);
        set
        {
            if (value.numel() != Sums.Length) throw new ArgumentException($"expected the {Sums.Length} numbers of {Name}, got {value.numel()}");
            Sums = value.ToArray<double>();
        }
    }

    /// <summary>Element by element, float64. Shapes that merely broadcast are a mistake: [n, 1] and [n] would be compared all with all.</summary>
    private protected static Tensor Difference(Tensor output, Tensor target)
        => output.shape.AsSpan().SequenceEqual(target.shape)
            ? output.to(torch.float64) - target.to(torch.float64)
            : throw new ArgumentException($"output of shape [{string.Join(", ", output.shape)}] does not fit targets of shape [{string.Join(", ", target.shape)}]");

    private protected static double SumOf(Tensor values) => values.to(torch.float64).sum().item<double>();
}
