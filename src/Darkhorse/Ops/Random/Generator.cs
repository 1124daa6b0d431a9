using System.Security.Cryptography;
using Darkhorse.Kernels.Random;
using Darkhorse.Ops;

namespace Darkhorse;

public static partial class torch
{
    /// <summary>
    /// A source of random numbers with a state of its own: PyTorch's CPU generator, number for number. Safe to use from several threads, though which of
    /// them draws first is then up to them.
    /// </summary>
    public sealed class Generator : IDisposable
    {
        internal readonly RandomStream Stream;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? Device.Cpu;
            Stream = new(seed);
        }

        static readonly Generator s_shared = new(NewSeed());
        [ThreadStatic] static Generator? t_current;

        /// <summary>The generator that functions use where none is given. Seeded at random when the process starts. The workers of a data loader have their own.</summary>
        public static Generator Default => t_current ?? s_shared;

        /// <summary>Makes a generator this thread's default until the scope is disposed.</summary>
        internal static Scope Use(Generator generator) => new(generator);

        internal readonly struct Scope : IDisposable
        {
            readonly Generator? _before;

            public Scope(Generator generator) => (_before, t_current) = (t_current, generator);

            public void Dispose() => t_current = _before;
        }

        public Device device { get; }

        /// <summary>Starts the stream that belongs to the seed, and returns this generator.</summary>
        public Generator manual_seed(long seed)
        {
            lock (Stream.Gate) Stream.Reseed((ulong)seed);
            return this;
        }

        /// <summary>Seeds at random, and returns the seed.</summary>
        public long seed()
        {
            ulong seed = NewSeed();
            lock (Stream.Gate) Stream.Reseed(seed);
            return (long)seed;
        }

        /// <summary>The number the generator was last seeded with.</summary>
        public long initial_seed()
        {
            lock (Stream.Gate) return (long)Stream.Seed;
        }

        /// <summary>The state as a uint8 tensor of 5056 bytes, in PyTorch's layout.</summary>
        public Tensor get_state()
        {
            Span<byte> bytes = stackalloc byte[RandomStream.StateBytes];
            lock (Stream.Gate) Stream.Save(bytes);
            return FromData.Of<byte>(bytes);
        }

        /// <summary>Goes back to a state that <see cref="get_state"/> gave.</summary>
        /// <exception cref="InvalidOperationException">The tensor is no state.</exception>
        public void set_state(Tensor value)
        {
            if (value.DType != DType.UInt8) throw new InvalidOperationException("expected a torch.ByteTensor, but got a tensor of another dtype");
            if (value.numel() != RandomStream.StateBytes) throw new InvalidOperationException($"Expected either a CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size 5056 but found the input RNG state size to be {value.numel()}");
            byte[] bytes = value.ToArray<byte>();
            lock (Stream.Gate) Stream.Restore(bytes);
        }

        /// <summary>Another generator in the same state.</summary>
        public Generator clone_state()
        {
            var copy = new Generator(0, device);
            copy.set_state(get_state());
            return copy;
        }

        /// <summary>There is nothing to release: managed memory alone.</summary>
        public void Dispose() { }

        internal static RandomStream StreamOf(Generator? generator) => (generator ?? Default).Stream;

        // 53 bits, so that the seed survives a trip through a double.
        static ulong NewSeed()
        {
            Span<byte> bytes = stackalloc byte[8];
            RandomNumberGenerator.Fill(bytes);
            return BitConverter.ToUInt64(bytes) & ((1UL << 53) - 1);
        }
    }

    /// <summary>The generator that functions use where none is given.</summary>
    public static Generator default_generator => Generator.Default;

    /// <summary>Seeds the default generator, and returns it: the random numbers that follow are those of PyTorch after the same call.</summary>
    public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

    /// <summary>Seeds the default generator at random, and returns the seed.</summary>
    public static long seed() => Generator.Default.seed();

    /// <summary>The number the default generator was last seeded with.</summary>
    public static long initial_seed() => Generator.Default.initial_seed();

    /// <summary>The state of the default generator, a uint8 tensor.</summary>
    public static Tensor get_rng_state() => Generator.Default.get_state();

    /// <summary>Brings the default generator back to a state.</summary>
    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    /// <summary>The functions about the default generator.</summary>
    public static partial class random
    {
        /// <inheritdoc cref="torch.manual_seed"/>
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        /// <inheritdoc cref="torch.seed"/>
        public static long seed() => torch.seed();

        /// <inheritdoc cref="torch.initial_seed"/>
        public static long initial_seed() => torch.initial_seed();

        /// <inheritdoc cref="torch.get_rng_state"/>
        public static Tensor get_rng_state() => torch.get_rng_state();

        /// <inheritdoc cref="torch.set_rng_state"/>
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);

        /// <summary>At its end, the default generator goes back to the state it has now.</summary>
        /// <param name="enabled">False for a scope that does nothing.</param>
        public static IDisposable fork_rng(bool enabled = true) => new Fork(enabled ? Generator.Default : null);

        sealed class Fork(Generator? generator) : IDisposable
        {
            readonly Tensor? _state = generator?.get_state();

            public void Dispose()
            {
                if (_state is not null) generator!.set_state(_state);
            }
        }
    }
}
