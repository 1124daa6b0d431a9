using Darkhorse;
using Darkhorse.IO;
using static Darkhorse.torch;
using Tensor = Darkhorse.torch.Tensor;

namespace Digits;

/// <summary>Images to learn from and others to be tested on: uint8 [n, 28, 28], with int64 labels [n].</summary>
sealed record DigitData(string Name, Tensor TrainImages, Tensor TrainLabels, Tensor TestImages, Tensor TestLabels, string[] Classes)
{
    static readonly string[] s_digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    static readonly string[] s_clothes = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>Draws the images. Those of the test come from other random numbers than those to learn from.</summary>
    public static DigitData Drawn(int train, int test, ulong seed)
    {
        var (trainImages, trainLabels) = Draw(train, seed * 2);
        var (testImages, testLabels) = Draw(test, seed * 2 + 1);
        return new("digits drawn by this program", trainImages, trainLabels, testImages, testLabels, s_digits);
    }

    static (Tensor Images, Tensor Labels) Draw(int count, ulong series)
    {
        byte[] pixels = new byte[count * Handwriting.Side * Handwriting.Side];
        long[] labels = new long[count];
        Parallel.For(0, count, i =>
        {
            ulong seed = series * 0x100000001B3 + (ulong)i;
            labels[i] = new Dice(~seed).Below(10);
            Handwriting.Draw((int)labels[i], seed, pixels.AsSpan(i * Handwriting.Side * Handwriting.Side, Handwriting.Side * Handwriting.Side));
        });
        return (tensor(pixels, [count, Handwriting.Side, Handwriting.Side]), tensor(labels));
    }

    /// <summary>Reads MNIST or a data set of its form: four IDX files, gzipped or not.</summary>
    /// <exception cref="InvalidDataException">A file is missing, damaged, or of another form.</exception>
    public static DigitData Read(string folder)
    {
        if (!Directory.Exists(folder)) throw new InvalidDataException($"there is no folder {folder}");
        var train = (Images: Images(folder, "train-images"), Labels: Labels(folder, "train-labels"));
        var test = (Images: Images(folder, "t10k-images"), Labels: Labels(folder, "t10k-labels"));
        if (train.Images.shape[0] != train.Labels.shape[0] || test.Images.shape[0] != test.Labels.shape[0])
            throw new InvalidDataException($"{folder}: there are not as many labels as images");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new(name, train.Images, train.Labels, test.Images, test.Labels, name.Contains("fashion", StringComparison.OrdinalIgnoreCase) ? s_clothes : s_digits);
    }

    static Tensor Images(string folder, string name)
    {
        var images = Read(folder, name + "-idx3-ubyte");
        if (images.dtype != uint8 || images.ndim != 3 || images.shape[1] != Handwriting.Side || images.shape[2] != Handwriting.Side)
            throw new InvalidDataException($"{folder}: {name} are not images of 28 by 28 bytes");
        return images;
    }

    static Tensor Labels(string folder, string name)
    {
        var labels = Read(folder, name + "-idx1-ubyte");
        if (labels.dtype != uint8 || labels.ndim != 1 || (labels.numel() > 0 && labels.ToArray<byte>().Max() > 9))
            throw new InvalidDataException($"{folder}: {name} are not bytes from 0 to 9");
        return labels.to(int64);
    }

    static Tensor Read(string folder, string name)
    {
        string plain = Path.Combine(folder, name), zipped = plain + ".gz";
        if (File.Exists(zipped)) return Idx.Read(zipped);
        return File.Exists(plain) ? Idx.Read(plain) : throw new InvalidDataException($"{zipped} is missing");
    }
}
