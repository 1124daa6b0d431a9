using System.Globalization;
using System.Text;

namespace Darkhorse
{
    /// <summary>Tensors as other languages write arrays.</summary>
    static class StyledText
    {
        public static string Of(Tensor tensor, TensorStringStyle style, PrintingOptions options, string? floatFormat, CultureInfo? culture, string? newLine)
        {
            string head = $"[{string.Join("x", tensor.shape)}], type = {tensor.dtype}, device = {tensor.device}";
            if (style == TensorStringStyle.Metadata || tensor.device_type == DeviceType.META) return head;
            newLine ??= options.NewLine;
            var text = new StringBuilder(style == TensorStringStyle.Numpy ? "" : head);
            if (style == TensorStringStyle.CSharp) text.Append(", value = ");
            else if (style == TensorStringStyle.Julia) text.Append(tensor.ndim == 0 ? ", value = " : newLine);
            if (style == TensorStringStyle.CSharp && tensor.ndim > 0) text.Append($"{ElementName(tensor)} [{new string(',', (int)tensor.ndim - 1)}] ");
            new Writer(tensor, style, options, floatFormat ?? options.FloatFormat, culture ?? CultureInfo.InvariantCulture, newLine, text).Write();
            return text.ToString();
        }

        static string ElementName(Tensor tensor) => (DType)tensor.dtype switch
        {
            DType.Bool => "bool",
            DType.UInt8 => "byte",
            DType.Int8 => "sbyte",
            DType.Int16 => "short",
            DType.Int32 => "int",
            DType.Int64 => "long",
            DType.UInt16 => "ushort",
            DType.UInt32 => "uint",
            DType.UInt64 => "ulong",
            DType.Float32 => "float",
            DType.Float64 => "double",
            var other => other.LegacyName,
        };

        sealed class Writer(Tensor tensor, TensorStringStyle style, PrintingOptions options, string format, CultureInfo culture, string newLine, StringBuilder text)
        {
            readonly int _rank = (int)tensor.ndim;
            readonly PrintedElements _values = PrintedElements.Read(tensor, tensor.numel() > options.Threshold ? Math.Max(1, Math.Min(options.MaxRows, options.MaxColumns) / 2) : long.MaxValue);
            string[] _elements = [];
            int _width, _next;

            public void Write()
            {
                _elements = new string[_values.Count];
                for (int i = 0; i < _elements.Length; i++)
                {
                    _elements[i] = Element(i);
                    _width = Math.Max(_width, _elements[i].Length);
                }
                if (_rank == 0) text.Append(_elements[0]);
                else if (style == TensorStringStyle.Julia) WriteSlices([]);
                else WriteNested(0);
            }

            string Element(int i)
            {
                string suffix = style == TensorStringStyle.CSharp && tensor.DType == DType.Float32 ? "f" : style == TensorStringStyle.CSharp && tensor.DType == DType.Int64 ? "L" : "";
                if (tensor.DType == DType.Bool) return _values.Integer[i] != 0 ? style == TensorStringStyle.Numpy ? "True" : "true" : style == TensorStringStyle.Numpy ? "False" : "false";
                if (tensor.DType.IsIntegral) return (tensor.DType == DType.UInt64 ? (ulong)_values.Integer[i] : (Int128)_values.Integer[i]).ToString(culture) + suffix;
                if (!tensor.DType.IsComplex) return _values.Real[i].ToString(format, culture) + suffix;
                double imaginary = _values.Imaginary[i];
                return $"{_values.Real[i].ToString(format, culture)}{(imaginary < 0 ? "-" : "+")}{Math.Abs(imaginary).ToString(format, culture)}{(style == TensorStringStyle.Numpy ? "j" : "i")}";
            }

            /// <summary>numpy's brackets and C#'s braces: rows in lines of their own.</summary>
            void WriteNested(int dim)
            {
                bool numpy = style == TensorStringStyle.Numpy, innermost = dim == _rank - 1;
                text.Append(numpy ? '[' : '{');
                if (!numpy && !innermost) text.Append(newLine).Append(' ', dim + 1);
                for (int i = 0, items = _values.Shown[dim] + (_values.Cut[dim] ? 1 : 0); i < items; i++)
                {
                    if (i > 0) text.Append(numpy && !innermost ? newLine : innermost ? ", " : "," + newLine).Append(' ', innermost ? 0 : dim + 1);
                    if (_values.Cut[dim] && i == _values.Shown[dim] / 2) text.Append("...");
                    else if (innermost) text.Append(numpy ? _elements[_next++].PadLeft(_width) : _elements[_next++]);
                    else WriteNested(dim + 1);
                }
                if (!numpy && !innermost) text.Append(newLine).Append(' ', dim);
                text.Append(numpy ? ']' : '}');
            }

            /// <summary>Julia's matrices, one for each position of the outer dims.</summary>
            void WriteSlices(List<int> outer)
            {
                if (outer.Count < _rank - 2)
                {
                    for (int i = 0; i < _values.Shown[outer.Count]; i++) WriteSlices([.. outer, i]);
                    return;
                }
                if (outer.Count > 0) text.Append($"[{string.Join(",", outer)},..,..] =").Append(newLine);
                for (int row = 0, rows = _rank == 1 ? 1 : _values.Shown[^2]; row < rows; row++)
                {
                    if (_rank > 1 && _values.Cut[^2] && row == rows / 2) text.Append(" ...").Append(newLine);
                    for (int column = 0; column < _values.Shown[^1]; column++)
                    {
                        if (_values.Cut[^1] && column == _values.Shown[^1] / 2) text.Append(" ...");
                        text.Append(' ').Append(_elements[_next++].PadLeft(_width));
                    }
                    text.Append(newLine);
                }
            }
        }
    }

    public static partial class TensorExtensionMethods
    {
        /// <summary>The tensor as text; see <see cref="torch.Tensor.ToString(TensorStringStyle, string?, int?, CultureInfo?, string?)"/>.</summary>
        public static string str(this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
            => tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

        /// <summary>The tensor as Julia prints arrays.</summary>
        public static string jlstr(this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null)
            => tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

        /// <summary>The tensor as numpy prints arrays.</summary>
        public static string npstr(this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null)
            => tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

        /// <summary>The tensor as C# writes arrays.</summary>
        public static string cstr(this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null)
            => tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

        /// <summary>Writes the tensor to the console, and returns it.</summary>
        public static Tensor print(this Tensor t, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
        {
            Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
            return t;
        }
    }
}
