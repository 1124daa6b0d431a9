using System.Numerics;
using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Parallel;

namespace Darkhorse.Kernels.Dense;

/// <summary>A correlation of images with weights: who is source and target decides whether it is a convolution or the gradient of its input.</summary>
unsafe struct CorrelationProblem<T> where T : unmanaged
{
    public ConvolutionShape Shape;
    public Axis D, H, W;
    public T* Source, Target, Weight, Bias;
    public nint Batch, Groups;

    /// <summary>Channels of a group.</summary>
    public nint SourceChannels, TargetChannels;

    /// <summary>Steps in elements. The taps of a pair of channels are contiguous in the weight.</summary>
    public nint SourceImage, SourceChannel, TargetImage, TargetChannel, TargetSlice, TargetRow, WeightTarget, WeightSource;

    /// <summary>output = conv(input, weight).</summary>
    public static CorrelationProblem<T> Forward(in ConvolutionShape shape, T* output, T* input, T* weight, T* bias) => new()
    {
        Shape = shape, D = Axis.Forward(shape, 0), H = Axis.Forward(shape, 1), W = Axis.Forward(shape, 2),
        Source = input, Target = output, Weight = weight, Bias = bias, Batch = (nint)shape.Batch, Groups = (nint)shape.Groups,
        SourceChannels = (nint)shape.InOfGroup, TargetChannels = (nint)shape.OutOfGroup,
        SourceImage = (nint)(shape.InChannels * shape.In.Count), SourceChannel = (nint)shape.In.Count,
        TargetImage = (nint)(shape.OutChannels * shape.Out.Count), TargetChannel = (nint)shape.Out.Count, TargetSlice = (nint)(shape.Out.H * shape.Out.W), TargetRow = (nint)shape.Out.W,
        WeightTarget = (nint)(shape.InOfGroup * shape.Kernel.Count), WeightSource = (nint)shape.Kernel.Count,
    };

    /// <summary>input = the gradient of a convolution's input, for the inputs of one combination of remainders by the strides.</summary>
    public static CorrelationProblem<T> Backward(in ConvolutionShape shape, Axis d, Axis h, Axis w, T* input, T* output, T* weight, T* bias) => new()
    {
        Shape = shape, D = d, H = h, W = w,
        Source = output, Target = input, Weight = weight, Bias = bias, Batch = (nint)shape.Batch, Groups = (nint)shape.Groups,
        SourceChannels = (nint)shape.OutOfGroup, TargetChannels = (nint)shape.InOfGroup,
        SourceImage = (nint)(shape.OutChannels * shape.Out.Count), SourceChannel = (nint)shape.Out.Count,
        TargetImage = (nint)(shape.InChannels * shape.In.Count), TargetChannel = (nint)shape.In.Count, TargetSlice = (nint)(shape.In.H * shape.In.W), TargetRow = (nint)shape.In.W,
        WeightTarget = (nint)shape.Kernel.Count, WeightSource = (nint)(shape.InOfGroup * shape.Kernel.Count),
    };
}

