namespace Darkhorse
{
    /// <summary>Rules for the number of bins of a histogram; those of numpy.</summary>
    public enum HistogramBinSelector
    {
        Doane,
        Rice,
        Scott,
        Sqrt,
        Stone,
        Sturges,
    }
}

namespace Darkhorse.Ops
{
    /// <summary>How many bins suit some elements. Formulas: numpy.histogram_bin_edges.</summary>
    static class HistogramBins
    {
        /// <summary>The number of equal bins between low and high.</summary>
        public static long Count(double[] elements, double low, double high, HistogramBinSelector rule)
        {
            double spread = high - low, n = elements.Length;
            if (n == 0 || spread == 0) return 1;
            double width = rule switch
            {
                HistogramBinSelector.Sqrt => spread / Math.Sqrt(n),
                HistogramBinSelector.Sturges => spread / (Math.Log2(n) + 1),
                HistogramBinSelector.Rice => spread / (2 * Math.Cbrt(n)),
                HistogramBinSelector.Scott => Math.Cbrt(24 * Math.Sqrt(Math.PI) / n) * Deviation(elements),
                HistogramBinSelector.Doane => Doane(elements, spread),
                _ => Stone(elements, low, spread),
            };
            return width > 0 ? Math.Max(1, (long)Math.Ceiling(spread / width)) : 1;
        }

        static double Deviation(double[] x)
        {
            double mean = x.Average();
            return Math.Sqrt(x.Sum(e => (e - mean) * (e - mean)) / x.Length);
        }

        /// <summary>Sturges' rule, with more bins for skewed data (Doane 1976).</summary>
        static double Doane(double[] x, double spread)
        {
            double n = x.Length, deviation = Deviation(x);
            if (n <= 2 || deviation == 0) return 0;
            double mean = x.Average(), skew = x.Sum(e => Math.Pow((e - mean) / deviation, 3)) / n;
            double error = Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
            return spread / (1 + Math.Log2(n) + Math.Log2(1 + Math.Abs(skew) / error));
        }

        /// <summary>The number of bins that leave-one-out cross-validation finds best (Stone 1984).</summary>
        static double Stone(double[] x, double low, double spread)
        {
            int most = Math.Max(100, (int)Math.Sqrt(x.Length)), best = 1;
            double least = double.PositiveInfinity;
            for (int bins = 1; bins <= most; bins++)
            {
                var counts = new double[bins];
                foreach (double e in x) counts[Math.Clamp((int)((e - low) / spread * bins), 0, bins - 1)]++;
                double loss = (2 - (x.Length + 1.0) * counts.Sum(c => c / x.Length * (c / x.Length))) / (spread / bins);
                if (loss < least) (least, best) = (loss, bins);
            }
            return spread / best;
        }
    }
}
