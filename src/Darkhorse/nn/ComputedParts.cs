using Darkhorse.Modules;

namespace Darkhorse;

/// <summary>How one parameter of a module is computed from others. It holds no part of the module itself, so that a copy of the module computes from its own.</summary>
abstract class ComputedPart
{
    public abstract Tensor Compute(torch.nn.Module module);

    /// <summary>Changes what it is computed from, so that it has a given value.</summary>
    public abstract void Assign(torch.nn.Module module, Tensor value);
}

/// <summary>
/// The parameters of a module that are functions of others: a normalised, constrained or pruned weight. The module asks for the weight as ever, and gets
/// the value of this moment with its history, so that gradients reach what it is computed from.
/// </summary>
sealed class ComputedParts
{
    readonly Dictionary<string, ComputedPart> _rules = [];

    [ThreadStatic] static Dictionary<(torch.nn.Module, string), Parameter>? s_cache;

    public ComputedPart? Rule(string name) => _rules.GetValueOrDefault(name);

    public bool IsEmpty => _rules.Count == 0;

    public void Add(string name, ComputedPart rule) => _rules[name] = rule;

    public void Remove(string name) => _rules.Remove(name);

    public ComputedParts Copy()
    {
        var copy = new ComputedParts();
        foreach (var (name, rule) in _rules) copy.Add(name, rule);
        return copy;
    }

    public Parameter? Of(torch.nn.Module module, string name)
    {
        if (!_rules.TryGetValue(name, out var rule)) return null;
        if (s_cache is null) return Wrapped(rule.Compute(module));
        if (!s_cache.TryGetValue((module, name), out var value)) s_cache.Add((module, name), value = Wrapped(rule.Compute(module)));
        return value;
    }

    static Parameter Wrapped(Tensor value)
    {
        // A leaf stands for itself by a view of it: the wrapper must not be a second leaf.
        if (value is { requires_grad: true, is_leaf: true }) value = value.alias();
        return new(value, value.GradFnField);
    }

    /// <summary>While it lives, a parameter is computed once and remembered.</summary>
    public sealed class Caching : IDisposable
    {
        readonly bool _isOutermost = s_cache is null;

        public Caching() => s_cache ??= [];

        public void Dispose()
        {
            if (_isOutermost) s_cache = null;
        }
    }
}
