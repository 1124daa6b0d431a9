using Darkhorse.Kernels.Dense;

namespace Darkhorse.Ops;

/// <summary>The products of two tensors.</summary>
static class MatMul
{
    /// <summary>
    /// The matrix product. One-dimensional operands are a row on the left, a column on the right, and lose that dim in the result; dims before the last two are batches and are
    /// broadcast.
    /// </summary>
    /// <exception cref="InvalidOperationException">An operand has no dims, the inner sizes or the dtypes differ, or the batches do not broadcast.</exception>
    [Op("matmul")]
    public static Tensor Apply(Tensor input, Tensor target)
    {
        int a = input.Layout.Rank, b = target.Layout.Rank;
        if (a == 0 || b == 0) throw new InvalidOperationException($"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D");
        if (a == 1 && b == 1) return Dot(input, target);
        if (a == 2 && b == 2) return Mm(input, target);
        if (a == 2 && b == 1) return Mv(input, target);
        if (a > 2 && b > 2) CheckBatches(input, target);
        else if (input.Sizes[^1] != target.Sizes[b == 1 ? 0 : b - 2]) Mismatch(input, target);
        return Products.Multiply(input, target, op: a > 2 && b > 2 || b == 1 ? "UnsafeView" : a == 1 && b == 2 ? "Squeeze" : "UnsafeView");
    }

    /// <summary>The matrix product into a given tensor.</summary>
    [Op("matmul", Variants.Function)]
    public static Tensor Apply(Tensor input, Tensor target, Tensor @out) => Results.Into(@out, Apply(input, target), "matmul");

