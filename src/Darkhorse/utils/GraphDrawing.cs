using System.Globalization;
using System.Security;
using System.Text;
using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class utils
    {
        /// <summary>Pictures of graphs.</summary>
        public static class viz
        {
            /// <summary>The graph that backward would walk from a tensor: what it was made of above, the tensor itself at the foot.</summary>
            /// <param name="var">The tensor.</param>
            /// <param name="params">Names of leaves.</param>
            public static GraphDrawing make_dot(Tensor var, IReadOnlyDictionary<string, Tensor>? @params = null)
            {
                var names = new Dictionary<Tensor, string>(ReferenceEqualityComparer.Instance);
                foreach (var (name, tensor) in @params ?? new Dictionary<string, Tensor>()) names[tensor] = name;
                return new(var, names);
            }

            /// <inheritdoc cref="make_dot(Tensor, IReadOnlyDictionary{string, Tensor})"/>
            public static GraphDrawing make_dot(Tensor var, IEnumerable<(string name, Modules.Parameter parameter)> @params)
                => make_dot(var, @params.ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter));
        }

        /// <summary>A graph as text for Graphviz and as a picture that needs nothing else.</summary>
        public sealed class GraphDrawing
        {
            const int CharacterWidth = 7, LineHeight = 14, RowHeight = 52, Margin = 8;

            readonly List<(string Label, string Color)> _boxes = [];
            readonly List<int> _rows = [];
            readonly List<(int From, int To)> _edges = [];

            internal GraphDrawing(Tensor root, Dictionary<Tensor, string> names)
            {
                int foot = Add(Described(root, names), "#caff70", 0);
                if (root.GradientEdge.Node is { } first) Collect(first, foot, names);
                int rows = _rows.Max();
                for (int i = 0; i < _rows.Count; i++) _rows[i] = rows - _rows[i];
                source = Dot();
                svg = Svg();
            }

            /// <summary>The graph in Graphviz's language.</summary>
            public string source { get; }

            /// <summary>The picture.</summary>
            public string svg { get; }

            /// <summary>Writes the picture (<c>.svg</c>), or else the text for Graphviz.</summary>
            public void save(string filename) => File.WriteAllText(filename, Path.GetExtension(filename).Equals(".svg", StringComparison.OrdinalIgnoreCase) ? svg : source);

            public override string ToString() => source;

            int Add(string label, string color, int row)
            {
                _boxes.Add((label, color));
                _rows.Add(row);
                return _boxes.Count - 1;
            }

            static string Described(Tensor tensor, Dictionary<Tensor, string> names) => $"{names.GetValueOrDefault(tensor, "")}\n({string.Join(", ", tensor.shape)})".TrimStart('\n');

            /// <summary>Adds the nodes, latest first: so a node's row is known, below all it leads to, before its inputs are placed above it.</summary>
            void Collect(Node first, int foot, Dictionary<Tensor, string> names)
            {
                var boxes = new Dictionary<Node, int>();
                var waiting = new PriorityQueue<Node, long>();
                Reach(first, foot);
                while (waiting.TryDequeue(out var node, out _))
                {
                    int box = boxes[node];
                    if (node.variable is { } leaf) _edges.Add((Add(Described(leaf, names), "lightblue", _rows[box] + 1), box));
                    foreach (var edge in node.Edges)
                        if (edge.Node is { } next) Reach(next, box);
                }

                void Reach(Node node, int from)
                {
                    if (!boxes.TryGetValue(node, out int box))
                    {
                        boxes.Add(node, box = Add(node.Name, "#d9d9d9", 0));
                        waiting.Enqueue(node, -node.Sequence);
                    }
                    _rows[box] = Math.Max(_rows[box], _rows[from] + 1);
                    _edges.Add((box, from));
                }
            }

            string Dot()
            {
                var text = new StringBuilder("digraph {\n\tgraph [size=\"12,12\"]\n\tnode [fontname=monospace fontsize=10 height=0.2 shape=box style=filled]\n");
                for (int i = 0; i < _boxes.Count; i++)
                {
                    string label = _boxes[i].Label.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
                    text.Append(CultureInfo.InvariantCulture, $"\tn{i} [label=\"{label}\" fillcolor=\"{_boxes[i].Color}\"]\n");
                }
                foreach (var (from, to) in _edges) text.Append(CultureInfo.InvariantCulture, $"\tn{from} -> n{to}\n");
                return text.Append("}\n").ToString();
            }

            string Svg()
            {
                string[][] lines = [.. _boxes.Select(box => box.Label.Split('\n'))];
                double[] widths = [.. lines.Select(line => (double)CharacterWidth * line.Max(text => text.Length) + 2 * Margin)];
                var layout = new LayeredLayout(widths, _rows, _edges);
                double Height(int box) => lines[box].Length * LineHeight + Margin;
                double Middle(int place) => Margin + RowHeight * (layout.Row(place) + 0.5);

                double width = layout.Width + 2 * Margin, height = layout.RowCount * RowHeight + 2 * Margin;
                var text = new StringBuilder();
                text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0.#}\" height=\"{height:0.#}\" viewBox=\"0 0 {width:0.#} {height:0.#}\" font-family=\"monospace\" font-size=\"11\">\n");
                text.Append("<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n");
                text.Append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
                foreach (var route in layout.Routes)
                {
                    double x = layout.X(route[0]) + Margin, y = Middle(route[0]) + Height(route[0]) / 2;
                    text.Append(CultureInfo.InvariantCulture, $"<path d=\"M{x:0.#} {y:0.#}");
                    foreach (int place in route.Skip(1))
                    {
                        double nextX = layout.X(place) + Margin, nextY = Middle(place) - (place < _boxes.Count ? Height(place) / 2 : 0);
                        text.Append(CultureInfo.InvariantCulture, $" C{x:0.#} {(y + nextY) / 2:0.#} {nextX:0.#} {(y + nextY) / 2:0.#} {nextX:0.#} {nextY:0.#}");
                        (x, y) = (nextX, nextY);
                    }
                    text.Append("\" fill=\"none\" stroke=\"black\" marker-end=\"url(#head)\"/>\n");
                }
                for (int i = 0; i < _boxes.Count; i++)
                {
                    double x = layout.X(i) + Margin, top = Middle(i) - Height(i) / 2;
                    text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x - widths[i] / 2:0.#}\" y=\"{top:0.#}\" width=\"{widths[i]:0.#}\" height=\"{Height(i):0.#}\" fill=\"{_boxes[i].Color}\" stroke=\"black\"/>\n");
                    for (int k = 0; k < lines[i].Length; k++)
                        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{top + (k + 1) * LineHeight:0.#}\" text-anchor=\"middle\">{SecurityElement.Escape(lines[i][k])}</text>\n");
                }
                return text.Append("</svg>\n").ToString();
            }
        }
    }
}
