using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Darkhorse.Autograd;
using Darkhorse.Ops;

namespace Darkhorse.Ops
{
    /// <summary>
    /// The casts that <c>torch.autocast</c> asks for. The surface calls them on the tensors of the ops that have a rule; while no scope is open they cost one read.
    /// </summary>
    static class Autocast
    {
        // Of all threads: whether to look any further.
        static int s_open;

        [ThreadStatic] static Scope? s_scope;

        /// <summary>In the scope's dtype.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        [return: NotNullIfNotNull(nameof(x))]
        public static Tensor? Lower(Tensor? x) => s_open == 0 || x is null ? x : Cast(x, isLower: true);

        /// <summary>In float32, whatever the scope's dtype is.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        [return: NotNullIfNotNull(nameof(x))]
        public static Tensor? Float(Tensor? x) => s_open == 0 || x is null ? x : Cast(x, isLower: false);

        static Tensor Cast(Tensor x, bool isLower)
        {
            if (Of(x.device_type) is not { Enabled: true } scope || !x.DType.IsFloat || x.DType == DType.Float64) return x;
            var target = isLower ? scope.DType : torch.ScalarType.Float32;
            if (x.dtype == target) return x;
            return isLower && x.is_leaf && x.requires_grad && scope.Cache is { } cache ? Remembered(x, target, cache) : x.to(target);
        }

        // Weights are used many times in a pass, and cast once.
        static Tensor Remembered(Tensor x, torch.ScalarType target, Dictionary<Tensor, (int, Tensor)> cache)
        {
            if (!GradMode.Enabled) return x.to(target);
            if (!cache.TryGetValue(x, out var known) || known.Item1 != x._version || known.Item2.dtype != target) cache[x] = known = (x._version, x.to(target));
            return known.Item2;
        }

        /// <summary>The innermost scope of a device on this thread.</summary>
        public static Scope? Of(DeviceType device)
        {
            var scope = s_scope;
            while (scope is not null && scope.Device != device) scope = scope.Outer;
            return scope;
        }

        /// <summary>What is between the opening and the end of a <c>using</c>.</summary>
        public sealed class Scope : IDisposable
        {
            public readonly DeviceType Device;
            public readonly torch.ScalarType DType;
            public readonly bool Enabled;
            public readonly Dictionary<Tensor, (int Version, Tensor Value)>? Cache;
            public readonly Scope? Outer = s_scope;
            bool _closed;

            public Scope(DeviceType device, torch.ScalarType dtype, bool enabled, bool caches)
            {
                (Device, DType, Enabled) = (device, dtype, enabled);
                if (caches) Cache = Of(device)?.Cache ?? new(ReferenceEqualityComparer.Instance);
                s_scope = this;
                Interlocked.Increment(ref s_open);
            }

            public void Dispose()
            {
                if (_closed) return;
                _closed = true;
                s_scope = Outer;
                Interlocked.Decrement(ref s_open);
            }
        }
    }
}

namespace Darkhorse
{
    public static partial class torch
    {
        /// <summary>
        /// Until the result is disposed, matrix products, convolutions and attention compute in a lower precision on this thread, and what needs range (losses,
        /// decompositions) in float32.
        /// </summary>
        /// <param name="device_type">The device whose ops are meant.</param>
        /// <param name="dtype">bfloat16 or float16; null: bfloat16 on the host, else float16. Any other turns it off.</param>
        /// <param name="enabled">Off inside of an outer scope.</param>
        /// <param name="cache_enabled">Remember the casts of parameters.</param>
        public static IDisposable autocast(DeviceType device_type, ScalarType? dtype = null, bool enabled = true, bool cache_enabled = true)
        {
            var target = dtype ?? (device_type == DeviceType.CPU ? ScalarType.BFloat16 : ScalarType.Float16);
            return new Autocast.Scope(device_type, target, enabled && target is ScalarType.BFloat16 or ScalarType.Float16, cache_enabled);
        }

        /// <inheritdoc cref="autocast(DeviceType, ScalarType?, bool, bool)"/>
        public static IDisposable autocast(string device_type, ScalarType? dtype = null, bool enabled = true, bool cache_enabled = true)
            => autocast(new Device(device_type).type, dtype, enabled, cache_enabled);

        /// <summary>Whether ops of a device are cast on this thread.</summary>
        public static bool is_autocast_enabled(string device_type = "cpu") => Autocast.Of(new Device(device_type).type)?.Enabled == true;

        /// <summary>The dtype of the innermost scope of a device, or the one that a scope would have.</summary>
        public static ScalarType get_autocast_dtype(string device_type = "cpu")
            => Autocast.Of(new Device(device_type).type)?.DType ?? (device_type == "cpu" ? ScalarType.BFloat16 : ScalarType.Float16);
    }
}
