using Darkhorse.Memory;

namespace Darkhorse.Autograd;

/// <summary>
/// One backward pass. Nodes run in the order of their sequence numbers, newest first, which is an order in which every gradient is complete before it
/// is passed on. Iterative: the depth of the graph costs no stack.
/// </summary>
/// <remarks>
/// Note [Gradients given back]: the storages made while a built-in node runs are written down; those that did not become somebody's gradient are given
/// back when it returns, and a gradient when its last buffer has been spent. They cannot have escaped, unless the pass is itself recorded, a hook
/// saw them, or they ended in a leaf; those are left to the collector.
/// </remarks>
sealed partial class Engine
{
    readonly bool _retain, _createGraph;
    readonly Dictionary<(Node, int), Capture>? _captures;
    readonly HashSet<Node>? _wanted;
    readonly AllocationLog? _log;
    readonly bool _watchful = AnomalyMode.IsEnabled;
    Tensor?[]? _watched; // what the running node has passed on, where it is looked at first
    Dictionary<Node, StrongBuffer>? _contended;
    Node[] _heap = new Node[16];
    int _queued;

    Engine(bool retain, bool createGraph, Dictionary<(Node, int), Capture>? captures, HashSet<Node>? wanted)
    {
        (_retain, _createGraph, _captures, _wanted) = (retain, createGraph, captures, wanted);
        _log = createGraph ? null : new();
    }

    /// <summary>A gradient asked for by <c>autograd.grad</c> or <c>backward(inputs)</c>.</summary>
    internal sealed class Capture
    {
        public Tensor? Gradient;
    }

    /// <summary>The buffer of a node that another pass is using at the same time.</summary>
    sealed class StrongBuffer
    {
        public GradientBuffer Buffer;
    }

    internal bool Wants(Node node) => _wanted is null || _wanted.Contains(node);

    void Run()
    {
        var outerLog = HostPool.Log;
        HostPool.Log = _log;
        try
        {
            using (new GradMode.Scope(_createGraph))
            using (new DisposeScope.Suspension())
                while (_queued > 0) Process(Dequeue());
        }
        finally
        {
            HostPool.Log = outerLog;
            while (_queued > 0) TakeBuffer(Dequeue());
        }
    }

    void Process(Node node)
    {
        var buffer = TakeBuffer(node);
        var hooks = node.Hooks;
        hooks?.ShowTensors(ref buffer);
        if (_captures is not null && TakeCaptures(node, buffer)) return;
        hooks?.ShowBefore(node, ref buffer);
        int logged = _log?.Count ?? 0;
        if (hooks is null && !_watchful) node.Backward(new Flow(this, node, in buffer));
        else RunWatched(node, in buffer);
        if (!_retain) node.Release();
        if (_log is null) return;
        GiveBackTemporaries(logged);
        Spend(buffer.First);
        if (buffer.Others is not null)
            foreach (var gradient in buffer.Others) Spend(gradient);
    }

    /// <summary>Lets hooks and the anomaly mode see what a node computes before it goes on.</summary>
    void RunWatched(Node node, in GradientBuffer buffer)
    {
        var gradients = _watched = new Tensor?[node.Edges.Length];
        try
        {
            using (AnomalyMode.Evaluating(node)) node.Backward(new Flow(this, node, in buffer));
        }
        catch (InvalidOperationException error) when (AnomalyMode.TraceOf(node) is { } trace)
        {
            throw new InvalidOperationException(error.Message.Replace(AnomalyMode.Hint, AnomalyMode.HintWhenEnabled) + trace, error);
        }
        finally
        {
            _watched = null;
        }
        if (AnomalyMode.ShouldCheckNaN) AnomalyMode.CheckNaN(node, gradients);
        if (node.Hooks is { After.Items.Length: > 0 } hooks)
        {
            using var _ = new HostPool.Unlogged();
            gradients = hooks.ShowAfter(node, gradients, in buffer);
        }
        for (int i = 0; i < gradients.Length; i++)
            if (gradients[i] is { } gradient && node.Edges[i].Node is not null) Deliver(node.Edges[i], gradient, buffer);
    }

    /// <summary>Takes a gradient of a node's input from the node.</summary>
    internal void Pass(Node node, int input, Tensor gradient, in GradientBuffer incoming)
    {
        if (_watched is null) Deliver(node.Edges[input], gradient, incoming);
        else _watched[input] = _watched[input] is { } sum ? sum + gradient : gradient;
    }

