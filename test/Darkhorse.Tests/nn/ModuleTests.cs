using Darkhorse.Modules;
using Darkhorse.Utils;
using static Darkhorse.torch.nn;

namespace Darkhorse.Tests.NN;

public class ModuleTests
{
    sealed class Scale : Module<Tensor, Tensor>
    {
        public readonly Parameter weight = Parameter(ones([2]));
        readonly Tensor seen = zeros([1], int64);

        public Scale() : base("Scale") => RegisterComponents();

        public override Tensor forward(Tensor input) => input * weight;

        public Tensor Seen => seen;
    }

    sealed class Net : Module<Tensor, Tensor>
    {
        readonly Module<Tensor, Tensor> first = new Scale();
        [ComponentName(Name = "last")] readonly Scale second = new();

        public Net() : base("Net") => RegisterComponents();

        public override Tensor forward(Tensor input) => second.call(first.call(input));
    }

    static readonly string[] StateNames = ["first.weight", "first.seen", "last.weight", "last.seen"];

    [Fact]
    public void FieldsAreRegisteredUnderTheirNames()
    {
        var net = new Net();
        Assert.Equal(["first.weight", "last.weight"], net.named_parameters().Select(p => p.name));
        Assert.Equal(["", "first", "last"], net.named_modules().Select(m => m.name));
        Assert.Equal(["first", "last"], net.named_children().Select(m => m.name));
        Assert.Equal(["first.seen", "last.seen"], net.named_buffers().Select(b => b.name));
        Assert.Equal(StateNames, net.state_dict().Keys);
        Assert.Equal("Net(\n  (first): Scale()\n  (last): Scale()\n)", net.ToString());
    }

    class Trunk : Module<Tensor, Tensor>
    {
        readonly Scale trunk = new();

        protected Trunk(string name) : base(name) => RegisterComponents();

        public override Tensor forward(Tensor input) => trunk.call(input);
    }

    sealed class Tree : Trunk
    {
        readonly Scale crown;

        public Tree() : base("Tree")
        {
            crown = new();
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => crown.call(base.forward(input));
    }

    [Fact]
    public void FieldsOfBasesAreRegisteredTooAndThoseFilledLater()
    {
        var tree = new Tree();
        Assert.Equal(["trunk", "crown"], tree.named_children().Select(m => m.name));
        var copy = tree.deepcopy();
        using (no_grad()) foreach (var parameter in copy.parameters()) parameter.fill_(3);
        Assert.Equal([9f, 9f], copy.call(ones([2])).ToArray<float>());
        Assert.Equal([1f, 1f], tree.call(ones([2])).ToArray<float>());
    }

    [Fact]
    public void CallRunsHooksAndTheyCanBeRemoved()
    {
        var scale = new Scale();
        int calls = 0;
        var counting = scale.register_forward_hook(_ => calls++);
        var before = scale.register_forward_pre_hook((_, x) => x * 2);
        var after = scale.register_forward_hook((_, x, y) => y + x);
        Assert.Equal([4f, 4f], scale.call(ones([2])).ToArray<float>());
        before.remove();
        after.remove();
        Assert.Equal([1f, 1f], scale.call(ones([2])).ToArray<float>());
        counting.remove();
        scale.call(ones([2]));
        Assert.Equal(2, calls);
    }

    [Fact]
    public void StateIsCopiedIntoTheSameParameters()
    {
        var net = new Net();
        var weight = net.get_parameter("first.weight")!;
        var state = net.state_dict();
        state["first.weight"] = zeros([2]);
        var (missing, unexpected) = net.load_state_dict(state);
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.Equal([0f, 0f], weight.ToArray<float>());
        Assert.Same(weight, net.get_parameter("first.weight"));
    }

    [Fact]
    public void StrictLoadingReportsInPyTorchsWords()
    {
        var scale = new Scale();
        var state = new Dictionary<string, Tensor> { ["weight"] = ones([3]), ["x"] = ones([1]) };
        var error = Assert.Throws<InvalidOperationException>(() => scale.load_state_dict(state));
        Assert.Equal("Error(s) in loading state_dict for Scale:\n\tMissing key(s) in state_dict: \"seen\". \n\tUnexpected key(s) in state_dict: \"x\". \n\tsize mismatch for weight: copying a param with shape torch.Size([3]) from checkpoint, the shape in current model is torch.Size([2]).", error.Message);
        var (missing, unexpected) = scale.load_state_dict(new() { ["x"] = ones([1]), ["weight"] = zeros([2]) }, strict: false);
        Assert.Equal(["seen"], missing);
        Assert.Equal(["x"], unexpected);
    }

    [Fact]
    public void ConversionKeepsObjectsAndIntegers()
    {
        var scale = new Scale();
        var weight = scale.weight;
        Assert.Same(scale, scale.to(float64));
        Assert.Same(weight, scale.get_parameter("weight"));
        Assert.Equal(float64, weight.dtype);
        Assert.Equal(int64, scale.Seen.dtype);
        Assert.True(weight.requires_grad && weight.is_leaf);
        Assert.Throws<ArgumentException>(() => scale.to(int64));
    }

    [Fact]
    public void TrainingReachesEveryPart()
    {
        var net = new Net();
        Assert.All(net.modules(), m => Assert.True(m.training));
        net.eval();
        Assert.All(net.modules(), m => Assert.False(m.training));
    }

    [Fact]
    public void GradientsAreClearedOrZeroed()
    {
        var scale = new Scale();
        scale.call(ones([2])).sum().backward();
        scale.zero_grad(set_to_none: false);
        Assert.Equal([0f, 0f], scale.weight.grad!.ToArray<float>());
        scale.zero_grad();
        Assert.Null(scale.weight.grad);
    }

    [Fact]
    public void ContainersListTheirParts()
    {
        var shared = new Scale();
        var row = Sequential(shared, shared);
        Assert.Single(row.parameters());
        Assert.Equal(["0.weight", "0.seen", "1.weight", "1.seen"], row.state_dict().Keys);
        Assert.Equal("index 3 is out of range", Assert.Throws<IndexOutOfRangeException>(() => row[3]).Message);
        Assert.Single(row[1..]);
        var named = Sequential(("a", new Scale()), ("b", new Scale()));
        Assert.Equal(["a.weight", "b.weight"], named.named_parameters().Select(p => p.name));
        Assert.Equal("Sequential()", Sequential().ToString());

        var list = ModuleList(shared, new Scale());
        list.RemoveAt(0);
        Assert.Equal(["0.weight"], list.named_parameters().Select(p => p.name));
        var dictionary = ModuleDict(("a", shared));
        dictionary["b"] = new Scale();
        Assert.Equal("ModuleDict(\n  (a): Scale()\n  (b): Scale()\n)", dictionary.ToString());
        var parameters = ParameterList(Parameter(ones([2, 3])), Parameter(ones([1])));
        Assert.Equal("ParameterList(\n    (0): Parameter containing: [torch.float32 of size 2x3]\n    (1): Parameter containing: [torch.float32 of size 1]\n)", parameters.ToString());
        Assert.Equal(2, ParameterDict(("x", Parameter(ones([1]))), ("y", Parameter(ones([1])))).parameters().Count());
    }

    [Fact]
    public void NamesAreChecked()
    {
        var scale = new Scale();
        Assert.Equal("parameter name can't contain \".\"", Assert.Throws<ArgumentException>(() => scale.register_parameter("a.b", null)).Message);
        Assert.Throws<ArgumentException>(() => scale.register_buffer("weight", null));
        Assert.Throws<ArgumentException>(() => scale.register_module("", null));
    }
}
