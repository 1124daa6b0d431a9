using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Darkhorse.Kernels.Lanes;

/// <summary>float32, float64 and the integers: computed as stored, at every width.</summary>
public readonly struct DirectElements<T> : IElements<T> where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<T>, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated) loop.Advance<Lanes512<T>, Direct512<T>>();
        if (Vector256.IsHardwareAccelerated) loop.Advance<Lanes256<T>, Direct256<T>>();
        else if (Vector128.IsHardwareAccelerated) loop.Advance<Lanes128<T>, Direct128<T>>();
        loop.Advance<Lane<T>, Direct<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunWidest<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<T>, allows ref struct
    {
        if (Vector512.IsHardwareAccelerated) loop.Advance<Lanes512<T>, Direct512<T>>();
        else if (Vector256.IsHardwareAccelerated) loop.Advance<Lanes256<T>, Direct256<T>>();
        else if (Vector128.IsHardwareAccelerated) loop.Advance<Lanes128<T>, Direct128<T>>();
        else loop.Advance<Lane<T>, Direct<T>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunScalar<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<T>, allows ref struct => loop.Advance<Lane<T>, Direct<T>>();
}

/// <summary>float16 and bfloat16: computed in float32.</summary>
public readonly struct WidenedElements<S> : IElements<S> where S : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct
    {
        if (Vector256.IsHardwareAccelerated) loop.Advance<Lanes512<float>, Widened512<S>>();
        loop.Advance<Lane<float>, Widened<S>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunWidest<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct
    {
        if (Vector256.IsHardwareAccelerated) loop.Advance<Lanes512<float>, Widened512<S>>();
        else loop.Advance<Lane<float>, Widened<S>>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunScalar<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct => loop.Advance<Lane<float>, Widened<S>>();
}

/// <summary>bool, computed as bytes.</summary>
public readonly struct BoolElements : IElements<bool>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<bool>, allows ref struct
    {
        if (Vector256.IsHardwareAccelerated) loop.Advance<Lanes256<byte>, Bool256>();
        loop.Advance<Lane<byte>, Bool1>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunWidest<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<bool>, allows ref struct
    {
        if (Vector256.IsHardwareAccelerated) loop.Advance<Lanes256<byte>, Bool256>();
        else loop.Advance<Lane<byte>, Bool1>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunScalar<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<bool>, allows ref struct => loop.Advance<Lane<byte>, Bool1>();
}

/// <summary>complex64 (<typeparamref name="S"/> = <see cref="Complex64"/>) and complex128 (<see cref="Complex"/>): a pair of <typeparamref name="T"/>.</summary>
public readonly struct ComplexElements<S, T> : IElements<S> where S : unmanaged where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct
        => loop.Advance<ComplexLanes<Lane<T>>, ComplexMemory<S, T>>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunWidest<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct
        => loop.Advance<ComplexLanes<Lane<T>>, ComplexMemory<S, T>>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunScalar<TLoop>(ref TLoop loop) where TLoop : struct, IWidthLoop<S>, allows ref struct
        => loop.Advance<ComplexLanes<Lane<T>>, ComplexMemory<S, T>>();
}

/// <summary>One complex number: two <typeparamref name="T"/> side by side.</summary>
public readonly unsafe struct ComplexMemory<S, T> : IMemory<S, ComplexLanes<Lane<T>>> where S : unmanaged where T : unmanaged, INumber<T>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static ComplexLanes<Lane<T>> Load(S* source) => new(new(((T*)source)[0]), new(((T*)source)[1]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(S* target, ComplexLanes<Lane<T>> value)
    {
        ((T*)target)[0] = value.Real.Value;
        ((T*)target)[1] = value.Imaginary.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static void StoreMask(bool* target, ComplexLanes<Lane<T>> mask) => *target = mask.Real.IsTrue;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static ComplexLanes<Lane<T>> Broadcast(S value) => Load(&value);
}
