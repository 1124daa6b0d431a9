using Darkhorse;
using static Darkhorse.torch;
using Tensor = Darkhorse.torch.Tensor;

namespace Names;

/// <summary>A word and whether it is a name, or its letters in another order.</summary>
readonly record struct Word(string Letters, bool IsName)
{
    public const int Alphabet = 27; // 0 is what fills up

    public Tensor Encode() => tensor(Letters.Select(letter => (long)(letter - 'a' + 1)).ToArray());
}

/// <summary>Given names of the United States (Social Security Administration, public domain), each beside a shuffled copy.</summary>
sealed class NameData : torch.utils.data.Dataset<Word>
{
    readonly Word[] _words;

    NameData(Word[] words) => _words = words;

    public override long Count => _words.Length;

    public override Word GetTensor(long index) => _words[index];

    public static (NameData Train, NameData Test) Read(int most)
    {
        using var reader = new StreamReader(typeof(NameData).Assembly.GetManifestResourceStream("names.txt")!);
        string[] names = [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim()).Take(most)];
        var random = new Random(0);
        var words = names.SelectMany(name => new[] { new Word(name, true), new Word(Shuffled(name, random), false) }).ToArray();
        int split = names.Length * 9 / 10 * 2;
        return (new(words[..split]), new(words[split..]));
    }

    static string Shuffled(string name, Random random)
    {
        char[] letters = name.ToCharArray();
        for (int tries = 0; tries < 10 && letters.AsSpan().SequenceEqual(name); tries++) random.Shuffle(letters);
        return new(letters);
    }

    /// <summary>Words of different lengths as one batch: letters filled up with zeros [n, longest], lengths [n], labels [n].</summary>
    public static Batch Collate(IEnumerable<Word> words, Device device)
    {
        Word[] all = [.. words];
        return new(
            nn.utils.rnn.pad_sequence(all.Select(word => word.Encode()), batch_first: true).to(device),
            tensor(all.Select(word => (long)word.Letters.Length).ToArray()),
            tensor(all.Select(word => word.IsName ? 1L : 0).ToArray()).to(device));
    }
}

sealed record Batch(Tensor Letters, Tensor Lengths, Tensor Labels);
