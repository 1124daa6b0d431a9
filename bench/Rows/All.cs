namespace Bench;

static class All
{
    public static IEnumerable<Row> Rows =>
    [
        .. Small.Rows, .. Pointwise.Rows, .. Reductions.Rows, .. Normalisation.Rows, .. Ordering.Rows, .. Indexing.Rows, .. Movement.Rows, .. Drawing.Rows, .. Fourier.Rows,
        .. Products.Rows, .. Decompositions.Rows, .. Gradients.Rows, .. Convolutions.Rows, .. Neural.Rows, .. Training.Rows,
    ];
}
