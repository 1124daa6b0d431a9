namespace Darkhorse.Golden.Areas;

/// <summary>How each case is run: by its area, and for some by its op.</summary>
static class Area
{
    /// <summary>Runs a case; returns when the library agrees, else throws.</summary>
    /// <exception cref="MissingException">The op is not on the surface, or the case says something that the runner does not understand.</exception>
    public static void Run(Case @case)
    {
        switch (@case.Area)
        {
            case "promotion": Promotions.Run(@case); break;
            case "gradients": Derivatives.Run(@case); break;
            case "nn_modules" when @case.Has("init"): Layers.Run(@case); break;
            case "nn_modules" when @case.Op.StartsWith("nn.utils.clip_grad_", StringComparison.Ordinal): Layers.Clip(@case); break;
            case "optim": Optimisers.Run(@case); break;
            case "rng": RandomStreams.Run(@case); break;
            case "printing": Printing.Run(@case); break;
            case "serialization": Files.Run(@case); break;
            case "errors": Mistakes.Run(@case); break;
            case "programs": Programs.Run(@case); break;
            default: Calls.Run(@case); break;
        }
    }
}
