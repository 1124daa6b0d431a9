using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>The product.</summary>
public readonly struct Product : IReduceOp
{
    public static DTypes Domain => DTypes.All;
    public V Identity<V>() where V : struct, ILanes<V> => V.One;
    public V Map<V>(V x) where V : struct, ILanes<V> => x;
    public V Combine<V>(V x, V y) where V : struct, ILanes<V> => x * y;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;
}

/// <summary>log(e^x + e^y + ...), without overflow.</summary>
public readonly struct LogOfSum : IReduceOp
{
    public static DTypes Domain => DTypes.Floats;
    public V Identity<V>() where V : struct, ILanes<V> => V.Const(double.NegativeInfinity);
    public V Map<V>(V x) where V : struct, ILanes<V> => x;
    public V Finish<V>(V total) where V : struct, ILanes<V> => total;

    public V Combine<V>(V x, V y) where V : struct, ILanes<V>
    {
        // Equal infinities have no difference; they are their own sum.
        V larger = V.Max(x, y), result = larger + V.Log1p(V.Exp(V.Min(x, y) - larger));
        return V.Select(V.Equal(V.Abs(larger), V.Const(double.PositiveInfinity)), larger, result);
    }
}

/// <summary>Running sums, products and extremes on the surface.</summary>
static class Scans
{
    /// <summary>The running sum along a dim. Integers and bool add up in int64.</summary>
    [Op("cumsum", Variants.Function | Variants.Method | Variants.Out)]
    public static Tensor cumsum(Tensor input, long dim, torch.ScalarType? type = null)
    {
        var x = Elementwise.Converted(input, type?.ToDType() ?? (input.DType.IsIntegral ? DType.Int64 : input.DType));
        int d = Dims.Wrap(dim, x.Layout.Rank);
        var result = Run(new Sum(), x, d);
        if (GradMode.Tracks(x)) result.SetGradFn(new CumsumNode(x, d), 0);
        return result;
    }

    /// <summary>Replaces the elements by their running sum along a dim, in the dtype they have.</summary>
    [Op("cumsum_")]
    public static Tensor cumsum_(Tensor input, long dim) => input.copy_(cumsum(input, dim, input.dtype));

    /// <summary>The running product along a dim. Integers and bool are multiplied in int64.</summary>
    [Op("cumprod", Variants.Function | Variants.Method | Variants.Out, Names = "input, dim, dtype")]
    public static Tensor cumprod(Tensor input, long dim, torch.ScalarType? type = null)
    {
        var x = Elementwise.Converted(input, type?.ToDType() ?? (input.DType.IsIntegral ? DType.Int64 : input.DType));
        int d = Dims.Wrap(dim, x.Layout.Rank);
        var result = Run(new Product(), x, d);
        if (GradMode.Tracks(x)) result.SetGradFn(new CumprodNode(x, result, d), 0);
        return result;
    }

    /// <summary>Replaces the elements by their running product along a dim, in the dtype they have.</summary>
    [Op("cumprod_")]
    public static Tensor cumprod_(Tensor input, long dim) => input.copy_(cumprod(GradMode.Tracks(input) ? input.clone() : input, dim, input.dtype)); // the gradient needs the elements as they were

    /// <summary>The logarithm of the running sum of exponentials along a dim. Floats.</summary>
    [Op("logcumsumexp")]
    public static Tensor logcumsumexp(Tensor input, long dim)
    {
        if (!input.DType.IsFloat) Errors.NotImplementedFor("logcumsumexp_out_cpu", input.DType);
        int d = Dims.Wrap(dim, input.Layout.Rank);
        var result = Run(new LogOfSum(), input, d);
        if (GradMode.Tracks(input)) result.SetGradFn(new LogcumsumexpNode(input, result, d), 0);
        return result;
    }

    /// <summary>The running maximum along a dim, and where it was: of equals the last.</summary>
    [Op("cummax")]
    public static (Tensor values, Tensor indexes) cummax(Tensor input, long dim) => Extreme(new Largest(), input, dim, "cummax");

    /// <summary>The running minimum along a dim, and where it was: of equals the last.</summary>
    [Op("cummin")]
    public static (Tensor values, Tensor indexes) cummin(Tensor input, long dim) => Extreme(new Smallest(), input, dim, "cummin");

    public static Tensor Run<TOp>(TOp op, Tensor x, int dim) where TOp : struct, IReduceOp
    {
        var source = x.detach().contiguous();
        var result = Tensor.Empty(source.Layout, x.DType, x);
        x.Backend.Scan(op, result.Data, source.Data, dim);
        return result;
    }

    static (Tensor, Tensor) Extreme<TOp>(TOp op, Tensor x, long dim, string name) where TOp : struct, IExtremum
    {
        if (!TOp.Domain.Contains(x.DType)) Errors.NotImplementedFor(name + "_cpu", x.DType);
        int d = Dims.Wrap(dim, x.Layout.Rank);
        var source = x.detach().contiguous();
        Tensor values = Tensor.Empty(source.Layout, x.DType, x), indices = Tensor.Empty(source.Layout, DType.Int64, x);
        x.Backend.ScanIndexed(op, values.Data, indices.Data, source.Data, d);
        if (GradMode.Tracks(x)) values.SetGradFn(new CumextremeNode(x, indices, d, char.ToUpperInvariant(name[0]) + name[1..] + "Backward0"), 0);
        return (values, indices);
    }

    /// <summary>The dim's elements in the opposite order.</summary>
    public static Tensor Reversed(Tensor x, int dim) => x.Layout.Rank == 0 || x.Sizes[dim] < 2 ? x : x.flip(dim);
}

