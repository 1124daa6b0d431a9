using System.Numerics;
using System.Text.Json;
using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>Tables of result dtypes.</summary>
static class Promotions
{
    public static void Run(Case @case)
    {
        var dtype = TensorData.DTypeOf(@case.Text("a")!);
        if (@case.Op == "dtype.props")
        {
            CheckProperties(@case, dtype);
            return;
        }
        var wrong = new List<string>();
        foreach (var entry in @case.Json.GetProperty("table").EnumerateObject())
        {
            if (entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() == "complex32") continue; // no dtype here
            string expected = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetBoolean() ? "True" : "False";
            string actual;
            try { actual = Describe(Result(@case, dtype, entry.Name)); }
            catch (MissingException) when (@case.Op == "unary") { continue; }
            catch (Exception error) when (error is not MissingException) { actual = expected == "error" ? "error" : $"error ({error.Message.Split('\n')[0]})"; }
            bool lenient = expected == "error" && (IsHalf(entry.Name) || IsHalf(@case.Text("a")!));
            lenient |= expected == "error" && @case.Has("scalar") && s_tensorsOnly.Contains(@case.Op);
            if (actual != expected && !lenient) wrong.Add($"{entry.Name}: expected {expected}, got {actual}");
        }
        if (wrong.Count > 0) throw new MismatchException(string.Join("; ", wrong));
    }

    // PyTorch's take no number at all; that ours turn it into a tensor is C#'s implicit conversion.
    static readonly HashSet<string> s_tensorsOnly = ["torch.atan2", "torch.hypot", "torch.maximum", "torch.minimum", "torch.fmax", "torch.fmin", "torch.logical_and", "torch.logical_or", "torch.logical_xor", "torch.logaddexp", "torch.nextafter"];

    // PyTorch 2 accepts more of the half dtypes than the version that made the tables.
    static bool IsHalf(string dtype) => dtype is "float16" or "bfloat16";

    static object? Result(Case @case, DType dtype, string key)
    {
        var a = Ones(dtype, @case.Json.TryGetProperty("a_zero_dim", out var zero) && zero.GetBoolean());
        if (@case.Op == "unary") return Surface.Call(key is "isreal" ? "torch.isreal" : "torch." + key, [a]);
        if (@case.Op is "torch.can_cast" or "torch.promote_types") return Surface.Call(@case.Op, [(ScalarType)dtype, (ScalarType)TensorData.DTypeOf(key)]);
        object b = @case.Has("scalar")
            ? key switch { "bool" => (object)true, "int" => 1L, "float" => 1.0, _ => new Complex(1, 0) }
            : Ones(TensorData.DTypeOf(key), @case.Json.GetProperty("b_zero_dim").GetBoolean());
        return Surface.Call(@case.Op, @case.Op == "torch.cat" ? [new List<object?> { a, b }] : [a, b]);
    }

    static Tensor Ones(DType dtype, bool zeroDim) => torch.ones(zeroDim ? [] : [2], (ScalarType)dtype);

    static string Describe(object? result) => result switch
    {
        Tensor tensor => ((DType)tensor.dtype).TorchName,
        ScalarType dtype => ((DType)dtype).TorchName,
        List<object?> { Count: > 0 } list => Describe(list[0]),
        bool b => b ? "True" : "False",
        _ => Value.Show(result),
    };

    static void CheckProperties(Case @case, DType dtype)
    {
        var tensor = torch.zeros([1], (ScalarType)dtype);
        bool right = tensor.is_floating_point() == @case.Json.GetProperty("is_floating_point").GetBoolean() && tensor.is_complex() == @case.Json.GetProperty("is_complex").GetBoolean()
            && tensor.element_size() == @case.Json.GetProperty("itemsize").GetInt64();
        if (!right) throw new MismatchException("is_floating_point, is_complex or itemsize differs");
    }
}
