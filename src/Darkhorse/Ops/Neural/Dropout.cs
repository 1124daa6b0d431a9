using Darkhorse.Autograd;

namespace Darkhorse.Ops;

/// <summary>y = x * noise, the noise kept for backward.</summary>
sealed class DropoutNode(Tensor x, Tensor noise) : Node(x)
{
    Saved _noise = new(noise);

    internal override void Backward(in Flow flow) => flow.To(0, flow.Grad * _noise.Get(this)!);

    internal override void Release() => _noise.Release();
}

/// <summary>Random zeros against co-adaptation (Srivastava et al., 2014); the masks are PyTorch's for the same seed.</summary>
static class Dropouts
{
    // SELU's negative limit, alpha * scale: what alpha dropout puts in place of dropped elements (Klambauer et al., arXiv 1706.02515).
    const double SeluLimit = 1.7580993408473766;

    /// <summary>While training, sets each element to zero with probability p and divides the others by 1 - p.</summary>
    /// <exception cref="ArgumentException">p is not in [0, 1].</exception>
    [Op("nn.functional.dropout")]
    public static Tensor Dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Drop(input, p, training, inplace);

    /// <summary>Drops whole channels of sequences [N, C, L] or [C, L].</summary>
    [Op("nn.functional.dropout1d")]
    public static Tensor Dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
    {
        CheckProbability(p);
        if (input.ndim is not (2 or 3))
            throw new InvalidOperationException($"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).");
        return Drop(input, p, training, inplace, features: (int)input.ndim - 1);
    }

    /// <summary>Drops whole channels of images [N, C, H, W]; [N, C, L] is taken as sequences.</summary>
    [Op("nn.functional.dropout2d")]
    public static Tensor Dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => Drop(input, p, training, inplace, features: 2);

    /// <summary>Drops whole channels of volumes [N, C, D, H, W] or [C, D, H, W].</summary>
    [Op("nn.functional.dropout3d")]
    public static Tensor Dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
        => Drop(input, p, training, inplace, features: input.ndim == 4 ? 1 : 2);

    /// <summary>Dropout that keeps mean and variance of SELU's outputs: dropped elements become SELU's negative limit.</summary>
    [Op("nn.functional.alpha_dropout")]
    public static Tensor AlphaDropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Drop(input, p, training, inplace, alpha: true);

    /// <summary>Alpha dropout of whole channels.</summary>
    [Op("nn.functional.feature_alpha_dropout")]
    public static Tensor FeatureAlphaDropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) => Drop(input, p, training, inplace, features: 2, alpha: true);

    static void CheckProbability(double p)
    {
        if (!(p is >= 0 and <= 1)) throw new ArgumentException($"dropout probability has to be between 0 and 1, but got {PythonText.Of(p)}");
    }

    /// <param name="input">What to drop from.</param>
    /// <param name="p">The probability of a zero.</param>
    /// <param name="training">Whether to do anything.</param>
    /// <param name="inplace">Overwrite the input.</param>
    /// <param name="features">How many leading dims have noise of their own, which the others share; 0: all of them.</param>
    /// <param name="alpha">Alpha dropout.</param>
    static Tensor Drop(Tensor input, double p, bool training, bool inplace, int features = 0, bool alpha = false)
    {
        CheckProbability(p);
        // A tensor of its own, so that the caller may dispose of either.
        if (!training || p == 0 || input.numel() == 0) return inplace ? input : input.alias();
        if (p == 1) return inplace ? input.mul_(0) : input * 0;
        if (!alpha) return Times(input, ScaledNoise(input, p, features), inplace);
        var noise = Noise(input, features);
        Draws.Bernoulli(noise, 1 - p);
        double scale = 1 / Math.Sqrt((SeluLimit * SeluLimit * p + 1) * (1 - p));
        var shift = (noise - 1) * (SeluLimit * scale) + SeluLimit * scale * p;
        noise.mul_(scale);
        return inplace ? Times(input, noise, true).add_(shift) : Times(input, noise, false) + shift;
    }

    /// <summary>What dropout multiplies with: zeros with probability p, else 1 / (1 - p).</summary>
    internal static Tensor ScaledNoise(Tensor input, double p, int features = 0)
    {
        var noise = Noise(input, features);
        Draws.Bernoulli(noise, 1 - p);
        return noise.div_(1 - p);
    }

    static Tensor Noise(Tensor input, int features)
    {
        if (features == 0) return Tensor.Empty(input.Layout.AsDense(), input.DType, input);
        if (input.ndim < 2) throw new InvalidOperationException("Feature dropout requires at least 2 dimensions in the input");
        Span<long> sizes = stackalloc long[input.Layout.Rank];
        sizes.Fill(1);
        input.Sizes[..features].CopyTo(sizes);
        return Tensor.Empty(Layout.Contiguous(sizes), input.DType, input);
    }

    static Tensor Times(Tensor input, Tensor noise, bool inplace)
    {
        if (inplace) return input.mul_(noise);
        Tensor result;
        using (new GradMode.Scope(false)) result = input * noise;
        if (GradMode.Tracks(input)) result.SetGradFn(new DropoutNode(input, noise), 0);
        return result;
    }
}
