using System.Globalization;

namespace Darkhorse.Ops;

/// <summary>What is wrong with a pattern, before it is said of which tensor.</summary>
sealed class PatternException(string message) : InvalidOperationException(message);

/// <summary>
/// One side of a pattern such as <c>b (h 2) ... -> b h ...</c>: for each dim the axes it is made of, outermost first. An axis is a name, or a number, which is its length;
/// <c>1</c> and <c>()</c> are dims made of no axis. What is accepted, and how refusals are worded, is as in einops (Rogozhnikov, ICLR 2022).
/// </summary>
sealed class PatternSide
{
    /// <summary>Stands for the dims that are not named.</summary>
    const string Ellipsis = "…";

    readonly List<List<string>> _dims = [];
    readonly Dictionary<string, long> _lengths = [];
    readonly string _text;
    bool _ellipsisIsComposed;

    public PatternSide(string text)
    {
        _text = text;
        if (text.Contains('.'))
        {
            int at = text.IndexOf("...", StringComparison.Ordinal);
            if (at < 0 || text.Count(c => c == '.') != 3) throw new PatternException("Expression may contain dots only inside ellipsis (...); only one ellipsis for tensor");
            text = text[..at] + Ellipsis + text[(at + 3)..];
        }
        Parse(text);
    }

    /// <summary>The two sides of a pattern.</summary>
    public static (PatternSide Left, PatternSide Right) Both(string pattern)
        => pattern.Split("->") is [var left, var right] ? (new(left), new(right)) : throw new PatternException("a pattern has two sides, with one '->' between them");

    public IReadOnlyList<IReadOnlyList<string>> Dims => _dims;

    public IEnumerable<string> Axes => _dims.SelectMany(axes => axes);

    /// <summary>The lengths of the axes that are numbers.</summary>
    public IReadOnlyDictionary<string, long> Lengths => _lengths;

    public bool HasEllipsis => Axes.Contains(Ellipsis);

    public bool IsComposed => _dims.Exists(axes => axes.Count != 1);

    /// <summary>An axis as it was written.</summary>
    public static string Written(string axis) => axis == Ellipsis ? "..." : axis[(axis.IndexOf(' ') + 1)..];

    void Parse(string text)
    {
        List<string>? composed = null;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == ' ') continue;
            if (c == '(')
            {
                if (composed is not null) throw new PatternException("Axis composition is one-level (brackets inside brackets not allowed)");
                composed = [];
            }
            else if (c == ')')
            {
                _dims.Add(composed ?? throw new PatternException("Brackets are not balanced"));
                composed = null;
            }
            else if (IsOfName(c))
            {
                int start = i;
                while (i + 1 < text.Length && IsOfName(text[i + 1])) i++;
                Add(text[start..(i + 1)], composed);
            }
            else
            {
                throw new PatternException($"Unknown character '{c}'");
            }
        }
        if (composed is not null) throw new PatternException($"Imbalanced parentheses in expression: \"{_text.Trim()}\"");
    }

    static bool IsOfName(char c) => char.IsLetterOrDigit(c) || c is '_' || c == Ellipsis[0];

    void Add(string axis, List<string>? composed)
    {
        if (axis != "1" && Axes.Concat(composed ?? []).Contains(axis)) throw new PatternException($"Indexing expression contains duplicate dimension \"{axis}\"");
        if (axis == Ellipsis) _ellipsisIsComposed = composed is not null;
        else if (axis == "1") axis = "";
        else if (char.IsDigit(axis[0])) axis = Numbered(axis);
        else CheckName(axis);
        if (composed is null) _dims.Add(axis.Length == 0 ? [] : [axis]);
        else if (axis.Length > 0) composed.Add(axis);
    }

    /// <summary>Axes that are numbers are all different, also if the numbers are not: a blank sets them apart from names and from each other.</summary>
    string Numbered(string text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length) || length < 1) throw new PatternException($"Invalid axis identifier: {text}\nnot a valid python identifier");
        string axis = $"{_lengths.Count} {text}";
        _lengths.Add(axis, length);
        return axis;
    }

    public static void CheckName(string axis)
    {
        if (axis.Length == 0 || char.IsDigit(axis[0]) || !axis.All(c => char.IsLetterOrDigit(c) || c == '_')) throw new PatternException($"Invalid axis identifier: {axis}\nnot a valid python identifier");
        if (axis[0] == '_' || axis[^1] == '_') throw new PatternException($"Invalid axis identifier: {axis}\naxis name should should not start or end with underscore");
    }

    /// <summary>Refuses the other side's ellipsis where this, the left side, has none or has it in brackets.</summary>
    public void CheckEllipsis(PatternSide right, string pattern)
    {
        if (right.HasEllipsis && !HasEllipsis) throw new PatternException($"Ellipsis found in right side, but not left side of a pattern {pattern}");
        if (HasEllipsis && _ellipsisIsComposed) throw new PatternException($"Ellipsis inside parenthesis in the left side is not allowed: {pattern}");
    }

    /// <summary>How many dims of a tensor the ellipsis stands for.</summary>
    public int EllipsisRank(int rank)
    {
        int named = HasEllipsis ? _dims.Count - 1 : _dims.Count;
        if (HasEllipsis ? rank < named : rank != named) throw new PatternException($"Wrong shape: expected {(HasEllipsis ? ">=" : "")}{named} dims. Received {rank}-dim tensor.");
        return rank - named;
    }

    /// <summary>Puts that many axes in place of the ellipsis: as dims of their own, or in its brackets.</summary>
    public void Unfold(int ellipsisRank)
    {
        int at = _dims.FindIndex(axes => axes.Contains(Ellipsis));
        if (at < 0) return;
        var axes = Enumerable.Range(0, ellipsisRank).Select(i => $"{Ellipsis}{i}").ToList();
        if (_ellipsisIsComposed)
        {
            int within = _dims[at].IndexOf(Ellipsis);
            _dims[at].RemoveAt(within);
            _dims[at].InsertRange(within, axes);
        }
        else
        {
            _dims.RemoveAt(at);
            _dims.InsertRange(at, axes.Select(axis => new List<string> { axis }));
        }
    }
}
