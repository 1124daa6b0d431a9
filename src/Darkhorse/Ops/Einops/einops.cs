using Darkhorse.Ops;

namespace Darkhorse;

/// <summary>
/// Shapes by the names of their axes, in the notation of einops: <c>einops.rearrange(images, "b h w c -> b c h w")</c>. A name stands for an axis, a number for one of that length,
/// brackets compose axes into one dim, <c>...</c> stands for all other dims. All of it is differentiable, and a view where the elements need not move.
/// </summary>
public static class einops
{
    /// <summary>The elements with their axes in another order, dims split and composed: <c>x.rearrange("b (h w) c -> b c h w", ("h", 4))</c>.</summary>
    /// <param name="tensor">Of as many dims as the left side has.</param>
    /// <param name="pattern">Two sides with the same axes.</param>
    /// <param name="axes_lengths">Lengths of axes that do not follow from the sizes.</param>
    /// <exception cref="InvalidOperationException">The pattern is malformed or does not fit the tensor.</exception>
    public static Tensor rearrange(this Tensor tensor, string pattern, params ReadOnlySpan<(string name, long length)> axes_lengths) => Rearrangement.Rearrange(tensor, pattern, axes_lengths);

    /// <summary>The same for tensors of one shape, whose first axis is the number of the tensor.</summary>
    public static Tensor rearrange(IEnumerable<Tensor> tensors, string pattern, params ReadOnlySpan<(string name, long length)> axes_lengths)
        => Rearrangement.Rearrange(torch.stack(tensors), pattern, axes_lengths);

    /// <summary>Reduces the axes that the right side lacks, and rearranges the others: <c>x.reduce("b c (h 2) (w 2) -> b c h w", "max")</c> is pooling.</summary>
    /// <param name="tensor">Of as many dims as the left side has.</param>
    /// <param name="pattern">Two sides; each axis of the right one is on the left.</param>
    /// <param name="reduction">min, max, sum, mean (of floats), prod, any or all.</param>
    /// <param name="axes_lengths">Lengths of axes that do not follow from the sizes.</param>
    /// <exception cref="InvalidOperationException">The pattern is malformed or does not fit the tensor, or there is no such reduction.</exception>
    public static Tensor reduce(this Tensor tensor, string pattern, string reduction, params ReadOnlySpan<(string name, long length)> axes_lengths)
        => Rearrangement.Reduce(tensor, pattern, Reduction(tensor, reduction), axes_lengths, reduction);

    /// <summary>Reduces by a function of a tensor and the dims to reduce.</summary>
    public static Tensor reduce(this Tensor tensor, string pattern, Func<Tensor, long[], Tensor> reduction, params ReadOnlySpan<(string name, long length)> axes_lengths)
        => Rearrangement.Reduce(tensor, pattern, reduction, axes_lengths, "callable");

    /// <summary>Repeats the elements along axes that the left side lacks: <c>x.repeat("h w -> (h 2) w c", ("c", 3))</c>.</summary>
    /// <param name="tensor">Of as many dims as the left side has.</param>
    /// <param name="pattern">Two sides; each axis of the left one is on the right.</param>
    /// <param name="axes_lengths">Lengths of new axes, and of those that do not follow from the sizes.</param>
    /// <exception cref="InvalidOperationException">The pattern is malformed or does not fit the tensor.</exception>
    public static Tensor repeat(this Tensor tensor, string pattern, params ReadOnlySpan<(string name, long length)> axes_lengths) => Rearrangement.Repeat(tensor, pattern, axes_lengths);

    /// <summary>The sizes of named dims: <c>einops.parse_shape(x, "batch _ h w")</c>; <c>_</c> leaves one out.</summary>
    /// <exception cref="InvalidOperationException">There are not as many names as dims.</exception>
    public static Dictionary<string, long> parse_shape(Tensor x, string pattern)
    {
        string[] names = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length != x.Layout.Rank) throw new InvalidOperationException($"Can't parse shape with different number of dimensions: {pattern} {PythonText.Size(x.Sizes)}");
        var sizes = new Dictionary<string, long>();
        for (int d = 0; d < names.Length; d++)
        {
            if (names[d] == "_") continue;
            PatternSide.CheckName(names[d]);
            sizes[names[d]] = x.Sizes[d];
        }
        return sizes;
    }

    /// <summary>Sums of products along named axes: <c>einops.einsum(x, w, "batch in, in out -> batch out")</c>.</summary>
    /// <exception cref="InvalidOperationException">The pattern is malformed or does not fit the tensors.</exception>
    public static Tensor einsum(Tensor a, Tensor b, string pattern) => einsum([a, b], pattern);

    public static Tensor einsum(Tensor a, string pattern) => einsum([a], pattern);

    public static Tensor einsum(Tensor a, Tensor b, Tensor c, string pattern) => einsum([a, b, c], pattern);

    /// <summary>Sums of products of any number of tensors along named axes.</summary>
    public static Tensor einsum(Tensor[] tensors, string pattern)
    {
        if (pattern.Split("->") is not [var inputs, var output]) throw new InvalidOperationException("Einsum pattern must contain right side (with ->)");
        var letters = new Dictionary<string, char>();
        return torch.einsum($"{string.Join(',', inputs.Split(',').Select(side => Letters(side, letters)))}->{Letters(output, letters)}", tensors);
    }

    /// <summary>A letter for each axis, as <see cref="torch.einsum(string, Tensor[])"/> names them.</summary>
    static string Letters(string text, Dictionary<string, char> letters)
    {
        const string alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var side = new PatternSide(text);
        if (side.Lengths.Count > 0) throw new InvalidOperationException("Anonymous axes are not supported in einsum");
        if (side.IsComposed) throw new InvalidOperationException("Shape rearrangement is not yet supported in einsum");
        return string.Concat(side.Axes.Select(axis =>
        {
            string written = PatternSide.Written(axis);
            if (written == "...") return written;
            if (letters.TryGetValue(axis, out char letter)) return letter.ToString();
            if (letters.Count == alphabet.Length) throw new InvalidOperationException("Too many axes in einsum");
            return (letters[axis] = alphabet[letters.Count]).ToString();
        }));
    }

    static Func<Tensor, long[], Tensor> Reduction(Tensor tensor, string name) => name switch
    {
        "min" => static (x, dims) => x.amin(dims),
        "max" => static (x, dims) => x.amax(dims),
        "sum" => static (x, dims) => x.sum(dims),
        "mean" when tensor.DType.IsFloat || tensor.DType.IsComplex => static (x, dims) => x.mean(dims),
        "mean" => throw new InvalidOperationException("reduce_mean is not available for non-floating tensors"),
        "prod" => static (x, dims) => EachDim(x, dims, static (y, dim) => y.prod(dim)),
        "any" => static (x, dims) => EachDim(x, dims, static (y, dim) => y.any(dim)),
        "all" => static (x, dims) => EachDim(x, dims, static (y, dim) => y.all(dim)),
        _ => throw new InvalidOperationException($"Unknown reduction {name}. Expect one of ('min', 'max', 'sum', 'mean', 'prod', 'any', 'all')."),
    };

    static Tensor EachDim(Tensor x, long[] dims, Func<Tensor, long, Tensor> reduction)
    {
        for (int i = dims.Length - 1; i >= 0; i--) x = reduction(x, dims[i]);
        return x;
    }
}
