namespace Digits;

/// <summary>Random numbers that are the same on every machine and for ever (SplitMix64: Steele, Lea and Flood, 2014).</summary>
struct Dice(ulong seed)
{
    ulong _state = seed;

    ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public double Between(double low, double high) => low + (high - low) * ((Next() >> 11) * (1.0 / (1UL << 53)));

    public int Below(int count) => (int)(Next() % (ulong)count);

    public bool Chance(double p) => Between(0, 1) < p;

    /// <summary>About normal: three uniforms less their mean.</summary>
    public double Normal() => 2 * (Between(0, 1) + Between(0, 1) + Between(0, 1) - 1.5);
}

/// <summary>A line under way: points in the unit square, x to the right, y down.</summary>
sealed class Stroke
{
    public List<(double X, double Y)> Points { get; } = [];

    public static Stroke At(double x, double y)
    {
        var stroke = new Stroke();
        stroke.Points.Add((x, y));
        return stroke;
    }

    public Stroke LineTo(double x, double y)
    {
        var (fromX, fromY) = Points[^1];
        for (int i = 1; i <= 6; i++) Points.Add((fromX + (x - fromX) * i / 6, fromY + (y - fromY) * i / 6));
        return this;
    }

    /// <summary>A quadratic Bézier curve.</summary>
    public Stroke CurveTo(double controlX, double controlY, double x, double y)
    {
        var (fromX, fromY) = Points[^1];
        for (int i = 1; i <= 10; i++)
        {
            double t = i / 10.0, s = 1 - t;
            Points.Add((s * s * fromX + 2 * s * t * controlX + t * t * x, s * s * fromY + 2 * s * t * controlY + t * t * y));
        }
        return this;
    }

    /// <summary>Part of an ellipse; degrees, clockwise from the right.</summary>
    public Stroke Arc(double centerX, double centerY, double radiusX, double radiusY, double from, double to)
    {
        int steps = Math.Max(4, (int)(Math.Abs(to - from) / 15));
        for (int i = 0; i <= steps; i++)
        {
            double angle = (from + (to - from) * i / steps) * Math.PI / 180;
            Points.Add((centerX + radiusX * Math.Cos(angle), centerY + radiusY * Math.Sin(angle)));
        }
        return this;
    }
}
