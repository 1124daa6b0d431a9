namespace Darkhorse.Kernels.Parallel;

/// <summary>The work of a parallel loop over a range, implemented by a struct so that the call in the loop is direct.</summary>
public interface IRangeBody
{
    /// <summary>Handles the indices from <paramref name="start"/> up to, not including, <paramref name="end"/>. Called on several threads at once.</summary>
    void Run(long start, long end);
}
