namespace Darkhorse.Ops;

/// <summary>Products over several dims or of several matrices, made of matrix products.</summary>
static class Contractions
{
    /// <summary>Sums of products over the last <paramref name="dims"/> dims of the first tensor and the first ones of the second, in order.</summary>
    [Op("tensordot", Variants.Function)]
    public static Tensor Tensordot(Tensor a, Tensor b, long dims = 2)
    {
        if (dims < 0) throw new InvalidOperationException($"tensordot expects dims >= 0, but got dims={dims}");
        if (dims > Math.Min(a.Layout.Rank, b.Layout.Rank)) throw new InvalidOperationException($"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}");
        long[] dims1 = new long[dims], dims2 = new long[dims];
        for (int i = 0; i < dims; i++) (dims1[i], dims2[i]) = (a.Layout.Rank - dims + i, i);
        return Tensordot(a, b, dims1, dims2);
    }

    [Op("tensordot", Variants.Method)]
    public static Tensor TensordotMethod(Tensor input, Tensor b, long dims = 2) => Tensordot(input, b, dims);

    /// <summary>Sums of products over pairs of dims: the first of each belongs to a, the second to b.</summary>
    [Op("tensordot", Variants.Function)]
    public static Tensor Tensordot(Tensor a, Tensor b, (long, long)[] dims) => Tensordot(a, b, Array.ConvertAll(dims, d => d.Item1), Array.ConvertAll(dims, d => d.Item2));

    [Op("tensordot", Variants.Method)]
    public static Tensor TensordotMethod(Tensor input, Tensor b, (long, long)[] dims) => Tensordot(input, b, dims);

    [Op("tensordot", Variants.Method)]
    public static Tensor TensordotMethod(Tensor input, Tensor b, long[] dims1, long[] dims2) => Tensordot(input, b, dims1, dims2);

    /// <summary>Sums of products over dims of a and dims of b, given as two lists.</summary>
    [Op("tensordot", Variants.Function)]
    public static Tensor Tensordot(Tensor a, Tensor b, long[][] dims) => dims.Length == 2 ? Tensordot(a, b, dims[0], dims[1]) : throw new InvalidOperationException("tensordot expects dims to be an int or two lists of ints");

