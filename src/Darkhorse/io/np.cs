using Darkhorse.IO;

namespace Darkhorse;

/// <summary>Files of NumPy by NumPy's own names. Arrays are tensors; nothing is ever unpickled.</summary>
public static class np
{
    /// <summary>Reads a .npy file; see <see cref="torch.load_npy"/>. A .npz file has several arrays: <see cref="torch.load_npz"/>.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Tensor load(string file, string? mmap_mode = null)
    {
        using (var stream = File.OpenRead(file))
            if (stream.ReadByte() == 'P' && stream.ReadByte() == 'K') throw new InvalidDataException($"{file}: the file is an archive of several arrays; torch.load_npz reads it");
        return torch.load_npy(file, mmap_mode);
    }

    /// <summary>Writes a .npy file; the ending is added to a name without it.</summary>
    public static void save(string file, Tensor arr) => torch.save_npy(WithEnding(file, ".npy"), arr);

    /// <summary>Writes arrays to a .npz file under the names arr_0, arr_1, …; the ending is added to a name without it.</summary>
    public static void savez(string file, params Tensor[] args) => torch.save_npz(WithEnding(file, ".npz"), Numbered(args));

    /// <summary>Writes arrays by name to a .npz file: <c>np.savez("a.npz", ("x", x), ("y", y))</c>.</summary>
    public static void savez(string file, params (string name, Tensor arr)[] kwds) => torch.save_npz(WithEnding(file, ".npz"), Named(kwds));

    /// <summary>As <see cref="savez(string, Tensor[])"/>, deflated.</summary>
    public static void savez_compressed(string file, params Tensor[] args) => torch.save_npz(WithEnding(file, ".npz"), Numbered(args), compressed: true);

    /// <summary>As <see cref="savez(string, ValueTuple{string, Tensor}[])"/>, deflated.</summary>
    public static void savez_compressed(string file, params (string name, Tensor arr)[] kwds) => torch.save_npz(WithEnding(file, ".npz"), Named(kwds), compressed: true);

    static IEnumerable<KeyValuePair<string, Tensor>> Numbered(Tensor[] arrays) => arrays.Select((array, i) => KeyValuePair.Create($"arr_{i}", array));

    static IEnumerable<KeyValuePair<string, Tensor>> Named((string Name, Tensor Array)[] arrays) => arrays.Select(array => KeyValuePair.Create(array.Name, array.Array));

    static string WithEnding(string file, string ending) => file.EndsWith(ending, StringComparison.Ordinal) ? file : file + ending;
}
