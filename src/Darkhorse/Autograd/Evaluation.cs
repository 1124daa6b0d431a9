namespace Darkhorse.Autograd;

/// <summary>A function evaluated at a point, to be differentiated there: what jvp, vjp, Jacobians and their like are made of.</summary>
sealed class Evaluation
{
    readonly bool _records;
    readonly Tensor?[] _tracked; // the outputs that have a gradient
    Tensor[]? _cotangents; // u, and u^T J, a linear function of it: its derivative along t is J t
    Tensor?[]? _pulled;

    /// <param name="function">The function.</param>
    /// <param name="point">Where to evaluate it.</param>
    /// <param name="records">
    /// Whether derivatives are to be differentiable themselves. Null: if anybody can ask for that, since the function, or the point, depends on something
    /// else that needs a gradient.
    /// </param>
    public Evaluation(Func<Tensor[], Tensor[]> function, Tensor[] point, bool? records = null)
    {
        bool outside = GradMode.Enabled;
        using var _ = new GradMode.Scope(true);
        Inputs = Array.ConvertAll(point, input => Leaf(input, records ?? outside));
        Outputs = function(Inputs);
        _records = records ?? (outside && ReachesOthers());
        _tracked = Array.ConvertAll(Outputs, output => output.requires_grad ? output : null);
    }

    /// <summary>The point, as the function saw it.</summary>
    public Tensor[] Inputs { get; }

    /// <summary>What the function returned.</summary>
    public Tensor[] Outputs { get; }

    /// <summary>The value, connected only to what is outside of this evaluation.</summary>
    public Tensor[] Values => Array.ConvertAll(Outputs, Outside);

    /// <summary>v^T J: the gradients of the inputs for those of the outputs (null: one, for a number).</summary>
    public Tensor[] Pull(Tensor?[] gradients)
    {
        var found = Gradients(_tracked, Inputs, gradients, Records(gradients));
        return [.. found.Select((gradient, i) => gradient ?? Zeros(Inputs[i]))];
    }

    /// <summary>J t: the derivatives of the outputs along a direction of the inputs.</summary>
    public Tensor[] Push(Tensor[] tangents)
    {
        if (_pulled is null)
        {
            _cotangents = Array.ConvertAll(Outputs, output => Zeros(output).requires_grad_(output.requires_grad));
            _pulled = Gradients(_tracked, Inputs, _cotangents, true);
        }
        // A gradient that does not depend on u is that of a function that does not depend on its input.
        var linear = Array.ConvertAll(_pulled, gradient => gradient is { requires_grad: true } ? gradient : null);
        int[] tracked = [.. Enumerable.Range(0, Outputs.Length).Where(i => _tracked[i] is not null)];
        var found = Gradients(linear, [.. tracked.Select(i => _cotangents![i])], tangents, Records(tangents));
        var result = Array.ConvertAll(Outputs, Zeros);
        for (int i = 0; i < tracked.Length; i++) result[tracked[i]] = found[i] ?? result[tracked[i]];
        return result;
    }

    /// <summary>For each output the derivatives of all its elements by all those of each input, a pass for each element of the outputs.</summary>
    public Tensor[][] JacobianByRows()
        => [.. Outputs.Select((output, k) => Assembled(output.numel(), Inputs, row => Pull(Alone(Outputs, k, row)), (rows, input) => Stacked(rows, 0, input).reshape([.. output.shape, .. input.shape])))];

    /// <summary>The same, a pass for each element of the inputs.</summary>
    public Tensor[][] JacobianByColumns()
    {
        var columns = Inputs.Select((input, k) => Assembled(input.numel(), Outputs, column => Push([.. Alone(Inputs, k, column).Select((t, i) => t ?? Zeros(Inputs[i]))]),
            (parts, output) => Stacked(parts, -1, output).reshape([.. output.shape, .. input.shape]))).ToArray();
        return [.. Outputs.Select((_, k) => columns.Select(column => column[k]).ToArray())];
    }

    static Tensor[] Assembled(long count, Tensor[] likes, Func<long, Tensor[]> part, Func<Tensor[], Tensor, Tensor> join)
    {
        var parts = new Tensor[count][];
        for (long i = 0; i < count; i++) parts[i] = part(i);
        return [.. likes.Select((like, k) => join(Array.ConvertAll(parts, all => all[k]), like))];
    }

    static Tensor Stacked(Tensor[] parts, int dim, Tensor like)
    {
        if (parts.Length > 0) return torch.stack(parts, dim);
        return like.detach().new_zeros(dim == 0 ? [0L, .. like.shape] : [.. like.shape, 0L]);
    }

    /// <summary>Zero but for one element of one tensor.</summary>
    static Tensor?[] Alone(Tensor[] tensors, int which, long element)
    {
        var result = new Tensor?[tensors.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            // In row-major order, whatever the tensor's own.
            if (i == which || tensors[i].requires_grad) result[i] = tensors[i].detach().new_zeros(tensors[i].shape);
        }
        result[which]!.view(-1).select(0, element).fill_(1);
        return result;
    }

    bool Records(Tensor?[] directions) => _records || (GradMode.Enabled && directions.Any(direction => direction is { requires_grad: true }));

    /// <summary>Something computed on the way, connected only to what is outside of this evaluation.</summary>
    public Tensor Outside(Tensor result) => _records ? result : result.detach();

    static Tensor Zeros(Tensor like) => like.detach().zeros_like();

    static Tensor?[] Gradients(Tensor?[] outputs, Tensor[] inputs, Tensor?[] gradients, bool record)
    {
        int[] present = [.. Enumerable.Range(0, outputs.Length).Where(i => outputs[i] is not null)];
        if (present.Length == 0 || inputs.Length == 0) return new Tensor?[inputs.Length];
        using var _ = new GradMode.Scope(true);
        return Engine.Gradients([.. present.Select(i => outputs[i]!)], [.. present.Select(i => gradients[i])], inputs, retain: true, record);
    }

    static Tensor Leaf(Tensor input, bool connected) => connected && input.requires_grad ? input.view(input.shape) : input.detach().requires_grad_();

    /// <summary>Whether the graph of the outputs ends in anything but the inputs.</summary>
    bool ReachesOthers()
    {
        var seen = new HashSet<Node>();
        foreach (var input in Inputs)
            if (input.is_leaf) seen.Add(input.GradientEdge.Node!);
        var rest = new Stack<Node>();
        foreach (var output in Outputs)
            if (output.GradientEdge.Node is { } node && seen.Add(node)) rest.Push(node);
        while (rest.TryPop(out var node))
        {
            if (node is AccumulateGrad) return true;
            foreach (var edge in node.Edges)
                if (edge.Node is { } next && seen.Add(next)) rest.Push(next);
        }
        return false;
    }
}
