using Darkhorse.Autograd;

namespace Darkhorse.Data;

/// <summary>Batches out of elements: tensors are stacked along a new first dim.</summary>
static class Collation
{
    public static IList<Tensor> Lists(IEnumerable<IList<Tensor>> elements, Device device)
    {
        var rows = elements as IList<IList<Tensor>> ?? [.. elements];
        var batch = new Tensor[rows[0].Count];
        var column = new Tensor[rows.Count];
        for (int k = 0; k < batch.Length; k++)
        {
            for (int i = 0; i < column.Length; i++)
                column[i] = rows[i].Count == batch.Length ? rows[i][k] : throw new InvalidOperationException("each element in list of batch should be of equal size");
            batch[k] = Stack(column, device);
        }
        return batch;
    }

    public static Dictionary<string, Tensor> Dictionaries(IEnumerable<Dictionary<string, Tensor>> elements, Device device)
    {
        var rows = elements as IList<Dictionary<string, Tensor>> ?? [.. elements];
        var batch = new Dictionary<string, Tensor>(rows[0].Count);
        foreach (string name in rows[0].Keys) batch[name] = Stack([.. rows.Select(row => row[name])], device);
        return batch;
    }

    public static Tensor Tensors(IEnumerable<Tensor> elements, Device device) => Stack([.. elements], device);

    static Tensor Stack(Tensor[] parts, Device device)
    {
        var first = parts[0];
        long[] sizes = [parts.Length, .. first.shape];
        var result = Tensor.Empty(Layout.Contiguous(sizes), first.DType, first);
        using (new GradMode.Scope(false))
        {
            for (int i = 0; i < parts.Length; i++)
            {
                if (!parts[i].Sizes.SequenceEqual(first.Sizes))
                    throw new InvalidOperationException($"stack expects each tensor to be equal size, but got {Errors.Shape(first)} at entry 0 and {Errors.Shape(parts[i])} at entry {i}");
                result.select(0, i).copy_(parts[i]);
            }
        }
        return result.to(device);
    }
}
