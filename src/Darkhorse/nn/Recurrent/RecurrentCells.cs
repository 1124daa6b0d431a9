using Darkhorse.Modules;
using Darkhorse.Ops;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>One step of Elman's network.</summary>
    public sealed class RNNCell : Module<Tensor, Tensor?, Tensor>
    {
        readonly RecurrentShape _shape;

        internal RNNCell(RecurrentShape shape, Device? device, torch.ScalarType? dtype) : base(nameof(RNNCell))
        {
            _shape = shape;
            CellParts.Register(this, shape, device, dtype);
        }

        public Parameter weight_ih
        {
            get => ParameterOf("weight_ih")!;
            set => register_parameter("weight_ih", value);
        }

        public Parameter weight_hh
        {
            get => ParameterOf("weight_hh")!;
            set => register_parameter("weight_hh", value);
        }

        public Parameter? bias_ih
        {
            get => ParameterOf("bias_ih");
            set => register_parameter("bias_ih", value);
        }

        public Parameter? bias_hh
        {
            get => ParameterOf("bias_hh");
            set => register_parameter("bias_hh", value);
        }

        public override Tensor forward(Tensor input, Tensor? h0 = null) => CellParts.Run(this, _shape, input, h0, null).H;

        public new Tensor call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

        public override string extra_repr() => CellParts.Text(_shape);
    }

    /// <summary>One step of a gated recurrent unit.</summary>
    public sealed class GRUCell : Module<Tensor, Tensor?, Tensor>
    {
        readonly RecurrentShape _shape;

        internal GRUCell(RecurrentShape shape, Device? device, torch.ScalarType? dtype) : base(nameof(GRUCell))
        {
            _shape = shape;
            CellParts.Register(this, shape, device, dtype);
        }

        public Parameter weight_ih
        {
            get => ParameterOf("weight_ih")!;
            set => register_parameter("weight_ih", value);
        }

        public Parameter weight_hh
        {
            get => ParameterOf("weight_hh")!;
            set => register_parameter("weight_hh", value);
        }

        public Parameter? bias_ih
        {
            get => ParameterOf("bias_ih");
            set => register_parameter("bias_ih", value);
        }

        public Parameter? bias_hh
        {
            get => ParameterOf("bias_hh");
            set => register_parameter("bias_hh", value);
        }

        public override Tensor forward(Tensor input, Tensor? h0 = null) => CellParts.Run(this, _shape, input, h0, null).H;

        public new Tensor call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

        public override string extra_repr() => CellParts.Text(_shape);
    }

    /// <summary>One step of a long short-term memory.</summary>
    public sealed class LSTMCell : Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)>
    {
        readonly RecurrentShape _shape;

        internal LSTMCell(RecurrentShape shape, Device? device, torch.ScalarType? dtype) : base(nameof(LSTMCell))
        {
            _shape = shape;
            CellParts.Register(this, shape, device, dtype);
        }

        public Parameter weight_ih
        {
            get => ParameterOf("weight_ih")!;
            set => register_parameter("weight_ih", value);
        }

        public Parameter weight_hh
        {
            get => ParameterOf("weight_hh")!;
            set => register_parameter("weight_hh", value);
        }

        public Parameter? bias_ih
        {
            get => ParameterOf("bias_ih");
            set => register_parameter("bias_ih", value);
        }

        public Parameter? bias_hh
        {
            get => ParameterOf("bias_hh");
            set => register_parameter("bias_hh", value);
        }

        public override (Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
        {
            var (h, c) = CellParts.Run(this, _shape, input, h0_c0?.Item1, h0_c0?.Item2);
            return (h, c!);
        }

        public new (Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

        public override string extra_repr() => CellParts.Text(_shape);
    }

    /// <summary>What the cells share.</summary>
    static class CellParts
    {
        public static void Register(torch.nn.Module module, RecurrentShape shape, Device? device, torch.ScalarType? dtype)
        {
            long gates = shape.Gates * shape.HiddenSize;
            Add("weight_ih", gates, shape.InputSize);
            Add("weight_hh", gates, shape.HiddenSize);
            if (shape.Bias)
            {
                Add("bias_ih", gates);
                Add("bias_hh", gates);
            }
            else
            {
                module.register_parameter("bias_ih", null);
                module.register_parameter("bias_hh", null);
            }
            Recurrence.Initialise(module, shape.HiddenSize);
            void Add(string name, params ReadOnlySpan<long> sizes) => module.register_parameter(name, new Parameter(torch.empty(sizes, dtype, device)));
        }

        public static (Tensor H, Tensor? C) Run(torch.nn.Module module, RecurrentShape shape, Tensor input, Tensor? h, Tensor? c)
        {
            if (input.ndim is not (1 or 2)) throw new ArgumentException($"{module.GetName()}: Expected input to be 1-D or 2-D but received {input.ndim}-D tensor");
            bool batched = input.ndim == 2;
            if (!batched) (input, h, c) = (input.unsqueeze(0), h?.unsqueeze(0), c?.unsqueeze(0));
            if (input.Sizes[1] != shape.InputSize) throw new InvalidOperationException($"input has inconsistent input_size: got {input.Sizes[1]} expected {shape.InputSize}");
            h ??= torch.zeros([input.Sizes[0], shape.HiddenSize], input.dtype, input.device);
            if (h.Sizes[0] != input.Sizes[0]) throw new InvalidOperationException($"Input batch size {input.Sizes[0]} doesn't match hidden0 batch size {h.Sizes[0]}");
            if (h.Sizes[1] != shape.HiddenSize) throw new InvalidOperationException($"hidden0 has inconsistent hidden_size: got {h.Sizes[1]}, expected {shape.HiddenSize}");
            if (shape.Kind == CellKind.LSTM) c ??= torch.zeros([input.Sizes[0], shape.HiddenSize], input.dtype, input.device);
            var weights = new CellWeights(module.ParameterOf("weight_ih")!, module.ParameterOf("weight_hh")!, module.ParameterOf("bias_ih"), module.ParameterOf("bias_hh"), null);
            var (nextH, nextC) = CellSteps.Step(shape.Kind, functional.linear(input, weights.Input, weights.InputBias), h, c, weights);
            return batched ? (nextH, nextC) : (nextH.squeeze(0), nextC?.squeeze(0));
        }

        public static string Text(RecurrentShape shape)
            => $"{shape.InputSize}, {shape.HiddenSize}{(shape.Bias ? "" : ", bias=False")}{(shape.Kind == CellKind.ReLU ? ", nonlinearity=relu" : "")}";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.RNNCell"/>
            public static RNNCell RNNCell(long inputSize, long hiddenSize, NonLinearities nonLinearity = NonLinearities.Tanh, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(nonLinearity == NonLinearities.Tanh ? CellKind.Tanh : CellKind.ReLU, inputSize, hiddenSize, 1, bias, false, 0, false), device, dtype);

            /// <inheritdoc cref="Modules.GRUCell"/>
            public static GRUCell GRUCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(CellKind.GRU, inputSize, hiddenSize, 1, bias, false, 0, false), device, dtype);

            /// <inheritdoc cref="Modules.LSTMCell"/>
            public static LSTMCell LSTMCell(long inputSize, long hiddenSize, bool bias = true, Device? device = null, ScalarType? dtype = null)
                => new(new(CellKind.LSTM, inputSize, hiddenSize, 1, bias, false, 0, false), device, dtype);
        }
    }
}
