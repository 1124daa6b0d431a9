using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The out form of ops that compute into memory of their own.</summary>
static class Results
{
    /// <summary>Copies a result into a tensor that the caller provides, resized if its shape differs; without one it is the result.</summary>
    /// <exception cref="InvalidOperationException">A gradient is wanted, or the dtype cannot hold the result.</exception>
    public static Tensor Into(Tensor? @out, Tensor computed, string op)
    {
        if (@out is null) return computed;
        if (GradMode.Enabled && (computed.requires_grad || @out.requires_grad)) Errors.OutRequiresGrad(op);
        if (!Promotion.CanCast(computed.DType, @out.DType)) Errors.CannotCast(computed.DType, @out.DType);
        if (!@out.Layout.SameSizes(computed.Layout)) @out.Resize(computed.Sizes);
        if (@out.Layout.HasOverlap) Errors.Overlap();
        @out.Backend.Copy(@out.Data, computed.Data);
        @out.Storage.Version++;
        return @out;
    }
}
