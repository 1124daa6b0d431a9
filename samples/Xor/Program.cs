// A network learns exclusive or: the smallest program that trains something.
using Darkhorse;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;

manual_seed(1);
var x = tensor(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
var y = tensor(new float[,] { { 0 }, { 1 }, { 1 }, { 0 } });

var model = Sequential(("hidden", Linear(2, 8)), ("tanh", Tanh()), ("out", Linear(8, 1)), ("sigmoid", Sigmoid()));
var optimizer = optim.Adam(model.parameters(), lr: 0.05);

for (int step = 1; step <= 500; step++)
{
    optimizer.zero_grad();
    var loss = functional.binary_cross_entropy(model.call(x), y);
    loss.backward();
    optimizer.step();
    if (step % 100 == 0) Console.WriteLine($"step {step}: loss {loss.item<float>():0.0000}");
}
Console.WriteLine(cat([x, y, model.call(x).detach().round(2)], dim: 1));
