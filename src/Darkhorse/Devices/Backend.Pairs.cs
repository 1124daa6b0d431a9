using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>result (one element) = everything that op makes of x[i] and y[i], combined; x and y are dense and laid out alike.</summary>
    public abstract void ReducePairs<TOp, TReduce>(TOp op, TReduce reduce, in Operand result, in Operand x, in Operand y) where TOp : struct, IBinaryOp where TReduce : struct, IReduceOp;

    /// <summary>The connectionist temporal classification losses of a batch. Labels are int64, one dim or a row an item; lengths and starts in labels are one number an item.</summary>
    public abstract void CtcLosses(in Operand losses, in Operand logProbs, in Operand labels, CtcLengths lengths);

    /// <summary>The gradients of the log probabilities, given those of the losses; the result is contiguous.</summary>
    public abstract void CtcGradient(in Operand result, in Operand gradients, in Operand logProbs, in Operand labels, CtcLengths lengths, bool zeroInfinity);
}

/// <summary>What a CTC loss is told beside its tensors: for each item the times that count, the labels, and where its labels begin; and the blank symbol.</summary>
public sealed record CtcLengths(long[] Inputs, long[] Targets, long[] Starts, long Blank);
