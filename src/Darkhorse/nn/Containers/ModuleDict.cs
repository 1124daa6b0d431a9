using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>Modules by name, in the order in which they were added.</summary>
    public class ModuleDict<T> : torch.nn.Module, IDictionary<string, T>, IList<(string, T)> where T : torch.nn.Module
    {
        public ModuleDict() : base("ModuleDict") { }

        /// <summary>With some entries.</summary>
        public ModuleDict(params (string, T)[] entries) : this()
        {
            foreach (var entry in entries) Add(entry);
        }

        public int Count => Children.Count;

        public bool IsReadOnly => false;

        public ICollection<string> Keys => [.. keys()];

        public ICollection<T> Values => [.. values()];

        /// <exception cref="KeyNotFoundException">There is no such name.</exception>
        public T this[string key]
        {
            get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);
            set => register_module(key, value);
        }

        public (string, T) this[int index]
        {
            get => (Children.GetAt(index).Key, (T)Children.GetAt(index).Value!);
            set => Children.SetAt(index, value.Item1, value.Item2);
        }

        public IEnumerable<string> keys() => Children.Keys;

        public IEnumerable<T> values() => Children.Values.Select(value => (T)value!);

        public IEnumerator<(string, T)> items() => GetEnumerator();

        protected override void RegisterComponents() { }

        /// <exception cref="ArgumentException">The name is taken, empty, or has a dot.</exception>
        public void Add(string key, T value)
        {
            if (Children.ContainsKey(key)) throw new ArgumentException($"attribute '{key}' already exists");
            register_module(key, value);
        }

        public void Add((string, T) item) => Add(item.Item1, item.Item2);

        public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

        public void Insert(int index, (string, T) item) => Children.Insert(index, item.Item1, item.Item2);

        public bool Remove(string key) => Children.Remove(key);

        public bool Remove((string, T) item) => Contains(item) && Remove(item.Item1);

        public bool Remove(KeyValuePair<string, T> item) => Remove((item.Key, item.Value));

        public void RemoveAt(int index) => Children.RemoveAt(index);

        public void Clear() => Children.Clear();

        public void clear() => Clear();

        public bool ContainsKey(string key) => Children.ContainsKey(key);

        public bool Contains((string, T) item) => IndexOf(item) >= 0;

        public bool Contains(KeyValuePair<string, T> item) => Contains((item.Key, item.Value));

        public int IndexOf((string, T) item)
        {
            int index = Children.IndexOf(item.Item1);
            return index >= 0 && ReferenceEquals(Children.GetAt(index).Value, item.Item2) ? index : -1;
        }

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
        {
            bool found = Children.TryGetValue(key, out var stored);
            value = stored as T;
            return found;
        }

        public void CopyTo((string, T)[] array, int arrayIndex)
        {
            foreach (var entry in this) array[arrayIndex++] = entry;
        }

        public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex)
        {
            foreach (var (name, value) in this) array[arrayIndex++] = new(name, value);
        }

        public IEnumerator<(string, T)> GetEnumerator()
        {
            foreach (var (name, value) in Children) yield return (name, (T)value!);
        }

        IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator()
        {
            foreach (var (name, value) in this) yield return new(name, value);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules by name.</summary>
            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => new(modules);

            /// <summary>Modules of one kind by name.</summary>
            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module => new(modules);
        }
    }
}
