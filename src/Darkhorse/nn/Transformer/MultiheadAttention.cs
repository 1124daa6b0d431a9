using Darkhorse.Modules;
using Darkhorse.Ops;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>A linear module under the name that PyTorch's attention has for it.</summary>
    sealed class NonDynamicallyQuantizableLinear(long inputs, long outputs, bool hasBias, Device? device, torch.ScalarType? dtype) : Linear(inputs, outputs, hasBias, device, dtype)
    {
        public override string GetName() => nameof(NonDynamicallyQuantizableLinear);
    }

    /// <summary>Attention in several heads (Vaswani et al., arXiv 1706.03762): softmax(Q K^T / sqrt(d)) V, projected in and out.</summary>
    public sealed class MultiheadAttention : Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor?>>
    {
        readonly long _width, _heads;
        readonly double _dropout;
        readonly bool _zeroAttention, _batchFirst;
        readonly Linear _out;

        internal MultiheadAttention(long embedded_dim, long num_heads, double dropout, bool bias, bool add_bias_kv, bool add_zero_attn, long? kdim, long? vdim, bool batch_first, Device? device, torch.ScalarType? dtype)
            : base(nameof(MultiheadAttention))
        {
            if (embedded_dim <= 0 || num_heads <= 0)
                throw new ArgumentException($"embed_dim and num_heads must be greater than 0, got embed_dim={embedded_dim} and num_heads={num_heads} instead");
            if (embedded_dim % num_heads != 0) throw new ArgumentException("embed_dim must be divisible by num_heads");
            (_width, _heads, _dropout, _zeroAttention, _batchFirst) = (embedded_dim, num_heads, dropout, add_zero_attn, batch_first);
            long keyWidth = kdim ?? embedded_dim, valueWidth = vdim ?? embedded_dim;
            if (keyWidth == embedded_dim && valueWidth == embedded_dim)
            {
                register_parameter("in_proj_weight", NewParameter(device, dtype, 3 * embedded_dim, embedded_dim));
            }
            else
            {
                register_parameter("q_proj_weight", NewParameter(device, dtype, embedded_dim, embedded_dim));
                register_parameter("k_proj_weight", NewParameter(device, dtype, embedded_dim, keyWidth));
                register_parameter("v_proj_weight", NewParameter(device, dtype, embedded_dim, valueWidth));
            }
            register_parameter("in_proj_bias", bias ? NewParameter(device, dtype, 3 * embedded_dim) : null);
            register_module("out_proj", _out = new NonDynamicallyQuantizableLinear(embedded_dim, embedded_dim, bias, device, dtype));
            register_parameter("bias_k", add_bias_kv ? NewParameter(device, dtype, 1, 1, embedded_dim) : null);
            register_parameter("bias_v", add_bias_kv ? NewParameter(device, dtype, 1, 1, embedded_dim) : null);
            Initialise();
        }

        void Initialise()
        {
            foreach (string name in (ReadOnlySpan<string>)["in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight"])
                if (ParameterOf(name) is { } weight) init.xavier_uniform_(weight);
            if (ParameterOf("in_proj_bias") is { } bias)
            {
                init.zeros_(bias);
                init.zeros_(_out.bias!);
            }
            if (ParameterOf("bias_k") is { } key) init.xavier_normal_(key);
            if (ParameterOf("bias_v") is { } value) init.xavier_normal_(value);
        }

        /// <summary>Attention of the queries to the keys.</summary>
        /// <param name="query">[T, N, E], [N, T, E] if batch first, or [T, E].</param>
        /// <param name="key">[S, N, kdim] and alike.</param>
        /// <param name="value">[S, N, vdim] and alike.</param>
        /// <param name="key_padding_mask">[N, S]: true (or -inf) where a key is to be left out.</param>
        /// <param name="need_weights">Whether to return the weights too.</param>
        /// <param name="attn_mask">[T, S] or [N * heads, T, S]: true where a query must not look, or numbers to add.</param>
        /// <returns>The result, like the query, and the mean over the heads of the weights [N, T, S], or null.</returns>
        public override Tuple<Tensor, Tensor?> forward(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask)
            => Attend(query, key, value, key_padding_mask, need_weights, attn_mask, true);

        /// <summary>Attention of the queries to the keys; see <see cref="forward"/>. With the choice of the mean of the heads' weights or those of each head, [N, heads, T, S].</summary>
        public Tuple<Tensor, Tensor?> call(Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null, bool average_attn_weights = true)
            => average_attn_weights ? base.call(query, key, value, key_padding_mask, need_weights, attn_mask) : Attend(query, key, value, key_padding_mask, need_weights, attn_mask, false);

        Tuple<Tensor, Tensor?> Attend(Tensor query, Tensor key, Tensor value, Tensor? paddingMask, bool wantsWeights, Tensor? mask, bool average)
        {
            bool batched = query.ndim == 3, alone = ReferenceEquals(query, key) && ReferenceEquals(key, value);
            if (!batched) (query, key, value, paddingMask) = (query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1), paddingMask?.unsqueeze(0));
            else if (_batchFirst) (query, key, value) = (query.transpose(0, 1), key.transpose(0, 1), value.transpose(0, 1));
            if (query.Sizes[2] != _width) throw new InvalidOperationException($"was expecting embedding dimension of {_width}, but got {query.Sizes[2]}");
            long targets = query.Sizes[0], batch = query.Sizes[1], size = _width / _heads;
            var (q, k, v) = Projected(query, key, value, alone);
            Tensor? added = Added(mask, paddingMask, q, batch, targets, key.Sizes[0]);
            if (ParameterOf("bias_k") is { } biasK)
            {
                k = torch.cat([k, biasK.expand(1, batch, _width)]);
                v = torch.cat([v, ParameterOf("bias_v")!.expand(1, batch, _width)]);
                added = Widened(added);
            }
            (q, k, v) = (Heads(q), Heads(k), Heads(v));
            if (_zeroAttention)
            {
                var zeros = torch.zeros([batch * _heads, 1, size], k.dtype, k.device);
                (k, v, added) = (torch.cat([k, zeros], 1), torch.cat([v, zeros], 1), Widened(added));
            }
            Tensor? shown = null;
            var mixed = wantsWeights ? (shown = Weights(q, k, added)).matmul(v) : AttentionOps.Attend(q, k, v, 1 / Math.Sqrt(size), added, training ? _dropout : 0);
            var result = _out.call(mixed.transpose(0, 1).contiguous().view(targets * batch, _width)).view(targets, batch, _width);
            if (shown is not null) shown = shown.view(batch, _heads, targets, shown.Sizes[2]);
            if (shown is not null && average) shown = shown.mean([1]);
            if (!batched) return new(result.squeeze(1), shown?.squeeze(0));
            return new(_batchFirst ? result.transpose(0, 1) : result, shown);

            Tensor Heads(Tensor x) => x.contiguous().view(x.Sizes[0], batch * _heads, size).transpose(0, 1);
        }

        Tensor Weights(Tensor q, Tensor k, Tensor? added)
        {
            var scores = (q * (1 / Math.Sqrt(q.Sizes[2]))).matmul(k.transpose(1, 2));
            return functional.dropout(functional.softmax(added is null ? scores : scores + added, -1), _dropout, training);
        }

        (Tensor Q, Tensor K, Tensor V) Projected(Tensor query, Tensor key, Tensor value, bool alone)
        {
            Tensor? bias = ParameterOf("in_proj_bias");
            if (ParameterOf("in_proj_weight") is not { } weight)
                return (functional.linear(query, ParameterOf("q_proj_weight")!, Part(bias, 0)), functional.linear(key, ParameterOf("k_proj_weight")!, Part(bias, 1)), functional.linear(value, ParameterOf("v_proj_weight")!, Part(bias, 2)));
            if (alone)
            {
                var all = functional.linear(query, weight, bias);
                return (all.narrow(-1, 0, _width), all.narrow(-1, _width, _width), all.narrow(-1, 2 * _width, _width));
            }
            return (functional.linear(query, Part(weight, 0)!, Part(bias, 0)), functional.linear(key, Part(weight, 1)!, Part(bias, 1)), functional.linear(value, Part(weight, 2)!, Part(bias, 2)));
        }

        Tensor? Part(Tensor? all, long number) => all?.narrow(0, number * _width, _width);

        /// <summary>Both masks as numbers to add to the scores [N * heads, T, S].</summary>
        Tensor? Added(Tensor? mask, Tensor? paddingMask, Tensor like, long batch, long targets, long sources)
        {
            var added = mask is null ? null : Numbers(mask, like);
            if (added is { ndim: 2 } && !added.Sizes.SequenceEqual([targets, sources]))
                throw new InvalidOperationException($"The shape of the 2D attn_mask is {PythonText.Size(added.Sizes)}, but should be ({targets}, {sources}).");
            if (added is { ndim: 3 } && !added.Sizes.SequenceEqual([batch * _heads, targets, sources]))
                throw new InvalidOperationException($"The shape of the 3D attn_mask is {PythonText.Size(added.Sizes)}, but should be ({batch * _heads}, {targets}, {sources}).");
            if (paddingMask is null) return added;
            var padding = Numbers(paddingMask, like).view(batch, 1, 1, sources).expand(batch, _heads, 1, sources).reshape(batch * _heads, 1, sources);
            return added is null ? padding : added + padding;
        }

        static Tensor Numbers(Tensor mask, Tensor like)
            => mask.dtype == torch.@bool ? torch.zeros(mask.shape, like.dtype, like.device).masked_fill(mask, double.NegativeInfinity) : mask.to(like.dtype);

        /// <summary>One more key that everybody may look at.</summary>
        static Tensor? Widened(Tensor? added)
        {
            if (added is null) return null;
            long[] sizes = added.shape;
            sizes[^1] = 1;
            return torch.cat([added, torch.zeros(sizes, added.dtype, added.device)], -1);
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <inheritdoc cref="Modules.MultiheadAttention"/>
            public static MultiheadAttention MultiheadAttention(long embedded_dim, long num_heads, double dropout = 0, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false, long? kdim = null, long? vdim = null, bool batch_first = false, Device? device = null, ScalarType? dtype = null)
                => new(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first, device, dtype);
        }
    }
}
