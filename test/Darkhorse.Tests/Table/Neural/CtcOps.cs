using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Index;
using F = Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Table.Neural;

static class CtcOps
{
    /// <summary>Every way to say something in the given times, and whether it spells the labels.</summary>
    static double Brute(double[][] probabilities, long[] labels, long blank)
    {
        int times = probabilities.Length, symbols = times == 0 ? 0 : probabilities[0].Length;
        double total = 0;
        for (long way = 0; way < (long)Math.Pow(symbols, times); way++)
        {
            long rest = way;
            double probability = 1;
            long previous = -1;
            var said = new List<long>();
            for (int t = 0; t < times; t++)
            {
                (rest, long symbol) = Math.DivRem(rest, symbols);
                probability *= probabilities[t][symbol];
                if (symbol != previous && symbol != blank) said.Add(symbol);
                previous = symbol;
            }
            if (said.SequenceEqual(labels)) total += probability;
        }
        return -Math.Log(total);
    }

    static IEnumerable<Row> Ctc => Losses.Reductions.Select(reduction => new Row("nn.functional.ctc_loss")
    {
        Variant = $"{reduction}",
        // Through log_softmax: the gradient is that of log probabilities which come from it.
        Call = x => [F.ctc_loss(F.log_softmax(x[0], 2), x[1], tensor(new long[] { 5, 4 }), tensor(new long[] { 3, 2 }), 0, false, reduction)],
        Samples = dtype => [new(Make.Tensor(dtype, -2, 2, 5, 2, 4), tensor(new long[] { 1, 2, 2, 3, 3, 0 }).reshape(2, 3))],
        DTypes = DTypes.Float32 | DTypes.Float64,
        ReferenceTensors = x =>
        {
            double[] log = Loops.Numbers(F.log_softmax(x[0], 2));
            long[] labels = Loops.Longs(x[1]), lengths = [3, 2], times = [5, 4];
            double[] losses = [.. Enumerable.Range(0, 2).Select(i =>
                Brute([.. Enumerable.Range(0, (int)times[i]).Select(t => log[((t * 2 + i) * 4)..((t * 2 + i) * 4 + 4)].Select(Math.Exp).ToArray())], labels[(i * 3)..(i * 3 + (int)lengths[i])], 0))];
            if (reduction == torch.nn.Reduction.Mean) losses = [.. losses.Select((loss, i) => loss / lengths[i])];
            return Losses.Reduced(losses, [2], reduction);
        },
        Differentiable = [0],
        TwiceDifferentiable = false,
    });
}
