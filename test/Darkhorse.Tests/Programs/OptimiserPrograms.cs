#nullable disable
using Darkhorse.Modules;
using static Darkhorse.torch.nn;
using static Darkhorse.torch.optim;

namespace Programs;

/// <summary>Training loops as programs for the .NET binding write them.</summary>
public class OptimiserPrograms
{
    static float Train(Module<Tensor, Tensor> model, Loss<Tensor, Tensor, Tensor> loss, Optimizer optimizer, int steps = 10)
    {
        var gen = torch.manual_seed(4711);
        var x = torch.randn(new long[] { 16, 10 }, generator: gen);
        var y = torch.randn(new long[] { 16, 2 }, generator: gen);
        float initial = loss.call(model.call(x), y).ToSingle(), last = initial;
        for (int i = 0; i < steps; i++)
        {
            using var eval = model.call(x);
            using var output = loss.call(eval, y);
            last = output.ToSingle();
            optimizer.zero_grad();
            output.backward();
            optimizer.step();
        }
        Assert.True(last < initial, $"{optimizer.GetType().Name}: {initial} to {last}");
        return last;
    }

    static Sequential Model() => Sequential(("lin1", Linear(10, 8)), ("relu1", ReLU()), ("lin2", Linear(8, 2)));

    [Fact]
    public void Every_rule_lowers_the_loss()
    {
        torch.manual_seed(1);
        var makers = new Func<IEnumerable<Parameter>, Optimizer>[]
        {
            p => SGD(p, 0.05), p => SGD(p, learningRate: 0.05, momentum: 0.9), p => Adam(p), p => Adam(p, 0.01, amsgrad: true), p => AdamW(p, 0.01, weight_decay: 0.01), p => NAdam(p, 0.01), p => RAdam(p, 0.01),
            p => Adamax(p, 0.01), p => Adagrad(p, 0.05), p => Adadelta(p, 1.0), p => RMSProp(p, 0.001), p => RMSProp(p, 0.001, momentum: 0.2, centered: true), p => Rprop(p), p => ASGD(p, 0.01),
        };
        foreach (var make in makers)
        {
            var model = Model();
            using var optimizer = make(model.parameters());
            Train(model, MSELoss(Reduction.Mean), optimizer);
        }
    }

    [Fact]
    public void Groups_have_rates_of_their_own()
    {
        var lin1 = Linear(10, 8);
        var lin2 = Linear(8, 2);
        using var seq = Sequential(("lin1", lin1), ("relu1", ReLU()), ("lin2", lin2));
        var pgs = new Adam.ParamGroup[]
        {
            new() { Parameters = lin1.parameters(), Options = new() { LearningRate = 0.005f } },
            new(lin2.parameters(), lr: 0.002, amsgrad: true),
        };
        using var optimizer = Adam(pgs, 0.001);
        Assert.Equal(2, optimizer.ParamGroups.Count());
        optimizer.ParamGroups.Skip(1).First().LearningRate = 0.01;
        foreach (var pg in optimizer.ParamGroups) pg.LearningRate = pg.LearningRate * 0.5;
        Train(seq, MSELoss(), optimizer);
        var sd = optimizer.state_dict();
        Assert.Equal(2, sd.Options.Count);
        Assert.Equal(4, sd.State.Count);
        Assert.Equal(0.9, (sd.Options[0] as Adam.Options).beta1);
        Assert.Equal(10, (sd.State[0] as Adam.State).step);
        var extra = Parameter(torch.ones(2));
        optimizer.add_param_group(new Adam.ParamGroup(new[] { extra }, 0.1));
        Assert.Equal(3, optimizer.ParamGroups.Count());
        using var sgd = SGD(new SGD.ParamGroup[] { new(lin1.parameters()), new(lin2.parameters(), lr: 0.2, momentum: 0.5) }, 0.1);
        Assert.Equal(0.001, sgd.ParamGroups.First().LearningRate);
        Train(seq, MSELoss(), sgd);
    }

