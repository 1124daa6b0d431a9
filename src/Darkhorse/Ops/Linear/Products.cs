using Darkhorse.Autograd;
using Darkhorse.Devices;
using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>
/// What every matrix product is made of: one differentiable product whose operands may be read transposed, so that neither the forward nor the backward direction of a
/// layer copies or even views a matrix.
/// </summary>
static class Products
{
    /// <summary>a b by the rules of matmul. One-dimensional operands are never transposed. Shapes have been checked.</summary>
    public static Tensor Multiply(Tensor a, Tensor b, Transposed transposed = Transposed.Neither, string op = "Mm")
    {
        var result = Tensor.Empty(ResultLayout(a, b, transposed), CommonDType(a, b), a);
        result.Backend.Product(result.Data, a.Data, b.Data, transposed, 1, 0);
        if (GradMode.Tracks(a, b)) result.SetGradFn(new ProductNode(a, b, transposed, op), 0);
        return result;
    }

    /// <summary>alpha * a b + beta * input, the input broadcast. Differentiable in all three.</summary>
    public static Tensor MultiplyAdd(Tensor input, Tensor a, Tensor b, Scalar beta, Scalar alpha, string op)
    {
        var layout = ResultLayout(a, b, Transposed.Neither);
        CheckInput(input, a, layout);
        var result = Tensor.Empty(layout, CommonDType(a, b), a);
        MultiplyInto(result, input, a, b, beta, alpha);
        if (GradMode.Enabled && (input.requires_grad || a.requires_grad || b.requires_grad)) result.SetGradFn(new AddProductNode(input, a, b, beta, alpha, op), 0);
        return result;
    }

    /// <summary>input = alpha * a b + beta * input.</summary>
    public static Tensor MultiplyAddInPlace(Tensor input, Tensor a, Tensor b, Scalar beta, Scalar alpha, string op)
    {
        var layout = ResultLayout(a, b, Transposed.Neither);
        CheckInput(input, a, layout);
        if (!layout.SameSizes(input.Layout)) Errors.OutputShape(input, layout.Sizes);
        CommonDType(a, b);
        InPlace.Check(input);
        if (input.Layout.HasOverlap) Errors.Overlap();
        var node = GradMode.Enabled && (input.requires_grad || a.requires_grad || b.requires_grad) ? new AddProductNode(input, a, b, beta, alpha, op) : null;
        if (input.SharesStorage(a)) a = a.detach().clone();
        if (input.SharesStorage(b)) b = b.detach().clone();
        input.Backend.Product(input.Data, a.Data, b.Data, Transposed.Neither, alpha, beta);
        InPlace.Finish(input, node);
        return input;
    }

    static void MultiplyInto(Tensor result, Tensor input, Tensor a, Tensor b, Scalar beta, Scalar alpha)
    {
        // As in BLAS, a factor of zero also silences nan.
        if (beta.ToBoolean()) result.Backend.Copy(result.Data, input.Data);
        result.Backend.Product(result.Data, a.Data, b.Data, Transposed.Neither, alpha, beta);
    }

    static void CheckInput(Tensor input, Tensor a, Layout layout)
    {
        if (!ReferenceEquals(input.Backend, a.Backend)) Errors.DevicesDiffer(input, a);
        if (input.DType != a.DType) throw new InvalidOperationException($"self and mat2 must have the same dtype, but got {input.DType.LegacyName} and {a.DType.LegacyName}");
        if (input.Layout.SameSizes(layout)) return;
        Span<long> sizes = stackalloc long[Math.Max(input.Layout.Rank, layout.Rank)];
        if (input.Layout.Rank <= layout.Rank && Layout.TryBroadcast(input.Sizes, layout.Sizes, sizes, out _) && layout.Sizes.SequenceEqual(sizes)) return;
        // Expanding fails, and says how.
        input.expand(layout.Sizes);
    }

