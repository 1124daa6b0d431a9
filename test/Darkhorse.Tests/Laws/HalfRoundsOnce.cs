using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>On float16 and bfloat16 an op gives what it gives on float32, rounded: it computes in float32 and rounds once.</summary>
public sealed class HalfRoundsOnce
{
    /// <summary>Ops that are made of other ops in PyTorch too, and there as here round after each; of einsum those with more than two operands or an outer sum.</summary>
    static readonly HashSet<string> s_composed =
    [
        "index_add", "chain_matmul", "linalg.multi_dot", "nn.functional.bilinear", "einsum", "linalg.matrix_power", "matrix_exp", "linalg.cross", "nn.functional.cross_entropy",
        "nn.functional.cosine_similarity", "nn.functional.local_response_norm", "nn.functional.poisson_nll_loss", "nn.functional.cosine_embedding_loss", "nn.functional.triplet_margin_loss",
        "nn.functional.affine_grid", "nn.functional.normalize", "mvlgamma", "ldexp", "renorm", "diff", "trapezoid", "cumulative_trapezoid", "cov", "corrcoef", "histogram", "gradient",
    ];

    public static IEnumerable<TheoryDataRow<Row>> All()
        => Rows.Where(row => row.Deterministic && !s_composed.Contains(row.Op) && (row.DTypes & (DTypes.Float16 | DTypes.BFloat16)) != 0 && row.DTypes.Contains(DType.Float32));

    [Theory, MemberData(nameof(All))]
    public void Result_is_the_rounded_float(Row row)
    {
        foreach (var dtype in new[] { float16, bfloat16 })
        {
            if (!row.DTypes.Contains((DType)dtype)) continue;
            foreach (var sample in row.Samples(dtype))
            {
                Tensor[] narrow = row.Call(sample.Inputs), wide = row.Call(Array.ConvertAll(sample.Inputs, x => x.dtype == dtype ? x.to(float32) : x));
                for (int k = 0; k < narrow.Length; k++)
                {
                    if (narrow[k].dtype != dtype || wide[k].dtype != float32) continue;
                    float[] actual = narrow[k].detach().to(float32).ToArray<float>(), expected = wide[k].detach().ToArray<float>();
                    for (int i = 0; i < actual.Length; i++)
                        Assert.True(Near(actual[i], expected[i], dtype), $"{row} of {sample}: element {i} is {actual[i]}, in float32 {expected[i]}");
                }
            }
        }
    }

    /// <summary>Within a unit of the last place: half of one for the rounding, and as much for sums in another order.</summary>
    static bool Near(float actual, float expected, ScalarType dtype)
    {
        if (actual.Equals(expected) || actual == expected) return true;
        float rounded = dtype == float16 ? (float)(Half)expected : (float)(BFloat16)expected;
        if (actual.Equals(rounded)) return true;
        double unit = Math.Max(Math.Pow(2, Math.Floor(Math.Log2(Math.Abs(expected)))) * (dtype == float16 ? 1.0 / 1024 : 1.0 / 128), dtype == float16 ? Math.Pow(2, -24) : 0);
        return Math.Abs(actual - expected) <= unit;
    }
}
