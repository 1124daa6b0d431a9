using System.Text;
using Darkhorse;
using static Darkhorse.torch;
using Tensor = Darkhorse.torch.Tensor;

namespace CharGpt;

/// <summary>A text as numbers, one for each distinct character. The last tenth is kept for validation.</summary>
sealed class Corpus
{
    readonly char[] _letters;
    readonly Tensor _train, _test;

    Corpus(string name, string text)
    {
        (Name, Length) = (name, text.Length);
        _letters = [.. text.Distinct().Order()];
        var tokens = Encode(text);
        long split = text.Length * 9L / 10;
        (_train, _test) = (tokens[..(int)split], tokens[(int)split..]);
    }

    public string Name { get; }
    public int Length { get; }
    public int Letters => _letters.Length;

    /// <summary>Some scenes of Shakespeare, which the program carries with it.</summary>
    public static Corpus Plays()
    {
        using var reader = new StreamReader(typeof(Corpus).Assembly.GetManifestResourceStream("plays.txt")!);
        return new("scenes of Shakespeare", reader.ReadToEnd());
    }

    /// <exception cref="InvalidDataException">The file is too short to learn from.</exception>
    public static Corpus Read(string path, int context)
    {
        string text = File.ReadAllText(path, Encoding.UTF8);
        return text.Length >= 20 * (context + 1) ? new(Path.GetFileName(path), text) : throw new InvalidDataException($"{path} has {text.Length} characters, which is too little for a context of {context}");
    }

    /// <summary>Numbers of characters, int64 [n]. A character that the text does not have becomes its first one.</summary>
    public Tensor Encode(string text) => tensor(text.Select(letter => (long)Math.Max(0, Array.BinarySearch(_letters, letter))).ToArray());

    public char Letter(long token) => _letters[token];

    /// <summary>Passages from random places, int64 [count, context], and the same passages one character on: what comes next at every place.</summary>
    public (Tensor Input, Tensor Next) Passages(int count, int context, bool training)
    {
        var text = training ? _train : _test;
        var places = randint(0, text.shape[0] - context, [count, 1]) + arange(context + 1);
        var passages = text[places];
        return (passages[.., ..context], passages[.., 1..]);
    }
}
