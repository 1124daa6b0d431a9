namespace Darkhorse.Ops;

/// <summary>What <c>grad_fn</c> calls the node of a pointwise op: PyTorch's name where it is not that of the op's struct.</summary>
static class NodeNames
{
    public static string Of<TOp>() => Elementwise.BareName<TOp>() switch
    {
        "AbsReal" => "AbsBackward0",
        "AddScaled" => "AddBackward0",
        "AngleReal" => "AngleBackward0",
        "ClampAbove" => "ClampMaxBackward1",
        "ClampBelow" => "ClampMinBackward1",
        "ClampNumbers" => "ClampBackward1",
        "GeluExact" or "GeluTanh" => "GeluBackward0",
        "LerpNumber" => "LerpBackward0",
        "LowerGamma" => "IgammaBackward0",
        "NumberPow" => "PowBackward2",
        "PolygammaOfOrder" => "PolygammaBackward0",
        "Pow" => "PowBackward1",
        "PowNumber" or "Square" => "PowBackward0",
        "Relu6" => "HardtanhBackward0",
        "SgnComplex" => "SgnBackward0",
        "SubReversed" => "RsubBackward1",
        "UpperGamma" => "IgammacBackward0",
        var name => name + "Backward0",
    };
}
