using Darkhorse.Kernels.Parallel;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>How many threads an op may use on the host, the calling one included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public static void set_num_threads(int num) => WorkerPool.Threads = num;

    public static int get_num_threads() => WorkerPool.Threads;
}
