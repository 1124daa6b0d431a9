using Darkhorse.Memory;

namespace Darkhorse.Autograd;

/// <summary>A tensor kept for backward, with the version it had: changing it in place in between is found out, as PyTorch does.</summary>
struct Saved
{
    Tensor? _tensor;
    Operand _data; // its own, so that the user may dispose the tensor
    readonly int _version;
    bool _released;

    // An op's own result would hold its node, which holds the result: keep the elements alone, and give them the node again when they are asked for.
    readonly bool _isOutput;

    public Saved(Tensor? tensor, bool isOutput = false)
    {
        _isOutput = isOutput;
        if (tensor is null) return;
        _tensor = isOutput ? Tensor.Uncounted(tensor.Data) : tensor;
        _data = tensor.Data;
        _version = tensor.Storage.Version;
        tensor.Storage.Retain();
    }

    /// <summary>The tensor as it was saved; for an op's result, connected to <paramref name="node"/>. Null if none was.</summary>
    public readonly Tensor? Get(Node node)
    {
        if (_released)
            throw new InvalidOperationException("Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.");
        if (_tensor is null) return null;
        if (_data.Storage.Version != _version) ThrowModified(node);
        if (!_isOutput && !_tensor.IsInvalid) return _tensor;
        if (!GradMode.Enabled && _isOutput) return _tensor;
        var result = Tensor.Uncounted(_data);
        if (_isOutput) result.SetGradFn(node.ResultHistory ?? node, 0);
        else if (_tensor.GradFnField is { } made) result.SetGradFn(made, _tensor.OutputNr);
        return result;
    }

    readonly void ThrowModified(Node node)
    {
        string maker = _isOutput ? node.Name : _tensor!.GradFnField?.Name ?? "AsStridedBackward0";
        throw new InvalidOperationException($"one of the variables needed for gradient computation has been modified by an inplace operation: [torch.{_data.DType.LegacyName}Tensor [{string.Join(", ", _data.Layout.Sizes.ToArray())}]], which is output {_tensor!.OutputNr} of {maker}, is at version {_data.Storage.Version}; expected version {_version} instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).");
    }

    public void Release()
    {
        if (!_released && _tensor is not null) _data.Storage.Release();
        _released = true;
        _tensor = null;
        _data = default;
    }
}
