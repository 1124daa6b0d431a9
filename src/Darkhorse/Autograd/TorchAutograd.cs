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
        /// <param name="allow_unused">Give null for an input that no output depends on, instead of an error. Default: the value of materialize_grads.</param>
        /// <param name="is_grads_batched">The grad_outputs have a further dim in front: the result is that of a pass for each slice, stacked.</param>
        /// <param name="materialize_grads">Give zeros for an input that no output depends on.</param>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool? retain_graph = null, bool create_graph = false, bool? allow_unused = null,
            bool is_grads_batched = false, bool materialize_grads = false)
        {
            if (materialize_grads && allow_unused == false) throw new ArgumentException("Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.");
            Tensor[] roots = [.. outputs], wanted = [.. inputs];
            var gradients = Matching(roots.Length, grad_outputs);
            bool retain = retain_graph ?? create_graph;
            var found = is_grads_batched ? Batched(roots, wanted, gradients, retain, create_graph) : Engine.Gradients(roots, gradients, wanted, retain, create_graph);
            for (int i = 0; i < found.Length; i++)
            {
                if (found[i] is not null) continue;
                if (!(allow_unused ?? materialize_grads))
                    throw new InvalidOperationException("One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.");
                if (materialize_grads) found[i] = wanted[i].detach().zeros_like();
            }
            return found!;
        }

        static Tensor?[] Batched(Tensor[] outputs, Tensor[] inputs, Tensor?[] gradients, bool retain, bool createGraph)
        {
            long? count = gradients.Select(gradient => gradient?.size(0)).Max();
            if (count is null or 0 || gradients.Any(gradient => gradient is not null && gradient.size(0) != count))
                throw new InvalidOperationException("If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding output.");
            var rows = new Tensor?[(int)count][];
            for (int row = 0; row < rows.Length; row++)
                rows[row] = Engine.Gradients(outputs, Array.ConvertAll(gradients, gradient => gradient?.select(0, row)), inputs, retain || row < rows.Length - 1, createGraph);
            return [.. inputs.Select((_, i) => rows[0][i] is null ? null : stack(Array.ConvertAll(rows, all => all[i]!)))];
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
