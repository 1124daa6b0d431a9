namespace Darkhorse.Ops;

/// <summary>What an op keeps for its backward.</summary>
[Flags]
public enum Saves
{
    Nothing = 0,
    Input = 1,
    Other = 2,
    Third = 4,
    Result = 8,
}

/// <summary>The dtype an op computes in, from those of its operands.</summary>
public enum Promote
{
    /// <summary>The common dtype of the operands.</summary>
    Common,

    /// <summary>The common dtype; integers and bool become the default float dtype.</summary>
    IntToFloat,

    /// <summary>The common dtype; bool becomes int64 (uint8 arithmetic stays).</summary>
    BoolToInt,
}

/// <summary>The public forms that the surface generator writes for an op.</summary>
[Flags]
public enum Variants
{
    /// <summary><c>torch.op(x)</c></summary>
    Function = 1,

    /// <summary><c>x.op()</c></summary>
    Method = 2,

    /// <summary><c>x.op_()</c> and <c>torch.op_(x)</c></summary>
    InPlace = 4,

    /// <summary><c>torch.op(x, out: y)</c>; of a method that returns a tensor, only where asked for.</summary>
    Out = 8,

    All = Function | Method | InPlace | Out,

    /// <summary>Of a binary op the forms with tensors alone: PyTorch takes no number there.</summary>
    Tensors = 16,
}

/// <summary>
/// Names an op on the public surface: the surface generator writes the members that forward to it. Several names are aliases of one op; a dotted name
/// (<c>linalg.norm</c>) lives in a nested class. On a pointwise struct it yields all variants; on a static method whose first parameter is the tensor,
/// a function and a method (dotted names: a function alone).
/// </summary>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Method, AllowMultiple = true)]
public sealed class OpAttribute(string name, Variants variants = Variants.All) : Attribute
{
    public string Name => name;
    public Variants Variants => variants;

    /// <summary>
    /// What the surface calls the leading parameters where not as declared: <c>left, right</c>. Behind a semicolon, those of the method after its tensor;
    /// <c>target/scalar</c> where a tensor and a number are called differently.
    /// </summary>
    public string Names { get; init; } = "";
}

/// <summary>A differentiable function of each element: its formula over lanes, and its derivative over tensors.</summary>
public interface IUnary : IUnaryOp
{
    static virtual Promote Promotion => Promote.Common;
    static virtual Saves Saves => Saves.Input;

    /// <summary>Refuses a dtype in words of the op's own.</summary>
    static virtual void Check(DType x) { }

    /// <summary>
    /// Whether the gradient is computed in one pass by the op's body on dual numbers, as long as it need not be differentiated itself: for formulas
    /// that would take several passes; of real tensors. The body's slope at kinks must be the one wanted, and the operand be saved.
    /// </summary>
    static virtual bool FusesSlope => false;

    /// <param name="grad">Gradient of the result.</param>
    /// <param name="x">The operand, if saved.</param>
    /// <param name="y">The result, if saved.</param>
    /// <returns>The gradient of the operand.</returns>
    Tensor Backward(Tensor grad, Tensor x, Tensor y);
}

/// <summary>A differentiable function of two elements.</summary>
public interface IBinary : IBinaryOp
{
    static virtual Promote Promotion => Promote.Common;

    /// <summary>Refuses dtypes that would be accepted after promotion.</summary>
    static virtual void Check(DType x, DType y) { }

    static virtual Saves Saves => Saves.Input | Saves.Other;

    /// <returns>The gradient of the first operand, in the broadcast shape; the node sums it down.</returns>
    Tensor BackwardInput(Tensor grad, Tensor x, Tensor y, Tensor result);

    /// <returns>The gradient of the second operand, in the broadcast shape.</returns>
    Tensor BackwardOther(Tensor grad, Tensor x, Tensor y, Tensor result);
}

/// <summary>A differentiable function of three elements.</summary>
public interface ITernary : ITernaryOp
{
    static virtual Promote Promotion => Promote.Common;
    static virtual Saves Saves => Saves.Input | Saves.Other | Saves.Third;

    /// <returns>The gradient of operand 0, 1 or 2, in the broadcast shape.</returns>
    Tensor Backward(int operand, Tensor grad, Tensor x, Tensor y, Tensor z);
}

/// <summary>A question about each element; the answer is bool and has no gradient.</summary>
public interface ITest : IUnaryOp;

/// <summary>A question about two elements; the answer is bool and has no gradient.</summary>
public interface ICompare : IBinaryOp;
