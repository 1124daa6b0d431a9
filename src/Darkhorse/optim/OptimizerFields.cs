using Darkhorse.IO;

namespace Darkhorse.Modules;

/// <summary>Goes over the fields of options or of a state, in the order in which TorchSharp writes them. What is done with all fields alike is one class below.</summary>
abstract class FieldVisitor
{
    public abstract void Visit(string name, ref double? value);

    public abstract void Visit(string name, ref bool? value);

    public abstract void Visit(string name, ref double value);

    public abstract void Visit(string name, ref long value);

    /// <param name="name">The field.</param>
    /// <param name="value">The tensor.</param>
    /// <param name="optional">Whether some options do without it.</param>
    public abstract void Visit(string name, ref Tensor? value, bool optional = false);
}

/// <summary>Makes a list of the fields.</summary>
sealed class FieldList : FieldVisitor
{
    public readonly List<(string Name, object? Value)> Fields = [];

    public override void Visit(string name, ref double? value) => Fields.Add((name, value));

    public override void Visit(string name, ref bool? value) => Fields.Add((name, value));

    public override void Visit(string name, ref double value) => Fields.Add((name, value));

    public override void Visit(string name, ref long value) => Fields.Add((name, value));

    public override void Visit(string name, ref Tensor? value, bool optional) => Fields.Add((name, value));
}

/// <summary>Sets the fields from such a list: all, or those alone that are null.</summary>
sealed class FieldAssignment(List<(string Name, object? Value)> source, bool onlyMissing) : FieldVisitor
{
    int _next;

    object? Next(object? present)
    {
        object? value = source[_next++].Value;
        return onlyMissing ? present ?? value : value;
    }

    public override void Visit(string name, ref double? value) => value = (double?)Next(value);

    public override void Visit(string name, ref bool? value) => value = (bool?)Next(value);

    public override void Visit(string name, ref double value) => value = (double)Next(value)!;

    public override void Visit(string name, ref long value) => value = (long)Next(value)!;

    public override void Visit(string name, ref Tensor? value, bool optional) => value = (Tensor?)Next(value);
}

/// <summary>Writes the fields; a tensor that may be missing is preceded by whether it is there.</summary>
sealed class FieldWriter(BinaryWriter writer) : FieldVisitor
{
    public override void Visit(string name, ref double? value) => writer.Write(value ?? 0);

    public override void Visit(string name, ref bool? value) => writer.Write(value ?? false);

    public override void Visit(string name, ref double value) => writer.Write(value);

    public override void Visit(string name, ref long value) => writer.Write(value);

    public override void Visit(string name, ref Tensor? value, bool optional)
    {
        if (optional) writer.Write(value is not null);
        if (value is not null) DatFormat.WriteTensor(writer, value);
    }
}

/// <summary>Reads what <see cref="FieldWriter"/> wrote.</summary>
sealed class FieldReader(BinaryReader reader, Device? device = null) : FieldVisitor
{
    public override void Visit(string name, ref double? value) => value = reader.ReadDouble();

    public override void Visit(string name, ref bool? value) => value = reader.ReadBoolean();

    public override void Visit(string name, ref double value) => value = reader.ReadDouble();

    public override void Visit(string name, ref long value) => value = reader.ReadInt64();

    public override void Visit(string name, ref Tensor? value, bool optional)
    {
        if (optional) value = reader.ReadBoolean() ? DatFormat.ReadTensor(reader) : null;
        else TensorExtensionMethods.Load(ref value, reader);
        if (device is not null) value = value?.to(device);
    }
}
