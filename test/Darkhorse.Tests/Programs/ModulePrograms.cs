using Darkhorse.Modules;

namespace Darkhorse.Tests.Programs;

/// <summary>Modules, optimisers and loaders used together.</summary>
public class ModulePrograms
{
    [Fact]
    public void Gradients_can_be_forgotten()
    {
        var x = new Parameter(ones(2));
        var optimiser = optim.SGD([x], 0.1);
        x.sum().backward();
        Assert.NotNull(x.grad);
        optimiser.zero_grad();
        Assert.Null(x.grad);
    }

    [Fact]
    public void Names_follow_the_places_of_modules()
    {
        var m = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Sequential(nn.Linear(2, 2)));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "2.0.weight", "2.0.bias"], m.state_dict().Keys);
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "2.0.weight", "2.0.bias"], m.named_parameters().Select(p => p.name));
        Assert.Equal(["0", "1", "2"], m.named_children().Select(c => c.name));
        Assert.Equal(["1.running_mean", "1.running_var", "1.num_batches_tracked"], m.named_buffers().Select(b => b.name));
        Assert.Equal(30, m.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void Training_is_switched_for_a_whole_tree()
    {
        var inner = nn.Sequential(nn.BatchNorm1d(2));
        var m = nn.Sequential(nn.Dropout(0.5), inner);
        Assert.All(m.modules(), x => Assert.True(x.training));
        m.eval();
        Assert.All(m.modules(), x => Assert.False(x.training));
        inner.train();
        Assert.False(m.training);
        Assert.All(inner.modules(), x => Assert.True(x.training));
    }

    [Fact]
    public void Shared_modules_are_listed_once_and_saved_twice()
    {
        var shared = nn.Linear(2, 2);
        var m = nn.Sequential(shared, shared);
        Assert.Equal(2, m.parameters().Count());
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], m.state_dict().Keys);
    }

    [Fact]
    public void Loaders_stack_items_into_batches()
    {
        var data = utils.data.TensorDataset(arange(10f).view(5, 2), arange(5L));
        var batches = utils.data.DataLoader(data, 2).ToList();
        Assert.Equal(3, batches.Count);
        Expect.Values(batches[1][0], 4, 5, 6, 7);
        Expect.Integers(batches[2][1], 4);
        Assert.Equal(2, utils.data.DataLoader(data, 2, drop_last: true).Count());
    }
}
