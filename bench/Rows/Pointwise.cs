namespace Bench;

/// <summary>One pass over the elements: functions by size, by dtype, by the shape of the operands, and by what becomes of the result.</summary>
static class Pointwise
{
    public static IEnumerable<Row> Rows => [.. BySize(10_000), .. BySize(1_000_000), .. BySize(10_000_000), .. ByType, .. ByShape, .. ByResult];

    static IEnumerable<Row> BySize(long n)
    {
        var unary = new (string Name, Func<Tensor, Tensor> Op)[]
        {
            ("exp", x => x.exp()), ("log", x => x.log()), ("tanh", x => x.tanh()), ("sigmoid", x => x.sigmoid()), ("sqrt", x => x.sqrt()), ("relu", x => x.relu()), ("abs", x => x.abs()),
            ("gelu", x => functional.gelu(x)), ("erf", x => x.erf()), ("pow 2.5", x => x.pow(2.5)), ("clamp", x => x.clamp(0.7, 1.5)), ("add scalar", x => x.add(1)),
        };
        var binary = new (string Name, Func<Tensor, Tensor, Tensor> Op)[] { ("add", (x, y) => x.add(y)), ("mul", (x, y) => x.mul(y)), ("div", (x, y) => x.div(y)) };
        foreach (var (name, op) in unary) yield return Of($"{name} {n:N0}", n, float32, op);
        foreach (var (name, op) in binary) yield return Of($"{name} {n:N0}", n, float32, op);
        yield return new("pointwise", $"gt {n:N0}", () =>
        {
            Tensor x = rand(n), y = rand(n);
            return () => x.gt(y);
        }, Bytes: 9.0 * n);
        yield return new("pointwise", $"where {n:N0}", () =>
        {
            Tensor x = rand(n), y = rand(n), condition = x.gt(y);
            return () => torch.where(condition, x, y);
        }, Bytes: 13.0 * n);
        yield return new("pointwise", $"lerp {n:N0}", () =>
        {
            Tensor x = rand(n), y = rand(n), weight = rand(n);
            return () => x.lerp(y, weight);
        }, Bytes: 16.0 * n);
        yield return new("pointwise", $"addcmul {n:N0}", () =>
        {
            Tensor x = rand(n), y = rand(n), z = rand(n);
            return () => x.addcmul(y, z, 0.5);
        }, Bytes: 16.0 * n);
    }

    static IEnumerable<Row> ByType
    {
        get
        {
            const long n = 1_000_000;
            foreach (var type in new[] { float64, int32, int64, uint8, @bool, bfloat16, float16, complex64 })
            {
                yield return Of($"add {n:N0}, {Name(type)}", n, type, (x, y) => x.add(y));
                yield return Of($"mul {n:N0}, {Name(type)}", n, type, (x, y) => x.mul(y));
                if (type != @bool) yield return Of($"abs {n:N0}, {Name(type)}", n, type, x => x.abs());
                if (type != complex64)
                    yield return new("pointwise", $"gt {n:N0}, {Name(type)}", () =>
                    {
                        Tensor x = Make(n, type), y = Make(n, type);
                        return () => x.gt(y);
                    }, Bytes: (2 * Size(type) + 1.0) * n);
            }
            foreach (var type in new[] { float64, bfloat16, complex64 })
            {
                yield return Of($"exp {n:N0}, {Name(type)}", n, type, x => x.exp());
                yield return Of($"tanh {n:N0}, {Name(type)}", n, type, x => x.tanh());
                yield return Of($"div {n:N0}, {Name(type)}", n, type, (x, y) => x.div(y));
            }
            yield return Of($"div {n:N0}, int64", n, int64, (x, y) => x.div(y));
        }
    }

