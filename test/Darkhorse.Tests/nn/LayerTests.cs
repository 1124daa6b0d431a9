using Darkhorse.Modules;
using static Darkhorse.torch.nn;
using static Darkhorse.torch.nn.utils.rnn;
using F = Darkhorse.torch.nn.functional;

namespace Darkhorse.Tests.NN;

public class LayerTests
{
    static void Close(Tensor expected, Tensor actual, double tolerance = 1e-5)
    {
        Assert.Equal(expected.shape, actual.shape);
        double[] a = expected.detach().to(float64).ToArray<double>(), b = actual.detach().to(float64).ToArray<double>();
        for (int i = 0; i < a.Length; i++) Assert.Equal(a[i], b[i], tolerance);
    }

    [Fact]
    public void PrintsAsPyTorch()
    {
        Assert.Equal("Conv2d(3, 6, kernel_size=(3, 5), stride=(1, 1), dilation=(2, 2), groups=3, bias=False)", Conv2d(3, 6, (3L, 5L), dilation: (2, 2), groups: 3, bias: false).ToString());
        Assert.Equal("Conv1d(1, 2, kernel_size=(3,), stride=(1,), padding=(1,), padding_mode=circular)", Conv1d(1, 2, 3, padding: 1, padding_mode: PaddingModes.Circular).ToString());
        Assert.Equal("ConvTranspose2d(4, 2, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), output_padding=(1, 1))", ConvTranspose2d(4, 2, 3, stride: 2, padding: 1, output_padding: 1).ToString());
        Assert.Equal("LayerNorm((3, 4), eps=1e-05, elementwise_affine=True)", LayerNorm([3, 4]).ToString());
        Assert.Equal("BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)", BatchNorm2d(3).ToString());
        Assert.Equal("MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)", MaxPool2d(2).ToString());
        Assert.Equal("Embedding(10, 3, padding_idx=0)", nn.Embedding(10, 3, padding_idx: 0).ToString());
        Assert.Equal("LSTM(3, 4, num_layers=2, batch_first=True, bidirectional=True)", LSTM(3, 4, numLayers: 2, batchFirst: true, bidirectional: true).ToString());
        Assert.Equal("GELU(approximate='none')", GELU().ToString());
        Assert.Equal("ELU(alpha=1.0)", ELU().ToString());
        Assert.Equal("Softplus(beta=1, threshold=20)", Softplus().ToString());
        Assert.Equal("ZeroPad2d((1, 1, 1, 1))", ZeroPad2d(1).ToString());
        Assert.Equal("Upsample(scale_factor=2.0, mode=nearest)", Upsample(scale_factor: [2]).ToString());
        Assert.Equal("TransformerEncoderLayer(\n  (self_attn): MultiheadAttention(\n    (out_proj): NonDynamicallyQuantizableLinear(in_features=4, out_features=4, bias=True)\n  )\n  (linear1): Linear(in_features=4, out_features=8, bias=True)\n  (dropout): Dropout(p=0.1, inplace=False)\n  (linear2): Linear(in_features=8, out_features=4, bias=True)\n  (norm1): LayerNorm((4,), eps=1e-05, elementwise_affine=True)\n  (norm2): LayerNorm((4,), eps=1e-05, elementwise_affine=True)\n  (dropout1): Dropout(p=0.1, inplace=False)\n  (dropout2): Dropout(p=0.1, inplace=False)\n)",
            TransformerEncoderLayer(4, 2, 8).ToString());
    }

    [Fact]
    public void BatchNormKeepsRunningStatistics()
    {
        var norm = BatchNorm1d(2, momentum: 0.5);
        var x = tensor(new[] { 1f, 2, 3, 6 }).view(2, 2);
        Close(tensor(new[] { -1f, -1, 1, 1 }).view(2, 2), norm.call(x), 1e-4);
        Close(tensor(new[] { 1f, 2 }), norm.running_mean!);
        Close(tensor(new[] { 1.5f, 4.5f }), norm.running_var!);
        norm.eval();
        var before = norm.running_mean!.clone();
        norm.call(x);
        Close(before, norm.running_mean!);
        Assert.Equal(1, norm.num_batches_tracked!.item<long>());
        Assert.Equal("expected 4D input (got 2D input)", Assert.Throws<ArgumentException>(() => BatchNorm2d(3).call(zeros(2, 3))).Message);
    }

