namespace Darkhorse.Ops;

/// <summary>Conjugation and negation are done at once here, never left pending in a view; so there is nothing to resolve.</summary>
static class ConjugateViews
{
    /// <summary>Whether a conjugation is pending: never.</summary>
    [Op("is_conj")]
    public static bool IsConj(Tensor input) => false;

    /// <summary>Whether a negation is pending: never.</summary>
    [Op("is_neg")]
    public static bool IsNeg(Tensor input) => false;

    /// <summary>The tensor itself.</summary>
    [Op("resolve_conj")]
    public static Tensor ResolveConj(Tensor input) => input;

    /// <summary>The tensor itself.</summary>
    [Op("resolve_neg")]
    public static Tensor ResolveNeg(Tensor input) => input;

    /// <summary>The angle of the point (other, input): atan2.</summary>
    [Op("arctan")]
    public static Tensor Arctan(Tensor input, Tensor other) => Elementwise.Binary(new Atan2(), input, other);

    [Op("arctan_")]
    public static Tensor Arctan_(Tensor input, Tensor other) => Elementwise.BinaryInPlace(new Atan2(), input, other);
}
