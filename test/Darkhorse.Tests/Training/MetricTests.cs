using Darkhorse.Training;

namespace Darkhorse.Tests.Training;

/// <summary>Values worked out by hand, or by scikit-learn where a comment says so; and the same in one batch or in several, or after a checkpoint.</summary>
public sealed class MetricTests
{
    // Targets 0 0 1 1 2 2 2, taken for 0 1 1 1 2 0 2.
    static readonly Tensor s_three = eye(3)[tensor(new long[] { 0, 1, 1, 1, 2, 0, 2 })];
    static readonly Tensor s_classes = tensor(new long[] { 0, 0, 1, 1, 2, 2, 2 });
    static readonly Tensor s_scores = tensor(new[] { 0.1f, 0.4f, 0.35f, 0.8f, 0.8f, 0.2f });
    static readonly Tensor s_binary = tensor(new long[] { 0, 0, 1, 1, 0, 1 });

    public static TheoryData<Metric, Tensor, Tensor, double> Values() => new()
    {
        { new Accuracy(), s_three, s_classes, 5.0 / 7 },
        { new Accuracy(), s_scores, s_binary, 0.5 },
        { new Accuracy(), s_scores.unsqueeze(1), s_binary, 0.5 },
        { new TopKAccuracy(2), s_three - 0.1 * arange(3), s_classes, 6.0 / 7 },
        { new ConfusionMatrix(3), s_three, s_classes, 5.0 / 7 },
        { new Precision(3, Average.Macro), s_three, s_classes, (0.5 + 2.0 / 3 + 1) / 3 },
        { new Recall(3, Average.Macro), s_three, s_classes, (0.5 + 1 + 2.0 / 3) / 3 },
        { new F1Score(3, Average.Macro), s_three, s_classes, (0.5 + 0.8 + 0.8) / 3 },
        { new F1Score(3, Average.Micro), s_three, s_classes, 5.0 / 7 },
        { new Precision(3, Average.Weighted), s_three, s_classes, (2 * 0.5 + 2 * 2.0 / 3 + 3) / 7 },
        { new Precision(), s_scores, s_binary, 0.5 },
        { new Recall(), s_scores, s_binary, 1.0 / 3 },
        { new F1Score(), s_scores, s_binary, 0.4 },
        { new Auc(), s_scores, s_binary, (1 + 0 + 1 + 1 + 0.5 + 0 + 1 + 0 + 0) / 9 - 0 },
        { new MeanSquaredError(), tensor(new[] { 1f, 2, 3 }), tensor(new[] { 1f, 4, 0 }), 13.0 / 3 },
        { new MeanAbsoluteError(), tensor(new[] { 1f, 2, 3 }), tensor(new[] { 1f, 4, 0 }), 5.0 / 3 },
        { new R2Score(), tensor(new[] { 2.5, 0, 2, 8 }), tensor(new double[] { 3, -0.5, 2, 7 }), 0.9486081370449679 }, // scikit-learn's example
        { new Perplexity(), zeros(4, 8), zeros(4, dtype: int64), 8 },
        { new Perplexity(), zeros(4, 8, 2), full([4, 2], -100L).index_fill(1, tensor(new long[] { 0 }), 3), 8 },
    };

    [Theory, MemberData(nameof(Values))]
    public void Measures_what_it_should_in_any_batches(Metric metric, Tensor output, Tensor target, double expected)
    {
        metric.Reset();
        Assert.True(double.IsNaN(metric.Compute()));
        metric.Update(output, target);
        Assert.Equal(expected, metric.Compute(), 1e-12);

        metric.Reset();
        metric.Update(output[..3], target[..3]);
        var kept = metric.State;
        metric.Reset();
        metric.State = kept;
        metric.Update(output[3..], target[3..]);
        Assert.Equal(expected, metric.Compute(), 1e-12);
    }

    [Fact]
    public void Counts_of_a_confusion_matrix()
    {
        var metric = new ConfusionMatrix(3);
        metric.Update(s_three, s_classes);
        Assert.Equal(new long[,] { { 1, 1, 0 }, { 0, 2, 0 }, { 1, 0, 2 } }.Cast<long>(), metric.Matrix.flatten().ToArray<long>());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Contains("[3, 1]", Assert.Throws<ArgumentException>(() => new MeanSquaredError().Update(zeros(3, 1), zeros(3))).Message);
        Assert.Contains("[4]", Assert.Throws<ArgumentException>(() => new Accuracy().Update(zeros(3), zeros(4))).Message);
        Assert.Throws<ArgumentException>(() => new ConfusionMatrix(2).Update(s_three, s_classes));
        Assert.Throws<ArgumentException>(() => new Auc().Update(zeros(3), zeros(4)));
        Assert.Throws<ArgumentException>(() => new Precision(3).Compute());
    }
}
