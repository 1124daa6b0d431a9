using Darkhorse.Autograd;
using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>How rows of a table are looked up.</summary>
    sealed record LookUp(long? PaddingIndex, double? MaxNorm, double NormType, bool ScaleByFrequency, bool Sparse)
    {
        /// <summary>The padding index counted from the start.</summary>
        public static long? Wrapped(long? index, long count)
        {
            if (index is not { } number) return null;
            if (number >= count || number < -count) throw new ArgumentException("Padding_idx must be within num_embeddings");
            return number < 0 ? number + count : number;
        }

        public string Text()
        {
            var text = new System.Text.StringBuilder();
            if (MaxNorm is { } norm) text.Append($", max_norm={PythonText.Of(norm)}");
            if (NormType != 2) text.Append($", norm_type={PythonText.Of(NormType)}");
            if (ScaleByFrequency) text.Append(", scale_grad_by_freq=True");
            return text.ToString();
        }

        /// <summary>Standard normal numbers, zero in the padding row.</summary>
        public void Initialise(Tensor weight)
        {
            init.normal_(weight);
            if (PaddingIndex is not { } row) return;
            using var _ = new GradMode.Scope(false);
            weight.select(0, row).fill_(0);
        }
    }

    /// <summary>Rows of a learned table: [*] int64 to [*, width].</summary>
    public sealed class Embedding : Module<Tensor, Tensor>
    {
        readonly LookUp _lookUp;

        internal Embedding(Parameter weight, bool initialise, LookUp lookUp) : base(nameof(Embedding))
        {
            _lookUp = lookUp;
            register_parameter("weight", weight);
            if (initialise) lookUp.Initialise(weight);
        }

        public Parameter weight
        {
            get => ParameterOf("weight")!;
            set => register_parameter("weight", value);
        }

        public override Tensor forward(Tensor input)
            => functional.embedding(input, weight, _lookUp.PaddingIndex, _lookUp.MaxNorm, _lookUp.NormType, _lookUp.ScaleByFrequency, _lookUp.Sparse);

        public override string extra_repr()
            => $"{weight.Sizes[0]}, {weight.Sizes[1]}{(_lookUp.PaddingIndex is { } row ? $", padding_idx={row}" : "")}{_lookUp.Text()}{(_lookUp.Sparse ? ", sparse=True" : "")}";
    }

    /// <summary>Sums, means or maxima over bags of rows of a learned table.</summary>
    public sealed class EmbeddingBag : Module<Tensor, Tensor?, Tensor?, Tensor>
    {
        readonly LookUp _lookUp;
        readonly EmbeddingBagMode _mode;
        readonly bool _lastOffset;

        internal EmbeddingBag(Parameter weight, bool initialise, LookUp lookUp, EmbeddingBagMode mode, bool lastOffset) : base(nameof(EmbeddingBag))
        {
            (_lookUp, _mode, _lastOffset) = (lookUp, mode, lastOffset);
            register_parameter("weight", weight);
            if (initialise) lookUp.Initialise(weight);
        }

        public Parameter weight
        {
            get => ParameterOf("weight")!;
            set => register_parameter("weight", value);
        }

        /// <param name="input">[B, N]: bags of N rows; or [sum of lengths] with offsets.</param>
        /// <param name="offsets">Where each bag starts.</param>
        /// <param name="perSampleWeights">A factor for each row.</param>
        public override Tensor forward(Tensor input, Tensor? offsets, Tensor? perSampleWeights)
            => functional.embedding_bag(input, weight, offsets, _lookUp.MaxNorm, _lookUp.NormType, _lookUp.ScaleByFrequency, _mode, _lookUp.Sparse, perSampleWeights, _lastOffset, _lookUp.PaddingIndex);

        public new Tensor call(Tensor input, Tensor? offsets = null, Tensor? perSampleWeights = null) => base.call(input, offsets, perSampleWeights);

        public override string extra_repr()
            => $"{weight.Sizes[0]}, {weight.Sizes[1]}{_lookUp.Text()}, mode={_mode.ToString().ToLowerInvariant()}{(_lookUp.PaddingIndex is { } row ? $", padding_idx={row}" : "")}";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.Embedding"/>
            public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
                => new(new(empty([num_embeddings, embedding_dims], dtype, device)), true, new(LookUp.Wrapped(padding_idx, num_embeddings), max_norm, norm_type, scale_grad_by_freq, sparse));

            /// <summary>An embedding with a given table, which is not learned if frozen.</summary>
            public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
                => new(Table(embeddings, freeze, device, dtype), false, new(LookUp.Wrapped(padding_idx, embeddings.size(0)), max_norm, norm_type, scale_grad_by_freq, sparse));

            /// <inheritdoc cref="Modules.EmbeddingBag"/>
            public static EmbeddingBag EmbeddingBag(long num_embeddings, long embedding_dims, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1, Device? device = null, ScalarType? dtype = null)
                => new(new(empty([num_embeddings, embedding_dims], dtype, device)), true, new(padding_index < 0 ? null : padding_index, max_norm, norm_type, scale_grad_by_freq, sparse), mode, include_last_offset);

            /// <summary>An embedding bag with a given table, which is not learned if frozen.</summary>
            public static EmbeddingBag EmbeddingBag_from_pretrained(Tensor embeddings, bool freeze = true, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false, EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1, Device? device = null, ScalarType? dtype = null)
                => new(Table(embeddings, freeze, device, dtype), false, new(padding_index < 0 ? null : padding_index, max_norm, norm_type, scale_grad_by_freq, sparse), mode, include_last_offset);

            static Parameter Table(Tensor embeddings, bool freeze, Device? device, ScalarType? dtype)
            {
                if (embeddings.ndim != 2) throw new ArgumentException("Embeddings parameter is expected to be 2-dimensional");
                if (dtype is { } type) embeddings = embeddings.to(type);
                if (device is not null) embeddings = embeddings.to(device);
                return new(embeddings, !freeze);
            }
        }
    }
}
