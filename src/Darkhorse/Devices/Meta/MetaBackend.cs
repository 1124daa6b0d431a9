using Darkhorse.Memory;

namespace Darkhorse.Devices;

/// <summary>Shapes and dtypes without data: every kernel has nothing to do.</summary>
internal sealed partial class MetaBackend : Backend
{
    public override Storage Allocate(long byteCount) => Storage.Meta(byteCount);

    public override void Unary<TOp, K>(TOp op, in Operand result, in Operand x) { }

    public override void Binary<TOp, K>(TOp op, in Operand result, in Operand x, in Operand y) { }

    public override void Ternary<TOp, K>(TOp op, in Operand result, in Operand x, in Operand y, in Operand z) { }

    public override void Fill(in Operand target, Scalar value) { }

    public override void Copy(in Operand target, in Operand source) { }

    public override void AddInto(in Operand target, in Operand source) { }

    public override void Reduce<TOp>(TOp op, in Operand result, in Operand x, ulong mask) { }
}
