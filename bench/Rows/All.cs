namespace Bench;

static class All
{
    public static IEnumerable<Row> Rows => [.. Small.Rows, .. Pointwise.Rows, .. Reductions.Rows, .. Products.Rows, .. Convolutions.Rows, .. Neural.Rows, .. Training.Rows];
}
