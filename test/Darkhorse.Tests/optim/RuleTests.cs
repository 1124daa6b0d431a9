using Darkhorse.Modules;

namespace Darkhorse.Tests.Optim;

/// <summary>Each rule moves numbers as its published formula does, computed here in plain float64.</summary>
public class RuleTests
{
    sealed record Rule(string Name, Func<IEnumerable<Parameter>, torch.optim.Optimizer> Make, Func<double, double[], double> Run)
    {
        public override string ToString() => Name;
    }

    static double Each(double p, double[] gradients, Func<double, double, int, double> step)
    {
        for (int t = 0; t < gradients.Length; t++) p = step(p, gradients[t], t + 1);
        return p;
    }

    static double Adam(double p, double[] gradients, double lr, double decay, bool decoupled, bool amsgrad)
    {
        double m = 0, v = 0, largest = 0;
        return Each(p, gradients, (x, g, t) =>
        {
            if (decoupled) x *= 1 - lr * decay;
            else g += decay * x;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            largest = amsgrad ? Math.Max(largest, v) : v;
            return x - lr * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(largest / (1 - Math.Pow(0.999, t))) + 1e-8);
        });
    }

    static readonly Rule[] s_rules =
    [
        new("sgd", p => optim.SGD(p, 0.1, weight_decay: 0.2, maximize: true), (p, gs) => Each(p, gs, (x, g, _) => x - 0.1 * (-g + 0.2 * x))),
        new("momentum", p => optim.SGD(p, 0.1, momentum: 0.9, dampening: 0.3), (p, gs) =>
        {
            double v = 0;
            return Each(p, gs, (x, g, t) => x - 0.1 * (v = t == 1 ? g : 0.9 * v + 0.7 * g));
        }),
        new("nesterov", p => optim.SGD(p, 0.1, momentum: 0.9, nesterov: true), (p, gs) =>
        {
            double v = 0;
            return Each(p, gs, (x, g, t) => x - 0.1 * (g + 0.9 * (v = t == 1 ? g : 0.9 * v + g)));
        }),
        new("adam", p => optim.Adam(p, 0.1, weight_decay: 0.2), (p, gs) => Adam(p, gs, 0.1, 0.2, false, false)),
        new("amsgrad", p => optim.Adam(p, 0.1, amsgrad: true), (p, gs) => Adam(p, gs, 0.1, 0, false, true)),
        new("adamw", p => optim.AdamW(p, 0.1, weight_decay: 0.2), (p, gs) => Adam(p, gs, 0.1, 0.2, true, false)),
        new("adagrad", p => optim.Adagrad(p, 0.1, lr_decay: 0.5), (p, gs) =>
        {
            double s = 0;
            return Each(p, gs, (x, g, t) => x - 0.1 / (1 + (t - 1) * 0.5) * g / (Math.Sqrt(s += g * g) + 1e-10));
        }),
        new("rmsprop", p => optim.RMSProp(p, 0.1, momentum: 0.5, centered: true), (p, gs) =>
        {
            double v = 0, m = 0, b = 0;
            return Each(p, gs, (x, g, _) =>
            {
                v = 0.99 * v + 0.01 * g * g;
                m = 0.99 * m + 0.01 * g;
                return x - 0.1 * (b = 0.5 * b + g / (Math.Sqrt(v - m * m) + 1e-8));
            });
        }),
        new("centered", p => optim.RMSProp(p, 0.1, centered: true), (p, gs) =>
        {
            double v = 0, m = 0;
            return Each(p, gs, (x, g, _) =>
            {
                v = 0.99 * v + 0.01 * g * g;
                m = 0.99 * m + 0.01 * g;
                return x - 0.1 * g / (Math.Sqrt(v - m * m) + 1e-8);
            });
        }),
        new("adadelta", p => optim.Adadelta(p, 0.5), (p, gs) =>
        {
            double v = 0, u = 0;
            return Each(p, gs, (x, g, _) =>
            {
                v = 0.9 * v + 0.1 * g * g;
                double d = Math.Sqrt(u + 1e-6) / Math.Sqrt(v + 1e-6) * g;
                u = 0.9 * u + 0.1 * d * d;
                return x - 0.5 * d;
            });
        }),
        new("adamax", p => optim.Adamax(p, 0.1), (p, gs) =>
        {
            double m = 0, u = 0;
            return Each(p, gs, (x, g, t) =>
            {
                m = 0.9 * m + 0.1 * g;
                u = Math.Max(0.999 * u, Math.Abs(g) + 1e-8);
                return x - 0.1 / (1 - Math.Pow(0.9, t)) * m / u;
            });
        }),
        new("lion", p => optim.Lion(p, 0.01, weight_decay: 0.2), (p, gs) =>
        {
            double m = 0;
            return Each(p, gs, (x, g, _) =>
            {
                x = x * (1 - 0.01 * 0.2) - 0.01 * Math.Sign(0.9 * m + 0.1 * g);
                m = 0.99 * m + 0.01 * g;
                return x;
            });
        }),
        new("rprop", p => optim.Rprop(p, 0.1), (p, gs) =>
        {
            double previous = 0, step = 0.1;
            return Each(p, gs, (x, g, _) =>
            {
                double agreement = Math.Sign(g * previous);
                if (agreement != 0) step = Math.Clamp(step * (agreement > 0 ? 1.2 : 0.5), 1e-6, 50);
                previous = agreement < 0 ? 0 : g;
                return x - Math.Sign(previous) * step;
            });
        }),
    ];

    public static IEnumerable<TheoryDataRow<string>> Names() => s_rules.Select(rule => new TheoryDataRow<string>(rule.Name));

    static double Gradient(int step, int i) => Math.Sin(3.1 * step + 1.7 * i + 0.3);

    static Parameter[] Run(Rule rule, ScalarType dtype, bool strided, int count)
    {
        var start = new double[count];
        for (int i = 0; i < count; i++) start[i] = Math.Cos(i);
        var data = tensor(start).to(dtype);
        if (strided) data = data.view(1, count).expand(2, count).clone().transpose(0, 1).select(1, 0);
        var parameter = new Parameter(data);
        var optimiser = rule.Make([parameter]);
        for (int step = 0; step < 4; step++)
        {
            var gradient = new double[count];
            for (int i = 0; i < count; i++) gradient[i] = Gradient(step, i);
            parameter.grad = tensor(gradient).to(dtype);
            optimiser.step();
        }
        return [parameter];
    }

    [Theory, MemberData(nameof(Names))]
    public void MatchesItsFormula(string name)
    {
        var rule = s_rules.Single(r => r.Name == name);
        const int Count = 37;
        foreach (var (dtype, tolerance) in new[] { (float64, 1e-12), (float32, 2e-5), (bfloat16, 0.1) })
            foreach (bool strided in new[] { false, true })
            {
                double[] found = Run(rule, dtype, strided, Count)[0].to(float64).ToArray<double>();
                for (int i = 0; i < Count; i++)
                    Assert.Equal(rule.Run(Math.Cos(i), [.. Enumerable.Range(0, 4).Select(step => Gradient(step, i))]), found[i], tolerance);
            }
    }

    [Fact]
    public void StateMovesToAnotherOptimiser()
    {
        var (a, b) = (new Parameter(ones([3])), new Parameter(ones([3])));
        var (first, second) = (optim.Adam([a], 0.1), optim.Adam([b], 0.5));
        void Step(Parameter p, torch.optim.Optimizer o)
        {
            p.grad = ones([3]);
            o.step();
        }
        Step(a, first);
        second.load_state_dict(first.state_dict());
        using (no_grad()) b.copy_(a);
        Step(a, first);
        Step(b, second);
        Assert.Equal(a.ToArray<float>(), b.ToArray<float>());
        Assert.True(first.state_dict().State[0].ApproximatelyEquals(second.state_dict().State[0]));
        Assert.Throws<ArgumentException>(() => first.load_state_dict(new torch.optim.Optimizer.StateDictionary()));
    }

    [Fact]
    public void GroupsHaveTheirOwnOptions()
    {
        var (a, b) = (new Parameter(ones([1])), new Parameter(ones([1])));
        var sgd = optim.SGD([new SGD.ParamGroup([a]) { Options = new() { LearningRate = 0.5 } }, new SGD.ParamGroup { Parameters = [b] }], 0.1);
        (a.grad, b.grad) = (ones([1]), ones([1]));
        sgd.step();
        Assert.Equal(0.5f, a.item<float>());
        Assert.Equal(0.9f, b.item<float>(), 1e-6f);
        Assert.Throws<ArgumentException>(() => sgd.add_param_group(new SGD.ParamGroup { Parameters = [a] }));
    }

    [Fact]
    public void ComplexParametersMoveByTheirParts()
    {
        var p = new Parameter(zeros([2], complex64));
        var adam = optim.Adam([p], 0.1);
        p.grad = full([2], new System.Numerics.Complex(2, -1), complex64);
        adam.step();
        Assert.Equal(-0.1f, p.to(complex128).ToArray<System.Numerics.Complex>()[1].Real, 1e-6);
        Assert.Equal(0.1f, p.to(complex128).ToArray<System.Numerics.Complex>()[1].Imaginary, 1e-6);
    }

    [Fact]
    public void BadOptionsAreRefusedInPyTorchsWords()
    {
        Parameter[] p = [new(zeros([1]))];
        Assert.Equal("optimizer got an empty parameter list", Assert.Throws<ArgumentException>(() => optim.SGD(Array.Empty<Parameter>(), 0.1)).Message);
        Assert.Equal("Invalid learning rate: -1.0", Assert.Throws<ArgumentException>(() => optim.SGD(p, -1)).Message);
        Assert.Equal("Invalid beta parameter at index 0: 1.0", Assert.Throws<ArgumentException>(() => optim.Adam(p, beta1: 1)).Message);
        Assert.Equal("Nesterov momentum requires a momentum and zero dampening", Assert.Throws<ArgumentException>(() => optim.SGD(p, 0.1, nesterov: true)).Message);
    }

    [Fact]
    public void PrintsAsPyTorch()
    {
        Assert.Equal("SGD (\nParameter Group 0\n    dampening: 0\n    differentiable: False\n    foreach: None\n    lr: 0.1\n    maximize: False\n    momentum: 0\n    nesterov: False\n    weight_decay: 0\n)",
            optim.SGD([new Parameter(zeros([1]))], 0.1).ToString());
        Assert.Equal("Adam (\nParameter Group 0\n    amsgrad: False\n    betas: (0.9, 0.999)\n    capturable: False\n    differentiable: False\n    eps: 1e-08\n    foreach: None\n    fused: False\n    lr: 0.001\n    maximize: False\n    weight_decay: 0\n)",
            optim.Adam([new Parameter(zeros([1]))]).ToString());
    }

    [Fact]
    public void LbfgsFindsTheMinimumOfAQuadratic()
    {
        var x = new Parameter(tensor(new[] { 3.0, 2.0 }));
        var lbfgs = optim.LBFGS([x], 1, line_search_fn: "strong_wolfe");
        lbfgs.step(() =>
        {
            lbfgs.zero_grad();
            var (a, b) = (x.select(0, 0) - 1, x.select(0, 1) + 2);
            var loss = a * a + 10 * (b * b);
            loss.backward();
            return loss;
        });
        Assert.Equal(1, x.select(0, 0).item<double>(), 1e-5);
        Assert.Equal(-2, x.select(0, 1).item<double>(), 1e-5);
    }

    [Theory, MemberData(nameof(Names))]
    public void StateIsWrittenAndRead(string name)
    {
        var rule = s_rules.Single(r => r.Name == name);
        (Parameter, OptimizerHelper) Make()
        {
            var parameter = new Parameter(arange(5f));
            return (parameter, (OptimizerHelper)rule.Make([parameter]));
        }
        void Step(Parameter p, OptimizerHelper o, int number)
        {
            p.grad = tensor(new[] { 0.5f, -1, 2, 0.1f, -3 }) * (1 + 0.1 * number);
            o.step();
        }
        var (a, first) = Make();
        for (int i = 0; i < 3; i++) Step(a, first, i);
        using var stream = new MemoryStream();
        first.save_state_dict(new BinaryWriter(stream));
        var (b, second) = Make();
        second.ParamGroups.First().LearningRate = 7;
        stream.Position = 0;
        second.load_state_dict(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
        Assert.True(first.state_dict().State[0].ApproximatelyEquals(second.state_dict().State[0]));
        using (no_grad()) b.copy_(a);
        Step(a, first, 3);
        Step(b, second, 3);
        Assert.Equal(a.ToArray<float>(), b.ToArray<float>());
        Assert.Equal(first.ToString(), second.ToString());
    }

    [Fact]
    public void TheBytesAreTorchSharps()
    {
        var sgd = optim.SGD([new Parameter(tensor([2f]))], 0.5, momentum: 0.25);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        sgd.save_state_dict(writer);
        // Name, groups, states; initial and present rate, momentum, dampening, decay, nesterov, maximize; no momentum yet.
        byte[] expected = [3, .. "SGD"u8, 1, 1, .. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(0.5), .. BitConverter.GetBytes(0.25), .. new byte[16], 0, 0, 0];
        Assert.Equal(expected, stream.ToArray());
        Assert.Throws<InvalidDataException>(() => optim.Adam([new Parameter(zeros(1))]).load_state_dict(new BinaryReader(new MemoryStream(expected))));
    }
}
