using System.Runtime.CompilerServices;

namespace Darkhorse.Kernels.Dense;

/// <summary>
/// The source of a correlation laid out so that every tap is a constant offset: for each channel and each combination of phases a plane of some images' elements, zeros
/// included where the source ends. Target position (image, z, y, x) is the flat position image * Image + z * Slice + y * Row + x; the positions in between are computed
/// too, and dropped: some waste for long vectors.
/// </summary>
readonly unsafe struct Planes<T> where T : unmanaged
{
    public readonly nint Images, Row, Slice, Image, Plane, Channel;

    /// <summary>Target positions along the dims.</summary>
    public readonly nint D, H, W;

    readonly Axis _d, _h, _w;

    public Planes(Axis d, Axis h, Axis w, nint images)
    {
        (_d, _h, _w, Images) = (d, h, w, images);
        (D, H, W) = ((nint)d.Count, (nint)h.Count, (nint)w.Count);
        Row = (nint)w.Extent;
        Slice = (nint)h.Extent * Row;
        Image = (nint)d.Extent * Slice;
        Plane = Image * images;
        Channel = Plane * d.Phases.Length * h.Phases.Length * w.Phases.Length;
    }

    /// <summary>Flat positions from the first target to the last.</summary>
    public nint Flat => (Images - 1) * Image + (D - 1) * Slice + (H - 1) * Row + W;

    /// <summary>The first flat position from this one on that is a target's: tiles skip the gaps between images and slices that are wider than they.</summary>
    public nint NextTarget(nint flat)
    {
        nint x = flat % Row, y = flat % Slice / Row, z = flat % Image / Slice;
        if (z >= D) return flat - flat % Image + Image;
        if (y >= H) return flat - flat % Slice + Slice;
        if (x < W) return flat;
        flat += Row - x;
        return y + 1 < H ? flat : NextTarget(flat);
    }

    public int TapCount => _d.Taps.Length * _h.Taps.Length * _w.Taps.Length;

    /// <summary>Elements to allocate, with those that vectors may read past the end.</summary>
    public nint Elements(nint channels) => channels * Channel + Image + 128;

    /// <summary>The offset of each tap, and which element of the kernel it is.</summary>
    public void Taps(in ConvolutionShape shape, nint* offsets, nint* indices)
    {
        for (int i = 0; i < _d.Taps.Length; i++)
        {
            for (int j = 0; j < _h.Taps.Length; j++)
            {
                for (int k = 0; k < _w.Taps.Length; k++)
                {
                    nint phase = (_d.PhaseOf(i) * _h.Phases.Length + _h.PhaseOf(j)) * _w.Phases.Length + _w.PhaseOf(k);
                    *offsets++ = phase * Plane + (nint)(_d.MoveOf(i) * Slice + _h.MoveOf(j) * Row + _w.MoveOf(k));
                    *indices++ = (nint)((_d.Taps[i] * shape.Kernel.H + _h.Taps[j]) * shape.Kernel.W + _w.Taps[k]);
                }
            }
        }
    }

    /// <summary>Copies <paramref name="images"/> images, at most <see cref="Images"/>; channels and images are the given elements apart.</summary>
    public void Fill(T* source, nint imageStep, nint channelStep, nint images, nint channels, T* planes)
    {
        var end = planes + channels * Channel;
        for (nint c = 0; c < channels; c++, source += channelStep)
        {
            foreach (long d in _d.Phases)
            {
                foreach (long h in _h.Phases)
                {
                    foreach (long w in _w.Phases)
                    {
                        for (nint i = 0; i < Images; i++, planes += Image)
                        {
                            if (i < images) FillImage(source + i * imageStep, d, h, w, planes);
                            else new Span<T>(planes, (int)Image).Clear();
                        }
                    }
                }
            }
        }
        new Span<T>(end, (int)Image + 128).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void FillImage(T* source, long phaseD, long phaseH, long phaseW, T* target)
    {
        var end = source + (nint)(_d.Size * _h.Size * _w.Size);
        nint depths = Image / Slice, rows = Slice / Row, stride = (nint)_w.Stride, first = (nint)(_w.Origin + phaseW);
        // Columns before left, and from right on, lie outside of the source.
        nint left = first >= 0 ? 0 : Math.Min((-first + stride - 1) / stride, Row);
        nint right = first >= _w.Size ? left : Math.Max(left, Math.Min(((nint)_w.Size - first + stride - 1) / stride, Row));
        for (nint i = 0; i < depths; i++)
        {
            long z = i * _d.Stride + phaseD + _d.Origin;
            if (z < 0 || z >= _d.Size)
            {
                new Span<T>(target, (int)Slice).Clear();
                target += Slice;
                continue;
            }
            for (nint j = 0; j < rows; j++, target += Row)
            {
                long y = j * _h.Stride + phaseH + _h.Origin;
                if (y < 0 || y >= _h.Size)
                {
                    new Span<T>(target, (int)Row).Clear();
                    continue;
                }
                var row = source + (z * _h.Size + y) * _w.Size + first;
                for (nint x = 0; x < left; x++) target[x] = default;
                // Whole vectors, where the source goes on behind this row and the target behind its own: the next row mends the overrun.
                if (stride == 1 && row + right + ShortRow.Overrun<T>() < end) ShortRow.CopyOver(row + left, target + left, right - left);
                else if (stride == 1) ShortRow.Copy(row + left, target + left, right - left);
                else ShortRow.CopyEach(row + left * stride, stride, target + left, right - left);
                for (var x = right; x < Row; x++) target[x] = default;
            }
        }
    }

    /// <summary>Lays the target's elements out flat, zeros in between: what <see cref="Correlation{W, V, T}"/> multiplies with the planes for the gradient of the weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Spread(T* target, nint imageStep, nint rowStep, nint sliceStep, nint images, T* flat, nint length)
    {
        new Span<T>(flat, (int)length).Clear();
        for (nint i = 0; i < images; i++)
            for (nint z = 0; z < D; z++)
                for (nint y = 0; y < H; y++)
                    ShortRow.Copy(target + i * imageStep + z * sliceStep + y * rowStep, flat + i * Image + z * Slice + y * Row, W);
    }
}
