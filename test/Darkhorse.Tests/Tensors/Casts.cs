using System.Numerics;

namespace Darkhorse.Tests.Tensors;

/// <summary>Every pair of dtypes on extreme values, along the vector loops, their tails and strided memory, against the conversions of C on x86-64 written down once more.</summary>
public sealed class Casts
{
    static ScalarType[] Types => [@bool, uint8, int8, int16, int32, int64, uint16, uint32, uint64, float16, bfloat16, float32, float64, complex64, complex128];

    static readonly double[] s_reals =
    [
        0, -0.0, 0.4, -0.6, 1, -1, 1.99, -1.99, 2.5, 3.5, 127, 127.5, 128, -128, -129, 255, 256, 257.75, 300, -300, 2049, 32767, 32768, -32769, 65504, 65519, 65520, 65535, 65536, 70000.5,
        -70000, 16777217, 2147483520, 2147483647, 2147483648, -2147483648, -2147483904, 3e9, -3e9, 4294967295, 4294967296, 1e10, -1e10, 9007199254740993, 9.2233720368547748e18, 9223372036854775808.0,
        -9223372036854775808.0, 1e19, 1.8446744073709550e19, 18446744073709551616.0, -1e19, 1e30, -1e30, 3.4028234e38, 1e39, 1e300, 1e-8, 6e-8, 1e-40, 1e-320, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    static readonly Int128[] s_integers =
    [
        0, 1, -1, 2, 100, 127, 128, -128, -129, 255, 256, 2049, 2051, 32767, 32768, -32768, 65504, 65519, 65520, 65535, 65536, 16777217, 16777219, int.MaxValue, int.MinValue, uint.MaxValue,
        (Int128)uint.MaxValue + 1, 9007199254740993, 36028797018963969, 0x7F80_0000_0000_0001, long.MaxValue, long.MinValue, (Int128)long.MaxValue + 1, 0x8080_0000_0000_0001, ulong.MaxValue,
    ];

    public static TheoryData<ScalarType> From => [.. Types];

    [Theory, MemberData(nameof(From))]
    public void As_the_processor_converts(ScalarType from)
    {
        var (source, values) = Source(from);
        foreach (var to in Types)
        {
            var expected = values.Select(value => Converted(value, to)).ToArray();
            Check(expected, source.to(to), $"{from} to {to}");
            Check(expected, stack([source, source], 1)[.., 0].to(to), $"{from} to {to}, strided");
            var target = zeros(2 * values.Length, dtype: to);
            target[TensorIndex.Slice(1, null, 2)].copy_(source);
            Check(expected, target[TensorIndex.Slice(1, null, 2)], $"{from} to {to}, to strided memory");
        }
    }

    static void Check(object[] expected, Tensor actual, string what)
    {
        var elements = ((List<object>)actual.tolist()).ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.True(expected[i].Equals(elements[i]), $"{what}: {elements[i]}, not {expected[i]}, at {i}");
    }

    /// <summary>The values and then some, so that the vectors meet all of them; the strided copies meet them one by one.</summary>
    static (Tensor, object[]) Source(ScalarType type)
    {
        if (type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64)
        {
            Complex[] pairs = [.. Repeated(s_reals).Select((x, i) => new Complex(x, i % 3 - 1)), new(0, 1), new(0, double.NaN)];
            return type == complex128 ? (tensor(pairs), [.. pairs.Cast<object>()]) : (tensor(pairs.Select(x => (Complex64)x).ToArray()), [.. pairs.Select(x => (object)(Complex)(Complex64)x)]);
        }
        if (type == float64) return Of(Repeated(s_reals));
        if (type == float32) return Of(Repeated(s_reals).Select(x => (float)x));
        if (type == float16) return Of(Repeated(s_reals).Select(x => (Half)(float)x));
        if (type == bfloat16) return Of(Repeated(s_reals).Select(x => (BFloat16)(float)x));
        if (type == @bool) return Of(Repeated(s_integers).Select(x => x != 0));
        if (type == uint8) return Of(Repeated(s_integers).Select(x => (byte)x));
        if (type == int8) return Of(Repeated(s_integers).Select(x => (sbyte)x));
        if (type == int16) return Of(Repeated(s_integers).Select(x => (short)x));
        if (type == int32) return Of(Repeated(s_integers).Select(x => (int)x));
        if (type == int64) return Of(Repeated(s_integers).Select(x => (long)x));
        if (type == uint16) return Of(Repeated(s_integers).Select(x => (ushort)x));
        if (type == uint32) return Of(Repeated(s_integers).Select(x => (uint)x));
        return Of(Repeated(s_integers).Select(x => (ulong)x));

        static IEnumerable<T> Repeated<T>(T[] values) => Enumerable.Range(0, values.Length + 21).Select(i => values[i % values.Length]);
        static (Tensor, object[]) Of<T>(IEnumerable<T> values) where T : unmanaged => (tensor(values.ToArray()), [.. values.Cast<object>()]);
    }

    static object Converted(object value, ScalarType to)
    {
        if (value is Complex z)
        {
            if (to == complex128) return z;
            if (to == complex64) return (Complex)(Complex64)z;
            if (to == @bool) return z != 0;
            value = z.Real;
        }
        if (value is bool truth) value = truth ? (byte)1 : (byte)0;
        return value switch
        {
            float x => Real(x, to),
            Half x => Real((double)x, to),
            BFloat16 x => Real(x, to),
            double x => Real(x, to),
            ulong x => Integer(x, to, x, x),
            _ => Integer(Convert.ToInt64(value), to, Convert.ToInt64(value), Convert.ToInt64(value)),
        };
    }

    static object Integer(Int128 value, ScalarType to, float single, double twice) => to switch
    {
        ScalarType.Bool => value != 0,
        ScalarType.Float16 => (Half)single,
        ScalarType.BFloat16 => (BFloat16)single,
        ScalarType.Float32 => single,
        ScalarType.Float64 => twice,
        ScalarType.ComplexFloat32 => new Complex(single, 0),
        ScalarType.ComplexFloat64 => new Complex(twice, 0),
        _ => Wrapped(value, to),
    };

    static object Real(double value, ScalarType to)
    {
        switch (to)
        {
            case ScalarType.Bool: return value != 0;
            case ScalarType.Float16: return (Half)(float)value;
            case ScalarType.BFloat16: return (BFloat16)(float)value;
            case ScalarType.Float32: return (float)value;
            case ScalarType.Float64: return value;
            case ScalarType.ComplexFloat32: return new Complex((float)value, 0);
            case ScalarType.ComplexFloat64: return new Complex(value, 0);
            case ScalarType.UInt64 when value >= Math.Pow(2, 63): return value < Math.Pow(2, 64) ? (ulong)value : 0UL;
        }
        // The two conversions of the processor: to 32 bits where those hold the target, else to 64; nan and what does not fit become the smallest integer.
        bool narrow = to is ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.UInt16;
        double cut = Math.Truncate(value), limit = Math.Pow(2, narrow ? 31 : 63);
        return Wrapped(cut >= -limit && cut < limit ? (Int128)cut : (Int128)(-limit), to);
    }

    static object Wrapped(Int128 value, ScalarType to) => to switch
    {
        ScalarType.Byte => (byte)value,
        ScalarType.Int8 => (sbyte)value,
        ScalarType.Int16 => (short)value,
        ScalarType.Int32 => (int)value,
        ScalarType.Int64 => (long)value,
        ScalarType.UInt16 => (ushort)value,
        ScalarType.UInt32 => (uint)value,
        _ => (ulong)value,
    };

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        (Scalar Number, ScalarType Type, string Name)[] refused =
        [
            (300, uint8, "uint8_t"), (-256, uint8, "uint8_t"), (128, int8, "int8_t"), (double.NaN, int32, "int"), (1e10, int32, "int"), (double.PositiveInfinity, int64, "int64_t"),
            (1e19, int64, "int64_t"), (ulong.MaxValue, int64, "int64_t"), (65536, uint16, "uint16_t"), (1e5, float16, "at::Half"), (100000, float16, "at::Half"), (1e39, float32, "float"),
            (3.4e38, bfloat16, "at::BFloat16"), (new Complex(0, 1), float64, "double"), (new Complex(1e39, 0), complex64, "c10::complex<float>"),
        ];
        foreach (var (number, type, name) in refused)
        {
            string words = $"value cannot be converted to type {name} without overflow";
            Assert.Equal(words, Assert.Throws<InvalidOperationException>(() => full([2], number, dtype: type)).Message);
            Assert.Equal(words, Assert.Throws<InvalidOperationException>(() => zeros(2, dtype: type).fill_(number)).Message);
            Assert.Equal(words, Assert.Throws<InvalidOperationException>(() => zeros(2, dtype: type).masked_fill_(tensor([true, false]), number)).Message);
            Assert.Equal(words, Assert.Throws<InvalidOperationException>(() => zeros(2, dtype: type).index_fill(0, tensor([1L]), number)).Message);
        }
        Assert.Equal(255, full([], -1, dtype: uint8).item<byte>());
        Assert.Equal(ulong.MaxValue, full([], -1, dtype: uint64).item<ulong>());
        Assert.Equal(long.MaxValue, full([], long.MaxValue, dtype: int64).item<long>());
        Assert.Equal(float.NegativeInfinity, full([], double.NegativeInfinity, dtype: float16).item<float>());
        Assert.True(full([], double.NaN, dtype: @bool).item<bool>());
        Assert.Equal(2, full([], 2.9, dtype: int32).item<int>());
        Assert.Throws<InvalidOperationException>(() => tensor(double.NaN).item<int>());
    }

    [Fact]
    public void Results_are_not_cast_down_a_category()
    {
        Refused(() => zeros(2, dtype: int64).add_(0.5), "Float", "Long");
        Refused(() => zeros(2, dtype: @bool).add_(1), "Long", "Bool");
        Refused(() => zeros(2, dtype: uint8).mul_(tensor([0.5, 1.0])), "Double", "Byte");
        Refused(() => zeros(2).mul_(new Complex(0, 1)), "ComplexFloat", "Float");
        Refused(() => zeros(2, dtype: int32).div_(2), "Float", "Int");
        Refused(() => zeros(2, dtype: int32).sqrt_(), "Float", "Int");
        Assert.Equal(float16, zeros(2, dtype: float16).add_(tensor([1.0, 2.0])).dtype);
        Assert.Equal(uint8, zeros(2, dtype: uint8).add_(tensor([1L, 2L])).dtype);

        static void Refused(Action action, string from, string to)
            => Assert.Equal($"result type {from} can't be cast to the desired output type {to}", Assert.Throws<InvalidOperationException>(action).Message);
    }
}
