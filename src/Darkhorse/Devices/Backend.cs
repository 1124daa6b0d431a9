using System.Runtime.CompilerServices;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

/// <summary>
/// What a device can do, in families of kernels. It sees <see cref="Operand"/>s whose shapes and dtypes have been checked and promoted; results are
/// allocated by the caller and never overlap an operand except where the op is in place (same bytes, same layout).
/// </summary>
public abstract partial class Backend
{
    /// <summary>Uninitialised bytes on the device.</summary>
    public abstract Storage Allocate(long byteCount);

    /// <summary>result = op(x), x broadcast. With <see cref="MaskResult"/> the result is bool.</summary>
    public abstract void Unary<TOp, K>(TOp op, in Operand result, in Operand x) where TOp : struct, IUnaryOp where K : struct, IResult;

    /// <summary>result = op(x, y), both broadcast and of one dtype.</summary>
    public abstract void Binary<TOp, K>(TOp op, in Operand result, in Operand x, in Operand y) where TOp : struct, IBinaryOp where K : struct, IResult;

    /// <summary>result = op(x, y, z), all broadcast and of one dtype.</summary>
    public abstract void Ternary<TOp, K>(TOp op, in Operand result, in Operand x, in Operand y, in Operand z) where TOp : struct, ITernaryOp where K : struct, IResult;

    /// <summary>Sets every element to a number.</summary>
    public abstract void Fill(in Operand target, Scalar value);

    /// <summary>Copies, with a cast where the dtypes differ; the source is broadcast.</summary>
    public abstract void Copy(in Operand target, in Operand source);

    /// <summary>target += source where the target may reach one element by several indices: in order, one at a time.</summary>
    public abstract void AddInto(in Operand target, in Operand source);

    /// <summary>Reduces the dims of <paramref name="mask"/> (bit d for dim d) into a contiguous result of the remaining dims.</summary>
    public abstract void Reduce<TOp>(TOp op, in Operand result, in Operand x, ulong mask) where TOp : struct, IReduceOp;

    static readonly CpuBackend CpuInstance = new();
    static readonly MetaBackend MetaInstance = new();

    /// <summary>The backend of a storage's device.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Backend Of(Storage storage) => storage.DeviceType == DeviceType.CPU ? CpuInstance : For(storage.DeviceType);

    /// <exception cref="NotSupportedException">There is no backend for the device on this machine.</exception>
    public static Backend For(DeviceType device) => device switch
    {
        DeviceType.CPU => CpuInstance,
        DeviceType.META => MetaInstance,
        DeviceType.CUDA => throw new NotSupportedException("Torch not compiled with CUDA enabled: this version of Darkhorse has no backend for cuda devices"),
        _ => throw new NotSupportedException($"Darkhorse is not linked with support for {device.ToString().ToLowerInvariant()} devices"),
    };
}
