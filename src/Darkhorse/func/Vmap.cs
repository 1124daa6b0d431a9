using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class func
    {
        /// <summary>
        /// The function over a batch: it is called for each slice of its argument along a dim, and its results are stacked. So whatever the function does, its
        /// control flow included, is right and none of it is refused; it costs what the calls cost. Where speed counts, write the function for batches.
        /// </summary>
        /// <param name="func">A function of one element of the batch.</param>
        /// <param name="in_dims">The dim of the batch in the argument.</param>
        /// <param name="out_dims">The dim of the batch in the result.</param>
        /// <param name="randomness">What random numbers the calls get: "different" ones, the "same", or "error" to refuse that any are asked for.</param>
        /// <param name="chunk_size">How many calls PyTorch would make at once; here it is always one.</param>
        public static Func<Tensor, Tensor> vmap(Func<Tensor, Tensor> func, long in_dims = 0, long out_dims = 0, string randomness = "error", long? chunk_size = null)
            => vmap<Tensor, Tensor>(func, in_dims, out_dims, randomness, chunk_size);

        /// <inheritdoc cref="vmap(Func{Tensor, Tensor}, long, long, string, long?)"/>
        public static Func<T, TResult> vmap<T, TResult>(Func<T, TResult> func, long in_dims = 0, long out_dims = 0, string randomness = "error", long? chunk_size = null)
        {
            var batches = new Batches(out_dims, randomness, chunk_size);
            return x => batches.Run([Batches.Slices(x, in_dims)], slices => func(Tree.Rebuild(x, slices[0])));
        }

        /// <summary>The function of two arguments over a batch.</summary>
        /// <param name="func">A function of one element of the batch.</param>
        /// <param name="in_dims">The dim of the batch in each argument; null for one that is the same in each call. Default: 0 in both.</param>
        /// <param name="out_dims">The dim of the batch in the result.</param>
        /// <param name="randomness">What random numbers the calls get: "different" ones, the "same", or "error" to refuse that any are asked for.</param>
        /// <param name="chunk_size">How many calls PyTorch would make at once; here it is always one.</param>
        public static Func<Tensor, Tensor, Tensor> vmap(Func<Tensor, Tensor, Tensor> func, (long?, long?)? in_dims = null, long out_dims = 0, string randomness = "error", long? chunk_size = null)
            => vmap<Tensor, Tensor, Tensor>(func, in_dims, out_dims, randomness, chunk_size);

        /// <inheritdoc cref="vmap(Func{Tensor, Tensor, Tensor}, ValueTuple{long?, long?}?, long, string, long?)"/>
        public static Func<T1, T2, TResult> vmap<T1, T2, TResult>(Func<T1, T2, TResult> func, (long?, long?)? in_dims = null, long out_dims = 0, string randomness = "error", long? chunk_size = null)
        {
            var batches = new Batches(out_dims, randomness, chunk_size);
            var (a, b) = in_dims ?? (0, 0);
            return (x, y) => batches.Run([Batches.Slices(x, a), Batches.Slices(y, b)], slices => func(Tree.Rebuild(x, slices[0]), Tree.Rebuild(y, slices[1])));
        }

        /// <inheritdoc cref="vmap(Func{Tensor, Tensor, Tensor}, ValueTuple{long?, long?}?, long, string, long?)"/>
        public static Func<Tensor, Tensor, Tensor, Tensor> vmap(Func<Tensor, Tensor, Tensor, Tensor> func, (long?, long?, long?)? in_dims = null, long out_dims = 0, string randomness = "error", long? chunk_size = null)
            => vmap<Tensor, Tensor, Tensor, Tensor>(func, in_dims, out_dims, randomness, chunk_size);

        /// <inheritdoc cref="vmap(Func{Tensor, Tensor, Tensor}, ValueTuple{long?, long?}?, long, string, long?)"/>
        public static Func<T1, T2, T3, TResult> vmap<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> func, (long?, long?, long?)? in_dims = null, long out_dims = 0, string randomness = "error", long? chunk_size = null)
        {
            var batches = new Batches(out_dims, randomness, chunk_size);
            var (a, b, c) = in_dims ?? (0, 0, 0);
            return (x, y, z) => batches.Run([Batches.Slices(x, a), Batches.Slices(y, b), Batches.Slices(z, c)],
                slices => func(Tree.Rebuild(x, slices[0]), Tree.Rebuild(y, slices[1]), Tree.Rebuild(z, slices[2])));
        }

        /// <summary>How a batch is taken apart, run and put together.</summary>
        sealed class Batches
        {
            readonly long _outDims;
            readonly string _randomness;

            public Batches(long outDims, string randomness, long? chunkSize)
            {
                if (randomness is not ("error" or "different" or "same"))
                    throw new InvalidOperationException($"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}");
                if (chunkSize <= 0) throw new ArgumentException($"vmap: chunk_size should be None or greater than 0. (got {chunkSize})");
                (_outDims, _randomness) = (outDims, randomness);
            }

            /// <summary>The tensors of an argument, each with its slices; one without a batch has null.</summary>
            public static (Tensor whole, Tensor[]? slices)[] Slices<T>(T argument, long? dim) => Array.ConvertAll(Tree.Leaves(argument), whole => (whole, dim is { } d ? Slices(whole, d) : null));

            static Tensor[] Slices(Tensor whole, long dim)
            {
                if (dim < -whole.ndim || dim >= whole.ndim)
                    throw new ArgumentException($"vmap: Got in_dim={dim} for an input, but that is a tensor of dimension {whole.ndim}, so expected in_dim to satisfy -{whole.ndim} <= in_dim < {whole.ndim}.");
                // One node for all the slices; where nothing is recorded, views that may be changed in place.
                if (GradMode.Tracks(whole)) return whole.unbind((int)dim);
                var slices = new Tensor[whole.size((int)dim)];
                for (long i = 0; i < slices.Length; i++) slices[i] = whole.select(dim, i);
                return slices;
            }

            public TResult Run<TResult>((Tensor whole, Tensor[]? slices)[][] arguments, Func<Tensor[][], TResult> call)
            {
                var sizes = arguments.SelectMany(argument => argument).Where(leaf => leaf.slices is not null).Select(leaf => (long)leaf.slices!.Length).ToArray();
                if (sizes.Length == 0) throw new ArgumentException("vmap: at least one input must have a dimension to map over: all in_dims are None");
                if (sizes.Any(size => size != sizes[0]))
                    throw new ArgumentException($"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [{string.Join(", ", sizes)}] for the mapped dimension");
                if (sizes[0] == 0) throw new ArgumentException("vmap: the mapped dimension is empty: there is no result to take the shape from");
                var results = new TResult[sizes[0]];
                var state = _randomness == "different" ? null : get_rng_state();
                for (int i = 0; i < results.Length; i++)
                {
                    results[i] = call(Array.ConvertAll(arguments, argument => Array.ConvertAll(argument, leaf => leaf.slices is { } slices ? slices[i] : leaf.whole)));
                    if (state is not null && i < results.Length - 1 | _randomness == "error") Restore(state);
                }
                var leaves = Array.ConvertAll(results, result => Tree.Leaves(result));
                return Tree.Rebuild(results[0], [.. leaves[0].Select((_, k) => stack(Array.ConvertAll(leaves, all => all[k]), _outDims))]);
            }

            void Restore(Tensor state)
            {
                if (_randomness == "same")
                {
                    set_rng_state(state);
                    return;
                }
                if (get_rng_state().equal(state)) return;
                set_rng_state(state);
                throw new InvalidOperationException("vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform the randomness operation out of vmap");
            }
        }
    }
}
