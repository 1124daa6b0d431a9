// A variational autoencoder (Kingma and Welling, arXiv 1312.6114) learns what digits look like, and draws its own.
using Darkhorse;
using Darkhorse.Modules;
using Digits;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;
using Tensor = Darkhorse.torch.Tensor;

int Number(int at, int usual) => args.Length > at && int.TryParse(args[at], out int value) && value > 0 ? value : usual;
int epochs = Number(0, 10), count = Number(1, 10_000);
string picture = args.Length > 2 ? args[2] : "vae.png";

manual_seed(1);
byte[] pixels = new byte[count * 784];
Parallel.For(0, count, i => Handwriting.Draw(i % 10, (ulong)i, pixels.AsSpan(784 * i, 784)));
var images = tensor(pixels, [count, 784]).to(float32) / 255;

var vae = new Vae(latent: 16);
var optimizer = optim.Adam(vae.parameters(), 1e-3);
var loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(images), 128, shuffle: true);
for (int epoch = 1; epoch <= epochs; epoch++)
{
    double sum = 0;
    foreach (var batch in loader)
    {
        optimizer.zero_grad();
        var (drawn, mean, logVariance) = vae.call(batch[0]);
        // Minus the evidence lower bound: how badly the image is drawn again, and how far the code is from a standard normal one.
        var again = functional.binary_cross_entropy_with_logits(drawn, batch[0], reduction: Reduction.Sum);
        var far = -0.5 * (1 + logVariance - mean.square() - logVariance.exp()).sum();
        var loss = (again + far) / batch[0].shape[0];
        loss.backward();
        optimizer.step();
        sum += loss.item<float>();
    }
    Console.WriteLine($"epoch {epoch}: {sum / loader.Count:0.0} nats an image");
}

using (no_grad())
{
    vae.eval();
    var (again, _, _) = vae.call(images[..10]);
    Sheet.Save(picture, [images[..10], again.sigmoid(), .. Enumerable.Range(0, 4).Select(_ => vae.Draw(randn(10, 16)))]);
}
Console.WriteLine($"{picture}: ten digits, the same drawn again from their codes, and forty out of nothing");

/// <summary>To a code of a few numbers, each a mean and a variance, and back.</summary>
sealed class Vae : Module<Tensor, (Tensor Drawn, Tensor Mean, Tensor LogVariance)>
{
    readonly Linear read, mean, variance, think, draw;

    public Vae(int latent) : base(nameof(Vae))
    {
        (read, mean, variance) = (Linear(784, 256), Linear(256, latent), Linear(256, latent));
        (think, draw) = (Linear(latent, 256), Linear(256, 784));
        RegisterComponents();
    }

    public override (Tensor, Tensor, Tensor) forward(Tensor images)
    {
        var seen = functional.relu(read.call(images));
        var (center, spread) = (mean.call(seen), variance.call(seen));
        // A sample through which gradients pass: the randomness is apart.
        var code = center + (0.5 * spread).exp() * randn_like(center);
        return (Logits(code), center, spread);
    }

    /// <summary>Images of codes.</summary>
    public Tensor Draw(Tensor codes) => Logits(codes).sigmoid();

    Tensor Logits(Tensor codes) => draw.call(functional.relu(think.call(codes)));
}

static class Sheet
{
    /// <summary>Rows of images of 28 by 28, twice as large, as a PNG.</summary>
    public static void Save(string path, IReadOnlyList<Tensor> rows)
    {
        const int Zoom = 2, Cell = 28 * Zoom + 4;
        var sheet = new Picture(10 * Cell + 4, rows.Count * Cell + 4);
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < 10; column++)
            {
                float[] ink = rows[row][column].ToArray<float>();
                for (int i = 0; i < ink.Length; i++)
                {
                    byte shade = (byte)(255 * (1 - Math.Clamp(ink[i], 0, 1)));
                    sheet.Fill(4 + column * Cell + i % 28 * Zoom, 4 + row * Cell + i / 28 * Zoom, Zoom, Zoom, (shade, shade, shade));
                }
            }
        }
        sheet.Save(path);
    }
}
