using Darkhorse.Kernels.Dense.Lapack;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Factorize(Factorization kind, bool option, ReadOnlySpan<Operand?> inputs, ReadOnlySpan<Operand?> outputs)
    {
        var a = inputs[0]!.Value;
        Operand? b = At(inputs, 1), r0 = At(outputs, 0), r1 = At(outputs, 1), r2 = At(outputs, 2), r3 = At(outputs, 3);
        long batch = Batch(a.Layout);
        fixed (byte* pa = &a.Storage.Origin, pb = &(b ?? a).Storage.Origin, p0 = &(r0 ?? a).Storage.Origin, p1 = &(r1 ?? a).Storage.Origin, p2 = &(r2 ?? a).Storage.Origin, p3 = &(r3 ?? a).Storage.Origin)
        {
            Factorizations.Run(kind, a.DType == DType.Complex128, option, batch, Matrices(pa, a, batch), Matrices(pb, b, batch),
                Matrices(p0, r0, batch), Matrices(p1, r1, batch), Matrices(p2, r2, batch), Matrices(p3, r3, batch));
        }
        KeepAlive(a, b ?? a, r0 ?? a, r1);
        KeepAlive(a, a, r2 ?? a, r3);
    }

    static Operand? At(ReadOnlySpan<Operand?> operands, int index) => index < operands.Length ? operands[index] : null;

    static long Batch(Layout layout)
    {
        long batch = 1;
        foreach (long size in layout.Sizes[..^2]) batch *= size;
        return batch;
    }

    /// <summary>A batch of matrices, or of vectors or numbers, which are matrices of one row.</summary>
    static MatrixBatch Matrices(byte* origin, in Operand? given, long batch)
    {
        if (given is not { } operand) return default;
        var layout = operand.Layout;
        bool isMatrix = layout.Rank >= 2 && Batch(layout) == batch;
        return isMatrix ? new(Start(origin, operand), layout.Sizes[^2], layout.Sizes[^1], operand.ItemSize) : new(Start(origin, operand), 1, batch == 0 ? 0 : layout.Count / batch, operand.ItemSize);
    }

    public override void SolveTriangular(in Operand a, in Operand x, bool upper, bool unit)
    {
        long batch = Batch(a.Layout);
        fixed (byte* pa = &a.Storage.Origin, px = &x.Storage.Origin) Factorizations.SolveTriangular(a.DType == DType.Complex128, upper, unit, batch, Matrices(pa, a, batch), Matrices(px, x, batch));
        KeepAlive(a, x, x, null);
    }
}
