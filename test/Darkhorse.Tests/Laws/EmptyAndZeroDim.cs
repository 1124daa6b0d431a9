using System.Diagnostics;
using Darkhorse.Kernels.Numbers;
using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>Whatever is called on tensors without elements or without dims gives a result or one of the exceptions that PyTorch's errors become, with words of its own.</summary>
public sealed class EmptyAndZeroDim
{
    public static IEnumerable<TheoryDataRow<Row>> All() => Rows.Where(_ => true);

    [Theory, MemberData(nameof(All))]
    public void Gives_a_result_or_a_documented_error(Row row)
    {
        var dtype = row.DTypes.Contains(DType.Float32) ? float32 : Samples.DTypesOf(row).First();
        var faults = new List<string>();
        foreach (var sample in row.Samples(dtype).Take(3).ToArray())
        {
            if (sample.Inputs.Length == 0) continue;
            foreach (var change in new Func<Tensor, Tensor>[] { ZeroDim, NoElements, FirstEmpty, LastEmpty })
            {
                Try(row, Array.ConvertAll(sample.Inputs, x => change(x)), faults);
                for (int i = 0; i < sample.Inputs.Length && sample.Inputs.Length > 1; i++)
                {
                    int changed = i;
                    Try(row, [.. sample.Inputs.Select((x, j) => j == changed ? change(x) : x.clone())], faults);
                }
            }
        }
        Assert.True(faults.Count == 0, string.Join("\n", faults.Distinct()));
    }

    static void Try(Row row, Tensor[] inputs, List<string> faults)
    {
        string shapes = string.Join(", ", inputs.Select(x => $"[{string.Join(',', x.shape)}]"));
        try
        {
            foreach (var result in row.Call(inputs)) _ = result.ToString();
        }
        catch (Exception e) when (Documented(e))
        {
        }
        catch (Exception e)
        {
            faults.Add($"{row} of {shapes}: {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>.NET's own words mean that nothing was checked; unless the row itself looks for a size that is not there.</summary>
    static bool Documented(Exception e)
        => e.GetType() == typeof(InvalidOperationException) || e.GetType() == typeof(ArgumentException) || e is NotSupportedException
            || e is IndexOutOfRangeException && e.Message != "Index was outside the bounds of the array."
            || new StackTrace(e).GetFrames().Select(frame => frame.GetMethod()?.Module.Assembly).First(assembly => assembly != typeof(object).Assembly) == typeof(EmptyAndZeroDim).Assembly;

    static Tensor ZeroDim(Tensor x) => x.numel() == 0 ? zeros([], x.dtype) : x.reshape(-1)[0].clone();

    static Tensor NoElements(Tensor x) => zeros([0], x.dtype);

    static Tensor FirstEmpty(Tensor x) => x.ndim == 0 ? x.clone() : zeros([0, .. x.shape[1..]], x.dtype);

    static Tensor LastEmpty(Tensor x) => x.ndim == 0 ? x.clone() : zeros([.. x.shape[..^1], 0], x.dtype);
}
