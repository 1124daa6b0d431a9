namespace Darkhorse.Kernels.Dense;

/// <summary>Some images, or a band of target positions of one, in one group of channels: the work of one task.</summary>
readonly struct Piece(nint group, nint image, nint images, Axis d, Axis h, Axis w)
{
    public readonly nint Group = group, Image = image, Images = images;
    public readonly Axis D = d, H = h, W = w;

    public Planes<T> Planes<T>() where T : unmanaged => new(D, H, W, Images);
}

/// <summary>
/// The parts that a correlation is done in. Small images go several at a time, so that flat rows are long; large ones are cut into bands along their first dim, so that a
/// part's source stays in the second-level cache. The cut depends on shapes alone.
/// </summary>
readonly struct Pieces
{
    const long CacheBytes = 384 << 10;

    readonly Axis _d, _h, _w;
    readonly nint _batch, _images, _imageGroups, _band, _bands;
    readonly int _cut;

    public nint Groups { get; }

    public nint Count => Groups * PerGroup;

    public nint PerGroup => _imageGroups * _bands;

    /// <param name="batch">Images.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="d">The first dim.</param>
    /// <param name="h">The second dim.</param>
    /// <param name="w">The third dim.</param>
    /// <param name="bytesOfPosition">Bytes of all source channels at one position.</param>
    /// <param name="enoughFlat">Images are grouped up to this many flat positions.</param>
    /// <param name="enoughTasks">Images are not grouped, and large ones are cut, below this number of tasks.</param>
    public Pieces(nint batch, nint groups, Axis d, Axis h, Axis w, nint bytesOfPosition, nint enoughFlat, nint enoughTasks)
    {
        (_batch, Groups, _d, _h, _w) = (batch, groups, d, h, w);
        long image = d.Extent * h.Extent * w.Extent, bytes = image * d.Phases.Length * h.Phases.Length * w.Phases.Length * bytesOfPosition;
        long together = Math.Min(enoughFlat / Math.Max(image, 1), CacheBytes / Math.Max(bytes, 1));
        _images = (nint)Math.Clamp(together, 1, Math.Max(1, batch * groups / enoughTasks));
        _images = Math.Min(_images, batch);
        _imageGroups = (batch + _images - 1) / _images;
        _cut = d.Count > 1 ? 0 : h.Count > 1 ? 1 : 2;
        nint length = (nint)Cut.Count, wanted = (nint)(bytes * _images / CacheBytes) + 1;
        if (_imageGroups * groups < enoughTasks && image > 2 * enoughFlat) wanted = Math.Max(wanted, enoughTasks / (_imageGroups * groups));
        // A band also holds the margin that its taps reach into: not below twice that.
        nint least = (nint)Math.Max(2 * (Cut.Extent - Cut.Count), _cut == 2 ? enoughFlat : 4);
        _band = Math.Max((length + wanted - 1) / wanted, Math.Min(least, length));
        _bands = (length + _band - 1) / _band;
    }

    Axis Cut => _cut == 0 ? _d : _cut == 1 ? _h : _w;

    public Piece this[nint index]
    {
        get
        {
            nint group = index / PerGroup, rest = index % PerGroup, image = rest / _bands * _images, first = rest % _bands * _band;
            nint images = Math.Min(_images, _batch - image);
            if (_bands == 1) return new(group, image, images, _d, _h, _w);
            var band = Cut.Band(first, Math.Min(_band, (nint)Cut.Count - first));
            return new(group, image, images, _cut == 0 ? band : _d, _cut == 1 ? band : _h, _cut == 2 ? band : _w);
        }
    }
}
