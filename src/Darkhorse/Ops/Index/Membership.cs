namespace Darkhorse.Ops;

/// <summary>Which elements are among others.</summary>
static class Membership
{
    /// <summary>Whether each element equals one of the others, or (inverted) none: bool, in the shape of the tensor. A nan equals nothing.</summary>
    /// <param name="input">The elements asked about.</param>
    /// <param name="test_elements">The others, of any shape.</param>
    /// <param name="assumeUnique">That no element is there twice; it makes no difference here.</param>
    /// <param name="invert">Ask for the elements that are not among the others.</param>
    [Op("isin", Names = "tensor")]
    public static Tensor IsIn(Tensor input, Tensor test_elements, bool assumeUnique = false, bool invert = false)
    {
        Refuse(input);
        Refuse(test_elements);
        var common = (torch.ScalarType)Promotion.Promote(input.DType, test_elements.DType);
        Tensor x = input.detach().to(common), sorted = test_elements.detach().to(common).flatten().sort().values;
        if (sorted.Layout.Count == 0) return torch.full(x.Sizes, invert, torch.ScalarType.Bool, x.device);
        var found = sorted.take(torch.searchsorted(sorted, x).clamp_max(sorted.Layout.Count - 1));
        return invert ? found.ne(x) : found.eq(x);
    }

    static void Refuse(Tensor x)
    {
        if (x.DType == DType.Bool || x.DType.IsComplex) throw new InvalidOperationException($"Unsupported input type encountered for isin(): {x.DType.LegacyName}");
    }
}
