using Darkhorse.Modules;
using Darkhorse.Ops;
using static Darkhorse.torch.nn;
using static Darkhorse.torch.nn.utils.rnn;

namespace Darkhorse.Modules
{
    /// <summary>Elman's recurrent network: h = tanh(W_ih x + b_ih + W_hh h + b_hh), or with ReLU.</summary>
    public sealed class RNN : Module<Tensor, Tensor?, (Tensor, Tensor)>
    {
        readonly RecurrentShape _shape;

        internal RNN(RecurrentShape shape, Device? device, torch.ScalarType? dtype) : base(nameof(RNN))
        {
            _shape = shape;
            Recurrence.Register(this, shape, device, dtype);
        }

        /// <returns>The hidden states of the last layer at all steps, and of all layers at the last.</returns>
        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0)
        {
            var (output, h, _) = Recurrence.Run(this, _shape, input, h0, null);
            return (output, h);
        }

        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

        public (PackedSequence, Tensor) call(PackedSequence input, Tensor? h0 = null)
        {
            var (output, h, _) = input.Run(this, _shape, h0, null);
            return (output, h);
        }

        /// <summary>Does nothing here: the weights are used where they are.</summary>
        public void flatten_parameters() { }

        public Parameter? get_weight_ih(long idx) => Weight("weight_ih", idx);
        public Parameter? get_weight_hh(long idx) => Weight("weight_hh", idx);
        public Parameter? get_bias_ih(long idx) => Weight("bias_ih", idx);
        public Parameter? get_bias_hh(long idx) => Weight("bias_hh", idx);

        Parameter? Weight(string name, long number) => ParameterOf(name + RecurrentShape.Suffix(number / _shape.Directions, (int)(number % _shape.Directions)));

        public override string extra_repr() => _shape.Text() + (_shape.Kind == CellKind.ReLU ? ", nonlinearity=relu" : "");
    }

    /// <summary>The gated recurrent unit (Cho et al., arXiv 1406.1078).</summary>
    public sealed class GRU : Module<Tensor, Tensor?, (Tensor, Tensor)>
    {
        readonly RecurrentShape _shape;

        internal GRU(RecurrentShape shape, Device? device, torch.ScalarType? dtype) : base(nameof(GRU))
        {
            _shape = shape;
            Recurrence.Register(this, shape, device, dtype);
        }

        /// <returns>The hidden states of the last layer at all steps, and of all layers at the last.</returns>
        public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
        {
            var (output, h, _) = Recurrence.Run(this, _shape, input, h0, null);
            return (output, h);
        }

        public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

        public (PackedSequence, Tensor) call(PackedSequence input, Tensor? h0 = null)
        {
            var (output, h, _) = input.Run(this, _shape, h0, null);
            return (output, h);
        }

        /// <summary>Does nothing here: the weights are used where they are.</summary>
        public void flatten_parameters() { }

        public override string extra_repr() => _shape.Text();
    }

    /// <summary>Long short-term memory (Hochreiter and Schmidhuber, 1997).</summary>
    public sealed class LSTM : Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
    {
        readonly RecurrentShape _shape;

        internal LSTM(RecurrentShape shape, Device? device, torch.ScalarType? dtype) : base(nameof(LSTM))
        {
            _shape = shape;
            Recurrence.Register(this, shape, device, dtype);
        }

        /// <returns>The hidden states of the last layer at all steps, and hidden and cell states of all layers at the last.</returns>
        public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            var (output, h, c) = Recurrence.Run(this, _shape, input, h0_c0?.Item1, h0_c0?.Item2);
            return (output, h, c!);
        }

        public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        public (PackedSequence, Tensor, Tensor) call(PackedSequence input, (Tensor, Tensor)? h0_c0 = null)
        {
            var (output, h, c) = input.Run(this, _shape, h0_c0?.Item1, h0_c0?.Item2);
            return (output, h, c!);
        }

        /// <summary>Does nothing here: the weights are used where they are.</summary>
        public void flatten_parameters() { }

        public override string extra_repr() => _shape.Text();
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Nonlinearities of Elman's network.</summary>
            public enum NonLinearities
            {
                ReLU = 0,
                Tanh = 1,
            }

            /// <inheritdoc cref="Modules.RNN"/>
            public static RNN RNN(long inputSize, long hiddenSize, long numLayers = 1, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
                => new(new(nonLinearity == NonLinearities.Tanh ? CellKind.Tanh : CellKind.ReLU, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional), device, dtype);

            /// <inheritdoc cref="Modules.GRU"/>
            public static GRU GRU(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null)
                => new(new(CellKind.GRU, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional), device, dtype);

            /// <inheritdoc cref="Modules.LSTM"/>
            /// <remarks>With a projSize, the hidden state is projected to that many numbers (Sak et al., arXiv 1402.1128).</remarks>
            public static LSTM LSTM(long inputSize, long hiddenSize, long numLayers = 1, bool bias = true, bool batchFirst = false, double dropout = 0, bool bidirectional = false, Device? device = null, ScalarType? dtype = null, long projSize = 0)
                => new(new(CellKind.LSTM, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional, projSize), device, dtype);
        }
    }
}
