using System.Diagnostics.CodeAnalysis;
using Darkhorse.Autograd;
using Darkhorse.Memory;

namespace Darkhorse.Modules;

/// <summary>What all rules have in common but L-BFGS, which sees all parameters as one vector.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    private protected abstract OptimizerOptions Defaults { get; }

    /// <summary>Refuses options that make no sense.</summary>
    private protected abstract void Validate(OptimizerOptions options);

    private protected abstract OptimizerState NewState(Parameter parameter);

    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Options.Fill(Defaults);
        Validate(param_group.Options);
        base.add_param_group(param_group);
    }

    /// <summary>The options of all groups and the states of all parameters; the tensors are the optimiser's own.</summary>
    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in Groups)
        {
            var places = new List<int>();
            foreach (var state in group.States)
            {
                places.Add(state is null ? -1 : result.State.Count);
                if (state is not null) result.State.Add(state);
            }
            result.Options.Add(group.Options.Copy());
            result.StateIndexRef.Add(places);
        }
        return result;
    }

    /// <summary>Takes over options and states: the tensors are copied, to each parameter's dtype and device.</summary>
    /// <exception cref="ArgumentException">The groups differ in number or size.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        if (state_dict.Options.Count != Groups.Count) throw new ArgumentException("loaded state dict has a different number of parameter groups");
        for (int i = 0; i < Groups.Count; i++)
            if (state_dict.StateIndexRef[i].Count != Groups[i].Items.Length)
                throw new ArgumentException("loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
        using var _ = new DisposeScope.Suspension();
        for (int i = 0; i < Groups.Count; i++)
        {
            var group = Groups[i];
            group.Options = state_dict.Options[i].Copy();
            for (int j = 0; j < group.Items.Length; j++)
            {
                int place = state_dict.StateIndexRef[i][j];
                group.States[j] = null;
                if (place < 0) continue;
                var state = NewState(group.Items[j]);
                state.LoadStateDict(state_dict.State[place]);
                group.States[j] = state;
            }
        }
    }

    /// <summary>Moves the state to a device.</summary>
    public void to(Device device)
    {
        using var _ = new DisposeScope.Suspension();
        foreach (var group in Groups)
            foreach (var state in group.States) state?.to(device);
    }
}

/// <summary>A rule that moves one parameter at a time, with options and state of given kinds.</summary>
public abstract class OptimizerHelper<TOptions, TState> : OptimizerHelper where TOptions : OptimizerOptions, new() where TState : OptimizerState
{
    private protected readonly TOptions Standard;

    private protected OptimizerHelper(IEnumerable<ParamGroup> groups, TOptions standard)
    {
        Standard = standard;
        Validate(standard);
        foreach (var group in groups) add_param_group(group);
        if (Groups.TrueForAll(group => group.Items.Length == 0)) throw new ArgumentException("optimizer got an empty parameter list");
    }

    private protected override OptimizerOptions Defaults => Standard;

    private protected abstract void Validate(TOptions options);

    private protected sealed override void Validate(OptimizerOptions options) => Validate((TOptions)options);

    /// <summary>Moves one parameter.</summary>
    private protected abstract void Step(Parameter parameter, Tensor gradient, TOptions options, TState state);

    [return: NotNullIfNotNull(nameof(closure))]
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
            using (new GradMode.Scope(true))
                loss = closure();
        using var noGrad = new GradMode.Scope(false);
        // The state outlives the scope that the user may have opened around the step.
        using var noScope = new DisposeScope.Suspension();
        foreach (var group in Groups)
        {
            var options = (TOptions)group.Options;
            var items = group.Items;
            for (int i = 0; i < items.Length; i++)
            {
                if (items[i].grad is not { } gradient) continue;
                Step(items[i], gradient, options, (TState)(group.States[i] ?? Start(group, i)));
            }
        }
        return loss;
    }

    OptimizerState Start(ParamGroup group, int i)
    {
        var state = NewState(group.Items[i]);
        state.Initialize(group.Options);
        return group.States[i] = state;
    }

    private protected static IEnumerable<Parameter> Unnamed(IEnumerable<(string, Parameter)> parameters) => parameters.Select(entry => entry.Item2);
}

/// <summary>Checks of options that several rules share, in PyTorch's words.</summary>
static class OptionChecks
{
    public static void NotNegative(double? value, string what)
    {
        if (!(value >= 0)) throw new ArgumentException($"Invalid {what}: {PythonText.Of(value ?? double.NaN)}");
    }

    public static void Betas(double? beta1, double? beta2)
    {
        if (!(beta1 is >= 0 and < 1)) throw new ArgumentException($"Invalid beta parameter at index 0: {PythonText.Of(beta1 ?? double.NaN)}");
        if (!(beta2 is >= 0 and < 1)) throw new ArgumentException($"Invalid beta parameter at index 1: {PythonText.Of(beta2 ?? double.NaN)}");
    }
}
