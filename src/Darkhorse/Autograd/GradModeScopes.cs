using Darkhorse.Autograd;
using Darkhorse.Memory;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>Until disposed, results computed on this thread need no gradient: <c>using (torch.no_grad()) { … }</c></summary>
    public static IDisposable no_grad() => new GradModeScope(false);

    /// <summary>Until disposed, recording is on again inside of <see cref="no_grad"/>.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradModeScope(enabled);

    /// <summary>Sets recording until disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradModeScope(mode);

    /// <summary>
    /// Until disposed, nothing is recorded, and the tensors that are made can never be part of a graph: for code that only predicts. With
    /// <paramref name="mode"/> false, ordinary tensors are made, and recorded, within an inference mode.
    /// </summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceModeScope(mode);

    public static bool is_grad_enabled() => GradMode.Enabled;

    public static bool is_inference_mode_enabled() => InferenceMode.IsOn;

    /// <summary>Whether a tensor was made in <see cref="inference_mode"/>.</summary>
    public static bool is_inference(Tensor input) => input.is_inference();

    public partial class Tensor
    {
        /// <summary>Whether the tensor was made in <see cref="inference_mode"/>: it is no part of a graph, and autograd does not keep it.</summary>
        public bool is_inference() => Storage.IsInference;
    }

    class GradModeScope : IDisposable
    {
        readonly bool _before = GradMode.Enabled;
        bool _disposed;

        public GradModeScope(bool enabled) => GradMode.Enabled = enabled;

        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            End();
        }

        protected virtual void End() => GradMode.Enabled = _before;
    }

    sealed class InferenceModeScope(bool mode) : GradModeScope(!mode)
    {
        readonly InferenceMode.Scope _scope = new(mode);

        protected override void End()
        {
            _scope.Dispose();
            base.End();
        }
    }
}
