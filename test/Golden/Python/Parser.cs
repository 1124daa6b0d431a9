using System.Globalization;
using System.Numerics;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Python;

/// <summary>An expression that can be evaluated in a scope.</summary>
delegate object? Expression(Scope scope);

/// <summary>Stores a value where an expression pointed.</summary>
delegate void Assignment(Scope scope, object? value);

/// <summary>Parses the expressions that cases are written in: calls, operators, indexing, literals, lambdas, comprehensions.</summary>
abstract class Parser(List<Token> tokens)
{
    protected int At;

    /// <summary>How the last parsed primary can be assigned to; null for what cannot.</summary>
    protected Assignment? Target;

    protected Token Next => tokens[At];

    protected bool Take(string sign)
    {
        if (!Next.Is(sign)) return false;
        At++;
        return true;
    }

    protected void Must(string sign)
    {
        if (!Take(sign)) throw new MissingException($"Python syntax at {Next.Text}");
    }

    protected string Name() => Next.Kind == TokenKind.Name ? tokens[At++].Text : throw new MissingException($"Python syntax at {Next.Text}");

    /// <summary>Expressions with commas between: a tuple, unless there is but one.</summary>
    protected Expression Tuple()
    {
        var first = Test();
        if (!Next.Is(",")) return first;
        var target = Target;
        var (items, targets) = (new List<Expression> { first }, new List<Assignment?> { target });
        while (Take(","))
        {
            if (Next.Is("=") || Next.Is(")") || Next.Is("]") || Next.Kind == TokenKind.NewLine) break;
            items.Add(Test());
            targets.Add(Target);
        }
        Target = targets.All(t => t is not null) ? (scope, value) =>
        {
            foreach (var (t, v) in targets.Zip(Operators.Items(value))) t!(scope, v);
        } : null;
        return scope => items.Select(item => item(scope)).ToList();
    }

    protected Expression Test()
    {
        if (Take("lambda")) return Lambda();
        var value = Or();
        if (!Take("if")) return value;
        var condition = Or();
        Must("else");
        var other = Test();
        Target = null;
        return scope => Operators.Truth(condition(scope)) ? value(scope) : other(scope);
    }

    Expression Lambda()
    {
        var names = new List<string>();
        while (!Take(":"))
        {
            names.Add(Name());
            Take(",");
        }
        var body = Test();
        return scope => new Function(names, inner => body(inner), scope);
    }

    Expression Or()
    {
        var left = And();
        while (Take("or"))
        {
            var (a, b) = (left, And());
            left = scope => a(scope) is var x && Operators.Truth(x) ? x : b(scope);
        }
        return left;
    }

    Expression And()
    {
        var left = Not();
        while (Take("and"))
        {
            var (a, b) = (left, Not());
            left = scope => a(scope) is var x && !Operators.Truth(x) ? x : b(scope);
        }
        return left;
    }

    Expression Not()
    {
        if (!Take("not")) return Comparison();
        var value = Not();
        return scope => !Operators.Truth(value(scope));
    }

    Expression Comparison()
    {
        var left = Binary(0);
        while (true)
        {
            if (Take("is"))
            {
                bool negated = Take("not");
                var (a, b) = (left, Binary(0));
                left = scope => (a(scope) is var x && b(scope) is var y && (x is null ? y is null : ReferenceEquals(x, y) || x is bool && x.Equals(y))) != negated;
            }
            else if (Next is { Kind: TokenKind.Sign, Text: "<" or ">" or "<=" or ">=" or "==" or "!=" })
            {
                string sign = tokens[At++].Text;
                var (a, b) = (left, Binary(0));
                left = scope => Operators.Apply(sign, a(scope), b(scope));
            }
            else return left;
            Target = null;
        }
    }

    static readonly string[][] s_levels = [["+", "-"], ["*", "/", "//", "%", "@"]];

    Expression Binary(int level)
    {
        if (level == s_levels.Length) return Unary();
        var left = Binary(level + 1);
        while (Next.Kind == TokenKind.Sign && s_levels[level].Contains(Next.Text))
        {
            string sign = tokens[At++].Text;
            var (a, b) = (left, Binary(level + 1));
            left = scope => Operators.Apply(sign, a(scope), b(scope));
            Target = null;
        }
        return left;
    }

    Expression Unary()
    {
        if (Take("-"))
        {
            var value = Unary();
            Target = null;
            return scope => Operators.Negate(value(scope));
        }
        if (Take("~"))
        {
            var value = Unary();
            return scope => Operators.Invert(value(scope));
        }
        var left = Primary();
        if (!Take("**")) return left;
        var right = Unary();
        Target = null;
        return scope => Operators.Apply("**", left(scope), right(scope));
    }

