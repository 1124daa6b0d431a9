using System.Numerics;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Table.Linear;

static class Einsum
{
    static IEnumerable<Row> Equations =>
    [
        Equation("ij,jk->ik", [2, 3], [3, 4]),
        Equation("ij,jk", [2, 3], [3, 4]),
        Equation("i,i->", [4], [4]),
        Equation("i,j->ji", [2], [3]),
        Equation("bij,bkj->bik", [2, 2, 3], [2, 2, 3]),
        Equation("ij->ji", [2, 3]),
        Equation("ij->", [2, 3]),
        Equation("ii->i", [3, 3]),
        Equation("ii", [3, 3]),
        Equation("iij->j", [2, 2, 3]),
        Equation("bn,anm,bm->ba", [2, 3], [4, 3, 2], [2, 2]),
        Equation("ij,ij,ij->j", [2, 3], [2, 3], [2, 3]),
        Equation("ij,k->jk", [2, 3], [2]),
        Equation("ij,jk->ik", [2, 1], [3, 4]),
        Equation("kA, Ak -> A", [2, 3], [3, 2]),
    ];

    static IEnumerable<Row> Ellipses =>
    [
        Ellipsis("...ij,...jk->...ik", x => MatMul.Product(x[0], x[1]), [2, 2, 3], [3, 2]),
        Ellipsis("...ij,...jk", x => MatMul.Product(x[0], x[1]), [2, 3], [2, 3, 2]),
        Ellipsis("i...->...", x => x[0].sum([0]), [2, 3, 2]),
    ];

    static Row Equation(string equation, params long[][] shapes) => new("einsum")
    {
        Variant = equation + " of " + string.Join(' ', shapes.Select(shape => string.Join('x', shape))),
        Call = x => [einsum(equation, x)],
        Samples = dtype => [new([.. shapes.Select((shape, i) => Make.Tensor(dtype, -2 + i, 2, shape))])],
        DTypes = shapes.Length > 1 ? DTypes.Numbers : DTypes.All,
        ReferenceTensors = x => [Definition(equation, x)],
        Differentiable = [.. Enumerable.Range(0, shapes.Length)],
        Tolerance = (1e-5, 1e-5),
    };

    static Row Ellipsis(string equation, Func<Tensor[], Tensor> reference, params long[][] shapes) => new("einsum")
    {
        Variant = equation,
        Call = x => [einsum(equation, x)],
        Samples = dtype => [new([.. shapes.Select((shape, i) => Make.Tensor(dtype, -2 + i, 2, shape))])],
        DTypes = shapes.Length > 1 ? DTypes.Numbers : DTypes.All,
        ReferenceTensors = x => [reference(x)],
        Differentiable = [.. Enumerable.Range(0, shapes.Length)],
        Tolerance = (1e-5, 1e-5),
    };

    /// <summary>The sum over all values of all names, term by term.</summary>
    static Tensor Definition(string equation, Tensor[] x)
    {
        string[] sides = equation.Replace(" ", "").Split("->"), operands = sides[0].Split(',');
        string all = string.Concat(sides[0].Where(char.IsLetter).Distinct());
        string result = sides.Length > 1 ? sides[1] : string.Concat(all.Where(c => sides[0].Count(d => d == c) == 1).Order());
        var sizes = all.ToDictionary(c => c, c => operands.Select((names, i) => names.Contains(c) ? x[i].shape[names.IndexOf(c)] : 1).Max());
        long[] shape = [.. result.Select(c => sizes[c])];
        var values = x.Select(Same.Values).ToArray();
        var sum = new double[shape.Aggregate(1L, (product, size) => product * size)];
        var at = all.ToDictionary(c => c, _ => 0L);
        for (long n = all.Aggregate(1L, (product, c) => product * sizes[c]), i = 0; i < n; i++)
        {
            long rest = i;
            foreach (char c in all) (rest, at[c]) = Math.DivRem(rest, sizes[c]);
            var term = Complex.One;
            for (int k = 0; k < x.Length; k++)
            {
                int operand = k;
                term *= values[k][operands[k].Select((c, d) => (Index: x[operand].shape[d] == 1 ? 0 : at[c], Size: x[operand].shape[d])).Aggregate(0L, (offset, dim) => offset * dim.Size + dim.Index)];
            }
            sum[result.Aggregate(0L, (offset, c) => offset * sizes[c] + at[c])] += term.Real;
        }
        return Same.FromArray(sum, shape);
    }
}
