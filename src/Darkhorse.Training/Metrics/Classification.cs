namespace Darkhorse.Training;

/// <summary>How often the model is right: the class with the highest score, or for one score an element, which side of the threshold it is on.</summary>
/// <param name="threshold">For targets of 0 and 1 with one score each: larger scores mean 1. For logits it is 0.</param>
public sealed class Accuracy(double threshold = 0.5, string name = "accuracy") : SumMetric(name, 2)
{
    public override void Update(Tensor output, Tensor target)
    {
        var predicted = Classes.Of(output, target, threshold);
        Sums[0] += SumOf(predicted.eq(target));
        Sums[1] += target.numel();
    }

    public override double Compute() => Sums[0] / Sums[1];
}

/// <summary>How often the right class is among the <paramref name="k"/> with the highest scores.</summary>
public sealed class TopKAccuracy(int k = 5, string? name = null) : SumMetric(name ?? $"top{k}_accuracy", 2)
{
    /// <param name="output">Scores, [n, classes].</param>
    /// <param name="target">Classes, [n].</param>
    public override void Update(Tensor output, Tensor target)
    {
        var (_, best) = output.topk((int)Math.Min(k, output.shape[1]), 1);
        Sums[0] += SumOf(best.eq(target.unsqueeze(1)).any(1));
        Sums[1] += target.numel();
    }

    public override double Compute() => Sums[0] / Sums[1];
}

/// <summary>How classes make one number.</summary>
public enum Average
{
    /// <summary>Class 1 of two.</summary>
    Binary,

    /// <summary>The mean over the classes that occur.</summary>
    Macro,

    /// <summary>All elements alike.</summary>
    Micro,

    /// <summary>The mean over the classes, weighted by how often they are right.</summary>
    Weighted,
}

/// <summary>How many elements of each class were taken for each: rows are the targets, columns the predictions. Its number is the accuracy.</summary>
/// <param name="classes">How many classes there are.</param>
/// <param name="threshold">For two classes with one score each: larger scores mean class 1.</param>
public class ConfusionMatrix(int classes, double threshold = 0.5, string name = "confusion_accuracy") : SumMetric(name, classes * classes)
{
    /// <summary>The counts, int64 [classes, classes].</summary>
    public Tensor Matrix => torch.tensor(Sums).reshape(classes, classes).to(torch.int64);

    public sealed override void Update(Tensor output, Tensor target)
    {
        long[] predicted = Classes.Of(output, target, threshold).to(torch.int64).flatten().ToArray<long>(), right = target.to(torch.int64).flatten().ToArray<long>();
        for (int i = 0; i < right.Length; i++)
        {
            if ((ulong)right[i] >= (ulong)classes || (ulong)predicted[i] >= (ulong)classes)
                throw new ArgumentException($"class {Math.Max(right[i], predicted[i])} is out of range for {classes} classes");
            Sums[right[i] * classes + predicted[i]]++;
        }
    }

    public override double Compute() => Enumerable.Range(0, classes).Sum(i => Sums[i * classes + i]) / Sums.Sum();

    private protected double Hits(int of) => Sums[of * classes + of];

    private protected double Predicted(int of) => Enumerable.Range(0, classes).Sum(row => Sums[row * classes + of]);

    private protected double Right(int of) => Enumerable.Range(0, classes).Sum(column => Sums[of * classes + column]);

    /// <summary>One number of a ratio in each class; where its denominator is 0 the ratio counts as 0, as in scikit-learn.</summary>
    private protected double Averaged(Average average, Func<int, (double Part, double Whole)> ratio)
    {
        var ratios = Enumerable.Range(0, classes).Select(ratio).ToArray();
        if (average == Average.Binary && classes != 2) throw new ArgumentException($"Average.Binary is for two classes, not {classes}");
        if (Sums.Sum() == 0) return double.NaN;
        switch (average)
        {
            case Average.Binary:
                return Ratio(ratios[1]);
            case Average.Micro:
                return Ratio((ratios.Sum(r => r.Part), ratios.Sum(r => r.Whole)));
            default:
                double sum = 0, weights = 0;
                for (int i = 0; i < classes; i++)
                {
                    double weight = average == Average.Weighted ? Right(i) : Right(i) + Predicted(i) > 0 ? 1 : 0;
                    (sum, weights) = (sum + weight * Ratio(ratios[i]), weights + weight);
                }
                return sum / weights;
        }
    }

