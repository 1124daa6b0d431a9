namespace Darkhorse;

public static partial class torch
{
    /// <summary>The version of this library.</summary>
    public static string __version__ => typeof(torch).Assembly.GetName().Version!.ToString(3);

    /// <summary>What kinds of devices may do: kept for the devices that come, as PyTorch keeps them where there is none. They change nothing on the host.</summary>
    public static class backends
    {
        public static class cuda
        {
            static bool s_flash = true, s_math = true;

            public static bool flash_sdp_enabled() => s_flash;
            public static bool math_sdp_enabled() => s_math;

            /// <summary>Allows attention in tiles.</summary>
            public static void enable_flash_sdp(bool enable) => s_flash = enable;

            /// <summary>Allows attention as products and a softmax.</summary>
            public static void enable_math_sdp(bool enable) => s_math = enable;

            public static class matmul
            {
                /// <summary>Allows products of float32 with 10 bits of fraction.</summary>
                public static bool allow_tf32 { get; set; }

                /// <summary>Allows sums of float16 products in float16.</summary>
                public static bool allow_fp16_reduced_precision_reduction { get; set; } = true;
            }
        }

        public static class cudnn
        {
            /// <summary>Allows convolutions of float32 with 10 bits of fraction.</summary>
            public static bool allow_tf32 { get; set; } = true;
        }
    }
}
