using System.Runtime.CompilerServices;
using Darkhorse.Memory;
using Darkhorse.Modules;

namespace Darkhorse.Tests.Utils;

/// <summary>Computing again instead of keeping.</summary>
public sealed class CheckpointTests
{
    static Tensor Leaf() => (arange(6, float64).view(2, 3) / 7 + 0.3).detach().requires_grad_();

    static Tensor Block(Tensor x) => x.sin().mul(x.exp()).tanh();

    [Fact]
    public void Gradients_are_those_of_the_plain_call()
    {
        Tensor x = Leaf(), y = Leaf();
        (Block(Block(x)) * 2).sum().backward();
        (utils.checkpoint(Block, utils.checkpoint(Block, y)) * 2).sum().backward();
        Assert.Equal(x.grad!.ToArray<double>(), y.grad!.ToArray<double>());
    }

    [Fact]
    public void The_function_runs_again_when_backward_comes_to_it()
    {
        int calls = 0;
        var x = Leaf();
        var y = utils.checkpoint(t => { calls++; return Block(t); }, x);
        Assert.Equal(1, calls);
        y.sum().backward(retain_graph: true);
        Assert.Equal(2, calls);
        y.sum().backward();
        Assert.Equal(3, calls);
        using (no_grad()) utils.checkpoint(t => { calls++; return Block(t); }, x);
        Assert.Equal(4, calls);
    }

    [Fact]
    public void Nested_checkpoints()
    {
        int inner = 0, outer = 0;
        Tensor Inner(Tensor t) { inner++; return Block(t); }
        Tensor Outer(Tensor t) { outer++; return utils.checkpoint(Inner, utils.checkpoint(Inner, t).cos()); }
        Tensor x = Leaf(), y = Leaf();
        Block(Block(x).cos()).sum().backward();
        utils.checkpoint(Outer, y).sum().backward();
        Assert.Equal(x.grad!.ToArray<double>(), y.grad!.ToArray<double>());
        Assert.Equal(2, outer);
        Assert.Equal(6, inner); // first, again with the outer one, and again for their own insides
    }

    [Fact]
    public void Derivatives_of_derivatives()
    {
        var x = Leaf();
        Assert.True(autograd.gradcheck(t => utils.checkpoint(Block, t), x));
        Assert.True(autograd.gradgradcheck(t => utils.checkpoint(Block, t), x));
    }

    [Fact]
    public void Several_arguments_and_results()
    {
        Tensor a = Leaf(), b = Leaf();
        var (sum, product) = utils.checkpoint((Tensor x, Tensor y) => (Block(x + y), Block(x * y)), a, b);
        (sum * product).sum().backward();
        Tensor c = Leaf(), d = Leaf();
        (Block(c + d) * Block(c * d)).sum().backward();
        Assert.Equal(c.grad!.ToArray<double>(), a.grad!.ToArray<double>());
        Assert.Equal(d.grad!.ToArray<double>(), b.grad!.ToArray<double>());
    }

    [Fact]
    public void Random_numbers_are_the_same_again_and_the_stream_goes_on()
    {
        using var generator = Generator.Use(new Generator(7));
        var x = ones(1000, requires_grad: true);
        var y = utils.checkpoint(t => nn.functional.dropout(t, 0.5).exp(), x);
        var after = rand(3).ToArray<float>();
        Generator.Default.manual_seed(3);
        var expected = rand(3).ToArray<float>();
        Generator.Default.manual_seed(3);
        y.sum().backward();
        Assert.Equal(expected, rand(3).ToArray<float>());
        // e^(2x) has the slope 2e^2 where x was kept, and 0 where it was dropped.
        Assert.Equal(y.gt(1.5).ToArray<bool>(), x.grad!.ne(0).ToArray<bool>());
        Assert.NotEqual(expected, after);
    }

    [Fact]
    public void Something_else_the_second_time_is_found_out()
    {
        int calls = 0;
        var x = Leaf();
        var y = utils.checkpoint(t => calls++ == 0 ? Block(t) : t.sin(), x);
        Assert.StartsWith("torch.utils.checkpoint: A different number of tensors was saved", Assert.Throws<InvalidOperationException>(() => y.sum().backward()).Message, StringComparison.Ordinal);
        var z = utils.checkpoint(t => (calls++ == 2 ? t : t[0]).sin().sum(), x);
        Assert.Contains("have different metadata than during the forward pass", Assert.Throws<InvalidOperationException>(() => z.backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_may_come_after_the_scope_of_the_call()
    {
        Tensor x = Leaf(), y = Leaf(), loss;
        Block(x * 2).sum().backward();
        using (NewDisposeScope()) loss = utils.checkpoint(Block, y * 2).sum().MoveToOuterDisposeScope();
        loss.backward();
        Assert.Equal(x.grad!.ToArray<double>(), y.grad!.ToArray<double>());
    }

    [Fact]
    public void Modules_in_segments()
    {
        using var generator = Generator.Use(new Generator(1));
        var row = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 5), nn.Tanh(), nn.Linear(5, 1));
        var x = ones(2, 3);
        row.call(x).sum().backward();
        var expected = row.parameters().Select(p => p.grad!.ToArray<float>()).ToArray();
        row.zero_grad();
        utils.checkpoint_sequential(row, 3, x).sum().backward();
        Assert.Equal(expected, row.parameters().Select(p => p.grad!.ToArray<float>()).ToArray());
        Assert.Throws<ArgumentException>(() => utils.checkpoint_sequential(row, 6, x));
    }
}

/// <summary>What checkpoints are for.</summary>
[Collection("alone")]
public sealed class CheckpointMemory
{
    [Fact]
    public void Activations_are_not_kept()
    {
        Tensor Deep(Tensor t)
        {
            for (int i = 0; i < 20; i++) t = t.sin();
            return t;
        }

        var x = ones(100_000, requires_grad: true);
        long plain = Kept(() => Deep(x)), less = Kept(() => utils.checkpoint(Deep, x));
        Assert.True(plain - less > 15 * x.numel() * sizeof(float), $"{plain} bytes without, {less} with");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static long Kept(Func<Tensor> call)
    {
        var result = call();
        long bytes = Outstanding();
        result.sum().backward();
        return bytes;
    }

    static long Outstanding()
    {
        GC.Collect();
        HostPool.Trim();
        return HostPool.OutstandingBytes;
    }
}