    /// <summary>
    /// Sums of products over the dims <paramref name="dims1"/> of a and <paramref name="dims2"/> of b, in pairs; the other dims of a come first in the result, then those of b.
    /// </summary>
    /// <exception cref="InvalidOperationException">The lists differ in length, or paired dims in size (1 is broadcast).</exception>
    [Op("tensordot", Variants.Function)]
    public static Tensor Tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2)
    {
        if (dims1.Length != dims2.Length) throw new InvalidOperationException("both dimension lists should have same length");
        if (a.DType != b.DType) throw new InvalidOperationException("both inputs should have same dtype");
        int[] first = Array.ConvertAll(dims1, d => Dims.Wrap(d, a.Layout.Rank)), second = Array.ConvertAll(dims2, d => Dims.Wrap(d, b.Layout.Rank));
        for (int i = 0; i < first.Length; i++)
        {
            long x = a.Sizes[first[i]], y = b.Sizes[second[i]];
            if (x == y) continue;
            if (y == 1) a = a.sum([first[i]], keepdim: true, type: a.dtype);
            else if (x == 1) b = b.sum([second[i]], keepdim: true, type: a.dtype);
            else throw new InvalidOperationException($"contracted dimensions need to match, but first has size {x} in dim {dims1[i]} and second has size {y} in dim {dims2[i]}");
        }
        long[] restA = Others(a, first), restB = Others(b, second);
        long depth = 1;
        foreach (int d in first) depth *= a.Sizes[d];
        long[] sizesA = Array.ConvertAll(restA, d => a.Sizes[(int)d]), sizesB = Array.ConvertAll(restB, d => b.Sizes[(int)d]);
        var left = a.permute([.. restA, .. first.Select(d => (long)d)]).reshape(Count(sizesA), depth);
        var right = b.permute([.. second.Select(d => (long)d), .. restB]).reshape(depth, Count(sizesB));
        return Products.Multiply(left, right).reshape([.. sizesA, .. sizesB]);
    }

    static long[] Others(Tensor x, int[] dims) => [.. Enumerable.Range(0, x.Layout.Rank).Where(d => !dims.Contains(d)).Select(d => (long)d)];

    static long Count(long[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>Kronecker's product: every element of the first tensor times the whole second one, in blocks. Missing leading dims have size 1.</summary>
    [Op("kron")]
    public static Tensor Kron(Tensor input, Tensor other)
    {
        int rank = Math.Max(input.Layout.Rank, other.Layout.Rank);
        long[] a = new long[2 * rank], b = new long[2 * rank], result = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            (a[2 * i], a[2 * i + 1]) = (SizeFromEnd(input, rank - i), 1);
            (b[2 * i], b[2 * i + 1]) = (1, SizeFromEnd(other, rank - i));
            result[i] = a[2 * i] * b[2 * i + 1];
        }
        return (input.reshape(a) * other.reshape(b)).reshape(result);
    }

    static long SizeFromEnd(Tensor x, int place) => place > x.Layout.Rank ? 1 : x.Sizes[^place];

    /// <summary>The product of matrices in the order of multiplication that costs least.</summary>
    [Op("chain_matmul", Variants.Function)]
    public static Tensor ChainMatmul(params Tensor[] matrices)
    {
        foreach (var matrix in matrices)
            if (matrix.Layout.Rank != 2) throw new InvalidOperationException($"Tensor dimension is {matrix.Layout.Rank}, expected 2 instead.");
        if (matrices.Length == 0) throw new InvalidOperationException("chain_matmul(): Expected one or more matrices");
        return matrices.Length == 1 ? matrices[0] : MultiDot(matrices);
    }

    /// <summary>The product of matrices in the order of multiplication that costs least; the first may be a vector (a row), and the last one (a column).</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two tensors, or ranks or sizes do not fit.</exception>
    [Op("linalg.multi_dot", Variants.Function)]
    public static Tensor MultiDot(IList<Tensor> tensors)
    {
        int count = tensors.Count;
        if (count < 2) throw new InvalidOperationException("multi_dot(): expected at least 2 tensors but got " + count);
        Tensor first = tensors[0], last = tensors[^1];
        if (first.Layout.Rank is not (1 or 2)) throw new InvalidOperationException($"multi_dot(): the first tensor must be 1D or 2D but got {first.Layout.Rank}D");
        if (last.Layout.Rank is not (1 or 2)) throw new InvalidOperationException($"multi_dot(): the last tensor must be 1D or 2D but got {last.Layout.Rank}D");
        var matrices = new Tensor[count];
        for (int i = 0; i < count; i++)
        {
            if (i > 0 && i < count - 1 && tensors[i].Layout.Rank != 2) throw new InvalidOperationException($"multi_dot(): tensor {i} must be 2D but got {tensors[i].Layout.Rank}D");
            matrices[i] = tensors[i].Layout.Rank == 2 ? tensors[i] : Products.WithDim(tensors[i], i == 0 ? 0 : 1);
        }
        for (int i = 0; i + 1 < count; i++)
        {
            if (matrices[i].Sizes[1] != matrices[i + 1].Sizes[0])
                throw new InvalidOperationException($"multi_dot(): tensors {i} and {i + 1} with shapes {Errors.Shape(matrices[i])} and {Errors.Shape(matrices[i + 1])} cannot be multiplied");
        }
        var product = Chain(matrices, CheapestSplits(matrices), 0, count - 1);
        long[] sizes = [.. first.Layout.Rank == 1 ? Array.Empty<long>() : [first.Sizes[0]], .. last.Layout.Rank == 1 ? Array.Empty<long>() : [last.Sizes[1]]];
        return sizes.Length == 2 ? product : product.reshape(sizes);
    }

    static Tensor Chain(Tensor[] matrices, int[,] splits, int from, int to)
        => from == to ? matrices[from] : Products.Multiply(Chain(matrices, splits, from, splits[from, to]), Chain(matrices, splits, splits[from, to] + 1, to));

    /// <summary>Where to part each run of matrices: the textbook dynamic programme (Cormen et al., Introduction to Algorithms, 15.2).</summary>
    static int[,] CheapestSplits(Tensor[] matrices)
    {
        int count = matrices.Length;
        var costs = new double[count, count];
        var splits = new int[count, count];
        for (int length = 1; length < count; length++)
        {
            for (int from = 0; from + length < count; from++)
            {
                int to = from + length;
                costs[from, to] = double.PositiveInfinity;
                for (int split = from; split < to; split++)
                {
                    double cost = costs[from, split] + costs[split + 1, to] + (double)matrices[from].Sizes[0] * matrices[split].Sizes[1] * matrices[to].Sizes[1];
                    if (cost >= costs[from, to]) continue;
                    (costs[from, to], splits[from, to]) = (cost, split);
                }
            }
        }
        return splits;
    }

    /// <summary>y_o = x1^T W_o x2 + b_o over the last dims: [*, in1] and [*, in2] with weights [out, in1, in2] give [*, out].</summary>
    /// <exception cref="InvalidOperationException">Sizes do not fit.</exception>
    [Op("nn.functional.bilinear")]
    public static Tensor Bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null)
    {
        if (weight.Layout.Rank != 3) throw new InvalidOperationException($"bilinear(): weight must have 3 dimensions, got {weight.Layout.Rank}");
        if (input1.Layout.Rank == 0 || bias is { Layout.Rank: 0 }) throw new InvalidOperationException("bilinear(): inputs and bias must have at least 1 dimension");
        if (input1.Layout.Rank != input2.Layout.Rank) throw new InvalidOperationException($"bilinear(): input dimensions do not match: got {input1.Layout.Rank} and {input2.Layout.Rank}");
        for (int d = 0; d + 1 < input1.Layout.Rank; d++)
            if (input1.Sizes[d] != input2.Sizes[d]) throw new InvalidOperationException($"bilinear(): input batch dimensions do not match at dim {d}: got {input1.Sizes[d]} and {input2.Sizes[d]}");
        if (input1.Sizes[^1] != weight.Sizes[1]) throw new InvalidOperationException($"bilinear(): input1 size does not match weight size: got {input1.Sizes[^1]} but expected {weight.Sizes[1]}");
        if (input2.Sizes[^1] != weight.Sizes[2]) throw new InvalidOperationException($"bilinear(): input2 size does not match weight size: got {input2.Sizes[^1]} but expected {weight.Sizes[2]}");
        if (bias is not null && bias.Sizes[0] != weight.Sizes[0]) throw new InvalidOperationException($"bilinear(): bias size does not match weight size: got {bias.Sizes[0]} but expected {weight.Sizes[0]}");
        long outputs = weight.Sizes[0], first = weight.Sizes[1], second = weight.Sizes[2];
        Tensor x1 = Products.Stacked(Products.WithDim(input1, 0)), x2 = Products.Stacked(Products.WithDim(input2, 0));
        // x1 W for every output at once, then a product of each row with its x2.
        var half = Products.Multiply(x1, weight.permute(1, 0, 2).reshape(first, outputs * second));
        var result = Products.Multiply(half.reshape(x1.Sizes[0], outputs, second), Products.WithDim(x2, 2)).reshape([.. input1.Sizes[..^1], outputs]);
        return bias is null ? result : result + bias;
    }
}
