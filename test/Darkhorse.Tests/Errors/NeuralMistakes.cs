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
        Runtime(() => nn.functional.avg_pool2d(zeros(1, 1, 4, 4), 2, padding: 2), "pad should be at most half of kernel size, but got pad=2 and kernel_size=2"),
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
    ];

    sealed class Blank() : nn.Module("Blank");

    public static TheoryData<string> Codes => [.. s_mistakes.Select(mistake => mistake.Code)];

    [Theory, MemberData(nameof(Codes))]
    public void Is_refused_in_PyTorchs_words(string code) => s_mistakes.First(mistake => mistake.Code == code).Check();
}
