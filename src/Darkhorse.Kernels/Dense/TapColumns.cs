using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// What the positions of a convolution's output see of its input, as the rows of a matrix: with channels innermost, the taps along a row of the kernel are one run of memory.
/// Columns are the runs one after another; where a run fills its strips of registers badly, the runs are gathered side by side first.
/// </summary>
readonly unsafe struct TapColumns<T> where T : unmanaged
{
    readonly ConvolutionShape _shape;
    readonly int _strip;
    readonly bool _joined;

    public TapColumns(in ConvolutionShape shape, int strip)
    {
        (_shape, _strip) = (shape, strip);
        Channels = (nint)shape.InOfGroup;
        _joined = shape.Dilation.W == 1 || shape.Kernel.W == 1;
        TapsOfRun = _joined ? (nint)shape.Kernel.W : 1;
        Runs = (nint)shape.Kernel.Count / TapsOfRun;
        Gathered = 4 * Up(Length) * Runs > 5 * Up(Length * Runs);
        RunPitch = Gathered ? Length : Up(Length);
        Count = Up(RunPitch * Runs);
    }

    public nint Channels { get; }

    /// <summary>Runs of memory that a position sees, and the taps of each.</summary>
    public nint Runs { get; }
    public nint TapsOfRun { get; }

    public nint Length => TapsOfRun * Channels;
    public bool Gathered { get; }

    /// <summary>Columns from a run to the next.</summary>
    public nint RunPitch { get; }

    /// <summary>Columns in whole strips.</summary>
    public nint Count { get; }

    nint Up(nint length) => (length + _strip - 1) / _strip * _strip;

    /// <summary>The part of the input that a piece sees, with zeros around: [image, z, y, x, channel].</summary>
    public readonly struct Window(in TapColumns<T> columns, in Piece piece)
    {
        readonly TapColumns<T> _columns = columns;
        readonly Piece _piece = piece;

        public readonly nint Width = Span(piece.W), Height = Span(piece.H), Depth = Span(piece.D);

        nint Row => Width * _columns.Channels;
        nint Slice => Height * Row;
        nint Image => Depth * Slice;

        /// <summary>Elements, with those that the last strip may read past the end.</summary>
        public nint Elements => _piece.Images * Image + 2 * _columns._strip;

        public nint Positions => _piece.Images * (nint)(_piece.D.Count * _piece.H.Count * _piece.W.Count);

        static nint Span(Axis axis) => (nint)((axis.Count - 1) * axis.Stride + axis.Positions[^1]) + 1;

        /// <summary>Copies from contiguous images.</summary>
        public void Fill(T* input, T* window)
        {
            nint image = (nint)(_columns._shape.InChannels * _columns._shape.In.Count);
            input += _piece.Image * image + _piece.Group * _columns.Channels * (nint)_columns._shape.In.Count;
            for (nint i = 0; i < _piece.Images; i++, input += image)
                for (nint z = 0; z < Depth; z++)
                    for (nint y = 0; y < Height; y++, window += Row) FillRow(input, z, y, window);
            new Span<T>(window, 2 * _columns._strip).Clear();
        }

        void FillRow(T* image, nint z, nint y, T* row)
        {
            if (Array.IndexOf(_piece.D.Phases, z % _piece.D.Stride) < 0 || Array.IndexOf(_piece.H.Phases, y % _piece.H.Stride) < 0) return;
            nint depth = z + (nint)_piece.D.Origin, height = y + (nint)_piece.H.Origin, left = (nint)_piece.W.Origin;
            nint start = Math.Max(0, -left), end = Math.Max(start, Math.Min(Width, (nint)_piece.W.Size - left));
            if (depth < 0 || depth >= _piece.D.Size || height < 0 || height >= _piece.H.Size) (start, end) = (Width, Width);
            start = Math.Min(start, Width);
            new Span<T>(row, (int)(start * _columns.Channels)).Clear();
            if (start < end) Turning.Run(image + (depth * (nint)_piece.H.Size + height) * (nint)_piece.W.Size + left + start, (nint)_columns._shape.In.Count, _columns.Channels, end - start, row + start * _columns.Channels, _columns.Channels);
            if (end < Width) new Span<T>(row + end * _columns.Channels, (int)((Width - end) * _columns.Channels)).Clear();
        }

        /// <summary>Where each position's first element lies, and how far from it each run starts.</summary>
        public void Offsets(nint* positions, nint* runs)
        {
            var (d, h, w) = (_piece.D, _piece.H, _piece.W);
            for (nint i = 0; i < _piece.Images; i++)
                for (nint z = 0; z < d.Count; z++)
                    for (nint y = 0; y < h.Count; y++)
                        for (nint x = 0; x < w.Count; x++) *positions++ = i * Image + z * (nint)d.Stride * Slice + y * (nint)h.Stride * Row + x * (nint)w.Stride * _columns.Channels;
            for (int i = 0; i < d.Taps.Length; i++)
                for (int j = 0; j < h.Taps.Length; j++)
                    for (int k = 0; k < w.Taps.Length; k += (int)_columns.TapsOfRun) *runs++ = (nint)d.Positions[i] * Slice + (nint)h.Positions[j] * Row + (nint)w.Positions[k] * _columns.Channels;
        }

        /// <summary>The runs of some positions side by side.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Gather(T* window, nint* positions, nint count, nint* runs, T* rows)
        {
            nint length = _columns.Length, pitch = _columns.Count, rest = pitch - length * _columns.Runs;
            for (nint p = 0; p < count; p++)
            {
                for (nint r = 0; r < _columns.Runs; r++, rows += length) ShortRow.Copy(window + positions[p] + runs[r], rows, length);
                for (nint i = 0; i < rest; i++) *rows++ = default;
            }
        }
    }
}
