namespace Darkhorse.Ops;

/// <summary>Something to do with every pointwise op there is.</summary>
public interface IOpVisitor
{
    void Unary<TOp>(string name, TOp op) where TOp : struct, IUnary;
    void Binary<TOp>(string name, TOp op) where TOp : struct, IBinary;
}

/// <summary>The list of all ops; written by the surface generator from the [Op] attributes, so that it needs no reflection.</summary>
public static partial class Catalogue
{
    /// <summary>The public name of every op, dotted where it lives in a nested class.</summary>
    public static ReadOnlySpan<string> Names => s_names;
}
