namespace Darkhorse;

/// <summary>How Euclidean distances may be computed. Here they always come from the differences, which is the more precise way.</summary>
public enum compute_mode
{
    use_mm_for_euclid_dist_if_necessary = 0,
    use_mm_for_euclid_dist = 1,
    donot_use_mm_for_euclid_dist = 2,
}
