using Darkhorse.Memory;

namespace Darkhorse.Modules;

/// <summary>Hands a parameter, its gradient and its state to one pass of the device.</summary>
static class Fused
{
    public static void Update<TOp>(TOp op, Tensor p, Tensor g, Tensor? a = null, Tensor? b = null, Tensor? c = null) where TOp : struct, IUpdateOp
    {
        if (!p.Layout.IsDense)
        {
            var dense = p.Copied(p.Layout.AsDense(), p.DType);
            Update(op, dense, g, a, b, c);
            p.Backend.Copy(p.Data, dense.Data);
            p.Storage.Version++;
            return;
        }
        if (!g.Layout.SameAs(p.Layout) || g.DType != p.DType) g = g.Copied(p.Layout, p.DType);
        // The state was made like the parameter; a parameter converted since finds its state in the old form.
        if (a is not null) Follow(a, p);
        if (b is not null) Follow(b, p);
        if (c is not null) Follow(c, p);
        var target = Flat(p);
        p.Backend.Update(op, target, Flat(g), a is null ? target : Flat(a), b is null ? target : Flat(b), c is null ? target : Flat(c));
        p.Storage.Version++;
    }

    /// <summary>The constants of an update, of which null ones are never read.</summary>
    public static UpdateConstants Constants(params ReadOnlySpan<double?> values)
    {
        var result = default(UpdateConstants);
        for (int i = 0; i < values.Length; i++) result[i] = values[i].GetValueOrDefault();
        return result;
    }

    static void Follow(Tensor state, Tensor p)
    {
        if (state.Layout.SameAs(p.Layout) && state.DType == p.DType && state.device_type == p.device_type) return;
        var moved = state.to(p.device);
        Parameter.Replace(state, moved.Copied(p.Layout, p.DType));
    }

    /// <summary>The elements in the order of memory, complex ones as their two parts.</summary>
    static Operand Flat(Tensor x)
    {
        if (x.DType.IsComplex) return new(x.Storage, Layout.Contiguous([2 * x.Layout.Count]), 2 * x.Data.Offset, x.DType.RealPart);
        return x.Data;
    }
}
