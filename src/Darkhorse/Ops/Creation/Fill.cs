using Darkhorse.Autograd;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sets every element to a number.</summary>
        public Tensor fill_(Scalar value)
        {
            value.CheckedFor(DType);
            InPlace.Check(this);
            if (Layout.HasOverlap) Errors.Overlap();
            var node = GradMode.Tracks(this) ? new ZeroNode(this) : null;
            Backend.Fill(Data, value);
            InPlace.Finish(this, node);
            return this;
        }
    }
}
