using System.Diagnostics;

namespace Darkhorse;

/// <summary>What a debugger shows of a tensor when it is opened.</summary>
sealed class TensorDebugView(Tensor tensor)
{
    public torch.Size shape => new(tensor.shape);
    public torch.ScalarType dtype => tensor.dtype;
    public torch.Device device => tensor.device;
    public long[] stride => tensor.stride();
    public bool requires_grad => tensor.requires_grad;
    public string? grad_fn => tensor.grad_fn?.Name;
    public Tensor? grad => tensor.grad;

    /// <summary>The elements as rows of numbers, as many as are printed; the whole of them by <c>tensor.tolist()</c>.</summary>
    public string[] values => tensor.IsInvalid ? [] : tensor.ToString().Split('\n');

    /// <summary>Positions of the first dim, to be opened in turn.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Collapsed)]
    public Tensor[] rows
    {
        get
        {
            const int most = 100;
            if (tensor.IsInvalid || tensor.ndim == 0) return [];
            using (torch.no_grad()) return [.. Enumerable.Range(0, (int)Math.Min(tensor.shape[0], most)).Select(i => tensor.select(0, i))];
        }
    }
}
