using Darkhorse.Autograd;

namespace Darkhorse
{
    /// <summary>
    /// One call of a checkpointed function. What its ops would save for backward is dropped, place by place; the first place that backward asks for makes the
    /// function run again and fills them all.
    /// </summary>
    /// <remarks>
    /// The inputs are saved as an op would save them. So those of a checkpoint within another one are dropped in their turn, and come back when the outer one
    /// runs again; in there, the inner checkpoint only takes its places.
    /// </remarks>
    sealed class CheckpointFrame
    {
        readonly Action<Tensor[]> _function;
        readonly Saved[] _inputs;
        readonly bool[] _track;
        readonly bool _checks;
        readonly Tensor? _randomState;
        readonly List<(torch.ScalarType, long[])> _dropped = [];
        Tensor?[] _again = [];

        /// <param name="function">What is to be run again.</param>
        /// <param name="inputs">What it is run on.</param>
        /// <param name="preserveRandomState">Run it again with the random numbers that it got the first time.</param>
        /// <param name="checks">Compare what it saves both times.</param>
        public CheckpointFrame(Action<Tensor[]> function, Tensor[] inputs, bool preserveRandomState, bool checks)
        {
            using var _ = new DisposeScope.Suspension(); // a frame lives until backward
            (_function, _checks) = (function, checks);
            _inputs = Array.ConvertAll(inputs, input => new Saved(input));
            _track = Array.ConvertAll(inputs, input => input.requires_grad);
            if (preserveRandomState) _randomState = torch.get_rng_state();
        }

        /// <summary>A place for a saved tensor.</summary>
        public object Drop(Tensor tensor)
        {
            _dropped.Add((tensor.dtype, tensor.shape));
            return _dropped.Count - 1;
        }

        /// <summary>What belongs in a place.</summary>
        public Tensor Restore(object? place)
        {
            int index = (int)place!;
            if (index >= _again.Length || _again[index] is null) RunAgain();
            var tensor = _again[index]!;
            _again[index] = null; // asked for once in a pass
            return tensor;
        }

        void RunAgain()
        {
            var again = new List<Tensor>();
            var inputs = _inputs.Select((saved, i) => saved.Get(null!)!.detach().requires_grad_(_track[i])).ToArray();
            using (new GradMode.Scope(true))
            using (new DisposeScope.Suspension())
            using (SavedTensorHooks.Use(Keep, back => (Tensor)back!))
            using (torch.random.fork_rng(_randomState is not null))
            {
                if (_randomState is not null) torch.set_rng_state(_randomState);
                _function(inputs);
            }
            if (_checks) Compare(again);
            _again = [.. again];

            object Keep(Tensor tensor)
            {
                again.Add(tensor);
                return tensor;
            }
        }

        void Compare(List<Tensor> again)
        {
            if (again.Count != _dropped.Count)
                throw new InvalidOperationException($"torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation.\nNumber of tensors saved during forward: {_dropped.Count}\nNumber of tensors saved during recomputation: {again.Count}");
            for (int i = 0; i < again.Count; i++)
            {
                var (dtype, shape) = _dropped[i];
                if (again[i].dtype == dtype && again[i].shape.AsSpan().SequenceEqual(shape)) continue;
                throw new InvalidOperationException($"torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the forward pass.\ntensor at position {i}:\nsaved metadata: {{'shape': torch.Size([{string.Join(", ", shape)}]), 'dtype': torch.{((DType)dtype).TorchName}}}\nrecomputed metadata: {{'shape': torch.Size([{string.Join(", ", again[i].shape)}]), 'dtype': torch.{again[i].DType.TorchName}}}");
            }
        }
    }