    /// <summary>The dtype of a product; its operands must agree, also on the device.</summary>
    public static DType CommonDType(Tensor a, Tensor b)
    {
        if (a.DType != b.DType) throw new InvalidOperationException($"expected scalar type {a.DType.LegacyName} but found {b.DType.LegacyName}");
        if (!ReferenceEquals(a.Backend, b.Backend)) Errors.DevicesDiffer(a, b);
        if (a.DType == DType.Bool) Errors.NotImplementedFor(Math.Max(a.Layout.Rank, b.Layout.Rank) > 2 ? "baddbmm" : a.Layout.Rank == 1 && b.Layout.Rank == 1 ? "dot" : "addmm_impl_cpu_", DType.Bool);
        return a.DType;
    }

    public static Layout ResultLayout(Tensor a, Tensor b, Transposed transposed)
    {
        int matrixA = Math.Min(a.Layout.Rank, 2), matrixB = Math.Min(b.Layout.Rank, 2);
        int batchA = a.Layout.Rank - matrixA, batchB = b.Layout.Rank - matrixB, batch = Math.Max(batchA, batchB);
        Span<long> sizes = stackalloc long[batch + 2];
        if (batch > 0 && !Layout.TryBroadcast(a.Sizes[..batchA], b.Sizes[..batchB], sizes[..batch], out int dim)) ThrowBatches(a, b, dim - batch);
        int rank = batch;
        if (matrixA == 2) sizes[rank++] = (transposed & Transposed.First) != 0 ? a.Sizes[^1] : a.Sizes[^2];
        if (matrixB == 2) sizes[rank++] = (transposed & Transposed.Second) != 0 ? b.Sizes[^2] : b.Sizes[^1];
        return Layout.Contiguous(sizes[..rank]);
    }

    static void ThrowBatches(Tensor a, Tensor b, int dim)
        => throw new InvalidOperationException($"The size of tensor a ({a.Sizes[^(2 - dim)]}) must match the size of tensor b ({b.Sizes[^(2 - dim)]}) at non-singleton dimension {Math.Max(a.Layout.Rank, b.Layout.Rank) - 2 + dim}");

    /// <summary>The gradient of a: grad b^H, read from b's side where a is transposed.</summary>
    public static Tensor GradientOfFirst(Tensor grad, Layout a, Tensor b, Transposed transposed)
    {
        if (b.DType.IsComplex) b = b.conj();
        bool second = (transposed & Transposed.Second) != 0;
        if (a.Rank == 1) grad = Row(grad, b.Layout.Rank);
        if (b.Layout.Rank == 1) (grad, b, second) = (Column(grad), Column(b), false);
        var gradient = (transposed & Transposed.First) != 0 && a.Rank > 1
            ? Multiply(b, grad, (second ? Transposed.First : Transposed.Neither) | Transposed.Second)
            : Multiply(grad, b, second ? Transposed.Neither : Transposed.Second);
        return Fitted(gradient, a);
    }

    /// <summary>The gradient of b: a^H grad, read from a's side where b is transposed.</summary>
    public static Tensor GradientOfSecond(Tensor grad, Tensor a, Layout b, Transposed transposed)
    {
        if (a.DType.IsComplex) a = a.conj();
        bool first = (transposed & Transposed.First) != 0;
        if (a.Layout.Rank == 1) (grad, a, first) = (Row(grad, b.Rank), WithDim(a, 0), false);
        if (b.Rank == 1) grad = Column(grad);
        if (b.Rank <= 2 && a.Layout.Rank > 2 && !first)
        {
            // One matrix met by a whole batch: the sum over the batch is a single deep product.
            a = Stacked(a);
            grad = Stacked(grad);
        }
        var gradient = (transposed & Transposed.Second) != 0 && b.Rank > 1
            ? Multiply(grad, a, Transposed.First | (first ? Transposed.Second : Transposed.Neither))
            : Multiply(a, grad, first ? Transposed.Neither : Transposed.First);
        return Fitted(gradient, b);
    }

