using System.IO.Compression;
using Darkhorse.IO;

namespace Darkhorse;

public static partial class torch
{
    // Deflate can not expand its input further than this; a bit more for entries of a few bytes.
    const long LargestExpansion = 1032, SmallEntry = 1 << 16;

    /// <summary>Reads a .npy file of NumPy: numbers, complex numbers or bool; never pickled objects.</summary>
    /// <param name="file">The file's path.</param>
    /// <param name="mmap_mode">
    /// Null reads the elements. Else the tensor is over the file itself, whose pages are read when they are used: "r+" writes changes to the file, "c" keeps them in memory, and "r"
    /// refuses them. The file stays mapped until no tensor on it is left.
    /// </param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">No tensor can hold the dtype.</exception>
    public static Tensor load_npy(string file, string? mmap_mode = null)
    {
        if (mmap_mode is not null) return ReadNumpy(file, () => MappedNpy.Open(file, mmap_mode));
        using var stream = File.OpenRead(file);
        return ReadNumpy(file, () => ReadNpy(stream, stream.Length));
    }

    /// <summary>Reads all arrays of a .npz file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Dictionary<string, Tensor> load_npz(string file)
    {
        using var stream = File.OpenRead(file);
        return ReadNumpy(file, () =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
            var arrays = new Dictionary<string, Tensor>();
            foreach (var entry in archive.Entries)
            {
                if (entry.Length > entry.CompressedLength * LargestExpansion + SmallEntry) throw new InvalidDataException($"'{entry.FullName}' claims more bytes than it can have");
                string name = entry.FullName.EndsWith(".npy", StringComparison.Ordinal) ? entry.FullName[..^4] : entry.FullName;
                using var content = entry.Open();
                if (!arrays.TryAdd(name, ReadNpy(content, entry.Length))) throw new InvalidDataException($"there are two arrays '{name}'");
            }
            return arrays;
        });
    }

    static T ReadNumpy<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{file}: {(error is EndOfStreamException ? "the file ends before its data do" : error.Message)}", error);
        }
    }

    static Tensor ReadNpy(Stream stream, long length)
    {
        var header = NpyHeader.Read(stream);
        header.CheckCount(length);
        var result = RawBytes.Read(stream, header.DType, header.MemorySizes, header.BigEndian);
        if (stream.ReadByte() >= 0) throw new InvalidDataException("data go on after the last element");
        return header.Ordered(result);
    }

    /// <summary>Writes a .npy file, which appears whole or not at all; a transposed tensor in Fortran's order, any other row-major.</summary>
    /// <exception cref="NotSupportedException">NumPy has no such dtype: bfloat16.</exception>
    public static void save_npy(string file, Tensor arr) => AtomicFile.Write(file, stream => WriteNpy(stream, arr));

    static void WriteNpy(Stream stream, Tensor array)
    {
        var reversed = array.detach().permute(Enumerable.Range(0, (int)array.ndim).Reverse().Select(d => (long)d).ToArray());
        bool fortranOrder = !array.is_contiguous() && reversed.is_contiguous();
        stream.Write(NpyHeader.Write(array.DType, array.Sizes, fortranOrder));
        RawBytes.Write(stream, fortranOrder ? reversed : array);
    }

    /// <summary>Writes arrays by name to a .npz file, deflated or as they are; it appears whole or not at all.</summary>
    /// <exception cref="ArgumentException">Two arrays have one name.</exception>
    public static void save_npz(string file, IEnumerable<KeyValuePair<string, Tensor>> arrays, bool compressed = false) => AtomicFile.Write(file, stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        var names = new HashSet<string>();
        foreach (var (name, array) in arrays)
        {
            if (!names.Add(name)) throw new ArgumentException($"there are two arrays '{name}'");
            using var content = archive.CreateEntry(name + ".npy", compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
            WriteNpy(content, array);
        }
    });
}
