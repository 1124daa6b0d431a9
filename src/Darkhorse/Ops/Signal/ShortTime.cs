namespace Darkhorse.Ops;

/// <summary>Fourier transforms of short pieces of a signal, and back.</summary>
/// <remarks>D. W. Griffin, J. S. Lim, "Signal estimation from modified short-time Fourier transform", 1984.</remarks>
static class ShortTime
{
    /// <summary>The transforms of windows of n_fft samples, hop_length apart: [..., frequencies, windows].</summary>
    /// <param name="input">One signal or several: [length] or [signals, length]. float32, float64, complex64, complex128.</param>
    /// <param name="n_fft">Samples in a window.</param>
    /// <param name="hop_length">Samples from one window to the next; n_fft / 4 if not given.</param>
    /// <param name="win_length">Samples that <paramref name="window"/> covers, in the middle of the n_fft; n_fft if not given.</param>
    /// <param name="window">Factors of the samples; ones if not given.</param>
    /// <param name="center">Whether window t is centred on sample t * hop_length; the ends are then padded.</param>
    /// <param name="pad_mode">How they are.</param>
    /// <param name="normalized">Whether to divide by the root of n_fft.</param>
    /// <param name="onesided">Whether only the first n_fft / 2 + 1 frequencies are wanted: so for real numbers, if not given.</param>
    /// <param name="return_complex">Whether the result is complex, or has a last dim of real and imaginary parts. Must be given for real numbers.</param>
    /// <exception cref="InvalidOperationException">The lengths do not fit each other.</exception>
    [Op("stft")]
    public static Tensor Stft(Tensor input, long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, PaddingModes pad_mode = PaddingModes.Reflect, bool normalized = false, bool? onesided = null, bool? return_complex = null)
    {
        long hop = hop_length == -1 ? n_fft / 4 : hop_length, width = win_length == -1 ? n_fft : win_length;
        var x = center && (input.Layout.Rank is 1 or 2) ? Centred(input, n_fft / 2, pad_mode) : input;
        if (return_complex is null && !input.DType.IsComplex && window is not { DType.IsComplex: true })
            throw new InvalidOperationException("stft requires the return_complex parameter be given for real inputs, and will further require that return_complex=True in a future PyTorch release.");
        CheckForward(x, n_fft, hop, width, window, () => $"stft({Described(x, n_fft, hop, width, window)}, normalized={Digit(normalized)}, onesided={Digit(onesided)}, return_complex={Digit(return_complex)}) ");

        bool single = x.Layout.Rank == 1;
        if (single) x = x.unsqueeze(0);
        x = x.unfold(-1, n_fft, hop);
        if (window is not null) x *= Widened(window, n_fft);
        double scale = normalized ? 1 / Math.Sqrt(n_fft) : 1;
        bool half = onesided ?? !x.DType.IsComplex;
        if (x.DType.IsComplex && half) throw new InvalidOperationException("Cannot have onesided output if window or input is complex");
        var result = x.DType.IsComplex ? FourierCore.ComplexToComplex(x, [2], false, scale) : FourierCore.RealToComplex(FourierArguments.Promoted(x, false), 2, half, scale);
        result = result.transpose(1, 2);
        if (single) result = result.squeeze(0);
        return return_complex ?? true ? result : torch.view_as_real(result);
    }

    /// <summary>The signal whose <c>stft</c> is nearest to the given one: the inverse transforms times the window, added up, over the sum of the squares of the windows.</summary>
    /// <param name="input">[frequencies, windows] or [signals, frequencies, windows]. complex64, complex128.</param>
    /// <param name="n_fft">Samples in a window.</param>
    /// <param name="hop_length">Samples from one window to the next; n_fft / 4 if not given.</param>
    /// <param name="win_length">Samples that <paramref name="window"/> covers, in the middle of the n_fft; n_fft if not given.</param>
    /// <param name="window">Factors of the samples; ones if not given.</param>
    /// <param name="center">Whether the windows were centred: n_fft / 2 samples of either end are then dropped.</param>
    /// <param name="normalized">Whether the transforms had been divided by the root of n_fft.</param>
    /// <param name="onesided">Whether there are n_fft / 2 + 1 frequencies only: if not given, whether there are not n_fft of them.</param>
    /// <param name="length">Samples of the result; what the windows cover, if not given.</param>
    /// <param name="return_complex">Whether the signal is complex.</param>
    /// <exception cref="InvalidOperationException">The lengths do not fit each other, or a sample is in no window.</exception>
    [Op("istft")]
    public static Tensor Istft(Tensor input, long n_fft, long hop_length = -1, long win_length = -1, Tensor? window = null, bool center = true, bool normalized = false, bool? onesided = null, long length = -1, bool return_complex = false)
    {
        long hop = hop_length == -1 ? n_fft / 4 : hop_length, width = win_length == -1 ? n_fft : win_length;
        if (!input.DType.IsComplex) throw new InvalidOperationException("istft requires a complex-valued input tensor matching the output from stft with return_complex=True.");
        string Call() => $"istft({Described(torch.view_as_real(input.detach()), n_fft, hop, width, window)}, center={Digit(center)}, normalized={Digit(normalized)}, onesided={Digit(onesided)}, length={(length < 0 ? "None" : length)}, return_complex={Digit(return_complex)}) ";
        bool half = CheckInverse(input, n_fft, hop, width, window, onesided, Call);
        if (return_complex && half) throw new InvalidOperationException("Cannot have onesided output if window or input is complex");
        if (!return_complex && window is { DType.IsComplex: true }) throw new InvalidOperationException("Complex windows are incompatible with return_complex=False");

        long windows = input.Sizes[^1], covered = n_fft + hop * (windows - 1), start = center ? n_fft / 2 : 0;
        long end = length >= 0 ? start + length : center ? covered - n_fft / 2 : covered;
        double scale = normalized ? 1 / Math.Sqrt(n_fft) : 1.0 / n_fft;
        var x = (input.Layout.Rank == 2 ? input.unsqueeze(0) : input).transpose(1, 2);
        if (return_complex) x = FourierCore.ComplexToComplex(x, [2], true, scale);
        else x = FourierCore.ComplexToReal(half ? x : x.narrow(2, 0, n_fft / 2 + 1), 2, n_fft, scale);

        var factors = Widened(window ?? Filled.NewOnes(input, [width], (torch.ScalarType)input.DType.RealPart), n_fft);
        long stop = Math.Min(end, covered), count = Math.Max(0, stop - Math.Min(start, stop));
        var sum = AddedUp(x * factors, covered, hop).narrow(1, Math.Min(start, stop), count);
        var weight = AddedUp((factors * factors).expand(1, windows, n_fft), covered, hop).narrow(1, Math.Min(start, stop), count);
        var lowest = weight.detach().abs().min();
        if (!lowest.is_meta && lowest.lt(1e-11).ToBoolean()) throw new InvalidOperationException($"{Call()}window overlap add min: 1");
        var result = sum / weight;
        if (end > covered) result = PaddingOps.Constant(result, [0, end - covered], 0);
        return input.Layout.Rank == 2 ? result.squeeze(0) : result;
    }

