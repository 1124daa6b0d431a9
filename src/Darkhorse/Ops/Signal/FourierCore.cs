using Darkhorse.Autograd;
using Darkhorse.Kernels.Dense;

namespace Darkhorse
{
    /// <summary>Which of the two directions of a Fourier transform is divided by the number of points n.</summary>
    public enum FFTNormType
    {
        /// <summary>The inverse one.</summary>
        Backward = 0,

        /// <summary>The forward one.</summary>
        Forward = 1,

        /// <summary>Both, by the root of n.</summary>
        Ortho = 2,
    }
}

namespace Darkhorse.Ops
{
    /// <summary>The three transforms that all others are made of, each the adjoint of another one.</summary>
    static class FourierCore
    {
        /// <summary>Complex to complex, along several dims.</summary>
        public static Tensor ComplexToComplex(Tensor x, ReadOnlySpan<int> dims, bool inverse, double scale)
        {
            if (dims.Length == 0) return x.clone();
            Tensor source = x.detach().contiguous(), result = Tensor.Empty(source.Layout, x.DType, x);
            for (int i = dims.Length - 1; i >= 0; i--)
            {
                Run(FourierKind.Complex, result, i == dims.Length - 1 ? source : result, dims[i], x.Sizes[dims[i]], inverse, i == 0 ? scale : 1);
            }
            if (GradMode.Tracks(x)) result.SetGradFn(new FftC2CNode(x, dims.ToArray(), inverse, scale), 0);
            return result;
        }

        /// <summary>Real to complex along one dim, forward: all n results or the first n / 2 + 1.</summary>
        public static Tensor RealToComplex(Tensor x, int dim, bool half, double scale)
        {
            long n = x.Sizes[dim];
            var source = x.detach().contiguous();
            var result = Tensor.Empty(Resized(source.Layout, dim, half ? n / 2 + 1 : n), x.DType.AsComplex, x);
            Run(half ? FourierKind.RealToHalf : FourierKind.RealToFull, result, source, dim, n, false, scale);
            if (GradMode.Tracks(x)) result.SetGradFn(new FftR2CNode(x, dim, scale), 0);
            return result;
        }

        /// <summary>From n / 2 + 1 complex numbers to n real ones along one dim, by the inverse transform.</summary>
        public static Tensor ComplexToReal(Tensor x, int dim, long n, double scale)
        {
            var source = x.detach().contiguous();
            var result = Tensor.Empty(Resized(source.Layout, dim, n), x.DType.RealPart, x);
            Run(FourierKind.HalfToReal, result, source, dim, n, true, scale);
            if (GradMode.Tracks(x)) result.SetGradFn(new FftC2RNode(x, dim, n, scale), 0);
            return result;
        }

        static Layout Resized(Layout layout, int dim, long size)
        {
            Span<long> sizes = stackalloc long[layout.Rank];
            layout.Sizes.CopyTo(sizes);
            sizes[dim] = size;
            return Layout.Contiguous(sizes);
        }

        static void Run(FourierKind kind, Tensor result, Tensor source, int dim, long n, bool inverse, double scale)
        {
            if (source.Layout.Count == 0) return;
            long outer = 1, inner = 1;
            foreach (long size in source.Sizes[..dim]) outer *= size;
            foreach (long size in source.Sizes[(dim + 1)..]) inner *= size;
            result.Backend.Fourier(result.Data, source.Data, new(kind, outer, n, inner, inverse), scale);
        }
    }

    /// <summary>The adjoint of the transform is the one in the other direction.</summary>
    sealed class FftC2CNode(Tensor x, int[] dims, bool inverse, double scale) : Node(x)
    {
        internal override void Backward(in Flow flow) => flow.To(0, FourierCore.ComplexToComplex(flow.Grad, dims, !inverse, scale));
    }

    /// <summary>The real part of the inverse transform of the gradient, zeros for the results that were left out.</summary>
    sealed class FftR2CNode(Tensor x, int dim, double scale) : Node(x)
    {
        readonly long _size = x.Sizes[dim];

        internal override void Backward(in Flow flow) => flow.To(0, FourierCore.ComplexToComplex(FourierArguments.Fit(flow.Grad, dim, _size), [dim], true, scale).real);
    }

    /// <summary>The transform of the gradient; twice that where an element stands for its conjugate, too.</summary>
    sealed class FftC2RNode(Tensor x, int dim, long size, double scale) : Node(x)
    {
        internal override void Backward(in Flow flow)
        {
            var grad = FourierCore.RealToComplex(flow.Grad, dim, true, scale);
            long half = size / 2 + 1, twice = size - half;
            if (twice > 0)
            {
                Span<long> shape = stackalloc long[grad.Layout.Rank];
                shape.Fill(1);
                shape[dim] = half;
                var weights = Filled.NewOnes(flow.Grad, [half]);
                using (new GradMode.Scope(false)) weights.narrow(0, 1, twice).fill_(2);
                grad *= weights.view(shape);
            }
            flow.To(0, grad);
        }
    }
}
