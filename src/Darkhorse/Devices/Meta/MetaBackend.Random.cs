using Darkhorse.Kernels.Random;
using Darkhorse.Memory;

namespace Darkhorse.Devices;

internal sealed partial class MetaBackend
{
    public override void Draw<TDraw>(TDraw draw, RandomStream stream, in Operand target) { }

    public override void DrawFrom<TDraw>(TDraw draw, RandomStream stream, in Operand target, in Operand first, in Operand second) { }

    public override void DrawNormalBlocks(RandomStream stream, in Operand target, double mean, double std) { }

    public override void DrawPermutation(RandomStream stream, in Operand target) { }

    public override void DrawCategories(RandomStream stream, in Operand weights, in Operand result, long categories) { }

    public override void SelectLargest(in Operand keys, in Operand result, long categories) { }
}
