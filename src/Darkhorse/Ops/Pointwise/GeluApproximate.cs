namespace Darkhorse.Modules;

public sealed partial class GELU
{
    /// <summary>How the normal distribution function is computed.</summary>
    public enum Approximate
    {
        /// <summary>By the error function.</summary>
        none,

        /// <summary>By x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).</summary>
        tanh,
    }
}
