using System.Globalization;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules;

/// <summary>
/// Modules in a row whose passing on is written by hand: derive and override <c>forward</c>. The modules have numbers or names, as in <see cref="Sequential"/>.
/// </summary>
public abstract class Sequential<T, TResult> : Module<T, TResult>
{
    protected Sequential(params (string name, torch.nn.Module module)[] modules) : base("Sequential")
    {
        foreach (var (name, module) in modules) register_module(name, module);
    }

    protected Sequential(params torch.nn.Module[] modules) : base("Sequential")
    {
        foreach (var module in modules) append(module);
    }

    public int Count => Children.Count;

    /// <summary>Adds a module at the end, its number its name.</summary>
    public Sequential<T, TResult> append(torch.nn.Module module) => append(Children.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <summary>Adds a module at the end.</summary>
    public Sequential<T, TResult> append(string name, torch.nn.Module module)
    {
        register_module(name, module);
        return this;
    }

    public void Add(torch.nn.Module module) => append(module);

    public void Add(string name, torch.nn.Module module) => append(name, module);

    /// <summary>The module at a place; negative ones count from the end.</summary>
    public torch.nn.Module this[int index] => Children.GetAt(ContainerIndex.Wrap(index, Children.Count)).Value!;
}

/// <inheritdoc cref="Sequential{T,TResult}"/>
public abstract class Sequential<T1, T2, TResult> : Module<T1, T2, TResult>
{
    protected Sequential(params (string name, torch.nn.Module module)[] modules) : base("Sequential")
    {
        foreach (var (name, module) in modules) register_module(name, module);
    }

    protected Sequential(params torch.nn.Module[] modules) : base("Sequential")
    {
        foreach (var module in modules) append(module);
    }

    public int Count => Children.Count;

    /// <summary>Adds a module at the end, its number its name.</summary>
    public Sequential<T1, T2, TResult> append(torch.nn.Module module) => append(Children.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <summary>Adds a module at the end.</summary>
    public Sequential<T1, T2, TResult> append(string name, torch.nn.Module module)
    {
        register_module(name, module);
        return this;
    }

    public void Add(torch.nn.Module module) => append(module);

    public void Add(string name, torch.nn.Module module) => append(name, module);

    /// <summary>The module at a place; negative ones count from the end.</summary>
    public torch.nn.Module this[int index] => Children.GetAt(ContainerIndex.Wrap(index, Children.Count)).Value!;
}

/// <inheritdoc cref="Sequential{T,TResult}"/>
public abstract class Sequential<T1, T2, T3, TResult> : Module<T1, T2, T3, TResult>
{
    protected Sequential(params (string name, torch.nn.Module module)[] modules) : base("Sequential")
    {
        foreach (var (name, module) in modules) register_module(name, module);
    }

    protected Sequential(params torch.nn.Module[] modules) : base("Sequential")
    {
        foreach (var module in modules) append(module);
    }

    public int Count => Children.Count;

    /// <summary>Adds a module at the end, its number its name.</summary>
    public Sequential<T1, T2, T3, TResult> append(torch.nn.Module module) => append(Children.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <summary>Adds a module at the end.</summary>
    public Sequential<T1, T2, T3, TResult> append(string name, torch.nn.Module module)
    {
        register_module(name, module);
        return this;
    }

    public void Add(torch.nn.Module module) => append(module);

    public void Add(string name, torch.nn.Module module) => append(name, module);

    /// <summary>The module at a place; negative ones count from the end.</summary>
    public torch.nn.Module this[int index] => Children.GetAt(ContainerIndex.Wrap(index, Children.Count)).Value!;
}

/// <inheritdoc cref="Sequential{T,TResult}"/>
public abstract class Sequential<T1, T2, T3, T4, TResult> : Module<T1, T2, T3, T4, TResult>
{
    protected Sequential(params (string name, torch.nn.Module module)[] modules) : base("Sequential")
    {
        foreach (var (name, module) in modules) register_module(name, module);
    }

    protected Sequential(params torch.nn.Module[] modules) : base("Sequential")
    {
        foreach (var module in modules) append(module);
    }

    public int Count => Children.Count;

    /// <summary>Adds a module at the end, its number its name.</summary>
    public Sequential<T1, T2, T3, T4, TResult> append(torch.nn.Module module) => append(Children.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <summary>Adds a module at the end.</summary>
    public Sequential<T1, T2, T3, T4, TResult> append(string name, torch.nn.Module module)
    {
        register_module(name, module);
        return this;
    }

    public void Add(torch.nn.Module module) => append(module);

    public void Add(string name, torch.nn.Module module) => append(name, module);

    /// <summary>The module at a place; negative ones count from the end.</summary>
    public torch.nn.Module this[int index] => Children.GetAt(ContainerIndex.Wrap(index, Children.Count)).Value!;
}

/// <inheritdoc cref="Sequential{T,TResult}"/>
public abstract class Sequential<T1, T2, T3, T4, T5, TResult> : Module<T1, T2, T3, T4, T5, TResult>
{
    protected Sequential(params (string name, torch.nn.Module module)[] modules) : base("Sequential")
    {
        foreach (var (name, module) in modules) register_module(name, module);
    }

    protected Sequential(params torch.nn.Module[] modules) : base("Sequential")
    {
        foreach (var module in modules) append(module);
    }

    public int Count => Children.Count;

    /// <summary>Adds a module at the end, its number its name.</summary>
    public Sequential<T1, T2, T3, T4, T5, TResult> append(torch.nn.Module module) => append(Children.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <summary>Adds a module at the end.</summary>
    public Sequential<T1, T2, T3, T4, T5, TResult> append(string name, torch.nn.Module module)
    {
        register_module(name, module);
        return this;
    }

    public void Add(torch.nn.Module module) => append(module);

    public void Add(string name, torch.nn.Module module) => append(name, module);

    /// <summary>The module at a place; negative ones count from the end.</summary>
    public torch.nn.Module this[int index] => Children.GetAt(ContainerIndex.Wrap(index, Children.Count)).Value!;
}

/// <inheritdoc cref="Sequential{T,TResult}"/>
public abstract class Sequential<T1, T2, T3, T4, T5, T6, TResult> : Module<T1, T2, T3, T4, T5, T6, TResult>
{
    protected Sequential(params (string name, torch.nn.Module module)[] modules) : base("Sequential")
    {
        foreach (var (name, module) in modules) register_module(name, module);
    }

    protected Sequential(params torch.nn.Module[] modules) : base("Sequential")
    {
        foreach (var module in modules) append(module);
    }

    public int Count => Children.Count;

    /// <summary>Adds a module at the end, its number its name.</summary>
    public Sequential<T1, T2, T3, T4, T5, T6, TResult> append(torch.nn.Module module) => append(Children.Count.ToString(CultureInfo.InvariantCulture), module);

    /// <summary>Adds a module at the end.</summary>
    public Sequential<T1, T2, T3, T4, T5, T6, TResult> append(string name, torch.nn.Module module)
    {
        register_module(name, module);
        return this;
    }

    public void Add(torch.nn.Module module) => append(module);

    public void Add(string name, torch.nn.Module module) => append(name, module);

    /// <summary>The module at a place; negative ones count from the end.</summary>
    public torch.nn.Module this[int index] => Children.GetAt(ContainerIndex.Wrap(index, Children.Count)).Value!;
}
