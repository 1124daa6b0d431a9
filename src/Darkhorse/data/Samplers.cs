using System.Collections;

namespace Darkhorse;

public static partial class torch
{
    public static partial class utils
    {
        public static partial class data
        {
            /// <summary>An order in which to take the elements of a dataset. Each enumeration is a new pass, with new random numbers.</summary>
            public abstract class Sampler : IEnumerable<long>
            {
                /// <summary>How many indices a pass has.</summary>
                public abstract long Count { get; }

                public abstract IEnumerator<long> GetEnumerator();

                IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
            }

            /// <summary>0, 1, 2, ….</summary>
            public sealed class SequentialSampler(long count) : Sampler
            {
                public override long Count => count;

                public override IEnumerator<long> GetEnumerator()
                {
                    for (long i = 0; i < count; i++) yield return i;
                }
            }

            /// <summary>Indices in random order, or drawn with replacement. Without a generator each pass has one of its own, seeded by the default generator.</summary>
            public sealed class RandomSampler : Sampler
            {
                readonly long _elements, _samples;
                readonly bool _replacement;
                readonly Generator? _generator;

                /// <param name="count">Elements of the dataset.</param>
                /// <param name="replacement">Whether an index may come several times.</param>
                /// <param name="num_samples">Indices of a pass; as many as there are elements unless given.</param>
                /// <param name="generator">Draws the numbers.</param>
                public RandomSampler(long count, bool replacement = false, long? num_samples = null, Generator? generator = null)
                {
                    (_elements, _samples, _replacement, _generator) = (count, num_samples ?? count, replacement, generator);
                    if (_samples < 0 || (num_samples is not null && _samples == 0)) throw new ArgumentException($"num_samples should be a positive integer value, but got num_samples={_samples}");
                }

                public override long Count => _samples;

                public override IEnumerator<long> GetEnumerator()
                {
                    if (_elements == 0) yield break;
                    var generator = _generator ?? new Generator().manual_seed(empty([], int64).random_().item<long>());
                    long whole = _replacement ? 32 : _elements;
                    for (long left = _samples; left >= whole; left -= whole)
                        foreach (long index in Draw(whole, generator)) yield return index;
                    // Drawn even if no index of it is wanted: the generator then stands where PyTorch's does.
                    long rest = _samples % whole;
                    long[] last = Draw(_replacement ? rest : whole, generator);
                    for (long i = 0; i < rest; i++) yield return last[i];
                }

                long[] Draw(long count, Generator generator)
                    => (_replacement ? randint(0, _elements, [count], generator: generator) : randperm(count, generator: generator)).ToArray<long>();
            }

            /// <summary>The given indices in random order.</summary>
            public sealed class SubsetRandomSampler(IReadOnlyList<long> indices, Generator? generator = null) : Sampler
            {
                public override long Count => indices.Count;

                public override IEnumerator<long> GetEnumerator()
                {
                    foreach (long i in randperm(indices.Count, generator: generator).ToArray<long>()) yield return indices[(int)i];
                }
            }

            /// <summary>Indices drawn in proportion to weights.</summary>
            public sealed class WeightedRandomSampler : Sampler
            {
                readonly Tensor _weights;
                readonly long _samples;
                readonly bool _replacement;
                readonly Generator? _generator;

                /// <exception cref="ArgumentException">The number of samples is not positive.</exception>
                public WeightedRandomSampler(IEnumerable<double> weights, long num_samples, bool replacement = true, Generator? generator = null)
                {
                    if (num_samples <= 0) throw new ArgumentException($"num_samples should be a positive integer value, but got num_samples={num_samples}");
                    (_weights, _samples, _replacement, _generator) = (tensor(weights.ToArray()), num_samples, replacement, generator);
                }

                public override long Count => _samples;

                public override IEnumerator<long> GetEnumerator()
                {
                    foreach (long index in multinomial(_weights, _samples, _replacement, _generator).ToArray<long>()) yield return index;
                }
            }

            /// <summary>The indices of another order in batches.</summary>
            public sealed class BatchSampler : IEnumerable<long[]>
            {
                readonly IEnumerable<long> _sampler;
                readonly int _size;
                readonly bool _dropsLast;

                /// <exception cref="ArgumentException">The batch size is not positive.</exception>
                public BatchSampler(IEnumerable<long> sampler, int batch_size, bool drop_last)
                {
                    if (batch_size <= 0) throw new ArgumentException($"batch_size should be a positive integer value, but got batch_size={batch_size}");
                    (_sampler, _size, _dropsLast) = (sampler, batch_size, drop_last);
                }

                public IEnumerator<long[]> GetEnumerator()
                {
                    var batch = new List<long>(_size);
                    foreach (long index in _sampler)
                    {
                        batch.Add(index);
                        if (batch.Count < _size) continue;
                        yield return [.. batch];
                        batch.Clear();
                    }
                    if (batch.Count > 0 && !_dropsLast) yield return [.. batch];
                }

                IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
            }
        }
    }
}
