namespace Darkhorse;

public static partial class torch
{
    /// <summary>Whether there is a CUDA device to put tensors on.</summary>
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>Whether there is the graphics processor of a Mac to put tensors on: this version has no backend for it.</summary>
    public static bool mps_is_available() => false;

    /// <summary>CUDA devices. This version has no backend for them: programs that ask first run on the host.</summary>
    public static class cuda
    {
        /// <summary>Whether <c>x.to("cuda")</c> works here.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>Whether the devices have NVIDIA's library of neural network kernels.</summary>
        public static bool is_cudnn_available() => false;

        /// <summary>How many there are.</summary>
        public static int device_count() => 0;

        /// <summary>Seeds the generator of the current device. Programs call it without asking whether there is one: if not, nothing happens.</summary>
        public static void manual_seed(long seed) { }

        /// <summary>Seeds the generators of all devices, of which there may be none.</summary>
        public static void manual_seed_all(long seed) { }

        /// <summary>Waits until all work of a device is done.</summary>
        /// <exception cref="NotSupportedException">There is no such device.</exception>
        public static void synchronize(Device? device = null) => _ = Devices.Backend.For(device?.type ?? DeviceType.CUDA);
    }
}
