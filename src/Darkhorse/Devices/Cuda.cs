namespace Darkhorse;

public static partial class torch
{
    /// <summary>Whether there is a CUDA device to put tensors on.</summary>
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>CUDA devices. This version has no backend for them: programs that ask first run on the host.</summary>
    public static class cuda
    {
        /// <summary>Whether <c>x.to("cuda")</c> works here.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>How many there are.</summary>
        public static int device_count() => 0;
    }
}
