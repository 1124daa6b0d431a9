using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using CharGpt;
using Darkhorse;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<string?> file = new("--text") { Description = "A text to learn from (UTF-8). Without it: scenes of Shakespeare." };
Option<int> steps = Number("--steps", 1000, "Steps of training."), batch = Number("--batch", 16, "Passages of a step."), context = Number("--context", 128, "Letters a passage."),
    layers = Number("--layers", 4, "Blocks."), width = Number("--width", 128, "Numbers a letter, a multiple of --heads."), heads = Number("--heads", 4, "Heads of attention."),
    seed = Number("--seed", 1, "Of everything random."), write = Number("--write", 600, "Letters to write at the end.");
Option<string> prompt = new("--prompt") { Description = "What the writing begins with.", DefaultValueFactory = _ => "\n" }, model = new("--out") { Description = "Where to put the weights (safetensors).", DefaultValueFactory = _ => "chargpt.safetensors" };
var command = new RootCommand("Learns to write like a text, letter by letter.") { file, steps, batch, context, layers, width, heads, seed, write, prompt, model };
command.SetAction(asked =>
{
    try
    {
        Run(asked);
        return 0;
    }
    catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
    {
        Console.Error.WriteLine(error.Message);
        return 2;
    }
});
return command.Parse(args).Invoke();

void Run(ParseResult asked)
{
    int count = asked.GetValue(steps), passages = asked.GetValue(batch), length = asked.GetValue(context);
    if (asked.GetValue(width) % asked.GetValue(heads) != 0) throw new ArgumentException("--width has to be a multiple of --heads");
    manual_seed(asked.GetValue(seed));
    var corpus = asked.GetValue(file) is { } path ? Corpus.Read(path, length) : Corpus.Plays();
    var gpt = new Gpt(new(corpus.Letters, length, asked.GetValue(layers), asked.GetValue(width), asked.GetValue(heads), Dropout: 0.1));
    Console.WriteLine($"{corpus.Name}: {corpus.Length:N0} characters, {corpus.Letters} distinct; {gpt.parameters().Sum(p => p.numel()):N0} weights");

    var optimizer = optim.AdamW(gpt.parameters(), 1e-3, weight_decay: 0.1);
    var schedule = optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps: count + 1, pct_start: 0.1, cycle_momentum: false);
    var clock = Stopwatch.StartNew();
    double smooth = 0;
    for (int step = 1; step <= count; step++)
    {
        gpt.train();
        var (input, next) = corpus.Passages(passages, length, training: true);
        optimizer.zero_grad();
        var loss = Loss(gpt, input, next);
        loss.backward();
        nn.utils.clip_grad_norm_(gpt.parameters(), 1);
        optimizer.step();
        schedule.step();
        smooth = step == 1 ? loss.item<float>() : 0.95 * smooth + 0.05 * loss.item<float>();
        if (step % Math.Max(1, count / 10) == 0)
            Console.WriteLine($"step {step}/{count}  loss {smooth:0.000}  validation {Validate(gpt, corpus, length):0.000}  {(long)step * passages * length / clock.Elapsed.TotalSeconds:N0} letters/s");
    }
    gpt.save(asked.GetValue(model)!);

    var text = new StringBuilder(asked.GetValue(prompt));
    clock.Restart();
    foreach (long token in gpt.Write(corpus.Encode(text.ToString()), asked.GetValue(write))) text.Append(corpus.Letter(token));
    Console.WriteLine($"written: {asked.GetValue(model)}; {asked.GetValue(write) / clock.Elapsed.TotalSeconds:N0} letters/s written:");
    Console.WriteLine(text);
}

static Darkhorse.torch.Tensor Loss(Gpt gpt, Darkhorse.torch.Tensor input, Darkhorse.torch.Tensor next)
    => functional.cross_entropy(gpt.call(input).flatten(0, 1), next.flatten());

static double Validate(Gpt gpt, Corpus corpus, int context)
{
    using var _ = no_grad();
    gpt.eval();
    var (input, next) = corpus.Passages(32, context, training: false);
    return Loss(gpt, input, next).item<float>();
}

static Option<int> Number(string name, int usual, string description)
{
    var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1) result.AddError($"{name} has to be at least 1");
    });
    return option;
}
