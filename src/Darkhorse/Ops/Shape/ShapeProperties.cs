using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>All dims in reverse order: of a matrix, its transpose. A view.</summary>
        public Tensor T => Layout.Rank == 2 ? Reordering.T(this) : Reordering.Reversed(this);

        /// <summary>The transpose of the last two dims. A view.</summary>
        public Tensor mT => Layout.Rank >= 2 ? Reordering.Transpose(this, -2, -1)
            : throw new InvalidOperationException($"tensor.mT is only supported on matrices or batches of matrices. Got {Layout.Rank}-D tensor.");

        /// <summary>The conjugate transpose of a matrix.</summary>
        public Tensor H => Layout.Rank == 2 ? Reordering.Adjoint(this) : Layout.Rank == 0 ? conj()
            : throw new InvalidOperationException($"tensor.H is only supported on matrices (2-D tensors). Got {Layout.Rank}-D tensor.{(Layout.Rank > 2 ? " For batches of matrices, consider using tensor.mH" : "")}");

        /// <summary>The conjugate transpose of the last two dims.</summary>
        public Tensor mH => Layout.Rank >= 2 ? Reordering.Adjoint(this)
            : throw new InvalidOperationException($"tensor.mH is only supported on matrices or batches of matrices. Got {Layout.Rank}-D tensor.");

        /// <summary>The real parts of a complex tensor, as a view; a real tensor itself.</summary>
        public Tensor real => ComplexViews.Real(this);

        /// <summary>The imaginary parts of a complex tensor, as a view.</summary>
        public Tensor imag => ComplexViews.Imag(this);
    }
}
