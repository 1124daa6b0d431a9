using CsCheck;

namespace Darkhorse.Tests.Properties.Programs;

/// <summary>Random programs agree with the plainest implementation of the same steps. DARKHORSE_PROGRAMS says how many; they shrink to few steps where they do not.</summary>
public class RandomPrograms
{
    static readonly Gen<int[]> s_choices = Gen.Int[0, 1000].Array[0, 110];

    static int Programs(int usually) => int.TryParse(Environment.GetEnvironmentVariable("DARKHORSE_PROGRAMS"), out int many) ? many : usually;

    [Fact]
    public void Values_agree_with_the_reference() => s_choices.Sample(numbers => new Machine(new(numbers)).Run(), iter: Programs(2000));

    [Fact]
    public void Gradients_agree_with_differences() => s_choices.Sample(CheckGradients, iter: Programs(600));

    /// <summary>The derivative along one direction through the starting values, by the gradients and by two runs beside them.</summary>
    static void CheckGradients(int[] numbers)
    {
        var program = new Machine(new(numbers), smooth: true);
        program.Run();
        if (Loss(program) is not { requires_grad: true } loss) return;
        try
        {
            loss.backward();
        }
        catch (InvalidOperationException thrown) when (thrown.Message.Contains("has been modified by an inplace operation"))
        {
            return;
        }
        catch (Exception thrown)
        {
            Assert.Fail($"{thrown}\nin the backward pass of\n{program.Text}");
        }
        var direction = Direction(numbers);
        double slope = program.Leaves.Zip(direction, (leaf, along) => leaf.grad is { } grad ? (grad * along).sum().item<double>() : 0).Sum();
        if (!double.IsFinite(slope) || !double.IsFinite(loss.item<double>()) || Math.Abs(slope) > 1e5) return;
        double difference = 0;
        foreach (double step in new[] { 1e-6, 1e-5, 1e-7, 1e-4 })
        {
            difference = (At(numbers, step) - At(numbers, -step)) / (2 * step);
            if (Math.Abs(difference - slope) <= 1e-4 * Math.Max(1, Math.Abs(slope)) + 1e-9 * Math.Abs(loss.item<double>()) / step) return;
        }
        Assert.Fail($"the gradients give {slope}, differences {difference}\n{program.Text}");
    }

    /// <summary>How far each starting value moves for a shift of one.</summary>
    static List<Tensor> Direction(int[] numbers)
    {
        using var _ = no_grad();
        Machine at = new(new(numbers), smooth: true), moved = new(new(numbers), smooth: true, shift: 1);
        at.Run();
        moved.Run();
        return [.. moved.Leaves.Zip(at.Leaves, (there, here) => there - here)];
    }

    static double At(int[] numbers, double shift)
    {
        using var _ = no_grad();
        var program = new Machine(new(numbers), smooth: true, shift: shift);
        program.Run();
        return Loss(program).item<double>();
    }

    /// <summary>All values, each element with a weight of its own.</summary>
    static Tensor Loss(Machine program)
    {
        var loss = zeros([], float64);
        foreach (var value in program.Values)
            if (value.Real.dtype == float64) loss = loss + (value.Real * (arange(value.Real.numel(), dtype: float64).reshape(value.Real.shape) + 1).cos()).sum();
        return loss;
    }
}
