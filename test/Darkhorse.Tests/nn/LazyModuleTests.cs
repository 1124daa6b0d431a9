using Darkhorse.Modules;

namespace Darkhorse.Tests.Nn;

/// <summary>Modules that learn their sizes from data, and what is done to whole modules besides.</summary>
public class LazyModuleTests
{
    [Fact]
    public void Sizes_come_from_the_first_input()
    {
        var net = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten(), nn.LazyLinear(5));
        Assert.Equal("LazyLinear(in_features=0, out_features=5, bias=True)", net[4].ToString());
        Assert.Equal("LazyConv2d(0, 4, kernel_size=(3, 3), stride=(1, 1))", net[0].ToString());
        var optimiser = optim.SGD(net.parameters(), 0.1);
        var y = net.call(rand(2, 3, 6, 6));
        Assert.Equal([2, 5], y.shape);
        Assert.Equal("Linear(in_features=64, out_features=5, bias=True)", net[4].ToString());
        Assert.Equal("BatchNorm2d(4, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)", net[1].ToString());
        Assert.Equal([4, 3, 3, 3], ((Conv2d)net[0]).weight.shape);
        Assert.InRange(((Conv2d)net[0]).weight.abs().max().item<float>(), 1e-3f, 0.2f);
        y.sum().backward();
        var before = ((Conv2d)net[0]).weight.detach().clone();
        optimiser.step();
        Assert.False(before.equal(((Conv2d)net[0]).weight));

        var other = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.ReLU(), nn.Flatten(), nn.LazyLinear(5));
        other.load_state_dict(net.state_dict());
        Assert.Equal(3, ((Conv2d)other[0]).in_channels);
        net = net.deepcopy();
        net.eval();
        other.eval();
        var x = rand(1, 3, 6, 6);
        Assert.True(net.call(x).equal(other.call(x)));
    }

    [Fact]
    public void Transposed_and_one_dimensional_ones()
    {
        Assert.Equal([2, 4, 7], nn.LazyConvTranspose1d(4, 3).call(rand(2, 6, 5)).shape);
        Assert.Equal([4, 3], nn.LazyConv1d(4, 3).call(rand(6, 5)).shape);
        Assert.Equal([2, 6, 5], nn.LazyInstanceNorm1d().call(rand(2, 6, 5)).shape);
        Assert.Throws<InvalidOperationException>(() => nn.LazyConv1d(4, 3).call(rand(5)));
    }

    [Fact]
    public void State_is_copied_or_taken_over()
    {
        var (a, b) = (nn.Linear(2, 2), nn.Linear(2, 2, dtype: float64));
        a.load_state_dict(b.state_dict());
        Assert.Equal(float32, a.weight.dtype);
        var weight = a.weight;
        a.load_state_dict(b.state_dict(), strict: true, assign: true);
        Assert.Same(weight, a.weight);
        Assert.Equal(float64, a.weight.dtype);
        using (no_grad()) b.weight.fill_(3);
        Assert.Equal(3, a.weight[0, 0].item<double>());
    }

    [Fact]
    public void Batch_norms_are_folded_into_convolutions()
    {
        var (conv, norm) = (nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3));
        using (no_grad())
        {
            norm.running_mean!.uniform_(-1, 1);
            norm.running_var!.uniform_(0.5, 2);
            norm.weight!.uniform_(0.5, 2);
        }
        Assert.Equal("Fusion only for eval!", Assert.Throws<ArgumentException>(() => nn.utils.fuse_conv_bn_eval(conv, norm)).Message);
        conv.eval();
        norm.eval();
        var x = rand(1, 2, 5, 5);
        Assert.True(nn.utils.fuse_conv_bn_eval(conv, norm).call(x).allclose(norm.call(conv.call(x)), 1e-4, 1e-5));
    }

    [Fact]
    public void Skipped_start_values_and_refused_norms()
    {
        var linear = nn.utils.skip_init(device => nn.Linear(3, 2, device: device));
        Assert.Equal(DeviceType.CPU, linear.weight.device_type);
        Assert.Equal([2, 3], linear.weight.shape);
        linear.weight.grad = full([2, 3], float.NaN);
        Assert.Throws<InvalidOperationException>(() => nn.utils.clip_grad_norm_(linear.parameters(), 1, error_if_nonfinite: true));
        Assert.True(double.IsNaN(nn.utils.clip_grad_norm_(linear.parameters(), 1)));
    }

    [Fact]
    public void Sequences_are_unpacked()
    {
        Tensor[] sequences = [arange(3f), arange(1f), arange(2f)];
        var packed = nn.utils.rnn.pack_sequence(sequences, enforce_sorted: false);
        foreach (var (expected, actual) in sequences.Zip(nn.utils.rnn.unpack_sequence(packed))) Assert.True(expected.equal(actual));
    }

    [Fact]
    public void Padding_goes_around()
    {
        Assert.Equal([2f, 0, 1, 2, 0], nn.CircularPad1d(1).call(arange(3f).view(1, 1, 3)).ToArray<float>());
        Assert.Equal([0f, 0, 1, 2, 0], nn.ZeroPad1d((1, 1)).call(arange(3f).view(1, 1, 3)).ToArray<float>());
        Assert.Equal([1, 1, 3, 3, 3], nn.CircularPad3d(1).call(zeros([1, 1, 1, 1, 1])).shape);
        var x = rand(1, 4, 3, 3);
        Assert.True(nn.CrossMapLRN2d(2).call(x).equal(nn.LocalResponseNorm(2).call(x)));
        Assert.Equal([1, 1, 2, 2, 2], nn.LPPool3d(2, 2).call(rand([1, 1, 4, 4, 4])).shape);
    }
}
