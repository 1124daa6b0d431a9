using System.Collections;
using System.Reflection;
using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>The order in which loaders and samplers visit a data set.</summary>
static class Samplers
{
    public static void Run(Case @case)
    {
        RandomStreams.Seed(@case);
        switch (@case.Op)
        {
            case "DataLoader.shuffle": Shuffle(@case); break;
            case "random_split": Split(@case); break;
            default: Weighted(@case); break;
        }
    }

    static object Numbers(Case @case) => Surface.Call("utils.data.TensorDataset", [Surface.Call("torch.arange", [@case.Json.GetProperty("n").GetInt64()])])!;

    static void Shuffle(Case @case)
    {
        object loader = Surface.Call("utils.data.DataLoader", [Numbers(@case), @case.Json.GetProperty("batch_size").GetInt64()], new() { ["shuffle"] = true })!;
        var batches = ((IEnumerable)loader).Cast<object>().Select(batch => (object?)Indices(batch)).ToList();
        Agreement.Check(@case.Field("out"), batches, _ => default, "batches ");
        Agreement.Check(@case.Field("rand_after"), Surface.Call("torch.rand", [2L]), _ => default, "rand ");
    }

    static List<object?> Indices(object batch)
    {
        object? back = Converter.Back(batch);
        var tensor = (Tensor)(back is Dictionary<string, object?> d ? d.Values.First()! : Derivatives.Flatten(back).First()!);
        return [.. TensorData.Of(tensor).Integers.Cast<object?>()];
    }

    static void Split(Case @case)
    {
        var parts = (List<object?>)Surface.Call("utils.data.random_split", [Numbers(@case), @case.Field("lengths")])!;
        Agreement.Check(@case.Field("out"), parts.Select(part => Converter.Back(part!.GetType().GetProperty("indices", BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.GetValue(part))).ToList(), _ => default, "parts ");
    }

    static void Weighted(Case @case)
    {
        object? sampler = Surface.Find("utils.data.WeightedRandomSampler").Count > 0
            ? Surface.Call("utils.data.WeightedRandomSampler", [@case.Field("weights"), @case.Json.GetProperty("num_samples").GetInt64()])
            : Surface.TypeNamed("WeightedRandomSampler") is { } type ? Surface.New(type, [@case.Field("weights"), @case.Json.GetProperty("num_samples").GetInt64()])
            : throw new MissingException("WeightedRandomSampler");
        Agreement.Check(@case.Field("out"), Converter.Back(sampler), _ => default, "samples ");
    }
}
