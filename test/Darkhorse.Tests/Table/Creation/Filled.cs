using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Creation;

static class Filled
{
    static Row Zeros => Of("zeros", x => zeros(x.shape, x.dtype, x.device), 0);
    static Row Ones => Of("ones", x => ones(x.shape, x.dtype, x.device), 1);
    static Row Full => Of("full", x => full(x.shape, 1, x.dtype, x.device), 1);
    static Row Empty => Of("empty", x => empty(x.shape, x.dtype, x.device), null);
    static Row EmptyStrided => Of("empty_strided", x => empty_strided(x.shape, x.stride(), x.dtype, x.device), null);
    static Row ScalarTensor => Of("scalar_tensor", x => scalar_tensor(1, x.dtype, x.device).expand(x.shape), 1);
    static Row ZerosLike => Of("zeros_like", x => zeros_like(x), 0, x => x.zeros_like());
    static Row OnesLike => Of("ones_like", x => ones_like(x), 1, x => x.ones_like());
    static Row FullLike => Of("full_like", x => full_like(x, 1), 1, x => x.full_like(1));
    static Row EmptyLike => Of("empty_like", x => empty_like(x), null);
    static Row NewZeros => Of("new_zeros", x => x.new_zeros(x.shape), 0);
    static Row NewOnes => Of("new_ones", x => x.new_ones(x.shape), 1);
    static Row NewFull => Of("new_full", x => x.new_full(x.shape, 1), 1);
    static Row NewEmpty => Of("new_empty", x => x.new_empty(x.shape), null);
    static Row Eye => new("eye")
    {
        Call = x => [eye(x[0].size(0), 3, x[0].dtype, x[0].device)],
        Samples = dtype => [new(Make.Tensor(dtype, 0, 1, 2)), new(Make.Tensor(dtype, 0, 1, 4)), new(Make.Tensor(dtype, 0, 1, 0))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [diag(ones(4)).narrow(0, 0, x[0].size(0)).narrow(1, 0, 3)],
    };

    static Row Of(string op, Func<Tensor, Tensor> call, double? value, Func<Tensor, Tensor>? method = null) => new(op)
    {
        Call = x => [call(x[0])],
        Method = method is null ? null : x => [method(x[0])],
        Samples = dtype => Make.Unary(dtype),
        DTypes = DTypes.All,
        ReferenceTensors = value is null ? null : x => [x[0].clone().fill_(value.Value)],
        Deterministic = value is not null,
    };
}
