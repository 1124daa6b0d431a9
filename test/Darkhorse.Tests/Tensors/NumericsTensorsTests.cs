using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Darkhorse.Tests.Tensors;

/// <summary>Tensors of System.Numerics.Tensors and ours on one memory.</summary>
public sealed class NumericsTensorsTests
{
    [Fact]
    public void A_tensor_of_the_platform_is_shared_with_its_strides()
    {
        var platform = System.Numerics.Tensors.Tensor.Create<float>([1, 2, 3, 4, 5, 6], [2, 3]);
        var x = platform.as_tensor();
        Assert.Equal([2L, 3], x.shape);
        x.mul_(10);
        Assert.Equal(60, platform[1, 2]);
        platform[0, 0] = -1;
        Assert.Equal(-1, x[0, 0].item<float>());
        var part = platform.Slice(1..2, 1..3).as_tensor();
        Assert.Equal([1L, 2], part.shape);
        Assert.Equal([50, 60], part.ToArray<float>());
        part.zero_();
        Assert.Equal(0, platform[1, 1]);
    }

    [Fact]
    public void A_tensor_is_a_span_of_the_platform()
    {
        var x = arange(24, float32).view(2, 3, 4);
        var span = x.AsTensorSpan<float>();
        span[1, 2, 3] = -1;
        Assert.Equal(-1, x[1, 2, 3].item<float>());
        Assert.Equal(22, x.permute(2, 1, 0).AsReadOnlyTensorSpan<float>()[2, 2, 1]);
        Assert.Equal(6, x[.., 1, 2].AsTensorSpan<float>()[0]);
        Assert.Equal([1L, 3], x[..1, .., 0].AsTensorSpan<float>().to_tensor().shape);
        Assert.Equal([0, 4, 8], x[..1, .., 0].AsTensorSpan<float>().to_tensor().ToArray<float>());
        Assert.Equal(3f, ones(3).expand(2, 3).AsTensorSpan<float>().to_tensor()[1].sum().item<float>());
        Assert.Equal(0, zeros([0, 3]).AsTensorSpan<float>().FlattenedLength);
        Assert.Equal(3f, tensor(3f).AsTensorSpan<float>()[0]);
        Assert.Equal(3f, tensor(3f).ToNumerics<float>()[0]);
        Assert.Throws<ArgumentException>(() => { _ = x.AsTensorSpan<double>(); });
        var copy = x.ToNumerics<float>();
        copy[0, 0, 1] = 100;
        Assert.Equal(1, x[0, 0, 1].item<float>());
        Assert.Equal(276 - 24 + 99f, System.Numerics.Tensors.Tensor.Sum<float>(copy));
    }

    [Fact]
    public void A_view_keeps_the_memory_of_the_platforms_tensor()
    {
        var views = Enumerable.Range(0, 50).Select(View).ToList();
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        for (int i = 0; i < 50; i++) Assert.Equal(i, views[i][^1].item<long>());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static Tensor View(int value) => System.Numerics.Tensors.Tensor.Create(Enumerable.Repeat((long)value, 300).ToArray(), [300]).as_tensor()[100..];
}
