using System.Collections.Concurrent;

namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        static readonly ConcurrentDictionary<(Type, Type), Func<Distribution, Distribution, Tensor>> s_divergences = Divergences.All();

        /// <summary>The Kullback-Leibler divergence E_p[log p(x) - log q(x)], in nats, for each distribution of the batch.</summary>
        public static Tensor kl_divergence(Distribution p, Distribution q)
        {
            // The formula for the most special classes; p's counts first.
            for (var left = p.GetType(); left is not null; left = left.BaseType)
                for (var right = q.GetType(); right is not null; right = right.BaseType)
                    if (s_divergences.TryGetValue((left, right), out var divergence)) return divergence(p, q);
            throw NoDivergence(p, q);
        }

        /// <summary>Gives the divergence of two classes of distributions, and of what derives from them.</summary>
        public static void register_kl<P, Q>(Func<P, Q, Tensor> divergence) where P : Distribution where Q : Distribution
            => s_divergences[(typeof(P), typeof(Q))] = (p, q) => divergence((P)p, (Q)q);

        internal static NotSupportedException NoDivergence(Distribution p, Distribution q)
            => new($"No KL(p || q) is implemented for p type {p.GetType().Name} and q type {q.GetType().Name}");
    }
}
