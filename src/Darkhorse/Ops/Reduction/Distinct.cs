namespace Darkhorse.Ops;

/// <summary>Distinct elements or slices. None is differentiable; each nan is a value of its own.</summary>
static class Distinct
{
    /// <summary>The distinct elements in ascending order (or the distinct slices along a dim), for each element the index of its value, and how often each value occurs.</summary>
    /// <returns>The values; the indices and counts where they are asked for, else null.</returns>
    [Op("unique")]
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(Tensor input, bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
    {
        if (dim is { } d) return Slices(input, d, inOrder: true, return_inverse, return_counts);
        RequireReal(input, "unique");
        var (values, order) = Ordering.sort(input.detach().reshape(-1), 0);
        return Elements(input, values, order, return_inverse, return_counts);
    }

    /// <summary>The elements (or slices along a dim) without those that equal the one before them, for each element the index of its value, and the lengths of the runs.</summary>
    [Op("unique_consecutive")]
    public static (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(Tensor input, bool return_inverse = false, bool return_counts = false, int? dim = null)
    {
        if (dim is { } d) return Slices(input, d, inOrder: false, return_inverse, return_counts);
        RequireReal(input, "unique");
        return Elements(input, input.detach().reshape(-1), null, return_inverse, return_counts);
    }

    static void RequireReal(Tensor x, string name)
    {
        if (x.DType.IsComplex) Errors.NotImplementedFor(name, x.DType);
    }

    static (Tensor, Tensor?, Tensor?) Elements(Tensor input, Tensor values, Tensor? order, bool inverse, bool counts)
    {
        var firsts = Firsts(values, values.numel() < 2 ? null : torch.ne(values.narrow(0, 1, values.numel() - 1), values.narrow(0, 0, values.numel() - 1)));
        return (values.masked_select(firsts), inverse ? Inverse(firsts, order).view(input.Sizes) : null, counts ? Lengths(firsts) : null);
    }

    static (Tensor, Tensor?, Tensor?) Slices(Tensor input, long dim, bool inOrder, bool inverse, bool counts)
    {
        RequireReal(input, "unique_dim");
        int d = Dims.Wrap(dim, input.Layout.Rank);
        if (input.Layout.Rank == 0) return Slices(input.reshape(1), 0, inOrder, inverse, counts);
        var moved = input.detach().transpose(0, d).contiguous();
        long rows = moved.Sizes[0];
        if (moved.numel() == 0 && rows != 0) throw new InvalidOperationException("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
        var matrix = moved.reshape(rows, rows == 0 ? 0 : moved.numel() / rows);
        Tensor? order = null;
        if (inOrder)
        {
            order = Tensor.Empty(Layout.Contiguous([rows]), DType.Int64, input);
            if (rows > 0) input.Backend.RowOrder(order.Data, matrix.Data);
            matrix = matrix.index_select(0, order);
        }
        var firsts = Firsts(matrix, rows < 2 ? null : Logic.any(torch.ne(matrix.narrow(0, 1, rows - 1), matrix.narrow(0, 0, rows - 1)), 1));
        var places = firsts.nonzero().view(-1);
        long[] shape = [places.numel(), .. moved.Sizes[1..]];
        return (matrix.index_select(0, places).view(shape).transpose(0, d).contiguous(), inverse ? Inverse(firsts, order) : null, counts ? Lengths(firsts) : null);
    }

    /// <summary>True for the first element and those that differ from the one before.</summary>
    static Tensor Firsts(Tensor values, Tensor? changes)
    {
        var first = values.new_ones([Math.Min(1, values.Sizes[0])], torch.ScalarType.Bool);
        return changes is null ? first : torch.cat([first, changes], 0);
    }

    /// <summary>The number of each element's value, put where the element was before it was sorted.</summary>
    static Tensor Inverse(Tensor firsts, Tensor? order)
    {
        var numbers = Scans.cumsum(firsts, 0) - 1;
        return order is null ? numbers : numbers.new_zeros(numbers.Sizes).scatter(0, order, numbers);
    }

    static Tensor Lengths(Tensor firsts)
    {
        var places = torch.cat([firsts.nonzero().view(-1), firsts.new_full([1], firsts.numel(), torch.ScalarType.Int64)], 0);
        return places.narrow(0, 1, places.numel() - 1) - places.narrow(0, 0, places.numel() - 1);
    }
}
