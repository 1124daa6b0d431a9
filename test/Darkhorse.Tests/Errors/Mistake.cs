using System.Runtime.CompilerServices;

namespace Darkhorse.Tests.Errors;

/// <summary>A wrong call, the kind of exception it must throw, and a part of PyTorch's text for it.</summary>
public sealed record Mistake(string Code, Action Call, Type Kind, string Text)
{
    public static Mistake Runtime(Func<object?> call, string text, [CallerArgumentExpression(nameof(call))] string code = "") => new(code, () => call(), typeof(InvalidOperationException), text);
    public static Mistake Runtime(Action call, string text, [CallerArgumentExpression(nameof(call))] string code = "") => new(code, call, typeof(InvalidOperationException), text);
    public static Mistake OutOfRange(Func<object?> call, string text, [CallerArgumentExpression(nameof(call))] string code = "") => new(code, () => call(), typeof(IndexOutOfRangeException), text);
    public static Mistake Value(Func<object?> call, string text, [CallerArgumentExpression(nameof(call))] string code = "") => new(code, () => call(), typeof(ArgumentException), text);
    public static Mistake Value(Action call, string text, [CallerArgumentExpression(nameof(call))] string code = "") => new(code, call, typeof(ArgumentException), text);
    public static Mistake NotSupported(Func<object?> call, string text, [CallerArgumentExpression(nameof(call))] string code = "") => new(code, () => call(), typeof(NotSupportedException), text);

    public void Check()
    {
        var thrown = Record.Exception(Call);
        Assert.True(Kind.IsInstanceOfType(thrown), $"{Code} should throw {Kind.Name}: {Text}\nbut {(thrown is null ? "does not throw" : $"throws {thrown.GetType().Name}: {thrown.Message}\n{thrown.StackTrace}")}");
        Assert.Contains(Text, thrown!.Message);
    }
}
