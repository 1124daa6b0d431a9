using System.Runtime.CompilerServices;

namespace Darkhorse.Tests.Autograd;

/// <summary>Tests of what is the whole process's: they run when no others do.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>Finding the op that a nan came from.</summary>
[Collection("alone")]
public sealed class AnomalyTests
{
    static int Line([CallerLineNumber] int line = 0) => line;

    [Fact]
    public void A_nan_is_traced_to_the_line_of_the_forward_call()
    {
        using var mode = autograd.detect_anomaly();
        var x = tensor(new[] { -1.0, 4.0 }, requires_grad: true);
        var y = x.sqrt(); int line = Line();
        var error = Assert.Throws<InvalidOperationException>(() => y.nansum().backward(tensor(double.NaN)));
        Assert.Contains("returned nan values in its 0th output.", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidOperationException>(() => y.sum().backward());
        Assert.StartsWith("Function 'SqrtBackward0' returned nan values in its 0th output.", error.Message, StringComparison.Ordinal);
        Assert.Contains($"AnomalyTests.cs:line {line}", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(A_nan_is_traced_to_the_line_of_the_forward_call), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Elementwise", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_that_is_nan_is_named()
    {
        using var mode = autograd.set_detect_anomaly(true);
        Tensor a = ones(2, requires_grad: true), b = zeros(2, requires_grad: true);
        var y = a.pow(b * float.NaN);
        Assert.StartsWith("Function 'PowBackward1' returned nan values in its 0th output.", Assert.Throws<InvalidOperationException>(() => y.sum().backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_check_a_nan_goes_on()
    {
        using var mode = autograd.detect_anomaly(check_nan: false);
        Assert.True(AnomalyMode.IsEnabled);
        Assert.False(AnomalyMode.ShouldCheckNaN);
        var x = tensor(-1.0, requires_grad: true);
        x.sqrt().backward();
        Assert.True(double.IsNaN(x.grad!.item<double>()));
    }

    [Fact]
    public void A_failing_backward_is_traced_too()
    {
        using var mode = autograd.detect_anomaly();
        var x = ones(2, requires_grad: true) * 2;
        var y = x.square(); int line = Line();
        x.add_(1);
        var error = Assert.Throws<InvalidOperationException>(() => y.sum().backward());
        Assert.Contains("has been modified by an inplace operation", error.Message, StringComparison.Ordinal);
        Assert.Contains("Hint: the backtrace further below shows the operation that failed", error.Message, StringComparison.Ordinal);
        Assert.Contains($"AnomalyTests.cs:line {line}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_made_by_backward_names_what_it_came_from()
    {
        using var mode = autograd.detect_anomaly();
        var x = tensor(0.0, requires_grad: true);
        var y = x.pow(1.5); int line = Line();
        var first = autograd.grad(y, x, create_graph: true);
        var error = Assert.Throws<InvalidOperationException>(() => (first * 0).backward());
        Assert.Contains("induced the previous calculation, by PowBackward0", error.Message, StringComparison.Ordinal);
        Assert.Contains($"AnomalyTests.cs:line {line}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Modes_nest_and_survive_exceptions()
    {
        bool before = AnomalyMode.IsEnabled;
        Assert.Throws<FormatException>(void () =>
        {
            using var outer = autograd.detect_anomaly();
            using (new AnomalyMode(false)) Assert.False(AnomalyMode.IsEnabled);
            Assert.True(AnomalyMode.ShouldCheckNaN);
            throw new FormatException();
        });
        Assert.Equal(before, AnomalyMode.IsEnabled);
    }
}
