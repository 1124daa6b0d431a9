namespace Darkhorse.Memory;

/// <summary>What a backend sees of a tensor: bytes, the layout over them, where it starts (in elements), and the dtype.</summary>
public readonly struct Operand(Storage storage, Layout layout, long offset, DType dtype)
{
    public readonly Storage Storage = storage;
    public readonly Layout Layout = layout;
    public readonly long Offset = offset;
    public readonly DType DType = dtype;

    public long Count => Layout.Count;
    public int ItemSize => DType.ItemSize;

    /// <summary>The same elements seen through another layout.</summary>
    public Operand With(Layout layout, long offset) => new(Storage, layout, offset, DType);

    public Operand With(Layout layout) => new(Storage, layout, Offset, DType);
}
