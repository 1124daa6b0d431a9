using Darkhorse.Tests.Laws;

namespace Darkhorse.Tests.Func;

/// <summary>Functions over batches.</summary>
public sealed class VmapTests
{
    static readonly Tensor s_x = arange(6, float64).view(2, 3) / 7 + 0.2, s_w = arange(3, float64) + 1;

    static void Equal(Tensor expected, Tensor actual) => Same.Close(expected, actual, (1e-9, 1e-9), "vmap");

    [Fact]
    public void Dims_of_arguments_and_results()
    {
        Equal(s_x.sum(1), func.vmap(x => x.sum())(s_x));
        Equal(s_x.sum(0), func.vmap(x => x.sum(), in_dims: 1)(s_x));
        Equal(s_x.exp().t(), func.vmap(x => x.exp(), out_dims: -1)(s_x));
        Equal(s_x.mv(s_w), func.vmap((x, w) => x.dot(w), in_dims: (0, null))(s_x, s_w));
        Equal(s_x.t() * s_w.unsqueeze(-1), func.vmap((x, w) => x * w, in_dims: (1, 0))(s_x, s_w));
        var (low, high) = func.vmap((Tensor x) => (x.min(), x.max()))(s_x);
        Equal(s_x.amin(1), low);
        Equal(s_x.amax(1), high);
        Equal(s_x, func.vmap((Dictionary<string, Tensor> p, Tensor x) => p["a"] * x, in_dims: (null, 0))(new() { ["a"] = tensor(1.0) }, s_x));
    }

    [Fact]
    public void Control_flow_differs_from_element_to_element()
        => Equal(tensor(new[] { 0.0, 1.0 }), func.vmap(x => (bool)(x.sum() > 1.5) ? ones([], dtype: float64) : zeros([], dtype: float64))(s_x));

    [Fact]
    public void Composed_with_derivatives()
    {
        Tensor F(Tensor x) => x.sin().square().sum();
        Equal(stack([func.grad(F)(s_x[0]), func.grad(F)(s_x[1])]), func.vmap(func.grad(F))(s_x));
        Equal(stack([func.hessian(F)(s_x[0]), func.hessian(F)(s_x[1])]), func.vmap(func.hessian(F))(s_x));
        Equal(func.vmap(func.vmap(x => x * 2))(s_x), s_x * 2);
        var leaf = s_x.clone().requires_grad_();
        func.vmap(F)(leaf).sum().backward();
        Equal((2 * s_x).sin(), leaf.grad!);
        Equal(s_x.cos().diag_embed(), func.vmap(func.jacrev(x => x.sin()))(s_x));
        Equal(2 * (2 * s_x).cos(), func.vmap(func.vmap(func.grad(func.grad(x => x.sin().square()))))(s_x));
    }

    [Fact]
    public void Random_numbers_are_refused_different_or_the_same()
    {
        using var generator = Generator.Use(new Generator(3));
        Assert.StartsWith("vmap: called random operation while in randomness error mode", Assert.Throws<InvalidOperationException>(() => func.vmap(x => x + rand(3, dtype: float64))(s_x)).Message, StringComparison.Ordinal);
        var different = func.vmap(x => rand(3), randomness: "different")(s_x);
        Assert.NotEqual(different[0].ToArray<float>(), different[1].ToArray<float>());
        var same = func.vmap(x => rand(3), randomness: "same")(s_x);
        Assert.Equal(same[0].ToArray<float>(), same[1].ToArray<float>());
        Assert.NotEqual(same[0].ToArray<float>(), rand(3).ToArray<float>());
    }

    [Fact]
    public void Errors()
    {
        Assert.Contains("Expected all tensors to have the same size in the mapped dimension, got sizes [2, 3]", Assert.Throws<ArgumentException>(() => func.vmap((x, w) => x)(s_x, s_w)).Message, StringComparison.Ordinal);
        Assert.Contains("Got in_dim=2 for an input", Assert.Throws<ArgumentException>(() => func.vmap(x => x, in_dims: 2)(s_x)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => func.vmap((x, y) => x, in_dims: (null, null))(s_x, s_x));
        Assert.Throws<InvalidOperationException>(() => func.vmap(x => x, randomness: "some"));
        Assert.Throws<ArgumentException>(() => func.vmap(x => x, chunk_size: 0));
    }

    [Fact]
    public void Gradients_of_each_sample_of_a_network()
    {
        var net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1));
        var parameters = net.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.detach());
        Tensor inputs = rand(5, 3), targets = rand(5, 1);
        Tensor Loss(Dictionary<string, Tensor> p, Tensor x, Tensor y) => (func.functional_call(net, p, x.unsqueeze(0)) - y).square().mean();
        var each = func.vmap((Dictionary<string, Tensor> p, Tensor x, Tensor y) => func.grad((Dictionary<string, Tensor> q) => Loss(q, x, y))(p), in_dims: (null, 0, 0))(parameters, inputs, targets);
        net.zero_grad();
        (net.call(inputs) - targets).square().mean().backward();
        foreach (var (name, parameter) in net.named_parameters())
        {
            Assert.Equal([5, .. parameter.shape], each[name].shape);
            Same.Close(parameter.grad!, each[name].mean([0]), (1e-5, 1e-5), name);
        }
    }

    [Fact]
    public void Modules_with_other_parameters()
    {
        var net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1));
        var before = net.call(s_x.to(float32)).detach();
        var zero = net.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter.zeros_like().requires_grad_());
        var y = func.functional_call(net, zero, s_x.to(float32));
        Assert.Equal([0f, 0f], y.reshape(-1).ToArray<float>());
        y.sum().backward();
        Assert.Equal(2f, zero["2.bias"].grad!.item<float>());
        Assert.All(net.parameters(), parameter => Assert.Null(parameter.grad));
        Same.Close(before, net.call(s_x.to(float32)), (1e-6, 1e-6), "the module is what it was");
        Assert.Contains("no parameter or buffer named '7.bias'", Assert.Throws<ArgumentException>(() => func.functional_call(net, new Dictionary<string, Tensor> { ["7.bias"] = s_x }, s_x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ensemble()
    {
        var models = Enumerable.Range(0, 3).Select(_ => nn.Linear(3, 2)).ToArray();
        var (parameters, buffers) = func.stack_module_state(models);
        var x = rand(4, 3);
        var all = func.vmap((Dictionary<string, Tensor> p, Dictionary<string, Tensor> b) => func.functional_call(models[0], p, x), in_dims: (0, 0))(parameters, buffers);
        Assert.Equal([3, 4, 2], all.shape);
        for (int i = 0; i < 3; i++) Same.Close(models[i].call(x), all[i], (1e-6, 1e-6), $"model {i}");
    }
}
