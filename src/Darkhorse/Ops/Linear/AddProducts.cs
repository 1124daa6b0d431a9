namespace Darkhorse.Ops;

/// <summary>beta * input + alpha * product. With a beta of 0 the input is ignored, nan and infinity included.</summary>
static class AddProducts
{
    /// <summary>beta * input + alpha * mat1 mat2; the input is broadcast to the product's shape.</summary>
    /// <exception cref="InvalidOperationException">An operand is not a matrix, or sizes or dtypes do not fit.</exception>
    [Op("addmm", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor Addmm(Tensor input, Tensor mat1, Tensor mat2, Scalar? beta = null, Scalar? alpha = null)
    {
        CheckMatrices(mat1, mat2);
        return Products.MultiplyAdd(input, mat1, mat2, beta ?? 1, alpha ?? 1, "Addmm");
    }

    [Op("addmm_")]
    public static Tensor AddmmInPlace(Tensor input, Tensor mat1, Tensor mat2, Scalar? beta = null, Scalar? alpha = null)
    {
        CheckMatrices(mat1, mat2);
        return Products.MultiplyAddInPlace(input, mat1, mat2, beta ?? 1, alpha ?? 1, "Addmm");
    }

    static void CheckMatrices(Tensor mat1, Tensor mat2)
    {
        if (mat1.Layout.Rank != 2) throw new InvalidOperationException($"mat1 must be a matrix, got {mat1.Layout.Rank}-D tensor");
        if (mat2.Layout.Rank != 2) throw new InvalidOperationException($"mat2 must be a matrix, got {mat2.Layout.Rank}-D tensor");
        if (mat1.Sizes[1] != mat2.Sizes[0]) MatMul.ThrowShapes(mat1, mat2);
    }

    /// <summary>beta * input + alpha * mat vec; the input is broadcast to the product's shape.</summary>
    /// <exception cref="InvalidOperationException">The ranks are not 2 and 1, or sizes or dtypes do not fit.</exception>
    [Op("addmv", Variants.Method)]
    public static Tensor Addmv(Tensor input, Tensor mat, Tensor vec, Scalar? beta = null, Scalar? alpha = null)
    {
        CheckVector(input, mat, vec);
        return Products.MultiplyAdd(input, mat, vec, beta ?? 1, alpha ?? 1, "Addmv");
    }

    /// <summary>beta * input + alpha * mat1 mat2 for a matrix and a vector; the input is broadcast.</summary>
    [Op("addmv", Variants.Function)]
    public static Tensor AddmvFunction(Tensor input, Tensor mat1, Tensor mat2, Scalar? beta = null, Scalar? alpha = null) => Addmv(input, mat1, mat2, beta, alpha);

    [Op("addmv_", Variants.Method)]
    public static Tensor AddmvInPlace(Tensor input, Tensor mat, Tensor vec, Scalar? beta = null, Scalar? alpha = null)
    {
        CheckVector(input, mat, vec);
        return Products.MultiplyAddInPlace(input, mat, vec, beta ?? 1, alpha ?? 1, "Addmv");
    }

    [Op("addmv_", Variants.Function)]
    public static Tensor AddmvInPlaceFunction(Tensor input, Tensor mat1, Tensor mat2, Scalar? beta = null, Scalar? alpha = null) => AddmvInPlace(input, mat1, mat2, beta, alpha);

    static void CheckVector(Tensor input, Tensor mat, Tensor vec)
    {
        if (mat.Layout.Rank != 2 || vec.Layout.Rank != 1 || input.Layout.Rank > 1)
            throw new InvalidOperationException($"vector + matrix @ vector expected, got {input.Layout.Rank}, {mat.Layout.Rank}, {vec.Layout.Rank}");
        if (mat.Sizes[1] != vec.Sizes[0] || (input.Layout.Count != 1 && input.Sizes[0] != mat.Sizes[0]))
            throw new InvalidOperationException($"size mismatch, got input ({(input.Layout.Rank == 0 ? 1 : input.Sizes[0])}), mat ({mat.Sizes[0]}x{mat.Sizes[1]}), vec ({vec.Sizes[0]})");
    }

    /// <summary>beta * input + alpha * outer(vec1, vec2); the input is broadcast to the product's shape.</summary>
    /// <exception cref="InvalidOperationException">An operand is not a vector, or the shapes do not fit.</exception>
    [Op("addr")]
    public static Tensor Addr(Tensor input, Tensor vec1, Tensor vec2, Scalar? beta = null, Scalar? alpha = null)
    {
        var product = ScaledOuter(input, vec1, vec2, beta, alpha);
        if (input.Layout.Rank > 2 || !Layout.TryBroadcast(input.Sizes, product.Sizes, stackalloc long[2], out _)) input.expand(product.Sizes);
        return beta is not { } b || b.Equals(1) ? input + product : b.ToBoolean() ? b * input + product : Elementwise.Converted(product, Elementwise.CommonDType(input, product));
    }

    [Op("addr_")]
    public static Tensor AddrInPlace(Tensor input, Tensor vec1, Tensor vec2, Scalar? beta = null, Scalar? alpha = null)
    {
        var product = ScaledOuter(input, vec1, vec2, beta, alpha);
        if (!product.Layout.SameSizes(input.Layout)) Errors.OutputShape(input, product.Sizes);
        if (beta is not { } b || b.Equals(1)) return input.add_(product);
        return b.ToBoolean() ? input.mul_(b).add_(product) : input.copy_(product);
    }

    static Tensor ScaledOuter(Tensor input, Tensor vec1, Tensor vec2, Scalar? beta, Scalar? alpha)
    {
        if (vec1.Layout.Rank != 1) throw new InvalidOperationException($"addr: Expected 1-D argument vec1, but got {vec1.Layout.Rank}-D");
        if (vec2.Layout.Rank != 1) throw new InvalidOperationException($"addr: Expected 1-D argument vec2, but got {vec2.Layout.Rank}-D");
        if (input.DType.IsIntegral && vec1.DType.IsIntegral && vec2.DType.IsIntegral)
        {
            if (beta is { IsIntegral: false }) throw new InvalidOperationException("For integral input tensors, argument beta must not be a floating point number.");
            if (alpha is { IsIntegral: false }) throw new InvalidOperationException("For integral input tensors, argument alpha must not be a floating point number.");
        }
        var product = MatMul.Outer(vec1, vec2);
        return alpha is not { } a || a.Equals(1) ? product : product * a;
    }

    /// <summary>beta * input + alpha * the sum of the products of a batch of matrices in pairs: [b, n, m] and [b, m, p] give [n, p].</summary>
    [Op("addbmm")]
    public static Tensor Addbmm(Tensor input, Tensor batch1, Tensor batch2, Scalar? beta = null, Scalar? alpha = null)
    {
        var (side, stacked) = Joined(batch1, batch2);
        return Products.MultiplyAdd(input, side, stacked, beta ?? 1, alpha ?? 1, "Addbmm");
    }

    [Op("addbmm_")]
    public static Tensor AddbmmInPlace(Tensor input, Tensor batch1, Tensor batch2, Scalar? beta = null, Scalar? alpha = null)
    {
        var (side, stacked) = Joined(batch1, batch2);
        return Products.MultiplyAddInPlace(input, side, stacked, beta ?? 1, alpha ?? 1, "Addbmm");
    }

    /// <summary>The matrices of each batch side by side, and on top of each other: their product is the sum of all products.</summary>
    static (Tensor, Tensor) Joined(Tensor batch1, Tensor batch2)
    {
        MatMul.CheckBatch(batch1, batch2);
        long depth = batch1.Sizes[0] * batch1.Sizes[2];
        return (batch1.permute(1, 0, 2).reshape(batch1.Sizes[1], depth), batch2.reshape(depth, batch2.Sizes[2]));
    }

    /// <summary>beta * input + alpha * the products of a batch of matrices in pairs; the input is broadcast to their shape.</summary>
    [Op("baddbmm", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor Baddbmm(Tensor input, Tensor batch1, Tensor batch2, Scalar? beta = null, Scalar? alpha = null)
    {
        MatMul.CheckBatch(batch1, batch2);
        return Products.MultiplyAdd(input, batch1, batch2, beta ?? 1, alpha ?? 1, "Baddbmm");
    }

    [Op("baddbmm_")]
    public static Tensor BaddbmmInPlace(Tensor input, Tensor batch1, Tensor batch2, Scalar? beta = null, Scalar? alpha = null)
    {
        MatMul.CheckBatch(batch1, batch2);
        return Products.MultiplyAddInPlace(input, batch1, batch2, beta ?? 1, alpha ?? 1, "Baddbmm");
    }
}
