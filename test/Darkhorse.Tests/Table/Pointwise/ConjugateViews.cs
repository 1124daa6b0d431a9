using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Pointwise;

static class ConjugateViews
{
    static Row Resolve => Of.One("resolve_conj", x => resolve_conj(x), DTypes.All, method: x => x.resolve_conj(), reference: x => x, aliases: ["resolve_neg"]);

    static Row Arctan => Of.Two("arctan", (y, x) => arctan(y, x), DTypes.RealsAndBool, method: (y, x) => y.arctan(x), reference: Math.Atan2,
        ranges: (0.2, 3, 0.2, 2), variant: "two operands");
}