    /// <summary>The product of two matrices.</summary>
    /// <exception cref="InvalidOperationException">An operand is not a matrix, or the inner sizes or the dtypes differ.</exception>
    [Op("mm", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor Mm(Tensor input, Tensor target)
    {
        if (input.Layout.Rank != 2) throw new InvalidOperationException("self must be a matrix");
        if (target.Layout.Rank != 2) throw new InvalidOperationException("mat2 must be a matrix");
        if (input.Sizes[1] != target.Sizes[0]) ThrowShapes(input, target);
        return Products.Multiply(input, target);
    }

    /// <summary>Products of matrices in pairs: [b, n, m] and [b, m, p] give [b, n, p].</summary>
    /// <exception cref="InvalidOperationException">An operand has not three dims, or sizes or dtypes differ.</exception>
    [Op("bmm", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor Bmm(Tensor input, Tensor batch2)
    {
        CheckBatch(input, batch2);
        return Products.Multiply(input, batch2, op: "Bmm");
    }

    internal static void CheckBatch(Tensor batch1, Tensor batch2)
    {
        if (batch1.Layout.Rank != 3) throw new InvalidOperationException("batch1 must be a 3D tensor");
        if (batch2.Layout.Rank != 3) throw new InvalidOperationException("batch2 must be a 3D tensor");
        if (batch1.Sizes[0] != batch2.Sizes[0] || batch1.Sizes[2] != batch2.Sizes[1])
            throw new InvalidOperationException($"Expected size for first two dimensions of batch2 tensor to be: [{batch1.Sizes[0]}, {batch1.Sizes[2]}] but got: [{batch2.Sizes[0]}, {batch2.Sizes[1]}].");
    }

    /// <summary>The product of a matrix and a vector.</summary>
    /// <exception cref="InvalidOperationException">The ranks are not 2 and 1, or sizes or dtypes differ.</exception>
    [Op("mv", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor Mv(Tensor input, Tensor target)
    {
        if (input.Layout.Rank != 2 || target.Layout.Rank != 1)
            throw new InvalidOperationException($"vector + matrix @ vector expected, got 1, {input.Layout.Rank}, {target.Layout.Rank}");
        if (input.Sizes[1] != target.Sizes[0])
            throw new InvalidOperationException($"size mismatch, got input ({input.Sizes[0]}), mat ({input.Sizes[0]}x{input.Sizes[1]}), vec ({target.Sizes[0]})");
        return Products.Multiply(input, target, op: "Mv");
    }

    /// <summary>The sum of the products of two vectors' elements.</summary>
    /// <exception cref="InvalidOperationException">An operand is not a vector, or sizes or dtypes differ.</exception>
    [Op("dot", Variants.Method)]
    public static Tensor Dot(Tensor input, Tensor target)
    {
        CheckVectors(input, target, "dot");
        return Products.Multiply(input, target, op: "Dot");
    }

    /// <summary>The sum of the products of two vectors' elements.</summary>
    [Op("dot", Variants.Function | Variants.Out)]
    public static Tensor DotFunction(Tensor input, Tensor other) => Dot(input, other);

    /// <summary>As dot, with the first vector conjugated.</summary>
    [Op("vdot")]
    public static Tensor Vdot(Tensor input, Tensor target)
    {
        CheckVectors(input, target, "vdot");
        return Products.Multiply(input.DType.IsComplex ? input.conj() : input, target, op: input.DType.IsComplex ? "Vdot" : "Dot");
    }

    static void CheckVectors(Tensor a, Tensor b, string op)
    {
        if (a.Layout.Rank != 1 || b.Layout.Rank != 1)
            throw new InvalidOperationException($"1D tensors expected, but got {a.Layout.Rank}D and {b.Layout.Rank}D tensors");
        if (a.DType != b.DType)
            throw new InvalidOperationException($"{op} : expected both vectors to have same dtype, but found {a.DType.LegacyName} and {b.DType.LegacyName}");
        if (a.Sizes[0] != b.Sizes[0])
            throw new InvalidOperationException($"inconsistent tensor size, expected tensor [{a.Sizes[0]}] and src [{b.Sizes[0]}] to have the same number of elements, but got {a.Sizes[0]} and {b.Sizes[0]} elements respectively");
    }

    /// <summary>Sums of products over the last dims: the rest of both shapes stay. A 0-dim operand scales the other.</summary>
    [Op("inner")]
    public static Tensor Inner(Tensor input, Tensor vec2)
    {
        if (input.Layout.Rank == 0 || vec2.Layout.Rank == 0) return input * vec2;
        if (input.Sizes[^1] != vec2.Sizes[^1])
            throw new InvalidOperationException($"inner() the last dimension must match on both input tensors but got shapes {Errors.Shape(input)} and {Errors.Shape(vec2)}");
        if (input.Layout.Rank == 1 && vec2.Layout.Rank == 1) return Dot(input, vec2);
        var product = Products.Multiply(Products.Stacked(input), Products.Stacked(vec2), Transposed.Second);
        return product.reshape([.. input.Sizes[..^1], .. vec2.Sizes[..^1]]);
    }

    /// <summary>The products of each element of one vector with each of another: [n, m].</summary>
    /// <exception cref="InvalidOperationException">An operand is not a vector.</exception>
    [Op("outer")]
    [Op("ger")]
    public static Tensor Outer(Tensor input, Tensor vec2)
    {
        if (input.Layout.Rank != 1) throw new InvalidOperationException($"outer: Expected 1-D argument self, but got {input.Layout.Rank}-D");
        if (vec2.Layout.Rank != 1) throw new InvalidOperationException($"outer: Expected 1-D argument vec2, but got {vec2.Layout.Rank}-D");
        return Products.WithDim(input, 1) * vec2;
    }

    static void CheckBatches(Tensor a, Tensor b)
    {
        if (a.Sizes[^1] == b.Sizes[^2]) return;
        // PyTorch broadcasts the batches and multiplies them in pairs; the batch it speaks of is the whole of them.
        long batch = 1;
        Span<long> sizes = stackalloc long[Math.Max(a.Layout.Rank, b.Layout.Rank) - 2];
        if (Layout.TryBroadcast(a.Sizes[..^2], b.Sizes[..^2], sizes, out _)) foreach (long size in sizes) batch *= size;
        throw new InvalidOperationException($"Expected size for first two dimensions of batch2 tensor to be: [{batch}, {a.Sizes[^1]}] but got: [{batch}, {b.Sizes[^2]}].");
    }

    static void Mismatch(Tensor a, Tensor b)
    {
        if (b.Layout.Rank == 1)
            throw new InvalidOperationException($"size mismatch, got input ({a.Layout.Count / Math.Max(a.Sizes[^1], 1)}), mat ({a.Layout.Count / Math.Max(a.Sizes[^1], 1)}x{a.Sizes[^1]}), vec ({b.Sizes[0]})");
        if (a.Layout.Rank == 1 && b.Layout.Rank > 2)
            throw new InvalidOperationException($"size mismatch, got input ({b.Layout.Count / Math.Max(b.Sizes[^2], 1)}), mat ({b.Layout.Count / Math.Max(b.Sizes[^2], 1)}x{b.Sizes[^2]}), vec ({a.Sizes[0]})");
        if (a.Layout.Rank <= 2 && b.Layout.Rank > 2) throw new InvalidOperationException($"mat1 and mat2 shapes cannot be multiplied ({b.Layout.Count / Math.Max(b.Sizes[^2], 1)}x{b.Sizes[^2]} and {a.Sizes[^1]}x{a.Sizes[0]})");
        ThrowShapes(a, b);
    }

    /// <summary>PyTorch's words for matrices that do not fit; batches of the first are counted as rows, a vector is one row.</summary>
    internal static void ThrowShapes(Tensor a, Tensor b, bool transposed = false)
    {
        long depth = a.Sizes[^1], rows = a.Layout.Count / Math.Max(depth, 1);
        throw new InvalidOperationException($"mat1 and mat2 shapes cannot be multiplied ({rows}x{depth} and {b.Sizes[transposed ? 1 : 0]}x{b.Sizes[transposed ? 0 : 1]})");
    }
}