    public static partial class torch
    {
        public static partial class utils
        {
            /// <summary>
            /// Calls a function whose intermediate results are not kept for backward: they are computed again when it comes to them. Memory for time: a deep
            /// network in k parts keeps what lies between the parts, and the inside of one.
            /// </summary>
            /// <param name="function">The function. It must do the same when it is called again.</param>
            /// <param name="input">Its argument.</param>
            /// <param name="use_reentrant">For PyTorch's programs: there is one implementation, which has the limits of neither of PyTorch's two.</param>
            /// <param name="preserve_rng_state">Give it the same random numbers when it is called again (dropout).</param>
            /// <param name="determinism_check">"default" to compare the shapes and dtypes of what is computed both times, "none" not to.</param>
            public static TResult checkpoint<TResult>(Func<Tensor, TResult> function, Tensor input, bool use_reentrant = false, bool preserve_rng_state = true, string determinism_check = "default")
                => Checkpointed(x => function(x[0]), [input], preserve_rng_state, determinism_check);

            /// <inheritdoc cref="checkpoint{TResult}(Func{Tensor, TResult}, Tensor, bool, bool, string)"/>
            public static TResult checkpoint<TResult>(Func<Tensor, Tensor, TResult> function, Tensor input1, Tensor input2, bool use_reentrant = false, bool preserve_rng_state = true, string determinism_check = "default")
                => Checkpointed(x => function(x[0], x[1]), [input1, input2], preserve_rng_state, determinism_check);

            /// <inheritdoc cref="checkpoint{TResult}(Func{Tensor, TResult}, Tensor, bool, bool, string)"/>
            public static TResult checkpoint<TResult>(Func<Tensor, Tensor, Tensor, TResult> function, Tensor input1, Tensor input2, Tensor input3, bool use_reentrant = false, bool preserve_rng_state = true, string determinism_check = "default")
                => Checkpointed(x => function(x[0], x[1], x[2]), [input1, input2, input3], preserve_rng_state, determinism_check);

            /// <inheritdoc cref="checkpoint{TResult}(Func{Tensor, TResult}, Tensor, bool, bool, string)"/>
            public static TResult checkpoint<TResult>(Func<Tensor[], TResult> function, Tensor[] inputs, bool use_reentrant = false, bool preserve_rng_state = true, string determinism_check = "default")
                => Checkpointed(function, inputs, preserve_rng_state, determinism_check);

            /// <summary>Calls functions one after the other, in a number of segments, each of which is a <see cref="checkpoint{TResult}(Func{Tensor, TResult}, Tensor, bool, bool, string)"/> but for the last.</summary>
            /// <exception cref="ArgumentException">There are not that many functions.</exception>
            public static Tensor checkpoint_sequential(IEnumerable<nn.Module<Tensor, Tensor>> functions, int segments, Tensor input, bool use_reentrant = false, bool preserve_rng_state = true)
                => checkpoint_sequential([.. functions.Select(module => (Func<Tensor, Tensor>)module.call)], segments, input, use_reentrant, preserve_rng_state);

            /// <inheritdoc cref="checkpoint_sequential(IEnumerable{nn.Module{Tensor, Tensor}}, int, Tensor, bool, bool)"/>
            public static Tensor checkpoint_sequential(IReadOnlyList<Func<Tensor, Tensor>> functions, int segments, Tensor input, bool use_reentrant = false, bool preserve_rng_state = true)
            {
                if (segments < 1 || segments > functions.Count) throw new ArgumentException($"segments must be from 1 to the number of functions, {functions.Count}, got {segments}");
                int size = functions.Count / segments;
                for (int segment = 0; segment < segments - 1; segment++)
                {
                    int start = segment * size;
                    input = checkpoint(x => Run(start, start + size, x), input, use_reentrant, preserve_rng_state);
                }
                return Run(size * (segments - 1), functions.Count, input);

                Tensor Run(int start, int end, Tensor x)
                {
                    for (int i = start; i < end; i++) x = functions[i](x);
                    return x;
                }
            }

            static TResult Checkpointed<TResult>(Func<Tensor[], TResult> function, Tensor[] inputs, bool preserveRandomState, string determinismCheck)
            {
                if (determinismCheck is not ("default" or "none")) throw new ArgumentException($"determinism_check should be one of ['default', 'none'], but got {determinismCheck}");
                if (!GradMode.Enabled) return function(inputs);
                var frame = new CheckpointFrame(x => function(x), inputs, preserveRandomState, determinismCheck == "default");
                using (SavedTensorHooks.Use(frame.Drop, frame.Restore)) return function(inputs);
            }
        }
    }
}
