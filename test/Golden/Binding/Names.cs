namespace Darkhorse.Golden.Binding;

/// <summary>What PyTorch and the C# surface call the same parameter, and PyTorch's positional order where it is not the surface's.</summary>
public static class Names
{
    // Each line: names of one parameter, lower case and without underscores.
    static readonly string[][] s_same =
    [
        ["dim", "dims", "dimension", "dimensions", "axis", "axes", "dim0"],
        ["axis0", "dim0"],
        ["axis1", "dim1"],
        ["equalnan", "nanequal"],
        ["indicesorsections", "splitsizeorsections", "splitsize", "size", "sizes", "indices"],
        ["exponent", "target"],
        ["dims", "reps"],
        ["keepdim", "keepdims"],
        ["dtype", "type", "scalartype", "totype", "targettype"],
        ["input", "self", "tensor", "left", "x", "query", "dividend", "a"],
        ["other", "right", "tensor2", "exponent", "y", "vec2", "mat2", "target", "scalar", "divisor"],
        ["lr", "learningrate"],
        ["stride", "strides"],
        ["padding", "paddings", "pad"],
        ["bias", "hasbias", "usebias"],
        ["infeatures", "inputsize"],
        ["outfeatures", "outputsize", "hiddensize"],
        ["inchannels", "inchannel", "inputchannels", "inputchannel"],
        ["outchannels", "outchannel", "outputchannels", "outputchannel"],
        ["kernelsize", "kernelsizes", "kernel"],
        ["size", "sizes", "shape", "outputsize"],
        ["p", "probability", "prob", "ord", "normtype"],
        ["eps", "epsilon"],
        ["train", "training"],
        ["value", "fillvalue", "val"],
        ["min", "minvalue", "minval", "low"],
        ["max", "maxvalue", "maxval", "high"],
        ["weight", "weights"],
        ["posweight", "posweights"],
        ["scalefactor", "scalefactors"],
        ["upscalefactor", "upscale", "downscalefactor"],
        ["numheads", "nhead", "nheads"],
        ["embeddim", "embeddeddim"],
        ["dmodel", "modeldim"],
        ["numlayers", "layers"],
        ["reduce", "reduction", "mode"],
        ["src", "source", "values"],
        ["index", "indices"],
        ["n", "count"],
        ["a", "start", "fromvalue", "from"],
        ["b", "end", "to"],
        ["repeats", "repeat"],
        ["boundaries", "sortedsequence"],
        ["k", "offset", "diagonal"],
        ["rho", "alpha"],
        ["initialaccumulatorvalue", "initialaccumulatorvalues"],
        ["affine", "elementwiseaffine"],
        ["lrlambda", "lrlambdas"],
        ["activation", "nonlinearity"],
        ["numparameters", "numparams", "numberofparameters"],
        ["t", "time"],
        ["swalr", "annealedlr"],
        ["target", "targets"],
        ["samplshape", "sampleshape"],
        ["upper", "uplo"],
        ["memoryformat", "format"],
        ["returninverse", "inverse"],
        ["returncounts", "counts"],
        ["fullmatrices", "some"],
        ["negativeslope", "slope"],
        ["lambd", "lambda"],
        ["minval", "minvalue"],
        ["maxval", "maxvalue"],
        ["normalizedshape", "shape"],
        ["maskedfill", "mask"],
        ["keypaddingmask", "paddingmask"],
        ["srckeypaddingmask", "srcmaskpadding"],
        ["replacement", "replacements"],
        ["numsamples", "samples"],
        ["probs", "probabilities"],
        ["posweight", "posweights"],
        ["tolerancegrad", "tolerangegrad"],
        ["iscausal", "iscasual"],
        ["posweight", "posweights"],
    ];

    static readonly HashSet<(string, string)> s_pairs = [.. s_same.SelectMany(group => group.SelectMany(a => group.Select(b => (a, b))))];

    /// <summary>A list that the surface takes apart.</summary>
    public static readonly Dictionary<string, string[]> Expanded = new()
    {
        ["betas"] = ["beta1", "beta2"],
        ["etas"] = ["etaminus", "etaplus"],
        ["step_sizes"] = ["minstep", "maxstep"],
    };

    /// <summary>Defaults of PyTorch where the surface has TorchSharp's other ones.</summary>
    public static readonly Dictionary<string, (string Name, object Value)> Defaults = new()
    {
        ["optim.AdamW"] = ("weight_decay", 0.01),
        ["optim.RAdam"] = ("lr", 0.001),
        ["optim.ASGD"] = ("lr", 0.01),
        ["optim.LBFGS"] = ("lr", 1.0),
        ["nn.KLDivLoss"] = ("log_target", false),
        ["F.kl_div"] = ("log_target", false),
        ["F.hinge_embedding_loss"] = ("margin", 1.0),
    };

    /// <summary>PyTorch's positional parameters of ops whose C# order differs.</summary>
    public static string[]? Positional(string op) => op switch
    {
        "F.batch_norm" => ["input", "running_mean", "running_var", "weight", "bias", "training", "momentum", "eps"],
        "F.embedding_bag" => ["input", "weight", "offsets", "max_norm", "norm_type", "scale_grad_by_freq", "mode", "sparse"],
        "F.dropout" or "F.alpha_dropout" or "F.dropout1d" or "F.dropout2d" or "F.dropout3d" or "F.feature_alpha_dropout" => ["input", "p", "training", "inplace"],
        "F.rrelu" => ["input", "lower", "upper", "training", "inplace"],
        "torch.stft" => ["input", "n_fft", "hop_length", "win_length", "window", "center", "pad_mode", "normalized", "onesided", "return_complex"],
        "torch.istft" => ["input", "n_fft", "hop_length", "win_length", "window", "center", "normalized", "onesided", "length", "return_complex"],
        "F.cosine_similarity" => ["x1", "x2", "dim", "eps"],
        "F.normalize" => ["input", "p", "dim", "eps"],
        "F.pad" => ["input", "pad", "mode", "value"],
        "torch.slice_scatter" => ["input", "src", "dim", "start", "end", "step"],
        _ => null,
    };

    /// <summary>Arguments that C# takes in another form: the two lists of dims of tensordot are two parameters, for a list of pairs means something else there.</summary>
    public static List<object?> Rearranged(string op, List<object?> args)
        => op.EndsWith(".tensordot", StringComparison.Ordinal) && args is [.., List<object?> { Count: 2 } dims] && dims.All(d => d is List<object?>) ? [.. args.SkipLast(1), .. dims] : args;

    public static string Normalise(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>0 for the same name, 1 for a synonym, else null.</summary>
    public static int? Match(string python, string parameter)
    {
        string a = Normalise(python), b = Normalise(parameter);
        return a == b ? 0 : s_pairs.Contains((a, b)) ? 1 : null;
    }
}
