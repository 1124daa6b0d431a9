using System.Linq.Expressions;
using System.Reflection;

namespace Darkhorse.Golden.Binding;

/// <summary>Calls a method with boxed arguments. Spans cannot be boxed, so a small lambda is compiled that makes them from arrays.</summary>
public static class Invoker
{
    static readonly Dictionary<MethodBase, Func<object?, object?[], object?>> s_compiled = [];

    public static Func<object?, object?[], object?> For(MethodBase method)
        => s_compiled.TryGetValue(method, out var known) ? known : s_compiled[method] = Compile(method);

    static Func<object?, object?[], object?> Compile(MethodBase method)
    {
        var receiver = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object[]));
        var passed = method.GetParameters().Select((p, i) => Argument(p.ParameterType, Expression.ArrayIndex(arguments, Expression.Constant(i)))).ToArray();
        Expression call = method switch
        {
            ConstructorInfo constructor => Expression.New(constructor, passed),
            MethodInfo { IsStatic: true } function => Expression.Call(function, passed),
            _ => Expression.Call(Expression.Convert(receiver, method.DeclaringType!), (MethodInfo)method, passed),
        };
        Expression body = call.Type == typeof(void) ? Expression.Block(call, Expression.Constant(null)) : Converter.IsSpan(call.Type)
            ? Expression.Call(call, call.Type.GetMethod("ToArray")!) : Expression.Convert(call, typeof(object));
        return Expression.Lambda<Func<object?, object?[], object?>>(body, receiver, arguments).Compile();
    }

    static Expression Argument(Type type, Expression boxed)
    {
        if (!Converter.IsSpan(type)) return Expression.Convert(boxed, type);
        var array = type.GetGenericArguments()[0].MakeArrayType();
        return Expression.Call(type.GetMethod("op_Implicit", [array])!, Expression.Convert(boxed, array));
    }
}
