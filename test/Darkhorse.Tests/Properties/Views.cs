using CsCheck;

namespace Darkhorse.Tests.Properties;

/// <summary>Chains of views see the right elements, share the storage, and pass writes and gradients through.</summary>
public class Views
{
    static readonly Gen<Choices> s_choices = Gen.Int[0, 1000].Array[0, 40].Select(numbers => new Choices(numbers));

    [Fact]
    public void Chains_of_views_see_what_loops_see() => s_choices.Sample(choices =>
    {
        var start = Nd.Counting(choices.Shape(4, 4));
        var origin = start.ToTensor();
        var (naive, view, text) = Chain(start, origin, choices);
        naive.MustBe(view, text);
        Assert.True(view.SharesStorage(origin), text);
        // A write through the view changes exactly the elements seen, unless some are seen twice.
        if (naive.Elements.Distinct().Count() != naive.Elements.Length) return;
        view.fill_(-1);
        var seen = naive.Elements.ToHashSet();
        new Nd(start.Shape, [.. start.Elements.Select(x => seen.Contains(x) ? -1 : x)]).MustBe(origin, text + ", then fill_");
    }, iter: 2000);

    [Fact]
    public void Gradients_count_how_often_an_element_is_seen() => s_choices.Sample(choices =>
    {
        var start = Nd.Counting(choices.Shape(3, 4));
        var origin = start.ToTensor().to(float64).requires_grad_();
        var (naive, view, text) = Chain(start, origin, choices);
        if (naive.Elements.Length == 0) return;
        view.sum().backward();
        var counts = naive.Elements.CountBy(x => x).ToDictionary();
        new Nd(start.Shape, [.. start.Elements.Select(x => (long)counts.GetValueOrDefault(x))]).MustBe(origin.grad!.to(int64), text);
    }, iter: 500);

    [Fact]
    public void Reshape_keeps_the_order_of_elements() => s_choices.Sample(choices =>
    {
        var start = Nd.Counting(choices.Shape(4, 4));
        var (naive, view, text) = Chain(start, start.ToTensor(), choices);
        var shape = Regrouped(naive.Elements.Length, choices);
        new Nd(shape, naive.Elements).MustBe(view.reshape(shape), $"{text}.reshape({string.Join(", ", shape)})");
        new Nd([naive.Elements.Length], naive.Elements).MustBe(view.contiguous().view(-1), text + ".contiguous()");
    }, iter: 500);

    static long[] Regrouped(long count, Choices choices)
    {
        var shape = new List<long>();
        for (long rest = count; rest > 1;)
        {
            var divisors = Enumerable.Range(1, (int)rest).Where(d => rest % d == 0).ToArray();
            long size = divisors[choices.Below(divisors.Length)];
            shape.Add(choices.More ? size : rest);
            rest /= shape[^1];
        }
        return count == 0 ? [0] : [.. shape];
    }

    static (Nd, Tensor, string) Chain(Nd naive, Tensor tensor, Choices choices)
    {
        string text = $"counting [{string.Join(", ", naive.Shape)}]";
        for (int steps = choices.Below(6); steps > 0 && choices.More; steps--)
        {
            string name;
            (naive, tensor, name) = Step(naive, tensor, choices);
            text += name;
        }
        return (naive, tensor, text);
    }

    static (Nd, Tensor, string) Step(Nd x, Tensor t, Choices choices)
    {
        int kind = choices.Below(8), rank = x.Rank;
        if (kind == 0 || rank == 0) return Unsqueezed(x, t, choices.Below(rank + 1));
        int d = choices.Below(rank), e = choices.Below(rank);
        long size = x.Shape[d];
        switch (kind)
        {
            case 1:
                return (Permuted(x, Swapped(rank, d, e)), t.transpose(d - rank, e), $".transpose({d - rank}, {e})");
            case 2:
                var order = Enumerable.Range(0, rank).OrderBy(_ => choices.Below(100)).ToArray();
                return (Permuted(x, order), t.permute([.. order.Select(o => (long)o)]), $".permute({string.Join(", ", order)})");
            case 3 when size > 0:
                long index = choices.From(-size, size - 1);
                return (Nd.Build(Without(x.Shape, d), p => x[[.. p[..d], index < 0 ? index + size : index, .. p[d..]]]), t.select(d, index), $".select({d}, {index})");
            case 4:
                long start = choices.From(0, size), length = choices.From(0, size - start);
                return (Nd.Build(With(x.Shape, d, length), p => x[With(p, d, p[d] + start)]), t.narrow(d, start, length), $".narrow({d}, {start}, {length})");
            case 5:
                long from = choices.From(-size - 1, size + 1), to = choices.From(-size - 1, size + 1), step = choices.From(1, 3);
                long first = Clamp(from, size), last = Clamp(to, size), count = Math.Max(0, (last - first + step - 1) / step);
                var parts = Enumerable.Repeat(TensorIndex.Colon, d).Append(TensorIndex.Slice(from, to, step)).ToArray();
                return (Nd.Build(With(x.Shape, d, count), p => x[With(p, d, first + p[d] * step)]), t[parts], $"[dim {d}: {from}:{to}:{step}]");
            case 6 when rank >= 2 && d != e:
                long diagonal = Math.Max(0, Math.Min(size, x.Shape[e]));
                return (Nd.Build([.. Without(x.Shape, d, e), diagonal], p => x[OnDiagonal(p, d, e)]), t.diagonal(0, d, e), $".diagonal(0, {d}, {e})");
            default:
                if (size != 1) return (x, t, "");
                long many = choices.From(0, 3);
                return (Nd.Build(With(x.Shape, d, many), p => x[With(p, d, 0)]), t.expand(With(x.Shape, d, many)), $".expand(dim {d}: {many})");
        }
    }

    static (Nd, Tensor, string) Unsqueezed(Nd x, Tensor t, int d) => (new([.. x.Shape[..d], 1, .. x.Shape[d..]], x.Elements), t.unsqueeze(d), $".unsqueeze({d})");

    static long Clamp(long bound, long size) => Math.Clamp(bound < 0 ? bound + size : bound, 0, size);

    static int[] Swapped(int rank, int d, int e)
    {
        int[] order = [.. Enumerable.Range(0, rank)];
        (order[d], order[e]) = (order[e], order[d]);
        return order;
    }

    static Nd Permuted(Nd x, int[] order) => Nd.Build([.. order.Select(o => x.Shape[o])], p =>
    {
        var position = new long[p.Length];
        for (int i = 0; i < p.Length; i++) position[order[i]] = p[i];
        return x[position];
    });

    static long[] OnDiagonal(long[] p, int d, int e)
    {
        var position = p[..^1].ToList();
        foreach (int dim in new[] { d, e }.Order()) position.Insert(dim, p[^1]);
        return [.. position];
    }

    static long[] With(long[] values, int d, long value)
    {
        var result = values.ToArray();
        result[d] = value;
        return result;
    }

    static long[] Without(long[] values, params int[] dims) => [.. values.Where((_, d) => !dims.Contains(d))];
}
