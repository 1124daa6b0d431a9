namespace Bench;

/// <summary>Convolutions of the shapes that networks are made of, and their two gradients.</summary>
static class Convolutions
{
    /// <summary>Images of Size x Size (signals of Size where there is one dim) through a kernel.</summary>
    sealed record Layer(string Name, long Batch, long In, long Out, long Size, long Kernel, long Stride = 1, long Padding = 0, long Groups = 1, bool Transposed = false, bool Flat = false)
    {
        public Tensor Input() => Flat ? rand(Batch, In, Size) : rand(Batch, In, Size, Size);

        public Tensor Weight()
        {
            var (first, second) = Transposed ? (In, Out / Groups) : (Out, In / Groups);
            return Flat ? rand(first, second, Kernel) : rand(first, second, Kernel, Kernel);
        }

        public Tensor Run(Tensor x, Tensor w) => Flat ? functional.conv1d(x, w, null, Stride, Padding)
            : Transposed ? functional.conv_transpose2d(x, w, null, [Stride, Stride], [Padding, Padding])
            : functional.conv2d(x, w, null, [Stride, Stride], [Padding, Padding], null, Groups);

        public double Flops
        {
            get
            {
                long side = Transposed ? Size : (Size + 2 * Padding - Kernel) / Stride + 1, taps = Flat ? Kernel : Kernel * Kernel;
                return 2.0 * Batch * In * Out / Groups * taps * (Flat ? side : side * side);
            }
        }
    }

    static readonly Layer[] Layers =
    [
        new("7x7 s2 3-64 at 224, batch 1", 1, 3, 64, 224, 7, 2, 3), new("7x7 s2 3-64 at 224, batch 8", 8, 3, 64, 224, 7, 2, 3),
        new("3x3 64-64 at 56, batch 1", 1, 64, 64, 56, 3, 1, 1), new("3x3 64-64 at 56, batch 8", 8, 64, 64, 56, 3, 1, 1),
        new("3x3 128-128 at 28, batch 1", 1, 128, 128, 28, 3, 1, 1), new("3x3 128-128 at 28, batch 8", 8, 128, 128, 28, 3, 1, 1),
        new("3x3 256-256 at 14, batch 1", 1, 256, 256, 14, 3, 1, 1), new("3x3 256-256 at 14, batch 8", 8, 256, 256, 14, 3, 1, 1),
        new("3x3 512-512 at 7, batch 1", 1, 512, 512, 7, 3, 1, 1), new("3x3 512-512 at 7, batch 8", 8, 512, 512, 7, 3, 1, 1),
        new("3x3 s2 64-128 at 56, batch 8", 8, 64, 128, 56, 3, 2, 1), new("1x1 s2 64-128 at 56, batch 8", 8, 64, 128, 56, 1, 2),
        new("1x1 64-256 at 56, batch 8", 8, 64, 256, 56, 1), new("1x1 256-64 at 56, batch 8", 8, 256, 64, 56, 1), new("1x1 1024-256 at 14, batch 8", 8, 1024, 256, 14, 1),
        new("1x1 512-2048 at 7, batch 1", 1, 512, 2048, 7, 1),
        new("depthwise 3x3 128 at 56, batch 8", 8, 128, 128, 56, 3, 1, 1, 128), new("depthwise 3x3 s2 128 at 56, batch 8", 8, 128, 128, 56, 3, 2, 1, 128),
        new("depthwise 3x3 512 at 14, batch 1", 1, 512, 512, 14, 3, 1, 1, 512), new("grouped 3x3 128-128 by 32 at 28, batch 8", 8, 128, 128, 28, 3, 1, 1, 32),
        new("3x3 3-32 at 32, batch 32", 32, 3, 32, 32, 3, 1, 1), new("3x3 1-16 at 28, batch 32", 32, 1, 16, 28, 3, 1, 1), new("3x3 16-32 at 14, batch 32", 32, 16, 32, 14, 3, 1, 1),
        new("5x5 1-6 at 28, batch 32", 32, 1, 6, 28, 5, 1, 2), new("5x5 6-16 at 14, batch 32", 32, 6, 16, 14, 5),
        new("1-d k3 64-64 at 256, batch 8", 8, 64, 64, 256, 3, 1, 1, Flat: true), new("1-d k5 1-32 at 1000, batch 32", 32, 1, 32, 1000, 5, 1, 2, Flat: true),
        new("transposed 4x4 s2 64-32 at 16, batch 8", 8, 64, 32, 16, 4, 2, 1, Transposed: true), new("transposed 3x3 64-64 at 28, batch 8", 8, 64, 64, 28, 3, 1, 1, Transposed: true),
    ];

    public static IEnumerable<Row> Rows
    {
        get
        {
            foreach (var layer in Layers)
            {
                yield return new("conv", $"conv {layer.Name}", () =>
                {
                    Tensor x = layer.Input(), w = layer.Weight();
                    return () => layer.Run(x, w);
                }, layer.Flops);
                yield return new("conv", $"conv {layer.Name}: input", () => Gradient(layer, layer.Input().requires_grad_(), layer.Weight()), layer.Flops);
                yield return new("conv", $"conv {layer.Name}: weight", () => Gradient(layer, layer.Input(), layer.Weight().requires_grad_()), layer.Flops);
            }
        }
    }

    static Action Gradient(Layer layer, Tensor x, Tensor w)
    {
        var y = layer.Run(x, w);
        var grad = rand_like(y);
        var wanted = x.requires_grad ? x : w;
        return () => autograd.grad([y], [wanted], [grad], retain_graph: true);
    }
}
