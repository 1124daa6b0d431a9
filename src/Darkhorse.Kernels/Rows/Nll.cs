using Darkhorse.Kernels.Lanes;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Kernels.Rows;

/// <summary>
/// The negative log-likelihood: minus the log-probability of the target class, times the class's weight, for contiguous sizes [batch, classes, inner]. Targets that
/// equal the ignored index count nothing.
/// </summary>
public static unsafe class Nll
{
    /// <summary>What becomes of the losses: nothing, their weighted mean, their sum.</summary>
    public enum Mode
    {
        None,
        Mean,
        Sum,
    }

    /// <summary>The operands' sizes, and the target index that is left out.</summary>
    public readonly record struct Problem(long Batch, long Classes, long Inner, long Ignored, Mode Mode);

    /// <summary>The losses, or their mean or sum; <paramref name="total"/> receives the weights added up. The weights may be null.</summary>
    /// <exception cref="IndexOutOfRangeException">A target is no class.</exception>
    public static void Forward(DType dtype, Problem problem, byte* x, long* target, byte* weight, byte* result, byte* total)
    {
        var visitor = new ForwardVisitor(problem, x, target, weight, result, total);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    /// <summary>Adds the gradient of x to <paramref name="result"/>, which holds zeros.</summary>
    public static void Backward(DType dtype, Problem problem, byte* grad, long* target, byte* weight, byte* total, byte* result)
    {
        var visitor = new BackwardVisitor(problem, grad, target, weight, total, result);
        Dispatch.VisitStorage(dtype, ref visitor);
    }

    readonly ref struct ForwardVisitor(Problem problem, byte* x, long* target, byte* weight, byte* result, byte* total) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            S* source = (S*)x, weights = (S*)weight, losses = (S*)result;
            double sum = 0, weightSum = 0;
            for (long n = 0, k = 0; n < problem.Batch; n++)
            {
                for (long i = 0; i < problem.Inner; i++, k++)
                {
                    long t = target[k];
                    double loss = 0;
                    if (t != problem.Ignored)
                    {
                        if (t < 0 || t >= problem.Classes) throw new IndexOutOfRangeException($"Target {t} is out of bounds.");
                        double w = weights == null ? 1 : Casting.Cast<S, double>(weights[t]);
                        loss = -w * Casting.Cast<S, double>(source[(n * problem.Classes + t) * problem.Inner + i]);
                        weightSum += w;
                    }
                    if (problem.Mode == Mode.None) losses[k] = Casting.Cast<double, S>(loss);
                    sum += loss;
                }
            }
            *(S*)total = Casting.Cast<double, S>(weightSum);
            if (problem.Mode != Mode.None) *losses = Casting.Cast<double, S>(problem.Mode == Mode.Mean ? sum / weightSum : sum);
        }
    }

    readonly ref struct BackwardVisitor(Problem problem, byte* grad, long* target, byte* weight, byte* total, byte* result) : IStorageVisitor
    {
        public void Visit<S>() where S : unmanaged
        {
            S* weights = (S*)weight, gradients = (S*)result, incoming = (S*)grad;
            double share = problem.Mode == Mode.Mean ? Casting.Cast<S, double>(*incoming) / Casting.Cast<S, double>(*(S*)total) : problem.Mode == Mode.Sum ? Casting.Cast<S, double>(*incoming) : 0;
            for (long n = 0, k = 0; n < problem.Batch; n++)
            {
                for (long i = 0; i < problem.Inner; i++, k++)
                {
                    long t = target[k];
                    if (t == problem.Ignored) continue;
                    double g = problem.Mode == Mode.None ? Casting.Cast<S, double>(incoming[k]) : share;
                    gradients[(n * problem.Classes + t) * problem.Inner + i] = Casting.Cast<double, S>(-g * (weights == null ? 1 : Casting.Cast<S, double>(weights[t])));
                }
            }
        }
    }
}
