using System.Globalization;

namespace Darkhorse;

public static partial class torch
{
    [ThreadStatic] static Device? t_defaultDevice;

    /// <summary>Where tensors are made, on this thread, whose device is not given; null means the host.</summary>
    internal static Device? DefaultDevice => t_defaultDevice;

    /// <summary>Where tensors are made whose device is not given.</summary>
    public static Device get_default_device() => t_defaultDevice ?? CPU;

    /// <summary>Sets where tensors are made, on this thread, whose device is not given; tensors that share memory with .NET data stay on the host.</summary>
    public static void set_default_device(Device device) => t_defaultDevice = device.type == DeviceType.CPU ? null : device;

    public static void set_default_device(string device) => set_default_device(new Device(device));

    /// <summary>Makes tensors like another one from here on: its dtype and its device are the defaults.</summary>
    public static void set_default_tensor_type(Tensor t)
    {
        set_default_dtype(t.dtype);
        set_default_device(t.device);
    }

    /// <summary>The host.</summary>
    public static Device CPU => Device.Cpu;

    /// <summary>The current CUDA device.</summary>
    public static Device CUDA => new(DeviceType.CUDA);

    /// <summary>The graphics processor of a Mac.</summary>
    public static Device MPS => new(DeviceType.MPS);

    /// <summary>Where tensors have sizes and no elements.</summary>
    public static Device META => Device.Meta;

    /// <summary>The device that a text names: <c>cpu</c>, <c>cuda:1</c>.</summary>
    public static Device device(string description) => new(description);

    /// <summary>The device of a kind and, for kinds of which there are several, an index.</summary>
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    /// <summary>The CUDA device with an index.</summary>
    public static Device device(int index) => new(index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>Where a tensor lives: a kind of device and, for kinds of which there are several, an index (-1: the current one).</summary>
    public sealed class Device : IEquatable<Device>
    {
        internal static readonly Device Cpu = new(DeviceType.CPU), Meta = new(DeviceType.META);

        /// <param name="description"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, <c>meta</c>.</param>
        /// <exception cref="ArgumentException">The text names no kind of device.</exception>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            // Names are written in lower case, and never as the number of the kind.
            if (parts[0].AsSpan().ContainsAnyExceptInRange('a', 'z') || !Enum.TryParse(parts[0], ignoreCase: true, out DeviceType kind))
                throw new ArgumentException($"Expected one of {string.Join(", ", Enum.GetNames<DeviceType>()).ToLowerInvariant()} device type at start of device string: {parts[0]}");
            type = kind;
            index = -1;
            if (parts.Length == 1) return;
            if (parts.Length > 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                throw new ArgumentException($"Invalid device string: '{description}'");
            index = number;
        }

        public Device(string deviceType, int index) : this(index < 0 ? deviceType : $"{deviceType}:{index.ToString(CultureInfo.InvariantCulture)}") { }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        /// <summary>The CUDA device with an index.</summary>
        public Device(int index) : this(DeviceType.CUDA, index) { }

        public DeviceType type { get; }
        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public bool Equals(Device? other) => other is not null && type == other.type && Math.Max(index, 0) == Math.Max(other.index, 0);
        public override bool Equals(object? obj) => Equals(obj as Device);
        public override int GetHashCode() => HashCode.Combine(type, Math.Max(index, 0));
        public override string ToString() => type.ToString().ToLowerInvariant() + (index < 0 ? "" : ":" + index.ToString(CultureInfo.InvariantCulture));

        public static bool operator ==(Device? left, Device? right) => left is null ? right is null : left.Equals(right);
        public static bool operator !=(Device? left, Device? right) => !(left == right);
    }
}
