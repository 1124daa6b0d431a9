using Darkhorse.IO;

namespace Darkhorse.Modules;

/// <summary>What an optimiser remembers of a parameter between steps.</summary>
public abstract class OptimizerState(Parameter parameter) : IDisposable
{
    private protected readonly Parameter Parameter = parameter;

    /// <summary>Shows a visitor every field.</summary>
    private protected virtual void Visit(FieldVisitor visitor) { }

    /// <summary>Makes the state that the first step finds.</summary>
    public abstract void Initialize(OptimizerOptions options);

    private protected Tensor Zeros() => Parameter.zeros_like();

    List<(string Name, object? Value)> Fields()
    {
        var list = new FieldList();
        Visit(list);
        return list.Fields;
    }

    void Assign(List<(string Name, object? Value)> fields, Func<Tensor, Tensor> convert)
        => Visit(new FieldAssignment(fields.ConvertAll(field => (field.Name, field.Value is Tensor tensor ? convert(tensor) : field.Value)), onlyMissing: false));

    /// <summary>Moves the tensors.</summary>
    public virtual void to(Device device) => Assign(Fields(), tensor => tensor.to(device));

    /// <summary>Copies the state of another parameter, in this one's dtype and on its device.</summary>
    public virtual void LoadStateDict(OptimizerState source) => Assign(source.Fields(), tensor => tensor.to(Parameter.dtype, copy: true).to(Parameter.device));

    /// <summary>Reads what <see cref="SaveStateDict"/> wrote.</summary>
    /// <exception cref="ArgumentException">A tensor has another shape or dtype.</exception>
    public virtual void LoadStateDict(BinaryReader reader) => Visit(new FieldReader(reader, Parameter.device));

    /// <summary>Writes the state as TorchSharp does.</summary>
    public virtual void SaveStateDict(BinaryWriter writer) => Visit(new FieldWriter(writer));

    /// <summary>Reads a tensor that may be missing.</summary>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
        => result = reader.ReadBoolean() ? DatFormat.ReadTensor(reader).to(device) : null;

    /// <summary>Writes a tensor that may be missing.</summary>
    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor) => new FieldWriter(writer).Visit("", ref tensor, optional: true);

    /// <summary>Whether two states hold nearly the same values.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other)
    {
        if (other.GetType() != GetType()) return false;
        foreach (var (mine, others) in Fields().Zip(other.Fields()))
        {
            bool same = (mine.Value, others.Value) switch
            {
                (Tensor x, Tensor y) => x.Sizes.SequenceEqual(y.Sizes) && SquaredNorm(x - y) <= 1e-10 * (1 + SquaredNorm(y)),
                (double a, double b) => Math.Abs(a - b) <= 1e-5 * Math.Max(1, Math.Abs(b)),
                var (a, b) => Equals(a, b),
            };
            if (!same) return false;
        }
        return true;
    }

    static double SquaredNorm(Tensor x) => (x * x.conj()).sum().to(torch.float64).item<double>();

    public void Dispose()
    {
        foreach (var (_, value) in Fields()) (value as Tensor)?.Dispose();
        GC.SuppressFinalize(this);
    }
}
