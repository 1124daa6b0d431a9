using Darkhorse.Kernels.Dense.Lapack;

namespace Darkhorse.Ops;

/// <summary>Factorisations without history: float32 and complex64 matrices are factorised in double precision and rounded at the end.</summary>
static class Factors
{
    /// <summary>A matrix in the precision of the kernels, contiguous.</summary>
    static Tensor Wide(Tensor x) => x.detach().to(x.DType.IsComplex ? torch.ScalarType.ComplexFloat64 : torch.ScalarType.Float64).contiguous();

    static DType WideType(Tensor x) => x.DType.IsComplex ? DType.Complex128 : DType.Float64;

    static Tensor Narrow(Tensor x, Tensor like)
    {
        var real = like.DType.RealPart;
        return x.to((torch.ScalarType)(x.DType.IsComplex ? real.AsComplex : x.DType == DType.Float64 ? real : x.DType));
    }

    /// <summary>Uninitialised, with the batch of <paramref name="like"/> and the given last dims.</summary>
    static Tensor Empty(Tensor like, DType dtype, params ReadOnlySpan<long> last) => Tensor.Empty(Layout.Contiguous([.. like.Sizes[..^2], .. last]), dtype, like);

    static void Run(Factorization kind, bool option, Tensor a, params ReadOnlySpan<Tensor?> outputs)
    {
        var data = new Memory.Operand?[outputs.Length];
        for (int i = 0; i < data.Length; i++) data[i] = outputs[i]?.Data;
        a.Backend.Factorize(kind, option, [a.Data], data);
    }

    /// <summary>L and U in one, pivots counted from 1, and the place of the first zero on U's diagonal, or 0.</summary>
    public static (Tensor Lu, Tensor Pivots, Tensor Info) Lu(Tensor a, bool pivot = true)
    {
        long m = a.Sizes[^2], n = a.Sizes[^1];
        Tensor lu = Empty(a, WideType(a), m, n), pivots = Empty(a, DType.Int32, Math.Min(m, n)), info = Empty(a, DType.Int32);
        Run(Factorization.Lu, pivot, Wide(a), lu, pivots, info);
        return (Narrow(lu, a), pivots, info);
    }

    public static (Tensor L, Tensor Info) Cholesky(Tensor a)
    {
        Tensor l = Empty(a, WideType(a), a.Sizes[^1], a.Sizes[^1]), info = Empty(a, DType.Int32);
        Run(Factorization.Cholesky, false, Wide(a), l, info);
        return (Narrow(l, a), info);
    }

    public static (Tensor Q, Tensor R) Qr(Tensor a, bool complete)
    {
        long m = a.Sizes[^2], n = a.Sizes[^1], columns = complete ? m : Math.Min(m, n);
        Tensor q = Empty(a, WideType(a), m, columns), r = Empty(a, WideType(a), columns, n);
        Run(Factorization.Qr, false, Wide(a), q, r);
        return (Narrow(q, a), Narrow(r, a));
    }

    public static (Tensor Reflections, Tensor Tau) Reflections(Tensor a)
    {
        Tensor result = Empty(a, WideType(a), a.Sizes[^2], a.Sizes[^1]), tau = Empty(a, WideType(a), Math.Min(a.Sizes[^2], a.Sizes[^1]));
        Run(Factorization.Reflections, false, Wide(a), result, tau);
        return (Narrow(result, a), Narrow(tau, a));
    }

    public static Tensor ReflectionProduct(Tensor reflections, Tensor tau)
    {
        var result = Empty(reflections, WideType(reflections), reflections.Sizes[^2], reflections.Sizes[^1]);
        result.Backend.Factorize(Factorization.ReflectionProduct, false, [Wide(reflections).Data, Wide(tau).Data], [result.Data]);
        return Narrow(result, reflections);
    }

    public static (Tensor Values, Tensor Vectors) Hermitian(Tensor a, string op)
    {
        long n = a.Sizes[^1];
        Tensor values = Empty(a, DType.Float64, n), vectors = Empty(a, WideType(a), n, n), info = Empty(a, DType.Int32);
        Run(Factorization.Hermitian, false, Wide(a), values, vectors, info);
        LinearErrors.CheckConverged(info, op);
        return (Narrow(values, a), Narrow(vectors, a));
    }

