using System.Diagnostics.CodeAnalysis;
using Darkhorse.Modules;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>Optimisers: they move parameters by their gradients.</summary>
    public static partial class optim
    {
        /// <summary>Something with a learning rate: a group of parameters.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }
            double InitialLearningRate { get; set; }
        }

        /// <summary>Something with a momentum.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        /// <summary>Something with the two decays of Adam and its like.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }

        /// <summary>Groups of parameters and a rule that moves them.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>A function that clears the gradients, computes the loss, runs it backward and returns it.</summary>
            public delegate Tensor LossClosure();

            private protected readonly List<ParamGroup> Groups = [];

            /// <summary>The groups, each with a learning rate of its own.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => Groups;

            /// <summary>Moves every parameter that has a gradient.</summary>
            /// <param name="closure">Computes the loss again, gradients included; most rules need none, or call it once.</param>
            /// <returns>What the closure returned first; null without one.</returns>
            [return: NotNullIfNotNull(nameof(closure))]
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Forgets the gradients of all parameters, or sets them to zero.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var group in Groups)
                    foreach (var parameter in group.Items) nn.GradientsOf.Clear(parameter, set_to_none);
            }

            /// <summary>All parameters, in the order of the groups.</summary>
            public virtual IEnumerable<Parameter> parameters()
            {
                foreach (var group in Groups)
                    foreach (var parameter in group.Items) yield return parameter;
            }

            /// <summary>Adds parameters with options of their own.</summary>
            /// <exception cref="ArgumentException">A parameter is no leaf, or is in another group already.</exception>
            public virtual void add_param_group(ParamGroup param_group)
            {
                var known = new HashSet<Tensor>(parameters(), ReferenceEqualityComparer.Instance);
                foreach (var parameter in param_group.Items)
                {
                    if (!parameter.is_leaf) throw new ArgumentException("can't optimize a non-leaf Tensor");
                    if (!known.Add(parameter)) throw new ArgumentException("some parameters appear in more than one parameter group");
                }
                Groups.Add(param_group);
            }

            /// <summary>Gives the memory of the rule's state back at once. Nobody has to call it.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var group in Groups)
                    foreach (var state in group.States) state?.Dispose();
            }

            /// <summary>What a state dict of an optimiser holds.</summary>
            public class StateDictionary
            {
                /// <summary>The options of each group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>The states of the parameters that have one.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group, where the state of each of its parameters is in <see cref="State"/>; -1 where it has none.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }

            /// <summary>The name and the options of each group, as PyTorch prints them.</summary>
            public override string ToString()
            {
                var text = new System.Text.StringBuilder(PrintedName).Append(" (");
                for (int i = 0; i < Groups.Count; i++)
                {
                    text.Append("\nParameter Group ").Append(i).Append('\n');
                    foreach (var (name, value) in Groups[i].Options.Printed().OrderBy(entry => entry.Name, StringComparer.Ordinal))
                        text.Append("    ").Append(name).Append(": ").Append(value).Append('\n');
                }
                return text.Append(')').ToString();
            }

            private protected virtual string PrintedName => GetType().Name;
        }
    }
}
