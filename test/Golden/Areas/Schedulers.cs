using Darkhorse.Golden.Binding;
using Darkhorse.Golden.Comparing;
using Darkhorse.Golden.Values;

namespace Darkhorse.Golden.Areas;

/// <summary>Learning rates of SGD with two groups under a scheduler.</summary>
static class Schedulers
{
    public static void Run(Case @case)
    {
        if (@case.Op != "scheduler.ChainedScheduler" && Surface.Find(@case.Op).Count == 0) throw new MissingException(@case.Op);
        var rates = Optimisers.Numbers(@case.Json.GetProperty("base_lrs"));
        var parameters = rates.Select(_ => Optimisers.Parameter(torch.zeros([1]))).ToList();
        var common = new Dictionary<string, object?> { ["lr"] = rates[0], ["momentum"] = 0.9 };
        object optimiser = Optimisers.MakeGroups("optim.SGD", parameters, common, new() { ["lr"] = rates[1] });
        var step = Make(@case, optimiser);
        var expected = @case.Json.GetProperty("lrs");
        var metrics = @case.Has("metrics") ? Optimisers.Numbers(@case.Json.GetProperty("metrics")) : null;
        for (int i = 0; i < expected.GetArrayLength(); i++)
        {
            if (i > 0)
            {
                foreach (var parameter in parameters) parameter.grad = torch.zeros([1]);
                Surface.Invoke(optimiser, "step");
                step(metrics is null ? [] : [metrics[i - 1]]);
            }
            Check(Optimisers.Numbers(expected[i]), Optimisers.Rates(optimiser, "LearningRate"), $"learning rate {i}: ");
            if (@case.Has("momentums")) Check(Optimisers.Numbers(@case.Json.GetProperty("momentums")[i]), Momenta(optimiser), $"momentum {i}: ");
        }
    }

    static List<double> Momenta(object optimiser)
        => [.. ((System.Collections.IEnumerable)Surface.Get(optimiser, "ParamGroups")!).Cast<object>().Select(group => Convert.ToDouble(Surface.Get(group is { } g && g.GetType().GetProperty("Momentum") is not null ? g : Surface.Get(group, "Options")!, group.GetType().GetProperty("Momentum") is not null ? "Momentum" : "momentum")))];

    static void Check(double[] expected, List<double> actual, string where)
        => Agreement.Check(expected.Cast<object?>().ToList(), actual.Cast<object?>().ToList(), _ => new(1e-9, 1e-12, false), where);

    static Action<List<object?>> Make(Case @case, object optimiser)
    {
        if (@case.Op == "scheduler.ChainedScheduler")
        {
            // ConstantLR(factor=0.1, total_iters=2) and ExponentialLR(gamma=0.9), each stepped once.
            object constant = Surface.Call("scheduler.ConstantLR", [optimiser], new() { ["factor"] = 0.1, ["total_iters"] = 2L })!;
            object exponential = Surface.Call("scheduler.ExponentialLR", [optimiser], new() { ["gamma"] = 0.9 })!;
            return args =>
            {
                Surface.Invoke(constant, "step", args);
                Surface.Invoke(exponential, "step", args);
            };
        }
        var kwargs = @case.Kwargs;
        if (@case.Text("lr_lambda") is { } text) kwargs["lr_lambda"] = Lambda(@case.Op, text);
        object scheduler = Surface.Call(@case.Op, [optimiser], kwargs)!;
        return args => Surface.Invoke(scheduler, "step", args);
    }

    static object Lambda(string op, string text)
    {
        Func<int, double>[] all = text switch
        {
            "[epoch // 5, 1 / (1 + epoch)]" => [epoch => epoch / 5, epoch => 1.0 / (1 + epoch)],
            "0.9" => [_ => 0.9],
            "0.95 ** epoch" => [epoch => Math.Pow(0.95, epoch)],
            _ => throw new MissingException($"lambda {text}"),
        };
        return all.Length == 1 ? all[0] : all.Cast<object?>().ToList();
    }
}
