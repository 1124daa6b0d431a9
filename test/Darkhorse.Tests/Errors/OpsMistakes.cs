using static Darkhorse.Tests.Errors.Mistake;

namespace Darkhorse.Tests.Errors;

/// <summary>Arguments that ops refuse: values, dtypes, sizes.</summary>
public class OpsMistakes
{
    static readonly Mistake[] s_mistakes =
    [
        Runtime(() => zeros(2, 3) + zeros(4), "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"),
        Runtime(() => mm(zeros(2, 3), zeros(4, 5)), "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)"),
        Runtime(() => mm(zeros(2), zeros(2, 2)), "self must be a matrix"),
        Runtime(() => bmm(zeros(2, 2, 3), zeros(3, 3, 2)), "Expected size for first two dimensions of batch2 tensor to be: [2, 3] but got: [3, 3]."),
        Runtime(() => dot(zeros(2), zeros(3)), "inconsistent tensor size, expected tensor [2] and src [3] to have the same number of elements, but got 2 and 3 elements respectively"),
        Runtime(() => dot(zeros(2, 2), zeros(2)), "1D tensors expected, but got 2D and 1D tensors"),
        Runtime(() => matmul(tensor(1.0), zeros(2)), "both arguments to matmul need to be at least 1D, but they are 0D and 1D"),
        Runtime(() => matmul(zeros(2, 3), zeros(3, 2, dtype: float64)), "expected scalar type Float but found Double"),
        OutOfRange(() => zeros(2, 3)[tensor([0L, 2])], "index 2 is out of bounds for dimension 0 with size 2"),
        OutOfRange(() => zeros(2, 3)[tensor([true, false, true])], "The shape of the mask [3] at index 0 does not match the shape of the indexed tensor [2, 3] at index 0"),
        OutOfRange(() => zeros(2, 3)[tensor([0L, 1]), tensor([0L, 1, 2])], "shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]"),
        OutOfRange(() => zeros(2, 3)[tensor([0.5f])], "tensors used as indices must be long, byte or bool tensors"),
        OutOfRange(() => tensor(1.0)[0], "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"),
        OutOfRange(() => zeros(2, 3).unsqueeze(4), "Dimension out of range (expected to be in range of [-3, 2], but got 4)"),
        Runtime(() => cat([tensor(1.0), tensor(2.0)]), "zero-dimensional tensor (at position 0) cannot be concatenated"),
        Value(() => zeros(2, 3).item<float>(), "only one element tensors can be converted to Python scalars"),
        Runtime(() => (bool)zeros(2), "Boolean value of Tensor with more than one value is ambiguous"),
        Runtime(() => arange(0, 5, -1), "upper bound and larger bound inconsistent with step sign"),
        NotSupported(() => rand(3, dtype: int64), "\"check_uniform_bounds\" not implemented for 'Long'"),
        Runtime(() => randperm(-1), "Trying to create tensor with negative dimension -1: [-1]"),
        Runtime(() => ones(2, dtype: int64).mean(), "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long"),
        Runtime(() => ones(2, dtype: int64).std(), "std and var only support floating point and complex dtypes"),
        Runtime(() => zeros(0).max(), "max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."),
        OutOfRange(() => zeros(0).argmax(), "argmax(): Expected reduction dim to be specified for input.numel() == 0."),
        OutOfRange(() => zeros(0, 3).max(0), "max(): Expected reduction dim 0 to have non-zero size."),
        OutOfRange(() => zeros(0).median(0), "median(): Expected reduction dim 0 to have non-zero size."),
        Runtime(() => tensor([2L]).pow(-1), "Integers to negative integer powers are not allowed."),
        Runtime(() => tensor([1L, 2]).div_(2), "result type Float can't be cast to the desired output type Long"),
        Runtime(() => tensor([1L, 2]).mul_(tensor([1.5f, 2])), "result type Float can't be cast to the desired output type Long"),
        Runtime(() => tensor([true]).add_(1), "result type Long can't be cast to the desired output type Bool"),
        Runtime(() => zeros(2).add_(zeros(3, 2)), "output with shape [2] doesn't match the broadcast shape [3, 2]"),
        Runtime(() => clamp(zeros(2), (Scalar?)null), "torch.clamp: At least one of 'min' or 'max' must not be None"),
        Runtime(() => where(tensor([1L, 0]), zeros(2), zeros(2)), "where expected condition to be a boolean tensor, but got a tensor with dtype Long"),
        Runtime(() => gather(zeros(2, 3), 1, tensor(new long[,] { {3L} })), "index 3 is out of bounds for dimension 1 with size 3"),
        Runtime(() => gather(zeros(2, 3), 1, tensor([0L])), "Index tensor must have the same number of dimensions as input tensor"),
        Runtime(() => gather(zeros(2, 3), 0, zeros(2, 4, dtype: int64)), "Size does not match at dimension 1 expected index [2, 4] to be smaller than self [2, 3] apart from dimension 0"),
        OutOfRange(() => index_select(zeros(2, 3), 0, tensor(new long[,] { {0L} })), "index_select(): Index is supposed to be a vector"),
        OutOfRange(() => take(zeros(3), tensor([3L])), "out of range: tried to access index 3 on a tensor of 3 elements."),
        Runtime(() => masked_select(zeros(3), tensor([1L, 0, 1])), "masked_select: expected BoolTensor or ByteTensor for mask"),
        Runtime(() => topk(zeros(3), 4), "selected index k out of range"),
        Runtime(() => multinomial(tensor([0.5f, 0.5f]), 3), "cannot sample n_sample > prob_dist.size(-1) samples without replacement"),
        Runtime(() => multinomial(zeros(2), 1), "invalid multinomial distribution (sum of probabilities <= 0)"),
        Runtime(() => normal(zeros(2), tensor([-1f, 1])), "normal expects all elements of std >= 0.0"),
        Runtime(() => zeros(2).uniform_(2, 1), "uniform_ expects to return a [from, to) range, but found from=2 > to=1"),
        OutOfRange(() => tril(zeros(3)), "Dimension out of range (expected to be in range of [-1, 0], but got -2)"),
        Runtime(() => add(zeros(2), 1, @out: zeros(2, dtype: int64)), "result type Float can't be cast to the desired output type Long"),
        Runtime(() => zeros(3).copy_(zeros(4)), "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0"),
        Runtime(() => zeros(2, 3)[tensor([true, false])] = zeros(2, 3), "shape mismatch: value tensor of shape [2, 3] cannot be broadcast to indexing result of shape [1, 3]"),
        Runtime(() => zeros(3)[tensor([0L, 1])] = zeros(3), "shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape [2]"),
        Runtime(() => complex(zeros(2), zeros(3, dtype: float64)), "Expected object of scalar type Float but got scalar type Double for second argument"),
        NotSupported(() => zeros(1, dtype: complex64).max(), "\"max_all\" not implemented for 'ComplexFloat'"),
        OutOfRange(() => sort(zeros(2), 3), "Dimension out of range (expected to be in range of [-1, 0], but got 3)"),
        Runtime(() => -tensor([true]), "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."),
        Runtime(() => bincount(tensor([-1L])), "bincount only supports 1-d non-negative integral inputs."),
        NotSupported(() => bincount(tensor([0.5f])), "\"bincount_cpu\" not implemented for 'Float'"),
        Runtime(() => cdist(zeros(2, 3), zeros(2, 4)), "X1 and X2 must have the same number of columns. X1: 3 X2: 4"),
        Runtime(() => det(ones(2, 2, dtype: int64)), "linalg.det: Expected a floating point or complex tensor as input. Got Long"),
        Runtime(() => histc(zeros(3), bins: 0), "torch.histogram(): bins must be > 0, but got 0 for dimension 0"),
        Runtime(() => linalg.inv(zeros(2, 2)), "linalg.inv: The diagonal element 1 is zero, the inversion could not be completed because the input matrix is singular."),
        Runtime(() => linalg.inv(zeros(2, 3)), "linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices"),
        Runtime(() => searchsorted(zeros(2, 3), zeros(3, 2)), "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor [2, 3]"),
        Runtime(() => tensor([1L]) % 0, "ZeroDivisionError"),
    ];

    public static TheoryData<string> Codes => [.. s_mistakes.Select(mistake => mistake.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void Is_refused_in_PyTorchs_words(string code) => s_mistakes.First(mistake => mistake.Code == code).Check();
}
