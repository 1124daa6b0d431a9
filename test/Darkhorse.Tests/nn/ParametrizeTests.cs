using Darkhorse.Modules;
using static Darkhorse.torch.nn.utils;

namespace Darkhorse.Tests.Nn;

/// <summary>Weights that are computed: normalised, constrained, pruned.</summary>
public class ParametrizeTests
{
    sealed class Symmetric() : nn.Module<Tensor, Tensor>("Symmetric"), parametrize.IRightInverse
    {
        public override Tensor forward(Tensor x) => x.triu() + x.triu(1).t();

        public Tensor right_inverse(Tensor value) => value.triu();
    }

    sealed class Doubled() : nn.Module<Tensor, Tensor>("Doubled")
    {
        public override Tensor forward(Tensor x) => 2 * x;
    }

    [Fact]
    public void A_weight_can_be_a_function_of_another()
    {
        var linear = nn.Linear(3, 3);
        var before = linear.weight;
        parametrize.register_parametrization(linear, "weight", new Symmetric());
        Assert.Equal(["bias", "parametrizations.weight.original"], linear.named_parameters().Select(p => p.name));
        Assert.Same(before, linear.named_parameters().Last().parameter);
        Assert.True(linear.weight.equal(linear.weight.t()));
        linear.call(ones(2, 3)).sum().backward();
        Assert.Equal(0f, before.grad![2, 0].item<float>());
        Assert.NotEqual(0f, before.grad[0, 2].item<float>());
        Assert.True(parametrize.is_parametrized(linear, "weight") && !parametrize.is_parametrized(linear, "bias"));

        var value = tensor(new[] { 1f, 2, 3, 2, 4, 5, 3, 5, 6 }).view(3, 3);
        linear.weight = new Parameter(value);
        Assert.True(linear.weight.equal(value));

        var copy = linear.deepcopy();
        using (no_grad()) linear.get_parameter("parametrizations.weight.original")!.zero_();
        Assert.True(copy.weight.equal(value));
        Assert.Equal(0f, linear.weight.sum().item<float>());

        parametrize.register_parametrization(copy, "weight", new Doubled());
        Assert.True(copy.weight.equal(2 * value));
        Assert.Throws<InvalidOperationException>(() => copy.weight = new Parameter(value));
        parametrize.remove_parametrizations(copy, "weight");
        Assert.Equal(["bias", "weight"], copy.state_dict().Keys);
        Assert.True(copy.weight.equal(2 * value));
    }

    [Fact]
    public void Cached_values_are_computed_once()
    {
        var linear = parametrize.register_parametrization(nn.Linear(2, 2), "weight", new Doubled());
        Assert.NotSame(linear.weight, linear.weight);
        using (parametrize.cached()) Assert.Same(linear.weight, linear.weight);
        Assert.NotSame(linear.weight, linear.weight);
        Assert.Throws<ArgumentException>(() => parametrize.register_parametrization(linear, "other", new Doubled()));
    }

    [Fact]
    public void Weight_norm_splits_length_and_direction()
    {
        foreach (bool old in new[] { true, false })
        {
            var conv = nn.Conv2d(2, 3, 3);
            var weight = conv.weight.detach().clone();
            if (old) weight_norm(conv);
            else parametrizations.weight_norm(conv);
            string[] names = old ? ["bias", "weight_g", "weight_v"] : ["bias", "parametrizations.weight.original0", "parametrizations.weight.original1"];
            Assert.Equal(names, conv.state_dict().Keys);
            Assert.Equal([3, 1, 1, 1], conv.get_parameter(names[1])!.shape);
            Assert.True(conv.weight.allclose(weight, 1e-5, 1e-6));
            conv.call(rand(1, 2, 5, 5)).sum().backward();
            Assert.NotNull(conv.get_parameter(names[1])!.grad);
            // The loss does not change along the direction's own length.
            var v = conv.get_parameter(names[2])!;
            Assert.Equal(0f, (v * v.grad!).sum().item<float>(), 1e-3f);
            if (old) remove_weight_norm(conv);
            else parametrize.remove_parametrizations(conv, "weight");
            Assert.Equal(["bias", "weight"], conv.state_dict().Keys);
            Assert.True(conv.weight.allclose(weight, 1e-5, 1e-6));
        }
    }

