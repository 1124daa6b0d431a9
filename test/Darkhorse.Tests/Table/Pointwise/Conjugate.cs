using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class Conjugate
{
    static Row ConjPhysical => Of.One("conj_physical", x => conj_physical(x), DTypes.All, method: x => x.conj_physical(), inPlace: x => x.conj_physical_(),
        @out: (x, result) => conj_physical(x, result), reference: x => x);
}
