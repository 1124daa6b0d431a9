namespace Darkhorse.Modules;

/// <summary>Parameters that share their options.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    internal Parameter[] Items = [];
    internal OptimizerState?[] States = [];

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

/// <summary>What an optimiser can be told: null means "as the optimiser's other groups".</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    /// <summary>The rate before any scheduler changed it.</summary>
    public double InitialLearningRate
    {
        get => _initial ?? LearningRate ?? 0;
        set => _initial = value;
    }

    double? _initial;

    /// <summary>Keeps the present rate as the initial one, if there is none yet.</summary>
    internal void KeepInitial() => _initial ??= LearningRate;

    /// <summary>Takes what is null here from the optimiser's own options.</summary>
    internal virtual void Fill(OptimizerOptions defaults) => LearningRate ??= defaults.LearningRate;

    /// <summary>Takes over all values of another group.</summary>
    public virtual void LoadStateDict(OptimizerOptions source) => (LearningRate, InitialLearningRate) = (source.LearningRate, source.InitialLearningRate);

    internal OptimizerOptions Copy() => (OptimizerOptions)MemberwiseClone();

    /// <summary>Names and values as PyTorch prints them.</summary>
    internal virtual IEnumerable<(string Name, string Value)> Printed() => [("lr", PythonText.Of(LearningRate ?? 0))];
}

/// <summary>What an optimiser remembers of a parameter between steps.</summary>
public abstract class OptimizerState(Parameter parameter) : IDisposable
{
    private protected readonly Parameter Parameter = parameter;

    /// <summary>The tensors, in a fixed order.</summary>
    private protected abstract Tensor?[] Tensors { get; set; }

    /// <summary>The numbers, in a fixed order.</summary>
    private protected virtual double[] Numbers
    {
        get => [];
        set { }
    }

    /// <summary>Makes the state that the first step finds.</summary>
    public abstract void Initialize(OptimizerOptions options);

    private protected Tensor Zeros() => Parameter.zeros_like();

    /// <summary>Moves the tensors.</summary>
    public void to(Device device) => Tensors = Array.ConvertAll(Tensors, tensor => tensor?.to(device));

    /// <summary>Copies the state of another parameter, in this one's dtype and on its device.</summary>
    public void LoadStateDict(OptimizerState source)
    {
        Numbers = source.Numbers;
        Tensors = Array.ConvertAll(source.Tensors, tensor => tensor?.to(Parameter.dtype, copy: true).to(Parameter.device));
    }

    /// <summary>Whether two states hold nearly the same values.</summary>
    public bool ApproximatelyEquals(OptimizerState other)
    {
        if (other.GetType() != GetType()) return false;
        Tensor?[] mine = Tensors, others = other.Tensors;
        double[] a = Numbers, b = other.Numbers;
        for (int i = 0; i < a.Length; i++) if (Math.Abs(a[i] - b[i]) > 1e-5 * Math.Max(1, Math.Abs(b[i]))) return false;
        for (int i = 0; i < mine.Length; i++)
        {
            if (mine[i] is null != others[i] is null) return false;
            if (mine[i] is { } x && others[i] is { } y && (!x.Sizes.SequenceEqual(y.Sizes) || SquaredNorm(x - y) > 1e-10 * (1 + SquaredNorm(y)))) return false;
        }
        return true;
    }

    static double SquaredNorm(Tensor x) => (x * x.conj()).sum().to(torch.float64).item<double>();

    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor?.Dispose();
        GC.SuppressFinalize(this);
    }
}
