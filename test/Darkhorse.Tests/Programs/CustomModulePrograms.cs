#nullable disable
using Darkhorse.Modules;
using static Darkhorse.torch.nn;
using static Darkhorse.torch.nn.functional;

namespace Programs;

/// <summary>Modules of all kinds as programs for the .NET binding write and use them.</summary>
public class CustomModulePrograms
{
    class Custom : Module
    {
        public Custom(string name, Tensor weight, Tensor buffer = null) : base(name)
        {
            _weight = weight as Parameter ?? new Parameter(weight);
            register_parameter("test", _weight);
            if (buffer is not null) register_buffer("buf", buffer, persistent: false);
            register_parameter("none", null);
        }

        private readonly Parameter _weight;
    }

    [Fact]
    public void Registered_by_hand()
    {
        var m = new Custom("test", torch.randn(new long[] { 2, 2 }), torch.zeros(3));
        Assert.Equal("test", m.GetName());
        Assert.True(m.has_parameter("test"));
        Assert.False(m.has_parameter("none"));
        Assert.True(m.has_buffer("buf"));
        Assert.Single(m.parameters());
        Assert.Empty(m.named_buffers(include_nonpersistent: false));
        Assert.Equal(new[] { "test" }, m.state_dict().Keys);
        Assert.Same(m.get_parameter("test"), m.named_parameters().First().parameter);
        foreach (var (name, p) in m.named_parameters()) Assert.True(p.requires_grad && name == "test");
        m.zero_grad();
        m.Dispose();
    }

    sealed class TwoInputs : Module<Tensor, Tensor, Tensor>
    {
        private readonly Linear lin1 = Linear(3, 2), lin2 = Linear(3, 2, hasBias: false);
        [Darkhorse.Utils.ComponentName(Name = "special")] private readonly Linear lin3 = Linear(2, 2);
        private readonly Dictionary<string, int> not_a_module = new();
        private ModuleList<Module<Tensor, Tensor>> list = ModuleList<Module<Tensor, Tensor>>(ReLU(), Linear(2, 2));
        private ModuleDict<Module<Tensor, Tensor>> dict = ModuleDict(("a", (Module<Tensor, Tensor>)Linear(2, 2)), ("b", Sigmoid()));
        private ParameterList plist = ParameterList(Parameter(torch.ones(1)));
        private ParameterDict pdict = ParameterDict(("scale", Parameter(torch.ones(1))));
        private Tensor buffer = torch.ones(2);

        public TwoInputs() : base(nameof(TwoInputs))
        {
            RegisterComponents();
        }

        public override Tensor forward(Tensor x, Tensor y)
        {
            var z = lin1.call(x) + lin2.call(y);
            z = lin3.forward(z);
            foreach (var m in list) z = m.call(z);
            for (int i = 0; i < list.Count; i++) z = list[i].call(z);
            z = dict["a"].call(z);
            foreach (var (name, m) in dict) if (dict.ContainsKey(name)) z = m.call(z);
            return z * plist[0] * pdict["scale"] + buffer;
        }
    }

