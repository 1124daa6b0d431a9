using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>result = x where the bool mask holds, y elsewhere; all broadcast; result, x and y of one dtype. The result may be y itself.</summary>
    public abstract void Select(in Operand result, in Operand mask, in Operand x, in Operand y);
}
