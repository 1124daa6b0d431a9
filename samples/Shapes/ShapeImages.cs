using static Darkhorse.torch;
using Tensor = Darkhorse.torch.Tensor;

namespace Shapes;

/// <summary>Colored shapes on colored noise, 32 by 32, drawn when they are asked for: element i is the same every time.</summary>
sealed class ShapeImages(long count, int seed) : utils.data.IterableDataset
{
    public const int Side = 32;
    public static readonly string[] Kinds = ["disk", "ring", "square", "triangle", "cross", "stripes"];

    public override long Count => count;

    /// <summary>An image, float32 [3, 32, 32], and its kind, int64 [].</summary>
    public override IList<Tensor> GetTensor(long index)
    {
        var random = new Random(HashCode(seed, index));
        int kind = random.Next(Kinds.Length);
        return [tensor(Draw(kind, random), [3, Side, Side]), tensor((long)kind)];
    }

    // System.HashCode differs from run to run.
    static int HashCode(int seed, long index) => unchecked((int)((ulong)(index + 1) * 0x9E3779B97F4A7C15 >> 32) ^ seed * 0x5BD1E995);

    static float[] Draw(int kind, Random random)
    {
        double Between(double low, double high) => low + (high - low) * random.NextDouble();
        double centerX = Between(11, 21), centerY = Between(11, 21), size = Between(6, 11), turn = Between(0, Math.PI * 2), noise = Between(0.05, 0.3);
        double[] ink = [random.NextDouble(), random.NextDouble(), random.NextDouble()], paper = [.. ink.Select(value => value > 0.5 ? Between(0, value - 0.4) : Between(value + 0.4, 1))];
        var image = new float[3 * Side * Side];
        for (int i = 0; i < Side * Side; i++)
        {
            double x = (i % Side - centerX) / size, y = (i / Side - centerY) / size;
            (x, y) = (x * Math.Cos(turn) - y * Math.Sin(turn), x * Math.Sin(turn) + y * Math.Cos(turn));
            var color = IsInside(kind, x, y) ? ink : paper;
            for (int c = 0; c < 3; c++) image[c * Side * Side + i] = (float)(color[c] + noise * (random.NextDouble() - 0.5)) * 2 - 1;
        }
        return image;
    }

    /// <summary>Whether a point belongs to a shape about as large as the unit circle.</summary>
    static bool IsInside(int kind, double x, double y) => kind switch
    {
        0 => x * x + y * y < 0.8,
        1 => x * x + y * y is > 0.4 and < 1,
        2 => Math.Abs(x) < 0.8 && Math.Abs(y) < 0.8,
        3 => y > -0.6 && y < 1 - 1.8 * Math.Abs(x),
        4 => Math.Min(Math.Abs(x), Math.Abs(y)) < 0.28 && Math.Max(Math.Abs(x), Math.Abs(y)) < 1,
        _ => Math.Abs(x) < 0.9 && Math.Abs(y) < 0.9 && (int)Math.Floor((y + 4) * 3) % 2 == 0,
    };
}
