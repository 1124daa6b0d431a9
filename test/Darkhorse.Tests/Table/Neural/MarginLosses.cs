using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table.Index;
using F = Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Table.Neural;

static class MarginLosses
{
    static double[] Row(double[] x, long row, long columns) => x[(int)(row * columns)..(int)((row + 1) * columns)];

    static IEnumerable<Row> MarginRanking => Losses.Reductions.Select(reduction => new Row("nn.functional.margin_ranking_loss")
    {
        Variant = $"{reduction}",
        Call = t => [F.margin_ranking_loss(t[0], t[1], t[2].sign(), 0.5, reduction)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 7), Make.Tensor(dtype, -2, 2, 7), Make.Tensor(dtype, -1, 1.2, 7))],
        DTypes = DTypes.Reals,
        ReferenceTensors = t =>
        {
            double[] a = Loops.Numbers(t[0]), b = Loops.Numbers(t[1]), s = Loops.Numbers(t[2]);
            return Losses.Reduced([.. a.Select((v, i) => Math.Max(0, 0.5 - Math.Sign(s[i]) * (v - b[i])))], [7], reduction);
        },
        Differentiable = [0, 1],
    });

    static IEnumerable<Row> CosineEmbedding => Losses.Reductions.Select(reduction => new Row("nn.functional.cosine_embedding_loss")
    {
        Variant = $"{reduction}",
        Call = t => [F.cosine_embedding_loss(t[0], t[1], t[2], 0.1, reduction)],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 3, 4), tensor(new long[] { 1, -1, 1 }))],
        DTypes = DTypes.RealsAndBool,
        ReferenceTensors = t =>
        {
            double[] a = Loops.Numbers(t[0]), b = Loops.Numbers(t[1]);
            long[] s = Loops.Longs(t[2]);
            return Losses.Reduced([.. s.Select((sign, i) => sign == 1 ? 1 - Cosine(Row(a, i, 4), Row(b, i, 4)) : Math.Max(0, Cosine(Row(a, i, 4), Row(b, i, 4)) - 0.1))], [3], reduction);
        },
        Differentiable = [0, 1],
    });

    public static double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));

    public static double Distance(double[] a, double[] b, double p) => Math.Pow(a.Zip(b, (x, y) => Math.Pow(Math.Abs(x - y + 1e-6), p)).Sum(), 1 / p);

    static IEnumerable<Row> Triplet =>
        from reduction in Losses.Reductions
        from swap in new[] { false, true }
        from p in new long[] { 1, 2, 3 }
        select new Row("nn.functional.triplet_margin_loss")
        {
            Variant = $"p={p}, swap={swap}, {reduction}",
            Call = t => [F.triplet_margin_loss(t[0], t[1], t[2], 0.7, p, 1e-6, swap, reduction)],
            Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 3, 4), Make.Tensor(dtype, -1, 1.3, 3, 4))],
            DTypes = DTypes.Numbers,
            ReferenceTensors = t =>
            {
                double[] a = Loops.Numbers(t[0]), b = Loops.Numbers(t[1]), c = Loops.Numbers(t[2]);
                return Losses.Reduced([.. Enumerable.Range(0, 3).Select(i =>
                {
                    double near = Distance(Row(a, i, 4), Row(b, i, 4), p), far = Distance(Row(a, i, 4), Row(c, i, 4), p);
                    if (swap) far = Math.Min(far, Distance(Row(b, i, 4), Row(c, i, 4), p));
                    return Math.Max(0, near - far + 0.7);
                })], [3], reduction);
            },
            Differentiable = [0, 1, 2],
            Tolerance = (4e-6, 4e-6),
        };

    static Row TripletWithDistance => new("nn.functional.triplet_margin_with_distance_loss")
    {
        Call = t => [F.triplet_margin_with_distance_loss(t[0], t[1], t[2], (x, y) => (x - y).abs().sum([-1L]))],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 3, 4), Make.Tensor(dtype, -2, 2, 3, 4), Make.Tensor(dtype, -1, 1.3, 3, 4))],
        DTypes = DTypes.Numbers,
        ReferenceTensors = t =>
        {
            double[] a = Loops.Numbers(t[0]), b = Loops.Numbers(t[1]), c = Loops.Numbers(t[2]);
            double Sum(double[] x, double[] y, int i) => Row(x, i, 4).Zip(Row(y, i, 4), (u, v) => Math.Abs(u - v)).Sum();
            return Losses.Reduced([.. Enumerable.Range(0, 3).Select(i => Math.Max(0, Sum(a, b, i) - Sum(a, c, i) + 1))], [3], torch.nn.Reduction.Mean);
        },
        Differentiable = [0, 1, 2],
    };

    static IEnumerable<Row> MultiMargin =>
        from reduction in Losses.Reductions
        from p in new[] { 1, 2 }
        select new Row("nn.functional.multi_margin_loss")
        {
            Variant = $"p={p}, {reduction}",
            Call = t => [F.multi_margin_loss(t[0], t[1], p, 0.5, t[2], reduction)],
            Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 3, 4), tensor(new long[] { 1, 0, 3 }), Make.Tensor(dtype, 0.5, 2, 4))],
            DTypes = DTypes.Floats,
            ReferenceTensors = t =>
            {
                double[] x = Loops.Numbers(t[0]), w = Loops.Numbers(t[2]);
                return Losses.Reduced([.. Loops.Longs(t[1]).Select((y, i) =>
                    Enumerable.Range(0, 4).Where(c => c != y).Sum(c => w[y] * Math.Pow(Math.Max(0, 0.5 - x[i * 4 + y] + x[i * 4 + c]), p)) / 4)], [3], reduction);
            },
            Differentiable = [0, 2],
        };

    static IEnumerable<Row> MultiLabelMargin => Losses.Reductions.Select(reduction => new Row("nn.functional.multi_label_margin_loss")
    {
        Aliases = ["nn.functional.multilabel_margin_loss"],
        Variant = $"{reduction}",
        Call = t => [F.multi_label_margin_loss(t[0], t[1], reduction)],
        Samples = dtype => [new(Make.Tensor(dtype, -1, 1, 2, 4), tensor(new long[] { 3, 0, -1, 1, 1, -1, 0, 0 }).reshape(2, 4))],
        DTypes = DTypes.Floats,
        ReferenceTensors = t =>
        {
            double[] x = Loops.Numbers(t[0]);
            long[] labels = Loops.Longs(t[1]);
            return Losses.Reduced([.. Enumerable.Range(0, 2).Select(i =>
            {
                long[] own = [.. labels[(i * 4)..(i * 4 + 4)].TakeWhile(label => label >= 0)];
                return own.Sum(y => Enumerable.Range(0, 4).Where(c => !own.Contains(c)).Sum(c => Math.Max(0, 1 - x[i * 4 + y] + x[i * 4 + c]))) / 4;
            })], [2], reduction);
        },
        Differentiable = [0],
    });
}
