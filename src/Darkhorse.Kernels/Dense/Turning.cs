using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Darkhorse.Kernels.Dense;

/// <summary>The transpose of a matrix, in blocks turned round in registers; the last ones overlap those before.</summary>
static unsafe class Turning
{
    /// <summary>target[j][i] = source[i][j]; both have rows of their own pitch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* source, nint sourcePitch, nint rows, nint columns, T* target, nint targetPitch) where T : unmanaged
    {
        int block = sizeof(T) != 4 || !Sse2.IsSupported ? 1 : Avx.IsSupported && rows >= 8 && columns >= 8 ? 8 : rows >= 4 && columns >= 4 ? 4 : 1;
        for (nint i = 0; i < rows; i += block)
        {
            nint row = Math.Min(i, rows - block);
            T* from = source + row * sourcePitch, to = target + row;
            if (block == 1)
            {
                for (nint j = 0; j < columns; j++) to[j * targetPitch] = from[j];
                continue;
            }
            for (nint j = 0; j < columns; j += block)
            {
                nint column = Math.Min(j, columns - block);
                if (block == 8) Packing.Turn8((float*)(from + column), sourcePitch, (float*)(to + column * targetPitch), targetPitch);
                else Packing.Turn4((float*)(from + column), sourcePitch, (float*)(to + column * targetPitch), targetPitch);
            }
        }
    }
}
