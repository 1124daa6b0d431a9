using System.Runtime.CompilerServices;

namespace Darkhorse.Ops;

/// <summary>New tensors of random numbers: the streams are PyTorch's for the same seed.</summary>
static class RandomTensors
{
    /// <summary>Numbers uniform over [0, 1). Float and complex dtypes.</summary>
    [Op("rand", Variants.Function)]
    public static Tensor Rand([Sizes] ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Leaf(Draws.Uniform(Filled.Empty(size, dtype, device), 0, 1, generator), requires_grad);

    /// <summary>Standard normal numbers. Float and complex dtypes.</summary>
    [Op("randn", Variants.Function)]
    public static Tensor Randn([Sizes] ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Leaf(Draws.Normal(Filled.Empty(size, dtype, device), 0, 1, generator), requires_grad);

    /// <summary>Integers of [low, high); int64 unless a dtype is given.</summary>
    [Op("randint", Variants.Function)]
    public static Tensor Randint(long low, long high, ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Leaf(Integers.Random(Filled.Empty(size, dtype ?? torch.int64, device), low, high, generator), requires_grad);

    /// <summary>Integers of [0, high); int64 unless a dtype is given.</summary>
    [Op("randint", Variants.Function)]
    public static Tensor Randint(long high, ReadOnlySpan<long> size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Randint(0, high, size, dtype, device, requires_grad, generator);

    /// <summary>Integers of [low, high); int64 unless a dtype is given.</summary>
    [Op("randint", Variants.Function)]
    public static Tensor Randint(int low, int high, int[] size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Randint(low, high, Array.ConvertAll(size, n => (long)n), dtype, device, requires_grad, generator);

    /// <summary>Integers of [0, high); int64 unless a dtype is given.</summary>
    [Op("randint", Variants.Function)]
    public static Tensor Randint(int high, int[] size, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Randint(0, high, size, dtype, device, requires_grad, generator);

    /// <summary>0 … n - 1 in random order; int64 unless a dtype is given.</summary>
    [Op("randperm", Variants.Function)]
    public static Tensor Randperm(long n, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
    {
        if (n < 0) throw new InvalidOperationException($"Trying to create tensor with negative dimension {n}: [{n}]");
        return Leaf(Permute(Filled.Empty([n], dtype ?? torch.int64, device), generator), requires_grad);
    }

    /// <summary>0 … n - 1 in random order, into a given tensor.</summary>
    [Op("randperm", Variants.Function)]
    public static Tensor Randperm(long n, Tensor @out, torch.Generator? generator = null)
    {
        if (n < 0) throw new InvalidOperationException($"n must be non-negative, got {n}");
        return Permute(Resized(@out, [n]), generator);
    }

    static Tensor Permute(Tensor target, torch.Generator? generator)
    {
        long n = target.numel();
        if (target.DType is DType.Bool || target.DType.IsComplex) Errors.NotImplementedFor("randperm", target.DType);
        if (n - 1 > Capacity(target.DType)) throw new InvalidOperationException($"n is too large for result tensor type: '{target.DType.LegacyName}'");
        var stream = torch.Generator.StreamOf(generator);
        lock (stream.Gate) target.Backend.DrawPermutation(stream, target.Data);
        target.Storage.Version++;
        return target;
    }

    static long Capacity(DType dtype) => dtype switch
    {
        DType.UInt8 => byte.MaxValue,
        DType.Int8 => sbyte.MaxValue,
        DType.Int16 => short.MaxValue,
        DType.Int32 => int.MaxValue,
        DType.Int64 => long.MaxValue,
        DType.Float64 => 1L << 53,
        DType.Float32 => 1L << 24,
        DType.Float16 => 1L << 11,
        _ => 1L << 8,
    };

    /// <summary>Numbers uniform over [0, 1) in the sizes of another tensor.</summary>
    [Op("rand_like")]
    public static Tensor RandLike(Tensor input, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Leaf(Draws.Uniform(Filled.EmptyLike(input, dtype, device), 0, 1, generator), requires_grad);

    /// <summary>Standard normal numbers in the sizes of another tensor.</summary>
    [Op("randn_like")]
    public static Tensor RandnLike(Tensor input, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Leaf(Draws.Normal(Filled.EmptyLike(input, dtype, device), 0, 1, generator), requires_grad);

    /// <summary>Integers of [low, high) in the sizes of another tensor, and its dtype unless given.</summary>
    [Op("randint_like")]
    public static Tensor RandintLike(Tensor input, long low, long high, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => Leaf(Integers.Random(Filled.EmptyLike(input, dtype, device), low, high, generator), requires_grad);

    /// <summary>Integers of [0, high) in the sizes of another tensor, and its dtype unless given.</summary>
    [Op("randint_like")]
    public static Tensor RandintLike(Tensor input, long high, torch.ScalarType? dtype = null, Device? device = null, bool requires_grad = false, torch.Generator? generator = null)
        => RandintLike(input, 0, high, dtype, device, requires_grad, generator);

    /// <summary>Gives the tensor the sizes, and fills it with numbers uniform over [0, 1).</summary>
    [Op("rand_out")]
    public static Tensor RandOut(Tensor input, params long[] sizes) => Draws.Uniform(Resized(input, sizes));

    /// <summary>Gives the tensor the sizes, and fills it with standard normal numbers.</summary>
    [Op("randn_out")]
    public static Tensor RandnOut(Tensor input, params long[] sizes) => Draws.Normal(Resized(input, sizes));

    /// <summary>Gives the tensor the sizes, and fills it with integers of [0, high).</summary>
    [Op("randint_out")]
    public static Tensor RandintOut(Tensor input, long high, long[] sizes) => Integers.Random(Resized(input, sizes), 0, high);

    /// <summary>One uniform number of [0, 1), float32.</summary>
    [Op("rand_float", Variants.Function)]
    public static double RandFloat(torch.Generator? generator = null) => Rand([1], torch.float32, generator: generator).item<float>();

    /// <summary>One standard normal number, float32.</summary>
    [Op("randn_float", Variants.Function)]
    public static double RandnFloat(torch.Generator? generator = null) => Randn([1], torch.float32, generator: generator).item<float>();

    /// <summary>False or true.</summary>
    [Op("randint_bool", Variants.Function)]
    public static bool RandintBool(torch.Generator? generator = null) => RandintLong(0, 2, generator) == 1;

    /// <summary>One integer of [low, high).</summary>
    [Op("randint_int", Variants.Function)]
    public static int RandintInt(int low, int high, torch.Generator? generator = null) => (int)RandintLong(low, high, generator);

    /// <summary>One integer of [0, high).</summary>
    [Op("randint_int", Variants.Function)]
    public static int RandintInt(int high, torch.Generator? generator = null) => (int)RandintLong(0, high, generator);

    /// <summary>One integer of [low, high).</summary>
    [Op("randint_long", Variants.Function)]
    public static long RandintLong(long low, long high, torch.Generator? generator = null) => Randint(low, high, [1], generator: generator).item<long>();

    /// <summary>One integer of [0, high).</summary>
    [Op("randint_long", Variants.Function)]
    public static long RandintLong(long high, torch.Generator? generator = null) => RandintLong(0, high, generator);

    static Tensor Resized(Tensor target, ReadOnlySpan<long> sizes)
    {
        if (!target.Sizes.SequenceEqual(sizes)) target.Resize(sizes);
        return target;
    }

    static Tensor Leaf(Tensor result, bool requiresGrad) => requiresGrad ? result.requires_grad_() : result;
}
