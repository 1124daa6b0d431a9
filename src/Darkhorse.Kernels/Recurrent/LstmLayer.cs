using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Darkhorse.Kernels.Dense;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Kernels.Parallel;
using Darkhorse.Kernels.Rows;

namespace Darkhorse.Kernels.Recurrent;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber, 1997) over all steps: the product with the state before, then all gates of a row in one pass, forward and backward.
/// float32 and float64.
/// </summary>
public static unsafe class LstmLayer
{
    const DTypes Supported = DTypes.Float32 | DTypes.Float64;

    /// <param name="dtype">float32 or float64, of every operand.</param>
    /// <param name="size">The sizes.</param>
    /// <param name="gates">[steps, batch, 4 hidden]: the projected inputs; replaced by the values of the gates (input, forget, candidate, output).</param>
    /// <param name="weight">[4 hidden, hidden].</param>
    /// <param name="bias">[4 hidden], or null.</param>
    /// <param name="h0">[batch, hidden].</param>
    /// <param name="c0">[batch, hidden].</param>
    /// <param name="outputs">Receives the hidden states [steps, batch, hidden].</param>
    /// <param name="cells">Receives the cell states.</param>
    public static void Forward(DType dtype, in RecurrentSize size, byte* gates, byte* weight, byte* bias, byte* h0, byte* c0, byte* outputs, byte* cells)
    {
        var visitor = new ForwardVisitor(size, gates, weight, bias, h0, c0, outputs, cells);
        Dispatch.Visit(dtype, ref visitor);
    }

    /// <param name="dtype">float32 or float64, of every operand.</param>
    /// <param name="size">The sizes.</param>
    /// <param name="gates">As Forward left them.</param>
    /// <param name="cells">Likewise.</param>
    /// <param name="c0">The first cell state.</param>
    /// <param name="weight">[4 hidden, hidden].</param>
    /// <param name="outputsGrad">The gradient of the hidden states, or null.</param>
    /// <param name="cellsGrad">The gradient of the cell states, or null.</param>
    /// <param name="gatesGrad">Receives the gradient of the projected inputs, which is also that of the products with the states.</param>
    /// <param name="h0Grad">Receives the gradient of the first hidden state.</param>
    /// <param name="c0Grad">Receives the gradient of the first cell state.</param>
    public static void Backward(DType dtype, in RecurrentSize size, byte* gates, byte* cells, byte* c0, byte* weight, byte* outputsGrad, byte* cellsGrad, byte* gatesGrad, byte* h0Grad, byte* c0Grad)
    {
        var visitor = new BackwardVisitor(size, gates, cells, c0, weight, outputsGrad, cellsGrad, gatesGrad, h0Grad, c0Grad);
        Dispatch.Visit(dtype, ref visitor);
    }

