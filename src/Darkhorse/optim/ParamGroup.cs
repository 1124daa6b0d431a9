namespace Darkhorse.Modules;

/// <summary>Parameters that share their options.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    internal Parameter[] Items = [];
    internal OptimizerState?[] States = [];

    public ParamGroup() : this([], new()) { }

    private protected ParamGroup(IEnumerable<Parameter> parameters, OptimizerOptions options) => (Parameters, Options) = (parameters, options);

    public IEnumerable<Parameter> Parameters
    {
        get => Items;
        set
        {
            Items = [.. value];
            States = new OptimizerState?[Items.Length];
        }
    }

    public OptimizerOptions Options { get; set; }

    public double LearningRate
    {
        get => Options.LearningRate ?? 0;
        set => Options.LearningRate = value;
    }

    /// <summary>The learning rate that a scheduler starts from.</summary>
    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

/// <summary>Parameters that share options of one kind.</summary>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions, new()
{
    public ParamGroup() : base([], new TOptions()) { }

    /// <param name="parameters">The parameters.</param>
    /// <param name="options">Their options; what is null in them is taken from the optimiser.</param>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null) : base(parameters, options ?? new TOptions()) { }

    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}
