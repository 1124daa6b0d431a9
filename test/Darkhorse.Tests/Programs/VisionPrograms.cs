#nullable disable
using Darkhorse.Modules;
using static Darkhorse.torch.nn;
using static Darkhorse.torch.nn.functional;

namespace Programs;

/// <summary>Networks for images as programs for the .NET binding write them, at small sizes.</summary>
public class VisionPrograms
{
    sealed class Digits : Module<Tensor, Tensor>
    {
        private Module<Tensor, Tensor> conv1 = Conv2d(1, 4, 3);
        private Module<Tensor, Tensor> conv2 = Conv2d(4, 8, 3);
        private Module<Tensor, Tensor> fc1 = Linear(8 * 4 * 4, 16);
        private Module<Tensor, Tensor> fc2 = Linear(16, 10);

        private Module<Tensor, Tensor> pool1 = MaxPool2d(kernel_size: new long[] { 2, 2 });
        private Module<Tensor, Tensor> relu1 = ReLU();
        private Module<Tensor, Tensor> relu2 = ReLU();
        private Module<Tensor, Tensor> relu3 = ReLU();
        private Module<Tensor, Tensor> dropout1 = Dropout(0.25);
        private Module<Tensor, Tensor> dropout2 = Dropout(0.5);
        private Module<Tensor, Tensor> flatten = Flatten();
        private Module<Tensor, Tensor> logsm = LogSoftmax(1);

        public Digits(string name, torch.Device device = null) : base(name)
        {
            RegisterComponents();

            if (device != null && device.type != DeviceType.CPU)
                this.to(device);
        }

