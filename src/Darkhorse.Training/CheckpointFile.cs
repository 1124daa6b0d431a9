using System.Text.Json;
using System.Text.Json.Serialization;

namespace Darkhorse.Training;

/// <summary>
/// A checkpoint: a safetensors file of the model's tensors (<c>model.…</c>), the optimiser's state, the random state and the loader's, with the numbers as JSON in
/// its metadata. Any reader of the format can take the weights out.
/// </summary>
sealed partial class CheckpointFile(string path, Module model, Optimizer optimizer, LRScheduler? scheduler, TrainingState state, History history, RunningMean loss, IList<Metric> metrics, IList<Callback> callbacks)
{
    const string Key = "darkhorse.training", ModelPrefix = "model.", LoaderPrefix = "loader.", OptimizerName = "optimizer", RandomName = "random";

    public void Save(Dictionary<string, Tensor>? loader)
    {
        using var _ = torch.NewDisposeScope();
        var tensors = new Dictionary<string, Tensor> { [OptimizerName] = OptimizerBytes(), [RandomName] = torch.get_rng_state() };
        foreach (var (name, tensor) in model.state_dict()) tensors[ModelPrefix + name] = tensor;
        foreach (var (name, tensor) in loader ?? []) tensors[LoaderPrefix + name] = tensor;
        for (int i = 0; i < metrics.Count; i++) tensors[MetricName(i)] = metrics[i].State;
        var record = new Record(1, state.Epoch, state.Batch, state.Step, loss.Sum, loss.Weight, new(state.Values),
            [.. history.Select(epoch => new EpochEntry(epoch.Epoch, new(epoch.Values), epoch.Duration.TotalSeconds))], [.. callbacks.Select(callback => callback.Memory)], scheduler?.state_dict());
        torch.safetensors.save_file(tensors, path, new Dictionary<string, string> { [Key] = JsonSerializer.Serialize(record, Json.Default.Record) });
    }

    /// <summary>Gives the loader's state back, for the loader is not known yet. Everything is checked before anything is changed.</summary>
    public Dictionary<string, Tensor>? Load()
    {
        using var scope = torch.NewDisposeScope();
        var tensors = torch.safetensors.load_file(path, out var metadata);
        var record = Parse(metadata);
        if (record.Callbacks.Length != callbacks.Count || Enumerable.Range(0, metrics.Count + 1).Any(i => tensors.ContainsKey(MetricName(i)) != i < metrics.Count) || record.Scheduler is null != scheduler is null)
            throw new InvalidDataException($"{path}: the checkpoint is of a run with other metrics, callbacks or another learning rate rule");
        if (!tensors.TryGetValue(OptimizerName, out var optimizerBytes) || !tensors.TryGetValue(RandomName, out var random)) throw new InvalidDataException($"{path}: the checkpoint is not whole");
        model.load_state_dict(With(tensors, ModelPrefix));
        using (var reader = new BinaryReader(new MemoryStream(optimizerBytes.ToArray<byte>()))) Savable.load_state_dict(reader);
        if (record.Scheduler is not null) scheduler!.load_state_dict(record.Scheduler);
        for (int i = 0; i < metrics.Count; i++) metrics[i].State = tensors[MetricName(i)];
        for (int i = 0; i < callbacks.Count; i++) callbacks[i].Memory = record.Callbacks[i];
        (state.Epoch, state.Batch, state.Step, state.Values) = (record.Epoch, record.Batch, record.Step, record.Values);
        (loss.Sum, loss.Weight) = (record.LossSum, record.LossWeight);
        history.Clear();
        foreach (var epoch in record.History) history.Add(epoch.Epoch, epoch.Values, TimeSpan.FromSeconds(epoch.Seconds));
        torch.set_rng_state(random);
        var loader = With(tensors, LoaderPrefix);
        foreach (var tensor in loader.Values) scope.Detach(tensor);
        return loader.Count == 0 ? null : loader;
    }

    OptimizerHelper Savable => optimizer as OptimizerHelper ?? throw new NotSupportedException($"the state of {optimizer.GetType().Name} cannot be saved, so there is no checkpoint of its runs");

    Record Parse(Dictionary<string, string> metadata)
    {
        try
        {
            if (metadata.TryGetValue(Key, out string? json) && JsonSerializer.Deserialize(json, Json.Default.Record) is { Version: 1 } record) return record;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
        throw new InvalidDataException($"{path} is no checkpoint of a training run");
    }

    Tensor OptimizerBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true)) Savable.save_state_dict(writer);
        return torch.tensor(bytes.ToArray());
    }

    static string MetricName(int i) => $"metric.{i}";

    static Dictionary<string, Tensor> With(Dictionary<string, Tensor> tensors, string prefix)
        => tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    internal sealed record EpochEntry(int Epoch, Dictionary<string, double> Values, double Seconds);

    internal sealed record Record(int Version, int Epoch, int Batch, long Step, double LossSum, double LossWeight, Dictionary<string, double> Values, EpochEntry[] History, double[][] Callbacks, Dictionary<string, double[]>? Scheduler);

    [JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    [JsonSerializable(typeof(Record))]
    sealed partial class Json : JsonSerializerContext;
}