    /// <summary>A batch of matrices as one tall matrix.</summary>
    public static Tensor Stacked(Tensor x)
    {
        long rows = 1;
        foreach (long size in x.Sizes[..^1]) rows *= size;
        return x.Layout.Rank == 2 ? x : x.reshape(rows, x.Sizes[^1]);
    }

    /// <summary>Gives the gradient of a product with a one-dimensional first operand its row dim back.</summary>
    static Tensor Row(Tensor grad, int rankB) => WithDim(grad, rankB == 1 ? grad.Layout.Rank : grad.Layout.Rank - 1);

    static Tensor Column(Tensor x) => WithDim(x, x.Layout.Rank);

    /// <summary>A view with a further dim of size 1.</summary>
    public static Tensor WithDim(Tensor x, int dim)
    {
        Span<long> sizes = stackalloc long[x.Layout.Rank + 1], strides = stackalloc long[x.Layout.Rank + 1];
        for (int i = 0; i <= x.Layout.Rank; i++) (sizes[i], strides[i]) = i == dim ? (1, 1) : (x.Sizes[i < dim ? i : i - 1], x.Strides[i < dim ? i : i - 1]);
        return Views.Reshaped(x, new(sizes, strides));
    }

    /// <summary>Sums over broadcast batches and drops the dim that a one-dimensional operand never had.</summary>
    static Tensor Fitted(Tensor gradient, Layout layout)
    {
        if (gradient.Layout.SameSizes(layout)) return gradient;
        if (layout.Rank > 1) return torch.sum_to_size(gradient, layout);
        return (gradient.Layout.Rank > 2 ? torch.sum_to_size(gradient, Layout.Contiguous(gradient.Sizes[^2..])) : gradient).reshape(layout.Sizes);
    }
}

/// <summary>Y = A B: dA = dY B^H, dB = A^H dY.</summary>
sealed class ProductNode(Tensor a, Tensor b, Transposed transposed, string op) : Node(a, b)
{
    readonly Layout _layoutA = a.Layout, _layoutB = b.Layout;
    Saved _a = b.requires_grad ? new(a) : default, _b = a.requires_grad ? new(b) : default;

    public override string Name => op + "Backward0";

    internal override void Backward(in Flow flow)
    {
        if (flow.Needs(0)) flow.To(0, Products.GradientOfFirst(flow.Grad, _layoutA, _b.Get(this)!, transposed));
        if (flow.Needs(1)) flow.To(1, Products.GradientOfSecond(flow.Grad, _a.Get(this)!, _layoutB, transposed));
    }

    internal override void Release()
    {
        _a.Release();
        _b.Release();
    }
}

/// <summary>Y = alpha A B + beta C: as for a product, scaled by alpha, and dC = beta dY.</summary>
sealed class AddProductNode(Tensor input, Tensor a, Tensor b, Scalar beta, Scalar alpha, string op) : Node(input, a, b)
{
    readonly Layout _layout = input.Layout, _layoutA = a.Layout, _layoutB = b.Layout;
    Saved _a = b.requires_grad ? new(a) : default, _b = a.requires_grad ? new(b) : default;

    public override string Name => op + "Backward0";

    internal override void Backward(in Flow flow)
    {
        var grad = flow.Grad;
        if (flow.Needs(0)) flow.To(0, torch.sum_to_size(Scaled(grad, beta), _layout));
        if (!flow.Needs(1) && !flow.Needs(2)) return;
        grad = Scaled(grad, alpha);
        if (flow.Needs(1)) flow.To(1, Products.GradientOfFirst(grad, _layoutA, _b.Get(this)!, Transposed.Neither));
        if (flow.Needs(2)) flow.To(2, Products.GradientOfSecond(grad, _a.Get(this)!, _layoutB, Transposed.Neither));
    }

    static Tensor Scaled(Tensor grad, Scalar factor)
        => factor.Equals(1) ? grad : grad * (factor.IsComplex ? System.Numerics.Complex.Conjugate(factor.ToComplex()) : factor);

    internal override void Release()
    {
        _a.Release();
        _b.Release();
    }
}
