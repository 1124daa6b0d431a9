using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table;

/// <summary>One set of arguments for an op: the tensors, in order. Other arguments live in the row's <see cref="Row.Call"/>.</summary>
public sealed record Sample(params Tensor[] Inputs)
{
    public override string ToString() => string.Join(", ", Inputs.Select(x => $"{x.dtype}[{string.Join(',', x.shape)}]"));
}

/// <summary>
/// What the laws need to know about an op. A row says how to call the op and on what; everything else (strides, dtypes, gradients, shapes, threads) is a
/// law over all rows. <c>Ops/X/File.cs</c> has its rows in <c>Table/X/File.cs</c>, as static properties of type <see cref="Row"/> or of a list of them.
/// </summary>
public sealed class Row(string op)
{
    /// <summary>The op's name in the catalogue; aliases are listed by <see cref="Aliases"/>.</summary>
    public string Op => op;

    /// <summary>Other catalogue names of the same op.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>What tells this row from others of the same op: <c>dim=1</c>.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The op as a function. Several results are a list.</summary>
    public required Func<Tensor[], Tensor[]> Call { get; init; }

    /// <summary>The op as a method, in place on the first input (which it then returns), and with an out tensor: where there are such forms.</summary>
    public Func<Tensor[], Tensor[]>? Method { get; init; }
    public Func<Tensor[], Tensor>? InPlace { get; init; }
    public Func<Tensor[], Tensor, Tensor>? Out { get; init; }

    /// <summary>Arguments of a dtype: several shapes (0-dim, empty, several dims), typical values, away from kinks and poles.</summary>
    public required Func<ScalarType, IEnumerable<Sample>> Samples { get; init; }

    /// <summary>The dtypes the op runs on; on every other one it must throw.</summary>
    public required DTypes DTypes { get; init; }

    /// <summary>Reference in float64, element by element, for pointwise ops of one or two operands.</summary>
    public Func<double, double>? Reference { get; init; }
    public Func<double, double, double>? Reference2 { get; init; }

    /// <summary>Reference for anything else: computed from the samples with plain loops or other, trusted ops.</summary>
    public Func<Tensor[], Tensor[]>? ReferenceTensors { get; init; }

    /// <summary>Which inputs have a gradient; none for an op that is not differentiable.</summary>
    public int[] Differentiable { get; init; } = [];

    /// <summary>Whether the gradient is differentiable too.</summary>
    public bool TwiceDifferentiable { get; init; } = true;

    /// <summary>Relative and absolute tolerance against the reference in float32; other dtypes scale with their precision.</summary>
    public (double Relative, double Absolute) Tolerance { get; init; } = (2e-6, 1e-6);

    /// <summary>Whether the op's result depends on nothing but its inputs (no random numbers, no uninitialised memory).</summary>
    public bool Deterministic { get; init; } = true;

    /// <summary>Whether the shape of the result can only be known from the values (nonzero, unique): such an op has no meta form.</summary>
    public bool ShapeDependsOnData { get; init; }

    public override string ToString() => Variant.Length == 0 ? op : $"{op}({Variant})";
}
