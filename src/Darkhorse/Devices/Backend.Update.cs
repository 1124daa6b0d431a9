using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>
    /// One step of an optimiser on a parameter: <paramref name="p"/> and the op's states change by the gradient <paramref name="g"/>. All are dense, of one layout
    /// and one float dtype; states that the op has not are ignored. The default computes on the host.
    /// </summary>
    public virtual void Update<TOp>(TOp op, in Operand p, in Operand g, in Operand a, in Operand b, in Operand c) where TOp : struct, IUpdateOp
    {
        Operand hostP = ToHost(p), hostG = ToHost(g);
        Operand hostA = op.States > 0 ? ToHost(a) : hostP, hostB = op.States > 1 ? ToHost(b) : hostP, hostC = op.States > 2 ? ToHost(c) : hostP;
        CpuInstance.Update(op, hostP, hostG, hostA, hostB, hostC);
        Copy(p, hostP);
        if (op.States > 0) Copy(a, hostA);
        if (op.States > 1) Copy(b, hostB);
        if (op.States > 2) Copy(c, hostC);
    }

    Operand ToHost(in Operand x)
    {
        var host = new Operand(CpuInstance.Allocate(x.Count * x.ItemSize), x.Layout, 0, x.DType);
        Copy(host, x);
        return host;
    }
}
