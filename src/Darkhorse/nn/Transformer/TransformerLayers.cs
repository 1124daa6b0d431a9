using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>The numbers of a transformer layer.</summary>
    sealed record TransformerShape(long Width, long Heads, long FeedForward, double Dropout, Activations Activation, double Eps, bool BatchFirst, bool NormFirst, Device? Device, torch.ScalarType? DType)
    {
        public LayerNorm Norm() => torch.nn.LayerNorm(Width, Eps, device: Device, dtype: DType);

        public MultiheadAttention Attention() => torch.nn.MultiheadAttention(Width, Heads, Dropout, batch_first: BatchFirst, device: Device, dtype: DType);

        public Tensor Activate(Tensor x) => Activation == Activations.GELU ? functional.gelu(x) : functional.relu(x);
    }

    /// <summary>Self-attention and a two-layer network, each beside a residual path and normalised (Vaswani et al., arXiv 1706.03762).</summary>
    public sealed class TransformerEncoderLayer : Module<Tensor, Tensor>
    {
        readonly TransformerShape _shape;
        readonly MultiheadAttention self_attn;
        readonly Linear linear1, linear2;
        readonly Dropout dropout, dropout1, dropout2;
        readonly LayerNorm norm1, norm2;

        internal TransformerEncoderLayer(TransformerShape shape) : base(nameof(TransformerEncoderLayer))
        {
            _shape = shape;
            register_module("self_attn", self_attn = shape.Attention());
            register_module("linear1", linear1 = Linear(shape.Width, shape.FeedForward, device: shape.Device, dtype: shape.DType));
            register_module("dropout", dropout = Dropout(shape.Dropout));
            register_module("linear2", linear2 = Linear(shape.FeedForward, shape.Width, device: shape.Device, dtype: shape.DType));
            register_module("norm1", norm1 = shape.Norm());
            register_module("norm2", norm2 = shape.Norm());
            register_module("dropout1", dropout1 = Dropout(shape.Dropout));
            register_module("dropout2", dropout2 = Dropout(shape.Dropout));
        }

        public override Tensor forward(Tensor src) => Encode(src, null, null);

        /// <param name="src">[T, N, E], or [N, T, E] if batch first.</param>
        /// <param name="src_mask">[T, T]: which places each place must not look at.</param>
        /// <param name="src_key_padding_mask">[N, T]: places to leave out.</param>
        public Tensor call(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask = null)
            => src_mask is null && src_key_padding_mask is null ? call(src) : Encode(src, src_mask, src_key_padding_mask);

        Tensor Encode(Tensor x, Tensor? mask, Tensor? paddingMask)
        {
            if (_shape.NormFirst)
            {
                x = x + Attend(norm1.call(x), mask, paddingMask);
                return x + FeedForward(norm2.call(x));
            }
            x = norm1.call(x + Attend(x, mask, paddingMask));
            return norm2.call(x + FeedForward(x));
        }

        Tensor Attend(Tensor x, Tensor? mask, Tensor? paddingMask) => dropout1.call(self_attn.call(x, x, x, paddingMask, false, mask).Item1);

        Tensor FeedForward(Tensor x) => dropout2.call(linear2.call(dropout.call(_shape.Activate(linear1.call(x)))));
    }

    /// <summary>Self-attention, attention to the encoder's result, and a two-layer network.</summary>
    public sealed class TransformerDecoderLayer : Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
    {
        readonly TransformerShape _shape;
        readonly MultiheadAttention self_attn, multihead_attn;
        readonly Linear linear1, linear2;
        readonly Dropout dropout, dropout1, dropout2, dropout3;
        readonly LayerNorm norm1, norm2, norm3;

        internal TransformerDecoderLayer(TransformerShape shape) : base(nameof(TransformerDecoderLayer))
        {
            _shape = shape;
            register_module("self_attn", self_attn = shape.Attention());
            register_module("multihead_attn", multihead_attn = shape.Attention());
            register_module("linear1", linear1 = Linear(shape.Width, shape.FeedForward, device: shape.Device, dtype: shape.DType));
            register_module("dropout", dropout = Dropout(shape.Dropout));
            register_module("linear2", linear2 = Linear(shape.FeedForward, shape.Width, device: shape.Device, dtype: shape.DType));
            register_module("norm1", norm1 = shape.Norm());
            register_module("norm2", norm2 = shape.Norm());
            register_module("norm3", norm3 = shape.Norm());
            register_module("dropout1", dropout1 = Dropout(shape.Dropout));
            register_module("dropout2", dropout2 = Dropout(shape.Dropout));
            register_module("dropout3", dropout3 = Dropout(shape.Dropout));
        }

        /// <param name="tgt">[T, N, E], or [N, T, E] if batch first.</param>
        /// <param name="memory">The encoder's result: [S, N, E].</param>
        /// <param name="tgt_mask">[T, T]: which places each place must not look at.</param>
        /// <param name="memory_mask">[T, S]: which of the encoder's places each place must not look at.</param>
        /// <param name="tgt_key_padding_mask">[N, T]: places to leave out.</param>
        /// <param name="memory_key_padding_mask">[N, S]: places of the encoder to leave out.</param>
        public override Tensor forward(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask, Tensor? tgt_key_padding_mask, Tensor? memory_key_padding_mask)
        {
            var x = tgt;
            if (_shape.NormFirst)
            {
                x = x + Attend(norm1.call(x), tgt_mask, tgt_key_padding_mask);
                x = x + Look(norm2.call(x), memory, memory_mask, memory_key_padding_mask);
                return x + FeedForward(norm3.call(x));
            }
            x = norm1.call(x + Attend(x, tgt_mask, tgt_key_padding_mask));
            x = norm2.call(x + Look(x, memory, memory_mask, memory_key_padding_mask));
            return norm3.call(x + FeedForward(x));
        }

        public new Tensor call(Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
            => base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);

        Tensor Attend(Tensor x, Tensor? mask, Tensor? paddingMask) => dropout1.call(self_attn.call(x, x, x, paddingMask, false, mask).Item1);

        Tensor Look(Tensor x, Tensor memory, Tensor? mask, Tensor? paddingMask) => dropout2.call(multihead_attn.call(x, memory, memory, paddingMask, false, mask).Item1);

        Tensor FeedForward(Tensor x) => dropout3.call(linear2.call(dropout.call(_shape.Activate(linear1.call(x)))));
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Nonlinearities of transformers.</summary>
            public enum Activations
            {
                ReLU = 0,
                GELU = 1,
            }

            /// <inheritdoc cref="Modules.TransformerEncoderLayer"/>
            public static TransformerEncoderLayer TransformerEncoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU, double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
                => new(new(d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, device, dtype));

            /// <inheritdoc cref="Modules.TransformerDecoderLayer"/>
            public static TransformerDecoderLayer TransformerDecoderLayer(long d_model = 512, long nhead = 8, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU, double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
                => new(new(d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, device, dtype));
        }
    }
}
