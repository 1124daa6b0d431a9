namespace Darkhorse.Training;

/// <summary>The mean squared difference.</summary>
public sealed class MeanSquaredError(string name = "mse") : SumMetric(name, 2)
{
    public override void Update(Tensor output, Tensor target)
    {
        Sums[0] += SumOf(Difference(output, target).square());
        Sums[1] += target.numel();
    }

    public override double Compute() => Sums[0] / Sums[1];
}

/// <summary>The mean absolute difference.</summary>
public sealed class MeanAbsoluteError(string name = "mae") : SumMetric(name, 2)
{
    public override void Update(Tensor output, Tensor target)
    {
        Sums[0] += SumOf(Difference(output, target).abs());
        Sums[1] += target.numel();
    }

    public override double Compute() => Sums[0] / Sums[1];
}

/// <summary>The share of the targets' variance that the model explains: 1 - sum (y - f)^2 / sum (y - mean y)^2.</summary>
public sealed class R2Score(string name = "r2") : SumMetric(name, 4)
{
    // n, the mean of the targets, the sum of squares about it, the sum of squared errors.
    public override void Update(Tensor output, Tensor target)
    {
        if (target.numel() == 0) return;
        var y = target.to(torch.float64);
        double n = y.numel(), mean = SumOf(y) / n, apart = mean - Sums[1], all = Sums[0] + n;
        // Batches joined as by Chan, Golub and LeVeque (1983): a plain sum of squares would cancel.
        Sums[2] += SumOf((y - mean).square()) + apart * apart * Sums[0] * n / all;
        Sums[1] += apart * n / all;
        Sums[0] = all;
        Sums[3] += SumOf(Difference(output, target).square());
    }

    public override double Compute() => 1 - Sums[3] / Sums[2];
}

/// <summary>e to the mean cross entropy: among how many words the model wavers.</summary>
public sealed class Perplexity(long ignoreIndex = -100, string name = "perplexity") : SumMetric(name, 2)
{
    /// <param name="output">Scores, [n, classes, …].</param>
    /// <param name="target">Classes, [n, …].</param>
    public override void Update(Tensor output, Tensor target)
    {
        Sums[0] += SumOf(torch.nn.functional.cross_entropy(output.to(torch.float64), target, ignore_index: ignoreIndex, reduction: torch.nn.Reduction.Sum));
        Sums[1] += SumOf(target.ne(ignoreIndex));
    }

    public override double Compute() => Math.Exp(Sums[0] / Sums[1]);
}
