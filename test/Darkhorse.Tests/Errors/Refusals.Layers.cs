using static Darkhorse.Tests.Errors.Mistake;
using static Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.Errors;

partial class Refusals
{
    static Mistake[] s_layers =>
    [
        Runtime(() => conv2d(zeros(1, 3, 5, 5), zeros(2, 4, 3, 3)), "Given groups=1, weight of size [2, 4, 3, 3], expected input[1, 3, 5, 5] to have 4 channels, but got 3 channels instead"),
        Runtime(() => conv2d(zeros(2, 2), zeros(2, 2, 3, 3)), "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [2, 2]"),
        Runtime(() => conv1d(zeros(2), zeros(2, 2, 3)), "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [2]"),
        Runtime(() => conv2d(zeros(1, 3, 5, 5), zeros(2, 3, 3, 3), zeros(3)), "Given weight of size [2, 3, 3, 3], expected bias to be 1-dimensional with 2 elements, but got bias of size [3] instead"),
        Runtime(() => conv2d(zeros(1, 2, 5, 5), zeros(1, 1, 3, 3), groups: 2), "Given groups=2, expected weight to be at least 2 at dimension 0, but got weight of size [1, 1, 3, 3] instead"),
        Runtime(() => conv2d(zeros(1, 2, 5, 5), zeros(3, 1, 3, 3), groups: 2), "Given groups=2, expected weight to be divisible by 2 at dimension 0, but got weight of size [3, 1, 3, 3] instead"),
        Runtime(() => conv1d(zeros(1, 3, 5), zeros(2, 3, 3), padding: -1), "negative padding is not supported"),
        Runtime(() => conv1d(zeros(1, 3, 5), zeros(2, 3, 3), dilation: 0), "dilation should be greater than zero"),
        Runtime(() => conv_transpose2d(zeros(1, 3, 5, 5), zeros(4, 2, 3, 3)), "Given transposed=1, weight of size [4, 2, 3, 3], expected input[1, 3, 5, 5] to have 4 channels, but got 3 channels instead"),
        Runtime(() => conv2d(zeros(1, 3, 5, 5), zeros(2, 3, 3, 3, dtype: float64)), "expected scalar type"),
        Runtime(() => max_pool2d(zeros(2, 2), 1), "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[2, 2]"),
        Runtime(() => max_pool2d(zeros(1, 1, 4, 4), 2, padding: 2), "pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1"),
        Runtime(() => max_pool2d(zeros(1, 1, 4, 4), 0), "kernel size should be greater than zero, but got kH: 0 kW: 0"),
        Runtime(() => layer_norm(zeros(2, 3), [3], zeros(2)), "Expected weight to be of same shape as normalized_shape, but got weight of shape [2] and normalized_shape = [3]"),
        Runtime(() => layer_norm(zeros(2, 3), []), "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []"),
        Runtime(() => batch_norm(zeros(2, 3), zeros(2), ones(2)), "running_mean should contain 3 elements not 2"),
        Runtime(() => batch_norm(zeros(2, 3), null, null), "Expected running_mean and running_var to be defined when training=False"),
        Value(() => instance_norm(zeros(1, 3, 1)), "Expected more than 1 spatial element when training, got input size torch.Size([1, 3, 1])"),
        Runtime(() => glu(zeros(3)), "Halving dimension must be even, but dimension 0 is size 3"),
        Runtime(() => prelu(zeros(2, 3), zeros(2)), "Mismatch of parameter numbers and input channel size. Found parameter numbers = 2 and channel size = 3."),
        Runtime(() => pixel_unshuffle(zeros(1, 1, 3, 2), 2), "pixel_unshuffle expects height to be divisible by downscale_factor, but input.size(-2)=3 is not divisible by 2"),
        Runtime(() => channel_shuffle(zeros(1, 3, 2, 2), 2), "Number of channels must be divisible by groups. Got 3 channels and 2 groups."),
        Runtime(() => fold(zeros(1, 4, 4), (4, 4), (2, 2)), "Given output_size=(4, 4), kernel_size=(2, 2), dilation=(1, 1), padding=(0, 0), stride=(1, 1), expected size of input's dimension 2 to match the calculated number of sliding blocks 3 * 3 = 9, but got input.size(2)=4."),
        Runtime(() => grid_sample(zeros(1, 1, 2, 2), zeros(2, 2, 2, 2)), "grid_sampler(): expected grid and input to have same batch size, but got input with sizes [1, 1, 2, 2] and grid with sizes [2, 2, 2, 2]"),
        Runtime(() => embedding(tensor([0f]), zeros(3, 2)), "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead (while checking arguments for embedding)"),
        Runtime(() => linear(zeros(2, 3), zeros(4, 3), zeros(5)), "The expanded size of the tensor (4) must match the existing size (5) at non-singleton dimension 1.  Target sizes: [2, 4].  Tensor sizes: [5]"),
        OutOfRange(() => softmax(zeros(2, 3), 2), "Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
    ];

    static Mistake[] s_losses =>
    [
        Value(() => binary_cross_entropy_with_logits(zeros(2), zeros(3)), "Target size (torch.Size([3])) must be the same as input size (torch.Size([2]))"),
        Runtime(() => mse_loss(zeros(2), zeros(3)), "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"),
        Runtime(() => l1_loss(zeros(2), zeros(3)), "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0"),
        Runtime(() => huber_loss(zeros(2), zeros(2), delta: 0), "huber_loss does not support non-positive values for delta."),
        Runtime(() => smooth_l1_loss(zeros(2), zeros(2), beta: -1), "smooth_l1_loss does not support negative values for beta."),
        Value(() => nll_loss(zeros(2, 3), tensor([0L, 1, 2])), "Expected input batch_size (2) to match target batch_size (3)."),
        OutOfRange(() => nll_loss(zeros(2, 3), tensor([0L, 3])), "Target 3 is out of bounds."),
        Runtime(() => nll_loss(zeros(2, 3), tensor([0L, 1]), weight: zeros(2)), "weight tensor should be defined either for all 3 classes or no classes but got weight tensor of shape: [2]"),
        Runtime(() => cross_entropy(zeros(2, 3), tensor([0L, 1]), label_smoothing: 2), "label_smoothing must be between 0.0 and 1.0. Got: 2"),
        Runtime(() => triplet_margin_loss(zeros(2, 3), zeros(3), zeros(2, 3)), "All inputs should have same dimension but got 2D, 1D and 2D inputs."),
        Value(() => gaussian_nll_loss(zeros(2, 3), zeros(2, 3), zeros(5)), "var is of incorrect size"),
        Value(() => gaussian_nll_loss(zeros(2), zeros(2), -ones(2)), "var has negative entry/entries"),
    ];

    static Mistake[] s_graphs =>
    [
        Runtime(() => Leaf().add_(1), "a leaf Variable that requires grad is being used in an in-place operation."),
        Runtime(() => Leaf().view(2).mul_(2), "a view of a leaf Variable that requires grad is being used in an in-place operation."),
        Runtime(() => ones(2).retain_grad(), "can't retain_grad on Tensor that has requires_grad=False"),
        Runtime(() => ones(2).register_hook(g => g), "cannot register a hook on a tensor that doesn't require gradient"),
        Runtime(() => autograd.grad([Leaf().sum()], [Leaf()]), "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior."),
        Runtime(() => autograd.grad([Leaf().sum()], [ones(2)]), "One of the differentiated Tensors does not require grad"),
        Runtime(() => add(Leaf(), 1, @out: zeros(2)), "add(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad."),
        Runtime(() => Leaf().view(2).detach_(), "Can't detach views in-place. Use detach() instead."),
        Runtime(() => Leaf().grad = ones(3), "assigned grad has data of a different size"),
        Runtime(() => (Leaf() * 2).backward(), "grad can be implicitly created only for scalar outputs"),
        Runtime(() => (Leaf() * 2).backward(ones(3)), "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of torch.Size([2])."),
    ];

    static Tensor Leaf() => ones(2).requires_grad_();
}
