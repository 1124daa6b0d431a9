using System.Text;

namespace Darkhorse.Golden.Python;

enum TokenKind { Name, Number, Text, Sign, NewLine, Indent, Dedent, End }

readonly record struct Token(TokenKind Kind, string Text)
{
    public bool Is(string sign) => Kind is TokenKind.Sign or TokenKind.Name && Text == sign;
}

/// <summary>Cuts a Python program into tokens; a semicolon ends a line.</summary>
static class Lexer
{
    static readonly string[] s_signs = ["**=", "//=", "**", "//", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "->"];

    public static List<Token> Cut(string source)
    {
        var tokens = new List<Token>();
        var indents = new Stack<int>([0]);
        foreach (string line in source.Split('\n'))
        {
            if (line.Trim().Length == 0) continue;
            int indent = line.Length - line.TrimStart().Length;
            if (indent > indents.Peek())
            {
                indents.Push(indent);
                tokens.Add(new(TokenKind.Indent, ""));
            }
            for (; indent < indents.Peek(); indents.Pop()) tokens.Add(new(TokenKind.Dedent, ""));
            CutLine(line, indent, tokens);
            tokens.Add(new(TokenKind.NewLine, ""));
        }
        for (; indents.Peek() > 0; indents.Pop()) tokens.Add(new(TokenKind.Dedent, ""));
        tokens.Add(new(TokenKind.End, ""));
        return tokens;
    }

    static void CutLine(string line, int at, List<Token> tokens)
    {
        while (at < line.Length)
        {
            char c = line[at];
            int start = at;
            if (c == '#') return;
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }
            if (char.IsLetter(c) || c == '_')
            {
                while (at < line.Length && (char.IsLetterOrDigit(line[at]) || line[at] == '_')) at++;
                tokens.Add(new(TokenKind.Name, line[start..at]));
            }
            else if (char.IsDigit(c) || c == '.' && at + 1 < line.Length && char.IsDigit(line[at + 1]))
            {
                while (at < line.Length && (char.IsLetterOrDigit(line[at]) || line[at] == '.' || line[at] is '+' or '-' && line[at - 1] is 'e' or 'E')) at++;
                tokens.Add(new(TokenKind.Number, line[start..at]));
            }
            else if (c is '\'' or '"')
            {
                var text = new StringBuilder();
                for (at++; line[at] != c; at++) text.Append(line[at] == '\\' ? line[++at] == 'n' ? '\n' : line[at] : line[at]);
                at++;
                tokens.Add(new(TokenKind.Text, text.ToString()));
            }
            else if (c == ';')
            {
                at++;
                tokens.Add(new(TokenKind.NewLine, ""));
            }
            else
            {
                string sign = s_signs.FirstOrDefault(s => string.CompareOrdinal(line, start, s, 0, s.Length) == 0) ?? c.ToString();
                at += sign.Length;
                tokens.Add(new(TokenKind.Sign, sign));
            }
        }
    }
}
