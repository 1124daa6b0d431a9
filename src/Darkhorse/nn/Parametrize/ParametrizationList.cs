using System.Collections;
using System.Globalization;
using Darkhorse.Autograd;
using static Darkhorse.torch.nn.utils.parametrize;

namespace Darkhorse.Modules;

/// <summary>
/// The parametrizations of one parameter in the order of their use, and what they start from: <c>original</c>, or <c>original0</c> and <c>original1</c>
/// where the first of them takes two tensors.
/// </summary>
public sealed class ParametrizationList : torch.nn.Module, IEnumerable<torch.nn.Module>
{
    int _count;

    internal ParametrizationList(torch.nn.Module first, Parameter original) : base(nameof(ParametrizationList))
    {
        using var _ = new GradMode.Scope(false);
        if (first is IPairParametrization pair)
        {
            var (a, b) = pair.right_inverse(original);
            register_parameter("original0", new(a.detach(), original.requires_grad));
            register_parameter("original1", new(b.detach(), original.requires_grad));
        }
        else
        {
            if (first is IRightInverse inverse && inverse.right_inverse(original) is var start && !ReferenceEquals(start, original)) Parameter.Replace(original, start.detach());
            register_parameter("original", original);
        }
        Append(first);
    }

    internal void Append(torch.nn.Module parametrization)
        => register_module((_count++).ToString(CultureInfo.InvariantCulture), parametrization);

    public int Count => _count;

    public torch.nn.Module this[int index] => Children[index.ToString(CultureInfo.InvariantCulture)]!;

    /// <summary>The parameter that the first parametrization starts from; null where it starts from two.</summary>
    public Parameter? original => ParameterOf("original");

    /// <summary>The value of the parameter.</summary>
    public Tensor forward()
    {
        var value = this[0] is IPairParametrization pair ? pair.forward(ParameterOf("original0")!, ParameterOf("original1")!) : Apply(this[0], original!);
        for (int i = 1; i < _count; i++) value = Apply(this[i], value);
        return value;
    }

    /// <summary>Changes the originals so that the parameter has a given value.</summary>
    /// <exception cref="InvalidOperationException">A parametrization has no right inverse.</exception>
    public void right_inverse(Tensor value)
    {
        using var _ = new GradMode.Scope(false);
        for (int i = _count - 1; i > 0; i--) value = Inverse(this[i], value);
        if (this[0] is IPairParametrization pair)
        {
            var (a, b) = pair.right_inverse(value);
            ParameterOf("original0")!.copy_(a);
            ParameterOf("original1")!.copy_(b);
        }
        else
        {
            original!.copy_(Inverse(this[0], value));
        }
    }

    static Tensor Apply(torch.nn.Module parametrization, Tensor value) => ((torch.nn.IModule<Tensor, Tensor>)parametrization).call(value);

    static Tensor Inverse(torch.nn.Module parametrization, Tensor value) => parametrization is IRightInverse inverse
        ? inverse.right_inverse(value)
        : throw new InvalidOperationException($"parametrization {parametrization.GetName()} does not implement right_inverse.");

    public IEnumerator<torch.nn.Module> GetEnumerator() => children().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A parameter with such a list among the module's parts.</summary>
    internal sealed class Rule(string name) : ComputedPart
    {
        public override Tensor Compute(torch.nn.Module module) => Of(module, name)!.forward();

        public override void Assign(torch.nn.Module module, Tensor value) => Of(module, name)!.right_inverse(value);
    }

    internal static ParametrizationList? Of(torch.nn.Module module, string name)
        => module.Children.GetValueOrDefault("parametrizations")?.Children.GetValueOrDefault(name) as ParametrizationList;
}
