using Darkhorse.Kernels.Dense;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

public abstract partial class Backend
{
    /// <summary>
    /// result = alpha * a b + beta * result by the shape rules of matmul; <paramref name="transposed"/> operands are read with their last two dims exchanged. With a beta of
    /// zero the result is not read. Any dtype but bool.
    /// </summary>
    public abstract void Product(in Operand result, in Operand a, in Operand b, Transposed transposed, Scalar alpha, Scalar beta);

    /// <summary>result = a b plus <paramref name="bias"/>, which is contiguous, added to every row.</summary>
    public abstract void ProductWithBias(in Operand result, in Operand a, in Operand b, Transposed transposed, in Operand bias);
}
