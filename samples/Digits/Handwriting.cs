namespace Digits;

/// <summary>Draws digits as a hand might: several ways to write each, bent, slanted, thick or thin, on noisy paper. 28 by 28 pixels, light on dark.</summary>
static class Handwriting
{
    public const int Side = 28;

    /// <summary>Fills <paramref name="pixels"/> with one image of the digit. The same seed draws the same image.</summary>
    public static void Draw(int digit, ulong seed, Span<byte> pixels)
    {
        var dice = new Dice(seed);
        var ink = new float[Side * Side];
        var hand = new Hand(ref dice);
        foreach (var stroke in Write(digit, ref dice))
        {
            // A hurried hand begins late or lifts early.
            int points = stroke.Points.Count, late = (int)(points * dice.Between(0, 0.1)), early = (int)(points * dice.Between(0, 0.12));
            Trace(stroke.Points[late..(points - early)], hand, ink);
        }
        double contrast = dice.Between(0.75, 1), grain = dice.Between(0.01, 0.08);
        for (int i = 0; i < ink.Length; i++)
            pixels[i] = (byte)Math.Clamp(255 * (ink[i] * contrast + (ink[i] > 0 || dice.Chance(0.3) ? grain * dice.Normal() : 0)), 0, 255);
        if (dice.Chance(0.25)) Smudge(ref dice, pixels);
    }

    /// <summary>The strokes of a digit, in one of the ways people write it.</summary>
    static IEnumerable<Stroke> Write(int digit, ref Dice dice)
    {
        double a = dice.Between(-0.09, 0.09), b = dice.Between(-0.09, 0.09);
        switch (digit)
        {
            case 0:
                double start = dice.Between(-130, -60);
                return [new Stroke().Arc(0.5, 0.5, 0.27 + a, 0.42, start, start + dice.Between(340, 385))];
            case 1:
                return dice.Below(4) switch
                {
                    0 => [Stroke.At(0.33 + a, 0.27 + b).LineTo(0.53, 0.08).LineTo(0.53, 0.92)],
                    1 => [Stroke.At(0.34 + a, 0.25 + b).LineTo(0.52, 0.08).LineTo(0.52, 0.9), Stroke.At(0.32, 0.91).LineTo(0.72, 0.91)],
                    _ => [Stroke.At(0.52 + a, 0.06).LineTo(0.48 + b, 0.93)],
                };
            case 2:
                var two = new Stroke().Arc(0.48, 0.31, 0.25 + a, 0.23, -165, 20);
                return dice.Chance(0.3)
                    ? [two.CurveTo(0.68, 0.62, 0.34, 0.86).Arc(0.3, 0.8, 0.08, 0.08, 90, 330).CurveTo(0.5, 0.86, 0.82, 0.88 + b)]
                    : [two.CurveTo(0.66, 0.6 + b, 0.22, 0.9).LineTo(0.8, 0.89 + a)];
            case 3:
                return dice.Chance(0.2)
                    ? [Stroke.At(0.24, 0.1).LineTo(0.72, 0.1).LineTo(0.44 + a, 0.42).Arc(0.46, 0.67, 0.26, 0.24, -85, 140)]
                    : [new Stroke().Arc(0.46, 0.29, 0.23 + a, 0.2, -155, 85).Arc(0.46, 0.7, 0.27 + b, 0.22, -80, 145)];
            case 4:
                return dice.Chance(0.6)
                    ? [Stroke.At(0.32 + a, 0.08).LineTo(0.22, 0.56 + b).LineTo(0.82, 0.56 + b), Stroke.At(0.64, 0.26 + a).LineTo(0.62, 0.94)]
                    : [Stroke.At(0.64, 0.94).LineTo(0.64 + a, 0.06).LineTo(0.18, 0.64 + b).LineTo(0.84, 0.64)];
            case 5:
                return dice.Chance(0.5)
                    ? [Stroke.At(0.74, 0.1 + b).LineTo(0.33, 0.1).LineTo(0.29 + a, 0.46).Arc(0.46, 0.66, 0.27, 0.24, -130, 140)]
                    : [Stroke.At(0.34, 0.12).LineTo(0.3 + a, 0.46).Arc(0.46, 0.67, 0.26, 0.23, -130, 145), Stroke.At(0.34, 0.11).LineTo(0.76, 0.1 + b)];
            case 6:
                return [Stroke.At(0.66 + a, 0.08).CurveTo(0.26, 0.3 + b, 0.25, 0.68).Arc(0.48, 0.7, 0.23, 0.21 + a, 180, -185)];
            case 7:
                var seven = Stroke.At(0.2, 0.13 + a).LineTo(0.78, 0.12);
                if (dice.Chance(0.5)) seven.LineTo(0.42 + b, 0.92);
                else seven.CurveTo(0.48, 0.45, 0.44 + b, 0.93);
                return dice.Chance(0.25) ? [seven, Stroke.At(0.34, 0.52).LineTo(0.74, 0.5)] : [seven];
            case 8:
                if (dice.Chance(0.5)) return [new Stroke().Arc(0.5, 0.28, 0.2 + a, 0.19, 90, -270).Arc(0.5, 0.69, 0.24 + b, 0.22, -90, 270)];
                var eight = new Stroke();
                for (int i = 0; i <= 36; i++)
                {
                    double t = i * Math.PI / 18;
                    eight.Points.Add((0.5 + (0.24 + a) * Math.Sin(2 * t) * (1 + 0.12 * -Math.Cos(t)), 0.5 - 0.42 * Math.Cos(t)));
                }
                return [eight];
            default:
                var nine = new Stroke().Arc(0.48, 0.31, 0.23 + a, 0.22, -10, -370);
                return dice.Chance(0.5) ? [nine.LineTo(0.66 + b, 0.93)] : [nine.CurveTo(0.72, 0.86, 0.34 + b, 0.9)];
        }
    }

