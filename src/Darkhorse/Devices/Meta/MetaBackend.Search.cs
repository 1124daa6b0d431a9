using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void SearchSorted(in Operand result, in Operand sequence, in Operand values, in Operand sorter, bool right) { }

    public override void RowOrder(in Operand order, in Operand rows) { }

    public override void Histogram(in Operand result, in Operand x, in Operand weight, in Operand edges) { }

    public override void BinCount(in Operand result, in Operand x, in Operand weight) { }
}