    /// <summary>Adds a gradient to what has arrived at a node's output.</summary>
    void Deliver(Edge edge, Tensor gradient, in GradientBuffer incoming)
    {
        var node = edge.Node!;
        if (!Wants(node)) return;
        bool isNew = !Holds(incoming, gradient.Storage) && gradient.Storage.PendingGradients == 0;
        if (node is AccumulateGrad leaf && node.Hooks is null && _captures is null)
        {
            leaf.Add(gradient, isNew, _createGraph);
            return;
        }
        ref var buffer = ref BufferOf(node);
        if (!buffer.Queued)
        {
            buffer.Queued = true;
            Enqueue(node);
        }
        ref var slot = ref Slot(ref buffer, node, edge.Output);
        uint bit = edge.Output < 32 ? 1u << edge.Output : 0;
        if (slot is null)
        {
            slot = Hold(gradient);
            // What shows one element several times, as the gradient of a mean does, cannot be added to.
            if (isNew && !_createGraph && !gradient.Layout.MayOverlap) buffer.Owned |= bit;
        }
        else if ((buffer.Owned & bit) != 0 && slot.Layout.SameSizes(gradient.Layout) && slot.DType == gradient.DType)
        {
            slot.add_(gradient);
        }
        else
        {
            var sum = Hold(slot + gradient);
            Spend(slot);
            slot = sum;
            if (!_createGraph) buffer.Owned |= bit;
        }
    }

    static bool Holds(in GradientBuffer buffer, Storage storage)
    {
        if (buffer.First is { } first && ReferenceEquals(first.Storage, storage)) return true;
        if (buffer.Others is not null)
            foreach (var other in buffer.Others)
                if (other is not null && ReferenceEquals(other.Storage, storage)) return true;
        return false;
    }

    internal static ref Tensor? Slot(ref GradientBuffer buffer, Node node, int output)
    {
        if (output == 0) return ref buffer.First;
        buffer.Others ??= new Tensor?[node.OutputCount - 1];
        return ref buffer.Others[output - 1];
    }

    internal static Tensor Hold(Tensor gradient)
    {
        gradient.Storage.PendingGradients++;
        return gradient;
    }

    /// <summary>One buffer less holds a gradient; the last one gives back what the engine made.</summary>
    internal static void Spend(Tensor? gradient)
    {
        if (gradient is null) return;
        var storage = gradient.Storage;
        if (--storage.PendingGradients == 0 && storage.MadeByEngine) storage.GiveBack();
    }

    void GiveBackTemporaries(int logged)
    {
        for (int i = logged; i < _log!.Count; i++)
        {
            var storage = _log[i];
            if (storage.PendingGradients == 0) storage.GiveBack();
            else storage.MadeByEngine = true;
        }
        _log.Clear();
    }

    bool TakeCaptures(Node node, in GradientBuffer buffer)
    {
        bool found = false;
        for (int output = 0; output < node.OutputCount; output++)
        {
            if (!_captures!.TryGetValue((node, output), out var capture)) continue;
            capture.Gradient = output == 0 ? buffer.First : buffer.Others?[output - 1];
            if (capture.Gradient is { } gradient) gradient.Storage.MadeByEngine = false;
            found = true;
        }
        return found && (node is AccumulateGrad || !LeadsFurther(node));
    }

    /// <summary>Whether another wanted gradient lies beyond this node.</summary>
    bool LeadsFurther(Node node)
    {
        foreach (var edge in node.Edges)
            if (edge.Node is { } next && _wanted!.Contains(next)) return true;
        return false;
    }

    ref GradientBuffer BufferOf(Node node)
    {
        if (ReferenceEquals(node.Owner, this) || Interlocked.CompareExchange(ref node.Owner, this, null) is null) return ref node.Buffer;
        _contended ??= [];
        if (!_contended.TryGetValue(node, out var buffer)) _contended.Add(node, buffer = new());
        return ref buffer.Buffer;
    }

    GradientBuffer TakeBuffer(Node node)
    {
        if (ReferenceEquals(node.Owner, this))
        {
            var taken = node.Buffer;
            node.Buffer = default;
            Volatile.Write(ref node.Owner, null);
            return taken;
        }
        _contended!.Remove(node, out var contended);
        return contended!.Buffer;
    }

    void Enqueue(Node node)
    {
        if (_queued == _heap.Length) Array.Resize(ref _heap, 2 * _queued);
        int at = _queued++;
        for (; at > 0 && _heap[(at - 1) / 2].Sequence < node.Sequence; at = (at - 1) / 2) _heap[at] = _heap[(at - 1) / 2];
        _heap[at] = node;
    }

    Node Dequeue()
    {
        var top = _heap[0];
        var last = _heap[--_queued];
        _heap[_queued] = null!;
        int at = 0;
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= _queued) break;
            if (child + 1 < _queued && _heap[child + 1].Sequence > _heap[child].Sequence) child++;
            if (_heap[child].Sequence <= last.Sequence) break;
            _heap[at] = _heap[child];
            at = child;
        }
        if (_queued > 0) _heap[at] = last;
        return top;
    }
}
