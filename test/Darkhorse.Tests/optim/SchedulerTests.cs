using Darkhorse.Modules;
using static Darkhorse.torch.optim;

namespace Darkhorse.Tests.Optim;

public class SchedulerTests
{
    static SGD Optimiser() => SGD([new SGD.ParamGroup([new Parameter(zeros([1]))], 0.1, 0.9), new SGD.ParamGroup([new Parameter(zeros([1]))], 0.5, 0.9)], 0.1, 0.9);

    static double[] Rates(Optimizer optimiser) => [.. optimiser.ParamGroups.Select(group => group.LearningRate)];

    public static IEnumerable<TheoryDataRow<string, Func<Optimizer, lr_scheduler.LRScheduler>>> ClosedForms() =>
    [
        new("step", o => lr_scheduler.StepLR(o, 3)),
        new("multistep", o => lr_scheduler.MultiStepLR(o, [2, 5, 5])),
        new("constant", o => lr_scheduler.ConstantLR(o, 0.25, 4)),
        new("linear", o => lr_scheduler.LinearLR(o, 0.25, 0.75, 6)),
        new("exponential", o => lr_scheduler.ExponentialLR(o, 0.9)),
        new("polynomial", o => lr_scheduler.PolynomialLR(o, 7, 2)),
        new("cosine", o => lr_scheduler.CosineAnnealingLR(o, 5, 0.01)),
    ];

    /// <summary>Going step by step and jumping to a step by the closed formula lead to the same rates.</summary>
    [Theory, MemberData(nameof(ClosedForms))]
    public void StepsLeadWhereTheFormulaDoes(string name, Func<Optimizer, lr_scheduler.LRScheduler> make)
    {
        Assert.NotEmpty(name);
        var (walking, jumping) = (Optimiser(), Optimiser());
        var (walker, jumper) = (make(walking), make(jumping));
        for (int epoch = 1; epoch < 12; epoch++)
        {
            walker.step();
            jumper.step((int?)epoch);
            Assert.Equal(Rates(jumping).Select(rate => Math.Round(rate, 10)), Rates(walking).Select(rate => Math.Round(rate, 10)));
        }
        Assert.Equal(Rates(walking), walker.get_last_lr());
    }

    [Fact]
    public void RulesFollowOneAnother()
    {
        var optimiser = Optimiser();
        var sequence = lr_scheduler.SequentialLR(optimiser, [lr_scheduler.ConstantLR(optimiser, 0.1, 2), lr_scheduler.ExponentialLR(optimiser, 0.9)], [2]);
        var seen = new List<double>();
        for (int i = 0; i < 4; i++)
        {
            seen.Add(Math.Round(Rates(optimiser)[0], 6));
            sequence.step();
        }
        Assert.Equal([0.01, 0.01, 0.1, 0.09], seen);
    }

    [Fact]
    public void PlateauReducesWhenNothingImproves()
    {
        var optimiser = Optimiser();
        var plateau = lr_scheduler.ReduceLROnPlateau(optimiser, patience: 1);
        foreach (double loss in new[] { 1.0, 0.5, 0.6, 0.7 }) plateau.step(loss);
        Assert.Equal(0.01, Rates(optimiser)[0], 1e-12);
        Assert.Throws<InvalidOperationException>(plateau.step);
    }

    [Fact]
    public void MomentumCyclesAgainstTheRate()
    {
        var optimiser = Optimiser();
        var cycle = lr_scheduler.CyclicLR(optimiser, 0.01, 0.2, step_size_up: 2);
        var group = (IMomentum)optimiser.ParamGroups.First();
        Assert.Equal((0.01, 0.9), (Rates(optimiser)[0], group.Momentum));
        cycle.step();
        cycle.step();
        Assert.Equal((0.2, 0.8), (Math.Round(Rates(optimiser)[0], 9), Math.Round(group.Momentum, 9)));
    }

    [Fact]
    public void AveragedModelKeepsTheMean()
    {
        var model = new ParameterList(new Parameter(ones([2])));
        var mean = swa_utils.AveragedModel(model);
        mean.update_parameters(model);
        using (no_grad()) model[0].fill_(3);
        mean.update_parameters(model);
        Assert.Equal([2f, 2f], mean.module[0].ToArray<float>());
        Assert.Equal(2, mean.n_averaged.item<long>());
    }
}
