namespace Darkhorse.Tests.Tensors;

/// <summary>Scopes dispose what was made in them, and what was moved into them.</summary>
public sealed class Scopes
{
    [Fact]
    public void Tensors_live_as_long_as_the_scope_they_are_in()
    {
        Tensor a, b, c, d;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                Assert.Same(inner, CurrentDisposeScope);
                (a, b, c, d) = (ones(3), ones(3), ones(3), ones(3));
                Assert.Equal(4, inner.DisposablesCount);
                Assert.True(inner.Contains(a));
                b.MoveToOuterDisposeScope();
                c.DetachFromDisposeScope();
                inner.MoveToOther(outer, d);
            }
            Assert.Same(outer, CurrentDisposeScope);
            Assert.Equal([true, false, false, false], new[] { a, b, c, d }.Select(x => x.IsInvalid));
            Assert.Equal(2, outer.DisposablesView.Count);
            b.Dispose();
            Assert.Same(d, outer.DisposablesView.Single());
        }
        Assert.Null(CurrentDisposeScope);
        Assert.Equal([true, true, false, true], new[] { a, b, c, d }.Select(x => x.IsInvalid));
    }

    [Fact]
    public void A_scope_can_be_emptied_except_for_some()
    {
        using var scope = NewDisposeScope();
        Tensor a = ones(1), b = ones(1), c = ones(1);
        var (x, y) = scope.DisposeEverythingBut(a, b);
        Assert.Equal([false, false, true], new[] { x, y, c }.Select(t => t.IsInvalid));
        scope.DisposeEverything();
        Assert.True(a.IsInvalid);
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_tensor_can_join_the_scope_of_another()
    {
        var free = ones(2);
        using (var scope = NewDisposeScope())
        {
            var member = ones(2);
            free.MoveToOtherDisposeScope(member);
            Assert.True(scope.Contains(free));
            member.MoveToOtherDisposeScope(CurrentDisposeScope);
            Assert.Equal(2, scope.DisposablesCount);
            scope.Attach(new List<IDisposable> { ones(1).DetachFromDisposeScope() });
            Assert.Equal(3, scope.DisposablesCount);
        }
        Assert.True(free.IsInvalid);
    }

    [Fact]
    public void Only_the_result_of_a_wrapped_expression_lives_on()
    {
        Tensor? inner = null;
        var result = WrappedTensorDisposeScope(() => (inner = ones(2)) + 1);
        Assert.True(inner!.IsInvalid);
        Assert.Equal([2f, 2], result.ToArray<float>());
    }

    [Fact]
    public void Statistics_count_what_happens_on_a_thread()
    {
        var counts = DisposeScopeManager.Statistics;
        counts.Reset();
        var outside = ones(1);
        using (var scope = NewDisposeScope())
        {
            Tensor a = ones(1), b = ones(1);
            a.Dispose();
            b.DetachFromDisposeScope();
            scope.Attach(outside);
            Assert.Equal(3, counts.ThreadTotalLiveCount + 1);
        }
        Assert.Equal((1, 2, 2, 0, 1, 1), (counts.CreatedOutsideScopeCount, counts.CreatedInScopeCount, counts.DisposedInScopeCount, counts.DisposedOutsideScopeCount, counts.AttachedToScopeCount,
            counts.TensorStatistics.DetachedFromScopeCount));
        Assert.Equal(1, counts.ThreadTotalLiveCount);
    }
}
