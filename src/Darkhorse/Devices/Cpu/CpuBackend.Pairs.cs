using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void ReducePairs<TOp, TReduce>(TOp op, TReduce reduce, in Operand result, in Operand x, in Operand y)
    {
        fixed (byte* r = &result.Storage.Origin, a = &x.Storage.Origin, b = &y.Storage.Origin)
            Reduction.Pairs(op, reduce, x.DType, x.Count, a + x.Offset * x.ItemSize, b + y.Offset * y.ItemSize, r + result.Offset * result.ItemSize);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(x.Storage);
        GC.KeepAlive(y.Storage);
    }

    public override void CtcLosses(in Operand losses, in Operand logProbs, in Operand labels, CtcLengths lengths)
    {
        fixed (byte* r = &losses.Storage.Origin, p = &logProbs.Storage.Origin, l = &labels.Storage.Origin)
        fixed (long* inputs = lengths.Inputs, targets = lengths.Targets, starts = lengths.Starts)
            Ctc.Losses(logProbs.DType, Batch(logProbs, p, labels, l, inputs, targets, starts, lengths.Blank), logProbs.Layout.Sizes[1], r + losses.Offset * losses.ItemSize);
        GC.KeepAlive(losses.Storage);
        GC.KeepAlive(logProbs.Storage);
        GC.KeepAlive(labels.Storage);
    }

    public override void CtcGradient(in Operand result, in Operand gradients, in Operand logProbs, in Operand labels, CtcLengths lengths, bool zeroInfinity)
    {
        fixed (byte* r = &result.Storage.Origin, g = &gradients.Storage.Origin, p = &logProbs.Storage.Origin, l = &labels.Storage.Origin)
        fixed (long* inputs = lengths.Inputs, targets = lengths.Targets, starts = lengths.Starts)
            Ctc.Gradient(logProbs.DType, Batch(logProbs, p, labels, l, inputs, targets, starts, lengths.Blank), logProbs.Layout.Sizes[1],
                g + gradients.Offset * gradients.ItemSize, gradients.Layout.Strides[0], zeroInfinity, r + result.Offset * result.ItemSize);
        GC.KeepAlive(result.Storage);
        GC.KeepAlive(gradients.Storage);
        GC.KeepAlive(logProbs.Storage);
        GC.KeepAlive(labels.Storage);
    }

    static CtcBatch Batch(in Operand logProbs, byte* p, in Operand labels, byte* l, long* inputs, long* targets, long* starts, long blank) => new()
    {
        LogProbs = p + logProbs.Offset * logProbs.ItemSize,
        TimeStride = logProbs.Layout.Strides[0],
        BatchStride = logProbs.Layout.Strides[1],
        SymbolStride = logProbs.Layout.Strides[2],
        Times = logProbs.Layout.Sizes[0],
        Symbols = logProbs.Layout.Sizes[2],
        Blank = blank,
        InputLengths = inputs,
        TargetLengths = targets,
        TargetStarts = starts,
        Labels = (long*)l + labels.Offset,
        LabelStride = labels.Layout.Strides[^1],
    };
}
