using System.Collections;
using System.Globalization;
using Darkhorse.Modules;
using static Darkhorse.torch.nn;

namespace Darkhorse.Modules
{
    /// <summary>Modules in a row: each gets the result of the one before.</summary>
    public class Sequential : Module<Tensor, Tensor>, IEnumerable<Module<Tensor, Tensor>>
    {
        List<Module<Tensor, Tensor>>? _row;

        public Sequential(params (string name, Module<Tensor, Tensor> module)[] modules) : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules) register_module(name, module);
        }

        public Sequential(params Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
        {
            foreach (var module in modules) append(module);
        }

        public int Count => Children.Count;

        private protected override void PartsWereReplaced() => _row = null;

        List<Module<Tensor, Tensor>> Row
        {
            get
            {
                if (_row is { } row) return row;
                row = [];
                foreach (var child in Children.Values) if (child is Module<Tensor, Tensor> module) row.Add(module);
                return _row = row;
            }
        }

        /// <exception cref="ArgumentException">The module does not map a tensor to a tensor.</exception>
        public override void register_module(string name, torch.nn.Module? submodule)
        {
            if (submodule is not Module<Tensor, Tensor>) throw new ArgumentException($"Sequential takes modules of one tensor, not {submodule?.GetName() ?? "null"}");
            base.register_module(name, submodule);
            _row = null;
        }

        /// <summary>Adds a module at the end, its number its name.</summary>
        public Sequential append(IModule<Tensor, Tensor> module) => append(Children.Count.ToString(CultureInfo.InvariantCulture), module);

        /// <summary>Adds a module at the end.</summary>
        public Sequential append(string name, IModule<Tensor, Tensor> module)
        {
            register_module(name, module as torch.nn.Module);
            return this;
        }

        /// <summary>For collection initialisers.</summary>
        public void Add(Module<Tensor, Tensor> module) => append(module);

        public void Add(string name, Module<Tensor, Tensor> module) => append(name, module);

        /// <summary>The module at a place; negative ones count from the end.</summary>
        /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
        public Module<Tensor, Tensor> this[int index]
        {
            get
            {
                int count = Children.Count;
                if (index < -count || index >= count) throw new IndexOutOfRangeException($"index {index} is out of range");
                return Row[index < 0 ? index + count : index];
            }
        }

        /// <summary>Some of the modules, under their names, as a row of their own.</summary>
        public Sequential this[Range index]
        {
            get
            {
                var (offset, length) = index.GetOffsetAndLength(Children.Count);
                var part = new Sequential(Array.Empty<Module<Tensor, Tensor>>());
                for (int i = offset; i < offset + length; i++) part.register_module(Children.GetAt(i).Key, Children.GetAt(i).Value);
                return part;
            }
        }

        /// <summary>Modules from the first place up to, not including, the second; null for the start or end.</summary>
        public Sequential this[(int? start, int? end) index] => this[ContainerIndex.Range(index, Children.Count)];

        public override Tensor forward(Tensor input)
        {
            if (Row.Count == 0) return input.alias();
            foreach (var module in Row) input = module.call(input);
            return input;
        }

        public IEnumerator<Module<Tensor, Tensor>> GetEnumerator() => Row.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Places in containers of modules.</summary>
    static class ContainerIndex
    {
        /// <summary>A slice as Python writes it: negative ends count from the end, too far ones are cut.</summary>
        public static Range Range((int? Start, int? End) index, int count)
        {
            int start = Clamp(index.Start ?? 0, count), end = Clamp(index.End ?? count, count);
            return start..Math.Max(start, end);
        }

        static int Clamp(int place, int count) => Math.Clamp(place < 0 ? place + count : place, 0, count);

        public static string Name(int place) => place.ToString(CultureInfo.InvariantCulture);

        /// <summary>Puts a changed list in place of an ordered dictionary whose names are the numbers of the places.</summary>
        public static void Renumber<T>(OrderedDictionary<string, T?> target, List<T> items) where T : class
        {
            target.Clear();
            for (int i = 0; i < items.Count; i++) target.Add(Name(i), items[i]);
        }

        public static int Wrap(int index, int count)
        {
            if (index < -count || index >= count) throw new IndexOutOfRangeException($"index {index} is out of range");
            return index < 0 ? index + count : index;
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules in a row: each gets the result of the one before.</summary>
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            /// <inheritdoc cref="Sequential()"/>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            /// <inheritdoc cref="Sequential()"/>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            /// <inheritdoc cref="Sequential()"/>
            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) => Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

            /// <inheritdoc cref="Sequential()"/>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new([.. modules]);

            /// <inheritdoc cref="Sequential()"/>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new([.. modules]);

            /// <inheritdoc cref="Sequential()"/>
            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules)
                => new([.. modules.Select(module => (module.Item1, module.Item2))]);
        }
    }
}