    /// <summary>How a hand distorts what it means to write.</summary>
    readonly struct Hand
    {
        readonly double _xx, _xy, _yx, _yy, _shiftX, _shiftY;
        readonly double _bendX, _bendY, _phaseX, _phaseY, _rateX, _rateY;
        public readonly double Width, Softness, Pressure;

        public Hand(ref Dice dice)
        {
            double turn = dice.Between(-0.3, 0.3), slant = dice.Between(-0.25, 0.5);
            double width = 20 * dice.Between(0.62, 1.15), height = 20 * dice.Between(0.75, 1.1);
            double cos = Math.Cos(turn), sin = Math.Sin(turn);
            (_xx, _xy) = (width * cos, -height * (sin + slant * cos));
            (_yx, _yy) = (width * sin, height * (cos - slant * sin));
            (_shiftX, _shiftY) = (14 + dice.Between(-1.8, 1.8), 14 + dice.Between(-1.8, 1.8));
            (_bendX, _bendY) = (dice.Between(0, 0.11), dice.Between(0, 0.11));
            (_phaseX, _phaseY) = (dice.Between(0, 6.3), dice.Between(0, 6.3));
            (_rateX, _rateY) = (dice.Between(3, 8), dice.Between(3, 8));
            Width = dice.Between(0.55, 1.6);
            Softness = dice.Between(0.6, 1.1);
            Pressure = dice.Between(-0.3, 0.3);
        }

        /// <summary>From the unit square to pixels.</summary>
        public (double X, double Y) Place((double X, double Y) point)
        {
            double x = point.X - 0.5 + _bendX * Math.Sin(_rateX * point.Y + _phaseX), y = point.Y - 0.5 + _bendY * Math.Sin(_rateY * point.X + _phaseY);
            return (_shiftX + _xx * x + _xy * y, _shiftY + _yx * x + _yy * y);
        }
    }

    /// <summary>Inks the pixels near a stroke, by their distance from it.</summary>
    static void Trace(List<(double X, double Y)> points, Hand hand, float[] ink)
    {
        var from = hand.Place(points[0]);
        for (int i = 1; i < points.Count; i++)
        {
            var to = hand.Place(points[i]);
            double width = hand.Width * (1 + hand.Pressure * (2.0 * i / points.Count - 1));
            Segment(from, to, width, hand.Softness, ink);
            from = to;
        }
    }

    static void Segment((double X, double Y) a, (double X, double Y) b, double width, double softness, float[] ink)
    {
        double reach = width + softness, dx = b.X - a.X, dy = b.Y - a.Y, square = Math.Max(dx * dx + dy * dy, 1e-12);
        int top = Math.Max(0, (int)(Math.Min(a.Y, b.Y) - reach)), bottom = Math.Min(Side - 1, (int)(Math.Max(a.Y, b.Y) + reach) + 1);
        int left = Math.Max(0, (int)(Math.Min(a.X, b.X) - reach)), right = Math.Min(Side - 1, (int)(Math.Max(a.X, b.X) + reach) + 1);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double t = Math.Clamp(((x - a.X) * dx + (y - a.Y) * dy) / square, 0, 1);
                double distance = Math.Sqrt(Math.Pow(x - a.X - t * dx, 2) + Math.Pow(y - a.Y - t * dy, 2));
                float value = (float)Math.Clamp((width + softness - distance) / (2 * softness), 0, 1);
                ref float pixel = ref ink[y * Side + x];
                pixel = Math.Max(pixel, value);
            }
        }
    }

    /// <summary>A few stray spots.</summary>
    static void Smudge(ref Dice dice, Span<byte> pixels)
    {
        for (int spots = 1 + dice.Below(3); spots > 0; spots--)
        {
            int x = dice.Below(Side - 1), y = dice.Below(Side - 1);
            for (int i = 0; i < 4; i++)
            {
                ref byte pixel = ref pixels[(y + i / 2) * Side + x + i % 2];
                pixel = (byte)Math.Min(255, pixel + dice.Below(150));
            }
        }
    }
}
