namespace Darkhorse.Tests.Linear;

/// <summary>Operands that do not fit are refused in PyTorch's words.</summary>
public sealed class ProductErrors
{
    [Fact]
    public void Matrices_that_do_not_fit()
    {
        Refused("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", () => mm(Zeros(2, 3), Zeros(4, 5)));
        Refused("self must be a matrix", () => mm(Zeros(2), Zeros(2, 2)));
        Refused("Expected size for first two dimensions of batch2 tensor to be: [2, 3] but got: [3, 3].", () => bmm(Zeros(2, 2, 3), Zeros(3, 3, 2)));
        Refused("mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)", () => nn.functional.linear(Zeros(2, 3), Zeros(4, 5)));
        Refused("both arguments to matmul need to be at least 1D, but they are 0D and 1D", () => matmul(Zeros(), Zeros(2)));
        Refused("expected scalar type Float but found Double", () => matmul(Zeros(2, 3), zeros([3, 2], float64)));
    }

    [Fact]
    public void Vectors_that_do_not_fit()
    {
        Refused("1D tensors expected, but got 2D and 1D tensors", () => dot(Zeros(2, 2), Zeros(2)));
        Refused("inconsistent tensor size, expected tensor [2] and src [3] to have the same number of elements, but got 2 and 3 elements respectively", () => dot(Zeros(2), Zeros(3)));
        Refused("size mismatch, got input (2), mat (2x3), vec (4)", () => mv(Zeros(2, 3), Zeros(4)));
    }

    [Fact]
    public void Equations_that_do_not_fit()
    {
        Refused("einsum(): subscript j has size 4 for operand 1 which does not broadcast with previously seen size 3", () => einsum("ij,jk->ik", Zeros(2, 3), Zeros(4, 5)));
        Refused("einsum(): output subscript k does not appear in the equation for any input operand", () => einsum("ij->k", Zeros(2, 3)));
        Refused("einsum(): the number of subscripts in the equation (2) does not match the number of dimensions (1) for operand 0 and no ellipsis was given", () => einsum("ij", Zeros(3)));
    }

    [Fact]
    public void In_place_forms_count_a_change()
    {
        var x = Zeros(2, 2);
        x.addmm_(ones([2, 3]), ones([3, 2]), 0.5, 2);
        Assert.Equal(1, x._version);
        Assert.Equal([6f, 6f, 6f, 6f], x.ToArray<float>());
    }

    static Tensor Zeros(params long[] shape) => zeros(shape);

    static void Refused(string message, Func<object> call) => Assert.Equal(message, Assert.ThrowsAny<Exception>(call).Message);
}
