namespace Darkhorse.Modules;

/// <summary>The options that Adam and its like share.</summary>
public abstract class BetaOptions : OptimizerOptions
{
    public double? beta1;
    public double? beta2;
    public double? eps;
    public double? weight_decay;

    internal (double, double) Betas
    {
        get => (beta1 ?? 0, beta2 ?? 0);
        set => (beta1, beta2) = value;
    }

    private protected override void Visit(FieldVisitor visitor)
    {
        visitor.Visit(nameof(beta1), ref beta1);
        visitor.Visit(nameof(beta2), ref beta2);
        visitor.Visit(nameof(eps), ref eps);
        visitor.Visit(nameof(weight_decay), ref weight_decay);
    }
}

/// <summary>Parameters that share decays.</summary>
public abstract class BetaGroup<TOptions> : ParamGroup<TOptions>, torch.optim.IBetas where TOptions : BetaOptions, new()
{
    private protected BetaGroup() { }

    private protected BetaGroup(IEnumerable<Parameter> parameters, TOptions options) : base(parameters, options) { }

    public (double, double) Betas
    {
        get => Options.Betas;
        set => Options.Betas = value;
    }
}

/// <summary>The running means of the gradient and of its square.</summary>
public abstract class BetaState(Parameter parameter) : OptimizerState(parameter)
{
    public long step;
    public Tensor? exp_avg;
    public Tensor? exp_avg_sq;

    private protected override void Visit(FieldVisitor visitor)
    {
        visitor.Visit(nameof(step), ref step);
        visitor.Visit(nameof(exp_avg), ref exp_avg);
        visitor.Visit(nameof(exp_avg_sq), ref exp_avg_sq);
    }

    public override void Initialize(OptimizerOptions options)
    {
        exp_avg = Zeros();
        exp_avg_sq = Zeros();
    }
}

/// <summary>A rule with the two decays of Adam.</summary>
public abstract class BetaOptimizer<TOptions, TState> : OptimizerHelper<TOptions, TState>, torch.optim.IBetas where TOptions : BetaOptions, new() where TState : OptimizerState
{
    private protected BetaOptimizer(IEnumerable<ParamGroup> groups, TOptions standard) : base(groups, standard) { }

    /// <summary>The decays of all groups.</summary>
    public (double, double) Betas
    {
        get => Standard.Betas;
        set
        {
            Standard.Betas = value;
            foreach (var group in Groups) ((TOptions)group.Options).Betas = value;
        }
    }

    private protected override void Validate(TOptions options)
    {
        OptionChecks.NotNegative(options.LearningRate, "learning rate");
        OptionChecks.NotNegative(options.eps, "epsilon value");
        OptionChecks.Betas(options.beta1, options.beta2);
        OptionChecks.NotNegative(options.weight_decay, "weight_decay value");
    }
}
