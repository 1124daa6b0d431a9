namespace Darkhorse;

/// <summary>
/// Places boxes in rows, so that every edge runs downwards (Sugiyama, Tagawa and Toda 1981): edges over several rows get a bend in each, rows are ordered by
/// the mean place of their neighbours, and boxes pulled towards them as far as there is room.
/// </summary>
sealed class LayeredLayout
{
    const double Gap = 18, BendWidth = 4;
    const int Sweeps = 10;

    readonly List<double> _widths;
    readonly List<int> _rows = [];
    readonly List<double> _x = [];
    readonly List<List<int>> _above = [], _below = [], _layers = [];

    /// <param name="widths">Of the boxes.</param>
    /// <param name="rows">Of the boxes, the topmost 0.</param>
    /// <param name="edges">Each from a box to one in a lower row.</param>
    public LayeredLayout(IReadOnlyList<double> widths, IReadOnlyList<int> rows, IReadOnlyList<(int From, int To)> edges)
    {
        _widths = [];
        for (int i = 0; i < widths.Count; i++) Add(widths[i], rows[i]);
        Routes = [.. edges.Select(Route)];
        for (int sweep = 0; sweep < Sweeps; sweep++) Order(downwards: sweep % 2 == 0);
        foreach (var layer in _layers) Spread(layer, [.. layer.Select(_ => 0.0)]);
        for (int sweep = 0; sweep < 2 * Sweeps; sweep++) Pull(downwards: sweep % 2 == 0);
        double left = Enumerable.Range(0, _x.Count).Min(i => _x[i] - _widths[i] / 2);
        for (int i = 0; i < _x.Count; i++) _x[i] -= left;
        Width = Enumerable.Range(0, _x.Count).Max(i => _x[i] + _widths[i] / 2);
    }

    /// <summary>For each edge the places it passes: a box, bends, a box.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Routes { get; }

    public double Width { get; }

    public int RowCount => _layers.Count;

    /// <summary>The middle of a place.</summary>
    public double X(int place) => _x[place];

    public int Row(int place) => _rows[place];

    int Add(double width, int row)
    {
        _widths.Add(width);
        _rows.Add(row);
        _x.Add(0);
        _above.Add([]);
        _below.Add([]);
        while (_layers.Count <= row) _layers.Add([]);
        _layers[row].Add(_rows.Count - 1);
        return _rows.Count - 1;
    }

    List<int> Route((int From, int To) edge)
    {
        var places = new List<int> { edge.From };
        for (int row = _rows[edge.From] + 1; row < _rows[edge.To]; row++) Connect(places, Add(BendWidth, row));
        Connect(places, edge.To);
        return places;
    }

    void Connect(List<int> places, int next)
    {
        _below[places[^1]].Add(next);
        _above[next].Add(places[^1]);
        places.Add(next);
    }

    void Order(bool downwards)
    {
        var place = new int[_rows.Count];
        foreach (var layer in _layers)
            for (int i = 0; i < layer.Count; i++) place[layer[i]] = i;
        for (int k = 1; k < _layers.Count; k++)
        {
            int row = downwards ? k : _layers.Count - 1 - k;
            var neighbours = downwards ? _above : _below;
            List<int> ordered = [.. _layers[row].OrderBy(i => neighbours[i].Count == 0 ? place[i] : neighbours[i].Average(j => place[j]))];
            for (int i = 0; i < ordered.Count; i++) place[ordered[i]] = i;
            _layers[row] = ordered;
        }
    }

    void Pull(bool downwards)
    {
        for (int k = 0; k < _layers.Count; k++)
        {
            var layer = _layers[downwards ? k : _layers.Count - 1 - k];
            var neighbours = downwards ? _above : _below;
            Spread(layer, [.. layer.Select(i => neighbours[i].Count == 0 ? _x[i] : neighbours[i].Average(j => _x[j]))]);
        }
    }

    /// <summary>As near to where they want to be as the gaps between them allow: midway between pushed to the right and pushed to the left.</summary>
    void Spread(List<int> layer, double[] wanted)
    {
        double[] right = [.. wanted], left = [.. wanted];
        for (int i = 1; i < layer.Count; i++) right[i] = Math.Max(right[i], right[i - 1] + Distance(layer[i - 1], layer[i]));
        for (int i = layer.Count - 2; i >= 0; i--) left[i] = Math.Min(left[i], left[i + 1] - Distance(layer[i], layer[i + 1]));
        for (int i = 0; i < layer.Count; i++) _x[layer[i]] = (right[i] + left[i]) / 2;
    }

    double Distance(int a, int b) => (_widths[a] + _widths[b]) / 2 + Gap;
}
