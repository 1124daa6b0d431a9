namespace Darkhorse.Ops;

/// <summary>Sums of products written in Einstein's notation.</summary>
static class Einsum
{
    /// <summary>
    /// Multiplies the elements of the tensors along named dims and sums over the names that the result lacks: <c>"ij,jk->ik"</c> is the matrix product. Names are letters; a name
    /// twice in one operand takes its diagonal; "..." stands for any further dims, which are broadcast. Without an arrow the result has the names that occur once, in alphabetical
    /// order, after the dims of "...". Operands are contracted from left to right.
    /// </summary>
    /// <exception cref="InvalidOperationException">The equation is malformed, or does not fit the tensors.</exception>
    [Op("einsum", Variants.Function)]
    public static Tensor Run(string equation, params Tensor[] tensors)
    {
        if (tensors.Length == 0) throw new InvalidOperationException("einsum(): must provide at least one operand");
        var parsed = new Equation(equation, tensors);
        var product = parsed.Aligned(tensors[0], 0);
        product = SumAlone(product, parsed, 0, tensors.Length == 1 ? null : product.dtype);
        for (int i = 1; i < tensors.Length; i++) product = Contract(product, parsed.Aligned(tensors[i], i), parsed, i);
        return product.reshape(product.Sizes[..parsed.ResultRank]);
    }

    /// <summary>Sums the dims that only the operands up to <paramref name="operand"/> have.</summary>
    static Tensor SumAlone(Tensor x, Equation equation, int operand, torch.ScalarType? type)
    {
        var dims = new List<long>();
        for (int d = equation.ResultRank; d < equation.Rank; d++) if (equation.LastUse(d) == operand) dims.Add(d);
        return dims.Count == 0 ? x : x.sum(dims.ToArray(), keepdim: true, type: type);
    }

    /// <summary>The product of two aligned operands, summed over the dims whose last use this is: one batched matrix product.</summary>
    static Tensor Contract(Tensor left, Tensor right, Equation equation, int operand)
    {
        List<long> shared = [], onlyLeft = [], onlyRight = [], summed = [], leftAlone = [], rightAlone = [];
        for (int d = 0; d < equation.Rank; d++)
        {
            bool inLeft = left.Sizes[d] != 1, inRight = right.Sizes[d] != 1;
            if (d >= equation.ResultRank && equation.LastUse(d) == operand) (inLeft && inRight ? summed : inLeft ? leftAlone : inRight ? rightAlone : summed).Add(d);
            else (inLeft && inRight ? shared : inRight ? onlyRight : onlyLeft).Add(d);
        }
        if (leftAlone.Count > 0) left = left.sum(leftAlone.ToArray(), keepdim: true, type: left.dtype);
        if (rightAlone.Count > 0) right = right.sum(rightAlone.ToArray(), keepdim: true, type: left.dtype);
        summed.AddRange(leftAlone);
        summed.AddRange(rightAlone);
        long[] leftOrder = [.. shared, .. onlyLeft, .. summed, .. onlyRight], rightOrder = [.. shared, .. summed, .. onlyRight, .. onlyLeft];
        long batch = Size(left, shared), rows = Size(left, onlyLeft), depth = Size(left, summed), columns = Size(right, onlyRight);
        var product = Products.Multiply(left.permute(leftOrder).reshape(batch, rows, depth), right.permute(rightOrder).reshape(batch, depth, columns), op: "Bmm");
        // Back to a dim for every name, and to their order.
        long[] order = [.. shared, .. onlyLeft, .. summed, .. onlyRight], sizes = new long[order.Length], inverse = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int d = (int)order[i];
            sizes[i] = summed.Contains(d) ? 1 : shared.Contains(d) || onlyLeft.Contains(d) ? left.Sizes[d] : right.Sizes[d];
            inverse[d] = i;
        }
        return product.reshape(sizes).permute(inverse);
    }

    static long Size(Tensor x, List<long> dims)
    {
        long size = 1;
        foreach (long d in dims) size *= x.Sizes[(int)d];
        return size;
    }
}

/// <summary>A parsed equation: for each operand which dim of the common order its dims are. Result dims come first in that order, then the summed ones.</summary>
sealed class Equation
{
    const int Ellipsis = -1;

    readonly int[][] _labels; // of each operand: letters, or Ellipsis
    readonly Dictionary<int, int> _place = [];
    readonly int[] _lastUse;
    readonly int _ellipsisRank;

    public int ResultRank { get; }
    public int Rank { get; }

    public Equation(string equation, Tensor[] tensors)
    {
        int arrow = equation.IndexOf("->", StringComparison.Ordinal);
        string[] operands = (arrow < 0 ? equation : equation[..arrow]).Split(',');
        if (operands.Length < tensors.Length) throw new InvalidOperationException("einsum(): more operands were provided than specified in the equation");
        if (operands.Length > tensors.Length) throw new InvalidOperationException("einsum(): fewer operands were provided than specified in the equation");
        _labels = new int[operands.Length][];
        for (int i = 0; i < operands.Length; i++)
        {
            _labels[i] = Parse(operands[i], $"for operand {i} ");
            int named = _labels[i].Count(label => label != Ellipsis), rank = tensors[i].Layout.Rank;
            bool open = named != _labels[i].Length;
            if (open ? named > rank : named != rank)
                throw new InvalidOperationException($"einsum(): the number of subscripts in the equation ({named}) {(open ? "is more than the number of dimensions" : "does not match the number of dimensions")} ({rank}) for operand {i}{(open ? "" : " and no ellipsis was given")}");
            if (open) _ellipsisRank = Math.Max(_ellipsisRank, rank - named);
        }
        ResultRank = PlaceResult(arrow < 0 ? null : equation[(arrow + 2)..]);
        Rank = ResultRank;
        bool hasEllipsis = _place.ContainsKey(Ellipsis);
        foreach (int label in _labels.SelectMany(labels => labels).Distinct().Where(label => !_place.ContainsKey(label)).Order().ToArray())
        {
            _place[label] = Rank;
            Rank += label == Ellipsis && !hasEllipsis ? _ellipsisRank : 1;
        }
        _lastUse = new int[Rank];
        for (int i = 0; i < _labels.Length; i++)
            foreach (int label in _labels[i])
                for (int k = 0; k < (label == Ellipsis ? _ellipsisRank : 1); k++) _lastUse[_place[label] + k] = i;
        CheckSizes(tensors);
    }

