namespace Darkhorse.Autograd;

/// <summary>The ways into a backward pass.</summary>
sealed partial class Engine
{
    /// <summary>Adds the gradients of the roots to the leaves' <c>grad</c>.</summary>
    public static void Backward(ReadOnlySpan<Tensor> roots, ReadOnlySpan<Tensor?> gradients, bool retain, bool createGraph, IList<Tensor>? inputs)
    {
        if (inputs is not null)
        {
            if (inputs.Count == 0) throw new ArgumentException("'inputs' argument to backward() cannot be empty.");
            foreach (var input in inputs)
                if (!input.requires_grad) throw new InvalidOperationException("One of the differentiated Tensors does not require grad");
            var found = Gradients(roots, gradients, [.. inputs], retain, createGraph);
            for (int i = 0; i < inputs.Count; i++)
                if (found[i] is { } gradient) (inputs[i].GradientEdge.Node as AccumulateGrad ?? new(inputs[i])).Add(gradient, false, createGraph);
            return;
        }
        var engine = new Engine(retain, createGraph, null, null);
        engine.Start(roots, gradients);
    }

    /// <summary>The gradients of the roots with respect to the inputs; null where there is no path.</summary>
    public static Tensor?[] Gradients(ReadOnlySpan<Tensor> roots, ReadOnlySpan<Tensor?> gradients, Tensor[] inputs, bool retain, bool createGraph)
    {
        var captures = new Dictionary<(Node, int), Capture>();
        var wanted = new Capture[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            var edge = inputs[i].GradientEdge;
            if (edge.Node is null) throw new InvalidOperationException("One of the differentiated Tensors does not require grad");
            if (!captures.TryGetValue((edge.Node, edge.Output), out var capture)) captures.Add((edge.Node, edge.Output), capture = new());
            wanted[i] = capture;
        }
        var engine = new Engine(retain, createGraph, captures, NodesTowards(captures, roots));
        engine.Start(roots, gradients);
        return Array.ConvertAll(wanted, capture => createGraph ? capture.Gradient : capture.Gradient?.detach());
    }

    void Start(ReadOnlySpan<Tensor> roots, ReadOnlySpan<Tensor?> gradients)
    {
        for (int i = 0; i < roots.Length; i++)
        {
            var root = roots[i];
            if (!root.requires_grad) throw new InvalidOperationException($"element {i} of tensors does not require grad and does not have a grad_fn");
            var gradient = gradients[i];
            if (gradient is null)
            {
                if (root.numel() != 1) throw new InvalidOperationException("grad can be implicitly created only for scalar outputs");
                if (root.DType.IsComplex) throw new InvalidOperationException("grad can be implicitly created only for real scalar outputs but got " + root.DType.LegacyName);
                using (new GradMode.Scope(false)) gradient = root.ones_like();
            }
            else if (!gradient.Layout.SameSizes(root.Layout))
            {
                throw new InvalidOperationException($"Mismatch in shape: grad_output[{i}] has a shape of torch.Size([{string.Join(", ", gradient.shape)}]) and output[{i}] has a shape of torch.Size([{string.Join(", ", root.shape)}]).");
            }
            // The user's gradient is seen as held already, so that it is never taken over or given back.
            var incoming = new GradientBuffer { First = gradient };
            Deliver(root.GradientEdge, gradient, incoming);
        }
        Run();
    }

    /// <summary>The nodes that lie on a way from the roots to a captured one.</summary>
    static HashSet<Node> NodesTowards(Dictionary<(Node, int), Capture> captures, ReadOnlySpan<Tensor> roots)
    {
        var wanted = new HashSet<Node>();
        foreach (var (node, _) in captures.Keys) wanted.Add(node);
        var reached = new List<Node>();
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>();
        foreach (var root in roots) if (root.GradientEdge.Node is { } node && seen.Add(node)) stack.Push(node);
        while (stack.TryPop(out var node))
        {
            reached.Add(node);
            foreach (var edge in node.Edges) if (edge.Node is { } next && seen.Add(next)) stack.Push(next);
        }
        // Oldest first: what a node leads to has been decided before it.
        reached.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        foreach (var node in reached)
            foreach (var edge in node.Edges)
                if (edge.Node is { } next && wanted.Contains(next)) wanted.Add(node);
        return wanted;
    }
}
