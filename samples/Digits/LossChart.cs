using System.Globalization;
using System.Text;

namespace Digits;

/// <summary>The loss over the epochs as an SVG: a thin line for the steps, smoothed, and dots for the test images. Logarithmic, since losses fall by factors.</summary>
static class LossChart
{
    const int Width = 760, Height = 420, Left = 64, Right = 24, Top = 56, Bottom = 48;

    public static void Save(string path, History history, int epochs, string title)
    {
        var line = Smooth(history.Steps);
        double[] all = [.. line.Select(p => p.Loss), .. history.Tests.Select(t => t.Loss)];
        double high = Math.Log10(all.Max()), low = Math.Log10(Math.Max(all.Min(), 1e-6));
        (low, high) = (low - 0.05 * (high - low) - 0.02, high + 0.05 * (high - low) + 0.02);
        double X(double epoch) => Left + (Width - Left - Right) * epoch / epochs;
        double Y(double loss) => Top + (Height - Top - Bottom) * (high - Math.Log10(Math.Max(loss, 1e-6))) / (high - low);

        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="system-ui, 'Segoe UI', sans-serif" font-size="13">""");
        svg.AppendLine("<style>.paper{fill:#fff}.ink{fill:#1f2328}.faint{fill:#6e7781}.grid{stroke:#d8dee4}.step{stroke:#0969da}.test{fill:#bc4c00}.join{stroke:#bc4c00}@media(prefers-color-scheme:dark){.paper{fill:#0d1117}.ink{fill:#e6edf3}.faint{fill:#8b949e}.grid{stroke:#30363d}.step{stroke:#58a6ff}.test{fill:#f0883e}.join{stroke:#f0883e}}</style>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect class="paper" width="{Width}" height="{Height}" rx="8"/><text class="ink" x="{Left}" y="30" font-size="16" font-weight="600">{Escape(title)}</text>""");
        foreach (double tick in Ticks(low, high))
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{Y(tick):0.0}" y2="{Y(tick):0.0}"/><text class="faint" x="{Left - 8}" y="{Y(tick) + 4.5:0.0}" text-anchor="end">{tick:0.####}</text>""");
        int every = Math.Max(1, (epochs + 9) / 10);
        for (int epoch = 0; epoch <= epochs; epoch += every)
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<line class="grid" x1="{X(epoch):0.0}" x2="{X(epoch):0.0}" y1="{Top}" y2="{Height - Bottom}"/><text class="faint" x="{X(epoch):0.0}" y="{Height - Bottom + 20}" text-anchor="middle">{epoch}</text>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text class="faint" x="{(Left + Width - Right) / 2}" y="{Height - 10}" text-anchor="middle">epoch</text>""");
        Line(svg, "step", 1.8, line.Select(p => (X(p.At * epochs), Y(p.Loss))));
        Line(svg, "join", 1, history.Tests.Select(t => (X(t.Epoch), Y(t.Loss))));
        foreach (var test in history.Tests) svg.AppendLine(CultureInfo.InvariantCulture, $"""<circle class="test" cx="{X(test.Epoch):0.0}" cy="{Y(test.Loss):0.0}" r="4.5"><title>test loss {test.Loss:0.0000}, accuracy {100 * test.Accuracy:0.00} %</title></circle>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<line class="step" x1="{Width - 216}" x2="{Width - 192}" y1="26" y2="26" stroke-width="2"/><text class="ink" x="{Width - 186}" y="30">training loss</text><circle class="test" cx="{Width - 88}" cy="26" r="4.5"/><text class="ink" x="{Width - 78}" y="30">test loss</text>""");
        svg.AppendLine("</svg>");
        File.WriteAllText(path, svg.ToString());
    }

    static void Line(StringBuilder svg, string style, double width, IEnumerable<(double X, double Y)> points)
        => svg.AppendLine(CultureInfo.InvariantCulture, $"""<polyline class="{style}" fill="none" stroke-width="{width}" stroke-linejoin="round" points="{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.0},{p.Y:0.0}")))}"/>""");

    /// <summary>The mean loss of up to 120 equal parts of the training, each at its middle.</summary>
    static (double At, double Loss)[] Smooth(List<float> steps)
    {
        int parts = Math.Min(120, Math.Max(1, steps.Count / 8));
        var points = new (double, double)[parts];
        for (int i = 0; i < parts; i++)
        {
            int start = (int)((long)steps.Count * i / parts), end = Math.Max(start + 1, (int)((long)steps.Count * (i + 1) / parts));
            points[i] = ((start + end) / 2.0 / steps.Count, steps.Skip(start).Take(end - start).Average());
        }
        return points;
    }

    static IEnumerable<double> Ticks(double low, double high)
    {
        double[] steps = high - low > 1.6 ? [1] : [1, 2, 5];
        for (int power = (int)Math.Floor(low); power <= Math.Ceiling(high); power++)
            foreach (double step in steps)
                if (Math.Log10(step) + power >= low && Math.Log10(step) + power <= high) yield return step * Math.Pow(10, power);
    }

    static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");
}
