using Darkhorse.Tests.Table;

namespace Darkhorse.Tests.Laws;

/// <summary>On the meta device an op gives the shapes and dtypes that it gives on the host.</summary>
public sealed class MetaShapes
{
    public static IEnumerable<TheoryDataRow<Row>> All() => Rows.Where(row => !row.ShapeDependsOnData);

    [Theory, MemberData(nameof(All))]
    public void Are_those_of_the_host(Row row)
    {
        foreach (var dtype in Samples.DTypesOf(row))
        {
            foreach (var sample in row.Samples(dtype))
            {
                Tensor[] expected = row.Call(sample.Inputs), actual = row.Call(Array.ConvertAll(sample.Inputs, x => x.to("meta")));
                for (int k = 0; k < expected.Length; k++)
                {
                    Assert.Equal(DeviceType.META, actual[k].device_type);
                    Assert.Equal(expected[k].dtype, actual[k].dtype);
                    Assert.True(expected[k].shape.SequenceEqual(actual[k].shape), $"{row} of {sample}: meta [{string.Join(", ", actual[k].shape)}], host [{string.Join(", ", expected[k].shape)}]");
                    Assert.True(expected[k].stride().SequenceEqual(actual[k].stride()), $"{row} of {sample}: strides differ on meta");
                }
            }
        }
    }
}
