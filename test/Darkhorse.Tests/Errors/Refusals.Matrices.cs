using static Darkhorse.Tests.Errors.Mistake;

namespace Darkhorse.Tests.Errors;

partial class Refusals
{
    static Mistake[] s_matrices =>
    [
        Runtime(() => mv(zeros(2, 3), zeros(4)), "size mismatch, got input (2), mat (2x3), vec (4)"),
        Runtime(() => mm(zeros(2, 2), zeros(2)), "mat2 must be a matrix"),
        Runtime(() => bmm(zeros(2, 2), zeros(2, 2, 2)), "batch1 must be a 3D tensor"),
        Runtime(() => bmm(zeros(2, 2, 2), zeros(2, 2)), "batch2 must be a 3D tensor"),
        Runtime(() => addmm(zeros(2, 2), zeros(2, 3), zeros(4, 5)), "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)"),
        Runtime(() => addmm(zeros(3), zeros(2, 3), zeros(3, 2)), "The expanded size of the tensor (2) must match the existing size (3) at non-singleton dimension 1.  Target sizes: [2, 2].  Tensor sizes: [3]"),
        Runtime(() => outer(zeros(2, 2), zeros(2)), "outer: Expected 1-D argument self, but got 2-D"),
        Runtime(() => outer(zeros(2), zeros(2, 2)), "outer: Expected 1-D argument vec2, but got 2-D"),
        Runtime(() => tensordot(zeros(2, 3), zeros(4, 2), [1L], [0L]), "contracted dimensions need to match, but first has size 3 in dim 1 and second has size 4 in dim 0"),
        Runtime(() => tensordot(zeros(2, 3), zeros(3, 2), [0L, 1], [0L]), "both dimension lists should have same length"),
        Runtime(() => inner(zeros(2), zeros(3)), "inner() the last dimension must match on both input tensors but got shapes [2] and [3]"),
        Runtime(() => dot(zeros(2), zeros(2, dtype: float64)), "dot : expected both vectors to have same dtype, but found Float and Double"),
        Runtime(() => vdot(zeros(2), zeros(2, dtype: float64)), "dot : expected both vectors to have same dtype, but found Float and Double"),
        Runtime(() => matmul(zeros(2, 3), zeros(4)), "size mismatch, got input (2), mat (2x3), vec (4)"),
        Runtime(() => matmul(zeros(2, 2, 3), zeros(3, 3, 2)), "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"),
        Runtime(() => linalg.solve(zeros(2, 2), zeros(2)), "The solver failed because the input matrix is singular."),
        Runtime(() => linalg.solve(zeros(2, 3), zeros(2)), "linalg.solve: A must be batches of square matrices, but they are 2 by 3 matrices"),
        Runtime(() => linalg.cholesky(-eye(2)), "linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the leading minor of order 1 is not positive-definite)."),
        Runtime(() => linalg.det(zeros(2, 3)), "linalg.det: A must be batches of square matrices, but they are 2 by 3 matrices"),
        Runtime(() => linalg.det(zeros(2)), "linalg.det: The input tensor A must have at least 2 dimensions."),
        Runtime(() => linalg.matrix_power(zeros(2, 3), 2), "linalg.matrix_power: A must be batches of square matrices, but they are 2 by 3 matrices"),
        Runtime(() => linalg.multi_dot([zeros(2, 2)]), "multi_dot(): expected at least 2 tensors but got 1"),
        Runtime(() => linalg.svd(zeros(2)), "linalg.svd: The input tensor A must have at least 2 dimensions."),
        Runtime(() => linalg.cross(zeros(2), zeros(2)), "linalg.cross: inputs dimension -1 must have length 3. Got 2 and 2"),
        Runtime(() => trace(zeros(2, 2, 2)), "trace: expected a matrix, but got tensor with dim 3"),
        Runtime(() => einsum("i?", zeros(2)), "einsum(): invalid subscript given at index 1 in the equation string, subscripts must be in [a-zA-Z]"),
        Runtime(() => einsum("i", zeros(2), zeros(2)), "einsum(): more operands were provided than specified in the equation"),
        Runtime(() => einsum("i,i", zeros(2)), "einsum(): fewer operands were provided than specified in the equation"),
        Runtime(() => einsum("i->ii", zeros(2)), "einsum(): output subscript i appears more than once in the output"),
        Runtime(() => cdist(zeros(2), zeros(2, 2)), "cdist only supports at least 2D tensors, X1 got: 1D"),
        Runtime(() => cdist(zeros(2, 2), zeros(2, 2), -1), "cdist only supports non-negative p values"),
        Runtime(() => fft.fft_(zeros(3), n: 0), "Invalid number of data points (0) specified"),
        Runtime(() => fft.fft2(zeros(2, 2), dim: [0L, 0]), "FFT dims must be unique"),
        OutOfRange(() => fft.fft_(zeros(3), dim: 1), "Dimension out of range (expected to be in range of [-1, 0], but got 1)"),
    ];

