using System.Diagnostics;
using System.Globalization;
using Darkhorse.Memory;

// The proof behind docs/memory.md: training loops whose user code never disposes of anything.
// usage: dotnet run -c Release --project bench/Memory [-- STEPS]
int steps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5000;
Console.WriteLine("| model | code | step | resident at 500 | at the end | growth | collections | collecting |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
foreach (bool scope in new[] { false, true })
{
    Train("MLP 784-128-10", Sequential(("a", Linear(784, 128)), ("b", ReLU()), ("c", Linear(128, 10))), [64, 784], scope, steps);
    Train("CNN 1-8-16", Sequential(("a", Conv2d(1, 8, 3, padding: 1)), ("b", ReLU()), ("c", MaxPool2d(2)), ("d", Conv2d(8, 16, 3, padding: 1)), ("e", ReLU()), ("f", MaxPool2d(2)), ("g", Flatten()), ("h", Linear(16 * 7 * 7, 10))), [64, 1, 28, 28], scope, steps);
}

static void Train(string name, Sequential model, long[] shape, bool useScope, int steps)
{
    var optimizer = optim.Adam(model.parameters(), 1e-3);
    long resident = 0;
    var watch = Stopwatch.StartNew();
    TimeSpan started = default, paused = default;
    int collections = 0;
    for (int step = 0; step < steps; step++)
    {
        if (step == 500) (resident, started, paused, collections) = (Resident(), watch.Elapsed, GC.GetTotalPauseDuration(), GC.CollectionCount(0));
        if (!useScope)
        {
            Step(model, optimizer, shape);
            continue;
        }
        using var scope = NewDisposeScope();
        Step(model, optimizer, shape);
    }
    long end = Resident();
    double seconds = (watch.Elapsed - started).TotalSeconds;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {(useScope ? "a scope a step" : "plain")} | {seconds / (steps - 500) * 1e6:F0} us | {resident / 1048576.0:F1} MB | {end / 1048576.0:F1} MB | {(end - resident) * 100.0 / resident:+0.0;-0.0} % | {GC.CollectionCount(0) - collections} | {(GC.GetTotalPauseDuration() - paused).TotalSeconds / seconds * 100:F1} % |"));
}

// What a user writes.
static void Step(Sequential model, optim.Optimizer optimizer, long[] shape)
{
    var x = rand(shape);
    var y = randint(0, 10, [shape[0]]);
    optimizer.zero_grad();
    var loss = functional.cross_entropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
}

static long Resident()
{
    using var process = Process.GetCurrentProcess();
    return process.WorkingSet64;
}
