using Darkhorse.Modules;

namespace Darkhorse.Tests.Optim;

using Scheduler = torch.optim.lr_scheduler.LRScheduler;
using lr_scheduler = torch.optim.lr_scheduler;

/// <summary>A rule that is made anew and given the state of another goes on like that one.</summary>
public sealed class SchedulerStateTests
{
    static readonly Dictionary<string, Func<torch.optim.Optimizer, Scheduler>> s_rules = new()
    {
        ["StepLR"] = o => lr_scheduler.StepLR(o, 3),
        ["CosineAnnealingLR"] = o => lr_scheduler.CosineAnnealingLR(o, 6),
        ["CosineAnnealingWarmRestarts"] = o => lr_scheduler.CosineAnnealingWarmRestarts(o, 4, 2),
        ["OneCycleLR"] = o => lr_scheduler.OneCycleLR(o, 0.5, total_steps: 30),
        ["CyclicLR"] = o => lr_scheduler.CyclicLR(o, 0.01, 0.1, step_size_up: 4),
        ["ReduceLROnPlateau"] = o => lr_scheduler.ReduceLROnPlateau(o, patience: 2, cooldown: 1),
        ["SequentialLR"] = o => lr_scheduler.SequentialLR(o, [lr_scheduler.ConstantLR(o, 0.1, 3), lr_scheduler.ExponentialLR(o, 0.9)], [4]),
        ["ChainedLR"] = o => lr_scheduler.ChainedLR([lr_scheduler.ConstantLR(o, 0.1, 9), lr_scheduler.ExponentialLR(o, 0.9)]),
    };

    public static TheoryData<string> Rules => [.. s_rules.Keys];

    static void Step(Scheduler rule, int i)
    {
        if (rule is lr_scheduler.impl.ReduceLROnPlateau) rule.step(i % 5 == 0 ? 10.0 - i : 20.0);
        else rule.step();
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_goes_on_where_another_stood(string name)
    {
        SGD Optimizer() => new([new Parameter(zeros(2))], 0.1, momentum: 0.9);
        var (first, second) = (Optimizer(), Optimizer());
        var (rule, other) = (s_rules[name](first), s_rules[name](second));
        for (int i = 0; i < 8; i++) Step(rule, i);
        second.load_state_dict(first.state_dict());
        other.load_state_dict(rule.state_dict());
        for (int i = 8; i < 20; i++)
        {
            Assert.Equal(rule.get_last_lr(), other.get_last_lr());
            Step(rule, i);
            Step(other, i);
        }
        Assert.Throws<ArgumentException>(() => other.load_state_dict(new Dictionary<string, double[]>()));
    }
}
