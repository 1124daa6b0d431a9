using static Darkhorse.Tests.Errors.Mistake;

namespace Darkhorse.Tests.Errors;

/// <summary>Shapes, dims and indices that do not fit.</summary>
public class ShapesMistakes
{
    static readonly Mistake[] s_mistakes =
    [
        Runtime(() => zeros(2, 3).view(4, 2), "shape '[4, 2]' is invalid for input of size 6"),
        Runtime(() => zeros(2, 3).t().view(6), "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead."),
        Runtime(() => zeros(2, 3).reshape(-1, -1), "only one dimension can be inferred"),
        Runtime(() => zeros(0, 3).reshape(-1, 0), "cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be any value and is ambiguous"),
        OutOfRange(() => zeros(2, 3)[2], "index 2 is out of bounds for dimension 0 with size 2"),
        Value(() => zeros(2, 3)[TensorIndex.Slice(step: -1)], "step must be greater than zero"),
        OutOfRange(() => zeros(2, 3).sum(2), "Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
        Runtime(() => zeros(2, 3).sum([0, 0]), "dim 0 appears multiple times in the list of dims"),
        OutOfRange(() => zeros(2, 3).transpose(0, 2), "Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
        Runtime(() => zeros(2, 3).permute(0, 0), "permute(): duplicate dims are not allowed."),
        Runtime(() => zeros(2, 3).permute(0), "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = 2 is not equal to len(dims) = 1"),
        Runtime(() => zeros(2, 3).expand(4, 3), "The expanded size of the tensor (4) must match the existing size (2) at non-singleton dimension 0.  Target sizes: [4, 3].  Tensor sizes: [2, 3]"),
        Runtime(() => zeros(2, 3).expand(3), "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2)"),
        Runtime(() => cat([zeros(2, 3), zeros(3, 2)], 0), "Sizes of tensors must match except in dimension 0. Expected size 3 but got size 2 for tensor number 1 in the list."),
        Runtime(() => cat([], 0), "torch.cat(): expected a non-empty list of Tensors"),
        Runtime(() => stack([zeros(2), zeros(3)]), "stack expects each tensor to be equal size, but got [2] at entry 0 and [3] at entry 1"),
        Runtime(() => stack([]), "stack expects a non-empty TensorList"),
        Runtime(() => zeros(5).split(0), "split_size can only be 0 if dimension size is 0, but got dimension size of 5"),
        Runtime(() => zeros(5).split([2, 2]), "split_with_sizes expects split_sizes to sum exactly to 5 (input tensor's size at dimension 0), but got split_sizes=[2, 2]"),
        Runtime(() => zeros(3).unfold(0, 5, 1), "maximum size for tensor at dimension 0 is 3 but size is 5"),
        Runtime(() => randint(5, 5, [2]), "random_ expects 'from' to be less than 'to', but got from=5 >= to=5"),
        Runtime(() => einsum("ij,jk->ik", zeros(2, 3), zeros(4, 5)), "einsum(): subscript j has size 4 for operand 1 which does not broadcast with previously seen size 3"),
        Runtime(() => einsum("ij->k", zeros(2, 3)), "einsum(): output subscript k does not appear in the equation for any input operand"),
        Runtime(() => einsum("ij", zeros(3)), "einsum(): the number of subscripts in the equation (2) does not match the number of dimensions (1) for operand 0 and no ellipsis was given"),
        Runtime(() => broadcast_shapes([2, 3], [4]), "Shape mismatch: objects cannot be broadcast to a single shape"),
        Runtime(() => broadcast_to(zeros(3), 2, 4), "The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1.  Target sizes: [2, 4].  Tensor sizes: [3]"),
        Runtime(() => meshgrid([zeros(2, 2)]), "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got:"),
        Runtime(() => zeros(2, 3).repeat(2), "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"),
        OutOfRange(() => zeros(2, 3).flip(2), "Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
        OutOfRange(() => movedim(zeros(2, 3), 0, 2), "Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
        Runtime(() => zeros(2).expand(3, 2).add_(1), "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation."),
        Runtime(() => zeros(1).expand(3).add_(ones(3)), "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation."),
        Runtime(() => zeros(2, 3)[0] = zeros(4), "The expanded size of the tensor (3) must match the existing size (4) at non-singleton dimension 0.  Target sizes: [3].  Tensor sizes: [4]"),
    ];

    public static TheoryData<string> Codes => [.. s_mistakes.Select(mistake => mistake.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void Is_refused_in_PyTorchs_words(string code) => s_mistakes.First(mistake => mistake.Code == code).Check();
}
