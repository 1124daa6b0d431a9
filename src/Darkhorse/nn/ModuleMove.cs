using Darkhorse.Autograd;

namespace Darkhorse;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Moves this module and all below it: what every <c>to</c> ends in, so that a module which holds more than its parts can follow.</summary>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckFloat(dtype);
                foreach (var child in children()) child._to(device, dtype, non_blocking);
                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            /// <inheritdoc cref="_to(Device, ScalarType, bool)"/>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                foreach (var child in children()) child._to(deviceType, deviceIndex, non_blocking);
                _toEpilog(null, new(deviceType, deviceIndex), non_blocking);
                return this;
            }

            /// <inheritdoc cref="_to(Device, ScalarType, bool)"/>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckFloat(dtype);
                foreach (var child in children()) child._to(dtype, non_blocking);
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            /// <summary>To the device and dtype of a tensor.</summary>
            protected internal Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            /// <summary>Moves and converts the parameters and buffers of this module alone; they stay the same objects, with other elements.</summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                using var _ = new GradMode.Scope(false);
                foreach (var parameter in Parameters.Values)
                {
                    if (parameter is null) continue;
                    Move(parameter, dtype, device);
                    if (parameter.OwnGrad is { } gradient)
                    {
                        Move(gradient, dtype, device);
                        gradient.DetachFromDisposeScope();
                    }
                }
                foreach (var buffer in Buffers.Values)
                    if (buffer.Tensor is { } tensor) Move(tensor, dtype, device);
            }

            /// <summary>Gives all parameters and buffers memory on a device, without values: for modules made on meta.</summary>
            public Module to_empty(Device device)
            {
                foreach (var module in modules())
                {
                    foreach (var parameter in module.Parameters.Values)
                        if (parameter is not null) Modules.Parameter.Replace(parameter, empty(parameter.Sizes, parameter.dtype, device));
                    foreach (var buffer in module.Buffers.Values)
                        if (buffer.Tensor is { } tensor) Modules.Parameter.Replace(tensor, empty(tensor.Sizes, tensor.dtype, device));
                }
                return this;
            }

            static void Move(Tensor tensor, ScalarType? dtype, Device? device)
            {
                var moved = tensor;
                if (dtype is { } type && (tensor.DType.IsFloat || tensor.DType.IsComplex)) moved = moved.to(type);
                if (device is not null) moved = moved.to(device);
                if (!ReferenceEquals(moved, tensor)) Modules.Parameter.Replace(tensor, moved);
            }

            static void CheckFloat(ScalarType type)
            {
                if (type.ToDType() is var dtype && !dtype.IsFloat && !dtype.IsComplex)
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.{dtype.TorchName}");
            }
        }
    }
}

/// <summary>Moving and converting modules. Each returns the module itself, in its own type.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Converts the float parameters and buffers.</summary>
    /// <exception cref="ArgumentException">The dtype is neither float nor complex.</exception>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(type, non_blocking);

    /// <summary>Moves all parameters and buffers.</summary>
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(device.type, device.index, non_blocking);

    /// <summary>Moves all parameters and buffers and converts the float ones.</summary>
    public static T to<T>(this T module, Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(device, type, non_blocking);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module
        => (T)module._to(deviceType, deviceIndex, non_blocking);

    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => module.to(new Device(device), non_blocking);

    /// <summary>To the device and dtype of a tensor.</summary>
    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(other, non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(DeviceType.CPU, -1, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => module.to(DeviceType.CUDA, deviceIndex, non_blocking);

    public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.float16, non_blocking);

    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.bfloat16, non_blocking);

    public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.float32, non_blocking);

    public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.float64, non_blocking);

    public static T cfloat<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.complex64, non_blocking);

    public static T cdouble<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => module.to(torch.complex128, non_blocking);

    /// <summary>A module of the same class with copies of all parameters, buffers and parts; what is shared among them is shared among the copies.</summary>
    public static T deepcopy<T>(this T module) where T : torch.nn.Module => (T)module.DeepCopy();
}
