using System.Diagnostics;
using Darkhorse;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;
using Tensor = Darkhorse.torch.Tensor;

namespace Digits;

/// <summary>Where the training stands.</summary>
readonly record struct Step(int Epoch, int Batch, int Batches, double Loss, double ImagesPerSecond, TimeSpan Left);

/// <summary>The loss along the way: of every step, and on the test images after every epoch.</summary>
sealed class History
{
    public List<float> Steps { get; } = [];
    public List<(double Epoch, double Loss, double Accuracy)> Tests { get; } = [];
}

/// <summary>What the model says of the test images.</summary>
sealed record Verdict(long[] Labels, long[] Predicted, float[] Losses, float[] Confidence)
{
    public double Accuracy => Labels.Length == 0 ? 0 : Labels.Zip(Predicted).Count(pair => pair.First == pair.Second) / (double)Labels.Length;
    public double Loss => Losses.Length == 0 ? 0 : Losses.Average();
}

static class Training
{
    /// <summary>Trains the model and tells <paramref name="progress"/> after every step and every epoch.</summary>
    public static History Run(Classifier model, DigitData data, Options options, IProgressView progress)
    {
        var history = new History();
        var loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(data.TrainImages, data.TrainLabels), options.BatchSize, shuffle: true, seed: options.Seed);
        int batches = (int)loader.Count;
        var optimizer = optim.AdamW(model.parameters(), lr: options.LearningRate, weight_decay: 0.01);
        var schedule = optim.lr_scheduler.OneCycleLR(optimizer, options.LearningRate, total_steps: options.Epochs * batches + 1, pct_start: 0.2, cycle_momentum: false);
        var clock = Stopwatch.StartNew();
        long images = 0;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            model.train();
            int batch = 0;
            double smooth = 0;
            foreach (var pair in loader)
            {
                optimizer.zero_grad();
                var loss = functional.cross_entropy(model.call(pair[0]), pair[1]);
                loss.backward();
                optimizer.step();
                schedule.step();

                float value = loss.item<float>();
                if (!float.IsFinite(value)) throw new InvalidDataException($"the training diverged (loss {value}): try a lower --lr");
                history.Steps.Add(value);
                smooth = batch == 0 ? value : 0.97 * smooth + 0.03 * value;
                images += pair[0].shape[0];
                batch++;
                double rate = images / clock.Elapsed.TotalSeconds;
                long left = (long)options.Epochs * data.TrainImages.shape[0] - images;
                progress.Report(new(epoch, batch, batches, smooth, rate, TimeSpan.FromSeconds(left / rate)));
            }
            clock.Stop();
            var verdict = Judge(model, data);
            history.Tests.Add((epoch + 1, verdict.Loss, verdict.Accuracy));
            progress.EndEpoch(epoch, smooth, verdict);
            clock.Start();
        }
        return history;
    }

    /// <summary>Lets the model read the test images.</summary>
    public static Verdict Judge(Classifier model, DigitData data)
    {
        using var _ = no_grad();
        model.eval();
        int count = (int)data.TestLabels.numel();
        long[] labels = data.TestLabels.ToArray<long>(), predicted = new long[count];
        float[] losses = new float[count], confidence = new float[count];
        const int Chunk = 500;
        for (int start = 0; start < count; start += Chunk)
        {
            int length = Math.Min(Chunk, count - start);
            var scores = functional.log_softmax(model.call(data.TestImages.narrow(0, start, length)), 1).ToArray<float>();
            for (int i = 0; i < length; i++)
            {
                var row = scores.AsSpan(10 * i, 10);
                int best = 0;
                for (int c = 1; c < row.Length; c++)
                    if (row[c] > row[best]) best = c;
                (predicted[start + i], confidence[start + i], losses[start + i]) = (best, MathF.Exp(row[best]), -row[(int)labels[start + i]]);
            }
        }
        return new(labels, predicted, losses, confidence);
    }
}
