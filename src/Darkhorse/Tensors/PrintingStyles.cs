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
            var writer = new Writer(tensor, style, options, floatFormat ?? options.FloatFormat, culture ?? CultureInfo.InvariantCulture, newLine ?? options.NewLine);
            return writer.Write(style == TensorStringStyle.Numpy ? "" : head);
        }

        static string ElementName(DType dtype) => dtype switch
        {
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
            DType.Complex64 => "complex32", // TorchSharp counts the bits of one part
            DType.Complex128 => "complex64",
            _ => dtype.TorchName,
        };

        sealed class Writer
        {
            readonly TensorStringStyle _style;
            readonly PrintingOptions _options;
            readonly DType _dtype;
            readonly PrintedElements _values;
            readonly string[] _elements;
            readonly string _newLine;
            readonly int _rank;
            readonly StringBuilder _text = new();
            int _next;

            public Writer(Tensor tensor, TensorStringStyle style, PrintingOptions options, string format, CultureInfo culture, string newLine)
            {
                (_style, _options, _dtype, _rank, _newLine) = (style, options, tensor.DType, (int)tensor.ndim, newLine);
                // Julia's lines take no more columns than they have characters, from the left; all rows are shown.
                _values = style == TensorStringStyle.Julia
                    ? PrintedElements.Read(tensor, Math.Max(1, options.StyledLineWidth), int.MaxValue)
                    : PrintedElements.Read(tensor, Math.Max(1, options.MaxColumns), Math.Max(1, options.MaxRows));
                _elements = new string[_values.Count];
                for (int i = 0; i < _elements.Length; i++) _elements[i] = Element(i, format, culture);
            }

            public string Write(string head)
            {
                _text.Append(head);
                if (_rank == 0)
                {
                    _text.Append(head.Length > 0 ? ", value = " : "").Append(_elements[0]);
                }
                else if (_style == TensorStringStyle.Julia)
                {
                    _text.Append(_newLine);
                    WriteMatrices([]);
                }
                else if (_style == TensorStringStyle.Numpy)
                {
                    WriteNested(0, '[', ']');
                }
                else
                {
                    _text.Append(", value = ").Append(_rank > 1 ? _newLine : "").Append($"{ElementName(_dtype)} [{new string(',', _rank - 1)}] ");
                    if (_rank == 1) WriteNested(0, '{', '}');
                    else WriteBlock();
                }
                return _text.ToString();
            }

            string Element(int i, string format, CultureInfo culture)
            {
                bool literal = _style == TensorStringStyle.CSharp && _rank > 0;
                if (_dtype == DType.Bool) return _values.Integer[i] != 0 ? "True" : "False";
                if (_dtype.IsIntegral) return Scalar.From(_dtype, _values.Integer[i]).ToString() + (literal && _dtype == DType.Int64 ? "L" : "");
                string real = _values.Real[i].ToString(format, culture);
                if (_dtype.IsComplex) return _values.Imaginary[i] == 0 ? real : $"{real}+{_values.Imaginary[i].ToString(format, culture)}i";
                return literal && _dtype != DType.Float64 ? real + "f" : real;
            }

            /// <summary>The outermost braces have lines of their own.</summary>
            void WriteBlock()
            {
                _text.Append('{').Append(_newLine).Append(' ');
                WriteItems(0, '{', '}');
                _text.Append(_newLine).Append('}');
            }

            void WriteNested(int dim, char open, char close)
            {
                _text.Append(open);
                WriteItems(dim, open, close);
                _text.Append(close);
            }

            void WriteItems(int dim, char open, char close)
            {
                bool innermost = dim == _rank - 1, numpy = _style == TensorStringStyle.Numpy;
                string indent = new(' ', dim + 1), separator = innermost ? ", " : numpy ? string.Concat(Enumerable.Repeat(_newLine, _rank - 1 - dim)) + indent : "," + _newLine + indent;
                string afterCut = innermost ? " " : numpy ? separator : _newLine + indent;
                int shown = _values.Shown[dim];
                for (int i = 0; i < shown; i++)
                {
                    if (i > 0) _text.Append(separator);
                    if (_values.Cut[dim] && i == shown - shown / 2) _text.Append("...").Append(afterCut);
                    if (innermost) _text.Append(_elements[_next++]);
                    else WriteNested(dim + 1, open, close);
                }
            }

            /// <summary>Julia's matrices, one for each position of the outer dims.</summary>
            void WriteMatrices(int[] outer)
            {
                if (outer.Length >= _rank - 2)
                {
                    if (outer.Length > 0) _text.Append(_next > 0 ? _newLine : "").Append($"[{string.Join(",", outer)},..,..] =").Append(_newLine);
                    WriteMatrix(_rank == 1 ? 1 : _values.Shown[^2], _values.Shown[^1]);
                    return;
                }
                for (int i = 0; i < _values.Shown[outer.Length]; i++) WriteMatrices([.. outer, i]);
            }

            /// <summary>Rows of columns as wide as their widest element, as many as a line has room for.</summary>
            void WriteMatrix(int rows, int columns)
            {
                const int reserved = 3; // for what says that columns are left out
                var widths = new int[columns];
                for (int i = 0; i < rows * columns; i++) widths[i % columns] = Math.Max(widths[i % columns], _elements[_next + i].Length);
                int fitting = 0;
                for (int used = 0; fitting < columns && (used += widths[fitting] + 1) <= _options.StyledLineWidth - reserved;) fitting++;
                for (int row = 0; row < rows; row++, _next += columns)
                {
                    for (int column = 0; column < fitting; column++) _text.Append(' ').Append(_elements[_next + column].PadLeft(widths[column]));
                    _text.Append(fitting < columns || _values.Cut[^1] ? " ..." : "").Append(_newLine);
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
