using Darkhorse.Data;

namespace Darkhorse;

public static partial class torch
{
    public static partial class utils
    {
        public static partial class data
        {
            /// <summary>Some elements of a dataset, by their indices.</summary>
            public sealed class Subset<T> : Dataset<T>, IRowSource
            {
                public Subset(Dataset<T> dataset, IReadOnlyList<long> indices) => (this.dataset, this.indices) = (dataset, indices);

                public Dataset<T> dataset { get; }
                public IReadOnlyList<long> indices { get; }

                public override long Count => indices.Count;

                public override T GetTensor(long index) => dataset.GetTensor(indices[(int)index]);

                bool IRowSource.TryGather(ReadOnlySpan<long> wanted, out IList<Tensor> batch)
                {
                    batch = [];
                    if (dataset is not IRowSource rows) return false;
                    long[] inner = new long[wanted.Length];
                    for (int i = 0; i < inner.Length; i++) inner[i] = indices[(int)wanted[i]];
                    return rows.TryGather(inner, out batch);
                }
            }

            /// <summary>Datasets one after the other.</summary>
            public sealed class ConcatDataset<T> : Dataset<T>
            {
                readonly Dataset<T>[] _datasets;
                readonly long[] _ends;

                /// <exception cref="ArgumentException">There is no dataset.</exception>
                public ConcatDataset(params IEnumerable<Dataset<T>> datasets)
                {
                    _datasets = [.. datasets];
                    if (_datasets.Length == 0) throw new ArgumentException("datasets should not be an empty iterable");
                    _ends = new long[_datasets.Length];
                    long end = 0;
                    for (int i = 0; i < _ends.Length; i++) _ends[i] = end += _datasets[i].Count;
                }

                public IReadOnlyList<Dataset<T>> datasets => _datasets;

                /// <summary>The number of elements up to the end of each dataset.</summary>
                public IReadOnlyList<long> cumulative_sizes => _ends;

                public override long Count => _ends[^1];

                /// <param name="index">Counts from the end if negative.</param>
                public override T GetTensor(long index)
                {
                    if (index < 0)
                    {
                        if (-index > Count) throw new ArgumentException("absolute value of index should not exceed dataset length");
                        index += Count;
                    }
                    int at = Array.BinarySearch(_ends, index + 1);
                    if (at < 0) at = ~at;
                    // Of empty datasets, which end where the one before them does, the first match is the right one.
                    while (at > 0 && _ends[at - 1] == _ends[at]) at--;
                    return _datasets[at].GetTensor(at == 0 ? index : index - _ends[at - 1]);
                }
            }

            /// <summary>Splits a dataset at random into parts of the given lengths.</summary>
            /// <exception cref="ArgumentException">The lengths do not add up.</exception>
            public static Subset<T>[] random_split<T>(Dataset<T> dataset, IReadOnlyList<long> lengths, Generator? generator = null)
            {
                if (lengths.Sum() != dataset.Count) throw new ArgumentException("Sum of input lengths does not equal the length of the input dataset!");
                long[] order = randperm(dataset.Count, generator: generator).ToArray<long>();
                var parts = new Subset<T>[lengths.Count];
                for (long i = 0, start = 0; i < parts.Length; start += lengths[(int)i++])
                    parts[i] = new(dataset, order[(int)start..(int)(start + lengths[(int)i])]);
                return parts;
            }

            /// <inheritdoc cref="random_split{T}(Dataset{T}, IReadOnlyList{long}, Generator?)"/>
            public static Subset<IList<Tensor>>[] random_split(Dataset<IList<Tensor>> dataset, long[] lengths, Generator? generator = null)
                => random_split<IList<Tensor>>(dataset, (IReadOnlyList<long>)lengths, generator);

            /// <summary>Splits a dataset at random into fractions that add up to 1; what rounding leaves over goes to the parts in turn.</summary>
            /// <exception cref="ArgumentException">A fraction is not within [0, 1], or they do not add up to 1.</exception>
            public static Subset<T>[] random_split<T>(Dataset<T> dataset, IReadOnlyList<double> lengths, Generator? generator = null)
            {
                for (int i = 0; i < lengths.Count; i++)
                    if (!(lengths[i] >= 0 && lengths[i] <= 1)) throw new ArgumentException($"Fraction at index {i} is not between 0 and 1");
                if (Math.Abs(lengths.Sum() - 1) > 1e-9) throw new ArgumentException("Sum of input lengths does not equal the length of the input dataset!");
                long[] counts = [.. lengths.Select(fraction => (long)Math.Floor(dataset.Count * fraction))];
                long left = dataset.Count - counts.Sum();
                for (long i = 0; i < left; i++) counts[i % counts.Length]++;
                return random_split(dataset, counts, generator);
            }
        }
    }
}
