using Darkhorse;
using Darkhorse.Modules;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;
using Tensor = Darkhorse.torch.Tensor;

namespace CharGpt;

/// <summary>Sizes of a model.</summary>
sealed record GptShape(int Letters, int Context, int Layers, int Width, int Heads, double Dropout);

/// <summary>A decoder-only transformer (Radford et al. 2019): for every place, scores of what comes next.</summary>
sealed class Gpt : Module<Tensor, Tensor>
{
    readonly Embedding letters, places;
    readonly ModuleList<Block> blocks;
    readonly LayerNorm norm;
    readonly Linear head;
    readonly Dropout drop;

    public Gpt(GptShape shape) : base(nameof(Gpt))
    {
        Shape = shape;
        letters = Embedding(shape.Letters, shape.Width);
        places = Embedding(shape.Context, shape.Width);
        drop = Dropout(shape.Dropout);
        blocks = ModuleList(Enumerable.Range(0, shape.Layers).Select(_ => new Block(shape)).ToArray());
        norm = LayerNorm(shape.Width);
        head = Linear(shape.Width, shape.Letters, hasBias: false);
        RegisterComponents();
        foreach (var (name, parameter) in named_parameters())
            if (parameter.ndim == 2) init.normal_(parameter, 0, name.EndsWith("out.weight", StringComparison.Ordinal) ? 0.02 / Math.Sqrt(2 * shape.Layers) : 0.02);
    }

    public GptShape Shape { get; }

    /// <param name="tokens">int64 [n, t], t at most the context.</param>
    /// <returns>Scores, [n, t, letters].</returns>
    public override Tensor forward(Tensor tokens) => Next(tokens, null);

    /// <summary>With a cache, <paramref name="tokens"/> go on where those before them ended.</summary>
    public Tensor Next(Tensor tokens, Cache? cache)
    {
        int start = cache?.Length ?? 0, length = (int)tokens.shape[1];
        var x = drop.call(letters.call(tokens) + places.call(arange(start, start + length)));
        for (int i = 0; i < blocks.Count; i++) x = blocks[i].Next(x, cache?[i], start);
        cache?.Advance(length);
        return head.call(norm.call(x));
    }

    /// <summary>Writes on, one letter at a time, each drawn by its probability.</summary>
    /// <param name="prompt">int64 [t], at least one.</param>
    /// <param name="count">How many letters.</param>
    /// <param name="temperature">Below 1 prefers likely letters, above 1 unlikely ones.</param>
    /// <param name="cached">Whether to keep the keys and values of the letters before: without, all of them are computed again for each letter.</param>
    public IEnumerable<long> Write(Tensor prompt, int count, double temperature = 0.8, bool cached = true)
    {
        using var _ = no_grad();
        eval();
        var text = prompt.ToArray<long>().ToList();
        var cache = cached ? new Cache(Shape) : null;
        int seen = 0;
        for (int i = 0; i < count; i++)
        {
            // A full context starts again with its second half.
            if (text.Count - seen > Shape.Context - (cache?.Length ?? 0))
            {
                cache?.Clear();
                seen = Math.Max(0, text.Count - Shape.Context / 2);
            }
            var scores = Next(tensor(text.Skip(seen).ToArray()).unsqueeze(0), cache)[0, -1];
            if (cache is not null) seen = text.Count;
            long next = multinomial(functional.softmax(scores / temperature, -1), 1).item<long>();
            text.Add(next);
            yield return next;
        }
    }
}

/// <summary>Attention and a two-layer network, each on a normalised copy of what it adds to.</summary>
sealed class Block : Module<Tensor, Tensor>
{
    readonly int _heads;
    readonly double _dropout;
    readonly LayerNorm norm1, norm2;
    readonly Linear qkv, attention_out, up, down_out;
    readonly Dropout drop;

    public Block(GptShape shape) : base(nameof(Block))
    {
        (_heads, _dropout) = (shape.Heads, shape.Dropout);
        (norm1, norm2) = (LayerNorm(shape.Width), LayerNorm(shape.Width));
        (qkv, attention_out) = (Linear(shape.Width, 3 * shape.Width), Linear(shape.Width, shape.Width));
        (up, down_out) = (Linear(shape.Width, 4 * shape.Width), Linear(4 * shape.Width, shape.Width));
        drop = Dropout(shape.Dropout);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => Next(x, null, 0);

    public Tensor Next(Tensor x, KeysAndValues? cache, int start)
    {
        x = x + drop.call(attention_out.call(Attend(norm1.call(x), cache, start)));
        return x + drop.call(down_out.call(functional.gelu(up.call(norm2.call(x)))));
    }

    Tensor Attend(Tensor x, KeysAndValues? cache, int start)
    {
        long n = x.shape[0], t = x.shape[1], width = x.shape[2];
        // [n, t, 3 width] to three of [n, heads, t, width / heads]
        var parts = qkv.call(x).view(n, t, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        var (q, k, v) = (parts[0], parts[1], parts[2]);
        if (cache is not null) (k, v) = cache.Append(k, v, start);
        // A single new place may look at everything; several look at those before them.
        var y = functional.scaled_dot_product_attention(q, k, v, p: training ? _dropout : 0, is_casual: t > 1);
        return y.transpose(1, 2).reshape(n, t, width);
    }
}

/// <summary>The keys and values of all layers for the places that were computed already.</summary>
sealed class Cache(GptShape shape)
{
    readonly KeysAndValues[] _layers = [.. Enumerable.Range(0, shape.Layers).Select(_ => new KeysAndValues(shape))];

    public int Length { get; private set; }

    public KeysAndValues this[int layer] => _layers[layer];

    public void Advance(int length) => Length += length;

    public void Clear() => Length = 0;
}

/// <summary>Of one layer, [1, heads, context, width / heads] each.</summary>
sealed class KeysAndValues(GptShape shape)
{
    readonly Tensor _keys = zeros(1, shape.Heads, shape.Context, shape.Width / shape.Heads), _values = zeros(1, shape.Heads, shape.Context, shape.Width / shape.Heads);

    /// <summary>Adds those of new places, and returns all so far: views, nothing is moved.</summary>
    public (Tensor Keys, Tensor Values) Append(Tensor keys, Tensor values, int start)
    {
        int end = start + (int)keys.shape[2];
        _keys[.., .., start..end].copy_(keys);
        _values[.., .., start..end].copy_(values);
        return (_keys[.., .., ..end], _values[.., .., ..end]);
    }
}
