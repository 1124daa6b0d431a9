using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>Parameters by name, in the order in which they were added.</summary>
    public class ParameterDict : torch.nn.Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
    {
        public ParameterDict() : base("ParameterDict") { }

        /// <summary>With some entries.</summary>
        public ParameterDict(params (string, Parameter)[] entries) : this()
        {
            foreach (var entry in entries) Add(entry);
        }

        public int Count => Parameters.Count;

        public bool IsReadOnly => false;

        public ICollection<string> Keys => [.. keys()];

        public ICollection<Parameter> Values => [.. values()];

        /// <exception cref="KeyNotFoundException">There is no such name.</exception>
        public Parameter this[string key]
        {
            get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);
            set => register_parameter(key, value);
        }

        public (string, Parameter) this[int index]
        {
            get => (Parameters.GetAt(index).Key, (Parameter)Parameters.GetAt(index).Value!);
            set => Parameters.SetAt(index, value.Item1, value.Item2);
        }

        public IEnumerable<string> keys() => Parameters.Keys;

        public IEnumerable<Parameter> values() => Parameters.Values.Select(value => (Parameter)value!);

        public IEnumerator<(string, Parameter)> items() => GetEnumerator();

        protected override void RegisterComponents() { }

        /// <exception cref="ArgumentException">The name is taken, empty, or has a dot.</exception>
        public void Add(string key, Parameter value)
        {
            if (Parameters.ContainsKey(key)) throw new ArgumentException($"attribute '{key}' already exists");
            register_parameter(key, value);
        }

        public void Add((string, Parameter) item) => Add(item.Item1, item.Item2);

        public void Add(KeyValuePair<string, Parameter> item) => Add(item.Key, item.Value);

        public void Insert(int index, (string, Parameter) item) => Parameters.Insert(index, item.Item1, item.Item2);

        public bool Remove(string key) => Parameters.Remove(key);

        public bool Remove((string, Parameter) item) => Contains(item) && Remove(item.Item1);

        public bool Remove(KeyValuePair<string, Parameter> item) => Remove((item.Key, item.Value));

        public void RemoveAt(int index) => Parameters.RemoveAt(index);

        public void Clear() => Parameters.Clear();

        public void clear() => Clear();

        public bool ContainsKey(string key) => Parameters.ContainsKey(key);

        public bool Contains((string, Parameter) item) => IndexOf(item) >= 0;

        public bool Contains(KeyValuePair<string, Parameter> item) => Contains((item.Key, item.Value));

        public int IndexOf((string, Parameter) item)
        {
            int index = Parameters.IndexOf(item.Item1);
            return index >= 0 && ReferenceEquals(Parameters.GetAt(index).Value, item.Item2) ? index : -1;
        }

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value)
        {
            bool found = Parameters.TryGetValue(key, out var stored);
            value = stored as Parameter;
            return found;
        }

        public void CopyTo((string, Parameter)[] array, int arrayIndex)
        {
            foreach (var entry in this) array[arrayIndex++] = entry;
        }

        public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex)
        {
            foreach (var (name, value) in this) array[arrayIndex++] = new(name, value);
        }

        public IEnumerator<(string, Parameter)> GetEnumerator()
        {
            foreach (var (name, value) in Parameters) yield return (name, (Parameter)value!);
        }

        IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator()
        {
            foreach (var (name, value) in this) yield return new(name, value);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string extra_repr() => string.Join('\n', Parameters.Select(entry => $"  ({entry.Key}): {ParameterText.Of(entry.Value!)}"));
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Parameters by name.</summary>
            public static ParameterDict ParameterDict(params (string, Parameter)[] parameters) => new(parameters);
        }
    }
}
