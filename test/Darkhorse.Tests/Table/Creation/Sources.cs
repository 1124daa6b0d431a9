using System.Runtime.InteropServices;
using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Tests.Table.Creation;

static class Sources
{
    static Row Tensor => Of("tensor", x => tensor(x, [2, 3]));
    static Row FromArray => Of("from_array", x => from_array(x).view(2, 3));
    static Row FromBuffer => Of("frombuffer", x => frombuffer(x, float64).view(2, 3));
    static Row FromMemory => Of("from_memory", x => from_memory(x.AsMemory(), 2, 3));
    static Row AsTensor => Of("as_tensor", x => as_tensor(x).view(2, 3));
    static Row NewTensor => Of("new_tensor", x => zeros(1, float64).new_tensor(x).view(2, 3));
    static Row FromBlob => Of("from_blob", x =>
    {
        var handle = GCHandle.Alloc(x, GCHandleType.Pinned);
        return from_blob(handle.AddrOfPinnedObject(), [2, 3], float64, _ => handle.Free());
    });

    static Row Of(string op, Func<double[], Tensor> call) => new(op)
    {
        Call = x => [call(x[0].to(float64).ToArray<double>())],
        Samples = dtype => [new(Make.Tensor(dtype, -3, 3, 2, 3))],
        DTypes = DTypes.All,
        ReferenceTensors = x => [x[0]],
        ShapeDependsOnData = true,
    };
}