    static IEnumerable<Row> ByShape
    {
        get
        {
            const double n = 1_000_000;
            yield return new("pointwise", "add, x[::2]", () =>
            {
                Tensor x = rand(2_000_000).slice(0, 0, 2_000_000, 2), y = rand(1_000_000);
                return () => x.add(y);
            }, Bytes: 16 * n);
            yield return new("pointwise", "relu, x[::2]", () =>
            {
                var x = rand(2_000_000).slice(0, 0, 2_000_000, 2);
                return () => x.relu();
            }, Bytes: 12 * n);
            yield return new("pointwise", "add, transposed to plain", () =>
            {
                Tensor x = rand(1000, 1000).t(), y = rand(1000, 1000);
                return () => x.add(y);
            }, Bytes: 12 * n);
            yield return new("pointwise", "exp, transposed", () =>
            {
                var x = rand(1000, 1000).t();
                return () => x.exp();
            }, Bytes: 8 * n);
            yield return new("pointwise", "add, a row to 1000x1000", () =>
            {
                Tensor x = rand(1000, 1000), y = rand(1000);
                return () => x.add(y);
            }, Bytes: 8 * n);
            yield return new("pointwise", "add, a column to 1000x1000", () =>
            {
                Tensor x = rand(1000, 1000), y = rand(1000, 1);
                return () => x.add(y);
            }, Bytes: 8 * n);
            yield return new("pointwise", "mul, channels 64x256x1x1 to 64x256x8x8", () =>
            {
                Tensor x = rand(64, 256, 8, 8), y = rand(64, 256, 1, 1);
                return () => x.mul(y);
            }, Bytes: 8 * 1_048_576);
            yield return new("pointwise", "add, a column and a row", () =>
            {
                Tensor x = rand(1000, 1), y = rand(1000);
                return () => x.add(y);
            }, Bytes: 4 * n);
        }
    }

    static IEnumerable<Row> ByResult
    {
        get
        {
            foreach (long n in new long[] { 10_000, 1_000_000 })
            {
                yield return new("pointwise", $"add_ {n:N0}", () =>
                {
                    Tensor x = zeros(n), y = rand(n);
                    return () => x.add_(y);
                }, Bytes: 12.0 * n);
                yield return new("pointwise", $"relu_ {n:N0}", () =>
                {
                    var x = rand(n);
                    return () => x.relu_();
                }, Bytes: 8.0 * n);
                yield return new("pointwise", $"mul_ scalar {n:N0}", () =>
                {
                    var x = rand(n);
                    return () => x.mul_(1.0);
                }, Bytes: 8.0 * n);
                yield return new("pointwise", $"add {n:N0}, using", () =>
                {
                    Tensor x = rand(n), y = rand(n);
                    return () => x.add(y).Dispose();
                }, Bytes: 12.0 * n);
                yield return new("pointwise", $"relu {n:N0}, using", () =>
                {
                    var x = rand(n);
                    return () => x.relu().Dispose();
                }, Bytes: 8.0 * n);
                yield return new("pointwise", $"((x + y) * x - y).relu() {n:N0}", () =>
                {
                    Tensor x = rand(n), y = rand(n);
                    return () => ((x + y) * x - y).relu();
                }, Bytes: 44.0 * n);
            }
        }
    }

    static Row Of(string name, long n, ScalarType type, Func<Tensor, Tensor> op) => new("pointwise", name, () =>
    {
        var x = Make(n, type);
        return () => op(x);
    }, Bytes: 2.0 * Size(type) * n);

    static Row Of(string name, long n, ScalarType type, Func<Tensor, Tensor, Tensor> op) => new("pointwise", name, () =>
    {
        Tensor x = Make(n, type), y = Make(n, type);
        return () => op(x, y);
    }, Bytes: 3.0 * Size(type) * n);

    /// <summary>Numbers from 0.5 to 2.5; integers from 1 to 20.</summary>
    internal static Tensor Make(long n, ScalarType type)
        => type == complex64 ? complex(rand(n).add(0.5), rand(n)) : type == float32 || type == float64 || type == float16 || type == bfloat16 ? rand(n).mul(2).add(0.5).to_type(type) : randint(1, 21, [n]).to_type(type);

    internal static int Size(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.BFloat16 or ScalarType.Float16 => 2,
        ScalarType.Byte or ScalarType.Bool => 1,
        _ => 4,
    };

    /// <summary>The dtype's name in Python.</summary>
    internal static string Name(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.ComplexFloat32 => "complex64",
        _ => type.ToString().ToLowerInvariant(),
    };
}
