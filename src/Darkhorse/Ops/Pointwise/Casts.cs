using Darkhorse.Kernels.Numbers;

namespace Darkhorse.Ops;

/// <summary>Tensors in other dtypes and on other devices.</summary>
static class Casts
{
    /// <summary>The tensor in float32; itself if it is already.</summary>
    [Op("float", Variants.Method)]
    public static Tensor ToFloat(Tensor input) => input.to(torch.ScalarType.Float32);

    /// <summary>The tensor in float64; itself if it is already.</summary>
    [Op("double", Variants.Method)]
    public static Tensor ToDouble(Tensor input) => input.to(torch.ScalarType.Float64);

    /// <summary>The tensor in float16; itself if it is already.</summary>
    [Op("half", Variants.Method)]
    public static Tensor ToHalf(Tensor input) => input.to(torch.ScalarType.Float16);

    /// <summary>The tensor in bfloat16; itself if it is already.</summary>
    [Op("bfloat16", Variants.Method)]
    public static Tensor ToBFloat16(Tensor input) => input.to(torch.ScalarType.BFloat16);

    /// <summary>The tensor in int64; itself if it is already.</summary>
    [Op("long", Variants.Method)]
    public static Tensor ToLong(Tensor input) => input.to(torch.ScalarType.Int64);

    /// <summary>The tensor in int32; itself if it is already.</summary>
    [Op("int", Variants.Method)]
    public static Tensor ToInt(Tensor input) => input.to(torch.ScalarType.Int32);

    /// <summary>The tensor in int16; itself if it is already.</summary>
    [Op("short", Variants.Method)]
    public static Tensor ToShort(Tensor input) => input.to(torch.ScalarType.Int16);

    /// <summary>The tensor in int8; itself if it is already.</summary>
    [Op("char", Variants.Method)]
    public static Tensor ToChar(Tensor input) => input.to(torch.ScalarType.Int8);

    /// <summary>The tensor in uint8; itself if it is already.</summary>
    [Op("byte", Variants.Method)]
    public static Tensor ToByte(Tensor input) => input.to(torch.ScalarType.Byte);

    /// <summary>The tensor in bool; itself if it is already.</summary>
    [Op("bool", Variants.Method)]
    public static Tensor ToBool(Tensor input) => input.to(torch.ScalarType.Bool);

    /// <summary>The tensor in complex64; itself if it is already.</summary>
    [Op("cfloat", Variants.Method)]
    public static Tensor ToComplexFloat(Tensor input) => input.to(torch.ScalarType.ComplexFloat32);

    /// <summary>The tensor in complex128; itself if it is already.</summary>
    [Op("cdouble", Variants.Method)]
    public static Tensor ToComplexDouble(Tensor input) => input.to(torch.ScalarType.ComplexFloat64);

    /// <summary>The tensor in another dtype.</summary>
    [Op("type", Variants.Method)]
    public static Tensor Type(Tensor input, torch.ScalarType dtype) => input.to(dtype);

    /// <summary>The tensor as a conversion function makes it: <c>x.type(t => t.half())</c>.</summary>
    [Op("type", Variants.Method)]
    public static Tensor Type(Tensor input, Func<Tensor, Tensor> typeFunc) => typeFunc(input);

    /// <summary>The tensor in the dtype of another.</summary>
    [Op("type_as", Variants.Method)]
    public static Tensor TypeAs(Tensor input, Tensor tensor) => input.to(tensor.dtype);

    /// <summary>The tensor in another dtype; itself if it has it already and a copy is not asked for.</summary>
    [Op("to_type", Variants.Method)]
    public static Tensor ToType(Tensor input, torch.ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => input.to(type, copy, disposeAfter, non_blocking);

    /// <summary>The tensor in another dtype on another device.</summary>
    [Op("to", Variants.Method)]
    public static Tensor To(Tensor input, torch.ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
    {
        var result = input.to(type).to(device);
        if (copy && ReferenceEquals(result, input)) result = input.clone();
        if (disposeAfter && !ReferenceEquals(result, input)) input.Dispose();
        return result;
    }

    /// <summary>The tensor on another device, by its name: <c>cpu</c>, <c>cuda:0</c>.</summary>
    [Op("to", Variants.Method)]
    public static Tensor To(Tensor input, string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        => input.to(new Device(device), copy, disposeAfter, non_blocking);

    [Op("to", Variants.Method)]
    public static Tensor To(Tensor input, DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        => input.to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

    /// <summary>The tensor in the dtype and on the device of another.</summary>
    [Op("to", Variants.Method)]
    public static Tensor To(Tensor input, Tensor other, bool non_blocking = false) => input.to(other.dtype).to(other.device);

    /// <summary>The smallest dtype that both dtypes can be cast to.</summary>
    [Op("promote_types", Variants.Function)]
    public static torch.ScalarType PromoteTypes(torch.ScalarType type1, torch.ScalarType type2) => (torch.ScalarType)Promotion.Promote(type1.ToDType(), type2.ToDType());

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
