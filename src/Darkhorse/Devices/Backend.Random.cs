using Darkhorse.Kernels.Random;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>Draws every element from one distribution, in the order of memory. A device without streams of its own has the host draw.</summary>
    public virtual void Draw<TDraw>(TDraw draw, RandomStream stream, in Operand target) where TDraw : struct, IDraw
    {
        var host = HostTwin(target);
        CpuInstance.Draw(draw, stream, host);
        Copy(target, host);
    }

    /// <summary>Draws every element from a distribution with parameters of its own: float64, broadcast.</summary>
    public virtual void DrawFrom<TDraw>(TDraw draw, RandomStream stream, in Operand target, in Operand first, in Operand second) where TDraw : struct, IParameterDraw
    {
        Operand host = HostTwin(target), a = HostTwin(first), b = HostTwin(second);
        CpuInstance.Copy(a, first);
        CpuInstance.Copy(b, second);
        CpuInstance.DrawFrom(draw, stream, host, a, b);
        Copy(target, host);
    }

    /// <summary>Normal numbers in blocks of 16, for a contiguous target of at least that many elements.</summary>
    public virtual void DrawNormalBlocks(RandomStream stream, in Operand target, double mean, double std)
    {
        var host = HostTwin(target);
        CpuInstance.DrawNormalBlocks(stream, host, mean, std);
        Copy(target, host);
    }

    /// <summary>0, 1, 2, … in random order, for a target of one dim.</summary>
    public virtual void DrawPermutation(RandomStream stream, in Operand target)
    {
        var host = HostTwin(target);
        CpuInstance.DrawPermutation(stream, host);
        Copy(target, host);
    }

    /// <summary>Indices drawn with replacement for each contiguous row of weights.</summary>
    public virtual void DrawCategories(RandomStream stream, in Operand weights, in Operand result, long categories)
    {
        Operand hostWeights = HostTwin(weights), host = HostTwin(result);
        CpuInstance.Copy(hostWeights, weights);
        CpuInstance.DrawCategories(stream, hostWeights, host, categories);
        Copy(result, host);
    }

    /// <summary>The indices of the largest float64 keys of each contiguous row.</summary>
    public virtual void SelectLargest(in Operand keys, in Operand result, long categories)
    {
        Operand hostKeys = HostTwin(keys), host = HostTwin(result);
        CpuInstance.Copy(hostKeys, keys);
        CpuInstance.SelectLargest(hostKeys, host, categories);
        Copy(result, host);
    }

    static Operand HostTwin(in Operand like) => new(Storage.Allocate(like.Count * like.ItemSize), like.Layout.AsDense(), 0, like.DType);
}
