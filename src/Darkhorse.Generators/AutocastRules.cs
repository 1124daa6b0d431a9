namespace Darkhorse.Generators;

/// <summary>
/// Which ops compute in the lower precision inside of <c>torch.autocast</c>, and which in float32 whatever they are given: PyTorch's lists for the host. The rest
/// takes what comes, and promotes it.
/// </summary>
static class AutocastRules
{
    static readonly string[] s_lower =
    [
        "matmul", "mm", "bmm", "addmm", "addbmm", "baddbmm", "linalg.vecdot", "linalg.matmul", "nn.functional.linear",
        "nn.functional.conv1d", "nn.functional.conv2d", "nn.functional.conv3d", "nn.functional.conv1d_padding", "nn.functional.conv2d_padding", "nn.functional.conv3d_padding",
        "nn.functional.conv_transpose1d", "nn.functional.conv_transpose2d", "nn.functional.conv_transpose3d", "nn.functional.scaled_dot_product_attention",
    ];

    static readonly string[] s_float =
    [
        "prod", "quantile", "nanquantile", "stft", "istft", "cdist", "trace", "polar", "view_as_complex", "cholesky", "cholesky_inverse", "cholesky_solve", "inverse", "lu_solve",
        "orgqr", "ormqr", "pinverse", "geqrf", "nn.functional.avg_pool3d", "nn.functional.max_pool3d", "nn.functional.max_unpool2d", "nn.functional.max_unpool3d",
        "nn.functional.adaptive_avg_pool3d", "nn.functional.grid_sample", "nn.functional.binary_cross_entropy", "nn.functional.mse_loss", "nn.functional.cosine_embedding_loss",
        "nn.functional.nll_loss", "nn.functional.hinge_embedding_loss", "nn.functional.poisson_nll_loss", "nn.functional.smooth_l1_loss", "nn.functional.cross_entropy",
        "nn.functional.l1_loss", "nn.functional.huber_loss", "nn.functional.margin_ranking_loss", "nn.functional.soft_margin_loss", "nn.functional.triplet_margin_loss",
        "nn.functional.multi_margin_loss", "nn.functional.ctc_loss", "nn.functional.kl_div", "nn.functional.multilabel_margin_loss",
        "linalg.cholesky", "linalg.inv", "linalg.solve", "linalg.svdvals", "linalg.eigvals", "linalg.eigvalsh", "linalg.eig", "linalg.eigh", "linalg.lstsq", "linalg.cond",
        "linalg.matrix_rank", "linalg.householder_product", "linalg.tensorinv", "linalg.tensorsolve",
    ];

    static readonly Dictionary<string, string> s_rules = s_lower.Select(name => (name, "Autocast.Lower")).Concat(s_float.Select(name => (name, "Autocast.Float"))).ToDictionary();

    /// <summary>The function that casts an op's tensors; null where it has no rule.</summary>
    public static string? Of(string op) => s_rules.GetValueOrDefault(op);
}