    [Fact]
    public void CellsStepThroughASequenceAsTheNetworkDoes()
    {
        manual_seed(0);
        var x = randn(5, 2, 3);
        var lstm = LSTM(3, 4);
        var cell = LSTMCell(3, 4);
        foreach (string name in new[] { "weight_ih", "weight_hh", "bias_ih", "bias_hh" })
            using (no_grad()) cell.get_parameter(name)!.copy_(lstm.get_parameter(name + "_l0")!);
        var (output, h, c) = lstm.call(x);
        (Tensor, Tensor)? state = null;
        for (int t = 0; t < 5; t++)
        {
            state = cell.call(x.select(0, t), state);
            Close(state.Value.Item1, output.select(0, t));
        }
        Close(state!.Value.Item1, h.select(0, 0));
        Close(state.Value.Item2, c.select(0, 0));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void PackedSequencesRunAsEachAlone(bool bidirectional)
    {
        manual_seed(1);
        var gru = GRU(3, 4, numLayers: 2, bidirectional: bidirectional);
        Tensor[] sequences = [randn(2, 3), randn(5, 3), randn(3, 3)];
        var (packed, h) = gru.call(pack_sequence(sequences, enforce_sorted: false));
        var (padded, lengths) = pad_packed_sequence(packed);
        Assert.Equal([2L, 5, 3], lengths.ToArray<long>());
        for (int i = 0; i < 3; i++)
        {
            var (alone, last) = gru.call(sequences[i].unsqueeze(1));
            Close(alone.squeeze(1), padded.select(1, i).narrow(0, 0, sequences[i].shape[0]));
            Close(last.squeeze(1), h.select(1, i));
        }
    }

    [Fact]
    public void CausalAttentionDoesNotLookAhead()
    {
        manual_seed(2);
        var layer = TransformerEncoderLayer(8, 2, 16, dropout: 0);
        layer.eval();
        var x = randn(4, 1, 8);
        var mask = Modules.Transformer.generate_square_subsequent_mask(4);
        var first = layer.call(x, mask).narrow(0, 0, 3);
        var changed = x.clone();
        changed.select(0, 3).add_(1);
        Close(first, layer.call(changed, mask).narrow(0, 0, 3));
    }

    [Fact]
    public void AttentionIsTheFormulaOfItsHeads()
    {
        manual_seed(3);
        var attention = MultiheadAttention(4, 1);
        var x = randn(3, 2, 4);
        var (result, weights) = attention.call(x, x, x);
        var projected = F.linear(x, attention.get_parameter("in_proj_weight")!, attention.get_parameter("in_proj_bias")!).transpose(0, 1);
        Tensor q = projected.narrow(-1, 0, 4), k = projected.narrow(-1, 4, 4), v = projected.narrow(-1, 8, 4);
        var mixed = F.scaled_dot_product_attention(q, k, v).transpose(0, 1);
        Close(F.linear(mixed, attention.get_parameter("out_proj.weight")!, attention.get_parameter("out_proj.bias")!), result);
        Close(ones(2, 3), weights!.sum([-1]));
    }

    [Fact]
    public void CopiesShareNothingWithTheirModel()
    {
        var model = Sequential(nn.Linear(2, 2), TransformerEncoderLayer(2, 1, 4));
        var copy = model.deepcopy();
        Assert.Equal(model.state_dict().Keys, copy.state_dict().Keys);
        using (no_grad()) foreach (var parameter in copy.parameters()) parameter.fill_(0);
        Assert.All(copy.parameters(), parameter => Assert.True(parameter.requires_grad));
        Assert.NotEqual(0f, model.get_parameter("0.weight")!.sum().item<float>());
        Close(zeros(1, 1, 2), copy.call(ones(1, 1, 2)));
    }

    [Fact]
    public void PaddingRowsOfEmbeddingsStayZero()
    {
        manual_seed(4);
        var embedding = nn.Embedding(5, 3, padding_idx: -1);
        Close(zeros(3), embedding.weight.select(0, 4));
        embedding.call(tensor(new long[] { 4, 1, 4 })).sum().backward();
        Close(zeros(3), embedding.weight.grad!.select(0, 4));
        Assert.Throws<ArgumentException>(() => nn.Embedding(3, 2, padding_idx: 5));
    }

    [Fact]
    public void ClippingScalesAllGradientsAlike()
    {
        var (a, b) = (new Parameter(zeros(2)), new Parameter(zeros(1)));
        (a.grad, b.grad) = (tensor(new[] { 3f, 0 }), tensor(new[] { 4f }));
        Assert.Equal(5, nn.utils.clip_grad_norm_([a, b], 1), 1e-6);
        Close(tensor(new[] { 0.6f, 0 }), a.grad!);
        nn.utils.clip_grad_value_([a, b], 0.5);
        Close(tensor(new[] { 0.5f }), b.grad!);
        var vector = nn.utils.parameters_to_vector([a, b]);
        nn.utils.vector_to_parameters(vector + 1, [a, b]);
        Close(ones(2), a);
    }

    [Fact]
    public void FractionalWindowsCoverTheirEdges()
    {
        manual_seed(5);
        var x = arange(30, dtype: float32).view(1, 5, 6);
        var (largest, places) = FractionalMaxPool2d(2, output_size: 3).forward_with_indices(x);
        Assert.Equal([1, 3, 3], largest.shape);
        // The last window ends at the edge, and the numbers of the places are the values here.
        Assert.Equal(29f, largest.ToArray<float>()[^1]);
        Close(places.to(float32), largest);
    }

    [Fact]
    public void MisuseIsRefusedInPyTorchsWords()
    {
        Assert.Equal("in_channels must be divisible by groups", Assert.Throws<ArgumentException>(() => Conv2d(3, 4, 3, groups: 2)).Message);
        Assert.Equal("embed_dim must be divisible by num_heads", Assert.Throws<ArgumentException>(() => MultiheadAttention(5, 2)).Message);
        Assert.Equal("Expected hidden size (1, 2, 4), got [1, 3, 4]", Assert.Throws<InvalidOperationException>(() => RNN(3, 4).call(zeros(2, 2, 3), zeros(1, 3, 4))).Message);
        Assert.Equal("dropout probability has to be between 0 and 1, but got -0.1", Assert.Throws<ArgumentException>(() => nn.Dropout(-0.1)).Message);
    }
}
