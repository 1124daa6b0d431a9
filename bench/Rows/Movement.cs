namespace Bench;

/// <summary>Elements moved and nothing computed.</summary>
static class Movement
{
    public static IEnumerable<Row> Rows =>
    [
        Of("clone", [1000, 1000], x => x.clone()),
        Of("zeros_like", [1000, 1000], x => x.zeros_like()),
        Of("cat of 4, rows", [1000, 1000], x => cat([x, x, x, x], 0), results: 4),
        Of("cat of 4, columns", [1000, 1000], x => cat([x, x, x, x], 1), results: 4),
        Of("stack of 4", [1000, 1000], x => stack(new[] { x, x, x, x }, 0), results: 4),
        Of("stack of 4, last dim", [1000, 1000], x => stack(new[] { x, x, x, x }, -1), results: 4),
        Of("transpose 1000x1000", [1000, 1000], x => x.t().contiguous()),
        Of("transpose 4096x1024", [4096, 1024], x => x.t().contiguous()),
        Of("transpose 1000x1000, float64", [1000, 1000], x => x.t().contiguous(), type: float64),
        Of("transpose 1000x1000, uint8", [1000, 1000], x => x.t().contiguous(), type: uint8),
        Of("permute 0,2,3,1 of 32x64x28x28", [32, 64, 28, 28], x => x.permute(0, 2, 3, 1).contiguous()),
        Of("permute 0,3,1,2 of 32x28x28x64", [32, 28, 28, 64], x => x.permute(0, 3, 1, 2).contiguous()),
        Of("permute 0,2,1,3 of 32x128x8x64", [32, 128, 8, 64], x => x.permute(0, 2, 1, 3).contiguous()),
        Of("permute 3,2,1,0 of 32x32x32x32", [32, 32, 32, 32], x => x.permute(3, 2, 1, 0).contiguous()),
        Of("permute 0,2,3,1 of 32x64x28x28, float64", [32, 64, 28, 28], x => x.permute(0, 2, 3, 1).contiguous(), type: float64),
        Of("x[:, ::2]", [1000, 2000], x => x.slice(1, 0, 2000, 2).contiguous()),
        Of("roll of the first dim", [1000, 1000], x => x.roll(17, 0)),
        Of("roll of the last dim", [1000, 1000], x => x.roll(17, 1)),
        Of("flip of the first dim", [1000, 1000], x => x.flip(0)),
        Of("flip of the last dim", [1000, 1000], x => x.flip(1)),
        Of("repeat 2x2", [500, 500], x => x.repeat(2, 2), results: 4),
        Of("repeat_interleave 4", [250_000], x => x.repeat_interleave(4), results: 4),
        Of("expand, contiguous", [1000, 1], x => x.expand(1000, 1000).contiguous(), results: 1000),
        Of("pad", [32, 64, 28, 28], x => functional.pad(x, (1, 1, 1, 1))),
        Of("pad, reflected", [32, 64, 28, 28], x => functional.pad(x, (1, 1, 1, 1), PaddingModes.Reflect)),
        Of("tril", [1000, 1000], x => x.tril()),
        Of("triu", [1000, 1000], x => x.triu()),
        Of("diagonal of 1000x1000", [1000, 1000], x => x.diagonal().contiguous(), results: 0.001),
        .. Casts,
    ];

    static IEnumerable<Row> Casts
    {
        get
        {
            foreach (var (from, to) in new[] { (float32, float16), (float16, float32), (float32, bfloat16), (bfloat16, float32), (float32, float64), (float64, float32), (float32, int32), (float32, int64), (int64, float32), (int32, float32), (uint8, float32), (float32, uint8), (@bool, float32), (float32, @bool), (int64, int32), (int32, int64) })
            {
                yield return new("casts", $"{Pointwise.Name(from)} to {Pointwise.Name(to)}", () =>
                {
                    var x = Pointwise.Make(1_000_000, from);
                    return () => x.to_type(to);
                }, Bytes: 1e6 * (Pointwise.Size(from) + Pointwise.Size(to)));
            }
        }
    }

    static Row Of(string name, long[] sizes, Func<Tensor, Tensor> op, double results = 1, ScalarType type = ScalarType.Float32) => new("movement", name, () =>
    {
        var x = rand(sizes).to_type(type);
        return () => op(x);
    }, Bytes: (1 + results) * Pointwise.Size(type) * sizes.Aggregate(1.0, (product, size) => product * size));
}