    static double Ratio((double Part, double Whole) of) => of.Whole == 0 ? 0 : of.Part / of.Whole;
}

/// <summary>Of what was taken for a class, how much was of it.</summary>
public sealed class Precision(int classes = 2, Average average = Average.Binary, double threshold = 0.5, string name = "precision") : ConfusionMatrix(classes, threshold, name)
{
    public override double Compute() => Averaged(average, i => (Hits(i), Predicted(i)));
}

/// <summary>Of what was of a class, how much was taken for it.</summary>
public sealed class Recall(int classes = 2, Average average = Average.Binary, double threshold = 0.5, string name = "recall") : ConfusionMatrix(classes, threshold, name)
{
    public override double Compute() => Averaged(average, i => (Hits(i), Right(i)));
}

/// <summary>The harmonic mean of precision and recall.</summary>
public sealed class F1Score(int classes = 2, Average average = Average.Binary, double threshold = 0.5, string name = "f1") : ConfusionMatrix(classes, threshold, name)
{
    public override double Compute() => Averaged(average, i => (2 * Hits(i), Predicted(i) + Right(i)));
}

/// <summary>
/// The area under the receiver operating characteristic: how likely an element of class 1 has a higher score than one of class 0, ties counting half
/// (the Mann-Whitney statistic). Keeps all scores.
/// </summary>
public sealed class Auc(string name = "auc") : Metric(name)
{
    readonly List<double> _scores = [], _targets = [];

    public override void Reset()
    {
        _scores.Clear();
        _targets.Clear();
    }

    /// <param name="output">One score an element, [n] or [n, 1]; or [n, 2], where the second column less the first is the score.</param>
    /// <param name="target">0 and 1, [n].</param>
    public override void Update(Tensor output, Tensor target)
    {
        if (output.ndim == 2 && output.shape[1] == 2) output = output.select(1, 1) - output.select(1, 0);
        if (output.numel() != target.numel()) throw new ArgumentException($"expected one score an element, got {output.numel()} scores for {target.numel()} elements");
        _scores.AddRange(output.to(torch.float64).flatten().ToArray<double>());
        _targets.AddRange(target.to(torch.float64).flatten().ToArray<double>());
    }

    public override double Compute()
    {
        int[] order = [.. Enumerable.Range(0, _scores.Count).OrderBy(i => _scores[i])];
        double positive = 0, ranks = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start; end < order.Length && _scores[order[end]] == _scores[order[start]]; end++) { }
            if (end == start) return double.NaN; // a score that is nan
            double here = order[start..end].Count(i => _targets[i] > 0.5);
            positive += here;
            ranks += here * (start + end + 1) / 2.0;
        }
        return (ranks - positive * (positive + 1) / 2) / (positive * (order.Length - positive));
    }

    public override Tensor State
    {
        get => torch.stack([torch.tensor(_scores.ToArray()), torch.tensor(_targets.ToArray())]);
        set
        {
            Reset();
            _scores.AddRange(value[0].ToArray<double>());
            _targets.AddRange(value[1].ToArray<double>());
        }
    }
}

static class Classes
{
    /// <summary>The class of each element: along dim 1 where the output has a dim more than the target.</summary>
    public static Tensor Of(Tensor output, Tensor target, double threshold)
    {
        if (output.ndim == target.ndim + 1)
        {
            if (output.shape[1] > 1) return output.argmax(1);
            output = output.squeeze(1);
        }
        if (!output.shape.AsSpan().SequenceEqual(target.shape))
            throw new ArgumentException($"scores of shape [{string.Join(", ", output.shape)}] do not fit targets of shape [{string.Join(", ", target.shape)}]");
        return output.gt(threshold).to(torch.int64);
    }
}
