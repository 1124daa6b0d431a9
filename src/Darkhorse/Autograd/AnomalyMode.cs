using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Darkhorse.Autograd;

namespace Darkhorse
{
    /// <summary>
    /// While it is enabled, every recorded op remembers the lines of the program that called it, and a backward pass that comes to a nan, or fails, says which
    /// op's gradient it was and where that op was called. For debugging: a stack trace for each op costs some microseconds. While it is not, one flag is read.
    /// </summary>
    public sealed class AnomalyMode : IDisposable
    {
        static bool s_enabled, s_checks;

        readonly bool _enabled, _checks;
        bool _disposed;

        /// <summary>Sets the mode, of all threads, until disposed.</summary>
        /// <param name="enabled">Whether calls are remembered.</param>
        /// <param name="check_nan">Whether a nan in a gradient ends the pass.</param>
        public AnomalyMode(bool enabled, bool check_nan = true)
        {
            (_enabled, _checks) = (s_enabled, s_checks);
            (s_enabled, s_checks) = (enabled, check_nan);
        }

        public static bool IsEnabled => s_enabled;

        /// <summary>Whether a nan in a gradient ends the pass.</summary>
        public static bool ShouldCheckNaN => s_enabled && s_checks;

        /// <summary>Goes back to the mode that was set before.</summary>
        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            (s_enabled, s_checks) = (_enabled, _checks);
        }

        internal const string Hint = "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).";
        internal const string HintWhenEnabled = "Hint: the backtrace further below shows the operation that failed to compute its gradient. The variable in question was changed in there or anywhere later. Good luck!";

        /// <summary>Where nodes were made, and for those of a backward pass, which node's gradient they are part of.</summary>
        static class Traces
        {
            public static readonly ConditionalWeakTable<Node, Trace> Of = [];

            [ThreadStatic] public static Node? Evaluated;
        }

        sealed record Trace(StackTrace Stack, Node? Within);

        /// <summary>The node whose backward runs, until disposed.</summary>
        internal readonly struct Evaluation(Node? before) : IDisposable
        {
            public void Dispose()
            {
                if (IsEnabled) Traces.Evaluated = before;
            }
        }

        internal static Evaluation Evaluating(Node node)
        {
            if (!IsEnabled) return default;
            var evaluation = new Evaluation(Traces.Evaluated);
            Traces.Evaluated = node;
            return evaluation;
        }

        internal static void Remember(Node node) => Traces.Of.AddOrUpdate(node, new(new StackTrace(2, fNeedFileInfo: true), Traces.Evaluated));

        /// <summary>Ends the pass if a gradient that a node computed has a nan.</summary>
        internal static void CheckNaN(Node node, Tensor?[] gradients)
        {
            for (int i = 0; i < gradients.Length; i++)
            {
                if (gradients[i] is not { } gradient || !(gradient.is_floating_point() || gradient.is_complex())) continue;
                using (new GradMode.Scope(false))
                    if (!(bool)gradient.detach().isnan().any()) continue;
                throw new InvalidOperationException($"Function '{node.Name}' returned nan values in its {i}th output.{TraceOf(node)}");
            }
        }

        /// <summary>The lines of the program that led to a node; null if they were not remembered.</summary>
        internal static string? TraceOf(Node node)
        {
            if (!IsEnabled || !Traces.Of.TryGetValue(node, out var trace)) return null;
            var text = new StringBuilder().Append($"\nTraceback of forward call that caused the error in {node.Name}:");
            Describe(text, trace.Stack);
            for (var within = trace.Within; within is not null && Traces.Of.TryGetValue(within, out trace); within = trace.Within)
            {
                text.Append($"\nTraceback of forward call that induced the previous calculation, by {within.Name}:");
                Describe(text, trace.Stack);
            }
            return text.ToString();
        }

        /// <summary>The frames outside of the library, innermost first, as .NET prints them.</summary>
        static void Describe(StringBuilder text, StackTrace stack)
        {
            string? library = typeof(AnomalyMode).Assembly.GetName().Name;
            foreach (var frame in stack.GetFrames())
            {
                if (DiagnosticMethodInfo.Create(frame) is not { } method || frame.GetFileName() is not { } file) continue;
                if (method.DeclaringAssemblyName.Split(',')[0] == library) continue;
                text.Append($"\n   at {method.DeclaringTypeName}.{method.Name} in {file}:line {frame.GetFileLineNumber()}");
            }
        }
    }

    public static partial class torch
    {
        public static partial class autograd
        {
            /// <summary>Until disposed, backward passes say which op of the program a nan or an error came from: <c>using (torch.autograd.detect_anomaly()) { … }</c></summary>
            public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

            /// <summary>Sets the anomaly mode, until disposed if ever.</summary>
            public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);
        }
    }
}
