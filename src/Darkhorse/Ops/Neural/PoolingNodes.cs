using Darkhorse.Autograd;
using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>Pooling over contiguous planes. Averages and their gradient are each other's gradient, and so are picking elements and putting them back.</summary>
static class Pools
{
    public static Tensor Average(Tensor x, PoolShape shape, Layout input, Layout output, string name)
    {
        x = x.contiguous();
        var y = Tensor.Empty(output, x.DType, x);
        y.Backend.PoolAverage(shape, y.Data, x.Data);
        if (GradMode.Tracks(x)) y.SetGradFn(new AverageNode(x, shape, input, output, name, spreads: false), 0);
        return y;
    }

    public static Tensor Spread(Tensor y, PoolShape shape, Layout input, Layout output, string name)
    {
        y = y.contiguous();
        var x = Tensor.Empty(input, y.DType, y);
        x.Backend.PoolSpread(shape, x.Data, y.Data);
        if (GradMode.Tracks(y)) x.SetGradFn(new AverageNode(y, shape, input, output, name, spreads: true), 0);
        return x;
    }

    public static (Tensor Values, Tensor Positions) Maximum(Tensor x, PoolShape shape, Layout output, string name)
    {
        x = x.contiguous();
        Tensor y = Tensor.Empty(output, x.DType, x), positions = Tensor.Empty(output, DType.Int64, x);
        y.Backend.PoolMaximum(shape, y.Data, positions.Data, x.Data);
        if (GradMode.Tracks(x)) y.SetGradFn(new PositionNode(x, positions, shape.Planes, x.Layout, output, name, puts: false), 0);
        return (y, positions);
    }

    /// <summary>The elements at positions of each plane.</summary>
    public static Tensor Pick(Tensor x, Tensor positions, long planes, Layout output, string name)
    {
        x = x.contiguous();
        var y = Tensor.Empty(output, x.DType, x);
        y.Backend.PoolGather(planes, y.Data, positions.Data, x.Data);
        if (GradMode.Tracks(x)) y.SetGradFn(new PositionNode(x, positions, planes, x.Layout, output, name, puts: false), 0);
        return y;
    }

    /// <summary>Zeros, plus elements at positions of each plane.</summary>
    public static Tensor Put(Tensor y, Tensor positions, long planes, Layout input, string name)
    {
        y = y.contiguous();
        var x = Tensor.Empty(input, y.DType, y);
        x.Backend.PoolScatter(planes, x.Data, positions.Data, y.Data);
        if (GradMode.Tracks(y)) x.SetGradFn(new PositionNode(y, positions, planes, input, y.Layout, name, puts: true), 0);
        return x;
    }
}

/// <summary>An average over windows, or its gradient.</summary>
sealed class AverageNode(Tensor from, PoolShape shape, Layout input, Layout output, string name, bool spreads) : Node(from)
{
    public override string Name => name + (spreads ? "BackwardBackward0" : "Backward0");

    internal override void Backward(in Flow flow)
        => flow.To(0, spreads ? Pools.Average(flow.Grad, shape, input, output, name) : Pools.Spread(flow.Grad, shape, input, output, name));
}

/// <summary>Elements picked at positions, or put there.</summary>
sealed class PositionNode(Tensor from, Tensor positions, long planes, Layout input, Layout output, string name, bool puts) : Node(from)
{
    Saved _positions = new(positions);

    public override string Name => name + (puts ? "BackwardBackward0" : "Backward0");

    internal override void Backward(in Flow flow)
        => flow.To(0, puts ? Pools.Pick(flow.Grad, _positions.Get(this)!, planes, output, name) : Pools.Put(flow.Grad, _positions.Get(this)!, planes, input, name));

    internal override void Release() => _positions.Release();
}
