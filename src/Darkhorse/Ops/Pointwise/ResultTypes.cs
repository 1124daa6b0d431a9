using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Ops;

/// <summary>Questions about the dtypes of results.</summary>
static class ResultTypes
{
    /// <summary>The smallest dtype that both dtypes can be cast to.</summary>
    [Op("promote_types", Variants.Function)]
    public static torch.ScalarType PromoteTypes(torch.ScalarType type1, torch.ScalarType type2)
        => (torch.ScalarType)Promotion.Promote(type1.ToDType(), type2.ToDType());

    /// <summary>Whether a cast is allowed in place: not from complex to real, float to integer, or anything else to bool.</summary>
    [Op("can_cast", Variants.Function)]
    public static bool CanCast(torch.ScalarType from, torch.ScalarType to) => Promotion.CanCast(from.ToDType(), to.ToDType());

    /// <summary>The dtype in which an arithmetic op of two operands computes.</summary>
    [Op("result_type", Variants.Function)]
    public static torch.ScalarType ResultType(Tensor tensor1, Tensor tensor2) => (torch.ScalarType)Elementwise.CommonDType(tensor1, tensor2);

    [Op("result_type", Variants.Function)]
    public static torch.ScalarType ResultType(Tensor tensor, Scalar scalar) => (torch.ScalarType)Elementwise.WithNumber(tensor, scalar);

    [Op("result_type", Variants.Function)]
    public static torch.ScalarType ResultType(Scalar scalar, Tensor tensor) => (torch.ScalarType)Elementwise.WithNumber(tensor, scalar);

    [Op("result_type", Variants.Function)]
    public static torch.ScalarType ResultType(Scalar scalar1, Scalar scalar2)
        => (torch.ScalarType)Promotion.ResultType(null, null, Promotion.Promote(Elementwise.Default(scalar1), Elementwise.Default(scalar2)));
}