    [Fact]
    public void Spectral_norm_divides_by_the_largest_singular_value()
    {
        manual_seed(1);
        var linear = spectral_norm(nn.Linear(5, 4), n_power_iterations: 30);
        Assert.Equal(["bias", "weight_orig", "weight_u", "weight_v"], linear.state_dict().Keys);
        Assert.Equal(1f, torch.linalg.svdvals(linear.weight.detach())[0].item<float>(), 1e-4f);
        linear.call(ones(1, 5)).sum().backward();
        Assert.NotNull(linear.get_parameter("weight_orig")!.grad);
        remove_spectral_norm(linear);
        Assert.Equal(1f, torch.linalg.svdvals(linear.weight.detach())[0].item<float>(), 1e-4f);

        var other = parametrizations.spectral_norm(nn.Linear(5, 4), n_power_iterations: 30);
        Assert.Equal(["bias", "parametrizations.weight.original", "parametrizations.weight.0._u", "parametrizations.weight.0._v"], other.state_dict().Keys);
        Assert.Equal(1f, torch.linalg.svdvals(other.weight.detach())[0].item<float>(), 1e-4f);
    }

    [Theory, InlineData("matrix_exp", true), InlineData("cayley", true), InlineData("householder", true), InlineData("householder", false), InlineData("cayley", false)]
    public void Orthogonal_weights(string map, bool trivialized)
    {
        manual_seed(2);
        foreach (var (rows, columns) in new[] { (4L, 4L), (5L, 3L), (3L, 5L) })
        {
            var linear = parametrizations.orthogonal(nn.Linear(columns, rows), "weight", map, trivialized);
            var w = linear.weight;
            var gram = rows >= columns ? w.t().mm(w) : w.mm(w.t());
            Assert.True(gram.allclose(eye(Math.Min(rows, columns)), 1e-4, 1e-5));
            if (!trivialized && map != "householder") continue;
            torch.nn.init.orthogonal_(w = new Parameter(zeros(rows, columns)));
            linear.weight = w;
            Assert.True(linear.weight.allclose(w, 1e-4, 1e-5));
        }
    }

    [Fact]
    public void Pruning_masks_what_matters_least()
    {
        var linear = nn.Linear(2, 2);
        using (no_grad()) linear.weight.copy_(tensor(new[] { 1f, -0.1f, 0.5f, -3f }).view(2, 2));
        prune.l1_unstructured(linear, "weight", 1);
        Assert.Equal(["bias", "weight_orig", "weight_mask"], linear.state_dict().Keys);
        Assert.Equal([1f, 0, 0.5f, -3], linear.weight.ToArray<float>());
        prune.l1_unstructured(linear, "weight", 0.34);
        Assert.Equal([1f, 0, 0, -3], linear.weight.ToArray<float>());
        Assert.True(prune.is_pruned(nn.Sequential(linear)));
        linear.call(ones(1, 2)).sum().backward();
        Assert.Equal([1f, 0, 0, 1], linear.get_parameter("weight_orig")!.grad!.ToArray<float>());
        prune.remove(linear, "weight");
        Assert.Equal(["bias", "weight"], linear.state_dict().Keys);
        Assert.Equal([1f, 0, 0, -3], linear.weight.ToArray<float>());
        Assert.False(prune.is_pruned(linear));
        Assert.Throws<ArgumentException>(() => prune.remove(linear, "weight"));
        Assert.Throws<ArgumentException>(() => prune.l1_unstructured(linear, "weight", 1.5));
        Assert.Throws<ArgumentException>(() => prune.random_unstructured(linear, "weight", 5));
    }

    [Fact]
    public void Slices_and_whole_networks_are_pruned()
    {
        var conv = nn.Conv2d(2, 3, 2);
        using (no_grad()) for (int i = 0; i < 3; i++) conv.weight[i].fill_(i + 1);
        prune.ln_structured(conv, "weight", 1, 2, 0);
        Assert.Equal([0f, 16, 24], conv.weight.sum([1, 2, 3]).ToArray<float>());
        prune.random_structured(conv, "weight", 0.5, 0);
        Assert.Equal(8, conv.get_buffer("weight_mask")!.sum().item<float>());

        var (a, b) = (nn.Linear(2, 1), nn.Linear(2, 1));
        using (no_grad())
        {
            a.weight.copy_(tensor(new[] { 1f, 4 }).view(1, 2));
            b.weight.copy_(tensor(new[] { 2f, 3 }).view(1, 2));
        }
        prune.global_unstructured([(a, "weight"), (b, "weight")], prune.L1Unstructured(0.5));
        Assert.Equal([0f, 4], a.weight.ToArray<float>());
        Assert.Equal([0f, 3], b.weight.ToArray<float>());
    }
}
