namespace Darkhorse.Golden.Python;

/// <summary>Names and their values; those of functions see the ones around them.</summary>
sealed class Scope(Scope? outer = null)
{
    readonly Dictionary<string, object?> _values = [];

    public object? this[string name]
    {
        get => _values.TryGetValue(name, out object? value) ? value : outer is not null ? outer[name] : Objects.Global(name);
        set => _values[name] = value;
    }
}

/// <summary>A function of a program: a lambda or a def.</summary>
sealed class Function(List<string> names, Func<Scope, object?> body, Scope outer)
{
    public object? Call(List<object?> args)
    {
        var scope = new Scope(outer);
        foreach (var (name, value) in names.Zip(args)) scope[name] = value;
        return body(scope);
    }
}

/// <summary>
/// Runs the small Python programs of cases against the library: a name such as <c>torch.add</c> is looked up on the public surface.
/// What it does not understand (classes, imports) throws <see cref="MissingException"/>, so that the case is skipped.
/// </summary>
sealed class Interpreter : Parser
{
    delegate bool Statement(Scope scope, out object? returned);

    Interpreter(string source) : base(Lexer.Cut(source)) { }

    /// <summary>Evaluates one expression.</summary>
    public static object? Evaluate(string expression, Scope? scope = null) => new Interpreter(expression).Tuple()(scope ?? new());

    /// <summary>Runs a program; its variables are in the scope that comes back.</summary>
    public static Scope Run(string program)
    {
        var scope = new Scope();
        var interpreter = new Interpreter(program);
        // One statement at a time: those before one that is not understood have run.
        while (interpreter.Next.Kind != TokenKind.End) interpreter.Line()(scope, out _);
        return scope;
    }

    Statement Line()
    {
        if (Next.Kind == TokenKind.NewLine)
        {
            At++;
            return Nothing;
        }
        if (Take("def")) return Define();
        if (Take("with")) return With();
        if (Take("for")) return For();
        if (Next.Is("class") || Next.Is("import") || Next.Is("from") || Next.Is("if") || Next.Is("while") || Next.Is("try")) throw new MissingException($"Python {Next.Text}");
        if (Take("return"))
        {
            var result = Tuple();
            EndLine();
            return (Scope scope, out object? returned) =>
            {
                returned = result(scope);
                return true;
            };
        }
        return Simple();
    }

    static bool Nothing(Scope scope, out object? returned)
    {
        returned = null;
        return false;
    }

    static Statement Do(Action<Scope> action) => (Scope scope, out object? returned) =>
    {
        returned = null;
        action(scope);
        return false;
    };

    Statement Simple()
    {
        var value = Tuple();
        var target = Target;
        if (Take("="))
        {
            if (target is null) throw new MissingException("Python assignment");
            var right = Tuple();
            EndLine();
            return Do(scope => target(scope, right(scope)));
        }
        if (Next.Kind == TokenKind.Sign && Next.Text.Length > 1 && Next.Text.EndsWith('='))
        {
            string sign = Next.Text[..^1];
            At++;
            var right = Tuple();
            EndLine();
            return Do(scope => target!(scope, Operators.ApplyInPlace(sign, value(scope), right(scope))));
        }
        EndLine();
        return Do(scope => value(scope));
    }

    void EndLine()
    {
        if (Next.Kind == TokenKind.NewLine) At++;
        else if (Next.Kind is not (TokenKind.End or TokenKind.Dedent)) throw new MissingException($"Python syntax at {Next.Text}");
    }

    Statement Block()
    {
        Must(":");
        var lines = new List<Statement>();
        if (Next.Kind != TokenKind.NewLine) lines.Add(Line());
        else
        {
            At++;
            if (Next.Kind != TokenKind.Indent) throw new MissingException("Python indentation");
            for (At++; Next.Kind != TokenKind.Dedent;) lines.Add(Line());
            At++;
        }
        return (Scope scope, out object? returned) =>
        {
            foreach (var line in lines)
                if (line(scope, out returned)) return true;
            returned = null;
            return false;
        };
    }

    Statement Define()
    {
        string name = Name();
        var names = new List<string>();
        Must("(");
        while (!Take(")"))
        {
            names.Add(Name());
            Take(",");
        }
        var body = Block();
        return Do(scope => scope[name] = new Function(names, inner => body(inner, out object? returned) ? returned : null, scope));
    }

    Statement With()
    {
        var resource = Test();
        string? name = Take("as") ? Name() : null;
        var body = Block();
        return (Scope scope, out object? returned) =>
        {
            object? opened = resource(scope);
            if (name is not null) scope[name] = opened;
            using (opened as IDisposable) return body(scope, out returned);
        };
    }

    Statement For()
    {
        var names = new List<string>();
        do names.Add(Name());
        while (Take(","));
        Must("in");
        var source = Test();
        var body = Block();
        return (Scope scope, out object? returned) =>
        {
            foreach (object? item in Operators.Items(source(scope)))
            {
                if (names.Count == 1) scope[names[0]] = item;
                else
                    foreach (var (name, part) in names.Zip(Operators.Items(item))) scope[name] = part;
                if (body(scope, out returned)) return true;
            }
            returned = null;
            return false;
        };
    }
}
