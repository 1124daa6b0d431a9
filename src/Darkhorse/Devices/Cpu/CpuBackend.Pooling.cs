using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void PoolAverage(PoolShape shape, in Operand y, in Operand x)
    {
        fixed (byte* to = &y.Storage.Origin, from = &x.Storage.Origin) Pooling.Average(x.DType, shape, Start(to, y), Start(from, x));
        KeepAlive(x, y, y, null);
    }

    public override void PoolSpread(PoolShape shape, in Operand x, in Operand y)
    {
        fixed (byte* from = &y.Storage.Origin, to = &x.Storage.Origin) Pooling.SpreadAverage(x.DType, shape, Start(to, x), Start(from, y));
        KeepAlive(x, y, y, null);
    }

    public override void PoolMaximum(PoolShape shape, in Operand y, in Operand positions, in Operand x)
    {
        fixed (byte* to = &y.Storage.Origin, at = &positions.Storage.Origin, from = &x.Storage.Origin)
            Pooling.Maximum(x.DType, shape, Start(to, y), (long*)Start(at, positions), Start(from, x));
        KeepAlive(x, y, positions, null);
    }

    public override void PoolGather(long planes, in Operand y, in Operand positions, in Operand x)
    {
        fixed (byte* to = &y.Storage.Origin, at = &positions.Storage.Origin, from = &x.Storage.Origin)
            Pooling.Gather(x.DType, planes, x.Count / Math.Max(planes, 1), y.Count / Math.Max(planes, 1), Start(to, y), (long*)Start(at, positions), Start(from, x));
        KeepAlive(x, y, positions, null);
    }

    public override void PoolScatter(long planes, in Operand x, in Operand positions, in Operand y)
    {
        fixed (byte* from = &y.Storage.Origin, at = &positions.Storage.Origin, to = &x.Storage.Origin)
            Pooling.Scatter(x.DType, planes, x.Count / Math.Max(planes, 1), y.Count / Math.Max(planes, 1), Start(to, x), (long*)Start(at, positions), Start(from, y));
        KeepAlive(x, y, positions, null);
    }
}
