using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Darkhorse.IO;

/// <summary>A file as memory. Unless it writes to the file, a page that is written to becomes a private copy.</summary>
sealed class MappedFile
{
    readonly SafeHandle _handle;
    readonly nint _data;

    public MappedFile(FileStream stream, bool writes)
    {
        // Also where nothing should be written: a write through a span then harms nobody, where it would end the process otherwise.
        var access = writes ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.CopyOnWrite;
        using var map = MemoryMappedFile.CreateFromFile(stream, null, 0, access, HandleInheritability.None, leaveOpen: true);
        var view = map.CreateViewAccessor(0, 0, access);
        _handle = view.SafeMemoryMappedViewHandle;
        _data = _handle.DangerousGetHandle() + (nint)view.PointerOffset;
    }

    /// <summary>A part of the file. The handle unmaps when it is collected: it is what storages keep alive.</summary>
    public unsafe Memory.Storage Storage(long start, long length, bool isReadOnly = false) => Memory.Storage.Share((byte*)_data + start, length, _handle, isReadOnly);
}
