using Spectre.Console;
using Spectre.Console.Rendering;

namespace Digits;

/// <summary>What was learned, for people to look at in a terminal.</summary>
static class Reports
{
    /// <summary>How many of each class were read right, and what the others were taken for.</summary>
    public static void Table(Verdict verdict, string[] classes)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey42);
        table.AddColumn("class");
        table.AddColumn(new TableColumn("images").RightAligned());
        table.AddColumn(new TableColumn("right").RightAligned());
        table.AddColumn(new TableColumn("accuracy").RightAligned());
        table.AddColumn("wrong ones taken for");
        for (int c = 0; c < classes.Length; c++)
        {
            long[] read = [.. verdict.Labels.Zip(verdict.Predicted).Where(pair => pair.First == c).Select(pair => pair.Second)];
            int right = read.Count(p => p == c);
            double accuracy = read.Length == 0 ? 1 : right / (double)read.Length;
            string color = accuracy >= 0.99 ? "green" : accuracy >= 0.95 ? "yellow" : "red";
            string others = string.Join("  ", read.Where(p => p != c).GroupBy(p => p).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).Take(4).Select(g => $"{classes[(int)g.Key]} [grey]×{g.Count()}[/]"));
            table.AddRow(new Markup($"[bold]{classes[c]}[/]"), new Markup($"{read.Length:#,0}"), new Markup($"{right:#,0}"), new Markup($"[{color}]{100 * accuracy:0.00} %[/]"), new Markup(others));
        }
        AnsiConsole.Write(table);
    }

    static int PicturesPerRow => Math.Clamp((AnsiConsole.Profile.Width - 1) / (Handwriting.Side + 2), 1, 5);

    /// <summary>How many pictures make one row, or two where the terminal is narrow.</summary>
    public static int PicturesThatFit => PicturesPerRow >= 3 ? PicturesPerRow : 2 * PicturesPerRow;

    /// <summary>Images with what the model takes them for, side by side as far as the terminal is wide.</summary>
    public static void Pictures(IReadOnlyList<(byte[] Pixels, string Caption)> images)
    {
        int perRow = PicturesPerRow;
        bool colors = AnsiConsole.Profile.Capabilities.Ansi && AnsiConsole.Profile.Capabilities.ColorSystem >= ColorSystem.EightBit;
        for (int start = 0; start < images.Count; start += perRow)
        {
            var grid = new Grid();
            var row = images.Skip(start).Take(perRow).ToArray();
            foreach (var _ in row) grid.AddColumn(new GridColumn().NoWrap().Width(Handwriting.Side).PadRight(2));
            grid.AddRow([.. row.Select(image => (IRenderable)(colors ? Blocks(image.Pixels) : new Text(Letters(image.Pixels))))]);
            grid.AddRow([.. row.Select(image => (IRenderable)new Markup(image.Caption).Centered())]);
            AnsiConsole.Write(grid);
        }
    }

    /// <summary>Two pixels a character: the upper one as its colour, the lower one as its background.</summary>
    static Paragraph Blocks(byte[] pixels)
    {
        var text = new Paragraph();
        for (int y = 0; y < Handwriting.Side; y += 2)
        {
            for (int x = 0; x < Handwriting.Side; x++)
                text.Append("▀", new Style(Shade(pixels[y * Handwriting.Side + x]), Shade(pixels[(y + 1) * Handwriting.Side + x])));
            if (y + 2 < Handwriting.Side) text.Append("\n");
        }
        return text;
    }

    static Color Shade(byte value) => new((byte)(18 + value * 0.85), (byte)(20 + value * 0.9), (byte)(30 + value * 0.88));

    static string Letters(byte[] pixels)
    {
        const string Ramp = " .:-=+*#%@";
        var lines = new List<string>();
        for (int y = 0; y < Handwriting.Side; y += 2)
        {
            char[] line = new char[Handwriting.Side];
            for (int x = 0; x < line.Length; x++) line[x] = Ramp[(pixels[y * Handwriting.Side + x] + pixels[(y + 1) * Handwriting.Side + x]) * (Ramp.Length - 1) / 510];
            lines.Add(new string(line));
        }
        return string.Join('\n', lines);
    }
}