    static Mistake[] s_elements =>
    [
        Runtime(() => tensor([4L]).sqrt_(), "result type Float can't be cast to the desired output type Long"),
        Runtime(() => tensor([true]) - tensor([true]), "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."),
        Runtime(() => tensor([1L]) - tensor([true]), "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."),
        Runtime(() => lerp(zeros(2), zeros(2, dtype: float64), 0.5), "expected dtype float for `end` but got dtype double"),
        NotSupported(() => zeros(2) & zeros(2), "\"bitwise_and_cpu\" not implemented for 'Float'"),
        NotSupported(() => zeros(2).bitwise_not(), "\"bitwise_not_cpu\" not implemented for 'Float'"),
        NotSupported(() => gcd(zeros(2), zeros(2)), "\"gcd_cpu\" not implemented for 'Float'"),
        NotSupported(() => zeros(2, dtype: complex64) < zeros(2, dtype: complex64), "\"lt_cpu\" not implemented for 'ComplexFloat'"),
        Runtime(() => zeros(2, dtype: complex64).sign(), "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead."),
        Runtime(() => zeros(2, dtype: complex64).floor(), "floor is not supported for complex inputs"),
        Runtime(() => zeros(2, dtype: complex64).ceil(), "ceil is not supported for complex inputs"),
        Runtime(() => zeros(2, dtype: complex64).trunc(), "trunc is not supported for complex inputs"),
        Runtime(() => zeros(2, dtype: complex64).abs_(), "In-place abs is not supported for complex tensors."),
        Runtime(() => maximum(zeros(2, dtype: complex64), zeros(2, dtype: complex64)), "maximum not implemented for complex tensors."),
        Runtime(() => minimum(zeros(2, dtype: complex64), zeros(2, dtype: complex64)), "minimum not implemented for complex tensors."),
        Runtime(() => fmax(zeros(2, dtype: complex64), zeros(2, dtype: complex64)), "fmax not implemented for complex tensors."),
        Runtime(() => clamp(zeros(2, dtype: complex64), 0), "clamp is not supported for complex types"),
        Runtime(() => tensor([1L]).fmod(0), "ZeroDivisionError"),
        Runtime(() => tensor([1L]).floor_divide(0), "ZeroDivisionError"),
        Runtime(() => tensor([1L]).add(tensor([1L]), alpha: 0.5), "For integral input tensors, argument alpha must not be a floating point number."),
        Runtime(() => tensor([1L]).add(tensor([1L]), alpha: true), "Boolean alpha only supported for Boolean results."),
        Runtime(() => zeros(2).mul_(zeros(2, dtype: complex64)), "result type ComplexFloat can't be cast to the desired output type Float"),
        Runtime(() => where(tensor([true, false]), zeros(3), zeros(3)), "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"),
        Runtime(() => addcmul(zeros(2), zeros(2), zeros(3)), "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"),
        Runtime(() => heaviside(zeros(2), zeros(2, dtype: float64)), "heaviside is not yet implemented for tensors with different dtypes."),
        Runtime(() => tensor([1L, 2]).pow_(-1), "Integers to negative integer powers are not allowed."),
        Runtime(() => polar(zeros(2), zeros(2, dtype: float64)), "Expected object of scalar type Float but got scalar type Double for second argument"),
        Runtime(() => complex(zeros(2, dtype: int64), zeros(2, dtype: int64)), "Expected both inputs to be Half, Float or Double tensors but got Long and Long"),
    ];

    static Mistake[] s_draws =>
    [
        Runtime(() => zeros(2).bernoulli_(2.0), "bernoulli_ expects p to be in [0, 1], but got p=2"),
        Runtime(() => zeros(2).normal_(0, -1), "normal expects std >= 0.0, but found std -1"),
        Runtime(() => zeros(2).geometric_(2), "geometric_ expects p to be in (0, 1), but got p=2"),
        Runtime(() => zeros(2).cauchy_(0, -1), "cauchy_ expects sigma > 0.0, but found sigma=-1"),
        Runtime(() => zeros(2).log_normal_(0, -1), "log_normal_ expects std > 0.0, but found std=-1"),
        Runtime(() => multinomial(ones(2), 0), "cannot sample n_sample <= 0 samples"),
        Runtime(() => multinomial(ones(2, 2, 2), 1), "prob_dist must be 1 or 2 dim"),
        Runtime(() => zeros(2).random_(5, 5), "random_ expects 'from' to be less than 'to', but got from=5 >= to=5"),
    ];
}
