namespace Darkhorse;

/// <summary>Tensors in the texts of distributions and their errors, as PyTorch writes them.</summary>
static class Words
{
    /// <summary>A number as such, anything else as a tensor.</summary>
    public static string Of(torch.Tensor value) => value.dim() > 0 ? value.ToString(TensorStringStyle.Default)
        : value.is_floating_point() ? PythonText.Of(value.detach().to(torch.float64).item<double>()) : value.detach().ToScalar().ToString();

    /// <summary>One element, or the sizes of several.</summary>
    public static string Short(torch.Tensor value) => value.numel() == 1 ? Of(value) : PythonText.Size(value.shape);
}