    Expression Primary()
    {
        var value = Atom();
        while (true)
        {
            var (owner, name) = (value, "");
            if (Take("."))
            {
                name = Name();
                value = scope => Objects.Attribute(owner(scope), name);
                Target = (scope, x) => Objects.SetAttribute(owner(scope), name, x);
            }
            else if (Take("("))
            {
                var (args, kwargs) = Arguments();
                value = scope => Objects.Call(owner(scope), args.SelectMany(a => a(scope)).ToList(), kwargs.ToDictionary(k => k.Key, k => k.Value(scope)));
                Target = null;
            }
            else if (Take("["))
            {
                var index = Index();
                value = scope => Objects.Item(owner(scope), index(scope));
                Target = (scope, x) => Objects.SetItem(owner(scope), index(scope), x);
            }
            else return value;
        }
    }

    (List<Func<Scope, IEnumerable<object?>>>, Dictionary<string, Expression>) Arguments()
    {
        var (args, kwargs) = (new List<Func<Scope, IEnumerable<object?>>>(), new Dictionary<string, Expression>());
        while (!Take(")"))
        {
            if (Take("*"))
            {
                var many = Test();
                args.Add(scope => Operators.Items(many(scope)));
            }
            else if (Next.Kind == TokenKind.Name && tokens[At + 1].Is("="))
            {
                string name = Name();
                At++;
                kwargs[name] = Test();
            }
            else
            {
                var value = Test();
                if (Next.Is("for")) value = Comprehension(value);
                args.Add(scope => [value(scope)]);
            }
            Take(",");
        }
        return (args, kwargs);
    }

    /// <summary>The parts of an index, always as a list.</summary>
    Func<Scope, List<object?>> Index()
    {
        var parts = new List<Expression>();
        while (!Take("]"))
        {
            parts.Add(Slice());
            Take(",");
        }
        return scope => parts.Select(part => part(scope)).ToList();
    }

    Expression Slice()
    {
        if (Next.Is(".") && tokens[At + 1].Is(".") && tokens[At + 2].Is("."))
        {
            At += 3;
            return _ => EllipsisPart.Instance;
        }
        Expression? start = Next.Is(":") ? null : Test();
        if (!Take(":")) return start!;
        Expression? stop = Next.Is(":") || Next.Is("]") || Next.Is(",") ? null : Test();
        Expression? step = Take(":") && !Next.Is("]") && !Next.Is(",") ? Test() : null;
        return scope => new SlicePart((long?)start?.Invoke(scope), (long?)stop?.Invoke(scope), (long?)step?.Invoke(scope));
    }

    Expression Atom()
    {
        Target = null;
        var token = tokens[At++];
        switch (token.Kind)
        {
            case TokenKind.Text:
                return _ => token.Text;
            case TokenKind.Number:
                object number = Number(token.Text);
                return _ => number;
            case TokenKind.Name:
                Target = (scope, value) => scope[token.Text] = value;
                return token.Text switch { "None" => _ => null, "True" => _ => true, "False" => _ => false, _ => scope => scope[token.Text] };
            case TokenKind.Sign when token.Text == "(":
                if (Take(")")) return _ => new List<object?>();
                var inside = Tuple();
                if (Next.Is("for")) inside = Comprehension(inside);
                Must(")");
                return inside;
            case TokenKind.Sign when token.Text == "[":
                return ListDisplay();
            case TokenKind.Sign when token.Text == "{":
                return DictionaryDisplay();
            default:
                throw new MissingException($"Python syntax at {token.Text}");
        }
    }

    Expression ListDisplay()
    {
        if (Take("]")) return _ => new List<object?>();
        var first = Test();
        if (Next.Is("for"))
        {
            var all = Comprehension(first);
            Must("]");
            return all;
        }
        var items = new List<Expression> { first };
        while (Take(","))
            if (!Next.Is("]")) items.Add(Test());
        Must("]");
        Target = null;
        return scope => items.Select(item => item(scope)).ToList();
    }

    Expression DictionaryDisplay()
    {
        var entries = new List<(Expression Key, Expression Value)>();
        while (!Take("}"))
        {
            var key = Test();
            Must(":");
            entries.Add((key, Test()));
            Take(",");
        }
        return scope => entries.ToDictionary(e => Convert.ToString(e.Key(scope), CultureInfo.InvariantCulture)!, e => e.Value(scope));
    }

    Expression Comprehension(Expression item)
    {
        Must("for");
        var names = new List<string>();
        do names.Add(Name());
        while (Take(","));
        Must("in");
        var source = Or();
        return scope => Operators.Items(source(scope)).Select(value =>
        {
            var inner = new Scope(scope);
            if (names.Count == 1) inner[names[0]] = value;
            else
                foreach (var (name, part) in names.Zip(Operators.Items(value))) inner[name] = part;
            return item(inner);
        }).ToList();
    }

    static object Number(string text)
    {
        if (text.EndsWith('j')) return new Complex(0, double.Parse(text[..^1], CultureInfo.InvariantCulture));
        return long.TryParse(text, CultureInfo.InvariantCulture, out long whole) ? (object)whole : double.Parse(text, CultureInfo.InvariantCulture);
    }
}
