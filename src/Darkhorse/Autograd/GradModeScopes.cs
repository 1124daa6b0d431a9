using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>Until disposed, results computed on this thread need no gradient: <c>using (torch.no_grad()) { … }</c></summary>
    public static IDisposable no_grad() => new GradModeScope(false);

    /// <summary>Until disposed, recording is on again inside of <see cref="no_grad"/>.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradModeScope(enabled);

    /// <summary>Sets recording until disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradModeScope(mode);

    /// <summary>As <see cref="no_grad"/>: for code that only predicts.</summary>
    public static IDisposable inference_mode(bool mode = true) => new GradModeScope(!mode && GradMode.Enabled, mode);

    public static bool is_grad_enabled() => GradMode.Enabled;

    public static bool is_inference_mode_enabled() => GradModeScope.Inference;

    sealed class GradModeScope : IDisposable
    {
        [ThreadStatic] static bool t_inference;

        readonly bool _enabled, _inference;
        bool _disposed;

        public GradModeScope(bool enabled, bool? inference = null)
        {
            (_enabled, _inference) = (GradMode.Enabled, t_inference);
            GradMode.Enabled = enabled;
            t_inference = inference ?? t_inference;
        }

        public static bool Inference => t_inference;

        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            GradMode.Enabled = _enabled;
            t_inference = _inference;
        }
    }
}
