using System.Runtime.CompilerServices;
using Darkhorse.Memory;

namespace Darkhorse.Autograd;

/// <summary>A tensor kept for backward, with the version it had: changing it in place in between is found out, as PyTorch does.</summary>
struct Saved
{
    object? _kept; // the tensor; or what the user's hooks made of it
    Operand _data; // its own, so that the user may dispose the tensor
    readonly int _version;
    readonly bool _isPacked;
    bool _released;

    // An op's own result would hold its node, which holds the result: keep the elements alone, and give them the node again when they are asked for.
    readonly short _output; // which of the op's results it is, or -1

    public Saved(Tensor? tensor, bool isOutput = false, int output = 0)
    {
        _output = (short)(isOutput ? output : -1);
        if (tensor is null) return;
        if (tensor.Storage.IsInference) throw new InvalidOperationException("Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal tensor and use it in autograd.");
        if (SavedTensorHooks.Current is { } hooks)
        {
            (_kept, _isPacked) = (new PackedTensor(hooks, tensor, _output), true);
            return;
        }
        _kept = isOutput ? Tensor.Uncounted(tensor.Data) : tensor;
        _data = tensor.Data;
        _version = tensor.Storage.Version;
        tensor.Storage.Retain();
    }

    readonly Tensor Kept => Unsafe.As<Tensor>(_kept!);

    /// <summary>The tensor as it was saved; for an op's result, connected to <paramref name="node"/>. Null if none was.</summary>
    public readonly Tensor? Get(Node node)
    {
        if (_released)
            throw new InvalidOperationException("Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.");
        if (_kept is null) return null;
        if (_isPacked) return Unsafe.As<PackedTensor>(_kept).Unpack(node);
        if (_data.Storage.Version != _version) ThrowModified(node);
        if (_output < 0 ? !Kept.IsInvalid : !GradMode.Enabled) return Kept;
        var result = Tensor.Uncounted(_data);
        if (_output >= 0) result.SetGradFn(node.ResultHistory ?? node, _output);
        else if (Kept.GradFnField is { } made) result.SetGradFn(made, Kept.OutputNr);
        return result;
    }

    readonly void ThrowModified(Node node)
    {
        string maker = _output >= 0 ? node.Name : Kept.GradFnField?.Name ?? "AsStridedBackward0";
        throw new InvalidOperationException($"one of the variables needed for gradient computation has been modified by an inplace operation: [torch.{_data.DType.LegacyName}Tensor [{string.Join(", ", _data.Layout.Sizes.ToArray())}]], which is output {Kept.OutputNr} of {maker}, is at version {_data.Storage.Version}; expected version {_version} instead. {AnomalyMode.Hint}");
    }

    public void Release()
    {
        if (!_released && _kept is not null && !_isPacked) _data.Storage.Release();
        _released = true;
        _kept = null;
        _data = default;
    }
}
