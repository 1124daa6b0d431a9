using Darkhorse.Kernels.Dense;

namespace Darkhorse.Kernels.Recurrent;

/// <summary>A recurrent layer over sequences of one length: [steps, batch, …], all contiguous. A reversed one goes from the last step to the first.</summary>
public readonly record struct RecurrentSize(long Steps, long Batch, long Hidden, bool Reverse)
{
    /// <summary>The step that is computed as the given one in order.</summary>
    public long StepAt(long order) => Reverse ? Steps - 1 - order : order;

    /// <summary>Rows of a batch whose gates are a task.</summary>
    internal long RowGrain => Math.Max(1, 8192 / Math.Max(Hidden, 1));
}

/// <summary>The matrix products of recurrent layers, in float32 and float64.</summary>
static unsafe class RecurrentProduct
{
    /// <summary>Columns between the rows of turned weights: not a whole number of pages, lest they fall into the same sets of the cache.</summary>
    public static nint Pitch(long gates) => (nint)gates + 16;

    /// <summary>The weights [gates, hidden] turned to [hidden, gates], so that the product of each step reads them as they lie.</summary>
    public static S* Turned<S>(S* weight, long gates, long hidden) where S : unmanaged
    {
        var turned = Workspace.Take<S>(Workspace.Weights, (nint)hidden * Pitch(gates));
        Turning.Run(weight, (nint)hidden, (nint)gates, (nint)hidden, turned, Pitch(gates));
        return turned;
    }

    /// <summary>c = a b + beta * c (+ bias), row by row contiguous: a [m, k], b [k, n] with rows a pitch apart, c [m, n].</summary>
    public static void Run<S>(long m, long n, long k, S* a, S* b, long pitch, double beta, S* c, S* bias = null) where S : unmanaged
    {
        if (typeof(S) == typeof(float)) Gemm.Run(m, n, k, 1f, (float*)a, k, 1, (float*)b, pitch, 1, (float)beta, (float*)c, n, 1, (float*)bias);
        else Gemm.Run(m, n, k, 1.0, (double*)a, k, 1, (double*)b, pitch, 1, beta, (double*)c, n, 1, (double*)bias);
    }
}
