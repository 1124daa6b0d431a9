using Darkhorse.Modules;
using static Darkhorse.Tests.Errors.Mistake;

namespace Darkhorse.Tests.Errors;

/// <summary>What modules, their functions, optimisers and data sets refuse.</summary>
public class NeuralMistakes
{
    static readonly Mistake[] s_mistakes =
    [
        Runtime(() => nn.functional.linear(zeros(2, 3), zeros(4, 5)), "mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)"),
        Runtime(() => nn.functional.conv2d(zeros(1, 3, 2, 2), zeros(2, 3, 3, 3)), "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size can't be greater than actual input size"),
        Runtime(() => nn.functional.conv1d(zeros(1, 3, 5), zeros(2, 3, 3), stride: 0), "non-positive stride is not supported"),
        Runtime(() => nn.functional.max_pool2d(zeros(1, 1, 2, 2), 3), "Given input size: (1x2x2). Calculated output size: (1x0x0). Output size is too small"),
        Runtime(() => nn.functional.avg_pool2d(zeros(1, 1, 4, 4), 2, padding: 2), "pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1"),
        OutOfRange(() => nn.functional.cross_entropy(zeros(2, 3), tensor([0L, 3])), "Target 3 is out of bounds."),
        Value(() => nn.functional.cross_entropy(zeros(2, 3), tensor([0L])), "Expected input batch_size (2) to match target batch_size (1)."),
        Runtime(() => nn.functional.cross_entropy(zeros(2, 3), tensor([0f, 1])), "expected scalar type Long but found Float"),
        Runtime(() => nn.functional.nll_loss(zeros(2, 3), tensor([0f, 1])), "expected scalar type Long but found Float"),
        Value(() => nn.functional.batch_norm(zeros(1, 3), null, null, training: true), "Expected more than 1 value per channel when training, got input size torch.Size([1, 3])"),
        Runtime(() => nn.functional.layer_norm(zeros(2, 3), [4]), "Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]"),
        Value(() => nn.functional.dropout(zeros(2), 1.5), "dropout probability has to be between 0 and 1, but got 1.5"),
        NotSupported(() => nn.functional.softmax(zeros(2, 3, dtype: int64), 1), "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'"),
        Runtime(() => nn.functional.group_norm(zeros(2, 3, 4), 2), "Expected number of channels in input to be divisible by num_groups, but got input of shape [2, 3, 4] and num_groups=2"),
        Runtime(() => nn.Linear(3, 4).call(zeros(2, 5)), "mat1 and mat2 shapes cannot be multiplied (2x5 and 3x4)"),
        Runtime(() => nn.Linear(2, 2).load_state_dict(new() { ["weight"] = zeros(3, 2), ["bias"] = zeros(2) }), "Error(s) in loading state_dict for Linear:"),
        Runtime(() => nn.Linear(2, 2).load_state_dict(new() { ["weight"] = zeros(2, 2), ["bias"] = zeros(2), ["x"] = zeros(1) }), "Error(s) in loading state_dict for Linear:"),
        OutOfRange(() => nn.Sequential(nn.Linear(1, 1))[3], "index 3 is out of range"),
        Value(() => new Blank().register_parameter("a.b", new Parameter(zeros(1))), "parameter name can't contain \".\""),
        Value(() => optim.SGD(Array.Empty<Parameter>(), 0.1), "optimizer got an empty parameter list"),
        Value(() => optim.SGD([new Parameter(zeros(1))], -1.0), "Invalid learning rate: -1.0"),
        Value(() => optim.Adam([new Parameter(zeros(1))], beta1: 1.0, beta2: 0.9), "Invalid beta parameter at index 0: 1.0"),
        Value(() => optim.SGD([new Parameter(zeros(1))], 0.1, nesterov: true), "Nesterov momentum requires a momentum and zero dampening"),
        Runtime(() => utils.data.TensorDataset(zeros(2), zeros(3)), "Size mismatch between tensors"),
        Value(() => utils.data.random_split(utils.data.TensorDataset(arange(3)), [1, 1]), "Sum of input lengths does not equal the length of the input dataset!"),
        Value(() => utils.data.DataLoader(utils.data.TensorDataset(arange(2)), 0), "batch_size should be a positive integer value, but got batch_size=0"),
        OutOfRange(() => nn.functional.embedding(tensor([5L]), zeros(3, 2)), "index out of range in self"),
        Runtime(() => nn.RNN(3, 4).call(zeros(2, 2, 3), zeros(1, 3, 4)), "Expected hidden size (1, 2, 4), got [1, 3, 4]"),
        Runtime(() => nn.functional.binary_cross_entropy(tensor([1.5f]), tensor([1f])), "all elements of input should be between 0 and 1"),
        Runtime(() => nn.functional.cosine_embedding_loss(zeros(2, 3), zeros(2, 3), zeros(3)), "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0"),
        Runtime(() => nn.functional.ctc_loss(zeros(2, 1, 3), tensor(new long[,] { {1L, 2} }), tensor([3L]), tensor([2L])), "Expected input_lengths to have value at most 2, but got value 3 (while checking arguments for ctc_loss_cpu)"),
        Runtime(() => nn.functional.grid_sample(zeros(1, 1, 2, 2), zeros(1, 2, 2, 3)), "grid_sampler(): expected grid to have size 2 in last dimension, but got grid with sizes [1, 2, 2, 3]"),
        Runtime(() => nn.functional.pixel_shuffle(zeros(1, 3, 2, 2), 2), "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=3 is not divisible by 4"),
        Runtime(() => nn.utils.rnn.pack_padded_sequence(zeros(3, 2, 1), tensor([2L, 3])), "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this"),
        Value(() => nn.BatchNorm2d(3).call(zeros(2, 3)), "expected 4D input (got 2D input)"),
        Value(() => nn.Conv2d(3, 4, 3, groups: 2), "in_channels must be divisible by groups"),
        Value(() => nn.Dropout(-0.1), "dropout probability has to be between 0 and 1, but got -0.1"),
        Value(() => nn.MultiheadAttention(5, 2), "embed_dim must be divisible by num_heads"),
        Value(() => nn.functional.binary_cross_entropy(zeros(2), zeros(3)), "Using a target size (torch.Size([3])) that is different to the input size (torch.Size([2])) is deprecated. Please ensure they have the same size."),
        Value(() => nn.functional.interpolate(zeros(1, 1, 2, 2)), "either size or scale_factor should be defined"),
        Value(() => nn.functional.interpolate(zeros(1, 1, 2, 2), size: [3, 3], scale_factor: [2, 2]), "only one of size or scale_factor should be defined"),
    ];

    sealed class Blank() : nn.Module("Blank");

    public static TheoryData<string> Codes => [.. s_mistakes.Select(mistake => mistake.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void Is_refused_in_PyTorchs_words(string code) => s_mistakes.First(mistake => mistake.Code == code).Check();
}
