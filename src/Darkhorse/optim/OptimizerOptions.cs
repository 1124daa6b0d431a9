namespace Darkhorse.Modules;

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

    /// <summary>Shows a visitor every field but the learning rates.</summary>
    private protected virtual void Visit(FieldVisitor visitor) { }

    List<(string Name, object? Value)> Fields()
    {
        var list = new FieldList();
        Visit(list);
        return list.Fields;
    }

    /// <summary>Takes what is null here from the optimiser's own options.</summary>
    internal void Fill(OptimizerOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        Visit(new FieldAssignment(defaults.Fields(), onlyMissing: true));
    }

    /// <summary>Takes over all values of another group.</summary>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        (LearningRate, InitialLearningRate) = (source.LearningRate, source.InitialLearningRate);
        if (GetType().IsInstanceOfType(source)) Visit(new FieldAssignment(source.Fields(), onlyMissing: false));
    }

    /// <summary>Reads what <see cref="SaveStateDict"/> wrote.</summary>
    public virtual void LoadStateDict(BinaryReader reader)
    {
        (InitialLearningRate, LearningRate) = (reader.ReadDouble(), reader.ReadDouble());
        Visit(new FieldReader(reader));
    }

    /// <summary>Writes the options as TorchSharp does.</summary>
    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate ?? 0);
        Visit(new FieldWriter(writer));
    }

    internal OptimizerOptions Copy() => (OptimizerOptions)MemberwiseClone();

    /// <summary>What PyTorch prints besides: choices that are none here.</summary>
    private protected virtual (string Name, string Value)[] PrintedBesides => [("foreach", "None"), ("differentiable", "False")];

    /// <summary>Names and values as PyTorch prints them.</summary>
    internal IEnumerable<(string Name, string Value)> Printed()
    {
        yield return ("lr", PythonText.Of(LearningRate ?? 0));
        var fields = Fields();
        for (int i = 0; i < fields.Count; i++)
        {
            string? pair = fields[i].Name switch
            {
                "beta1" => "betas",
                "etaminus" => "etas",
                "min_step" => "step_sizes",
                _ => null,
            };
            if (pair is null) yield return (fields[i].Name, Printed(fields[i].Value));
            else yield return (pair, $"({Printed(fields[i].Value)}, {Printed(fields[++i].Value)})");
        }
        foreach (var entry in PrintedBesides) yield return entry;
    }

    static string Printed(object? value) => value switch
    {
        bool flag => PythonText.Of(flag),
        // PyTorch's defaults of 0 and 50 are whole numbers.
        double number and (0 or 50) => PythonText.Number(number),
        double number => PythonText.Of(number),
        _ => "None",
    };
}
