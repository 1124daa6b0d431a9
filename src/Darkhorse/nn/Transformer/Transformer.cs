using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>Encoder layers in a row: copies of one.</summary>
    public sealed class TransformerEncoder : Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        readonly ModuleList<TransformerEncoderLayer> layers;
        readonly LayerNorm? norm;

        internal TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers, LayerNorm? norm) : base(nameof(TransformerEncoder))
        {
            layers = new();
            for (long i = 0; i < num_layers; i++) layers.Add(encoder_layer.deepcopy());
            register_module("layers", layers);
            if (norm is not null) register_module("norm", this.norm = norm);
        }

        public override Tensor forward(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask)
        {
            foreach (var layer in layers) src = layer.call(src, src_mask, src_key_padding_mask);
            return norm is null ? src : norm.call(src);
        }

        public new Tensor call(Tensor src, Tensor? src_mask = null, Tensor? src_key_padding_mask = null) => base.call(src, src_mask, src_key_padding_mask);
    }

    /// <summary>Decoder layers in a row: copies of one.</summary>
    public sealed class TransformerDecoder : Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
    {
        readonly ModuleList<TransformerDecoderLayer> layers;
        readonly LayerNorm? norm;

        internal TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers, LayerNorm? norm) : base(nameof(TransformerDecoder))
        {
            layers = new();
            for (long i = 0; i < num_layers; i++) layers.Add(decoder_layer.deepcopy());
            register_module("layers", layers);
            if (norm is not null) register_module("norm", this.norm = norm);
        }

        public override Tensor forward(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
        {
            foreach (var layer in layers) tgt = layer.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
            return norm is null ? tgt : norm.call(tgt);
        }

        public new Tensor call(Tensor tgt, Tensor memory, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
            => base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
    }

    /// <summary>An encoder and a decoder (Vaswani et al., arXiv 1706.03762).</summary>
    public sealed class Transformer : Module<Tensor, Tensor, Tensor>
    {
        readonly TransformerShape _shape;
        readonly TransformerEncoder encoder;
        readonly TransformerDecoder decoder;

        internal Transformer(TransformerShape shape, long num_encoder_layers, long num_decoder_layers) : base(nameof(Transformer))
        {
            _shape = shape;
            register_module("encoder", encoder = new(new(shape), num_encoder_layers, shape.Norm()));
            register_module("decoder", decoder = new(new(shape), num_decoder_layers, shape.Norm()));
            foreach (var parameter in parameters())
                if (parameter.ndim > 1) init.xavier_uniform_(parameter);
        }

        public override Tensor forward(Tensor src, Tensor tgt) => Run(src, tgt, null, null, null, null, null, null);

        /// <summary>With masks; see the layers.</summary>
        public Tensor call(Tensor src, Tensor tgt, Tensor? src_mask = null, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? src_key_padding_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
            => src_mask is null && tgt_mask is null && memory_mask is null && src_key_padding_mask is null && tgt_key_padding_mask is null && memory_key_padding_mask is null
                ? base.call(src, tgt)
                : Run(src, tgt, src_mask, tgt_mask, memory_mask, src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask);

        Tensor Run(Tensor src, Tensor tgt, Tensor? sourceMask, Tensor? targetMask, Tensor? memoryMask, Tensor? sourcePadding, Tensor? targetPadding, Tensor? memoryPadding)
        {
            int batch = _shape.BatchFirst ? 0 : 1;
            if (src.ndim == 3 && src.Sizes[batch] != tgt.Sizes[batch]) throw new InvalidOperationException("the batch number of src and tgt must be equal");
            if (src.Sizes[^1] != _shape.Width || tgt.Sizes[^1] != _shape.Width)
                throw new InvalidOperationException("the feature number of src and tgt must be equal to d_model");
            var memory = encoder.call(src, sourceMask, sourcePadding);
            return decoder.call(tgt, memory, targetMask, memoryMask, targetPadding, memoryPadding);
        }

        /// <summary>[size, size]: -inf above the diagonal, so that no place looks at later ones.</summary>
        public static Tensor generate_square_subsequent_mask(long size)
        {
            var mask = torch.zeros(size, size);
            for (long row = 0; row < size - 1; row++) mask.select(0, row).narrow(0, row + 1, size - row - 1).fill_(double.NegativeInfinity);
            return mask;
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.TransformerEncoder"/>
            public static TransformerEncoder TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers, LayerNorm? norm = null) => new(encoder_layer, num_layers, norm);

            /// <inheritdoc cref="Modules.TransformerDecoder"/>
            public static TransformerDecoder TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers, LayerNorm? norm = null) => new(decoder_layer, num_layers, norm);

            /// <inheritdoc cref="Modules.Transformer"/>
            public static Transformer Transformer(long d_model = 512, long nhead = 8, long num_encoder_layers = 6, long num_decoder_layers = 6, long dim_feedforward = 2048, double dropout = 0.1, Activations activation = Activations.ReLU, double layer_norm_eps = 1e-5, bool batch_first = false, bool norm_first = false, Device? device = null, ScalarType? dtype = null)
                => new(new(d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, device, dtype), num_encoder_layers, num_decoder_layers);
        }
    }
}
