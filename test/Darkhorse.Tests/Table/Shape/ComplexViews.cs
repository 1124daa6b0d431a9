using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Shape;

static class ComplexViews
{
    static Row ViewAsReal => Of("view_as_real", x => view_as_real(x), x => x.view_as_real(), DTypes.Complexes, [[2, 3], []]);
    static Row ViewAsComplex => Of("view_as_complex", x => view_as_complex(x.contiguous()), x => x.view_as_complex(), DTypes.Float32 | DTypes.Float64, [[3, 2], [2]]);
    static Row Real => Of("real", x => real(x), x => x.real, DTypes.All, [[2, 3], []]);
    static Row Imag => Of("imag", x => imag(x), x => x.imag, DTypes.Complexes, [[2, 3], []]);

    static Row Of(string op, Func<Tensor, Tensor> call, Func<Tensor, Tensor> method, DTypes dtypes, long[][] shapes) => new(op)
    {
        Call = x => [call(x[0])],
        Method = x => [method(x[0])],
        Samples = dtype => shapes.Select(shape => new Sample(Make.Tensor(dtype, -3, 3, shape))),
        DTypes = dtypes,
        Differentiable = [0],
    };
}
