using System.Globalization;
using System.Text;

namespace Darkhorse.Training;

/// <summary>One module of a model, as a forward pass met it.</summary>
/// <param name="Path">Its name from the model down; empty for the model itself.</param>
/// <param name="Kind">Its class.</param>
/// <param name="Depth">How many modules it is in.</param>
/// <param name="OutputShape">The shape of its (first) output when it last ran; null if it did not run, or not by <c>call</c>.</param>
/// <param name="Parameters">Elements of its own parameters, those of modules in it not included.</param>
/// <param name="Trainable">Those that have gradients.</param>
/// <param name="Macs">Multiplications and additions of its own, counted as one; bias, norms and activations not included.</param>
/// <param name="OutputBytes">What its outputs take, summed over its runs.</param>
public sealed record ModuleRow(string Path, string Kind, int Depth, long[]? OutputShape, long Parameters, long Trainable, long Macs, long OutputBytes);

/// <summary>What a model is made of: its modules with their shapes, parameters, work and memory.</summary>
public sealed class ModelSummary
{
    internal ModelSummary(IReadOnlyList<ModuleRow> rows, long parameters, long trainable, long parameterBytes, long inputBytes)
        => (Rows, Parameters, Trainable, ParameterBytes, InputBytes) = (rows, parameters, trainable, parameterBytes, inputBytes);

    public IReadOnlyList<ModuleRow> Rows { get; }

    /// <summary>Elements of all parameters, shared ones counted once.</summary>
    public long Parameters { get; }

    /// <summary>Those that have gradients.</summary>
    public long Trainable { get; }

    public long ParameterBytes { get; }
    public long InputBytes { get; }

    /// <summary>Multiplications and additions of a forward pass, counted as one.</summary>
    public long Macs => Rows.Sum(row => row.Macs);

    /// <summary>What the outputs of the innermost modules take: about what training has to keep for backward.</summary>
    public long ActivationBytes => Rows.Where((row, i) => i + 1 == Rows.Count || Rows[i + 1].Depth <= row.Depth).Sum(row => row.OutputBytes);

    /// <summary>A table.</summary>
    public override string ToString()
    {
        string[] heads = ["module", "output shape", "parameters", "MACs"];
        var lines = Rows.Select(row => new[]
        {
            new string(' ', 2 * row.Depth) + (row.Path.Length == 0 ? row.Kind : $"{row.Path[(row.Path.LastIndexOf('.') + 1)..]} ({row.Kind})"),
            row.OutputShape is null ? "-" : $"[{string.Join(", ", row.OutputShape)}]",
            row.Parameters == 0 ? "-" : Number(row.Parameters),
            row.Macs == 0 ? "-" : Number(row.Macs),
        }).ToList();
        int[] widths = [.. heads.Select((head, i) => lines.Select(line => line[i].Length).Append(head.Length).Max())];
        string rule = new('-', widths.Sum() + 2 * (widths.Length - 1));
        var text = new StringBuilder();
        Write(heads);
        text.AppendLine(rule);
        foreach (var line in lines) Write(line);
        text.AppendLine(rule);
        text.AppendLine(Invariant($"parameters: {Number(Parameters)}, trainable: {Number(Trainable)}"));
        text.AppendLine(Invariant($"MACs: {Number(Macs)}"));
        return text.Append(Invariant($"memory: input {Megabytes(InputBytes)} MB, parameters {Megabytes(ParameterBytes)} MB, activations {Megabytes(ActivationBytes)} MB")).ToString();

        void Write(string[] cells)
            => text.AppendLine($"{cells[0].PadRight(widths[0])}  {cells[1].PadRight(widths[1])}  {cells[2].PadLeft(widths[2])}  {cells[3].PadLeft(widths[3])}");
    }

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>Summaries of models.</summary>
public static class SummaryExtensions
{
    /// <summary>Runs the model once on zeros, in evaluation mode, and says what it is made of.</summary>
    /// <param name="model">A model of one tensor.</param>
    /// <param name="inputShape">The shape of the input, the batch included.</param>
    public static ModelSummary Summary(this torch.nn.Module<Tensor, Tensor> model, params ReadOnlySpan<long> inputShape)
    {
        var first = model.parameters().FirstOrDefault();
        return Summary(model, torch.zeros(inputShape.ToArray(), dtype: first?.dtype ?? torch.float32, device: first?.device));
    }

