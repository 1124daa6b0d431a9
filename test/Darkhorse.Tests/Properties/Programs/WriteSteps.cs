using System.Numerics;

namespace Darkhorse.Tests.Properties.Programs;

/// <summary>Steps that change numbers where they lie: every view and the base see it.</summary>
partial class Machine
{
    Action<Pair>[] _writes => [Fill, Copy, Copy, SetBasic, SetBasic, MaskedFill, AddScaled, Triangle, FillDiagonal, IndexFill];

    /// <summary>Storages of which several views were made at once: autograd does not follow a change of these.</summary>
    readonly HashSet<Number[]> _shared = [];

    /// <summary>Whether every number is seen once, so that it can be written.</summary>
    bool MayWrite(Pair x) => !x.Naive.SeesTwice() && !_shared.Contains(x.Naive.Storage);

    /// <summary>Whether what is read does not lie among what is written, unless it is just that.</summary>
    static bool Apart(Pair x, Pair y) => !ReferenceEquals(x.Naive.Storage, y.Naive.Storage)
        || x.Naive.Offset == y.Naive.Offset && x.Naive.Sizes.SequenceEqual(y.Naive.Sizes) && x.Real.stride().SequenceEqual(y.Real.stride());

    /// <summary>A number of any kind that a dtype can hold.</summary>
    (Number Number, Scalar Scalar) Value(ScalarType dtype)
    {
        long whole = choices.From(0, 5);
        if (Kind.Of(dtype) == 3) return (new Complex(whole, 1.5), new Complex(whole, 1.5));
        if (Kind.Of(dtype) == 2) return (whole / 4.0, whole / 4.0);
        return dtype == @bool ? (whole > 2, whole > 2) : (whole, whole);
    }

    void Fill(Pair x)
    {
        if (!MayWrite(x)) return;
        var (number, scalar) = Value(x.Naive.DType);
        bool zero = choices.Below(3) == 0;
        _ = zero ? x.Real.zero_() : x.Real.fill_(scalar);
        Written(zero ? ".zero_()" : $".fill_({scalar})", x, new(x.Naive.DType, x.Naive.Sizes, Enumerable.Repeat(zero ? Kind.To(0L, int64, x.Naive.DType) : number, (int)x.Naive.Count)));
    }

    Pair? Source(Naive target) => Other(y => Naive.Joined(target, y.Naive) is { } sizes && sizes.SequenceEqual(target.Sizes) && !ReferenceEquals(target.Storage, y.Naive.Storage)
        && (!Kind.IsWhole(target.DType) || Kind.IsWhole(y.Naive.DType) || target.DType == @bool));

    void Copy(Pair x)
    {
        if (!MayWrite(x) || Source(x.Naive) is not { } y) return;
        x.Real.copy_(y.Real);
        Written($".copy_({y.Name})", x, y.Naive.Broadcast(x.Naive.Sizes).To(x.Naive.DType));
    }

    void SetBasic(Pair x)
    {
        if (!MayWrite(x)) return;
        var parts = BasicIndex(x.Naive, out var view, out string text);
        if (parts.Length == 0) return;
        if (choices.Below(2) == 0)
        {
            var (number, scalar) = Value(x.Naive.DType);
            x.Real[parts] = full([], scalar, x.Naive.DType);
            var expected = new Naive((Number[])x.Naive.Storage.Clone(), view.Sizes, view.Strides, view.Offset, view.DType);
            expected.Write(Enumerable.Repeat(number, (int)view.Count));
            Written($"[{text}] = {scalar}", x, expected.View(x.Naive.Sizes, x.Naive.Strides, x.Naive.Offset));
        }
        else if (Source(view) is { } y)
        {
            x.Real[parts] = y.Real;
            var expected = new Naive((Number[])x.Naive.Storage.Clone(), view.Sizes, view.Strides, view.Offset, view.DType);
            expected.Write(y.Naive.Broadcast(view.Sizes).To(view.DType).Elements());
            Written($"[{text}] = {y.Name}", x, expected.View(x.Naive.Sizes, x.Naive.Strides, x.Naive.Offset));
        }
    }

