using Darkhorse.Autograd;
using static Darkhorse.torch.utils.hooks;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Functions of the gradients that pass this module; null while nobody registered any.</summary>
            internal ModuleBackwardHooks? BackwardHooks;

            /// <summary>
            /// Calls a function whenever gradients of this module's inputs were computed, with those and the gradients of its outputs: one for each tensor in
            /// the arguments and the result, null where there is none. What it returns, if not null, replaces the gradients of the inputs.
            /// </summary>
            public RemovableHandle register_full_backward_hook(Func<Module, Tensor?[], Tensor?[], Tensor?[]?> hook) => (BackwardHooks ??= new()).After.Add(hook);

            /// <summary>Calls a function before the gradients of this module's inputs are computed, with those of its outputs; what it returns, if not null, replaces them.</summary>
            public RemovableHandle register_full_backward_pre_hook(Func<Module, Tensor?[], Tensor?[]?> hook) => (BackwardHooks ??= new()).Before.Add(hook);
        }

        internal sealed class ModuleBackwardHooks
        {
            public readonly HookList<Func<Module, Tensor?[], Tensor?[]?>> Before = new();
            public readonly HookList<Func<Module, Tensor?[], Tensor?[], Tensor?[]?>> After = new();
        }
    }
}

/// <summary>
/// One call of a module with backward hooks. Its tensors go in through one node and come out through another, which do nothing to the gradients but show
/// them: the second comes first in a backward pass.
/// </summary>
sealed class BackwardPassage
{
    readonly torch.nn.Module _module;
    readonly torch.nn.ModuleBackwardHooks _hooks;
    Queue<Tensor> _entered = [];
    int _inputs;
    bool _inputsTrack;
    Tensor?[]? _outputGradients;

    BackwardPassage(torch.nn.Module module, torch.nn.ModuleBackwardHooks hooks) => (_module, _hooks) = (module, hooks);

    /// <summary>Null for a module without such hooks.</summary>
    public static BackwardPassage? Of(torch.nn.Module module) => module.BackwardHooks is { } hooks ? new(module, hooks) : null;

    public T Enter<T>(T a)
    {
        Begin([.. Tree.Leaves(a)]);
        return In(a);
    }

    public (T1, T2) Enter<T1, T2>(T1 a, T2 b)
    {
        Begin([.. Tree.Leaves(a), .. Tree.Leaves(b)]);
        return (In(a), In(b));
    }

    public (T1, T2, T3) Enter<T1, T2, T3>(T1 a, T2 b, T3 c)
    {
        Begin([.. Tree.Leaves(a), .. Tree.Leaves(b), .. Tree.Leaves(c)]);
        return (In(a), In(b), In(c));
    }

    public (T1, T2, T3, T4) Enter<T1, T2, T3, T4>(T1 a, T2 b, T3 c, T4 d)
    {
        Begin([.. Tree.Leaves(a), .. Tree.Leaves(b), .. Tree.Leaves(c), .. Tree.Leaves(d)]);
        return (In(a), In(b), In(c), In(d));
    }

    public (T1, T2, T3, T4, T5) Enter<T1, T2, T3, T4, T5>(T1 a, T2 b, T3 c, T4 d, T5 e)
    {
        Begin([.. Tree.Leaves(a), .. Tree.Leaves(b), .. Tree.Leaves(c), .. Tree.Leaves(d), .. Tree.Leaves(e)]);
        return (In(a), In(b), In(c), In(d), In(e));
    }

    public (T1, T2, T3, T4, T5, T6) Enter<T1, T2, T3, T4, T5, T6>(T1 a, T2 b, T3 c, T4 d, T5 e, T6 f)
    {
        Begin([.. Tree.Leaves(a), .. Tree.Leaves(b), .. Tree.Leaves(c), .. Tree.Leaves(d), .. Tree.Leaves(e), .. Tree.Leaves(f)]);
        return (In(a), In(b), In(c), In(d), In(e), In(f));
    }

    T In<T>(T argument) => Tree.Map(argument, _ => _entered.Dequeue());

    void Begin(Tensor[] inputs)
    {
        _inputs = inputs.Length;
        _inputsTrack = GradMode.Tracks(inputs);
        if (!_inputsTrack)
        {
            _entered = new(inputs);
            return;
        }
        _entered = new(PassageNode.Through(inputs, out var node));
        node.OwnHooks.After.Add((inputGradients, _) => _outputGradients is null ? null : CallAfter(inputGradients));
    }

    /// <summary>The result, connected to the hooks.</summary>
    public T Leave<T>(T result)
    {
        var outputs = Tree.Leaves(result);
        if (!GradMode.Tracks(outputs)) return result;
        outputs = PassageNode.Through(outputs, out var node);
        node.OwnHooks.Before.Add(CallBefore);
        return Tree.Rebuild(result, outputs);
    }

    Tensor?[]? CallBefore(Tensor?[] gradients)
    {
        foreach (var hook in _hooks.Before.Items) gradients = hook(_module, gradients) ?? gradients;
        _outputGradients = gradients;
        // No gradient will come back to inputs that need none: the hooks are called here.
        if (!_inputsTrack && CallAfter(new Tensor?[_inputs]) is not null)
            throw new InvalidOperationException("Backward hook for Modules where no input requires gradient should always return None or None for all gradients.");
        return gradients;
    }

    Tensor?[]? CallAfter(Tensor?[] inputGradients)
    {
        Tensor?[]? replaced = null;
        foreach (var hook in _hooks.After.Items)
        {
            if (hook(_module, replaced ?? inputGradients, _outputGradients!) is not { } result) continue;
            if (result.Length != inputGradients.Length)
                throw new InvalidOperationException($"Backward hook returned an invalid number of grad_input, got {result.Length}, but expected {inputGradients.Length}");
            replaced = result;
        }
        return replaced;
    }
}

/// <summary>Lets tensors and their gradients through.</summary>
sealed class PassageNode : Node
{
    readonly int _count;

    PassageNode(Tensor[] tensors) : base(tensors) => _count = tensors.Length;

    public override string Name => "BackwardHookFunctionBackward";

    internal override int OutputCount => _count;

    public static Tensor[] Through(Tensor[] tensors, out Node node)
    {
        var passage = new PassageNode(tensors);
        node = passage;
        return [.. tensors.Select((tensor, i) =>
        {
            var result = tensor.View(tensor.Layout, tensor.Data.Offset, ViewKind.OfFunction);
            if (tensor.requires_grad) result.SetGradFn(passage, i);
            return result;
        })];
    }

    internal override void Backward(in Flow flow)
    {
        for (int i = 0; i < _count; i++)
            if (flow.Needs(i)) flow.To(i, flow.GradOf(i));
    }
}
