using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Scan<TOp>(TOp op, in Operand result, in Operand x, int dim) { }

    public override void ScanIndexed<TOp>(TOp op, in Operand values, in Operand indices, in Operand x, int dim) { }

    public override void Recurrence(in Operand result, in Operand h, in Operand a, int dim, bool reverse) { }

    public override void Sort(in Operand values, in Operand indices, in Operand x, int dim, bool descending) { }

    public override void SelectOrdered(in Operand values, in Operand indices, in Operand x, int dim, Sorting.Pick pick, long place) { }
}
