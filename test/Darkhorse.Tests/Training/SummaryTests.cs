using Darkhorse.Training;
using static Darkhorse.torch.nn;

namespace Darkhorse.Tests.Training;

public sealed class SummaryTests
{
    [Fact]
    public void Of_a_convolutional_network()
    {
        var model = Sequential(("conv", Conv2d(1, 16, 3, padding: 1)), ("relu", ReLU()), ("pool", MaxPool2d(2)), ("flat", Flatten()), ("out", nn.Linear(16 * 14 * 14, 10)));
        var summary = model.Summary(2, 1, 28, 28);
        Assert.Equal(160 + 31370, summary.Parameters);
        Assert.Equal(2 * (16 * 28 * 28 * 9 + 10 * 16 * 14 * 14), summary.Macs);
        Assert.Equal(4 * (160 + 31370), summary.ParameterBytes);
        Assert.Equal(4L * 2 * (2 * 16 * 28 * 28 + 2 * 16 * 14 * 14 + 10), summary.ActivationBytes);
        Assert.True(model.training);
        string expected = """
            module             output shape     parameters     MACs
            -------------------------------------------------------
            Sequential         [2, 10]                   -        -
              conv (Conv2d)    [2, 16, 28, 28]         160  225,792
              relu (ReLU)      [2, 16, 28, 28]           -        -
              pool (MaxPool2d) [2, 16, 14, 14]           -        -
              flat (Flatten)   [2, 3136]                 -        -
              out (Linear)     [2, 10]              31,370   62,720
            -------------------------------------------------------
            parameters: 31,530, trainable: 31,530
            MACs: 288,512
            memory: input 0.01 MB, parameters 0.13 MB, activations 0.25 MB
            """;
        Assert.Equal(expected.Split('\n').Select(Words), summary.ToString().ReplaceLineEndings("\n").Split('\n').Select(Words));
    }

    // Blanks between columns are the table's business.
    static string Words(string line) => string.Join(' ', line.Trim('-', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Work_is_that_of_the_weights_at_every_step()
    {
        Assert.Equal(3 * 5 * 4 * (7 * 6 + 7 * 7), new Recurrent().Summary(5, 3, 6).Macs);
        Assert.Equal(12 * (6 * 18 + 6 * 6), new Attention().Summary(4, 3, 6).Macs);
        Assert.Equal(2 * 4 * 5 * 5 * (3 * 2 * 2), ConvTranspose2d(4, 3, 2).Summary(2, 4, 5, 5).Macs);
    }

    sealed class Recurrent : Module<Tensor, Tensor>
    {
        readonly Darkhorse.Modules.LSTM _lstm = LSTM(6, 7);

        public Recurrent() : base(nameof(Recurrent)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _lstm.call(input).Item1;
    }

    sealed class Attention : Module<Tensor, Tensor>
    {
        readonly Darkhorse.Modules.MultiheadAttention _attention = MultiheadAttention(6, 2);

        public Attention() : base(nameof(Attention)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _attention.call(input, input, input, null, false, null).Item1;
    }
}
