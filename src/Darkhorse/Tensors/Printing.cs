using System.Text;

namespace Darkhorse;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The tensor as PyTorch prints it: <c>tensor([1., 2.], requires_grad=True)</c>; see <see cref="set_printoptions(int, int?, string?, bool?, int?, int?, double?, int?, PrintOptionsProfile?)"/>.</summary>
        public override string ToString() => ToString(Printing.Style);

        /// <summary>The tensor in one of several styles.</summary>
        /// <param name="style">Default: as PyTorch prints tensors.</param>
        /// <param name="fltFormat">.NET format of floats, in styles other than PyTorch's.</param>
        /// <param name="width">Characters in a line.</param>
        /// <param name="cultureInfo">Of the numbers, in styles other than PyTorch's; null: invariant.</param>
        /// <param name="newLine">What ends a line, in styles other than PyTorch's.</param>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, System.Globalization.CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (IsInvalid) return "tensor(disposed)";
            if (style == TensorStringStyle.Default) style = Printing.Style;
            // PyTorch's style has no .NET formats: who gives one means TorchSharp's default.
            if (style == TensorStringStyle.Default && fltFormat is not null) style = TensorStringStyle.Julia;
            var options = width is { } given ? Printing with { LineWidth = given, StyledLineWidth = given } : Printing;
            return style == TensorStringStyle.Default ? TensorText.Of(this, options) : StyledText.Of(this, style, options, fltFormat, cultureInfo, newLine);
        }

        /// <summary>With <paramref name="disamb"/> the elements, without only sizes, dtype and device.</summary>
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, System.Globalization.CultureInfo? cultureInfo = null, string? newLine = null)
            => ToString(disamb ? TensorStringStyle.Default : TensorStringStyle.Metadata, fltFormat, width, cultureInfo, newLine);
    }
}

/// <summary>A tensor as PyTorch prints it.</summary>
static class TensorText
{
    const int Indent = 7; // "tensor(".Length

    public static string Of(Tensor tensor, PrintingOptions options)
    {
        var suffixes = new List<string>();
        bool meta = tensor.device_type == DeviceType.META;
        if (tensor.device_type != DeviceType.CPU) suffixes.Add($"device='{tensor.device}'");
        var dtype = (DType)tensor.dtype;
        string body;
        if (meta || tensor.numel() == 0)
        {
            if (meta || tensor.ndim != 1) suffixes.Add($"size=({string.Join(", ", tensor.shape)}{(tensor.ndim == 1 ? "," : "")})");
            if (dtype != torch.DefaultDType) suffixes.Add("dtype=torch." + dtype.TorchName);
            body = meta ? "..." : "[]";
        }
        else
        {
            if (!(dtype == torch.DefaultDType || dtype == torch.DefaultDType.AsComplex || dtype is DType.Int64 or DType.Bool)) suffixes.Add("dtype=torch." + dtype.TorchName);
            body = Elements(tensor, options);
        }
        if (tensor.grad_fn is { } node) suffixes.Add($"grad_fn=<{node.Name}>");
        else if (tensor.requires_grad) suffixes.Add("requires_grad=True");
        string text = AddSuffixes("tensor(" + body, suffixes, options.LineWidth);
        return tensor.ReprHeading + text;
    }

    static string AddSuffixes(string text, List<string> suffixes, int lineWidth)
    {
        var result = new StringBuilder(text);
        int last = text.Length - text.LastIndexOf('\n') + 1;
        foreach (string suffix in suffixes)
        {
            if (last + suffix.Length + 2 > lineWidth)
            {
                result.Append(",\n").Append(' ', Indent).Append(suffix);
                last = Indent + suffix.Length;
            }
            else
            {
                result.Append(", ").Append(suffix);
                last += suffix.Length + 2;
            }
        }
        return result.Append(')').ToString();
    }

