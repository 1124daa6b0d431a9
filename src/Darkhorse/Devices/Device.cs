using System.Globalization;

namespace Darkhorse;

public static partial class torch
{
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
        internal static readonly Device Cpu = new(DeviceType.CPU);

        /// <param name="description"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>, <c>meta</c>.</param>
        /// <exception cref="ArgumentException">The text names no kind of device.</exception>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = parts[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                "meta" => DeviceType.META,
                _ => throw new ArgumentException($"Expected one of cpu, cuda, meta device type at start of device string: {description}"),
            };
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