    readonly ref struct ForwardVisitor(RecurrentSize size, byte* gates, byte* weight, byte* bias, byte* h0, byte* c0, byte* outputs, byte* cells) : IElementVisitor
    {
        public static DTypes Domain => Supported;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            long state = size.Batch * size.Hidden, n = 4 * size.Hidden;
            var turned = RecurrentProduct.Turned((S*)weight, n, size.Hidden);
            S* h = (S*)h0, c = (S*)c0;
            for (long order = 0; order < size.Steps; order++)
            {
                long t = size.StepAt(order);
                S* g = (S*)gates + t * 4 * state, nextH = (S*)outputs + t * state, nextC = (S*)cells + t * state;
                RecurrentProduct.Run(size.Batch, n, size.Hidden, h, turned, RecurrentProduct.Pitch(n), 1, g, (S*)bias);
                WorkerPool.For(size.Batch, size.RowGrain, new ForwardRows<S, E>(size.Hidden, g, c, nextC, nextH));
                h = nextH;
                c = nextC;
            }
        }
    }

    readonly struct ForwardRows<S, E>(long hidden, S* gates, S* c, S* nextC, S* nextH) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            for (long row = start; row < end; row++)
            {
                S* g = gates + row * 4 * hidden, cell = nextC + row * hidden;
                RowPass.Run<S, E, Sigmoid>(g, g, null, null, 2 * hidden, 0, 0);
                RowPass.Run<S, E, Tanh>(g + 2 * hidden, g + 2 * hidden, null, null, hidden, 0, 0);
                RowPass.Run<S, E, Sigmoid>(g + 3 * hidden, g + 3 * hidden, null, null, hidden, 0, 0);
                RowPass.Run<S, E, Product>(cell, g + hidden, c + row * hidden, null, hidden, 0, 0);
                RowPass.Run<S, E, AddProduct>(cell, g, g + 2 * hidden, cell, hidden, 0, 0);
                RowPass.Run<S, E, TimesTanh>(nextH + row * hidden, g + 3 * hidden, cell, null, hidden, 0, 0);
            }
        }
    }

    // Note [One transcendental a loop]: with several in one loop the compiler runs out of variables that it tracks, and keeps every lane in memory: twenty times slower.

    readonly struct Sigmoid : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.One / (V.One + V.Exp(-a));
    }

    readonly struct Tanh : IRowPass
    {
        public static int Inputs => 1;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.Tanh(a);
    }

    readonly struct Product : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => a * b;
    }

    readonly struct AddProduct : IRowPass
    {
        public static int Inputs => 3;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => V.MulAdd(a, b, c);
    }

    readonly struct TimesTanh : IRowPass
    {
        public static int Inputs => 2;
        public static bool Stores => true;
        [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Apply<V>(V a, V b, V c, V p, V q, V u, V w, ref V s, ref V t) where V : struct, ILanes<V> => a * V.Tanh(b);
    }

    readonly ref struct BackwardVisitor(RecurrentSize size, byte* gates, byte* cells, byte* c0, byte* weight, byte* outputsGrad, byte* cellsGrad, byte* gatesGrad, byte* h0Grad, byte* c0Grad) : IElementVisitor
    {
        public static DTypes Domain => Supported;

        public void Visit<S, E>() where S : unmanaged where E : struct, IElements<S>
        {
            long state = size.Batch * size.Hidden;
            NativeMemory.Clear(h0Grad, (nuint)(state * sizeof(S)));
            NativeMemory.Clear(c0Grad, (nuint)(state * sizeof(S)));
            for (long order = size.Steps - 1; order >= 0; order--)
            {
                long t = size.StepAt(order);
                S* before = order == 0 ? (S*)c0 : (S*)cells + size.StepAt(order - 1) * state, grad = (S*)gatesGrad + t * 4 * state;
                WorkerPool.For(size.Batch, size.RowGrain, new BackwardRows<S, E>(size.Hidden, (S*)gates + t * 4 * state, (S*)cells + t * state, before,
                    outputsGrad == null ? null : (S*)outputsGrad + t * state, cellsGrad == null ? null : (S*)cellsGrad + t * state, (S*)h0Grad, (S*)c0Grad, grad));
                RecurrentProduct.Run(size.Batch, size.Hidden, 4 * size.Hidden, grad, (S*)weight, size.Hidden, 0, (S*)h0Grad);
            }
        }
    }

    readonly struct BackwardRows<S, E>(long hidden, S* gates, S* c, S* before, S* outputGrad, S* cellGrad, S* h, S* cell, S* result) : IRangeBody where S : unmanaged where E : struct, IElements<S>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long start, long end)
        {
            var squashed = Workspace.Take<S>(Workspace.Packing, (nint)hidden);
            for (long row = start; row < end; row++)
            {
                long at = row * hidden;
                RowPass.Run<S, E, Tanh>(squashed, c + at, null, null, hidden, 0, 0);
                var loop = new BackwardLoop<S>(gates + 4 * at, squashed, before + at, outputGrad == null ? null : outputGrad + at, cellGrad == null ? null : cellGrad + at, h + at, cell + at, result + 4 * at, hidden);
                E.Run(ref loop);
            }
        }
    }

    ref struct BackwardLoop<S>(S* gates, S* squashed, S* before, S* outputGrad, S* cellGrad, S* h, S* cell, S* result, long hidden) : IWidthLoop<S> where S : unmanaged
    {
        long _i;

        /// <summary>The gradients that come from the next step are in h and cell; that of the cell before replaces the latter.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance<V, M>() where V : struct, ILanes<V> where M : struct, IMemory<S, V>
        {
            long i = _i;
            for (; i <= hidden - M.Count; i += M.Count)
            {
                var g = gates + i;
                V input = M.Load(g), forget = M.Load(g + hidden), candidate = M.Load(g + 2 * hidden), output = M.Load(g + 3 * hidden), tanh = M.Load(squashed + i);
                V dh = M.Load(h + i), dc = M.Load(cell + i);
                if (outputGrad != null) dh += M.Load(outputGrad + i);
                if (cellGrad != null) dc += M.Load(cellGrad + i);
                dc += dh * output * (V.One - tanh * tanh);
                var r = result + i;
                M.Store(r, dc * candidate * input * (V.One - input));
                M.Store(r + hidden, dc * M.Load(before + i) * forget * (V.One - forget));
                M.Store(r + 2 * hidden, dc * input * (V.One - candidate * candidate));
                M.Store(r + 3 * hidden, dh * tanh * output * (V.One - output));
                M.Store(cell + i, dc * forget);
            }
            _i = i;
        }
    }
}
