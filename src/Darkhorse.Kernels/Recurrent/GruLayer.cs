using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Dense;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;
using Darkhorse.Kernels.Rows;

namespace Darkhorse.Kernels.Recurrent;

/// <summary>The gated recurrent unit (Cho et al., arXiv 1406.1078) over all steps; see <see cref="LstmLayer"/>. float32 and float64.</summary>
public static unsafe class GruLayer
{
    const DTypes Supported = DTypes.Float32 | DTypes.Float64;

    /// <param name="dtype">float32 or float64, of every operand.</param>
    /// <param name="size">The sizes.</param>
    /// <param name="gates">[steps, batch, 3 hidden]: the projected inputs; replaced by the values of the gates (reset, update, candidate).</param>
    /// <param name="weight">[3 hidden, hidden].</param>
    /// <param name="bias">[3 hidden], or null.</param>
    /// <param name="h0">[batch, hidden].</param>
    /// <param name="outputs">Receives the hidden states [steps, batch, hidden].</param>
    /// <param name="parts">Receives what the reset gate scales: the candidate's product with the state before.</param>
    public static void Forward(DType dtype, in RecurrentSize size, byte* gates, byte* weight, byte* bias, byte* h0, byte* outputs, byte* parts)
    {
        var visitor = new ForwardVisitor(size, gates, weight, bias, h0, outputs, parts);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <param name="dtype">float32 or float64, of every operand.</param>
    /// <param name="size">The sizes.</param>
    /// <param name="gates">As Forward left them.</param>
    /// <param name="parts">Likewise.</param>
    /// <param name="outputs">Likewise.</param>
    /// <param name="h0">The first hidden state.</param>
    /// <param name="weight">[3 hidden, hidden].</param>
    /// <param name="outputsGrad">The gradient of the hidden states.</param>
    /// <param name="projectedGrad">Receives the gradient of the projected inputs.</param>
    /// <param name="productsGrad">Receives the gradient of the products with the states, bias included.</param>
    /// <param name="h0Grad">Receives the gradient of the first hidden state.</param>
    public static void Backward(DType dtype, in RecurrentSize size, byte* gates, byte* parts, byte* outputs, byte* h0, byte* weight, byte* outputsGrad, byte* projectedGrad, byte* productsGrad, byte* h0Grad)
    {
        var visitor = new BackwardVisitor(size, gates, parts, outputs, h0, weight, outputsGrad, projectedGrad, productsGrad, h0Grad);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct ForwardVisitor(RecurrentSize size, byte* gates, byte* weight, byte* bias, byte* h0, byte* outputs, byte* parts) : IElementVisitor
    {
        public static DTypes Domain => Supported;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            long state = size.Batch * size.Hidden, n = 3 * size.Hidden;
            var turned = RecurrentProduct.Turned((S*)weight, n, size.Hidden);
            S* h = (S*)h0, products = Workspace.Take<S>(Workspace.Results, (nint)(3 * state));
            for (long order = 0; order < size.Steps; order++)
            {
                long t = size.StepAt(order);
                var next = (S*)outputs + t * state;
                RecurrentProduct.Run(size.Batch, n, size.Hidden, h, turned, RecurrentProduct.Pitch(n), 0, products, (S*)bias);
                WorkerPool.For(size.Batch, size.RowGrain, new ForwardRows<S, E>(size.Hidden, (S*)gates + t * 3 * state, products, h, next, (S*)parts + t * state));
                h = next;
            }
        }
    }

    readonly struct ForwardRows<S, E>(long hidden, S* gates, S* products, S* h, S* next, S* parts) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (long row = start; row < end; row++)
            {
                long at = row * hidden;
                S* g = gates + 3 * at, p = products + 3 * at, candidate = g + 2 * hidden;
                RowPass.Run<S, E, SigmoidOfSum>(g, g, p, null, 2 * hidden, 0, 0);
                Buffer.MemoryCopy(p + 2 * hidden, parts + at, hidden * sizeof(S), hidden * sizeof(S));
                RowPass.Run<S, E, Candidate>(candidate, candidate, g, parts + at, hidden, 0, 0);
                RowPass.Run<S, E, Next>(next + at, candidate, g + hidden, h + at, hidden, 0, 0);
            }
        }
    }

    readonly struct SigmoidOfSum : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.One / (V.One + V.Exp(-(a + b)));
    }

    /// <summary>tanh(projection + reset * product).</summary>
    readonly struct Candidate : IRowPass
    {
        public static int Inputs => 3;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.Tanh(a + b * c);
    }

    /// <summary>candidate + update * (state - candidate).</summary>
    readonly struct Next : IRowPass
    {
        public static int Inputs => 3;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => a + b * (c - a);
    }

    readonly ref struct BackwardVisitor(RecurrentSize size, byte* gates, byte* parts, byte* outputs, byte* h0, byte* weight, byte* outputsGrad, byte* projectedGrad, byte* productsGrad, byte* h0Grad) : IElementVisitor
    {
        public static DTypes Domain => Supported;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            long state = size.Batch * size.Hidden;
            NativeMemory.Clear(h0Grad, (nuint)(state * sizeof(S)));
            for (long order = size.Steps - 1; order >= 0; order--)
            {
                long t = size.StepAt(order);
                S* before = order == 0 ? (S*)h0 : (S*)outputs + size.StepAt(order - 1) * state, grad = (S*)productsGrad + t * 3 * state;
                WorkerPool.For(size.Batch, size.RowGrain, new BackwardRows<S, E>(size.Hidden, (S*)gates + t * 3 * state, (S*)parts + t * state, before, (S*)outputsGrad + t * state,
                    (S*)h0Grad, (S*)projectedGrad + t * 3 * state, grad));
                RecurrentProduct.Run(size.Batch, size.Hidden, 3 * size.Hidden, grad, (S*)weight, size.Hidden, 1, (S*)h0Grad);
            }
        }
    }

    readonly struct BackwardRows<S, E>(long hidden, S* gates, S* parts, S* before, S* outputGrad, S* h, S* projected, S* products) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (long row = start; row < end; row++)
            {
                long at = row * hidden;
                var loop = new BackwardLoop<S>(gates + 3 * at, parts + at, before + at, outputGrad + at, h + at, projected + 3 * at, products + 3 * at, hidden);
                E.Run(ref loop);
            }
        }
    }

    ref struct BackwardLoop<S>(S* gates, S* parts, S* before, S* outputGrad, S* h, S* projected, S* products, long hidden) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        /// <summary>h holds the gradient that comes from the next step; the part of it that reaches the state before directly replaces it.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i;
            for (; i <= hidden - M.Count; i += M.Count)
            {
                var g = gates + i;
                V reset = M.Load(g), update = M.Load(g + hidden), candidate = M.Load(g + 2 * hidden), dh = M.Load(h + i) + M.Load(outputGrad + i);
                V dUpdate = dh * (M.Load(before + i) - candidate) * update * (V.One - update), dCandidate = dh * (V.One - update) * (V.One - candidate * candidate);
                V dReset = dCandidate * M.Load(parts + i) * reset * (V.One - reset);
                S* p = projected + i, q = products + i;
                M.Store(p, dReset);
                M.Store(p + hidden, dUpdate);
                M.Store(p + 2 * hidden, dCandidate);
                M.Store(q, dReset);
                M.Store(q + hidden, dUpdate);
                M.Store(q + 2 * hidden, dCandidate * reset);
                M.Store(h + i, dh * update);
            }
            _i = i;
        }
    }
}
