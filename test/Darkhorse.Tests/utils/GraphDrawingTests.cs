using System.Xml.Linq;

namespace Darkhorse.Tests.Utils;

/// <summary>Pictures of the graph.</summary>
public sealed class GraphDrawingTests
{
    static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_box_for_each_node_and_leaf_and_an_arrow_for_each_edge()
    {
        Tensor w = ones(3, 2, requires_grad: true), x = ones(3);
        var y = (x.matmul(w).sin() + w.sum()).sum();
        var drawing = utils.viz.make_dot(y, new Dictionary<string, Tensor> { ["w"] = w });
        string[] labels = ["()", "SumBackward0", "AddBackward0", "SinBackward0", "AccumulateGrad", "w", "(3, 2)"];
        var texts = XDocument.Parse(drawing.svg).Descendants(s_svg + "text").Select(text => text.Value).ToList();
        Assert.All(labels, label => Assert.Contains(label, texts));
        Assert.Equal(2, texts.Count(text => text == "SumBackward0"));
        Assert.Single(texts, text => text == "AccumulateGrad");
        int arrows = drawing.source.Split(" -> ").Length - 1;
        Assert.Equal(arrows, XDocument.Parse(drawing.svg).Descendants(s_svg + "path").Count(path => path.Attribute("marker-end") is not null));
        Assert.StartsWith("digraph {", drawing.source, StringComparison.Ordinal);
        Assert.Contains("[label=\"w\\n(3, 2)\" fillcolor=\"lightblue\"]", drawing.source, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_of_a_row_do_not_overlap_and_arrows_run_downwards()
    {
        var x = ones(2, requires_grad: true);
        var y = x;
        for (int i = 0; i < 6; i++) y = (y * x).sin() + y.exp() * (i + 1) + x;
        var document = XDocument.Parse(utils.viz.make_dot(y.sum()).svg);
        var boxes = document.Descendants(s_svg + "rect").Where(box => box.Attribute("x") is not null).Select(box => (X: Number(box, "x"), Y: Number(box, "y"), Width: Number(box, "width"), Height: Number(box, "height"))).ToArray();
        foreach (var row in boxes.GroupBy(box => Math.Round(box.Y + box.Height / 2)))
        {
            var ordered = row.OrderBy(box => box.X).ToArray();
            for (int i = 1; i < ordered.Length; i++) Assert.True(ordered[i].X >= ordered[i - 1].X + ordered[i - 1].Width);
        }
        foreach (var path in document.Descendants(s_svg + "path").Where(path => path.Attribute("marker-end") is not null))
        {
            double[] numbers = [.. path.Attribute("d")!.Value.Split(' ', 'M', 'C').Where(text => text.Length > 0).Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.True(numbers[^1] > numbers[1]);
        }
        Assert.All(boxes, box => Assert.True(box.X >= 0 && box.X + box.Width <= Number(document.Root!, "width")));
    }

    static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Names_are_escaped()
    {
        var x = ones(2, requires_grad: true);
        const string Name = "a<b> & \"c\" \\ d's";
        var drawing = utils.viz.make_dot(x * 2, new Dictionary<string, Tensor> { [Name] = x });
        Assert.Contains(Name, XDocument.Parse(drawing.svg).Descendants(s_svg + "text").Select(text => text.Value));
        Assert.Contains("label=\"a<b> & \\\"c\\\" \\\\ d's\\n(2)\"", drawing.source, StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_leaves_and_deep_graphs()
    {
        var net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1));
        Assert.Contains("2.weight\\n(1, 3)", utils.viz.make_dot(net.call(ones(1, 2)), net.named_parameters()).source, StringComparison.Ordinal);
        Assert.DoesNotContain("->", utils.viz.make_dot(ones(2)).source, StringComparison.Ordinal);
        var x = ones(2, requires_grad: true);
        var y = x;
        for (int i = 0; i < 2000; i++) y = y * 2;
        Assert.Contains("n2000", utils.viz.make_dot(y).source, StringComparison.Ordinal);
        string path = Path.Combine(Path.GetTempPath(), $"graph-{Guid.NewGuid():N}.svg");
        utils.viz.make_dot(x * 2).save(path);
        Assert.StartsWith("<svg", File.ReadAllText(path), StringComparison.Ordinal);
        File.Delete(path);
    }
}
