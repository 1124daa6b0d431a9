using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The complex conjugate; a real tensor itself.</summary>
        public Tensor conj() => DType.IsComplex ? Elementwise.Unary(new Conj(), this) : this;

        /// <summary>The real parts of a complex tensor, as a view; a real tensor itself.</summary>
        public Tensor real => DType.IsComplex ? ComplexParts.Part(this, 0) : this;
    }
}
