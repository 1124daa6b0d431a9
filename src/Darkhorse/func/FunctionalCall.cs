namespace Darkhorse;

public static partial class torch
{
    public static partial class func
    {
        /// <summary>Calls a module with other tensors in the place of its parameters and buffers, through which gradients flow to them. Those not named stay.</summary>
        /// <param name="module">The module; other threads must not use it meanwhile.</param>
        /// <param name="parameter_and_buffer_dicts">Tensors by the names of the module's state dict.</param>
        /// <param name="args">The module's argument.</param>
        /// <exception cref="ArgumentException">The module has nothing of such a name.</exception>
        public static TResult functional_call<T, TResult>(nn.Module<T, TResult> module, IReadOnlyDictionary<string, Tensor> parameter_and_buffer_dicts, T args)
        {
            using var _ = module.Substitute(parameter_and_buffer_dicts);
            return module.call(args);
        }

        /// <inheritdoc cref="functional_call{T, TResult}"/>
        public static TResult functional_call<T1, T2, TResult>(nn.Module<T1, T2, TResult> module, IReadOnlyDictionary<string, Tensor> parameter_and_buffer_dicts, T1 arg1, T2 arg2)
        {
            using var _ = module.Substitute(parameter_and_buffer_dicts);
            return module.call(arg1, arg2);
        }

        /// <inheritdoc cref="functional_call{T, TResult}"/>
        public static TResult functional_call<T1, T2, T3, TResult>(nn.Module<T1, T2, T3, TResult> module, IReadOnlyDictionary<string, Tensor> parameter_and_buffer_dicts, T1 arg1, T2 arg2, T3 arg3)
        {
            using var _ = module.Substitute(parameter_and_buffer_dicts);
            return module.call(arg1, arg2, arg3);
        }

        /// <summary>The parameters and the buffers of modules of one architecture, stacked: for <see cref="vmap{T1, T2, TResult}"/> over <see cref="functional_call{T, TResult}"/>.</summary>
        public static (Dictionary<string, Tensor> parameters, Dictionary<string, Tensor> buffers) stack_module_state(IReadOnlyList<nn.Module> models)
        {
            if (models.Count == 0) throw new InvalidOperationException("stack_module_state: Expected at least one model, got 0.");
            var parameters = models.Select(model => model.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter)).ToArray();
            var buffers = models.Select(model => model.named_buffers().ToDictionary(pair => pair.name, pair => pair.buffer)).ToArray();
            return (Stacked(parameters, true), Stacked(buffers, false));
        }

        static Dictionary<string, Tensor> Stacked(Dictionary<string, Tensor>[] states, bool areLeaves)
            => states[0].ToDictionary(pair => pair.Key, pair => stack([.. states.Select(state => state[pair.Key])]).detach().requires_grad_(areLeaves && pair.Value.requires_grad));
    }
}
