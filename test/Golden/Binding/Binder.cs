using System.Reflection;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Binding;

/// <summary>Chooses the overload that fits Python arguments best, and calls it.</summary>
public static class Binder
{
    sealed record Bound(MethodBase Method, object? Receiver, object?[] Arguments, int Cost);

    /// <exception cref="MismatchException">The name exists but no overload takes these arguments.</exception>
    public static object? Call(string op, List<Candidate> candidates, List<object?> args, Dictionary<string, object?> kwargs)
    {
        Bound? best = null;
        var reasons = new List<string>();
        foreach (var candidate in candidates)
        {
            var bound = Bind(op, candidate, args, kwargs, out string reason);
            if (bound is null) reasons.Add($"    {Signature(candidate.Method)}: {reason}");
            else if (best is null || bound.Cost < best.Cost) best = bound;
        }
        if (best is null && Packed(args) is { } packed) return Call(op, candidates, packed, kwargs);
        if (best is null)
        {
            string call = string.Join(", ", args.Select(Value.Show).Concat(kwargs.Select(k => $"{k.Key}={Value.Show(k.Value)}")));
            throw new MismatchException($"no overload takes ({call})\n{string.Join('\n', reasons)}");
        }
        object? result = Invoker.For(best.Method)(best.Receiver, best.Arguments);
        return best.Method is MethodInfo { ReturnType: var type } && type == typeof(void) ? best.Receiver : Converter.Back(result);
    }

    /// <summary>Python takes sizes one by one as well as in a list: the trailing ints as one list.</summary>
    static List<object?>? Packed(List<object?> args)
    {
        int first = args.Count;
        while (first > 0 && args[first - 1] is long) first--;
        return args.Count - first < 2 ? null : [.. args.Take(first), args.Skip(first).ToList()];
    }

    static Bound? Bind(string op, Candidate candidate, List<object?> args, Dictionary<string, object?> kwargs, out string reason)
    {
        var parameters = candidate.Method.GetParameters();
        var values = new object?[parameters.Length];
        var set = new bool[parameters.Length];
        int cost = 0, first = 0;
        object? receiver = null;
        reason = "";
        if (candidate.TakesReceiver)
        {
            if (args.Count == 0 || !candidate.Method.DeclaringType!.IsInstanceOfType(args[0])) return Fail(out reason, "not a method of the first argument");
            receiver = args[0];
            first = 1;
        }
        if (!Positionals(op, candidate.TakesReceiver, parameters, args, first, values, set, ref cost, out reason)) return null;
        foreach (var (name, value) in Expand(kwargs, parameters))
        {
            int at = IndexOf(name, parameters, set);
            if (at < 0) return Fail(out reason, $"no parameter for keyword {name}");
            if (!Assign(parameters, at, value, values, set, ref cost, out reason)) return null;
        }
        for (int i = 0; i < parameters.Length; i++)
        {
            if (set[i]) continue;
            var type = parameters[i].ParameterType;
            if (IsParams(parameters[i])) values[i] = type.IsArray || Converter.IsSpan(type) ? Array.CreateInstance(Converter.Boxed(type).GetElementType()!, 0) : null;
            else if (parameters[i].HasDefaultValue) values[i] = Default(parameters[i]);
            else return Fail(out reason, $"no argument for {parameters[i].Name}");
        }
        // Of overloads that fit equally, the one with fewer parameters left to their defaults.
        return new(candidate.Method, receiver, values, cost * 100 + set.Count(s => !s));
    }

    static bool Positionals(string op, bool method, ParameterInfo[] parameters, List<object?> args, int first, object?[] values, bool[] set, ref int cost, out string reason)
    {
        reason = "";
        string[]? names = Names.Positional(op);
        for (int i = first; i < args.Count; i++)
        {
            int at = names is null || (i == 0 && !method) ? i - first : IndexOf(names[i], parameters, set);
            if (at < 0 || at >= parameters.Length)
            {
                reason = "too many positional arguments";
                return false;
            }
            bool rest = IsParams(parameters[at]) && (i < args.Count - 1 || Converter.Convert(args[i], parameters[at].ParameterType) is null);
            object? value = rest ? args.Skip(i).ToList() : args[i];
            if (parameters[at].Name == "out")
            {
                reason = "out is a keyword";
                return false;
            }
            if (!Assign(parameters, at, value, values, set, ref cost, out reason)) return false;
            if (rest) break;
        }
        return true;
    }

    static bool Assign(ParameterInfo[] parameters, int at, object? value, object?[] values, bool[] set, ref int cost, out string reason)
    {
        reason = "";
        var parameter = parameters[at];
        // A C# parameter that is not nullable has PyTorch's default for None.
        if (value is null && parameter.HasDefaultValue && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null)
        {
            (values[at], set[at]) = (Default(parameter), true);
            return true;
        }
        if (Converter.Convert(value, parameter.ParameterType) is not { } converted)
        {
            reason = $"{parameter.Name} does not take {Value.Show(value)}";
            return false;
        }
        (values[at], set[at]) = (converted.Value, true);
        cost += converted.Cost;
        return true;
    }

    static IEnumerable<(string, object?)> Expand(Dictionary<string, object?> kwargs, ParameterInfo[] parameters)
    {
        foreach (var (name, value) in kwargs)
        {
            bool whole = parameters.Any(p => Names.Match(name, p.Name!) is not null);
            if (!whole && Names.Expanded.TryGetValue(name, out string[]? parts) && value is List<object?> list && list.Count == parts.Length)
                foreach (var pair in parts.Zip(list)) yield return pair;
            else yield return (name, value);
        }
    }

    static int IndexOf(string name, ParameterInfo[] parameters, bool[] set)
    {
        int synonym = -1;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (set[i]) continue;
            int? match = Names.Match(name, parameters[i].Name!);
            if (match == 0) return i;
            if (match == 1 && synonym < 0) synonym = i;
        }
        return synonym;
    }

    static object? Default(ParameterInfo parameter)
    {
        var type = Converter.Boxed(parameter.ParameterType);
        object? value = parameter.DefaultValue;
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (value is not null && bare.IsEnum && value.GetType() != bare) value = Enum.ToObject(bare, value);
        return value is null or DBNull && type.IsValueType && bare == type ? Activator.CreateInstance(type) : value is DBNull ? null : value;
    }

    static bool IsParams(ParameterInfo parameter)
        => parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(System.Runtime.CompilerServices.ParamCollectionAttribute));

    static Bound? Fail(out string reason, string why)
    {
        reason = why;
        return null;
    }

    public static string Signature(MethodBase method) => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(p => $"{Short(p.ParameterType)} {p.Name}"))})";

    static string Short(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? Short(inner) + "?"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Short))}>" : type.Name;
}
