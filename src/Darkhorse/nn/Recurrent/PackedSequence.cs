using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Work on the parameters of modules.</summary>
        public static partial class utils
        {
            /// <summary>Batches of sequences of different lengths.</summary>
            public static class rnn
            {
                /// <summary>
                /// Sequences sorted by length, longest first, laid out step by step without padding: the first element of each, the second of each that has one,
                /// and so on.
                /// </summary>
                public sealed class PackedSequence : IDisposable
                {
                    /// <summary>The elements: [sum of lengths, *].</summary>
                    public readonly Tensor data;

                    /// <summary>How many sequences have a step 0, a step 1, …: int64, on the host.</summary>
                    public readonly Tensor batch_sizes;

                    /// <summary>From sorted places to the places in the batch; null if the batch was sorted.</summary>
                    public readonly Tensor? sorted_indices;

                    /// <summary>From places in the batch to sorted places.</summary>
                    public readonly Tensor? unsorted_indices;

                    internal PackedSequence(Tensor data, Tensor batchSizes, Tensor? sorted, Tensor? unsorted)
                        => (this.data, batch_sizes, sorted_indices, unsorted_indices) = (data, batchSizes, sorted, unsorted);

                    internal (PackedSequence Output, Tensor H, Tensor? C) Run(Module module, RecurrentShape shape, Tensor? h0, Tensor? c0)
                    {
                        if (sorted_indices is { } order) (h0, c0) = (h0?.index_select(1, order), c0?.index_select(1, order));
                        var (output, h, c) = Recurrence.RunSteps(module, shape, data, batch_sizes.ToArray<long>(), h0, c0);
                        if (unsorted_indices is { } back) (h, c) = (h.index_select(1, back), c?.index_select(1, back));
                        return (new(output, batch_sizes, sorted_indices, unsorted_indices), h, c);
                    }

                    public void Dispose() => Each(tensor => tensor.Dispose());

                    /// <summary>Moves the tensors to the scope around theirs.</summary>
                    public PackedSequence MoveToOuterDisposeScope() => Each(tensor => tensor.MoveToOuterDisposeScope());

                    /// <summary>Moves the tensors to another scope; null: to none.</summary>
                    public PackedSequence MoveToOtherDisposeScope(DisposeScope? other) => Each(tensor => tensor.MoveToOtherDisposeScope(other));

                    /// <summary>Moves the tensors to the scope of other ones.</summary>
                    public PackedSequence MoveToOtherDisposeScope(PackedSequence other) => Each(tensor => tensor.MoveToOtherDisposeScope(other.data));

                    /// <summary>Takes the tensors out of their scope.</summary>
                    public PackedSequence DetachFromDisposeScope() => Each(tensor => tensor.DetachFromDisposeScope());

                    PackedSequence Each(Action<Tensor> act)
                    {
                        foreach (var tensor in (ReadOnlySpan<Tensor?>)[data, batch_sizes, sorted_indices, unsorted_indices])
                            if (tensor is not null) act(tensor);
                        return this;
                    }
                }

                /// <summary>Packs padded sequences: [T, N, *], or [N, T, *] if batch first.</summary>
                /// <exception cref="InvalidOperationException">A length is not positive, or the lengths are not sorted and <paramref name="enforce_sorted"/> is asked for.</exception>
                public static PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false, bool enforce_sorted = true)
                {
                    long[] all = lengths.to(int64).to(Device.Cpu).ToArray<long>();
                    if (batch_first) input = input.transpose(0, 1);
                    if (all.Length != input.Sizes[1])
                        throw new InvalidOperationException($"Expected `len(lengths)` to be equal to batch_size, but got {all.Length} (batch_size={input.Sizes[1]})");
                    Tensor? sorted = null, unsorted = null;
                    if (!enforce_sorted)
                    {
                        long[] order = [.. Enumerable.Range(0, all.Length).OrderByDescending(i => all[i]).Select(i => (long)i)], back = new long[order.Length];
                        for (int i = 0; i < order.Length; i++) back[order[i]] = i;
                        (sorted, unsorted) = (tensor(order).to(input.device), tensor(back).to(input.device));
                        all = Array.ConvertAll(order, i => all[i]);
                        input = input.index_select(1, sorted);
                    }
                    for (int i = 1; i < all.Length; i++)
                        if (all[i] > all[i - 1])
                            throw new InvalidOperationException("`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.");
                    if (all[^1] <= 0) throw new InvalidOperationException("Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0");
                    var steps = new Tensor[all[0]];
                    long[] sizes = new long[all[0]];
                    int count = all.Length;
                    for (int t = 0; t < steps.Length; t++)
                    {
                        while (all[count - 1] <= t) count--;
                        sizes[t] = count;
                        steps[t] = input.select(0, t).narrow(0, 0, count);
                    }
                    return new(cat(steps), tensor(sizes), sorted, unsorted);
                }

                /// <summary>Packs sequences [L, *] of different lengths.</summary>
                public static PackedSequence pack_sequence(IEnumerable<Tensor> sequences, bool enforce_sorted = true)
                {
                    Tensor[] list = [.. sequences];
                    return pack_padded_sequence(pad_sequence(list), tensor(Array.ConvertAll(list, sequence => sequence.Sizes[0])), false, enforce_sorted);
                }

                /// <summary>Pads packed sequences again: [T, N, *], or [N, T, *] if batch first; and their lengths.</summary>
                public static (Tensor, Tensor) pad_packed_sequence(PackedSequence sequence, bool batch_first = false, double padding_value = 0, long? total_length = null)
                {
                    long[] sizes = sequence.batch_sizes.ToArray<long>();
                    long length = total_length ?? sizes.Length;
                    if (length < sizes.Length)
                        throw new ArgumentException($"Expected total_length to be at least the length of the longest sequence in input, but got total_length={length} and max sequence length being {sizes.Length}");
                    var steps = new Tensor[length];
                    long offset = 0, batch = sizes[0];
                    for (int t = 0; t < length; t++)
                    {
                        long count = t < sizes.Length ? sizes[t] : 0;
                        var step = sequence.data.narrow(0, offset, count);
                        offset += count;
                        steps[t] = count == batch ? step : cat([step, sequence.data.new_full([batch - count, .. sequence.data.shape[1..]], padding_value)]);
                    }
                    var padded = stack(steps);
                    long[] lengths = new long[batch];
                    for (int i = 0; i < batch; i++) lengths[i] = sizes.Count(size => size > i);
                    var counts = tensor(lengths);
                    if (sequence.unsorted_indices is { } back) (padded, counts) = (padded.index_select(1, back), counts.index_select(0, back.to(Device.Cpu)));
                    return (batch_first ? padded.transpose(0, 1) : padded, counts);
                }

                /// <summary>Pads sequences [L, *] to the longest: [T, N, *], or [N, T, *] if batch first.</summary>
                public static Tensor pad_sequence(IEnumerable<Tensor> sequences, bool batch_first = false, double padding_value = 0)
                {
                    Tensor[] list = [.. sequences];
                    long longest = list.Max(sequence => sequence.Sizes[0]);
                    var padded = Array.ConvertAll(list, sequence => sequence.Sizes[0] == longest ? sequence
                        : cat([sequence, sequence.new_full([longest - sequence.Sizes[0], .. sequence.shape[1..]], padding_value)]));
                    return stack(padded, batch_first ? 0 : 1);
                }

                /// <summary>Takes the padding off again: [T, N, *], or [N, T, *] if batch first, and lengths to sequences [L, *].</summary>
                public static List<Tensor> unpad_sequence(Tensor padded_sequences, Tensor lengths, bool batch_first = false)
                {
                    if (!batch_first) padded_sequences = padded_sequences.transpose(0, 1);
                    var result = new List<Tensor>();
                    foreach (long length in lengths.to(int64).ToArray<long>()) result.Add(padded_sequences.select(0, result.Count).narrow(0, 0, length));
                    return result;
                }

                /// <summary>The sequences that were packed.</summary>
                public static List<Tensor> unpack_sequence(PackedSequence packed_sequences)
                {
                    var (padded, lengths) = pad_packed_sequence(packed_sequences, batch_first: true);
                    return unpad_sequence(padded, lengths, batch_first: true);
                }
            }
        }
    }
}
