using Darkhorse.Golden.Python;
using Linq = System.Linq.Expressions.Expression;

namespace Darkhorse.Golden.Binding;

/// <summary>Makes C# delegates of a program's functions.</summary>
static class Delegates
{
    public static Delegate Of(Function function, Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        var parameters = invoke.GetParameters().Select(p => Linq.Parameter(p.ParameterType)).ToArray();
        var boxed = Linq.NewArrayInit(typeof(object), parameters.Select(p => Linq.Convert(p, typeof(object))));
        Func<object?[], object?> call = args => Result(function, args, invoke.ReturnType);
        Linq body = Linq.Invoke(Linq.Constant(call), boxed);
        body = invoke.ReturnType == typeof(void) ? body : Linq.Convert(body, invoke.ReturnType);
        return Linq.Lambda(type, body, parameters).Compile();
    }

    // A C# function of several tensors may take them as one array.
    static object? Result(Function function, object?[] args, Type type)
    {
        object? result = function.Call(args is [Tensor[] all] ? [.. all] : [.. args.Select(Converter.Back)]);
        if (type == typeof(void)) return null;
        return Converter.Convert(result, type) is { } converted ? converted.Value : throw new MismatchException($"the function's result is no {type.Name}");
    }
}