    [Fact]
    public void Components_of_every_kind()
    {
        var m = new TwoInputs();
        var names = m.named_parameters().Select(p => p.Item1).ToList();
        Assert.Contains("lin1.weight", names);
        Assert.DoesNotContain("lin2.bias", names);
        Assert.Contains("special.weight", names);
        Assert.Contains("list.1.weight", names);
        Assert.Contains("dict.a.weight", names);
        Assert.Contains("plist.0", names);
        Assert.Contains("pdict.scale", names);
        Assert.Contains("buffer", m.named_buffers().Select(b => b.name));
        var y = m.call(torch.ones(4, 3), torch.ones(4, 3));
        Assert.Equal(new long[] { 4, 2 }, y.shape);
        y.sum().backward();
        Assert.All(m.parameters(), p => Assert.NotNull(p.grad));
        Assert.NotNull(m.list_of_children());
        m.to(ScalarType.Float64);
        Assert.All(m.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        m.half();
        Assert.All(m.parameters(), p => Assert.Equal(ScalarType.Float16, p.dtype));
        m.to(torch.device("cpu"), torch.float32).cpu();
        m.@double().@float();
        m.to(DeviceType.CPU);
        m.to("cpu");
        m.apply(x => { if (x is Linear l) init.constant_(l.weight, 1); });
        Assert.Equal(1f, m.get_parameter("lin1.weight")[0, 0].item<float>());
    }

    [Fact]
    public void Hooks_see_and_replace()
    {
        var lin = Linear(2, 2);
        var calls = new List<string>();
        var pre = lin.register_forward_pre_hook((m, x) => { calls.Add("pre " + m.GetName()); return x * 2; });
        var post = lin.register_forward_hook((m, x, y) => { calls.Add("post"); return y + 1; });
        var x = torch.ones(1, 2);
        using var plain = linear(x * 2, lin.weight, lin.bias) + 1;
        Assert.True(lin.call(x).allclose(plain));
        Assert.Equal(new[] { "pre Linear", "post" }, calls);
        pre.remove();
        post.remove();
        lin.call(x);
        Assert.Equal(2, calls.Count);

        var seq = Sequential(lin, ReLU());
        int seen = 0;
        foreach (var child in seq.children())
            if (child is HookableModule<Func<Module<Tensor, Tensor>, Tensor, Tensor>, Func<Module<Tensor, Tensor>, Tensor, Tensor, Tensor>> hookable)
                hookable.register_forward_hook((m, input, output) => { seen++; return output; });
        seq.call(x);
        Assert.Equal(2, seen);
    }

    [Fact]
    public void Rows_of_modules()
    {
        var lin1 = Linear(10, 5);
        var lin2 = Linear(5, 2);
        using var seq = Sequential(("lin1", lin1), ("relu1", ReLU()), ("lin2", lin2));
        Assert.Equal(new[] { "lin1.weight", "lin1.bias", "lin2.weight", "lin2.bias" }, seq.named_parameters().Select(p => p.name));
        var seq2 = Sequential(new List<Module<Tensor, Tensor>> { lin1, ReLU(), lin2 });
        var seq3 = Sequential(new (string, Module<Tensor, Tensor>)[] { ("a", lin1), ("b", lin2) });
        var x = torch.randn(new long[] { 3, 10 });
        Assert.True(seq.call(x).allclose(seq2.call(x)));
        Assert.True(seq3.call(x).allclose(lin2.forward(lin1.forward(x))));
        seq2.append(ReLU()).append("last", Identity());
        Assert.Equal(5, seq2.Count);
        Assert.IsType<Linear>(seq2[0]);
        Assert.Equal(3, seq2[1..4].Count);
        var (missing, unexpected) = seq3.load_state_dict(seq.state_dict(), strict: false);
        Assert.Equal(4, missing.Count);
        Assert.Equal(4, unexpected.Count);
        var error = Assert.Throws<InvalidOperationException>(() => seq3.load_state_dict(seq.state_dict()));
        Assert.Equal("Error(s) in loading state_dict for Sequential:\n\tMissing key(s) in state_dict: \"a.weight\", \"a.bias\", \"b.weight\", \"b.bias\". \n\tUnexpected key(s) in state_dict: \"lin1.weight\", \"lin1.bias\", \"lin2.weight\", \"lin2.bias\". ", error.Message);
    }

    sealed class Attention : Module<Tensor, Tensor, Tensor, (Tensor, Tensor)>
    {
        private readonly MultiheadAttention attn = MultiheadAttention(8, 2);

        public Attention() : base("attn") => RegisterComponents();

        public override (Tensor, Tensor) forward(Tensor q, Tensor k, Tensor v)
        {
            var r = attn.call(q, k, v, need_weights: true);
            return (r.Item1, r.Item2);
        }
    }

    [Fact]
    public void Transformers_and_attention()
    {
        var (y, w) = new Attention().call(torch.rand(5, 2, 8), torch.rand(6, 2, 8), torch.rand(6, 2, 8));
        Assert.Equal(new long[] { 5, 2, 8 }, y.shape);
        Assert.Equal(new long[] { 2, 5, 6 }, w.shape);
        using (var model = Transformer(d_model: 16, nhead: 4, num_encoder_layers: 1, num_decoder_layers: 1, dim_feedforward: 32, activation: Activations.GELU))
        {
            var src = torch.rand(5, 2, 16);
            var tgt = torch.rand(4, 2, 16);
            Assert.Equal(tgt.shape, model.call(src, tgt).shape);
            Assert.Equal(tgt.shape, model.call(src, tgt, torch.zeros(5, 5)).shape);
        }
        using (var encoder_layer = TransformerEncoderLayer(d_model: 16, nhead: 4))
        using (var encoder = TransformerEncoder(encoder_layer, num_layers: 1))
        {
            var src = torch.rand(5, 2, 16);
            Assert.Equal(src.shape, encoder.call(src, torch.rand(5, 5)).shape);
            Assert.Equal(src.shape, encoder.call(src).shape);
            Assert.Equal(src.shape, encoder.forward(src, null, null).shape);
            Assert.Equal(src.shape, encoder_layer.call(src, torch.rand(5, 5), null).shape);
        }
        using (var decoder_layer = TransformerDecoderLayer(d_model: 16, nhead: 4))
        using (var decoder = TransformerDecoder(decoder_layer, num_layers: 1))
        {
            var tgt = torch.rand(4, 2, 16);
            var memory = torch.rand(5, 2, 16);
            Assert.Equal(tgt.shape, decoder.call(tgt, memory).shape);
            Assert.Equal(tgt.shape, decoder_layer.call(tgt, memory, torch.zeros(4, 4)).shape);
        }
    }

    [Fact]
    public void Recurrent_networks()
    {
        var input = torch.randn(5, 3, 10);
        var h0 = torch.randn(2, 3, 20);
        var c0 = torch.randn(2, 3, 20);
        using (var rnn = RNN(10, 20, 2))
        {
            var (output, hN) = rnn.call(input, h0);
            Assert.Equal(h0.shape, hN.shape);
            Assert.Equal(new long[] { 5, 3, 20 }, output.shape);
        }
        using (var rnn = LSTM(10, 20, 2))
        {
            var (output, hN, cN) = rnn.call(input, (h0, c0));
            Assert.Equal(c0.shape, cN.shape);
            var (o2, h2, c2) = rnn.forward(input);
            rnn.flatten_parameters();
        }
        using (var rnn = GRU(10, 20, 2))
        {
            var (output, hN) = rnn.call(input, h0);
            var packed = nn.utils.rnn.pack_padded_sequence(input, torch.tensor(new long[] { 5, 4, 2 }));
            var (po, ph) = rnn.call(packed, h0);
            var (padded, lengths) = nn.utils.rnn.pad_packed_sequence(po);
            Assert.Equal(new long[] { 5, 4, 2 }, lengths.data<long>().ToArray());
        }
        var cell = LSTMCell(10, 20);
        var (h, c) = cell.call(input[0], (h0[0], c0[0]));
        var gru = GRUCell(10, 20).call(input[0], h0[0]);
        var r = RNNCell(10, 20, NonLinearities.ReLU).call(input[0]);
        Assert.Equal(h.shape, gru.shape);
    }

    [Fact]
    public void Losses()
    {
        var input = torch.randn(3, 5, requires_grad: true);
        var target = torch.tensor(new long[] { 1, 0, 4 });
        var a = CrossEntropyLoss(reduction: Reduction.Sum, label_smoothing: 0.1).call(input, target);
        a.backward();
        Assert.NotNull(input.grad);
        Loss<Tensor, Tensor, Tensor> mse = MSELoss();
        Assert.True(mse.call(input, torch.zeros_like(input)).ToSingle() > 0);
        var t = TripletMarginLoss(margin: 0.5, p: 2).call(input, input + 1, input - 1);
        var k = KLDivLoss(false, Reduction.Sum).call(log_softmax(input, 1), softmax(torch.randn(3, 5), 1));
        var h = HuberLoss(1.5).call(input, input * 2);
        var b = BCEWithLogitsLoss(pos_weights: torch.ones(5)).call(input, torch.rand(3, 5));
        var ctc = CTCLoss().call(torch.randn(8, 2, 4).log_softmax(2), torch.tensor(new long[,] { { 1, 2 }, { 3, 1 } }), torch.tensor(new long[] { 8, 8 }), torch.tensor(new long[] { 2, 2 }));
        var cos = CosineEmbeddingLoss().call(input, input, torch.ones(3));
        var m = MarginRankingLoss().call(input[0], input[1], torch.ones(5));
        var g = GaussianNLLLoss().call(input, input.detach(), torch.ones(3, 5));
        var p = PoissonNLLLoss().call(input, torch.rand(3, 5));
        Assert.All(new[] { t, k, h, b, ctc, cos, m, g, p }, l => Assert.Equal(0, l.dim()));
        Assert.Equal(1, functional.cross_entropy(input, target, reduction: Reduction.None).dim());
    }

    [Fact]
    public void Many_layers()
    {
        var x = torch.randn(2, 4, 6, 6);
        Module<Tensor, Tensor>[] layers = {
            Conv2d(4, 4, 3, padding: Padding.Same), Conv2d(4, 4, (3, 1), padding: (1, 0)), ConvTranspose2d(4, 4, 3, stride: 1, padding: 1, output_padding: 0),
            BatchNorm2d(4), InstanceNorm2d(4), GroupNorm(2, 4), LayerNorm(new long[] { 6, 6 }), LocalResponseNorm(2),
            ReLU6(), LeakyReLU(0.2), PReLU(4), ELU(1.0), SELU(), CELU(1.0), GELU(), SiLU(), Mish(), Hardswish(), Hardsigmoid(), Softplus(), Softsign(), Softshrink(), Tanhshrink(), LogSigmoid(), RReLU(), Threshold(0.1, 20), Hardtanh(), Tanh(),
            Softmax(1), LogSoftmax(1), Softmin(1), Softmax2d(), Dropout2d(0.1), AlphaDropout(), FeatureAlphaDropout(),
            ReflectionPad2d(1), ReplicationPad2d((1, 1, 1, 1)), ZeroPad2d(1), ConstantPad2d(1, 2.0),
            Upsample(scale_factor: new double[] { 2, 2 }, mode: UpsampleMode.Nearest), PixelShuffle(2), PixelUnshuffle(2), ChannelShuffle(2),
            MaxPool2d(2, 2), AvgPool2d(2), LPPool2d(2, 2), AdaptiveMaxPool2d(3), AdaptiveAvgPool2d((3, 3)), FractionalMaxPool2d(2, output_size: 3), Unfold((2, 2)), Flatten(), Unflatten(1, new long[] { 2, 2 }), Identity(),
        };
        foreach (var layer in layers)
        {
            var y = layer.call(x);
            Assert.Equal(2, y.shape[0]);
            Assert.NotNull(layer.ToString());
        }
        var (p, i) = MaxPool2d(2).forward_with_indices(x);
        Assert.Equal(x.shape, MaxUnpool2d(2).call(p, i).shape);
        Assert.Equal(new long[] { 2, 3 }, Bilinear(4, 5, 3).call(torch.rand(2, 4), torch.rand(2, 5)).shape);
        Assert.Equal(new long[] { 2 }, CosineSimilarity(1).call(torch.rand(2, 4), torch.rand(2, 4)).shape);
        Assert.Equal(new long[] { 2 }, PairwiseDistance().call(torch.rand(2, 4), torch.rand(2, 4)).shape);
        Assert.Equal(new long[] { 1, 3, 4, 5 }, Fold((4, 5), (2, 2)).call(torch.randn(1, 3 * 2 * 2, 12)).shape);
        var emb = Embedding_from_pretrained(torch.rand(10, 3), freeze: true);
        Assert.False(emb.weight.requires_grad);
        Assert.Equal(new long[] { 2, 2, 3 }, emb.call(torch.zeros(2, 2, dtype: torch.int64)).shape);
        Assert.Equal(new long[] { 3, 10 }, functional.one_hot(torch.arange(3), 10).shape);
        var bag = EmbeddingBag(10, 3, mode: EmbeddingBagMode.Sum);
        Assert.Equal(new long[] { 2, 3 }, bag.call(torch.tensor(new long[] { 1, 2, 4 }), torch.tensor(new long[] { 0, 2 }), torch.rand(3)).shape);
    }
}

static class Children
{
    public static List<Module> list_of_children(this Module module) => module.children().ToList();
}
