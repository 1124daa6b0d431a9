namespace Darkhorse;

public static partial class torch
{
    public static partial class distributions
    {
        /// <summary>A parameter of a distribution: its name, its value (none where it is given in another form) and the values it may take.</summary>
        internal readonly record struct Argument(string Name, Tensor? Value, constraints.Constraint Constraint)
        {
            public static implicit operator Argument((string Name, Tensor? Value, constraints.Constraint Constraint) parts) => new(parts.Name, parts.Value, parts.Constraint);

            /// <summary>Sizes of the batch of distributions: all but the dims that make one value.</summary>
            public long[] Batch => Value!.shape[..^Constraint.event_dim];

            public long[] Sizes(long[] batch) => [.. batch, .. Value!.shape[^Constraint.event_dim..]];

            public void CheckDims()
            {
                if (Value!.dim() >= Constraint.event_dim) return;
                throw new ArgumentException(Constraint.event_dim == 1 ? $"`{Name}` parameter must be at least one-dimensional." : $"{Name} must be at least two-dimensional, with optional leading batch dimensions");
            }
        }

        public abstract partial class Distribution
        {
            static bool s_validate = true;

            readonly bool _validate = s_validate;
            readonly Argument[] _parameters = [];

            /// <summary>Whether distributions made from now on check their parameters and the values given to them; they do unless told otherwise.</summary>
            public static void set_default_validate_args(bool value) => s_validate = value;

            /// <summary>A distribution by parameters, broadcast together.</summary>
            private protected Distribution(Generator? generator, Argument[] parameters, long[]? event_shape = null)
            {
                this.generator = generator;
                foreach (var parameter in parameters)
                    if (parameter.Value is not null) parameter.CheckDims();
                long[] batch = broadcast_shapes([.. parameters.Where(parameter => parameter.Value is not null).Select(parameter => parameter.Batch)]);
                _parameters = [.. parameters.Select(parameter => parameter.Value is null ? parameter : parameter with { Value = parameter.Value.expand(parameter.Sizes(batch)) })];
                _init(batch, new Size(event_shape ?? []));
                if (_validate) CheckParameters();
            }

            /// <summary>What the parameters may be, by name.</summary>
            public virtual IReadOnlyDictionary<string, constraints.Constraint> arg_constraints => _parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Constraint);

            private protected Tensor Given(int index) => _parameters[index].Value!;

            /// <summary>A parameter for a larger batch; null where it was not given.</summary>
            private protected Tensor? Expanded(int index, Size batch_shape) => _parameters[index] is { Value: { } value } parameter ? value.expand(parameter.Sizes(batch_shape)) : null;

            /// <summary>Exactly one of probabilities and logits must be given.</summary>
            private protected static Argument[] OneOf(params Argument[] parameters)
                => parameters.Count(parameter => parameter.Value is not null) == 1 ? parameters
                    : throw new ArgumentException($"Either {string.Join(" or ", parameters.Select(parameter => $"`{parameter.Name}`"))} must be specified, but not both.");

            void CheckParameters()
            {
                foreach (var (name, value, constraint) in _parameters)
                {
                    if (value is null || constraint is constraints._Dependent || (bool)constraint.check(value).all()) continue;
                    throw new ArgumentException($"Expected parameter {name} (Tensor of shape {PythonText.Tuple(value.shape)}) of distribution {this} to satisfy the constraint {constraint}, but found invalid values:\n{Words.Of(value)}");
                }
            }

            /// <summary>The value itself, once it is known to be one the distribution can give.</summary>
            private protected Tensor InSupport(Tensor value)
            {
                if (!_validate) return value;
                long[] expected = [.. batch_shape, .. event_shape];
                if (value.dim() < event_shape.Length || !value.shape.AsSpan((int)value.dim() - event_shape.Length).SequenceEqual(event_shape.Shape))
                    throw new ArgumentException($"The right-most size of value must match event_shape: {PythonText.Size(value.shape)} vs {event_shape}.");
                for (int i = 1; i <= Math.Min(value.dim(), expected.Length); i++)
                    if (value.shape[^i] != 1 && expected[^i] != 1 && value.shape[^i] != expected[^i])
                        throw new ArgumentException($"Value is not broadcastable with batch_shape+event_shape: {PythonText.Size(value.shape)} vs {PythonText.Size(expected)}.");
                if (support is not constraints._Dependent && !(bool)support.check(value).all())
                    throw new ArgumentException($"Expected value argument (Tensor of shape {PythonText.Tuple(value.shape)}) to be within the support ({support}) of the distribution {this}, but found invalid values:\n{Words.Of(value)}");
                return value;
            }

            public override string ToString()
                => $"{GetType().Name}({string.Join(", ", _parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}: {Words.Short(parameter.Value!)}"))})";
        }
    }
}
