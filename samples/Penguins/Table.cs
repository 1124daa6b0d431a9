using System.Globalization;
using static Darkhorse.torch;
using Tensor = Darkhorse.torch.Tensor;

namespace Penguins;

/// <summary>Penguins of the Palmer Archipelago (Horst, Hill and Gorman; CC0): measures and names as features, the body mass in kilograms as the target.</summary>
sealed record Table(Tensor Features, Tensor Mass)
{
    static readonly string[] s_measures = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm"], s_names = ["species", "island", "sex"];

    /// <summary>Rows with a missing value are left out. Measures are scaled to mean 0 and deviation 1, names become a column for each value.</summary>
    public static Table Read()
    {
        using var reader = new StreamReader(typeof(Table).Assembly.GetManifestResourceStream("penguins.csv")!);
        string[] heads = reader.ReadLine()!.Split(',');
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).Where(row => row.All(cell => cell.Length > 0)).ToList();
        int At(string name) => Array.IndexOf(heads, name);
        float[] Numbers(string name) => [.. rows.Select(row => float.Parse(row[At(name)], CultureInfo.InvariantCulture))];

        var measures = stack([.. s_measures.Select(name => tensor(Numbers(name)))], dim: 1);
        measures = (measures - measures.mean([0])) / measures.std(0);
        var names = s_names.Select(name =>
        {
            string[] values = [.. rows.Select(row => row[At(name)])], distinct = [.. values.Distinct().Order()];
            return nn.functional.one_hot(tensor(values.Select(value => (long)Array.IndexOf(distinct, value)).ToArray()), distinct.Length).to(float32);
        });
        return new(cat([measures, .. names], dim: 1), tensor(Numbers("body_mass_g")).unsqueeze(1) / 1000);
    }

    /// <summary>The rows in random order, cut in two.</summary>
    public (Table, Table) Split(double share)
    {
        var order = randperm(Mass.shape[0]);
        int at = (int)(share * Mass.shape[0]);
        return (new(Features[order[..at]], Mass[order[..at]]), new(Features[order[at..]], Mass[order[at..]]));
    }
}