    void MaskedFill(Pair x)
    {
        if (!MayWrite(x) || Other(m => (m.Naive.DType == @bool || smooth) && Naive.Joined(x.Naive, m.Naive) is { } sizes && sizes.SequenceEqual(x.Naive.Sizes) && Apart(x, m)) is not { } m) return;
        var (number, scalar) = Value(x.Naive.DType);
        var mask = m.Naive.Broadcast(x.Naive.Sizes).Elements();
        var expected = new Naive(x.Naive.DType, x.Naive.Sizes, x.Naive.Elements().Select((n, i) => (smooth ? mask[i].Real > 0 : mask[i].Whole != 0) ? number : n));
        x.Real.masked_fill_(smooth ? m.Real > 0 : m.Real, scalar);
        Written($".masked_fill_({m.Name}, {scalar})", x, expected);
    }

    void AddScaled(Pair x)
    {
        if (!MayWrite(x) || x.Naive.DType == @bool || Source(x.Naive) is not { } y || y.Naive.DType != x.Naive.DType || Largest(x.Naive) + Largest(y.Naive) > 1e4) return;
        long alpha = choices.From(-2, 2);
        var other = y.Naive.Broadcast(x.Naive.Sizes).Elements();
        bool whole = Kind.IsWhole(x.Naive.DType);
        var expected = new Naive(x.Naive.DType, whole ? int64 : complex128, x.Naive.Sizes, x.Naive.Elements().Select((n, i) => whole ? (Number)(n.Whole + alpha * other[i].Whole) : (Number)(n.Value + alpha * other[i].Value)));
        if (!whole && (!AllFinite(x.Naive) || !AllFinite(y.Naive))) return;
        x.Real.add_(y.Real, alpha: alpha);
        Written($".add_({y.Name}, alpha: {alpha})", x, expected, Largest(x.Naive) + 2 * Largest(y.Naive));
    }

    void Triangle(Pair x)
    {
        if (x.Naive.Rank < 2) return;
        long shift = choices.From(-2, 2);
        bool lower = choices.Below(2) == 0, inPlace = choices.Below(2) == 0 && MayWrite(x);
        var zero = Kind.To(0L, int64, x.Naive.DType);
        var expected = Naive.Build(x.Naive.DType, x.Naive.Sizes, p => (lower ? p[^1] - p[^2] <= shift : p[^1] - p[^2] >= shift) ? x.Naive[p] : zero);
        string name = lower ? "tril" : "triu";
        if (!inPlace) Fresh($"{name}({x.Name}, {shift})", lower ? x.Real.tril(shift) : x.Real.triu(shift), expected);
        else
        {
            _ = lower ? x.Real.tril_(shift) : x.Real.triu_(shift);
            Written($".{name}_({shift})", x, expected);
        }
    }

    void FillDiagonal(Pair x)
    {
        if (x.Naive.Rank != 2 || !MayWrite(x)) return;
        var (number, scalar) = Value(x.Naive.DType);
        var expected = Naive.Build(x.Naive.DType, x.Naive.Sizes, p => p[0] == p[1] ? number : x.Naive[p]);
        x.Real.fill_diagonal_(scalar);
        Written($".fill_diagonal_({scalar})", x, expected);
    }

    void IndexFill(Pair x)
    {
        if (x.Naive.Rank == 0 || !MayWrite(x)) return;
        var (d, named) = Dim(x.Naive.Rank);
        var at = Indices(x.Naive.Sizes[d], choices.Below(4), negative: false);
        if (at is null) return;
        var (number, scalar) = Value(x.Naive.DType);
        var expected = Naive.Build(x.Naive.DType, x.Naive.Sizes, p => at.Contains(p[d]) ? number : x.Naive[p]);
        x.Real.index_fill_(named, tensor(at), scalar);
        Written($".index_fill_({named}, [{List(at)}], {scalar})", x, expected);
    }

    /// <summary>Positions along a dim, or null where there are none to name.</summary>
    long[]? Indices(long size, int count, bool negative)
    {
        if (size == 0 && count > 0) return null;
        return [.. Enumerable.Range(0, count).Select(_ => negative ? choices.From(-size, size - 1) : choices.From(0, size - 1))];
    }
}
