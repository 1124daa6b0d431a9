using Darkhorse.Kernels.Recurrent;
using Darkhorse.Ops;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules;

/// <summary>The numbers of a recurrent network.</summary>
sealed record RecurrentShape(CellKind Kind, long InputSize, long HiddenSize, long Layers, bool Bias, bool BatchFirst, double Dropout, bool Bidirectional, long ProjectionSize = 0)
{
    public int Gates => Kind switch { CellKind.LSTM => 4, CellKind.GRU => 3, _ => 1 };
    public int Directions => Bidirectional ? 2 : 1;
    public long OutputSize => ProjectionSize > 0 ? ProjectionSize : HiddenSize;

    /// <summary>What PyTorch's parameters of a layer and direction end in.</summary>
    public static string Suffix(long layer, int direction) => $"_l{layer}{(direction == 1 ? "_reverse" : "")}";

    public string Text()
    {
        var text = new System.Text.StringBuilder($"{InputSize}, {HiddenSize}");
        if (ProjectionSize > 0) text.Append($", proj_size={ProjectionSize}");
        if (Layers != 1) text.Append($", num_layers={Layers}");
        if (!Bias) text.Append(", bias=False");
        if (BatchFirst) text.Append(", batch_first=True");
        if (Dropout != 0) text.Append($", dropout={PythonText.Of(Dropout)}");
        if (Bidirectional) text.Append(", bidirectional=True");
        return text.ToString();
    }
}

/// <summary>Networks of recurrent layers: parameters, initialisation, and the run over the steps of sequences.</summary>
static class Recurrence
{
    public static void Register(torch.nn.Module module, RecurrentShape shape, Device? device, torch.ScalarType? dtype)
    {
        if (shape.Dropout is < 0 or > 1) throw new ArgumentException("dropout should be a number in range [0, 1] representing the probability of an element being zeroed");
        if (shape.HiddenSize <= 0) throw new ArgumentException("hidden_size must be greater than zero");
        if (shape.Layers <= 0) throw new ArgumentException("num_layers must be greater than zero");
        if (shape.ProjectionSize < 0) throw new ArgumentException("proj_size should be a positive integer or zero to disable projections");
        if (shape.ProjectionSize >= shape.HiddenSize) throw new ArgumentException("proj_size has to be smaller than hidden_size");
        long gates = shape.Gates * shape.HiddenSize;
        for (long layer = 0; layer < shape.Layers; layer++)
            for (int direction = 0; direction < shape.Directions; direction++)
            {
                string suffix = RecurrentShape.Suffix(layer, direction);
                long input = layer == 0 ? shape.InputSize : shape.OutputSize * shape.Directions;
                Add("weight_ih", gates, input);
                Add("weight_hh", gates, shape.OutputSize);
                if (shape.Bias)
                {
                    Add("bias_ih", gates);
                    Add("bias_hh", gates);
                }
                if (shape.ProjectionSize > 0) Add("weight_hr", shape.ProjectionSize, shape.HiddenSize);
                void Add(string name, params ReadOnlySpan<long> sizes) => module.register_parameter(name + suffix, new Parameter(torch.empty(sizes, dtype, device)));
            }
        Initialise(module, shape.HiddenSize);
    }

    /// <summary>All parameters uniform in [-1/sqrt(hidden), 1/sqrt(hidden)].</summary>
    public static void Initialise(torch.nn.Module module, long hiddenSize)
    {
        double bound = hiddenSize > 0 ? 1 / Math.Sqrt(hiddenSize) : 0;
        foreach (var parameter in module.parameters()) init.uniform_(parameter, -bound, bound);
    }

    static CellWeights Weights(torch.nn.Module module, long layer, int direction)
    {
        string suffix = RecurrentShape.Suffix(layer, direction);
        return new(module.ParameterOf("weight_ih" + suffix)!, module.ParameterOf("weight_hh" + suffix)!, module.ParameterOf("bias_ih" + suffix), module.ParameterOf("bias_hh" + suffix), module.ParameterOf("weight_hr" + suffix));
    }