    /// <summary>Runs the model once on an input of the caller's, in evaluation mode, and says what it is made of.</summary>
    public static ModelSummary Summary(this torch.nn.Module<Tensor, Tensor> model, Tensor input)
    {
        bool training = model.training;
        var watch = new Watch();
        var modules = model.named_modules().Prepend(("", model)).DistinctBy(entry => entry.Item2, ReferenceEqualityComparer.Instance).ToList();
        var hooks = modules.Select(entry => watch.On(entry.Item2)).ToList();
        model.eval();
        try
        {
            using var _ = torch.no_grad();
            model.call(input);
        }
        finally
        {
            foreach (var remove in hooks) remove();
            model.train(training);
        }
        var rows = modules.Select(entry => watch.Row(entry.Item1, entry.Item2)).ToList();
        var parameters = model.parameters().Distinct().ToList();
        return new(rows, parameters.Sum(p => p.numel()), parameters.Where(p => p.requires_grad).Sum(p => p.numel()), parameters.Sum(p => p.numel() * p.element_size()), input.numel() * input.element_size());
    }

    /// <summary>What the modules of a model did in a forward pass.</summary>
    sealed class Watch
    {
        readonly Dictionary<Module, (long[] Shape, long Macs, long Bytes)> _seen = new(ReferenceEqualityComparer.Instance);

        /// <summary>Watches a module, if it is of a signature that modules here have; the result ends that.</summary>
        public Action On(Module module) => module switch
        {
            torch.nn.Module<Tensor, Tensor> m => m.register_forward_hook((_, x, y) => See(m, x, y, y)).remove,
            torch.nn.Module<Tensor, (Tensor, Tensor)> m => m.register_forward_hook((_, x, y) => See(m, x, y.Item1, y)).remove,
            torch.nn.Module<Tensor, Tensor, Tensor> m => m.register_forward_hook((_, x, _, y) => See(m, x, y, y)).remove,
            torch.nn.Module<Tensor, Tensor, (Tensor, Tensor)> m => m.register_forward_hook((_, x, _, y) => See(m, x, y.Item1, y)).remove,
            torch.nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)> m => m.register_forward_hook((_, x, _, y) => See(m, x, y.Item1, y)).remove,
            torch.nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)> m => m.register_forward_hook((_, x, _, y) => See(m, x, y.Item1, y)).remove,
            torch.nn.Module<Tensor, Tensor, Tensor, Tensor> m => m.register_forward_hook((_, x, _, _, y) => See(m, x, y, y)).remove,
            MultiheadAttention m => m.register_forward_hook((_, x, _, _, _, _, _, y) => See(m, x, y.Item1, y)).remove,
            torch.nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> m => m.register_forward_hook((_, x, _, _, _, _, _, y) => See(m, x, y, y)).remove,
            _ => () => { },
        };

        TResult See<TResult>(Module module, Tensor input, Tensor output, TResult result)
        {
            var before = _seen.GetValueOrDefault(module);
            _seen[module] = (output.shape, before.Macs + MacsOf(module, input, output), before.Bytes + output.numel() * output.element_size());
            return result;
        }

        public ModuleRow Row(string path, Module module)
        {
            bool ran = _seen.TryGetValue(module, out var seen);
            var own = module.parameters(recurse: false).ToList();
            return new(path, module.GetName(), path.Length == 0 ? 0 : path.Count(letter => letter == '.') + 1, ran ? seen.Shape : null,
                own.Sum(p => p.numel()), own.Where(p => p.requires_grad).Sum(p => p.numel()), seen.Macs, seen.Bytes);
        }

        /// <summary>Products of a module's own weights with its input.</summary>
        static long MacsOf(Module module, Tensor input, Tensor output) => module switch
        {
            Linear linear => output.numel() * linear.weight!.shape[1],
            Bilinear bilinear => output.numel() * bilinear.weight!.shape[1] * (bilinear.weight.shape[2] + 1),
            ConvolutionTranspose transposed => input.numel() * transposed.weight.numel() / transposed.weight.shape[0],
            Convolution convolution => output.numel() * convolution.weight.numel() / convolution.weight.shape[0],
            // Every weight matrix meets every step of every sequence.
            RNN or GRU or LSTM or RNNCell or GRUCell or LSTMCell => input.numel() / input.shape[^1] * module.parameters(recurse: false).Where(p => p.ndim == 2).Sum(p => p.numel()),
            MultiheadAttention => input.numel() / input.shape[^1] * module.parameters(recurse: false).Where(p => p.ndim == 2).Sum(p => p.numel()),
            _ => 0,
        };
    }
}
