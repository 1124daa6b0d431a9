namespace Darkhorse.Autograd;

/// <summary>Where a gradient goes: an input of a node's consumer, that is, an output of the node that made it.</summary>
public readonly struct Edge(Node? node, int output)
{
    /// <summary>Null where no gradient is wanted.</summary>
    public readonly Node? Node = node;

    /// <summary>Which of the node's outputs.</summary>
    public readonly int Output = output;
}

/// <summary>How gradients pass one recorded op, from its outputs to its inputs.</summary>
public abstract class Node
{
    [ThreadStatic] static long t_created;

    protected Node(params ReadOnlySpan<Tensor> inputs)
    {
        // Later nodes have higher numbers than what they depend on, also when a graph wanders between threads: the order of the backward pass.
        var edges = new Edge[inputs.Length];
        long newest = t_created;
        for (int i = 0; i < inputs.Length; i++)
        {
            edges[i] = inputs[i].GradientEdge;
            if (edges[i].Node is { } node && node.Sequence > newest) newest = node.Sequence;
        }
        Edges = edges;
        t_created = Sequence = newest + 1;
        if (AnomalyMode.IsEnabled) AnomalyMode.Remember(this);
    }

    private protected Node(Edge[] edges, long sequence) => (Edges, Sequence) = (edges, sequence);

    internal Edge[] Edges { get; private set; }

    internal long Sequence { get; }

    /// <summary>Outputs of the op; the engine keeps a gradient for each.</summary>
    internal virtual int OutputCount => 1;

    /// <summary>What <c>grad_fn</c> prints: <c>AddBackward0</c>.</summary>
    public virtual string Name => GetType().Name.Replace("Node", "") + "Backward0";

    /// <summary>The nodes that this one's gradients go to.</summary>
    public IReadOnlyList<Edge> NextFunctions => Edges;

    /// <summary>The nodes that this one's gradients go to, each with the number of its output; null where no gradient is wanted.</summary>
    public IReadOnlyList<(Node? node, int output)> next_functions => Array.ConvertAll(Edges, edge => (edge.Node, edge.Output));

    /// <summary>The leaf whose gradient this node adds up; null for every other node.</summary>
    public virtual Tensor? variable => null;

    /// <summary>
    /// Calls a function after this node ran in a backward pass, with the gradients of its inputs and of its outputs, null where there is none; what it
    /// returns, if not null, replaces the gradients of the inputs.
    /// </summary>
    public torch.utils.hooks.RemovableHandle register_hook(Func<Tensor?[], Tensor?[], Tensor?[]?> hook) => OwnHooks.After.Add(hook);

    /// <summary>Calls a function before this node runs in a backward pass, with the gradients of its outputs; what it returns, if not null, replaces them.</summary>
    public torch.utils.hooks.RemovableHandle register_prehook(Func<Tensor?[], Tensor?[]?> hook) => OwnHooks.Before.Add(hook);

    internal NodeHooks OwnHooks => Hooks ??= new();

    /// <summary>Computes the gradients of the inputs that need one, and hands them to the flow.</summary>
    internal abstract void Backward(in Flow flow);

    /// <summary>Lets go of saved tensors: after the pass, unless the graph is to be kept.</summary>
    internal virtual void Release() { }

    /// <summary>Null as long as nobody registered any.</summary>
    internal NodeHooks? Hooks;
    internal GradientBuffer Buffer;
    internal Engine? Owner;

    /// <summary>The history of the result, where it is not this node: of an op in place on a view, a part of its base.</summary>
    internal Node? ResultHistory;

    internal void ReplaceEdges(Edge[] edges) => Edges = edges;

    public override string ToString() => $"<{Name}>";
}

/// <summary>The gradients that have arrived at a node during a pass.</summary>
struct GradientBuffer
{
    public Tensor? First;
    public Tensor?[]? Others; // outputs from 1 on
    public bool Queued;
    public uint Owned; // bit i: the sum of output i was made by the engine, and may be added to in place
}

/// <summary>Catches the gradient of an op's first input instead of passing it on.</summary>
sealed class GradientSink
{
    public Tensor? Gradient;
}

/// <summary>What a node sees while it runs backward: the gradients of its outputs, and where to put those of its inputs.</summary>
public readonly ref struct Flow
{
    readonly Engine _engine;
    readonly Node _node;
    readonly ref readonly GradientBuffer _buffer;
    readonly GradientSink? _sink;

    internal Flow(Engine engine, Node node, ref readonly GradientBuffer buffer, GradientSink? sink = null)
    {
        _engine = engine;
        _node = node;
        _buffer = ref buffer;
        _sink = sink;
    }

    /// <summary>The gradient of a single-output node's result.</summary>
    internal Tensor Grad => _buffer.First!;

    /// <summary>The gradient of one output, null if none arrived.</summary>
    internal Tensor? GradOf(int output) => output == 0 ? _buffer.First : _buffer.Others?[output - 1];

    /// <summary>Whether somebody waits for the gradient of an input.</summary>
    internal bool Needs(int input) => (input == 0 && _sink is not null) || (_node.Edges[input].Node is { } next && _engine.Wants(next));

    /// <summary>Hands over the gradient of an input. It must be new, or (a view of) a gradient that came in: never a saved tensor.</summary>
    internal void To(int input, Tensor? gradient)
    {
        if (gradient is null) return;
        if (input == 0 && _sink is not null) _sink.Gradient = gradient;
        else if (_node.Edges[input].Node is not null) _engine.Pass(_node, input, gradient, _buffer);
    }

    /// <summary>The flow of another node within this one's place in the pass, its first input's gradient caught.</summary>
    internal Flow Into(Node node, ref readonly GradientBuffer buffer, GradientSink sink) => new(_engine, node, in buffer, sink);
}
