using Darkhorse.Modules;

namespace Darkhorse.Tests.Optim;

/// <summary>Rules that see a parameter as a matrix, the scaler of gradients, and means of models.</summary>
public class MatrixRuleTests
{
    [Fact]
    public void AdafactorKeepsARowAndAColumn()
    {
        double[,] p = { { 1, 2 }, { -1, 0.5 } }, g = { { 0.1, -0.3 }, { 0.2, 0.4 } };
        var parameter = new Parameter(tensor(p));
        var rule = optim.Adafactor([parameter], 0.1, weight_decay: 0.5);
        parameter.grad = tensor(g);
        rule.step();
        // At the first step the moments are those of the gradient alone.
        double[] rows = [(0.01 + 0.09) / 2, (0.04 + 0.16) / 2], columns = [(0.01 + 0.04) / 2, (0.09 + 0.16) / 2];
        double mean = (rows[0] + rows[1]) / 2, size = Math.Sqrt((1 + 4 + 1 + 0.25) / 4);
        var update = new double[2, 2];
        double squares = 0;
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++) squares += Math.Pow(update[i, j] = g[i, j] / Math.Sqrt(rows[i] * columns[j] / mean), 2);
        double length = Math.Max(1, Math.Sqrt(squares / 4));
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++) Assert.Equal(p[i, j] * (1 - 0.1 * 0.5) - size * 0.1 / length * update[i, j], parameter[i, j].item<double>(), 1e-10);
        Assert.Equal([2, 1], ((Adafactor.State)rule.state_dict().State[0]).row_var!.shape);
    }

    [Fact]
    public void MuonMovesOrthogonally()
    {
        manual_seed(1);
        foreach (var (rows, columns) in new[] { (4L, 6L), (6L, 4L) })
        {
            var parameter = new Parameter(zeros(rows, columns));
            var rule = optim.Muon([parameter], 1);
            parameter.grad = randn(rows, columns);
            rule.step();
            var singular = torch.linalg.svdvals(parameter.detach()) / Math.Sqrt(Math.Max(1, (double)rows / columns));
            Assert.All(singular.ToArray<float>(), value => Assert.InRange(value, 0.6f, 1.4f));
        }
        Assert.Equal("Muon only supports 2D parameters whereas we found a parameter with size: torch.Size([3])", Assert.Throws<ArgumentException>(() => optim.Muon([new Parameter(zeros(3))])).Message);
    }

    [Fact]
    public void TheScalerLeavesOutInfiniteSteps()
    {
        var p = new Parameter(ones(2));
        var sgd = optim.SGD([p], 0.5);
        var scaler = new torch.amp.GradScaler(init_scale: 4, growth_interval: 2);
        scaler.scale(p.sum()).backward();
        Assert.Equal([4f, 4], p.grad!.ToArray<float>());
        scaler.step(sgd);
        Assert.Equal([0.5f, 0.5f], p.ToArray<float>());
        Assert.Throws<InvalidOperationException>(() => scaler.step(sgd));
        scaler.update();
        sgd.zero_grad();
        scaler.scale(p.sum() * float.PositiveInfinity).backward();
        scaler.unscale_(sgd);
        Assert.Null(scaler.step(sgd));
        scaler.update();
        Assert.Equal([0.5f, 0.5f], p.ToArray<float>());
        Assert.Equal(2, scaler.get_scale());
        for (int i = 0; i < 2; i++)
        {
            sgd.zero_grad();
            scaler.scale(p.sum()).backward();
            scaler.step(sgd);
            scaler.update();
        }
        Assert.Equal(4, scaler.get_scale());
        var other = new torch.amp.GradScaler();
        other.load_state_dict(scaler.state_dict());
        Assert.Equal(4, other.get_scale());
        Assert.Equal("No inf checks were recorded prior to update.", Assert.Throws<InvalidOperationException>(() => other.update()).Message);
    }

    [Fact]
    public void MeansOfModels()
    {
        var model = nn.Sequential(nn.BatchNorm1d(2), nn.Linear(2, 1));
        var ema = optim.swa_utils.AveragedModel(model, optim.swa_utils.get_ema_avg_fn(0.75));
        ema.update_parameters(model);
        var linear = (Modules.Linear)model[1];
        using (no_grad()) linear.weight.add_(1);
        ema.update_parameters(model);
        Assert.True(((Modules.Linear)ema.module[1]).weight.allclose(linear.weight - 0.75));
        optim.swa_utils.update_bn([ones(4, 2) * 2, zeros(4, 2)], ema);
        var norm = (BatchNorm1d)ema.module[0];
        Assert.Equal([1f, 1], norm.running_mean!.ToArray<float>());
        Assert.Equal(0.1, norm.momentum);
        Assert.Equal([4, 1], ema.call(ones(4, 2)).shape);
    }
}
