using static Darkhorse.Tests.Errors.Mistake;

namespace Darkhorse.Tests.Errors;

/// <summary>What automatic differentiation refuses.</summary>
public class GraphMistakes
{
    static readonly Mistake[] s_mistakes =
    [
        Runtime(() => ones(2).sum().backward(), "element 0 of tensors does not require grad and does not have a grad_fn"),
        Runtime(() => Leaf()[0] = 1, "a view of a leaf Variable that requires grad is being used in an in-place operation."),
        Runtime(() => Twice((Leaf() * Leaf()).sum()), "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you"),
        Runtime(() => Changed(Leaf().exp()).sum().backward(), "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of ExpBackward0, is at version 1; expected"),
        Runtime(() => Leaf().sum().backward(ones(2)), "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape of torch.Size([])."),
        Runtime(() => ones(2, dtype: int64, requires_grad: true), "Tensors of floating point and complex dtype can require gradients"),
        Runtime(() => ones(2, dtype: int64).requires_grad_(), "Tensors of floating point and complex dtype can require gradients"),
        Runtime(() => (Leaf() * 2).requires_grad_(false), "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."),
        Runtime(() => GradOfVector(Leaf()), "grad can be implicitly created only for scalar outputs"),
        Runtime(() => Leaf().detach().sum().backward(), "element 0 of tensors does not require grad and does not have a grad_fn"),
        Runtime(() => (Leaf() * 1).unbind()[0].add_(1), "Output 0 of UnbindBackward0 is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such functions do not allow the output views to"),
        Runtime(() => Leaf().grad = ones(2, dtype: float64), "assigned grad has data of a different type"),
    ];

    static Tensor Leaf() => ones(2).requires_grad_();

    static void Twice(Tensor loss)
    {
        loss.backward();
        loss.backward();
    }

    static Tensor Changed(Tensor x)
    {
        x.add_(1);
        return x;
    }

    static object GradOfVector(Tensor x) => autograd.grad([x * 2], [x]);

    public static TheoryData<string> Codes => [.. s_mistakes.Select(mistake => mistake.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void Is_refused_in_PyTorchs_words(string code) => s_mistakes.First(mistake => mistake.Code == code).Check();
}