    /// <summary>Runs padded sequences: [T, N, input], [N, T, input] if batch first, or [T, input].</summary>
    public static (Tensor Output, Tensor H, Tensor? C) Run(torch.nn.Module module, RecurrentShape shape, Tensor input, Tensor? h0, Tensor? c0)
    {
        if (input.ndim is not (2 or 3)) throw new ArgumentException($"{module.GetName()}: Expected input to be 2-D or 3-D but received {input.ndim}-D tensor");
        bool batched = input.ndim == 3;
        if (!batched)
        {
            CheckUnbatched(h0);
            CheckUnbatched(c0);
            (input, h0, c0) = (input.unsqueeze(1), h0?.unsqueeze(1), c0?.unsqueeze(1));
        }
        else if (shape.BatchFirst)
        {
            if (h0 is { ndim: not 3 }) throw new InvalidOperationException($"For batched 3-D input, hx should also be 3-D but got {h0.ndim}-D tensor");
            input = input.transpose(0, 1);
        }
        if (input.Sizes[2] != shape.InputSize)
            throw new InvalidOperationException($"input.size(-1) must be equal to input_size. Expected {shape.InputSize}, got {input.Sizes[2]}");
        long steps = input.Sizes[0], batch = input.Sizes[1];
        if (steps == 0) throw new InvalidOperationException("Expected sequence length to be larger than 0 in RNN");
        long[] sizes = new long[steps];
        Array.Fill(sizes, batch);
        var (data, h, c) = RunSteps(module, shape, input.reshape(steps * batch, shape.InputSize), sizes, h0, c0);
        var output = data.view(steps, batch, shape.OutputSize * shape.Directions);
        if (!batched) return (output.squeeze(1), h.squeeze(1), c?.squeeze(1));
        return (shape.BatchFirst ? output.transpose(0, 1) : output, h, c);
    }

    static void CheckUnbatched(Tensor? state)
    {
        if (state is { ndim: not 2 }) throw new InvalidOperationException($"For unbatched 2-D input, hx should also be 2-D but got {state.ndim}-D tensor");
    }

    /// <summary>Runs the layers over steps that lie one after another in <paramref name="data"/>; the number of sequences may shrink from step to step.</summary>
    /// <param name="module">Has the parameters.</param>
    /// <param name="shape">Its numbers.</param>
    /// <param name="data">[sum of sizes, input].</param>
    /// <param name="sizes">How many sequences each step has, never more than the step before.</param>
    /// <param name="h0">Hidden state before the first step: [layers * directions, N, output]; null: zeros.</param>
    /// <param name="c0">The cell state of an LSTM.</param>
    public static (Tensor Data, Tensor H, Tensor? C) RunSteps(torch.nn.Module module, RecurrentShape shape, Tensor data, long[] sizes, Tensor? h0, Tensor? c0)
    {
        long states = shape.Layers * shape.Directions;
        bool isLstm = shape.Kind == CellKind.LSTM;
        CheckState(h0, [states, sizes[0], shape.OutputSize], isLstm ? "hidden[0]" : "hidden");
        CheckState(c0, [states, sizes[0], shape.HiddenSize], "hidden[1]");
        h0 ??= torch.zeros([states, sizes[0], shape.OutputSize], data.dtype, data.device);
        if (isLstm) c0 ??= torch.zeros([states, sizes[0], shape.HiddenSize], data.dtype, data.device);
        List<Tensor> lastH = [], lastC = [];
        for (long layer = 0; layer < shape.Layers; layer++)
        {
            var outputs = new Tensor[shape.Directions];
            for (int direction = 0; direction < shape.Directions; direction++)
            {
                long state = layer * shape.Directions + direction;
                var weights = Weights(module, layer, direction);
                var run = new LayerRun(shape.Kind, weights, sizes, h0.select(0, state), c0?.select(0, state));
                outputs[direction] = run.Over(data, reverse: direction == 1);
                lastH.Add(run.LastH);
                if (run.LastC is { } cell) lastC.Add(cell);
            }
            data = outputs.Length == 1 ? outputs[0] : torch.cat(outputs, -1);
            if (layer < shape.Layers - 1) data = functional.dropout(data, shape.Dropout, module.training);
        }
        return (data, torch.stack([.. lastH]), isLstm ? torch.stack([.. lastC]) : null);
    }

