using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The complex conjugate; a real tensor itself.</summary>
        public Tensor conj() => DType.IsComplex ? Elementwise.Unary(new Conj(), this) : this;
    }
}
