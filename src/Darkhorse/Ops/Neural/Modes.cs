namespace Darkhorse
{
    /// <summary>Padding of a convolution by rule instead of by number.</summary>
    public enum Padding
    {
        /// <summary>None: the kernel stays within the input.</summary>
        Valid = 0,

        /// <summary>As much as gives a result of the input's size; stride must be 1.</summary>
        Same = 1,
    }

    /// <summary>What is taken for elements outside the input.</summary>
    public enum PaddingModes
    {
        Zeros = 0,
        Reflect = 1,
        Replicate = 2,
        Circular = 3,
        Constant = 4,
    }

    /// <summary>How an embedding bag becomes one row.</summary>
    public enum EmbeddingBagMode
    {
        Sum = 0,
        Mean = 1,
        Max = 2,
    }

    public static partial class torch
    {
        /// <summary>How values between the pixels of a smaller image are found.</summary>
        public enum UpsampleMode
        {
            Nearest = 0,
            Linear = 1,
            Bilinear = 2,
            Bicubic = 3,
            Trilinear = 4,
            NearestExact = 5,
        }

        /// <summary>How values between the elements of an input of another size are found.</summary>
        public enum InterpolationMode
        {
            Nearest = 0,
            Linear = 1,
            Bilinear = 2,
            Bicubic = 3,
            Trilinear = 4,

            /// <summary>The mean of the elements that an output covers.</summary>
            Area = 5,

            /// <summary>Nearest, by the centres of elements: as other image libraries have it.</summary>
            NearestExact = 6,
        }

        /// <summary>How values between the elements of an image are found by grid_sample.</summary>
        public enum GridSampleMode
        {
            Nearest = 0,
            Bilinear = 2,
            Bicubic = 3,
        }

        /// <summary>What grid_sample finds outside of the image.</summary>
        public enum GridSamplePaddingMode
        {
            Zeros = 0,

            /// <summary>The image mirrored at its edges, as often as needed.</summary>
            Reflection = 1,

            /// <summary>The nearest edge element.</summary>
            Border = 2,
        }

        public static partial class nn
        {
            /// <summary>What becomes of the losses of a batch.</summary>
            public enum Reduction
            {
                /// <summary>They are returned one by one.</summary>
                None = 0,
                Mean = 1,
                Sum = 2,
            }
        }
    }
}