        public override Tensor forward(Tensor input)
        {
            var l11 = conv1.call(input);
            var l12 = relu1.call(l11);

            var l21 = conv2.call(l12);
            var l22 = relu2.call(l21);
            var l23 = pool1.call(l22);
            var l24 = dropout1.call(l23);

            var x = flatten.call(l24);

            var l31 = fc1.call(x);
            var l32 = relu3.call(l31);
            var l33 = dropout2.call(l32);

            var l41 = fc2.call(l33);

            return logsm.call(l41);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                conv1.Dispose();
                conv2.Dispose();
                fc1.Dispose();
                fc2.Dispose();
                ClearModules();
            }
            base.Dispose(disposing);
        }
    }

    static (Tensor data, Tensor label) Batch(long count, long channels, long size)
    {
        var label = randint(0, 10, new long[] { count }, ScalarType.Int64);
        var data = randn(count, channels, size, size) + label.view(-1, 1, 1, 1) / 2.0;
        return (data, label);
    }

    [Fact]
    public void Digits_are_learned()
    {
        torch.random.manual_seed(1);
        var device = torch.device(cuda.is_available() ? "cuda" : "cpu");
        using var model = new Digits("model", device);
        using var optimizer = optim.Adam(model.parameters(), 0.01);
        var scheduler = optim.lr_scheduler.StepLR(optimizer, 1, 0.75);
        var loss = NLLLoss(reduction: Reduction.Mean);
        float first = 0, last = 0;

        model.train();
        for (int epoch = 0; epoch < 2; epoch++)
        {
            using (var d = torch.NewDisposeScope())
            {
                for (int i = 0; i < 20; i++)
                {
                    var (data, target) = Batch(16, 1, 12);
                    optimizer.zero_grad();
                    var prediction = model.call(data);
                    var output = loss.call(prediction, target);
                    output.backward();
                    optimizer.step();
                    last = output.ToSingle();
                    if (epoch == 0 && i == 0) first = output.item<float>();
                    d.Dispose();
                }
            }
            scheduler.step();
        }
        Assert.True(last < first, $"{first} to {last}");
        Assert.Equal(0.01 * 0.75 * 0.75, optimizer.ParamGroups.First().LearningRate, 9);

        model.eval();
        using (var noGrad = torch.no_grad())
        {
            var (data, target) = Batch(8, 1, 12);
            var prediction = model.call(data);
            Assert.False(prediction.requires_grad);
            var pred = prediction.argmax(1);
            var correct = pred.eq(target).sum().ToInt32();
            Assert.InRange(correct, 0, 8);
            var again = nll_loss(prediction, target, reduction: Reduction.Sum).ToSingle();
            Assert.True(again > 0);
        }
    }

    static Tensor Attack(Tensor image, double eps, Tensor data_grad)
    {
        using (var sign = data_grad.sign())
        {
            var perturbed = (image + eps * sign).clamp(0.0, 1.0);
            return perturbed;
        }
    }

    [Fact]
    public void Adversarial_examples_raise_the_loss()
    {
        torch.manual_seed(3);
        var model = new Digits("attacked");
        model.eval();
        foreach (var p in model.parameters()) p.requires_grad = false;
        var data = rand(4, 1, 12, 12);
        var target = tensor(new long[] { 1, 2, 3, 4 });
        data.requires_grad = true;

        using (var output = model.call(data))
        using (var loss = functional.nll_loss(output, target))
        {
            model.zero_grad();
            loss.backward();
            var perturbed = Attack(data, 0.05, data.grad);
            using var final = model.call(perturbed);
            Assert.True(functional.nll_loss(final, target).item<float>() > loss.item<float>());
        }
    }

    sealed class AlexNet : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> features;
        private readonly Module<Tensor, Tensor> avgPool;
        private readonly Module<Tensor, Tensor> classifier;

        public AlexNet(string name, int numClasses, Device device = null) : base(name)
        {
            features = Sequential(
                ("c1", Conv2d(3, 8, kernel_size: 3, stride: 2, padding: 1)),
                ("r1", ReLU(inplace: true)),
                ("mp1", MaxPool2d(kernel_size: new long[] { 2, 2 })),
                ("c2", Conv2d(8, 12, kernel_size: 3, padding: 1)),
                ("r2", ReLU(inplace: true)),
                ("mp2", MaxPool2d(kernel_size: 2)));

            avgPool = AdaptiveAvgPool2d(new long[] { 2, 2 });

            classifier = Sequential(
                ("d1", Dropout()),
                ("l1", Linear(12 * 2 * 2, 32)),
                ("r6", ReLU(inplace: true)),
                ("d2", Dropout()),
                ("l3", Linear(32, numClasses)));

            RegisterComponents();

            if (device != null && device.type != DeviceType.CPU)
                this.to(device);
        }

        public override Tensor forward(Tensor input)
        {
            var f = features.call(input);
            var avg = avgPool.call(f);
            var x = avg.reshape(new long[] { avg.shape[0], 12 * 2 * 2 });
            return classifier.call(x);
        }
    }

    [Fact]
    public void Named_rows_are_saved_and_loaded()
    {
        torch.manual_seed(5);
        using var model = new AlexNet("alexnet", 10);
        Assert.Equal(["features.c1.weight", "features.c1.bias", "features.c2.weight", "features.c2.bias", "classifier.l1.weight", "classifier.l1.bias", "classifier.l3.weight", "classifier.l3.bias"],
            model.state_dict().Keys);
        var path = Path.GetTempFileName();
        try
        {
            model.save(path);
            using var other = new AlexNet("alexnet", 10);
            other.load(path);
            model.eval();
            other.eval();
            var x = rand(2, 3, 32, 32);
            Assert.True(model.call(x).allclose(other.call(x)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    sealed class ResNet : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> layers;
        private int in_planes = 8;

        public static ResNet Small(int numClasses, Device device = null)
            => new ResNet("ResNet", (name, in_planes, planes, stride) => new BasicBlock(name, in_planes, planes, stride), BasicBlock.expansion, new int[] { 1, 1 }, numClasses, device);

        public static ResNet Wide(int numClasses, Device device = null)
            => new ResNet("ResNetB", (name, in_planes, planes, stride) => new Bottleneck(name, in_planes, planes, stride), Bottleneck.expansion, new int[] { 1, 1 }, numClasses, device);

        public ResNet(string name, Func<string, int, int, int, Module<Tensor, Tensor>> block, int expansion, IList<int> num_blocks, int numClasses, Device device = null) : base(name)
        {
            var modules = new List<(string, Module<Tensor, Tensor>)>();

            modules.Add(($"conv2d-first", Conv2d(3, 8, kernel_size: 3, stride: 1, padding: 1, bias: false)));
            modules.Add(($"bnrm2d-first", BatchNorm2d(8)));
            modules.Add(($"relu-first", ReLU(inplace: true)));
            MakeLayer(modules, block, expansion, 8, num_blocks[0], 1);
            MakeLayer(modules, block, expansion, 16, num_blocks[1], 2);
            modules.Add(("avgpool", AvgPool2d(new long[] { 4, 4 })));
            modules.Add(("flatten", Flatten()));
            modules.Add(($"linear", Linear(16 * expansion, numClasses)));

            layers = Sequential(modules);

            RegisterComponents();

            if (device != null && device.type != DeviceType.CPU)
                this.to(device);
        }

        private void MakeLayer(List<(string, Module<Tensor, Tensor>)> modules, Func<string, int, int, int, Module<Tensor, Tensor>> block, int expansion, int planes, int num_blocks, int stride)
        {
            var strides = new List<int>();
            strides.Add(stride);
            for (var i = 0; i < num_blocks - 1; i++) { strides.Add(1); }

            for (var i = 0; i < strides.Count; i++)
            {
                var s = strides[i];
                modules.Add(($"blck-{planes}-{i}", block($"blck-{planes}-{i}", in_planes, planes, s)));
                in_planes = planes * expansion;
            }
        }

        public override Tensor forward(Tensor input) => layers.call(input);

        sealed class BasicBlock : Module<Tensor, Tensor>
        {
            public BasicBlock(string name, int in_planes, int planes, int stride) : base(name)
            {
                var modules = new List<(string, Module<Tensor, Tensor>)>();
                modules.Add(($"{name}-conv2d-1", Conv2d(in_planes, planes, kernel_size: 3, stride: stride, padding: 1, bias: false)));
                modules.Add(($"{name}-bnrm2d-1", BatchNorm2d(planes)));
                modules.Add(($"{name}-relu-1", ReLU(inplace: true)));
                modules.Add(($"{name}-conv2d-2", Conv2d(planes, planes, kernel_size: 3, stride: 1, padding: 1, bias: false)));
                modules.Add(($"{name}-bnrm2d-2", BatchNorm2d(planes)));
                layers = Sequential(modules);

                if (stride != 1 || in_planes != expansion * planes)
                {
                    shortcut = Sequential(
                        ($"{name}-conv2d-3", Conv2d(in_planes, expansion * planes, kernel_size: 1, stride: stride, bias: false)),
                        ($"{name}-bnrm2d-3", BatchNorm2d(expansion * planes)));
                }
                else
                {
                    shortcut = Sequential();
                }

                modules.Add(($"{name}-relu-2", ReLU(inplace: true)));
                RegisterComponents();
            }

            public override Tensor forward(Tensor t)
            {
                var x = layers.call(t);
                var y = shortcut.call(t);
                return x.add_(y).relu_();
            }

            public static int expansion = 1;

            private readonly Module<Tensor, Tensor> layers;
            private readonly Module<Tensor, Tensor> shortcut;
        }

        sealed class Bottleneck : Module<Tensor, Tensor>
        {
            public Bottleneck(string name, int in_planes, int planes, int stride) : base(name)
            {
                layers = Sequential(
                    Conv2d(in_planes, planes, kernel_size: 1, bias: false),
                    BatchNorm2d(planes),
                    ReLU(inplace: true),
                    Conv2d(planes, planes, 3, stride, 1, bias: false),
                    BatchNorm2d(planes),
                    ReLU(),
                    Conv2d(planes, expansion * planes, kernel_size: 1, bias: false),
                    BatchNorm2d(expansion * planes));
                shortcut = stride != 1 || in_planes != expansion * planes
                    ? Sequential(Conv2d(in_planes, expansion * planes, kernel_size: 1, stride: stride, bias: false), BatchNorm2d(expansion * planes))
                    : Sequential(Identity());
                RegisterComponents();
            }

            public override Tensor forward(Tensor t) => (layers.call(t) + shortcut.call(t)).relu();

            public const int expansion = 4;

            private readonly Module<Tensor, Tensor> layers;
            private readonly Module<Tensor, Tensor> shortcut;
        }
    }

    [Fact]
    public void Residual_networks_train()
    {
        torch.manual_seed(1);
        foreach (var model in new[] { ResNet.Small(10), ResNet.Wide(10) })
        {
            var optimizer = optim.SGD(model.parameters(), learningRate: 0.05, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
            var scheduler = optim.lr_scheduler.OneCycleLR(optimizer, max_lr: 0.1, total_steps: 8);
            var loss = CrossEntropyLoss();
            var (data, label) = Batch(8, 3, 8);
            float first = 0, last = 0;
            for (int i = 0; i < 8; i++)
            {
                optimizer.zero_grad();
                var output = loss.call(model.call(data), label);
                output.backward();
                optimizer.step();
                scheduler.step();
                last = output.ToSingle();
                if (i == 0) first = last;
            }
            Assert.True(last < first, $"{first} to {last}");
            Assert.All(model.named_buffers().Where(b => b.name.EndsWith("num_batches_tracked")), b => Assert.Equal(8, b.buffer.item<long>()));
        }
    }

    sealed class VAE : Module<Tensor, (Tensor, Tensor, Tensor)>
    {
        private readonly Linear fc1, fc21, fc22, fc3, fc4;

        public VAE() : base(nameof(VAE))
        {
            fc1 = Linear(16, 12);
            fc21 = Linear(12, 3);
            fc22 = Linear(12, 3);
            fc3 = Linear(3, 12);
            fc4 = Linear(12, 16);
            RegisterComponents();
        }

        public (Tensor, Tensor) encode(Tensor x)
        {
            var h1 = relu(fc1.call(x));
            return (fc21.call(h1), fc22.call(h1));
        }

        public Tensor reparameterize(Tensor mu, Tensor logvar)
        {
            var std = torch.exp(0.5 * logvar);
            var eps = torch.randn_like(std);
            return mu + eps * std;
        }

        public Tensor decode(Tensor z) => torch.sigmoid(fc4.call(relu(fc3.call(z))));

        public override (Tensor, Tensor, Tensor) forward(Tensor x)
        {
            var (mu, logvar) = encode(x.view(-1, 16));
            var z = reparameterize(mu, logvar);
            return (decode(z), mu, logvar);
        }
    }

    [Fact]
    public void Autoencoders_learn_their_inputs()
    {
        torch.manual_seed(7);
        var model = new VAE();
        var optimizer = torch.optim.Adam(model.parameters(), lr: 1e-2);
        var x = (rand(32, 16) > 0.5).to(ScalarType.Float32);
        double first = 0, last = 0;
        for (int i = 0; i < 30; i++)
        {
            using var scope = torch.NewDisposeScope();
            var (recon, mu, logvar) = model.call(x);
            var BCE = binary_cross_entropy(recon, x, reduction: Reduction.Sum);
            var KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp());
            var loss = BCE + KLD;
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            last = loss.ToDouble();
            if (i == 0) first = last;
        }
        Assert.True(last < first);
    }
}