    [Fact]
    public void State_goes_through_files()
    {
        var model = Model();
        var optimizer = Adam(model.parameters(), 0.01, weight_decay: 0.1);
        Train(model, MSELoss(), optimizer, 3);
        var path = Path.GetTempFileName();
        try
        {
            optimizer.save_state_dict(path);
            var other = Adam(Model().parameters());
            other.load_state_dict(path);
            Assert.Equal(0.01, other.ParamGroups.First().LearningRate);
            var (sd1, sd2) = (optimizer.state_dict(), other.state_dict());
            for (int i = 0; i < sd1.State.Count; i++) Assert.True(sd1.State[i].ApproximatelyEquals(sd2.State[i]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Rates_follow_their_schedules()
    {
        double[] Run(Func<Optimizer, lr_scheduler.LRScheduler> make, int steps)
        {
            var optimizer = SGD(new[] { Parameter(torch.ones(1)) }, 0.1);
            var scheduler = make(optimizer);
            var rates = new double[steps];
            for (int i = 0; i < steps; i++)
            {
                optimizer.step();
                scheduler.step();
                rates[i] = Math.Round(optimizer.ParamGroups.First().LearningRate, 6);
                Assert.Equal(optimizer.ParamGroups.First().LearningRate, scheduler.get_last_lr().First());
            }
            return rates;
        }
        Assert.Equal(new[] { 0.1, 0.05, 0.05, 0.025 }, Run(o => lr_scheduler.StepLR(o, 2, gamma: 0.5), 4));
        Assert.Equal(new[] { 0.1, 0.01, 0.01, 0.001 }, Run(o => lr_scheduler.MultiStepLR(o, new[] { 2, 4 }, 0.1), 4));
        Assert.Equal(new[] { 0.09, 0.081 }, Run(o => lr_scheduler.ExponentialLR(o, 0.9), 2));
        Assert.Equal(new[] { 0.095, 0.09025 }, Run(o => lr_scheduler.LambdaLR(o, e => Math.Pow(0.95, e)), 2));
        Assert.Equal(new[] { 0.095, 0.09025 }, Run(o => lr_scheduler.MultiplicativeLR(o, e => 0.95), 2));
        Assert.Equal(new[] { 0.05, 0.0 }, Run(o => lr_scheduler.CosineAnnealingLR(o, 2), 2));
        Assert.Equal(new[] { 0.05, 0.05, 0.1 }, Run(o => lr_scheduler.ConstantLR(o, 0.5, 3), 3));
        Assert.Equal(new[] { 0.05, 0.075, 0.1 }, Run(o => lr_scheduler.LinearLR(o, start_factor: 0.25, total_iters: 3), 3));
        Assert.Equal(new[] { 0.075, 0.05 }, Run(o => lr_scheduler.PolynomialLR(o, 4, 1), 2));
        Assert.Equal(3, Run(o => lr_scheduler.CyclicLR(o, 0.01, 0.1, step_size_up: 2, cycle_momentum: false), 3).Length);
        Assert.Equal(3, Run(o => lr_scheduler.OneCycleLR(o, 0.1, total_steps: 10), 3).Length);
        Assert.Equal(3, Run(o => lr_scheduler.CosineAnnealingWarmRestarts(o, 2), 3).Length);
        Assert.Equal(3, Run(o => lr_scheduler.SequentialLR(o, new lr_scheduler.LRScheduler[] { lr_scheduler.ConstantLR(o, 0.1, 2), lr_scheduler.ExponentialLR(o, 0.9) }, new[] { 2 }), 3).Length);
    }

    [Fact]
    public void Lbfgs_takes_a_closure()
    {
        torch.manual_seed(1);
        var model = Model();
        var x = torch.randn(16, 10);
        var y = torch.randn(16, 2);
        var loss = MSELoss();
        using var optimizer = torch.optim.LBFGS(model.parameters(), lr: 0.5);
        float initial = loss.call(model.call(x), y).ToSingle();
        Func<Tensor> closure = () =>
        {
            using var eval = model.call(x);
            var output = loss.call(eval, y);
            var l = output.ToSingle();
            optimizer.zero_grad();
            output.backward();
            return output;
        };
        for (int i = 0; i < 3; i++) optimizer.step(closure);
        Assert.True(loss.call(model.call(x), y).item<float>() < initial);
        var adam = Adam(model.named_parameters());
        adam.step(closure);
    }
}
