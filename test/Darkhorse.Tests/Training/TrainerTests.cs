using Darkhorse.Modules;
using Darkhorse.Training;
using static Darkhorse.torch.nn;

namespace Darkhorse.Tests.Training;

/// <summary>The loop learns, tells, stops, and goes on to the same bits.</summary>
public sealed class TrainerTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("darkhorse").FullName;
    readonly Generator.Scope _own = Generator.Use(new()); // other tests draw from the shared one meanwhile

    public void Dispose()
    {
        _own.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    string At(string name) => Path.Combine(_folder, name);

    /// <summary>Three clouds of points in the plane.</summary>
    static (Tensor Points, Tensor Classes) Clouds(int count)
    {
        var generator = new Generator().manual_seed(5);
        var classes = torch.randint(0, 3, [count], generator: generator);
        return (tensor(new float[,] { { 0, 2 }, { 2, -1 }, { -2, -1 } })[classes] + torch.randn([count, 2], generator: generator), classes);
    }

    static Darkhorse.Training.Trainer New(bool dropout = false, params Callback[] callbacks)
    {
        manual_seed(1);
        var model = Sequential(("one", nn.Linear(2, 16)), ("norm", BatchNorm1d(16)), ("relu", ReLU()), ("drop", Dropout(dropout ? 0.2 : 0)), ("two", nn.Linear(16, 3)));
        var optimizer = torch.optim.Adam(model.parameters(), 0.02, amsgrad: true);
        return new(model, optimizer, CrossEntropyLoss())
        {
            Metrics = [new Accuracy()],
            Callbacks = callbacks,
            Scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 40),
            ScheduleEvery = ScheduleEvery.Step,
        };
    }

    static byte[] BytesOf(Darkhorse.Training.Trainer trainer) => torch.safetensors.save(trainer.Model.state_dict());

    [Fact]
    public void Learns_and_says_how_well()
    {
        var (points, classes) = Clouds(300);
        var text = new StringWriter();
        var rates = new LearningRateMonitor();
        var trainer = New(false, new ProgressBar(text), rates, new CsvLog(At("log.csv")));
        var history = trainer.Fit(points, classes, epochs: 4, validationSplit: 0.2);
        Assert.Equal(4, history.Count);
        Assert.Equal(["loss", "accuracy", "val_loss", "val_accuracy", "lr"], history[0].Values.Keys);
        Assert.True(history["val_accuracy"][^1] > 0.85, text.ToString());
        Assert.True(history["loss"][^1] < history["loss"][0]);
        Assert.Equal(4 * 8, rates.Steps.Count);
        Assert.Equal(0.02, rates.Steps[0][0]);
        Assert.Equal(4, text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        string[] lines = File.ReadAllLines(At("log.csv"));
        Assert.Equal("epoch,loss,accuracy,val_loss,val_accuracy,lr,seconds", lines[0]);
        Assert.Equal(5, lines.Length);
        var measured = trainer.Evaluate(points[240..], classes[240..]);
        Assert.Equal(history["val_accuracy"][^1], measured["accuracy"], 1e-12);
        Assert.Equal(measured["accuracy"], trainer.Predict(points[240..]).argmax(1).eq(classes[240..]).to(float64).mean().item<double>(), 1e-12);
        Assert.True(trainer.Model.training);
    }

    /// <summary>Ends the process as far as the run can tell.</summary>
    sealed class Dies(long after) : Callback
    {
        public override void OnStepEnd(ITraining training)
        {
            if (training.State.Step == after) throw new IOException("the power is gone");
        }
    }

    sealed class Nothing : Callback;

    [Theory, InlineData(7), InlineData(15), InlineData(16), InlineData(17)]
    public void Goes_on_to_the_same_bits(int after)
    {
        var (points, classes) = Clouds(256);
        var whole = New(true, new Checkpoint(At("a")), new Nothing());
        var expected = whole.Fit(points, classes, epochs: 4, validationSplit: 0.125);

        var first = New(true, new Checkpoint(At("b")) { EverySteps = 5 }, new Dies(after));
        Assert.Throws<IOException>(() => first.Fit(points, classes, epochs: 4, validationSplit: 0.125, resume: At("b")));
        rand(3);
        var second = New(true, new Checkpoint(At("b")) { EverySteps = 5 }, new Nothing());
        var history = second.Fit(points, classes, epochs: 4, validationSplit: 0.125, resume: At("b"));
        Assert.Equal(BytesOf(whole), BytesOf(second));
        Assert.Equal(expected.SelectMany(epoch => epoch.Values), history.SelectMany(epoch => epoch.Values));
        Assert.Equal(whole.State.Step, second.State.Step);
    }

    [Fact]
    public void Stops_early_and_keeps_the_best()
    {
        var (points, classes) = Clouds(60);
        var stop = new EarlyStopping("val_accuracy", patience: 2, better: Better.Larger, minDelta: 2);
        var trainer = New(false, stop, new Checkpoint(At("last")) { BestPath = At("best"), Monitor = "val_accuracy", Better = Better.Larger });
        Assert.Equal(3, trainer.Fit(points, classes, epochs: 50, validationSplit: 0.5).Count);
        var best = New(false, new EarlyStopping(), new Checkpoint(At("x")) { BestPath = At("y") });
        best.Load(At("best"));
        Assert.Equal(best.History["val_accuracy"].Max(), best.Evaluate(points[30..], classes[30..])["accuracy"]);
        Assert.Contains("accuracy", Assert.Throws<ArgumentException>(() => New(false, new EarlyStopping("f1")).Fit(points, classes, 1)).Message);
    }

    [Fact]
    public void Can_be_cancelled_and_goes_on()
    {
        var (points, classes) = Clouds(250);
        using var source = new CancellationTokenSource();
        var whole = New(false, new Checkpoint(At("a")), new Nothing());
        whole.Fit(points, classes, epochs: 2);
        var trainer = New(false, new Checkpoint(At("b")), new Cancels(source));
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(points, classes, epochs: 2, cancellation: source.Token));
        Assert.Equal(3, trainer.State.Batch);
        var second = New(false, new Checkpoint(At("b")), new Nothing());
        second.Fit(points, classes, epochs: 2, resume: At("b"));
        Assert.Equal(BytesOf(whole), BytesOf(second));
    }

    sealed class Cancels(CancellationTokenSource source) : Callback
    {
        public override void OnBatchEnd(ITraining training)
        {
            if (training.State.Batch == 3) source.Cancel();
        }
    }

    [Fact]
    public void Several_batches_make_one_step()
    {
        var (points, classes) = Clouds(64);
        float[] Weights(int batch, int perStep)
        {
            manual_seed(2);
            var model = nn.Linear(2, 3);
            new Darkhorse.Training.Trainer(model, torch.optim.SGD(model.parameters(), 0.1), CrossEntropyLoss()) { BatchesPerStep = perStep }
                .Fit(torch.utils.data.DataLoader(torch.utils.data.TensorDataset(points, classes), batch), 2);
            return model.weight!.flatten().ToArray<float>();
        }

        float[] one = Weights(32, 1), two = Weights(16, 2);
        for (int i = 0; i < one.Length; i++) Assert.Equal(one[i], two[i], 1e-6f);
    }

    [Fact]
    public void Mistakes_are_told()
    {
        var (points, classes) = Clouds(40);
        var trainer = New();
        File.WriteAllText(At("junk"), "not a checkpoint");
        Assert.Throws<InvalidDataException>(() => trainer.Load(At("junk")));
        trainer.Model.save(At("weights.safetensors"));
        Assert.Contains("no checkpoint", Assert.Throws<InvalidDataException>(() => trainer.Load(At("weights.safetensors"))).Message);
        trainer.Save(At("good"));
        Assert.Throws<InvalidDataException>(() => New(false, new EarlyStopping()).Load(At("good")));
        byte[] before = BytesOf(trainer);
        File.WriteAllBytes(At("short"), File.ReadAllBytes(At("good"))[..^100]);
        Assert.Throws<InvalidDataException>(() => trainer.Load(At("short")));
        Assert.Equal(before, BytesOf(trainer));
        Assert.Contains("nan", Assert.Throws<InvalidOperationException>(() => trainer.Fit(points * float.NaN, classes, 1)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<ArgumentException>(() => trainer.Fit(points, classes[..10], 1));
        Assert.Throws<ArgumentException>(() => trainer.Fit(points, classes, 1, validationSplit: 1));
    }
}
