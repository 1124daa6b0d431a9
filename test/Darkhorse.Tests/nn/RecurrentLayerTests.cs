namespace Darkhorse.Tests.NN;

/// <summary>A recurrent layer run as one op, against its cell run step by step: results, gradients, and gradients of gradients.</summary>
public sealed class RecurrentLayerTests
{
    const long Steps = 4, Batch = 3, Width = 5;

    sealed record Run(Tensor[] Results, Tensor[] Inputs)
    {
        /// <summary>Gradients of a function that weighs all results differently, and those of a function of the gradients.</summary>
        public (Tensor[] First, Tensor[] Second) Gradients(int used)
        {
            var loss = Weighed([.. Results.Where((_, i) => (used >> i & 1) != 0)]);
            var first = autograd.grad([loss], Inputs, create_graph: true, allow_unused: true).Where(g => g is not null).ToArray();
            var second = autograd.grad([Weighed(first)], Inputs, allow_unused: true).Where(g => g is not null).ToArray();
            return (first, second);
        }

        public Tensor[] PlainGradients(int used) => [.. autograd.grad([Weighed([.. Results.Where((_, i) => (used >> i & 1) != 0)])], Inputs, allow_unused: true).Where(g => g is not null)];

        static Tensor Weighed(Tensor[] all)
        {
            var sum = zeros([], float64);
            foreach (var x in all) sum += (x * x * arange(x.numel(), dtype: float64).add(1).view(x.shape).mul(0.01)).sum();
            return sum;
        }
    }

    /// <summary>The layer by its module, or by its definition.</summary>
    static Run Layer(bool lstm, long hidden, bool bias, bool both, bool stepwise)
    {
        nn.Module module = lstm ? nn.LSTM(Width, hidden, bias: bias, bidirectional: both, dtype: float64) : nn.GRU(Width, hidden, bias: bias, bidirectional: both, dtype: float64);
        long states = both ? 2 : 1;
        foreach (var parameter in module.parameters()) using (no_grad()) parameter.copy_(Numbers(parameter.shape));
        Tensor x = Numbers([Steps, Batch, Width]).requires_grad_(), h0 = Numbers([states, Batch, hidden]).requires_grad_(), c0 = Numbers([states, Batch, hidden]).mul(2).requires_grad_();
        List<Tensor> inputs = [x, h0];
        if (lstm) inputs.Add(c0);
        inputs.AddRange(module.parameters());
        if (stepwise) return new(ByCells(module, lstm, x, h0, c0, hidden, bias, both), [.. inputs]);
        if (!lstm)
        {
            var (output, h) = ((Modules.GRU)module).call(x, h0);
            return new([output, h], [.. inputs]);
        }
        var (y, lastH, lastC) = ((Modules.LSTM)module).call(x, (h0, c0));
        return new([y, lastH, lastC], [.. inputs]);
    }

    /// <summary>Not drawn: other tests share the generator.</summary>
    static Tensor Numbers(long[] shape) => arange(shape.Aggregate((a, b) => a * b), dtype: float64).mul(1.7).sin().mul(0.6).view(shape);

    static Tensor[] ByCells(nn.Module module, bool lstm, Tensor x, Tensor h0, Tensor c0, long hidden, bool bias, bool both)
    {
        var parameters = module.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        List<Tensor> outputs = [], hs = [], cs = [];
        for (int direction = 0; direction < (both ? 2 : 1); direction++)
        {
            string suffix = direction == 0 ? "_l0" : "_l0_reverse";
            Tensor h = h0[direction], c = c0[direction];
            var steps = new Tensor[Steps];
            for (long i = 0; i < Steps; i++)
            {
                long t = direction == 0 ? i : Steps - 1 - i;
                Tensor Gates(Tensor input, string weight, string name) => input.matmul(parameters[weight + suffix].t()) + (bias ? parameters[name + suffix] : zeros([1], float64));
                Tensor g = Gates(x[t], "weight_ih", "bias_ih"), u = Gates(h, "weight_hh", "bias_hh");
                Tensor Part(Tensor all, long number) => all.narrow(1, number * hidden, hidden);
                if (lstm)
                {
                    g = g + u;
                    c = Part(g, 1).sigmoid() * c + Part(g, 0).sigmoid() * Part(g, 2).tanh();
                    h = Part(g, 3).sigmoid() * c.tanh();
                }
                else
                {
                    Tensor reset = (Part(g, 0) + Part(u, 0)).sigmoid(), update = (Part(g, 1) + Part(u, 1)).sigmoid(), candidate = (Part(g, 2) + reset * Part(u, 2)).tanh();
                    h = (1 - update) * candidate + update * h;
                }
                steps[t] = h;
            }
            outputs.Add(stack(steps));
            hs.Add(h);
            cs.Add(c);
        }
        return lstm ? [cat(outputs, -1), stack(hs), stack(cs)] : [cat(outputs, -1), stack(hs)];
    }

    static void AreClose(Tensor[] expected, Tensor[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True((expected[i] - actual[i]).abs().max().item<double>() < 1e-9, $"number {i}");
    }

    [Theory, InlineData(true, 4, true, false), InlineData(true, 19, false, true), InlineData(true, 19, true, true), InlineData(false, 4, true, false), InlineData(false, 19, false, true), InlineData(false, 19, true, true)]
    public void Agrees_with_its_cell(bool lstm, long hidden, bool bias, bool both)
    {
        int all = lstm ? 7 : 3;
        foreach (int used in new[] { 1, 2, all })
        {
            Run fused = Layer(lstm, hidden, bias, both, false), cells = Layer(lstm, hidden, bias, both, true);
            AreClose(cells.Results, fused.Results);
            AreClose(Layer(lstm, hidden, bias, both, true).PlainGradients(used), Layer(lstm, hidden, bias, both, false).PlainGradients(used));
            var (first, second) = cells.Gradients(used);
            var (firstFused, secondFused) = fused.Gradients(used);
            AreClose(first, firstFused);
            AreClose(second, secondFused);
        }
    }
}
