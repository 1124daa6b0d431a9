// A residual network learns to tell shapes in noisy color images, drawn by worker threads while it trains.
using Darkhorse.Training;
using Shapes;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;

int Number(int at, int usual) => args.Length > at && int.TryParse(args[at], out int value) && value > 0 ? value : usual;
int epochs = Number(0, 4), count = Number(1, 4000), blocks = Number(2, 2), width = Number(3, 16);

manual_seed(1);
var model = new ResNet(blocks, width, ShapeImages.Kinds.Length);
Console.WriteLine($"{6 * blocks + 2} layers, {model.parameters().Sum(p => p.numel()):N0} weights, {model.Summary(1, 3, ShapeImages.Side, ShapeImages.Side).Macs / 1e6:0.0} million multiplications an image");

var train = Darkhorse.torch.utils.data.DataLoader(new ShapeImages(count, seed: 1), 64, shuffle: true, num_worker: 2);
var test = Darkhorse.torch.utils.data.DataLoader(new ShapeImages(count / 4, seed: 2), 128, num_worker: 2);
var confusion = new ConfusionMatrix(ShapeImages.Kinds.Length);
var optimizer = optim.SGD(model.parameters(), 0.05, momentum: 0.9, weight_decay: 5e-4);
var trainer = new Trainer(model, optimizer, CrossEntropyLoss())
{
    Metrics = [new Accuracy()],
    Callbacks = [new ProgressBar()],
    Scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, epochs: epochs, steps_per_epoch: (int)train.Count + 1),
    ScheduleEvery = ScheduleEvery.Step,
};
trainer.Fit(train, epochs, test);

using var _ = no_grad();
model.eval();
foreach (var batch in test) confusion.Update(model.call(batch[0]), batch[1]);
Console.WriteLine($"what it is, and what it was taken for ({string.Join(", ", ShapeImages.Kinds)}):");
Console.WriteLine(confusion.Matrix);
Console.WriteLine($"test accuracy {100 * confusion.Compute():0.0} %");