    /// <summary>The operand after which a summed dim can go.</summary>
    public int LastUse(int dim) => _lastUse[dim];

    static int[] Parse(string text, string where)
    {
        var labels = new List<int>();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ') continue;
            if (text[i] == '.')
            {
                if (labels.Contains(Ellipsis)) throw new InvalidOperationException($"einsum(): found '.' {where}for which an ellipsis was already found");
                if (i + 2 >= text.Length || text[i + 1] != '.' || text[i + 2] != '.') throw new InvalidOperationException($"einsum(): found '.' {where}that is not part of any ellipsis");
                labels.Add(Ellipsis);
                i += 2;
            }
            else
            {
                if (!char.IsAsciiLetter(text[i])) throw new InvalidOperationException("einsum(): invalid subscript given at index " + i + " in the equation string, subscripts must be in [a-zA-Z]");
                labels.Add(text[i]);
            }
        }
        return [.. labels];
    }

    /// <summary>Gives the result's labels their places; returns how many dims that are.</summary>
    int PlaceResult(string? text)
    {
        var counts = _labels.SelectMany(labels => labels).GroupBy(label => label).ToDictionary(group => group.Key, group => group.Count());
        bool anyEllipsis = counts.ContainsKey(Ellipsis);
        int[] result = text is null ? [.. anyEllipsis ? [Ellipsis] : Array.Empty<int>(), .. counts.Where(pair => pair.Key != Ellipsis && pair.Value == 1).Select(pair => pair.Key).Order()] : Parse(text, "for the output ");
        int rank = 0;
        foreach (int label in result)
        {
            if (label != Ellipsis && !counts.ContainsKey(label))
                throw new InvalidOperationException($"einsum(): output subscript {(char)label} does not appear in the equation for any input operand");
            if (!_place.TryAdd(label, rank)) throw new InvalidOperationException($"einsum(): output subscript {(char)label} appears more than once in the output");
            rank += label == Ellipsis ? _ellipsisRank : 1;
        }
        return rank;
    }

    void CheckSizes(Tensor[] tensors)
    {
        var sizes = new long[Rank];
        Array.Fill(sizes, 1);
        for (int i = 0; i < tensors.Length; i++)
        {
            var x = tensors[i];
            int own = 0;
            foreach (int label in _labels[i])
            {
                int count = label == Ellipsis ? x.Layout.Rank - (_labels[i].Length - 1) : 1, place = _place[label] + (label == Ellipsis ? _ellipsisRank - count : 0);
                for (int k = 0; k < count; k++, own++, place++)
                {
                    if (x.Sizes[own] == 1 || x.Sizes[own] == sizes[place]) continue;
                    if (sizes[place] != 1)
                        throw new InvalidOperationException($"einsum(): subscript {(label == Ellipsis ? "..." : ((char)label).ToString())} has size {x.Sizes[own]} for operand {i} which does not broadcast with previously seen size {sizes[place]}");
                    sizes[place] = x.Sizes[own];
                }
            }
        }
    }

    /// <summary>The operand with a dim for every place: diagonals taken, missing dims of size 1.</summary>
    public Tensor Aligned(Tensor x, int operand)
    {
        var labels = new List<int>();
        foreach (int label in _labels[operand])
        {
            if (label == Ellipsis)
            {
                int count = x.Layout.Rank - labels.Count - (_labels[operand].Length - 1 - Array.IndexOf(_labels[operand], Ellipsis));
                for (int k = 0; k < count; k++) labels.Add(~(_place[Ellipsis] + _ellipsisRank - count + k));
            }
            else
            {
                labels.Add(label);
            }
        }
        for (int i = labels.Count - 1; i > 0; i--)
        {
            int first = labels.IndexOf(labels[i]);
            if (first == i) continue;
            x = Diagonal(x, first, i, (char)labels[i], operand);
            labels.RemoveAt(i);
        }
        var sizes = new long[Rank];
        var strides = new long[Rank];
        Array.Fill(sizes, 1);
        var order = new long[labels.Count];
        int[] places = [.. labels.Select(label => label < 0 ? ~label : _place[label])];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort((int[])places.Clone(), order);
        for (int i = 0; i < places.Length; i++) sizes[places[i]] = x.Sizes[i];
        return x.permute(order).reshape(sizes);
    }

    /// <summary>The elements whose indices in two dims agree, as the first of the dims.</summary>
    static Tensor Diagonal(Tensor x, int first, int second, char label, int operand)
    {
        if (x.Sizes[first] != x.Sizes[second])
            throw new InvalidOperationException($"einsum(): subscript {label} is repeated for operand {operand} but the sizes don't match, {x.Sizes[second]} != {x.Sizes[first]}");
        long[] sizes = [.. x.Sizes[..second], .. x.Sizes[(second + 1)..]], strides = [.. x.Strides[..second], .. x.Strides[(second + 1)..]];
        strides[first] += x.Strides[second];
        return Views.Part(x, "Diagonal", new(sizes, strides), x.Data.Offset, t => Diagonal(t, first, second, label, operand));
    }
}
