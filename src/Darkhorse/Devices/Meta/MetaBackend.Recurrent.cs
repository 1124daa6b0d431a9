using Darkhorse.Kernels.Recurrent;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Lstm(in RecurrentSize size, in Operand gates, in Operand weight, in Operand bias, in Operand h0, in Operand c0, in Operand outputs, in Operand cells) { }

    public override void LstmBackward(in RecurrentSize size, in Operand gates, in Operand cells, in Operand c0, in Operand weight, in Operand outputsGrad, in Operand cellsGrad, in Operand gatesGrad, in Operand h0Grad, in Operand c0Grad) { }

    public override void Gru(in RecurrentSize size, in Operand gates, in Operand weight, in Operand bias, in Operand h0, in Operand outputs, in Operand parts) { }

    public override void GruBackward(in RecurrentSize size, in Operand gates, in Operand parts, in Operand outputs, in Operand h0, in Operand weight, in Operand outputsGrad, in Operand projectedGrad, in Operand productsGrad, in Operand h0Grad) { }
}
