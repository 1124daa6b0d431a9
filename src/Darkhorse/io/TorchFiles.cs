using Darkhorse.IO;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>Reads a tensor that PyTorch or <see cref="save(Tensor, string)"/> saved by itself; see <see cref="load{T}(string, Device?, bool)"/>.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else than a tensor.</exception>
    public static Tensor load(string location) => load<Tensor>(location);

    /// <summary>
    /// Reads a file of PyTorch's <c>torch.save</c> (.pt, .pth, .bin, of any version), or the tensors of a TorchScript archive by the path of their attributes.
    /// The file is data: it cannot run anything, and what is in it is of the types below.
    /// </summary>
    /// <remarks>
    /// A dict is a <c>Dictionary&lt;string, Tensor&gt;</c> if all keys are strings and all values tensors, otherwise a <c>Dictionary&lt;string, object?&gt;</c> or, with keys of another kind,
    /// a <c>Dictionary&lt;object, object?&gt;</c>. A list is a <c>List&lt;object?&gt;</c>, a tuple an <c>object?[]</c>, a set a <c>HashSet&lt;object&gt;</c>, an int a <see cref="long"/> or, where it
    /// does not fit, a BigInteger, a float a <see cref="double"/>, complex a <see cref="System.Numerics.Complex"/>, bytes a byte[]. Tensors that shared their elements share them again.
    /// </remarks>
    /// <typeparam name="T">What the file holds: <see cref="Tensor"/>, <c>Dictionary&lt;string, Tensor&gt;</c> for a state dict, <c>Dictionary&lt;string, object?&gt;</c> for a checkpoint, <see cref="object"/> for anything.</typeparam>
    /// <param name="location">The file.</param>
    /// <param name="map_location">Where tensors are put, wherever they were; the CPU unless given.</param>
    /// <param name="mmap">Whether tensors are the memory of the file: opening is then as quick for a large file as for a small one. What is written to them does not reach the file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of another kind, holds something else than a <typeparamref name="T"/>, or names a function or class other than the few that tensors are made of.</exception>
    public static T load<T>(string location, Device? map_location = null, bool mmap = false) => TorchFile.Load<T>(location, map_location, mmap);

    /// <summary>Reads what was saved from a stream, up to its end.</summary>
    /// <inheritdoc cref="load{T}(string, Device?, bool)"/>
    public static T load<T>(Stream stream, Device? map_location = null) => TorchFile.Load<T>(stream, map_location);

    /// <summary>
    /// Writes a value in PyTorch's format, so that <c>torch.load</c> reads it there and here; the file appears whole or not at all. Tensors are written with the storage they are part of:
    /// those that share one share it again when they are read, and of a small part of a large tensor save a <c>clone()</c>.
    /// </summary>
    /// <param name="obj">A tensor, number, string, dtype, device, or a list, tuple (also an <c>object[]</c>) or dictionary of such values: a state dict, a checkpoint.</param>
    /// <param name="location">The file.</param>
    /// <exception cref="NotSupportedException">A value is of another type.</exception>
    /// <exception cref="InvalidOperationException">Tensors of different dtypes share their elements.</exception>
    public static void save(object? obj, string location)
        => AtomicFile.Write(location, stream => TorchArchive.Save(obj, stream, Path.GetFileNameWithoutExtension(location) is { Length: > 0 } name ? name : "archive"));

    /// <inheritdoc cref="save(object?, string)"/>
    public static void save(Tensor t, string location) => save((object)t, location);

    /// <summary>Writes a value in PyTorch's format to a stream.</summary>
    /// <inheritdoc cref="save(object?, string)"/>
    public static void save(object? obj, Stream stream) => TorchArchive.Save(obj, stream, "archive");
}
