namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module with functions that are called before and after its <c>forward</c>.</summary>
        public abstract class HookableModule<TPreHook, TPostHook> : Module where TPreHook : Delegate where TPostHook : Delegate
        {
            // Replaced, never changed, so that a hook may add or remove hooks while they are called; null while there are none.
            internal Hook<TPreHook>[]? PreHooks;
            internal Hook<TPostHook>[]? PostHooks;

            protected HookableModule(string name) : base(name) { }

            internal bool IsHooked => PreHooks is not null || PostHooks is not null || BackwardHooks is not null;

            /// <summary>A registered function: of the module's own signature, or of the module alone.</summary>
            internal sealed record Hook<TFunction>(TFunction? Function, Action<Module>? Simple);

            /// <summary>Calls a function after every <c>forward</c>; what it returns, unless null, replaces the module's result.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => AddPost(new(hook, null));

            /// <summary>Calls a function after every <c>forward</c>.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => AddPost(new(null, hook));

            /// <summary>Calls a function before every <c>forward</c>; what it returns, unless null, replaces the arguments.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => AddPre(new(hook, null));

            /// <summary>Calls a function before every <c>forward</c>.</summary>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => AddPre(new(null, hook));

            HookRemover AddPre(Hook<TPreHook> hook)
            {
                PreHooks = [.. PreHooks ?? [], hook];
                return new(this, hook);
            }

            HookRemover AddPost(Hook<TPostHook> hook)
            {
                PostHooks = [.. PostHooks ?? [], hook];
                return new(this, hook);
            }

            /// <summary>Takes a hook off its module again.</summary>
            public sealed class HookRemover
            {
                readonly HookableModule<TPreHook, TPostHook> _module;
                readonly object _hook;

                internal HookRemover(HookableModule<TPreHook, TPostHook> module, object hook) => (_module, _hook) = (module, hook);

                public void remove()
                {
                    _module.PreHooks = Without(_module.PreHooks);
                    _module.PostHooks = Without(_module.PostHooks);
                }

                T[]? Without<T>(T[]? hooks) where T : class
                {
                    if (hooks is null) return null;
                    var rest = Array.FindAll(hooks, hook => !ReferenceEquals(hook, _hook));
                    return rest.Length == 0 ? null : rest;
                }
            }
        }
    }
}
