using System.Collections;
using Darkhorse.Data;

namespace Darkhorse.Modules
{
    /// <summary>
    /// A dataset in batches, in order or shuffled. For a seed the batches are those of PyTorch's DataLoader, and the same for any number of workers.
    /// </summary>
    /// <typeparam name="T">An element of the dataset.</typeparam>
    /// <typeparam name="S">A batch.</typeparam>
    /// <remarks>
    /// Up to one worker, elements are loaded by the thread that asks for the batch. With more, as many threads load up to two batches each ahead of the loop;
    /// random numbers that the dataset draws from the default generator then depend on the batch alone, not on which worker loads it.
    /// </remarks>
    public class DataLoader<T, S> : IEnumerable<S>, torch.utils.data.IStateful, IDisposable
    {
        readonly torch.Generator? _generator;
        PassState? _pass, _resume;

        /// <param name="dataset">Where the elements come from.</param>
        /// <param name="batchSize">Elements of a batch.</param>
        /// <param name="collate_fn">Makes a batch of elements and puts it on the device.</param>
        /// <param name="shuffler">The order: indices into the dataset.</param>
        /// <param name="device">Where the batches are to be; the CPU unless given.</param>
        /// <param name="num_worker">Threads that load; 0 and 1 mean the caller's.</param>
        /// <param name="drop_last">Whether to leave out a last batch of fewer elements.</param>
        /// <param name="disposeBatch">Whether batches loaded ahead give their memory back at once if the loop is left before it gets to them.</param>
        /// <param name="disposeDataset">Whether disposing the loader disposes the dataset.</param>
        /// <exception cref="ArgumentException">The batch size is not positive, or the number of workers negative.</exception>
        public DataLoader(torch.utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
        {
            if (batchSize <= 0) throw new ArgumentException($"batch_size should be a positive integer value, but got batch_size={batchSize}");
            if (num_worker < 0) throw new ArgumentException("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.");
            (this.dataset, batch_size, this.collate_fn, sampler) = (dataset, batchSize, collate_fn, shuffler);
            (Device, num_workers, this.drop_last, DisposeBatch, DisposeDataset) = (device ?? Device.Cpu, num_worker, drop_last, disposeBatch, disposeDataset);
        }

        /// <param name="dataset">Where the elements come from.</param>
        /// <param name="batchSize">Elements of a batch.</param>
        /// <param name="collate_fn">Makes a batch of elements and puts it on the device.</param>
        /// <param name="shuffle">Whether each pass has a new random order.</param>
        /// <param name="device">Where the batches are to be; the CPU unless given.</param>
        /// <param name="seed">Of the random orders; without it the default generator decides them.</param>
        /// <param name="num_worker">Threads that load; 0 and 1 mean the caller's.</param>
        /// <param name="drop_last">Whether to leave out a last batch of fewer elements.</param>
        /// <param name="disposeBatch">Whether batches loaded ahead give their memory back at once if the loop is left before it gets to them.</param>
        /// <param name="disposeDataset">Whether disposing the loader disposes the dataset.</param>
        public DataLoader(torch.utils.data.Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
            : this(dataset, batchSize, collate_fn, new torch.utils.data.SequentialSampler(dataset.Count), device, num_worker, drop_last, disposeBatch, disposeDataset)
        {
            if (seed is { } number) _generator = new torch.Generator().manual_seed(number);
            if (shuffle) sampler = new torch.utils.data.RandomSampler(dataset.Count, generator: _generator);
        }

        public torch.utils.data.Dataset<T> dataset { get; }
        public int batch_size { get; }
        public bool drop_last { get; }
        public IEnumerable<long> sampler { get; }
        public int num_workers { get; }
        public Device Device { get; }
        public bool DisposeBatch { get; }
        public bool DisposeDataset { get; }
        public Func<IEnumerable<T>, Device, S> collate_fn { get; }

        /// <summary>How many batches a pass has.</summary>
        public long Count
        {
            get
            {
                long elements = sampler switch
                {
                    torch.utils.data.Sampler known => known.Count,
                    ICollection<long> list => list.Count,
                    _ => dataset.Count,
                };
                return drop_last ? elements / batch_size : (elements + batch_size - 1) / batch_size;
            }
        }

        /// <summary>Starts a pass, or goes on with the one that was loaded. Leaving its loop early stops the workers.</summary>
        public IEnumerator<S> GetEnumerator() => Pass(num_workers > 1 ? num_workers : 0, default);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Starts a pass for <c>await foreach</c>; batches are loaded by workers, one if there are to be none.</summary>
        public IAsyncEnumerator<S> GetAsyncEnumerator(CancellationToken cancellationToken = default)
            => Pass(Math.Max(num_workers, 1), cancellationToken);

        /// <summary>The passes as <see cref="IAsyncEnumerable{T}"/>. The loader itself is none, or every LINQ method would be ambiguous on it.</summary>
        public IAsyncEnumerable<S> AsAsyncEnumerable() => new Passes(this);

        sealed class Passes(DataLoader<T, S> loader) : IAsyncEnumerable<S>
        {
            public IAsyncEnumerator<S> GetAsyncEnumerator(CancellationToken cancellationToken = default) => loader.GetAsyncEnumerator(cancellationToken);
        }

        /// <summary>
        /// Where the loader stands: the random state that the present pass began with, and how many of its batches were handed out. Take it in the loop, or
        /// between two passes; in the middle of an epoch the next pass after <see cref="load_state_dict"/> is the rest of this one.
        /// </summary>
        /// <returns><c>batches</c>, int64 [], and within a pass <c>generator</c>, uint8.</returns>
        public Dictionary<string, Tensor> state_dict()
        {
            var state = new Dictionary<string, Tensor> { ["batches"] = torch.tensor(_pass?.Served ?? 0) };
            if (_pass is { Ended: false }) state["generator"] = torch.tensor(_pass.Start);
            else state["batches"].zero_();
            return state;
        }

        /// <summary>Makes the next pass the rest of the one that <see cref="state_dict"/> was taken in: the same batches, with the same random numbers.</summary>
        /// <exception cref="ArgumentException">The state has no <c>batches</c>, or is in a pass and has no <c>generator</c>.</exception>
        public void load_state_dict(IReadOnlyDictionary<string, Tensor> state)
        {
            if (!state.TryGetValue("batches", out var batches)) throw new ArgumentException("the state of a data loader has to have the key 'batches'");
            long served = batches.item<long>();
            if (served == 0) (_pass, _resume) = (null, null);
            else if (state.TryGetValue("generator", out var start)) (_pass, _resume) = (null, new(start.ToArray<byte>()) { Served = served });
            else throw new ArgumentException("the state of a data loader in the middle of a pass has to have the key 'generator'");
        }

        BatchEnumerator<T, S> Pass(int workers, CancellationToken cancellation)
        {
            var (pass, resumes) = (_resume ?? new((_generator ?? torch.Generator.Default).get_state().ToArray<byte>()), _resume is not null);
            (_pass, _resume) = (pass, null);
            if (!resumes) return new(this, Order(), workers, NextSeed(), pass, cancellation);
            // The default generator has moved on since the pass began: the order is drawn from one like it was then.
            var then = _generator ?? new();
            then.set_state(torch.tensor(pass.Start));
            using var _ = torch.Generator.Use(_generator is null ? then : torch.Generator.Default);
            long seed = NextSeed();
            var order = Order();
            for (long i = 0; i < pass.Served; i++)
                if (!order.MoveNext()) break;
            return new(this, order, workers, seed, pass, cancellation);
        }

        IEnumerator<long[]> Order() => new torch.utils.data.BatchSampler(sampler, batch_size, drop_last).GetEnumerator();

        // PyTorch draws a seed for its workers at the start of every pass, before the sampler draws its own.
        long NextSeed() => torch.empty([], torch.int64).random_(_generator).item<long>();

        /// <summary>One batch, from a worker: the default generator is the batch's own meanwhile.</summary>
        internal S LoadSeeded(long[] indices, ulong seed, CancellationToken stop)
        {
            using var _ = torch.Generator.Use(new(seed));
            return Load(indices, stop);
        }

        internal virtual S Load(long[] indices, CancellationToken stop)
        {
            var elements = new T[indices.Length];
            for (int i = 0; i < elements.Length; i++)
            {
                stop.ThrowIfCancellationRequested();
                elements[i] = dataset.GetTensor(indices[i]);
            }
            return collate_fn(elements, Device);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (disposing && DisposeDataset) dataset.Dispose();
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Batches of named tensors, stacked along a new first dim.</summary>
    public class DataLoader : DataLoader<Dictionary<string, Tensor>, Dictionary<string, Tensor>>
    {
        public DataLoader(torch.utils.data.Dataset<Dictionary<string, Tensor>> dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
            : base(dataset, batchSize, Collation.Dictionaries, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset) { }

        public DataLoader(torch.utils.data.Dataset<Dictionary<string, Tensor>> dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
            : base(dataset, batchSize, Collation.Dictionaries, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset) { }
    }

    /// <summary>Batches of lists of tensors, stacked along a new first dim.</summary>
    public class IterableDataLoader : DataLoader<IList<Tensor>, IList<Tensor>>
    {
        public IterableDataLoader(torch.utils.data.Dataset<IList<Tensor>> dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
            : base(dataset, batchSize, Collation.Lists, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset) { }

        public IterableDataLoader(torch.utils.data.Dataset<IList<Tensor>> dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
            : base(dataset, batchSize, Collation.Lists, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset) { }

        /// <summary>Tensors side by side are copied row by row, without a tensor for each element.</summary>
        internal override IList<Tensor> Load(long[] indices, CancellationToken stop)
        {
            if (dataset is not IRowSource rows || !rows.TryGather(indices, out var batch)) return base.Load(indices, stop);
            for (int i = 0; i < batch.Count; i++) batch[i] = batch[i].to(Device);
            return batch;
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class utils
        {
            public static partial class data
            {
                /// <summary>A dataset of named tensors in batches; see <see cref="Modules.DataLoader{T, S}"/>.</summary>
                public static Modules.DataLoader DataLoader(Dataset<Dictionary<string, Tensor>> dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
                    => new(dataset, batchSize, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset);

                /// <inheritdoc cref="DataLoader(Dataset{Dictionary{string, Tensor}}, int, IEnumerable{long}, Device?, int, bool, bool, bool)"/>
                public static Modules.DataLoader DataLoader(Dataset<Dictionary<string, Tensor>> dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
                    => new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);

                /// <summary>A dataset of lists of tensors in batches; see <see cref="Modules.DataLoader{T, S}"/>.</summary>
                public static Modules.IterableDataLoader DataLoader(Dataset<IList<Tensor>> dataset, int batchSize, IEnumerable<long> shuffler, Device? device = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
                    => new(dataset, batchSize, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset);

                /// <inheritdoc cref="DataLoader(Dataset{IList{Tensor}}, int, IEnumerable{long}, Device?, int, bool, bool, bool)"/>
                public static Modules.IterableDataLoader DataLoader(Dataset<IList<Tensor>> dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
                    => new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);

                /// <summary>A dataset of tensors in batches; see <see cref="Modules.DataLoader{T, S}"/>.</summary>
                public static Modules.DataLoader<Tensor, Tensor> DataLoader(Dataset<Tensor> dataset, int batchSize, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
                    => new(dataset, batchSize, Collation.Tensors, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);

                /// <summary>Any dataset in batches that a function makes; see <see cref="Modules.DataLoader{T, S}"/>.</summary>
                public static Modules.DataLoader<T, S> DataLoader<T, S>(Dataset<T> dataset, int batchSize, Func<IEnumerable<T>, Device, S> collate_fn, bool shuffle = false, Device? device = null, int? seed = null, int num_worker = 1, bool drop_last = false, bool disposeBatch = true, bool disposeDataset = true)
                    => new(dataset, batchSize, collate_fn, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);
            }
        }
    }
}
