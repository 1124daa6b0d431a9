using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>Gradients, asked for directly.</summary>
    public static partial class autograd
    {
        /// <summary>Adds the gradients of the tensors, summed, to the <c>grad</c> of the leaves they were made from.</summary>
        /// <param name="tensors">What to differentiate.</param>
        /// <param name="grad_tensors">Gradient of some scalar with respect to each; null entries (or none at all) for one-element tensors.</param>
        /// <param name="retain_graph">Keep the graph for another pass; default: the value of create_graph.</param>
        /// <param name="create_graph">Record the pass itself, for higher derivatives.</param>
        /// <param name="inputs">Accumulate into these leaves only.</param>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
            => Engine.Backward([.. tensors], Matching(tensors.Count, grad_tensors), retain_graph ?? create_graph, create_graph, inputs);

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
            => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
            => backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <summary>The gradients of the outputs, summed, with respect to the inputs. Nothing is accumulated.</summary>
        /// <param name="outputs">What to differentiate.</param>
        /// <param name="inputs">With respect to what.</param>
        /// <param name="grad_outputs">Gradient of some scalar with respect to each output; may be left out for one-element outputs.</param>
        /// <param name="retain_graph">Keep the graph for another pass; default: the value of create_graph.</param>
        /// <param name="create_graph">Record the pass itself, for higher derivatives.</param>
        /// <param name="allow_unused">Give null for an input that no output depends on, instead of an error.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool? retain_graph = null, bool create_graph = false, bool allow_unused = false)
        {
            var found = Engine.Gradients([.. outputs], Matching(outputs.Count, grad_outputs), [.. inputs], retain_graph ?? create_graph, create_graph);
            if (!allow_unused && found.Contains(null))
                throw new InvalidOperationException("One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.");
            return found!;
        }

        /// <summary>The gradient of one output with respect to one input.</summary>
        public static Tensor grad(Tensor output, Tensor input, Tensor? grad_output = null, bool? retain_graph = null, bool create_graph = false)
            => grad([output], [input], grad_output is null ? null : [grad_output], retain_graph, create_graph)[0];

        static Tensor?[] Matching(int count, IList<Tensor>? gradients)
        {
            if (gradients is null) return new Tensor?[count];
            if (gradients.Count != count) throw new InvalidOperationException($"got {count} tensors and {gradients.Count} gradients");
            return [.. gradients];
        }
    }
}
