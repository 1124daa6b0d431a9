// Regression on a table, with the training loop ready made: how heavy is a penguin?
using Darkhorse;
using Darkhorse.Training;
using Penguins;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;

manual_seed(1);
var (train, test) = Table.Read().Split(0.8);
Console.WriteLine($"{train.Mass.shape[0]} penguins to learn from, {test.Mass.shape[0]} to be tested on, {train.Features.shape[1]} features");

var model = Sequential(("hidden", Linear(train.Features.shape[1], 32)), ("relu", ReLU()), ("drop", Dropout(0.1)), ("out", Linear(32, 1)));
Console.WriteLine(model.Summary(1, train.Features.shape[1]));

var optimizer = optim.AdamW(model.parameters(), lr: 0.01);
var trainer = new Trainer(model, optimizer, MSELoss())
{
    Metrics = [new MeanAbsoluteError(), new R2Score()],
    Callbacks = [new EarlyStopping(patience: 20), new ProgressBar()],
    Scheduler = optim.lr_scheduler.StepLR(optimizer, step_size: 30, gamma: 0.5),
};
trainer.Fit(train.Features, train.Mass, epochs: 100, batchSize: 32, validationSplit: 0.2);

var measured = trainer.Evaluate(test.Features, test.Mass);
Console.WriteLine($"of the test penguins' masses the model explains {100 * measured["r2"]:0.0} %; it is off by {1000 * measured["mae"]:0} g on average");
var guesses = trainer.Predict(test.Features[..5]);
for (int i = 0; i < 5; i++) Console.WriteLine($"guessed {guesses[i, 0].item<float>():0.00} kg, is {test.Mass[i, 0].item<float>():0.00} kg");