/// <summary>The running sum from the other end.</summary>
sealed class CumsumNode(Tensor x, int dim) : Node(x)
{
    internal override void Backward(in Flow flow) => flow.To(0, Scans.Reversed(Scans.cumsum(Scans.Reversed(flow.Grad, dim), dim), dim));
}

/// <summary>
/// d/dx_k of sum g_j y_j = y_{k-1} r_k with r_k = g_k + x_{k+1} r_{k+1}: linear in time, and right where elements are zero, since nothing is divided.
/// </summary>
sealed class CumprodNode(Tensor x, Tensor result, int dim) : Node(x)
{
    Saved _x = new(x), _result = new(result, isOutput: true);

    internal override void Backward(in Flow flow) => flow.To(0, Gradient(flow.Grad, _x.Get(this)!, _result.Get(this)!, dim));

    public static Tensor Gradient(Tensor grad, Tensor x, Tensor y, int dim)
    {
        if (x.Layout.Rank == 0 || x.numel() == 0) return grad.clone();
        var rest = Recurrences.Run(grad, x.conj(), dim, reverse: true);
        return rest * Shifted(y.conj(), dim);
    }

    /// <summary>The element before each: 1 for the first.</summary>
    static Tensor Shifted(Tensor y, int dim)
    {
        long size = y.Sizes[dim];
        Span<long> first = stackalloc long[y.Layout.Rank];
        y.Sizes.CopyTo(first);
        first[dim] = 1;
        return torch.cat([y.new_ones(first), y.narrow(dim, 0, size - 1)], dim);
    }

    internal override void Release()
    {
        _x.Release();
        _result.Release();
    }
}

/// <summary>d/dx_k of sum g_j y_j = e^(x_k - y_k) r_k with r_k = g_k + e^(y_k - y_{k+1}) r_{k+1}; y never falls, so no exponential overflows.</summary>
sealed class LogcumsumexpNode(Tensor x, Tensor result, int dim) : Node(x)
{
    Saved _x = new(x), _result = new(result, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        Tensor x = _x.Get(this)!, y = Elementwise.Unary(new AtLeastLowest(), _result.Get(this)!);
        if (x.Layout.Rank == 0 || x.numel() == 0)
        {
            flow.To(0, flow.Grad.clone());
            return;
        }
        long size = y.Sizes[dim];
        var falls = (y.narrow(dim, 0, size - 1) - y.narrow(dim, 1, size - 1)).exp();
        var factors = torch.cat([y.narrow(dim, 0, 1).zeros_like(), falls], dim);
        flow.To(0, Recurrences.Run(flow.Grad, factors, dim, reverse: true) * (x - y).exp());
    }

    internal override void Release()
    {
        _x.Release();
        _result.Release();
    }
}

/// <summary>x, but not -infinity: the lowest finite number instead.</summary>
readonly struct AtLeastLowest : IUnary
{
    public static DTypes Domain => DTypes.Floats;
    public V Apply<V>(V x) where V : struct, ILanes<V> => V.Max(x, V.Const(V.Precision == 24 ? float.MinValue : double.MinValue));

    public static Saves Saves => Saves.Nothing;
    public Tensor Backward(Tensor grad, Tensor x, Tensor y) => grad;
}

/// <summary>Each gradient goes to where the extreme was; several may go to one place.</summary>
sealed class CumextremeNode(Tensor x, Tensor indices, int dim, string name) : Node(x)
{
    Saved _indices = new(indices);

    public override string Name => name;

    internal override void Backward(in Flow flow)
    {
        if (flow.Grad.Layout.Rank == 0) flow.To(0, flow.Grad);
        else flow.To(0, flow.Grad.zeros_like().scatter_add_(dim, _indices.Get(this)!, flow.Grad));
    }

    internal override void Release() => _indices.Release();
}

/// <summary>The linear recurrence r_k = h_k + a_k r_{k-1} along a dim, and its transpose r_k = h_k + a_{k+1} r_{k+1}, differentiable.</summary>
static class Recurrences
{
    public static Tensor Run(Tensor h, Tensor a, int dim, bool reverse)
    {
        Tensor source = h.detach().contiguous(), factors = Elementwise.Converted(a.detach(), h.DType).contiguous(), result = Tensor.Empty(source.Layout, h.DType, h);
        h.Backend.Recurrence(result.Data, source.Data, factors.Data, dim, reverse);
        if (GradMode.Tracks(h, a)) result.SetGradFn(new RecurrenceNode(h, a, result, dim, reverse), 0);
        return result;
    }
}

/// <summary>With q the transposed recurrence of the gradient: dh = q, da_k = q_k r_{k-1} (reversed: da_k = q_{k-1} r_k).</summary>
sealed class RecurrenceNode(Tensor h, Tensor a, Tensor result, int dim, bool reverse) : Node(h, a)
{
    Saved _a = new(a), _result = new(result, isOutput: true);

    internal override void Backward(in Flow flow)
    {
        Tensor a = _a.Get(this)!, r = _result.Get(this)!, q = Recurrences.Run(flow.Grad, a.conj(), dim, !reverse);
        flow.To(0, q);
        if (!flow.Needs(1)) return;
        long size = a.Sizes[dim];
        var products = reverse ? q.narrow(dim, 0, size - 1) * r.narrow(dim, 1, size - 1).conj() : q.narrow(dim, 1, size - 1) * r.narrow(dim, 0, size - 1).conj();
        flow.To(1, torch.cat([a.narrow(dim, 0, 1).zeros_like(), products], dim));
    }

    internal override void Release()
    {
        _a.Release();
        _result.Release();
    }
}
