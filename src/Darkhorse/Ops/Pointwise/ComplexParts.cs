using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>The complex conjugate; a real tensor itself.</summary>
    public static Tensor conj(Tensor input) => input.conj();

    public partial class Tensor
    {
        /// <summary>The complex conjugate; a real tensor itself.</summary>
        public Tensor conj() => DType.IsComplex ? Elementwise.Unary(new Conj(), this) : this;
    }
}
