namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module that can be called. One interface for each number of arguments.</summary>
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        /// <inheritdoc cref="IModule{T,TResult}"/>
        public interface IModule<T1, T2, TResult>
        {
            TResult call(T1 input1, T2 input2);
        }

        /// <inheritdoc cref="IModule{T,TResult}"/>
        public interface IModule<T1, T2, T3, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3);
        }

        /// <inheritdoc cref="IModule{T,TResult}"/>
        public interface IModule<T1, T2, T3, T4, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4);
        }

        /// <inheritdoc cref="IModule{T,TResult}"/>
        public interface IModule<T1, T2, T3, T4, T5, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);
        }

        /// <inheritdoc cref="IModule{T,TResult}"/>
        public interface IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);
        }

        /// <summary>A module of one argument: <c>class Net : Module&lt;Tensor, Tensor&gt;</c>. Call it by <see cref="call"/>, which runs the hooks too.</summary>
        public abstract class Module<T, TResult> : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T input);

            public TResult call(T input) => !IsHooked ? forward(input) : CallHooked(input);

            TResult CallHooked(T input)
            {
                foreach (var hook in PreHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input) is { } replaced) input = replaced;
                }
                var passage = BackwardPassage.Of(this);
                if (passage is not null) input = passage.Enter(input);
                var result = forward(input);
                foreach (var hook in PostHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input, result) is { } replaced) result = replaced;
                }
                return passage is null ? result : passage.Leave(result);
            }
        }

        /// <summary>A module of two arguments.</summary>
        public abstract class Module<T1, T2, TResult> :
            HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>, IModule<T1, T2, TResult>
        {
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2) => !IsHooked ? forward(input1, input2) : CallHooked(input1, input2);

            TResult CallHooked(T1 input1, T2 input2)
            {
                foreach (var hook in PreHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2) is { } replaced) (input1, input2) = replaced;
                }
                var passage = BackwardPassage.Of(this);
                if (passage is not null) (input1, input2) = passage.Enter(input1, input2);
                var result = forward(input1, input2);
                foreach (var hook in PostHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, result) is { } replaced) result = replaced;
                }
                return passage is null ? result : passage.Leave(result);
            }
        }

        /// <summary>A module of three arguments.</summary>
        public abstract class Module<T1, T2, T3, TResult> :
            HookableModule<Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>, Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>, IModule<T1, T2, T3, TResult>
        {
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3) => !IsHooked ? forward(input1, input2, input3) : CallHooked(input1, input2, input3);

            TResult CallHooked(T1 input1, T2 input2, T3 input3)
            {
                foreach (var hook in PreHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, input3) is { } replaced) (input1, input2, input3) = replaced;
                }
                var passage = BackwardPassage.Of(this);
                if (passage is not null) (input1, input2, input3) = passage.Enter(input1, input2, input3);
                var result = forward(input1, input2, input3);
                foreach (var hook in PostHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, input3, result) is { } replaced) result = replaced;
                }
                return passage is null ? result : passage.Leave(result);
            }
        }

        /// <summary>A module of four arguments.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult> :
            HookableModule<Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>, Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>, IModule<T1, T2, T3, T4, TResult>
        {
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4) => !IsHooked ? forward(input1, input2, input3, input4) : CallHooked(input1, input2, input3, input4);

            TResult CallHooked(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                foreach (var hook in PreHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, input3, input4) is { } replaced) (input1, input2, input3, input4) = replaced;
                }
                var passage = BackwardPassage.Of(this);
                if (passage is not null) (input1, input2, input3, input4) = passage.Enter(input1, input2, input3, input4);
                var result = forward(input1, input2, input3, input4);
                foreach (var hook in PostHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, input3, input4, result) is { } replaced) result = replaced;
                }
                return passage is null ? result : passage.Leave(result);
            }
        }

        /// <summary>A module of five arguments.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult> :
            HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult>>, IModule<T1, T2, T3, T4, T5, TResult>
        {
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5) => !IsHooked ? forward(input1, input2, input3, input4, input5) : CallHooked(input1, input2, input3, input4, input5);

            TResult CallHooked(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                foreach (var hook in PreHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, input3, input4, input5) is { } replaced) (input1, input2, input3, input4, input5) = replaced;
                }
                var passage = BackwardPassage.Of(this);
                if (passage is not null) (input1, input2, input3, input4, input5) = passage.Enter(input1, input2, input3, input4, input5);
                var result = forward(input1, input2, input3, input4, input5);
                foreach (var hook in PostHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, input3, input4, input5, result) is { } replaced) result = replaced;
                }
                return passage is null ? result : passage.Leave(result);
            }
        }

        /// <summary>A module of six arguments.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, T6, TResult> :
            HookableModule<Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)?>, Func<Module<T1, T2, T3, T4, T5, T6, TResult>, T1, T2, T3, T4, T5, T6, TResult, TResult>>, IModule<T1, T2, T3, T4, T5, T6, TResult>
        {
            protected Module(string name) : base(name) { }

            /// <summary>What the module computes.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6) => !IsHooked ? forward(input1, input2, input3, input4, input5, input6) : CallHooked(input1, input2, input3, input4, input5, input6);

            TResult CallHooked(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5, T6 input6)
            {
                foreach (var hook in PreHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, input3, input4, input5, input6) is { } replaced) (input1, input2, input3, input4, input5, input6) = replaced;
                }
                var passage = BackwardPassage.Of(this);
                if (passage is not null) (input1, input2, input3, input4, input5, input6) = passage.Enter(input1, input2, input3, input4, input5, input6);
                var result = forward(input1, input2, input3, input4, input5, input6);
                foreach (var hook in PostHooks ?? [])
                {
                    hook.Simple?.Invoke(this);
                    if (hook.Function is { } function && function(this, input1, input2, input3, input4, input5, input6, result) is { } replaced) result = replaced;
                }
                return passage is null ? result : passage.Leave(result);
            }
        }
    }
}
