using Darkhorse.Autograd;
using Darkhorse.Devices;
using Reduction = Darkhorse.torch.nn.Reduction;

namespace Darkhorse.Ops;

/// <summary>Connectionist temporal classification.</summary>
static class CtcOps
{
    /// <summary>
    /// Minus the log probability that the symbols, repeats merged and blanks dropped, spell the labels (Graves et al., ICML 2006). The gradient is that of log probabilities
    /// that come from log_softmax.
    /// </summary>
    /// <param name="log_probs">[times, items, symbols] or, without a batch, [times, symbols]; float32 or float64.</param>
    /// <param name="targets">Labels: [items, longest], or all items' one after the other. int64 or int32.</param>
    /// <param name="input_lengths">How many times of each item count.</param>
    /// <param name="target_lengths">How many labels each item has.</param>
    /// <param name="blank">The blank's number.</param>
    /// <param name="zero_infinity">Infinite losses, where the labels do not fit in the times, become 0, and so do their gradients.</param>
    /// <param name="reduction">A mean is that over the items of loss by label.</param>
    /// <exception cref="InvalidOperationException">Shapes, lengths or the blank do not fit.</exception>
    [Op("nn.functional.ctc_loss")]
    public static Tensor CtcLoss(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths, long blank = 0, bool zero_infinity = false,
        Reduction reduction = Reduction.Mean)
    {
        if (log_probs.DType is not (DType.Float32 or DType.Float64)) Errors.NotImplementedFor("ctc_loss_cpu", log_probs.DType);
        bool single = log_probs.Layout.Rank == 2;
        if (single)
        {
            (log_probs, targets) = (log_probs.unsqueeze(1), targets.Layout.Rank == 1 ? targets.unsqueeze(0) : targets);
            (input_lengths, target_lengths) = (input_lengths.reshape(-1), target_lengths.reshape(-1));
        }
        if (log_probs.Layout.Rank != 3) throw new InvalidOperationException($"log_probs tensor has to be 2D or 3D, got {log_probs.Layout.Rank}D");
        var labels = DimIndex.Long(targets, "ctc_loss").contiguous();
        var lengths = Checked(log_probs, labels, Numbers(input_lengths), Numbers(target_lengths), blank);
        var losses = Tensor.Empty(Layout.Contiguous([log_probs.Sizes[1]]), log_probs.DType, log_probs);
        losses.Backend.CtcLosses(losses.Data, log_probs.Data, labels.Data, lengths);
        if (GradMode.Tracks(log_probs)) losses.SetGradFn(new CtcLossNode(log_probs, labels, lengths, zero_infinity), 0);
        if (zero_infinity) losses = MaskOps.MaskedFill(losses, losses.detach().eq(double.PositiveInfinity), 0);
        if (reduction == Reduction.Mean) return (losses / target_lengths.to(losses.device).to(losses.dtype).clamp_min(1)).mean();
        if (reduction == Reduction.Sum) return losses.sum();
        return single ? losses.select(0, 0) : losses;
    }

    static long[] Numbers(Tensor lengths) => lengths.to(torch.int64).ToArray<long>();

    /// <summary>The kernel reads at the labels. What stands behind a padded item's last one may be anything.</summary>
    static void CheckLabels(ReadOnlySpan<long> labels, long[] targets, long[] starts, long symbols)
    {
        for (int i = 0; i < targets.Length; i++)
            foreach (long label in labels.Slice((int)starts[i], (int)targets[i]))
                if (label < 0 || label >= symbols) throw new InvalidOperationException($"targets must be in label range: got {label}, with {symbols} labels");
    }

    static CtcLengths Checked(Tensor logProbs, Tensor labels, long[] inputs, long[] targets, long blank)
    {
        long times = logProbs.Sizes[0], items = logProbs.Sizes[1], symbols = logProbs.Sizes[2];
        if (labels.Layout.Rank is not (1 or 2)) throw new InvalidOperationException($"Expected 1 or 2 dimensions for argument #2 'targets', but got {labels.Layout.Rank} (while checking arguments for ctc_loss_cpu)");
        if (labels.Layout.Rank == 2 && labels.Sizes[0] != items)
            throw new InvalidOperationException($"Expected tensor to have size {items} at dimension 0, but got size {labels.Sizes[0]} for argument #2 'targets' (while checking arguments for ctc_loss_cpu)");
        if (blank < 0 || blank >= symbols) throw new InvalidOperationException("blank must be in label range");
        if (inputs.Length != items) throw new InvalidOperationException("input_lengths must be of size batch_size");
        if (targets.Length != items) throw new InvalidOperationException("target_lengths must be of size batch_size");
        var starts = new long[items];
        long next = 0;
        for (int i = 0; i < items; i++)
        {
            if (inputs[i] < 0 || inputs[i] > times)
                throw new InvalidOperationException($"Expected input_lengths to have value at most {times}, but got value {inputs[i]} (while checking arguments for ctc_loss_cpu)");
            if (targets[i] < 0) throw new InvalidOperationException($"Expected target_lengths to have value at least 0, but got value {targets[i]} (while checking arguments for ctc_loss_cpu)");
            starts[i] = labels.Layout.Rank == 1 ? next : i * labels.Sizes[1];
            next += targets[i];
        }
        long room = labels.Layout.Rank == 1 ? labels.Sizes[0] : labels.Sizes[1], needed = labels.Layout.Rank == 1 ? next : targets.Length == 0 ? 0 : targets.Max();
        if (needed > room)
            throw new InvalidOperationException($"Expected tensor to have size at least {needed} at dimension {labels.Layout.Rank - 1}, but got size {room} for argument #2 'targets' (while checking arguments for ctc_loss_cpu)");
        if (labels.device_type == DeviceType.CPU) CheckLabels(labels.ToArray<long>(), targets, starts, symbols);
        return new(inputs, targets, starts, blank);
    }
}

sealed class CtcLossNode(Tensor logProbs, Tensor labels, CtcLengths lengths, bool zeroInfinity) : Node(logProbs)
{
    Saved _logProbs = new(logProbs), _labels = new(labels);

    internal override void Backward(in Flow flow)
    {
        var logProbs = _logProbs.Get(this)!;
        var result = Tensor.Empty(logProbs.Layout.AsContiguous(), logProbs.DType, logProbs);
        result.Backend.CtcGradient(result.Data, flow.Grad.Data, logProbs.Data, _labels.Get(this)!.Data, lengths, zeroInfinity);
        flow.To(0, result);
    }

    internal override void Release()
    {
        _logProbs.Release();
        _labels.Release();
    }
}
