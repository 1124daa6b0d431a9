namespace Darkhorse.Ops;

/// <summary>Categories drawn differentiably (Jang, Gu and Poole, 2017).</summary>
static class GumbelSoftmax
{
    /// <summary>
    /// Softmax over one dim of the logits with Gumbel noise, at temperature <paramref name="tau"/>. With <paramref name="hard"/> the result is a vector with a single
    /// 1, and its gradient that of the softmax. Float dtypes.
    /// </summary>
    [Op("nn.functional.gumbel_softmax")]
    public static Tensor Draw(Tensor logits, double tau = 1, bool hard = false, long dim = -1, torch.Generator? generator = null)
    {
        var noise = -Draws.Exponential(Tensor.Empty(logits.Layout.AsContiguous(), logits.DType, logits), 1, generator).log();
        var soft = torch.nn.functional.softmax((logits + noise) / tau, dim);
        if (!hard) return soft;
        var index = soft.detach().argmax(dim, keepdim: true);
        return torch.zeros_like(logits.detach()).scatter_(dim, index, 1.0) - soft.detach() + soft;
    }
}