/// <summary>
/// Correlations by the register tile of the matrix product: target channels are the rows of a tile, neighbouring flat positions its columns, and the rows of B are the source
/// itself, laid out in <see cref="Planes{T}"/>, at an offset for each tap. There is no column matrix. Tasks are groups of images, or bands of a large image.
/// </summary>
static unsafe class Correlation<W, V, T>
    where W : struct, IWidth<V, T>
    where V : struct
    where T : unmanaged, INumberBase<T>
{
    /// <summary>Tasks that keep several threads busy, the strips that are worth laying out a source for, and the positions up to which weights are read where they lie.</summary>
    const int EnoughTasks = 8, LeastStrips = 4, MostReading = 128;

    static int Columns => 2 * W.Count;

    public static void Run(in CorrelationProblem<T> p)
    {
        if (p.Batch == 0 || p.TargetChannels == 0 || p.D.Count * p.H.Count * p.W.Count == 0) return;
        if (typeof(T) == typeof(float) && Winograd<W, V, T>.Suits(p)) Winograd<W, V, T>.Run(p);
        else if (Depthwise<W, V, T>.Suits(p)) Depthwise<W, V, T>.Run(p);
        else if (IsPointwise(p)) Multiply(p);
        else RunDirect(p);
    }

    /// <summary>Whether targets see the source at the same place alone, and the positions of an image fill the strips of a product.</summary>
    static bool IsPointwise(in CorrelationProblem<T> p)
    {
        nint positions = p.SourceChannel, strips = (positions + Columns - 1) / Columns * Columns;
        return IsIdentity(p.D) && IsIdentity(p.H) && IsIdentity(p.W) && p.SourceChannels > 1 && p.TargetChannels >= W.TileRows && positions == p.TargetChannel && strips * 16 <= positions * 17;
    }

    static bool IsIdentity(Axis axis) => axis.Taps.Length == 1 && axis.Origin == 0 && axis.Stride == 1 && axis.Step == 1 && axis.Count == axis.Size;

    /// <summary>A product of the weights with each image as it lies.</summary>
    static void Multiply(in CorrelationProblem<T> p)
    {
        for (nint group = 0; group < p.Groups; group++)
        {
            T* weight = p.Weight + group * (nint)(p.Shape.OutOfGroup * p.Shape.InOfGroup), source = p.Source + group * p.SourceChannels * p.SourceChannel;
            T* target = p.Target + group * p.TargetChannels * p.TargetChannel, bias = p.Bias == null ? null : p.Bias + group * p.TargetChannels;
            // Seen transposed, so that the bias is one of each column.
            Gemm.Batched(p.Batch, p.SourceChannel, p.TargetChannels, p.SourceChannels, T.One, source, p.SourceImage, 1, p.SourceChannel, weight, 0, p.WeightSource, p.WeightTarget,
                T.Zero, target, p.TargetImage, 1, p.TargetChannel, bias);
        }
    }

    public static void RunDirect(in CorrelationProblem<T> p)
    {
        var pieces = new Pieces(p.Batch, p.Groups, p.D, p.H, p.W, p.SourceChannels * sizeof(T), enoughFlat: 512, EnoughTasks);
        var tasks = new Tasks(p, pieces);
        double flops = 2.0 * p.Batch * p.Groups * p.TargetChannels * tasks.Depth * p.D.Count * p.H.Count * p.W.Count;
        if (!tasks.ReadsWeights)
        {
            tasks = tasks.With(Workspace.Take<T>(Workspace.Weights, p.Groups * tasks.Strips * tasks.Rows * Math.Max(tasks.Depth, 1)));
            WorkerPool.For(p.Groups * tasks.Strips, Math.Max(1, 32768 / (tasks.Rows * Math.Max(tasks.Depth, 1))), new PackBody(tasks));
        }
        long grain = flops < 1e6 ? tasks.Count : Math.Max(1, (long)(tasks.Count * 2e5 / flops));
        WorkerPool.For(tasks.Count, grain, new TaskBody(tasks));
    }

    readonly struct PackBody(in Tasks tasks) : IRangeBody
    {
        readonly Tasks _tasks = tasks;

        public void Run(long start, long end)
        {
            for (var i = (nint)start; i < end; i++) _tasks.Pack(i);
        }
    }

    readonly struct TaskBody(in Tasks tasks) : IRangeBody
    {
        readonly Tasks _tasks = tasks;

        public void Run(long start, long end)
        {
            for (var i = (nint)start; i < end; i++) _tasks.Compute(i);
        }
    }

    readonly struct Tasks(in CorrelationProblem<T> p, Pieces pieces, T* packed = null)
    {
        readonly CorrelationProblem<T> _p = p;
        readonly Pieces _pieces = pieces;
        readonly T* _packed = packed;
        readonly nint _taps = p.D.Taps.Length * p.H.Taps.Length * p.W.Taps.Length;

        public nint Depth => _p.SourceChannels * _taps;

        /// <summary>Rows of a strip, but the last.</summary>
        public nint Rows => Math.Min(W.TileRows, RegisterTile<W, V, T>.Height(_p.TargetChannels));

        public nint Strips => (_p.TargetChannels + Rows - 1) / Rows;

        /// <summary>Parts of a piece's target channels: with few pieces each lays out the source for itself, so that there are enough tasks.</summary>
        nint Parts => _pieces.Count >= EnoughTasks ? 1 : Math.Clamp(Strips / LeastStrips, 1, (EnoughTasks + _pieces.Count - 1) / _pieces.Count);

        public nint Count => _pieces.Count * Parts;

        /// <summary>Weights that few positions share are read as they lie, row by row: packing them would take as long as the products. A tile must not read rows that are not there.</summary>
        public bool ReadsWeights
        {
            get
            {
                nint last = _p.TargetChannels - (Strips - 1) * Rows;
                return _p.Batch * _p.D.Count * _p.H.Count * _p.W.Count <= MostReading && _taps == (nint)_p.Shape.Kernel.Count && _p.WeightSource == _taps && last == RegisterTile<W, V, T>.Height(last);
            }
        }

        public Tasks With(T* memory) => new(_p, _pieces, memory);

        /// <summary>The weights of a strip of target channels, tap by tap.</summary>
        public void Pack(nint index)
        {
            nint rows = Rows, strips = Strips, group = index / strips, first = index % strips * rows, height = Math.Min(rows, _p.TargetChannels - first);
            nint width = RegisterTile<W, V, T>.Height(height), kernel = (nint)_p.Shape.Kernel.Count;
            var target = _packed + index * rows * Depth;
            var source = _p.Weight + group * (nint)(_p.Shape.OutOfGroup * _p.Shape.InOfGroup) * kernel + first * _p.WeightTarget;
            if (kernel == 1 || (_taps == kernel && _p.WeightSource == kernel))
            {
                Packing.Strip(source, _p.WeightTarget, kernel == 1 ? _p.WeightSource : 1, height, width, Depth, target);
                return;
            }
            if (_taps == kernel)
            {
                if (height < width) new Span<T>(target, checked((int)(Depth * width))).Clear();
                for (nint c = 0; c < _p.SourceChannels; c++) Turning.Run(source + c * _p.WeightSource, _p.WeightTarget, height, kernel, target + c * kernel * width, width);
                return;
            }
            var chosen = Workspace.Take<nint>(Workspace.Packing, _taps * 2);
            new Planes<T>(_p.D, _p.H, _p.W, 1).Taps(_p.Shape, chosen, chosen + _taps);
            for (nint c = 0; c < _p.SourceChannels; c++, source += _p.WeightSource)
            {
                for (nint t = 0; t < _taps; t++, target += width)
                {
                    var w = source + chosen[_taps + t];
                    for (nint i = 0; i < height; i++) target[i] = w[i * _p.WeightTarget];
                    for (var i = height; i < width; i++) target[i] = default;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Compute(nint index)
        {
            nint parts = Parts, part = index % parts, perPart = (Strips + parts - 1) / parts;
            var piece = _pieces[index / parts];
            var planes = piece.Planes<T>();
            nint depth = Depth, length = planes.Flat + Columns;
            var offsets = Workspace.Take<nint>(Workspace.Packing, depth + 2 * _taps);
            planes.Taps(_p.Shape, offsets, offsets + depth + _taps);
            for (nint c = _p.SourceChannels - 1; c >= 0; c--)
                for (nint t = 0; t < _taps; t++) offsets[c * _taps + t] = offsets[t] + c * planes.Channel;
            var source = Workspace.Take<T>(Workspace.Planes, planes.Elements(_p.SourceChannels));
            planes.Fill(_p.Source + piece.Image * _p.SourceImage + piece.Group * _p.SourceChannels * _p.SourceChannel, _p.SourceImage, _p.SourceChannel, planes.Images, _p.SourceChannels, source);
            nint rows = Rows, strips = Strips, end = Math.Min(strips, (part + 1) * perPart);
            bool reads = ReadsWeights;
            var results = Workspace.Take<T>(Workspace.Results, rows * length);
            for (nint strip = part * perPart; strip < end; strip++)
            {
                nint first = strip * rows, height = Math.Min(rows, _p.TargetChannels - first), padded = RegisterTile<W, V, T>.Height(height);
                var weights = reads ? _p.Weight + (piece.Group * _p.TargetChannels + first) * depth : _packed + (piece.Group * strips + strip) * rows * depth;
                for (nint q = 0; q < planes.Flat; q = planes.NextTarget(q + Columns))
                    if (reads) RegisterTile<W, V, T>.Run<IndexedByRows>(padded, depth, weights, depth, source + q, 0, offsets, results + q, length, T.One, T.Zero);
                    else RegisterTile<W, V, T>.Run<Indexed>(padded, depth, weights, padded, source + q, 0, offsets, results + q, length, T.One, T.Zero);
                for (nint i = 0; i < height; i++) Write(piece, planes, results + i * length, piece.Group * _p.TargetChannels + first + i);
            }
        }

        /// <summary>One channel's results to where they belong, with the bias.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void Write(in Piece piece, in Planes<T> planes, T* results, nint channel)
        {
            var bias = _p.Bias == null ? T.Zero : _p.Bias[channel];
            nint step = (nint)piece.W.Step;
            // Rows that follow each other in the target are written in whole vectors, over the start of the next.
            bool whole = step == 1 && piece.H.Step == 1 && planes.W == _p.TargetRow;
            for (nint image = 0; image < planes.Images; image++)
            {
                var target = _p.Target + (piece.Image + image) * _p.TargetImage + channel * _p.TargetChannel;
                for (nint z = 0; z < planes.D; z++)
                {
                    for (nint y = 0; y < planes.H; y++)
                    {
                        var from = results + image * planes.Image + z * planes.Slice + y * planes.Row;
                        var to = target + (nint)(piece.D.Start + z * piece.D.Step) * _p.TargetSlice + (nint)(piece.H.Start + y * piece.H.Step) * _p.TargetRow + (nint)piece.W.Start;
                        if (whole && (planes.H - 1 - y) * planes.W >= ShortRow.Overrun<T>()) ShortRow.AddOver(from, to, planes.W, bias);
                        else if (step == 1) ShortRow.CopyAdding(from, to, planes.W, bias);
                        else for (nint x = 0; x < planes.W; x++) to[x * step] = from[x] + bias;
                    }
                }
            }
        }
    }
}
