using System.Numerics;
using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// Images seen as square patches, one for every 4 x 4 results, mapped to 36 planes of [patch, channel]. Rows of images are turned to have channels innermost first, so that a
/// vector holds neighbouring channels of a position, whatever the size of the image.
/// </summary>
readonly unsafe struct WinogradPatches<W, V, T> where W : struct, IWidth<V, T> where V : struct where T : unmanaged, INumberBase<T>
{
    public const int Planes = 36, Step = 4;

    readonly T* _images;
    readonly nint _imageStep, _channels, _channelStep, _height, _width, _top, _left, _rows, _columns;

    /// <summary>Elements from a patch to the next in a plane: the channels, rounded up.</summary>
    public readonly nint Pitch;

    /// <param name="images">The first channel of the first image.</param>
    /// <param name="imageStep">Elements from an image to the next.</param>
    /// <param name="channelStep">Elements from a channel to the next; rows are contiguous.</param>
    /// <param name="channels">Channels to take.</param>
    /// <param name="unit">What to round the channels up to, with zeros.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="top">Row of the first patch's corner; negative: zeros above.</param>
    /// <param name="left">Its column.</param>
    /// <param name="rows">Rows of patches in an image.</param>
    /// <param name="columns">Columns of patches.</param>
    public WinogradPatches(T* images, nint imageStep, nint channelStep, nint channels, nint unit, nint height, nint width, nint top, nint left, nint rows, nint columns)
    {
        _images = images;
        (_imageStep, _channelStep, _channels, _height, _width, _top, _left, _rows, _columns) = (imageStep, channelStep, channels, height, width, top, left, rows, columns);
        Pitch = (channels + unit - 1) / unit * unit;
    }

    /// <summary>Elements of a plane of so many patches, with those a tile may read past the end; an odd number of lines, lest all planes fall into the same sets of the cache.</summary>
    public static nint Plane(nint patches, nint pitch) => ((patches + W.TileRows) * pitch / 16 | 1) * 16;

    /// <summary>Maps the patches of some rows (counted over all images), from row <paramref name="origin"/> on.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Map<M>(nint first, nint last, nint origin, T* target, nint plane) where M : struct, ISquareMap<T>
    {
        nint line = (_columns * Step + M.From - Step) * Pitch;
        var lines = Workspace.Take<T>(Workspace.Packing, M.From * line);
        new Span<T>(lines, (int)(M.From * line)).Clear();
        var between = stackalloc T[M.From * M.To * W.Count];
        for (var row = first; row < last; row++)
        {
            nint image = row / _rows, y = row % _rows * Step + _top, kept = row > first && row % _rows > 0 ? M.From - Step : 0;
            Buffer.MemoryCopy(lines + Step * line, lines, kept * line * sizeof(T), kept * line * sizeof(T));
            for (var i = kept; i < M.From; i++) Turn(_images + image * _imageStep, y + i, lines + i * line, line);
            var to = target + (row - origin) * _columns * Pitch;
            for (nint x = 0; x < _columns; x++, to += Pitch)
                for (nint c = 0; c < Pitch; c += W.Count)
                    WinogradMaps<W, V, T>.Square<M>(lines + x * Step * Pitch + c, line, Pitch, between, to + c, M.To * plane, plane);
        }
    }

    /// <summary>One row of an image: [column, channel].</summary>
    void Turn(T* image, nint y, T* line, nint length)
    {
        if (y < 0 || y >= _height)
        {
            new Span<T>(line, (int)length).Clear();
            return;
        }
        // Columns outside of the image stay zero; those that no patch reaches are left out.
        nint start = Math.Max(0, _left), count = Math.Min(_width, length / Pitch + _left) - start;
        Turning.Run(image + y * _width + start, _channelStep, _channels, count, line + (start - _left) * Pitch, Pitch);
    }
}
