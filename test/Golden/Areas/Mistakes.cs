using System.Text.RegularExpressions;
using Darkhorse.Golden.Python;

namespace Darkhorse.Golden.Areas;

/// <summary>Bad calls: the kind of exception, and the part of its text that tells what is wrong.</summary>
static partial class Mistakes
{
    public static void Run(Case @case)
    {
        var error = @case.Json.GetProperty("error");
        string type = error.GetProperty("type").GetString()!, message = error.GetProperty("message").GetString()!;
        if (type is "AttributeError") throw new MissingException("the compiler's business in C#");
        try
        {
            Interpreter.Run(@case.Text("python")!);
        }
        catch (Exception thrown) when (thrown is not (MissingException or MismatchException))
        {
            Check(type, message, thrown);
            return;
        }
        throw new MismatchException($"no exception; expected {type}: {message}");
    }

    static void Check(string type, string message, Exception thrown)
    {
        bool kind = type switch
        {
            "IndexError" => thrown is IndexOutOfRangeException or ArgumentOutOfRangeException,
            "ValueError" or "TypeError" or "KeyError" => thrown is ArgumentException,
            "AssertionError" => thrown is ArgumentException or InvalidOperationException,
            "NotImplementedError" => thrown is NotSupportedException,
            _ => thrown is InvalidOperationException or NotSupportedException or DivideByZeroException,
        };
        if (!kind) throw new MismatchException($"expected {type}: {message}; got {thrown.GetType().Name}: {thrown.Message}\n{thrown.StackTrace}");
        if (!Tells(message, thrown.Message)) throw new MismatchException($"expected the text {message.Trim()}; got {thrown.Message}");
    }

    // Wording moves between versions of PyTorch: every number, and most of the words, must be there.
    static bool Tells(string expected, string actual)
    {
        var there = Word().Matches(actual).Select(m => m.Value.ToLowerInvariant()).ToHashSet();
        var words = Word().Matches(expected).Select(m => m.Value.ToLowerInvariant()).Distinct().ToList();
        return words.Where(w => char.IsDigit(w[0])).All(there.Contains) && words.Count(there.Contains) >= 0.7 * words.Count;
    }

    [GeneratedRegex(@"[A-Za-z_]+|[0-9]+")]
    private static partial Regex Word();
}
