namespace Darkhorse.Ops;

/// <summary>The matrices of the kinds of interpolation along one dim.</summary>
/// <remarks>
/// Positions are computed in float32 for all dtypes but float64, as PyTorch does: at the edge between two pixels the rounding decides which one is taken.
/// Bicubic: R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -0.75 (antialiased: -0.5).
/// </remarks>
/// <param name="Input">Positions of the input.</param>
/// <param name="Output">Positions of the output.</param>
/// <param name="AlignCorners">Whether the outermost positions of both lie on each other, or the outer edges of their pixels.</param>
/// <param name="Factor">The factor of enlargement, if it is to be used instead of the sizes.</param>
/// <param name="Single">Whether positions are computed in float32.</param>
readonly record struct InterpolationWeights(long Input, long Output, bool AlignCorners, double? Factor, bool Single)
{
    double Rounded(double value) => Single ? (float)value : value;

    double Scale => Rounded(AlignCorners ? Output > 1 ? Rounded(Input - 1) / (Output - 1) : 0 : Factor is { } factor and > 0 ? 1 / factor : Rounded(Input) / Output);

    double Source(long p) => AlignCorners ? Rounded(Scale * p) : Rounded(Rounded(Scale * (p + 0.5)) - 0.5);

    Resampling Of(Func<long, (long, double)[]> row)
    {
        var rows = new (long, double)[Output][];
        for (long p = 0; p < Output; p++) rows[p] = row(p);
        return Resampling.Of(Input, rows);
    }

    public Resampling Nearest(bool exact)
    {
        var (input, shift) = (Input, exact ? 0.5 : 0.0);
        // Always in float32, whatever the dtype.
        float scale = Factor is { } factor and > 0 ? (float)(1 / factor) : (float)Input / Output;
        return Of(p => [(Math.Min((long)MathF.Floor((float)(p + shift) * scale), input - 1), 1.0)]);
    }

    public Resampling Linear()
    {
        var self = this;
        return Of(p =>
        {
            double at = Math.Max(self.Source(p), 0);
            long left = Math.Min((long)at, self.Input - 1);
            double weight = Math.Min(Math.Max(self.Rounded(at - left), 0), 1);
            return left < self.Input - 1 ? [(left, self.Rounded(1 - weight)), (left + 1, weight)] : [(left, 1.0)];
        });
    }

    public Resampling Cubic()
    {
        var self = this;
        return Of(p =>
        {
            double at = self.Source(p), floor = Math.Floor(at), t = self.Rounded(at - floor);
            var taps = new (long, double)[4];
            for (int i = 0; i < 4; i++) taps[i] = (Math.Clamp((long)floor - 1 + i, 0, self.Input - 1), Keys(Math.Abs(t + 1 - i), -0.75));
            return taps;
        });
    }

    /// <summary>The mean of the positions that an output position covers, wholly or in part.</summary>
    public Resampling Area()
    {
        var (input, output) = (Input, Output);
        return Of(p =>
        {
            long from = p * input / output, to = ((p + 1) * input + output - 1) / output;
            var taps = new (long, double)[to - from];
            for (long i = from; i < to; i++) taps[i - from] = (i, 1.0 / (to - from));
            return taps;
        });
    }

    /// <summary>Triangles or cubics that grow with the distance of the output positions, so that no input position is skipped.</summary>
    public Resampling Antialiased(bool cubic)
    {
        var (input, scale) = (Input, Scale);
        double support = (cubic ? 2 : 1) * Math.Max(scale, 1), inverse = scale >= 1 ? 1 / scale : 1;
        return Of(p =>
        {
            double center = scale * (p + 0.5), sum = 0;
            long from = Math.Max((long)(center - support + 0.5), 0), to = Math.Min((long)(center + support + 0.5), input);
            var taps = new (long, double)[Math.Max(to - from, 0)];
            for (long i = from; i < to; i++)
            {
                double distance = Math.Abs((i - center + 0.5) * inverse), weight = cubic ? Keys(distance, -0.5) : Math.Max(1 - distance, 0);
                taps[i - from] = (i, weight);
                sum += weight;
            }
            for (int i = 0; i < taps.Length; i++) taps[i].Item2 /= sum == 0 ? 1 : sum;
            return taps;
        });
    }

    static double Keys(double x, double a) => x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}