    static void CheckForward(Tensor x, long points, long hop, long width, Tensor? window, Func<string> call)
    {
        if (!x.DType.IsFloat && !x.DType.IsComplex) Refuse(call, ": expected a tensor of floating point or complex values");
        if (x.Layout.Rank is < 1 or > 2) Refuse(call, ": expected a 1D or 2D tensor");
        if (points <= 0 || points > x.Sizes[^1]) Refuse(call, $": expected 0 < n_fft < {x.Sizes[^1]}, but got n_fft={width}");
        if (hop <= 0) Refuse(call, $": expected hop_length > 0, but got hop_length={hop}");
        if (width <= 0 || width > points) Refuse(call, $": expected 0 < win_length <= n_fft, but got win_length={width}");
        if (window is not null && (window.Layout.Rank != 1 || window.Sizes[0] != width))
            Refuse(call, $": expected a 1D window tensor of size equal to win_length={width}, but got window with size {Errors.Shape(window)}");
    }

    /// <summary>Whether the input has the first half of the frequencies only.</summary>
    static bool CheckInverse(Tensor x, long points, long hop, long width, Tensor? window, bool? onesided, Func<string> call)
    {
        if (x.Layout.Count == 0) Refuse(call, ": input tensor cannot be empty.");
        if (x.Layout.Rank is < 2 or > 3) Refuse(call, $": expected a tensor with 3 or 4 dimensions, but got {x.Layout.Rank + 1}");
        long frequencies = x.Sizes[^2];
        bool half = onesided ?? frequencies != points;
        if (half && points / 2 + 1 != frequencies)
            Refuse(call, $": expected the frequency dimension (3rd to the last) of the input tensor to match n_fft / 2 + 1 when onesided=True, but got {frequencies}");
        if (!half && points != frequencies)
            Refuse(call, $": expected the frequency dimension (3rd to the last) of the input tensor to match n_fft when onesided=False, but got {frequencies}");
        if (hop <= 0 || hop > width) Refuse(call, ": expected 0 < hop_length <= win_length");
        if (width <= 0 || width > points) Refuse(call, ": expected 0 < win_length <= n_fft");
        if (window is not null && (window.Layout.Rank != 1 || window.Sizes[0] != width)) Refuse(call, ": Invalid window shape. window has to be 1D and length of `win_length`");
        return half;
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    static void Refuse(Func<string> call, string why) => throw new InvalidOperationException(call() + why);

    static string Described(Tensor x, long points, long hop, long width, Tensor? window)
        => $"torch.{x.DType.LegacyName}Tensor{Errors.Shape(x)}, n_fft={points}, hop_length={hop}, win_length={width}, window={(window is null ? "None" : $"torch.{window.DType.LegacyName}Tensor{{{Errors.Shape(window)}}}")}";

    static string Digit(bool? value) => value is not { } known ? "None" : known ? "1" : "0";

    static Tensor Centred(Tensor x, long pad, PaddingModes mode)
        => x.Layout.Rank == 1 ? PaddingOps.Pad(x.view(1, 1, -1), [pad, pad], mode).view(-1) : PaddingOps.Pad(x.unsqueeze(0), [pad, pad], mode).squeeze(0);

    /// <summary>The window in the middle of zeros.</summary>
    static Tensor Widened(Tensor window, long points)
    {
        long width = window.Sizes[0], left = (points - width) / 2;
        return width == points ? window : PaddingOps.Constant(window, [left, points - width - left], 0);
    }

    /// <summary>[signals, windows, samples] to [signals, length]: each window where it belongs, their sum where they overlap.</summary>
    static Tensor AddedUp(Tensor x, long length, long hop)
        => Folding.Fold(x.transpose(1, 2), (1, length), new((1, x.Sizes[2]), (1, 1), (0, 0), (1, hop))).view(x.Sizes[0], length);
}
