using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Replacing
{
    static Row NanToNum => Of.One("nan_to_num", x => nan_to_num(x), DTypes.RealsAndBool, method: x => x.nan_to_num(), inPlace: x => x.nan_to_num_(),
        @out: (x, result) => nan_to_num(x, result), reference: x => x);
}