    public static (Tensor U, Tensor S, Tensor Vh) Singular(Tensor a, bool full, string op)
    {
        long m = a.Sizes[^2], n = a.Sizes[^1], k = Math.Min(m, n);
        Tensor u = Empty(a, WideType(a), m, full ? m : k), s = Empty(a, DType.Float64, k), vh = Empty(a, WideType(a), full ? n : k, n), info = Empty(a, DType.Int32);
        Run(Factorization.Singular, false, Wide(a), u, s, vh, info);
        LinearErrors.CheckConverged(info, op);
        return (Narrow(u, a), Narrow(s, a), Narrow(vh, a));
    }

    public static (Tensor Values, Tensor Vectors) General(Tensor a, string op)
    {
        long n = a.Sizes[^1];
        Tensor values = Empty(a, DType.Complex128, n), vectors = Empty(a, DType.Complex128, n, n), info = Empty(a, DType.Int32);
        Run(Factorization.General, !a.DType.IsComplex, a.detach().to(torch.ScalarType.ComplexFloat64).contiguous(), values, vectors, info);
        LinearErrors.CheckConverged(info, op);
        return (Narrow(values, a), Narrow(vectors, a));
    }

    /// <summary>X with A X = B, where A's one triangle counts; batches are equal.</summary>
    public static Tensor SolveTriangular(Tensor a, Tensor b, bool upper, bool unit)
    {
        Tensor matrix = Wide(a), x = Wide(b);
        if (ReferenceEquals(x.Storage, b.Storage)) x = x.clone();
        x.Backend.SolveTriangular(matrix.Data, x.Data, upper, unit);
        return Narrow(x, b);
    }
}

/// <summary>Errors of linear algebra, in PyTorch's words.</summary>
static class LinearErrors
{
    public static void CheckMatrix(Tensor a, string op, string name = "A")
    {
        if (a.Layout.Rank < 2) throw new InvalidOperationException($"{op}: The input tensor {name} must have at least 2 dimensions.");
    }

    public static void CheckSquare(Tensor a, string op, string name = "A")
    {
        CheckMatrix(a, op, name);
        if (a.Sizes[^1] != a.Sizes[^2]) throw new InvalidOperationException($"{op}: {name} must be batches of square matrices, but they are {a.Sizes[^2]} by {a.Sizes[^1]} matrices");
    }

    public static void CheckField(Tensor a, string op, bool low = true)
    {
        if (!DTypes.Fields.Contains(a.DType)) throw new InvalidOperationException($"{op}: Expected a floating point or complex tensor as input. Got {a.DType.LegacyName}");
        if (low && a.DType is DType.Float16 or DType.BFloat16) throw new InvalidOperationException($"{op}: Low precision dtypes not supported. Got {a.DType.LegacyName}");
    }

    public static void CheckSame(Tensor a, Tensor b, string op)
    {
        if (a.DType != b.DType) throw new InvalidOperationException($"{op}: Expected A and B to have the same dtype, but found A of type {a.DType.LegacyName} and B of type {b.DType.LegacyName} instead");
        if (!ReferenceEquals(a.Backend, b.Backend)) Errors.DevicesDiffer(a, b);
    }

    /// <summary>The first code of a batch that is not 0, and where; none on devices without data.</summary>
    static bool Failed(Tensor info, out string where, out int code)
    {
        (where, code) = ("", 0);
        if (info.device_type == DeviceType.META) return false;
        var codes = info.ToArray<int>();
        int at = Array.FindIndex(codes, c => c != 0);
        if (at < 0) return false;
        (where, code) = (info.Layout.Rank == 0 ? "" : $"(Batch element {at}): ", codes[at]);
        return true;
    }

    public static void CheckConverged(Tensor info, string op)
    {
        if (Failed(info, out string where, out _))
            throw new InvalidOperationException($"{op}: {where}The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated eigenvalues, or contains non-finite values.");
    }

    public static void CheckInvertible(Tensor info, string op)
    {
        if (!Failed(info, out string where, out int code)) return;
        throw new InvalidOperationException(op.EndsWith("solve", StringComparison.Ordinal) ? $"{op}: {where}The solver failed because the input matrix is singular."
            : $"{op}: {where}The diagonal element {code} is zero, the inversion could not be completed because the input matrix is singular.");
    }

    public static void CheckPositive(Tensor info, string op)
    {
        if (Failed(info, out string where, out int code))
            throw new InvalidOperationException($"{op}: {where}The factorization could not be completed because the input is not positive-definite (the leading minor of order {code} is not positive-definite).");
    }
}
