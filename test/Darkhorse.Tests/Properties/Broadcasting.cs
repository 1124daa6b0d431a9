using CsCheck;

namespace Darkhorse.Tests.Properties;

/// <summary>Operands of any shapes: broadcast where PyTorch's rule allows it, refused where not.</summary>
public class Broadcasting
{
    static readonly Gen<Choices> s_choices = Gen.Int[0, 1000].Array[0, 30].Select(numbers => new Choices(numbers));

    [Fact]
    public void Binary_ops_agree_with_loops_or_refuse() => s_choices.Sample(choices =>
    {
        Nd a = Nd.Counting(choices.Shape(4, 3)), b = Nd.Counting(choices.Shape(4, 3));
        string text = $"[{string.Join(", ", a.Shape)}] and [{string.Join(", ", b.Shape)}]";
        if (Joined(a.Shape, b.Shape) is not { } shape)
        {
            Assert.Contains("must match the size", Assert.Throws<InvalidOperationException>(() => a.ToTensor() - b.ToTensor()).Message);
            Assert.Throws<InvalidOperationException>(() => a.ToTensor().lt(b.ToTensor()));
            return;
        }
        Nd.Build(shape, p => a.Broadcast(p) - 2 * b.Broadcast(p)).MustBe(a.ToTensor() - b.ToTensor() * 2, text);
        Nd.Build(shape, p => a.Broadcast(p) < b.Broadcast(p) ? 1 : 0).MustBe(a.ToTensor().lt(b.ToTensor()).to(int64), text);
        Assert.Equal(shape, broadcast_tensors(a.ToTensor(), b.ToTensor())[0].shape);
    }, iter: 2000);

    [Fact]
    public void In_place_writes_into_the_left_shape_only() => s_choices.Sample(choices =>
    {
        Nd a = Nd.Counting(choices.Shape(3, 3)), b = Nd.Counting(choices.Shape(3, 3));
        var x = a.ToTensor();
        if (Joined(a.Shape, b.Shape) is { } shape && shape.SequenceEqual(a.Shape)) Nd.Build(a.Shape, p => a[p] + b.Broadcast(p)).MustBe(x.add_(b.ToTensor()), "add_");
        else Assert.Throws<InvalidOperationException>(() => x.add_(b.ToTensor()));
    }, iter: 1000);

    [Fact]
    public void Gradients_come_back_in_the_operands_shapes() => s_choices.Sample(choices =>
    {
        Nd a = Nd.Counting(choices.Shape(3, 3)), b = Nd.Counting(choices.Shape(3, 3));
        if (Joined(a.Shape, b.Shape) is not { } shape) return;
        Tensor x = a.ToTensor().to(float64).requires_grad_(), y = b.ToTensor().to(float64).requires_grad_();
        (x * y).sum().backward();
        Expected(a, b, shape).MustBe(x.grad!.to(int64), "left");
        Expected(b, a, shape).MustBe(y.grad!.to(int64), "right");
    }, iter: 500);

    /// <summary>The gradient of sum(x * y) in x: the sum of the y that met each x.</summary>
    static Nd Expected(Nd x, Nd y, long[] shape)
    {
        var sums = new long[x.Elements.Length];
        foreach (var p in Nd.Positions(shape)) sums[x.Broadcast(p)] += y.Broadcast(p);
        return new(x.Shape, sums);
    }

    [Fact]
    public void Sums_over_dims_agree_with_loops() => s_choices.Sample(choices =>
    {
        var x = Nd.Counting(choices.Shape(4, 4));
        bool[] reduced = [.. Enumerable.Range(0, x.Rank).Select(_ => choices.Below(2) == 1)];
        long[] dims = [.. Enumerable.Range(0, x.Rank).Where(d => reduced[d]).Select(d => choices.Below(2) == 0 ? (long)d : d - x.Rank)];
        if (dims.Length == 0) return;
        long[] kept = [.. x.Shape.Select((size, d) => reduced[d] ? 1 : size)];
        var sums = new long[Nd.Count(kept)];
        var places = Nd.Counting(kept);
        foreach (var p in Nd.Positions(x.Shape)) sums[places[[.. p.Select((i, d) => reduced[d] ? 0 : i)]]] += x[p];
        string text = $"sum of [{string.Join(", ", x.Shape)}] over {string.Join(", ", dims)}";
        new Nd(kept, sums).MustBe(x.ToTensor().sum(dims, keepdim: true), text);
        new Nd([.. kept.Where((_, d) => !reduced[d])], sums).MustBe(x.ToTensor().sum(dims), text);
    }, iter: 1000);

    static long[]? Joined(long[] a, long[] b)
    {
        var shape = new long[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= shape.Length; i++)
        {
            long x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1) return null;
            shape[^i] = x == 1 ? y : x;
        }
        return shape;
    }
}
