using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse;

/// <summary>The elements of a tensor that are printed, in order: all of them, or those near the edges of long dims.</summary>
sealed class PrintedElements
{
    /// <summary>Items shown of each dim, and whether some in the middle are left out.</summary>
    public required int[] Shown { get; init; }
    public required bool[] Cut { get; init; }

    public required int Count { get; init; }
    public required double[] Real { get; init; }
    public required double[] Imaginary { get; init; }
    public required long[] Integer { get; init; }

    /// <param name="tensor">On any device that has elements.</param>
    /// <param name="edge">Dims of more than twice this many items are cut to their ends.</param>
    public static PrintedElements Read(Tensor tensor, long edge)
    {
        long most = 2 * Math.Min(edge, long.MaxValue / 2);
        return Read(tensor, most, most);
    }

    /// <param name="tensor">On any device that has elements.</param>
    /// <param name="columns">The last dim is cut to its ends, this many items in all, if it has more.</param>
    /// <param name="rows">The same of the other dims.</param>
    public static PrintedElements Read(Tensor tensor, long columns, long rows)
    {
        if (tensor.device_type != DeviceType.CPU) tensor = tensor.detach().to(Device.Cpu);
        int rank = tensor.Layout.Rank;
        var shown = new int[rank];
        var cut = new bool[rank];
        int count = 1;
        for (int d = 0; d < rank; d++)
        {
            long most = d == rank - 1 ? columns : rows;
            cut[d] = tensor.Sizes[d] > most;
            shown[d] = checked((int)Math.Min(most, tensor.Sizes[d]));
            count = checked(count * shown[d]);
        }
        var dtype = (DType)tensor.dtype;
        var visitor = new Reader(tensor, shown, count);
        Dispatch.VisitEveryStorage(dtype, ref visitor);
        return new() { Shown = shown, Cut = cut, Count = count, Real = visitor.Real, Imaginary = visitor.Imaginary, Integer = visitor.Integer };
    }

    struct Reader(Tensor tensor, int[] shown, int count) : IStorageVisitor
    {
        public readonly double[] Real = tensor.DType.IsIntegral ? [] : new double[count];
        public readonly double[] Imaginary = tensor.DType.IsComplex ? new double[count] : [];
        public readonly long[] Integer = tensor.DType.IsIntegral ? new long[count] : [];

        public readonly void Visit<S>() where S : unmanaged
        {
            for (int i = 0; i < count; i++)
            {
                var value = Scalar.Of(Unsafe.ReadUnaligned<S>(ref Unsafe.Add(ref tensor.Storage.Origin, (nint)(Place(i) * Unsafe.SizeOf<S>()))));
                if (value.IsIntegral) Integer[i] = value.ToInt64();
                else if (value.IsComplex) (Real[i], Imaginary[i]) = (value.ToComplex().Real, value.ToComplex().Imaginary);
                else Real[i] = value.ToDouble();
            }
            GC.KeepAlive(tensor);
        }

        /// <summary>Where the i-th printed element sits in the storage.</summary>
        readonly long Place(int i)
        {
            long place = tensor.Data.Offset;
            for (int d = shown.Length - 1; d >= 0; d--)
            {
                long item = i % shown[d];
                i /= shown[d];
                if (item >= shown[d] - shown[d] / 2 && shown[d] < tensor.Sizes[d]) item += tensor.Sizes[d] - shown[d];
                place += item * tensor.Strides[d];
            }
            return place;
        }
    }
}
