#nullable disable
using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Programs;

/// <summary>Networks for text and sound as programs for the .NET binding write them, at small sizes.</summary>
public class SequencePrograms
{
    sealed class TextClassificationModel : Module<Tensor, Tensor, Tensor>
    {
        private EmbeddingBag embedding;
        private Linear fc;

        public TextClassificationModel(long vocab_size, long embed_dim, long num_class) : base("TextClassification")
        {
            embedding = EmbeddingBag(vocab_size, embed_dim, sparse: false);
            fc = Linear(embed_dim, num_class);
            InitWeights();

            RegisterComponents();
        }

        private void InitWeights()
        {
            var initrange = 0.5;

            init.uniform_(embedding.weight, -initrange, initrange);
            init.uniform_(fc.weight, -initrange, initrange);
            init.zeros_(fc.bias);
        }

        public override Tensor forward(Tensor t, Tensor offsets)
        {
            using var t1 = embedding.call(t, offsets);
            return fc.call(t1);
        }

        public TextClassificationModel to(Device device)
        {
            base._to(device, ScalarType.Float32, false);
            return this;
        }
    }

    [Fact]
    public void Bags_of_words_are_classified()
    {
        torch.random.manual_seed(1);
        var model = new TextClassificationModel(20, 8, 4).to(device("cpu"));
        var loss = CrossEntropyLoss();
        var lr = 5.0;
        var optimizer = torch.optim.SGD(model.parameters(), lr);
        var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.2, last_epoch: 5);
        var text = tensor(new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 });
        var offsets = tensor(new long[] { 0, 2, 5, 7 });
        var labels = tensor(new long[] { 0, 1, 2, 3 });
        double first = 0, last = 0;
        model.train();
        for (int i = 0; i < 20; i++)
        {
            using (var d = torch.NewDisposeScope())
            {
                optimizer.zero_grad();
                var predicted_labels = model.call(text, offsets);
                var l = loss.call(predicted_labels, labels);
                l.backward();
                torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5);
                optimizer.step();
                last = l.ToDouble();
                if (i == 0) first = last;
            }
        }
        Assert.True(last < first);
        Assert.Equal(4L, (model.call(text, offsets).argmax(1) == labels).sum().cpu().item<long>());
    }

    sealed class TransformerModel : Module<Tensor, Tensor, Tensor>
    {
        private TransformerEncoder transformer_encoder;
        private PositionalEncoding pos_encoder;
        private Embedding encoder;
        private Linear decoder;

        private long ninputs;
        private Device device;

        public TransformerModel(long ntokens, long ninputs, long nheads, long nhidden, long nlayers, double dropout = 0.5) : base("Transformer")
        {
            this.ninputs = ninputs;

            pos_encoder = new PositionalEncoding(ninputs, dropout);
            var encoder_layers = TransformerEncoderLayer(ninputs, nheads, nhidden, dropout);
            transformer_encoder = TransformerEncoder(encoder_layers, nlayers);
            encoder = Embedding(ntokens, ninputs);
            decoder = Linear(ninputs, ntokens);
            InitWeights();

            RegisterComponents();
        }

        public Tensor GenerateSquareSubsequentMask(long size)
        {
            var mask = (torch.ones(new long[] { size, size }) == 1).triu().transpose(0, 1);
            return mask.to_type(ScalarType.Float32)
                .masked_fill(mask == 0, float.NegativeInfinity)
                .masked_fill(mask == 1, 0.0f).to(device);
        }

        private void InitWeights()
        {
            var initrange = 0.1;

            init.uniform_(encoder.weight, -initrange, initrange);
            init.zeros_(decoder.bias);
            init.uniform_(decoder.weight, -initrange, initrange);
        }

        public override Tensor forward(Tensor t, Tensor mask)
        {
            var src = pos_encoder.call(encoder.call(t) * MathF.Sqrt(ninputs));
            var enc = transformer_encoder.call(src, mask);
            return decoder.call(enc);
        }

        protected internal override Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
        {
            this.device = new Device(deviceType, deviceIndex);
            return base._to(deviceType, deviceIndex, non_blocking);
        }
    }

    sealed class PositionalEncoding : Module<Tensor, Tensor>
    {
        private Module<Tensor, Tensor> dropout;
        private Tensor pe;

        public PositionalEncoding(long dmodel, double dropout, int maxLen = 5000) : base("PositionalEncoding")
        {
            this.dropout = Dropout(dropout);
            var pe = torch.zeros(new long[] { maxLen, dmodel });
            var position = torch.arange(0, maxLen, 1).unsqueeze(1);
            var divTerm = (torch.arange(0, dmodel, 2) * (-Math.Log(10000.0) / dmodel)).exp();
            pe[TensorIndex.Ellipsis, TensorIndex.Slice(0, null, 2)] = (position * divTerm).sin();
            pe[TensorIndex.Ellipsis, TensorIndex.Slice(1, null, 2)] = (position * divTerm).cos();
            this.pe = pe.unsqueeze(0).transpose(0, 1);

            RegisterComponents();
        }

        public override Tensor forward(Tensor t)
        {
            using var x = t + pe[TensorIndex.Slice(null, t.shape[0]), TensorIndex.Slice()];
            return dropout.call(x);
        }
    }

    [Fact]
    public void A_transformer_learns_the_next_word()
    {
        torch.manual_seed(1);
        var device = torch.device("cpu");
        var model = new TransformerModel(12, 8, 2, 16, 2, 0.0);
        model.to(device);
        Assert.Contains("pos_encoder.pe", model.state_dict().Keys);
        var loss = CrossEntropyLoss();
        var optimizer = torch.optim.SGD(model.parameters(), 0.1);
        var data = arange(0, 12, ScalarType.Int64).repeat(2, 1).t().contiguous();
        double first = 0, last = 0;
        for (int i = 0; i < 30; i++)
        {
            using var d = torch.NewDisposeScope();
            var src_mask = model.GenerateSquareSubsequentMask(11);
            optimizer.zero_grad();
            var output = model.call(data[..11], src_mask);
            var lossVal = loss.call(output.view(-1, 12), data[1..].reshape(-1));
            lossVal.backward();
            torch.nn.utils.clip_grad_norm_(model.parameters().ToArray(), 0.5);
            optimizer.step();
            last = lossVal.cpu().item<float>();
            if (i == 0) first = last;
        }
        Assert.True(last < first, $"{first} to {last}");
        d_is_causal(model, data);
    }

    static void d_is_causal(TransformerModel model, Tensor data)
    {
        model.eval();
        using var _ = torch.no_grad();
        var whole = model.call(data, model.GenerateSquareSubsequentMask(12));
        var part = model.call(data[..5], model.GenerateSquareSubsequentMask(5));
        Assert.True(whole[..5].allclose(part, 1e-4, 1e-5));
    }

    internal class M5 : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv1;
        private readonly Module<Tensor, Tensor> bn1;
        private readonly Module<Tensor, Tensor> pool1;
        private readonly Module<Tensor, Tensor> conv2;
        private readonly Module<Tensor, Tensor> bn2;
        private readonly Module<Tensor, Tensor> pool2;
        private readonly Module<Tensor, Tensor> fc1;

        public M5(string name, int n_input = 1, int n_output = 5, int stride = 4, int n_channel = 8) : base(name)
        {
            conv1 = nn.Conv1d(n_input, n_channel, kernel_size: 16, stride: stride);
            bn1 = nn.BatchNorm1d(n_channel);
            pool1 = nn.MaxPool1d(4);
            conv2 = nn.Conv1d(n_channel, 2 * n_channel, kernel_size: 3);
            bn2 = nn.BatchNorm1d(2 * n_channel);
            pool2 = nn.MaxPool1d(4);
            fc1 = nn.Linear(2 * n_channel, n_output);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            x = conv1.call(x);
            x = nn.functional.relu(bn1.call(x));
            x = pool1.call(x);
            x = conv2.call(x);
            x = nn.functional.relu(bn2.call(x));
            x = pool2.call(x);
            x = nn.functional.avg_pool1d(x, x.shape[x.shape.Length - 1]);
            x = x.permute(0, 2, 1);
            x = fc1.call(x);
            return nn.functional.log_softmax(x, dim: 2);
        }
    }

    [Fact]
    public void Commands_are_recognised()
    {
        torch.manual_seed(2);
        using var model = new M5("m5");
        using var optimizer = optim.Adam(model.parameters(), 0.01, weight_decay: 0.0001);
        var scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, "min", factor: 0.5, patience: 1);
        var label = tensor(new long[] { 0, 1, 2, 3, 4, 0 });
        var time = arange(0, 400, 1, ScalarType.Float32) / 400;
        var data = (time * (label.view(-1, 1) + 1) * 40).sin().unsqueeze(1);
        double first = 0, last = 0;
        for (int i = 0; i < 10; i++)
        {
            optimizer.zero_grad();
            var prediction = model.call(data).squeeze();
            var loss = nn.functional.nll_loss(prediction, label);
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            scheduler.step(last);
            if (i == 0) first = last;
        }
        Assert.True(last < first);
    }

    sealed class Tagger : Module<Tensor, Tensor>
    {
        private readonly Embedding words;
        private readonly LSTM lstm;
        private readonly Linear tags;

        public Tagger(long vocabulary, long width, long hidden, long count) : base("Tagger")
        {
            words = Embedding(vocabulary, width);
            lstm = LSTM(width, hidden, numLayers: 2, batchFirst: true, bidirectional: true);
            tags = Linear(2 * hidden, count);
            RegisterComponents();
        }

        public override Tensor forward(Tensor sentence)
        {
            var embeds = words.call(sentence);
            var (lstm_out, h, c) = lstm.call(embeds);
            Assert.Equal(new long[] { 4, sentence.shape[0], 3 }, h.shape);
            Assert.Equal(h.shape, c.shape);
            return functional.log_softmax(tags.call(lstm_out), 2);
        }
    }

    [Fact]
    public void A_moved_batch_may_be_disposed()
    {
        var data = torch.rand(2, 3);
        for (int i = 0; i < 2; i++)
        {
            using var x = data.to(torch.device("cpu"));
            using var y = data.cpu();
            using var z = data[0].to(DeviceType.CPU);
            Assert.True(x.requires_grad_().sum().requires_grad);
            z.fill_(i);
        }
        Assert.Equal(3f, data[0].sum().ToSingle());
        var leaf = torch.rand(2, requires_grad: true).to("cpu");
        using (var moved = (leaf * 2).cpu()) moved.sum().backward();
        Assert.Equal(4f, leaf.grad.sum().ToSingle());
    }

    [Fact]
    public void Words_are_tagged()
    {
        torch.manual_seed(2);
        var model = new Tagger(9, 4, 3, 5);
        var optimizer = optim.RMSProp(model.parameters(), 0.02);
        var x = randint(0, 9, new long[] { 3, 6 }, torch.int64);
        var y = x % 5;
        double first = 0, last = 0;
        for (int i = 0; i < 15; i++)
        {
            optimizer.zero_grad();
            var loss = functional.nll_loss(model.call(x).reshape(-1, 5), y.reshape(-1));
            loss.backward();
            optimizer.step();
            last = loss.item<float>();
            if (i == 0) first = last;
        }
        Assert.True(last < first);
    }
}
