namespace Darkhorse
{
    /// <summary>Ways of writing a tensor as text.</summary>
    public enum TensorStringStyle
    {
        /// <summary>Sizes, dtype and device, no elements.</summary>
        Metadata,

        /// <summary>As Julia prints arrays.</summary>
        Julia,

        /// <summary>As numpy prints arrays.</summary>
        Numpy,

        /// <summary>As C# writes arrays.</summary>
        CSharp,

        /// <summary>As PyTorch prints tensors, unless <c>torch.TensorStringStyle</c> says otherwise.</summary>
        Default,
    }

    /// <summary>Sets of print options that go together.</summary>
    public enum PrintOptionsProfile
    {
        /// <summary>4 decimals, three items at each end of long dims.</summary>
        @default,

        /// <summary>2 decimals, two items at each end.</summary>
        @short,

        /// <summary>Every element.</summary>
        full,
    }

    public static partial class torch
    {
        internal static PrintingOptions Printing = new();

        /// <summary>What <c>ToString()</c> gives.</summary>
        public static TensorStringStyle TensorStringStyle
        {
            get => Printing.Style;
            set => Printing = Printing with { Style = value };
        }

        public const TensorStringStyle numpy = TensorStringStyle.Numpy;
        public const TensorStringStyle julia = TensorStringStyle.Julia;
        public const TensorStringStyle csharp = TensorStringStyle.CSharp;

        /// <summary>How tensors are printed from here on; what is null stays as it is, except <paramref name="sci_mode"/>.</summary>
        /// <param name="style">As PyTorch, numpy, Julia or C# write arrays.</param>
        /// <param name="floatFormat">.NET format of floats, in styles other than PyTorch's.</param>
        /// <param name="linewidth">Characters in a line (80).</param>
        /// <param name="newLine">What ends a line, in styles other than PyTorch's.</param>
        /// <param name="maxRows">Rows shown in full, in styles other than PyTorch's.</param>
        /// <param name="maxColumns">Columns shown in full, in styles other than PyTorch's.</param>
        /// <param name="threshold">More elements than this are summarised (1000).</param>
        /// <param name="edgeitems">Items shown at each end of a summarised dim (3).</param>
        /// <param name="profile">Defaults to start from.</param>
        /// <param name="sci_mode">Whether floats have exponents; null: where their range asks for it.</param>
        public static void set_printoptions(TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null, int? maxRows = null, int? maxColumns = null,
            double? threshold = null, int? edgeitems = null, PrintOptionsProfile? profile = null, bool? sci_mode = null)
            => Printing = Printing.With(profile).With(null, threshold, edgeitems, linewidth, sci_mode) with
            {
                Style = style ?? Printing.Style,
                FloatFormat = floatFormat ?? (profile is null ? Printing.FloatFormat : new PrintingOptions().FloatFormat),
                NewLine = newLine ?? Printing.NewLine,
                MaxRows = maxRows ?? Printing.MaxRows,
                MaxColumns = maxColumns ?? Printing.MaxColumns,
            };

        /// <summary>How tensors are printed from here on, with <paramref name="precision"/> decimals of floats; the other options are as in the other overload.</summary>
        public static void set_printoptions(int precision, int? linewidth = null, string? newLine = null, bool? sci_mode = null, int? maxRows = null, int? maxColumns = null,
            double? threshold = null, int? edgeitems = null, PrintOptionsProfile? profile = null)
        {
            set_printoptions(null, null, linewidth, newLine, maxRows, maxColumns, threshold, edgeitems, profile, sci_mode);
            Printing = Printing with { Precision = precision, FloatFormat = $"{(sci_mode == true ? 'E' : 'F')}{precision}" };
        }
    }
}

namespace Darkhorse
{
    /// <summary>The options in force.</summary>
    sealed record PrintingOptions
    {
        public int Precision { get; init; } = 4;
        public double Threshold { get; init; } = 1000;
        public int EdgeItems { get; init; } = 3;
        public int LineWidth { get; init; } = 80;
        public int StyledLineWidth { get; init; } = 100; // TorchSharp's lines are longer than PyTorch's
        public bool? Scientific { get; init; }
        public TensorStringStyle Style { get; init; } = TensorStringStyle.Default;
        public string FloatFormat { get; init; } = "g5";
        public string NewLine { get; init; } = "\n";
        public int MaxRows { get; init; } = 6;
        public int MaxColumns { get; init; } = 6;

        public PrintingOptions With(PrintOptionsProfile? profile) => profile switch
        {
            null => this,
            PrintOptionsProfile.@short => this with { Precision = 2, Threshold = 1000, EdgeItems = 2, LineWidth = 80 },
            PrintOptionsProfile.full => this with { Precision = 4, Threshold = double.PositiveInfinity, EdgeItems = 3, LineWidth = 80 },
            _ => this with { Precision = 4, Threshold = 1000, EdgeItems = 3, LineWidth = 80 },
        };

        public PrintingOptions With(int? precision, double? threshold, int? edgeItems, int? lineWidth, bool? scientific) => this with
        {
            Precision = precision ?? Precision,
            Threshold = threshold ?? Threshold,
            EdgeItems = edgeItems ?? EdgeItems,
            LineWidth = lineWidth ?? LineWidth,
            StyledLineWidth = lineWidth ?? StyledLineWidth,
            Scientific = scientific,
        };
    }
}
