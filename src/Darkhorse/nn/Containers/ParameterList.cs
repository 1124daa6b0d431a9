using System.Collections;
using Darkhorse.Modules;

namespace Darkhorse.Modules
{
    /// <summary>A list of parameters that are registered under their numbers.</summary>
    public class ParameterList : torch.nn.Module, IList<Parameter>
    {
        List<Parameter> _list = [];

        public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => extend(parameters);

        public int Count => _list.Count;

        public bool IsReadOnly => false;

        /// <summary>The parameter at a place; negative ones count from the end.</summary>
        public Parameter this[int index]
        {
            get => _list[ContainerIndex.Wrap(index, _list.Count)];
            set
            {
                _list[ContainerIndex.Wrap(index, _list.Count)] = value;
                ContainerIndex.Renumber(Parameters, _list);
            }
        }

        private protected override void PartsWereReplaced() => _list = [.. Parameters.Values.Select(parameter => parameter!)];

        protected override void RegisterComponents() { }

        public void Add(Parameter item) => Insert(_list.Count, item);

        public void append(params Parameter[] parameters) => extend(parameters);

        public void extend(IEnumerable<Parameter> parameters)
        {
            foreach (var parameter in parameters) Add(parameter);
        }

        public void Insert(int index, Parameter item)
        {
            _list.Insert(index, item);
            ContainerIndex.Renumber(Parameters, _list);
        }

        public bool Remove(Parameter item)
        {
            int index = IndexOf(item);
            if (index >= 0) RemoveAt(index);
            return index >= 0;
        }

        public void RemoveAt(int index)
        {
            _list.RemoveAt(index);
            ContainerIndex.Renumber(Parameters, _list);
        }

        public void Clear()
        {
            _list.Clear();
            Parameters.Clear();
        }

        public bool Contains(Parameter item) => IndexOf(item) >= 0;

        public int IndexOf(Parameter item) => _list.FindIndex(parameter => ReferenceEquals(parameter, item));

        public void CopyTo(Parameter[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

        public IEnumerator<Parameter> GetEnumerator() => _list.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string extra_repr() => string.Join('\n', Parameters.Select(entry => $"  ({entry.Key}): {ParameterText.Of(entry.Value!)}"));
    }

    /// <summary>How containers of parameters print one.</summary>
    static class ParameterText
    {
        public static string Of(Parameter parameter)
            => $"Parameter containing: [torch.{parameter.DType.TorchName} of size {string.Join('x', parameter.shape)}{(parameter.device_type == DeviceType.CUDA ? $" (GPU {parameter.device.index})" : "")}]";
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of parameters that are registered under their numbers.</summary>
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}
