namespace Darkhorse;

public static partial class torch
{
    public static partial class utils
    {
        /// <summary>Datasets, the order in which to take their elements, and loading in batches.</summary>
        public static partial class data
        {
            /// <summary>A source of batches whose passes can be broken off and gone on with.</summary>
            public interface IStateful
            {
                /// <summary>How many batches a pass has.</summary>
                long Count { get; }

                /// <summary>Where it stands.</summary>
                Dictionary<string, Tensor> state_dict();

                /// <summary>Makes the next pass the rest of the one that the state was taken in.</summary>
                void load_state_dict(IReadOnlyDictionary<string, Tensor> state);
            }

            /// <summary>A number of elements that can be asked for by index. With several workers it is asked from several threads at once.</summary>
            public abstract class Dataset<T> : IDisposable
            {
                /// <summary>How many elements there are.</summary>
                public abstract long Count { get; }

                /// <summary>The element at an index below <see cref="Count"/>.</summary>
                public abstract T GetTensor(long index);

                public virtual T this[long index] => GetTensor(index);

                protected virtual void Dispose(bool disposing) { }

                /// <summary>Gives back what the dataset holds, if it holds more than memory.</summary>
                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }
            }

            /// <summary>Elements with named tensors.</summary>
            public abstract class Dataset : Dataset<Dictionary<string, Tensor>>;

            /// <summary>Elements that are lists of tensors.</summary>
            public abstract class IterableDataset : Dataset<IList<Tensor>>;

            /// <summary>Tensors side by side: element i is the list of their i-th parts along the first dim.</summary>
            /// <exception cref="InvalidOperationException">The tensors differ in size along the first dim.</exception>
            public static Modules.TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);
        }
    }
}
