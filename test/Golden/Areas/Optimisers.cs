using System.Collections;
using System.Text.Json;
using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>Trajectories of optimisers and learning-rate schedulers.</summary>
static class Optimisers
{
    public static void Run(Case @case)
    {
        if (@case.Op.StartsWith("scheduler.", StringComparison.Ordinal)) Schedulers.Run(@case);
        else if (@case.Op == "train.linear") TrainLinear(@case);
        else
            switch (@case.Text("kind"))
            {
                case "given_grads": GivenGradients(@case); break;
                case "closure": Minimise(@case); break;
                case "param_groups": Groups(@case); break;
                default: throw new MissingException($"kind {@case.Text("kind")}");
            }
    }

    /// <summary>A parameter of given values.</summary>
    public static Tensor Parameter(Tensor data, Tensor? gradient = null)
    {
        var type = Surface.TypeNamed("Parameter") ?? throw new MissingException("Parameter");
        var parameter = (Tensor)Surface.New(type, [data]);
        if (gradient is not null) parameter.grad = gradient;
        return parameter;
    }

    public static object Make(string op, List<object?> parameters, Dictionary<string, object?> kwargs) => Surface.Call(op, [parameters], kwargs)!;

    // The step size of ASGD is kept in float32 by one version of PyTorch and in float64 by another.
    static Func<DType, Closeness> ClosenessOf(Case @case) => dtype => @case.Tolerance is null ? @case.Op == "optim.ASGD" ? new(1e-5, 1e-6, false) : dtype is DType.Float64 ? new(1e-7, 1e-9, false) : new(1e-5, 1e-6, false) : Closeness.For(@case, dtype);

    static void GivenGradients(Case @case)
    {
        var parameters = ((List<object?>)@case.Field("params")!).Select(p => (object?)Parameter(((TensorData)p!).ToTensor())).ToList();
        object optimiser = Make(@case.Op, parameters, @case.Kwargs);
        var gradients = (List<object?>)@case.Field("grads")!;
        var trajectory = (List<object?>)@case.Field("trajectory")!;
        for (int step = 0; step < gradients.Count; step++)
        {
            foreach (var (parameter, gradient) in parameters.Zip((List<object?>)gradients[step]!)) ((Tensor)parameter!).grad = (gradient as TensorData)?.ToTensor();
            Surface.Invoke(optimiser, "step");
            Agreement.Check(trajectory[step], parameters, ClosenessOf(@case), $"after step {step}: ");
        }
    }

    static void Minimise(Case @case)
    {
        var start = Numbers(@case.Json.GetProperty("x0"));
        var x = Parameter(new TensorData(TensorData.DTypeOf(@case.Text("dtype")!), [start.Length], [], start).ToTensor());
        object optimiser = Make(@case.Op, [x], @case.Kwargs);
        Func<Tensor> closure = () =>
        {
            x.grad = null;
            var loss = @case.Text("problem") == "rosenbrock" ? Rosenbrock(x) : Quadratic(x);
            loss.backward();
            return loss;
        };
        var trajectory = (List<object?>)@case.Field("trajectory")!;
        var losses = (List<object?>?)@case.Field("losses");
        for (int step = 0; step < trajectory.Count; step++)
        {
            object? loss = Surface.Invoke(optimiser, "step", [closure]);
            Agreement.Check(trajectory[step], x, ClosenessOf(@case), $"after step {step}: ");
            if (losses is not null) Agreement.Check(losses[step], loss, ClosenessOf(@case), $"loss of step {step}: ");
        }
    }

    static Tensor Rosenbrock(Tensor x)
    {
        var (a, b) = (x.select(0, 0), x.select(0, 1));
        var (first, second) = (1 - a, b - a * a);
        return first * first + 100 * (second * second);
    }

    static Tensor Quadratic(Tensor x)
    {
        var (first, second) = (x.select(0, 0) - 1, x.select(0, 1) + 2);
        return first * first + 10 * (second * second);
    }

    static void Groups(Case @case)
    {
        var parameters = ((List<object?>)@case.Field("params")!).Select(p => Parameter(Vector((List<object?>)p!))).ToList();
        object optimiser = MakeGroups(@case.Op, parameters, Layers.Dictionary(@case.Json, "base"), Layers.Dictionary(@case.Json, "group2"));
        var trajectory = (List<object?>)@case.Field("trajectory")!;
        for (int step = 0; step < trajectory.Count; step++)
        {
            foreach (var parameter in parameters) parameter.grad = torch.ones(parameter.shape).mul(step + 1);
            if (step == 3) parameters[1].grad = null;
            Surface.Invoke(optimiser, "step");
            Agreement.Check(trajectory[step], parameters.ToList<object?>(), ClosenessOf(@case), $"after step {step}: ");
        }
    }

    public static Tensor Vector(List<object?> numbers) => new TensorData(DType.Float32, [numbers.Count], [], [.. numbers.Select(Convert.ToDouble)]).ToTensor();

    /// <summary>An optimiser of one group of the base options for each parameter, the second with options of its own.</summary>
    public static object MakeGroups(string op, List<Tensor> parameters, Dictionary<string, object?> common, Dictionary<string, object?> second)
    {
        var type = ConcreteType(op) ?? throw new MissingException(op);
        var group = type.GetNestedType("ParamGroup") ?? throw new MissingException($"{op}.ParamGroup");
        object first = Surface.New(group, [parameters.Take(1).ToList<object?>()], common);
        var merged = common.Where(e => !second.ContainsKey(e.Key)).Concat(second).ToDictionary(e => e.Key, e => e.Value);
        object other = Surface.New(group, [parameters.Skip(1).ToList<object?>()], merged);
        return Surface.Call(op, [new List<object?> { first, other }], common)!;
    }

    static Type? ConcreteType(string op) => Surface.Find(op).Select(c => ((System.Reflection.MethodInfo)c.Method).ReturnType).FirstOrDefault();

    static void TrainLinear(Case @case)
    {
        var (x, y) = (((TensorData)@case.Field("X")!).ToTensor(), ((TensorData)@case.Field("Y")!).ToTensor());
        var (weight, bias) = (Parameter(((TensorData)@case.Field("weight")!).ToTensor()), Parameter(((TensorData)@case.Field("bias")!).ToTensor()));
        object optimiser = Make("optim." + @case.Text("optimizer"), [weight, bias], @case.Kwargs);
        foreach (object? expected in (List<object?>)@case.Field("losses")!)
        {
            (weight.grad, bias.grad) = (null, null);
            var loss = (Tensor)Surface.Call("F.mse_loss", [Surface.Call("F.linear", [x, weight, bias]), y])!;
            Agreement.Check(expected, loss, ClosenessOf(@case), "loss ");
            loss.backward();
            Surface.Invoke(optimiser, "step");
        }
        Agreement.Check(@case.Field("weight_after"), weight, ClosenessOf(@case), "weight ");
        Agreement.Check(@case.Field("bias_after"), bias, ClosenessOf(@case), "bias ");
    }

    public static double[] Numbers(JsonElement json) => [.. json.EnumerateArray().Select(Value.Real)];

    /// <summary>The learning rates of an optimiser's groups now.</summary>
    public static List<double> Rates(object optimiser, string property)
        => [.. ((IEnumerable)Surface.Get(optimiser, "ParamGroups")!).Cast<object>().Select(group => Convert.ToDouble(Surface.Get(group, property)))];
}
