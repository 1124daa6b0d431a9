using Darkhorse.Kernels.Recurrent;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>
    /// A layer of long short-term memory over all steps. <paramref name="gates"/> [steps, batch, 4 hidden] holds the projected inputs, and then the values of the gates. All
    /// contiguous, float32 or float64; without a bias its storage is null.
    /// </summary>
    public abstract void Lstm(in RecurrentSize size, in Operand gates, in Operand weight, in Operand bias, in Operand h0, in Operand c0, in Operand outputs, in Operand cells);

    /// <summary>The gradients of a layer of long short-term memory; those of the hidden or the cell states may be lacking.</summary>
    public abstract void LstmBackward(in RecurrentSize size, in Operand gates, in Operand cells, in Operand c0, in Operand weight, in Operand outputsGrad, in Operand cellsGrad, in Operand gatesGrad, in Operand h0Grad, in Operand c0Grad);

    /// <summary>A layer of gated recurrent units over all steps; <paramref name="gates"/> as for <see cref="Lstm"/>, <paramref name="parts"/> for backward.</summary>
    public abstract void Gru(in RecurrentSize size, in Operand gates, in Operand weight, in Operand bias, in Operand h0, in Operand outputs, in Operand parts);

    /// <summary>The gradients of a layer of gated recurrent units.</summary>
    public abstract void GruBackward(in RecurrentSize size, in Operand gates, in Operand parts, in Operand outputs, in Operand h0, in Operand weight, in Operand outputsGrad, in Operand projectedGrad, in Operand productsGrad, in Operand h0Grad);
}
