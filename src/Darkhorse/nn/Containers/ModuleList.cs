using System.Collections;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>A list of modules that are registered under their numbers.</summary>
    public class ModuleList<T> : torch.nn.Module, IList<T> where T : torch.nn.Module
    {
        List<T> _list = [];

        public ModuleList(params T[] modules) : base("ModuleList") => extend(modules);

        public int Count => _list.Count;

        public bool IsReadOnly => false;

        /// <summary>The module at a place; negative ones count from the end.</summary>
        public T this[int index]
        {
            get => _list[ContainerIndex.Wrap(index, _list.Count)];
            set
            {
                _list[ContainerIndex.Wrap(index, _list.Count)] = value;
                Renumber();
            }
        }

        void Renumber() => ContainerIndex.Renumber(Children, _list.ConvertAll(module => (torch.nn.Module)module));

        private protected override void PartsWereReplaced() => _list = [.. Children.Values.Select(module => (T)module!)];

        protected override void RegisterComponents() { }

        public void Add(T item) => Insert(_list.Count, item);

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            foreach (var module in modules) Add(module);
        }

        public void Insert(int index, T item)
        {
            _list.Insert(index, item);
            Renumber();
        }

        public bool Remove(T item)
        {
            int index = _list.IndexOf(item);
            if (index >= 0) RemoveAt(index);
            return index >= 0;
        }

        public void RemoveAt(int index)
        {
            _list.RemoveAt(index);
            Renumber();
        }

        public void Clear()
        {
            _list.Clear();
            Renumber();
        }

        public bool Contains(T item) => _list.Contains(item);

        public int IndexOf(T item) => _list.IndexOf(item);

        public void CopyTo(T[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

        public IEnumerator<T> GetEnumerator() => _list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of modules that are registered under their numbers.</summary>
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            /// <inheritdoc cref="ModuleList(Module[])"/>
            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