    static void CheckState(Tensor? state, long[] expected, string name)
    {
        if (state is not null && !state.Sizes.SequenceEqual(expected))
            throw new InvalidOperationException($"Expected {name} size {PythonText.Tuple(expected)}, got [{string.Join(", ", state.shape)}]");
    }
}

/// <summary>One layer in one direction over all steps.</summary>
sealed class LayerRun(CellKind kind, CellWeights weights, long[] sizes, Tensor h0, Tensor? c0)
{
    /// <summary>The states after the last step of each sequence, once the run is over.</summary>
    public Tensor LastH { get; private set; } = null!;
    public Tensor? LastC { get; private set; }

    public Tensor Over(Tensor data, bool reverse)
    {
        if (sizes[^1] == sizes[0] && RecurrentLayers.Suits(kind, data, weights, h0)) return Fused(data, new(sizes.Length, sizes[0], h0.Sizes[^1], reverse));
        var projected = functional.linear(data, weights.Input, weights.InputBias);
        var outputs = new Tensor[sizes.Length];
        if (reverse) Backwards(projected, outputs);
        else Forwards(projected, outputs);
        return torch.cat(outputs);
    }

    Tensor Fused(Tensor data, in RecurrentSize size)
    {
        var (all, cells) = RecurrentLayers.Run(kind, size, data, weights, h0, c0);
        long last = size.StepAt(size.Steps - 1) * size.Batch;
        (LastH, LastC) = (all.narrow(0, last, size.Batch), kind == CellKind.LSTM ? cells!.narrow(0, last, size.Batch) : null);
        return all;
    }

    void Forwards(Tensor projected, Tensor[] outputs)
    {
        // Sequences end from the last on: their states are set aside in the order in which they end.
        List<Tensor> endedH = [], endedC = [];
        var (h, c) = (h0, c0);
        long offset = 0, count = sizes[0];
        for (int t = 0; t < sizes.Length; t++)
        {
            if (sizes[t] < count)
            {
                endedH.Add(h.narrow(0, sizes[t], count - sizes[t]));
                if (c is not null) endedC.Add(c.narrow(0, sizes[t], count - sizes[t]));
                (h, c, count) = (h.narrow(0, 0, sizes[t]), c?.narrow(0, 0, sizes[t]), sizes[t]);
            }
            (h, c) = CellSteps.Step(kind, projected.narrow(0, offset, count), h, c, weights);
            outputs[t] = h;
            offset += count;
        }
        (LastH, LastC) = (Joined(h, endedH), c is null ? null : Joined(c, endedC));
    }

    static Tensor Joined(Tensor last, List<Tensor> ended)
    {
        if (ended.Count == 0) return last;
        ended.Add(last);
        ended.Reverse();
        return torch.cat([.. ended]);
    }

    void Backwards(Tensor projected, Tensor[] outputs)
    {
        long offset = projected.Sizes[0], count = sizes[^1];
        var (h, c) = (h0.narrow(0, 0, count), c0?.narrow(0, 0, count));
        for (int t = sizes.Length - 1; t >= 0; t--)
        {
            if (sizes[t] > count)
            {
                h = torch.cat([h, h0.narrow(0, count, sizes[t] - count)]);
                if (c is not null) c = torch.cat([c, c0!.narrow(0, count, sizes[t] - count)]);
                count = sizes[t];
            }
            offset -= count;
            (h, c) = CellSteps.Step(kind, projected.narrow(0, offset, count), h, c, weights);
            outputs[t] = h;
        }
        (LastH, LastC) = (h, c);
    }
}
