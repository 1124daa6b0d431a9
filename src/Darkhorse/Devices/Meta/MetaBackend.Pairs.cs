using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void ReducePairs<TOp, TReduce>(TOp op, TReduce reduce, in Operand result, in Operand x, in Operand y) { }

    public override void CtcLosses(in Operand losses, in Operand logProbs, in Operand labels, CtcLengths lengths) { }

    public override void CtcGradient(in Operand result, in Operand gradients, in Operand logProbs, in Operand labels, CtcLengths lengths, bool zeroInfinity) { }
}
