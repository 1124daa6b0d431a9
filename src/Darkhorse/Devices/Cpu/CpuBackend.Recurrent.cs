using Darkhorse.Kernels.Recurrent;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed unsafe partial class CpuBackend
{
    public override void Lstm(in RecurrentSize size, in Operand gates, in Operand weight, in Operand bias, in Operand h0, in Operand c0, in Operand outputs, in Operand cells)
    {
        fixed (byte* g = &First(gates), w = &First(weight), b = &First(bias), h = &First(h0), c = &First(c0), o = &First(outputs), s = &First(cells))
            LstmLayer.Forward(gates.DType, size, g, w, b, h, c, o, s);
        KeepAlive(gates, weight, bias, h0);
        KeepAlive(c0, outputs, cells);
    }

    public override void LstmBackward(in RecurrentSize size, in Operand gates, in Operand cells, in Operand c0, in Operand weight, in Operand outputsGrad, in Operand cellsGrad, in Operand gatesGrad, in Operand h0Grad, in Operand c0Grad)
    {
        fixed (byte* g = &First(gates), s = &First(cells), c = &First(c0), w = &First(weight), og = &First(outputsGrad), cg = &First(cellsGrad), gg = &First(gatesGrad), hg = &First(h0Grad), c0g = &First(c0Grad))
            LstmLayer.Backward(gates.DType, size, g, s, c, w, og, cg, gg, hg, c0g);
        KeepAlive(gates, cells, c0, weight);
        KeepAlive(outputsGrad, cellsGrad, gatesGrad);
        KeepAlive(h0Grad, c0Grad, gates);
    }

    public override void Gru(in RecurrentSize size, in Operand gates, in Operand weight, in Operand bias, in Operand h0, in Operand outputs, in Operand parts)
    {
        fixed (byte* g = &First(gates), w = &First(weight), b = &First(bias), h = &First(h0), o = &First(outputs), p = &First(parts))
            GruLayer.Forward(gates.DType, size, g, w, b, h, o, p);
        KeepAlive(gates, weight, bias, h0);
        KeepAlive(outputs, parts, gates);
    }

    public override void GruBackward(in RecurrentSize size, in Operand gates, in Operand parts, in Operand outputs, in Operand h0, in Operand weight, in Operand outputsGrad, in Operand projectedGrad, in Operand productsGrad, in Operand h0Grad)
    {
        fixed (byte* g = &First(gates), p = &First(parts), o = &First(outputs), h = &First(h0), w = &First(weight), og = &First(outputsGrad), jg = &First(projectedGrad), rg = &First(productsGrad), hg = &First(h0Grad))
            GruLayer.Backward(gates.DType, size, g, p, o, h, w, og, jg, rg, hg);
        KeepAlive(gates, parts, outputs, h0);
        KeepAlive(weight, outputsGrad, projectedGrad);
        KeepAlive(productsGrad, h0Grad, gates);
    }
}
