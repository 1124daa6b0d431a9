using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>Where each value could be inserted in its sorted sequence: int64. All operands are contiguous; the sorter (int64) may be absent.</summary>
    public abstract void SearchSorted(in Operand result, in Operand sequence, in Operand values, in Operand sorter, bool right);

    /// <summary>The order (int64) that sorts the rows of a contiguous matrix.</summary>
    public abstract void RowOrder(in Operand order, in Operand rows);

    /// <summary>Weights of the elements between ascending edges, in one float dtype; contiguous. The weights may be absent.</summary>
    public abstract void Histogram(in Operand result, in Operand x, in Operand weight, in Operand edges);

    /// <summary>How often each number of x (int64) occurs, into int64 zeros; or the sums of the float64 weights, into float64 zeros. Contiguous.</summary>
    public abstract void BinCount(in Operand result, in Operand x, in Operand weight);
}