    static string Elements(Tensor tensor, PrintingOptions options)
    {
        bool summarise = tensor.numel() > options.Threshold;
        var values = PrintedElements.Read(tensor, summarise ? options.EdgeItems : long.MaxValue);
        var dtype = (DType)tensor.dtype;
        var real = new ElementFormat(values.Real, values.Integer, dtype, options);
        var imaginary = dtype.IsComplex ? new ElementFormat(values.Imaginary, [], dtype, options) : null;
        string Format(int i) => imaginary is null ? real.Format(i) : Complex(real.Format(i), imaginary.Format(i));
        int width = real.Width + (imaginary is null ? 0 : imaginary.Width + 1);
        if (tensor.ndim == 0) return Format(0);
        if (values.Count == 0 && tensor.ndim == 1) return "[...]"; // no edge items
        var text = new StringBuilder();
        int next = 0;
        Write(0, Indent);
        return text.ToString();

        void Write(int dim, int indent)
        {
            bool cut = values.Cut[dim], innermost = dim == tensor.ndim - 1;
            int shown = values.Shown[dim];
            int perLine = innermost ? Math.Max(1, (options.LineWidth - indent) / (width + 2)) : 1;
            text.Append('[');
            int items = shown + (cut ? 1 : 0);
            for (int i = 0; i < items; i++)
            {
                if (i > 0 && innermost) text.Append(i % perLine == 0 ? ",\n" : ", ").Append(' ', i % perLine == 0 ? indent + 1 : 0);
                if (i > 0 && !innermost) text.Append(',').Append('\n', (int)tensor.ndim - dim - 1).Append(' ', indent + 1);
                if (cut && i == shown / 2) text.Append(innermost ? " ..." : "...");
                else if (innermost) text.Append(Format(next++));
                else Write(dim + 1, indent + 1);
            }
            text.Append(']');
        }
    }

    static string Complex(string real, string imaginary)
    {
        string tail = imaginary.TrimStart() + "j";
        return real + (tail[0] is '-' or '+' ? "" : "+") + tail;
    }
}

/// <summary>The format that all elements of a tensor share: it depends on their range.</summary>
sealed class ElementFormat
{
    readonly double[] _real;
    readonly long[] _integer;
    readonly DType _dtype;
    readonly int _precision;
    readonly bool _whole = true, _scientific;

    public ElementFormat(double[] real, long[] integer, DType dtype, PrintingOptions options)
    {
        (_real, _integer, _dtype, _precision, Width) = (real, integer, dtype, options.Precision, 1);
        if (dtype.IsIntegral)
        {
            for (int i = 0; i < integer.Length; i++) Width = Math.Max(Width, Text(i).Length);
            return;
        }
        double largest = 0, smallest = double.PositiveInfinity;
        foreach (double x in real)
        {
            if (x == 0 || !double.IsFinite(x)) continue;
            largest = Math.Max(largest, Math.Abs(x));
            smallest = Math.Min(smallest, Math.Abs(x));
            _whole &= x == Math.Ceiling(x);
        }
        if (largest == 0) return; // nothing to fit: inf, nan and zeros stand as they are
        _scientific = largest / smallest > 1000 || largest > 1e8 || !_whole && smallest < 1e-4;
        for (int i = 0; i < real.Length; i++)
            if (real[i] != 0 && double.IsFinite(real[i])) Width = Math.Max(Width, Text(i).Length);
        _scientific = options.Scientific ?? _scientific;
    }

    /// <summary>The width of the widest finite element.</summary>
    public int Width { get; }

    public string Format(int i) => Text(i).PadLeft(Width);

    string Text(int i)
    {
        if (_dtype == DType.Bool) return _integer[i] != 0 ? "True" : "False";
        if (_dtype.IsIntegral) return Scalar.From(_dtype, _integer[i]).ToString();
        if (_scientific) return PrintingNumbers.Scientific(_real[i], _precision);
        if (!_whole) return PrintingNumbers.Fixed(_real[i], _precision);
        return PrintingNumbers.Fixed(_real[i], 0) + (double.IsFinite(_real[i]) ? "." : "");
    }
}
