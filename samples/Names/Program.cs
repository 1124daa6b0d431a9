// An LSTM reads words letter by letter, and says which are names.
using Darkhorse;
using Darkhorse.Modules;
using Darkhorse.Training;
using Names;
using static Darkhorse.torch;
using static Darkhorse.torch.nn;
using Tensor = Darkhorse.torch.Tensor;

int Number(int at, int usual) => args.Length > at && int.TryParse(args[at], out int value) && value > 0 ? value : usual;
int epochs = Number(0, 6), names = Number(1, int.MaxValue);

manual_seed(1);
var (train, test) = NameData.Read(names);
Console.WriteLine($"{train.Count} words to learn from, {test.Count} to be tested on");
var reader = new Reader(width: 64);
var trainer = new Trainer<Batch>(reader, optim.Adam(reader.parameters(), 3e-3), batch =>
{
    var scores = reader.call(batch.Letters, batch.Lengths);
    return new(functional.cross_entropy(scores, batch.Labels), scores, batch.Labels);
})
{
    Metrics = [new Accuracy(), new F1Score()],
    Callbacks = [new ProgressBar()],
    ClipGradNorm = 1,
};
trainer.Fit(torch.utils.data.DataLoader(train, 64, NameData.Collate, shuffle: true), epochs, torch.utils.data.DataLoader(test, 256, NameData.Collate));

string[] words = ["elizabeth", "thebazile", "darkhorse", "aaron", "nraoa"];
using var _ = no_grad();
reader.eval();
var batch = NameData.Collate(words.Select(word => new Word(word, true)), new("cpu"));
var sure = functional.softmax(reader.call(batch.Letters, batch.Lengths), 1)[.., 1];
for (int i = 0; i < words.Length; i++) Console.WriteLine($"{words[i]}: {100 * sure[i].item<float>():0} % a name");

/// <summary>Letters to vectors, an LSTM over them in both directions, and a decision on what it remembers at the ends.</summary>
sealed class Reader : Module<Tensor, Tensor, Tensor>
{
    readonly Embedding letters;
    readonly LSTM lstm;
    readonly Linear decide;

    public Reader(int width) : base(nameof(Reader))
    {
        letters = Embedding(Word.Alphabet, 16, padding_idx: 0);
        lstm = LSTM(16, width, batchFirst: true, bidirectional: true);
        decide = Linear(2 * width, 2);
        RegisterComponents();
    }

    /// <param name="words">int64 [n, longest].</param>
    /// <param name="lengths">int64 [n].</param>
    /// <returns>Scores [n, 2].</returns>
    public override Tensor forward(Tensor words, Tensor lengths)
    {
        // Packed, so that the filling is never read.
        var packed = nn.utils.rnn.pack_padded_sequence(letters.call(words), lengths, batch_first: true, enforce_sorted: false);
        var (_, last, _) = lstm.call(packed);
        return decide.call(cat([last[0], last[1]], dim: 1));
    }
}
