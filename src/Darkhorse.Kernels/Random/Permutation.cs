using System.Runtime.CompilerServices;
using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Random;

/// <summary>Random orders.</summary>
public static unsafe class Permutation
{
    // Beyond this a 32-bit word modulo the range is too uneven; PyTorch changes the algorithm here too.
    const long FewEnoughForWords = uint.MaxValue / 20;

    /// <summary>0 … count - 1 in random order: the shuffle of Fisher and Yates from the front.</summary>
    public static void Fill(RandomStream stream, DType dtype, byte* data, long count, long stride)
    {
        var visitor = new Visitor(stream, data, count, stride);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct Visitor(RandomStream stream, byte* data, long count, long stride) : IStorageVisitor
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Visit<S>() where S : unmanaged
        {
            var target = (S*)data;
            if (count >= FewEnoughForWords)
            {
                InsideOut(target);
                return;
            }
            for (long i = 0; i < count; i++) target[i * stride] = Casting.Cast<long, S>(i);
            for (long i = 0; i < count - 1; i++)
            {
                long other = i + stream.Engine.Next() % (uint)(count - i);
                (target[i * stride], target[other * stride]) = (target[other * stride], target[i * stride]);
            }
        }

        void InsideOut<S>(S* target) where S : unmanaged
        {
            for (long i = 0; i < count; i++)
            {
                long other = (long)(stream.Engine.Next64() % (ulong)(i + 1));
                target[i * stride] = target[other * stride];
                target[other * stride] = Casting.Cast<long, S>(i);
            }
        }
    }
}
