using Darkhorse.Autograd;
using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Parameters that are functions of what is learned: constrained, normalised, of low rank.</summary>
            public static class parametrize
            {
                /// <summary>A parametrization of one tensor that can start from a given value.</summary>
                public interface IRightInverse
                {
                    /// <summary>A tensor that the parametrization maps to <paramref name="value"/>, or as near to it as it can.</summary>
                    Tensor right_inverse(Tensor value);
                }

                /// <summary>A parametrization that computes one tensor from two.</summary>
                public interface IPairParametrization
                {
                    Tensor forward(Tensor original0, Tensor original1);

                    /// <summary>Two tensors that the parametrization maps to <paramref name="value"/>.</summary>
                    (Tensor, Tensor) right_inverse(Tensor value);
                }

                /// <summary>
                /// Makes a parameter a function of what is learned. The module's parameter moves to <c>parametrizations.NAME.original</c>; a second parametrization
                /// is applied to the result of the first.
                /// </summary>
                /// <param name="module">The module.</param>
                /// <param name="tensor_name">The name of its parameter.</param>
                /// <param name="parametrization">A module of one tensor, which may have a right inverse, or of two (<see cref="IPairParametrization"/>).</param>
                /// <param name="unsafe">Let the parametrization change shape or dtype.</param>
                /// <exception cref="ArgumentException">There is no such parameter, or the shape or dtype changes.</exception>
                public static T register_parametrization<T>(T module, string tensor_name, Module parametrization, bool @unsafe = false) where T : Module
                {
                    if (parametrization is not (IModule<Tensor, Tensor> or IPairParametrization))
                        throw new ArgumentException($"A parametrization is a module of one tensor, or of two that implements {nameof(IPairParametrization)}, not {parametrization.GetName()}");
                    if (ParametrizationList.Of(module, tensor_name) is { } present)
                    {
                        if (parametrization is IPairParametrization) throw new ArgumentException("Only the first parametrization of a tensor can take two tensors");
                        var before = present.forward();
                        if (!@unsafe) Check(tensor_name, before, ((IModule<Tensor, Tensor>)parametrization).call(before));
                        if (parametrization is IRightInverse inverse)
                        {
                            using var _ = no_grad();
                            present.right_inverse(inverse.right_inverse(before));
                        }
                        present.Append(parametrization);
                        return module;
                    }
                    if (module.Parameters.GetValueOrDefault(tensor_name) is not { } parameter)
                        throw new ArgumentException($"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name '{tensor_name}'");
                    var list = new ParametrizationList(parametrization, parameter);
                    if (!@unsafe)
                        using (no_grad())
                            Check(tensor_name, parameter, list.forward());
                    if (module.Children.GetValueOrDefault("parametrizations") is not ModuleDict<ParametrizationList> lists)
                        module.register_module("parametrizations", lists = new ModuleDict<ParametrizationList>());
                    module.Parameters.Remove(tensor_name);
                    lists.register_module(tensor_name, list);
                    (module.Computed ??= new()).Add(tensor_name, new ParametrizationList.Rule(tensor_name));
                    return module;
                }

                static void Check(string name, Tensor before, Tensor after)
                {
                    if (after.dtype != before.dtype)
                        throw new ArgumentException($"Registering a parametrization may not change the dtype of the tensor, unless the `unsafe` flag is enabled.\nmodule.{name}.dtype: torch.{before.DType.TorchName}\nparametrization(module.{name}).dtype: torch.{after.DType.TorchName}");
                    if (!after.Sizes.SequenceEqual(before.Sizes))
                        throw new ArgumentException($"Registering a parametrization may not change the shape of the tensor, unless the `unsafe` flag is enabled.\nmodule.{name}.shape: {PythonText.Size(before.Sizes)}\nparametrization(module.{name}).shape: {PythonText.Size(after.Sizes)}");
                }

                /// <summary>Whether a parameter, or any parameter, of a module is parametrized.</summary>
                public static bool is_parametrized(Module module, string? tensor_name = null)
                    => module.Children.GetValueOrDefault("parametrizations") is ModuleDict<ParametrizationList> lists && (tensor_name is null ? lists.Count > 0 : lists.Children.ContainsKey(tensor_name));

                /// <summary>Makes a parameter one of its own again.</summary>
                /// <param name="module">The module.</param>
                /// <param name="tensor_name">The name of the parameter.</param>
                /// <param name="leave_parametrized">Keep the present value; otherwise the original one, if there is one.</param>
                /// <exception cref="ArgumentException">The parameter is not parametrized, or has two originals and is not to keep its value.</exception>
                public static T remove_parametrizations<T>(T module, string tensor_name, bool leave_parametrized = true) where T : Module
                {
                    if (ParametrizationList.Of(module, tensor_name) is not { } list)
                        throw new ArgumentException($"Module {module} does not have a parametrization on {tensor_name}");
                    if (!leave_parametrized && list.original is null)
                        throw new ArgumentException("Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a sequence of tensors.");
                    Parameter parameter;
                    using (no_grad())
                    {
                        parameter = list.original ?? new Parameter(list.forward().detach(), list.ParameterOf("original0")!.requires_grad);
                        if (leave_parametrized && list.original is not null) Modules.Parameter.Replace(parameter, list.forward().detach());
                    }
                    var lists = module.Children["parametrizations"]!;
                    lists.Children.Remove(tensor_name);
                    if (lists.Children.Count == 0) module.Children.Remove("parametrizations");
                    module.Computed!.Remove(tensor_name);
                    module.register_parameter(tensor_name, parameter);
                    return module;
                }

                /// <summary>While the result lives, every parametrized parameter is computed once only: for modules that are used several times in a pass.</summary>
                public static IDisposable cached() => new ComputedParts.Caching();
            }
        }
    }
}
