using System.Diagnostics.CodeAnalysis;
using System.Text;
using Darkhorse.Autograd;
using Darkhorse.IO;
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

    /// <summary>Writes <see cref="state_dict"/> to a file, as TorchSharp does; the file appears whole or not at all.</summary>
    public void save_state_dict(string location) => AtomicFile.Write(location, stream =>
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        save_state_dict(writer);
    });

    /// <summary>Writes the rule's name, then the options of all groups and the states of all parameters; a parameter that was never moved has the state of the start.</summary>
    public virtual void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(Groups.Count);
        writer.Write7BitEncodedInt64(Groups.Sum(group => group.Items.Length));
        foreach (var group in Groups) group.Options.SaveStateDict(writer);
        foreach (var state in AllStates()) state.SaveStateDict(writer);
        writer.Flush();
    }

    /// <summary>Reads what <see cref="save_state_dict(string)"/> wrote.</summary>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <summary>Reads what <see cref="save_state_dict(BinaryWriter)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The data are of another rule.</exception>
    /// <exception cref="ArgumentException">The numbers of groups or parameters differ.</exception>
    public virtual void load_state_dict(BinaryReader reader)
    {
        string name = reader.ReadString();
        if (name != GetType().Name) throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        if (reader.Read7BitEncodedInt64() != Groups.Count) throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (reader.Read7BitEncodedInt64() != Groups.Sum(group => group.Items.Length)) throw new ArgumentException("Invalid optimizer state -- different number of states.");
        using var _ = new DisposeScope.Suspension();
        foreach (var group in Groups) group.Options.LoadStateDict(reader);
        foreach (var state in AllStates()) state.LoadStateDict(reader);
    }

    IEnumerable<OptimizerState> AllStates()
    {
        using var _ = new DisposeScope.Suspension();
        foreach (var group in Groups)
            for (int i = 0; i < group.Items.Length; i++) yield return group.States[i] ?? Start(group, i);
    }

    private protected OptimizerState Start(ParamGroup group, int i)
    {
        var state = NewState(group.Items[i]);
        state.Initialize(group.Options);
        return group.States[i] = state;
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
