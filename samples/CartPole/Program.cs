// Policy gradient (REINFORCE, Williams 1992): a network learns to balance a pole from nothing but how long it stayed up.
using CartPole;
using Darkhorse;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;
using Tensor = Darkhorse.torch.Tensor;

const int PerStep = 8;
int steps = args.Length > 0 && int.TryParse(args[0], out int asked) && asked > 0 ? asked : 80;
manual_seed(1);
var cart = new Cart(new Random(1));
var policy = Sequential(("hidden", Linear(4, 64)), ("relu", ReLU()), ("out", Linear(64, 2)));
var optimizer = optim.Adam(policy.parameters(), lr: 0.01);

for (int step = 1; step <= steps; step++)
{
    var chosen = new List<Tensor>(); // the logarithm of the probability of each choice, with its graph
    var followed = new List<float>(); // the rewards after it, later ones counting less
    for (int episode = 0; episode < PerStep; episode++)
    {
        int start = chosen.Count;
        for (cart.Restart(); !cart.Ended;)
        {
            var choices = functional.log_softmax(policy.call(tensor(cart.Seen)), 0);
            long action = multinomial(choices.detach().exp(), 1).item<long>();
            chosen.Add(choices[action]);
            cart.Act(right: action == 1);
        }
        float later = 0;
        followed.AddRange(Enumerable.Range(0, chosen.Count - start).Select(_ => later = 1 + 0.99f * later).Reverse());
    }

    // Choices that more followed than usual become likelier, the others less.
    var worth = tensor(followed.ToArray());
    worth = (worth - worth.mean()) / worth.std();
    optimizer.zero_grad();
    var loss = -(stack([.. chosen]) * worth).mean();
    loss.backward();
    optimizer.step();
    if (step % 10 == 0) Console.WriteLine($"step {step}: up for {chosen.Count / PerStep} of {Cart.Longest} on average");
}

int total = 0;
for (int trial = 0; trial < 10; trial++)
{
    using var _ = no_grad();
    for (cart.Restart(); !cart.Ended;) cart.Act(policy.call(tensor(cart.Seen)).argmax().item<long>() == 1);
    total += cart.Steps;
}
Console.WriteLine($"always the better choice: {total / 10} of {Cart.Longest} steps on average");
