using System.Reflection;

namespace Bench;

/// <summary>
/// Every function that takes one, two or three tensors and needs nothing else, found by reflection, on a thousand by a thousand elements. Coarse on purpose:
/// it finds the functions that nobody thought of.
/// </summary>
static class Sweep
{
    public const string Family = "sweep";

    public static IEnumerable<Row> Rows
    {
        get
        {
            var places = new (string Prefix, Type Type)[] { ("", typeof(torch)), ("special.", typeof(torch.special)), ("linalg.", typeof(torch.linalg)), ("fft.", typeof(torch.fft)), ("functional.", typeof(torch.nn.functional)) };
            return from place in places
                   from method in place.Type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                   let operands = Operands(method)
                   where operands > 0
                   group method by $"{place.Prefix}{method.Name}({string.Join(", ", new[] { "x", "y", "z" }.Take(operands))})" into name
                   orderby name.Key
                   select new Row(Family, name.Key, () => Prepare(name.MinBy(method => method.GetParameters().Length)!));
        }
    }

    /// <summary>How many tensors a function takes; 0 for those that need something else, or work in place, or answer with something else.</summary>
    static int Operands(MethodInfo method)
    {
        var parameters = method.GetParameters();
        if (method.IsGenericMethod || method.Name.EndsWith('_') && method.Name != "fft_" || method.IsSpecialName) return 0;
        int count = parameters.TakeWhile(p => p.ParameterType == typeof(Tensor) && !p.HasDefaultValue).Count();
        if (count > 3 || !parameters.Skip(count).All(p => p.HasDefaultValue && !p.ParameterType.IsByRefLike)) return 0;
        return method.ReturnType == typeof(Tensor) || method.ReturnType.IsGenericType && method.ReturnType.GetGenericArguments().Contains(typeof(Tensor)) ? count : 0;
    }

    static Action Prepare(MethodInfo method)
    {
        foreach (var kind in new[] { float32, int64, @bool })
        {
            var work = Work(method, kind, 8);
            try
            {
                work();
            }
            catch (TargetInvocationException)
            {
                continue;
            }
            return Work(method, kind, 1000);
        }
        throw new NotSupportedException($"{method.Name} takes neither floats nor integers nor bools");
    }

    static Action Work(MethodInfo method, ScalarType kind, long n)
    {
        manual_seed(1);
        int operands = Operands(method);
        object?[] arguments = [.. method.GetParameters().Select((p, i) => i < operands ? Operand(kind, n) : p.DefaultValue)];
        return () => method.Invoke(null, arguments);
    }

    static Tensor Operand(ScalarType kind, long n) => kind == float32 ? rand(n, n) : randint(0, kind == @bool ? 2 : n, [n, n]).to_type(kind);
}
