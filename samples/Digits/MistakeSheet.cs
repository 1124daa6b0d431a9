namespace Digits;

/// <summary>The test images that the model is most wrong about, as a picture.</summary>
static class MistakeSheet
{
    const int Zoom = 4, Cell = Handwriting.Side * Zoom, Gap = 14, CaptionHeight = 34, Head = 56, Most = 40, PerRow = 8;

    static readonly (byte, byte, byte) s_paper = (250, 250, 247), s_text = (40, 44, 52), s_faint = (130, 134, 142), s_wrong = (200, 50, 47), s_right = (28, 126, 84);

    public static void Save(string path, Verdict verdict, DigitData data)
    {
        int[] wrong = [.. Enumerable.Range(0, verdict.Labels.Length).Where(i => verdict.Labels[i] != verdict.Predicted[i]).OrderByDescending(i => verdict.Losses[i])];
        int shown = Math.Min(wrong.Length, Most), rows = Math.Max(1, (shown + PerRow - 1) / PerRow);
        var picture = new Picture(Gap + PerRow * (Cell + Gap), Head + rows * (Cell + CaptionHeight + Gap) + Gap);
        picture.Fill(0, 0, picture.Width, picture.Height, s_paper);
        Font.Write(picture, Gap, 20, shown == 0 ? "no mistakes" : $"the {shown} worst of {wrong.Length} mistakes in {verdict.Labels.Length} images: what it is > what it was taken for", 2, s_text);
        for (int k = 0; k < shown; k++)
        {
            int left = Gap + k % PerRow * (Cell + Gap), top = Head + k / PerRow * (Cell + CaptionHeight + Gap);
            byte[] pixels = data.TestImages[wrong[k]].ToArray<byte>();
            for (int i = 0; i < pixels.Length; i++)
            {
                byte shade = (byte)(255 - pixels[i] * 0.9); // ink on paper
                picture.Fill(left + i % Handwriting.Side * Zoom, top + i / Handwriting.Side * Zoom, Zoom, Zoom, (shade, shade, shade));
            }
            string truth = data.Classes[verdict.Labels[wrong[k]]], guess = data.Classes[verdict.Predicted[wrong[k]]];
            int scale = truth.Length + guess.Length < 6 ? 2 : 1;
            Font.Write(picture, left + 2, top + Cell + 6, truth, scale, s_right);
            Font.Write(picture, left + 2 + Font.Width(truth, scale) + 4 * scale, top + Cell + 6, ">", scale, s_faint);
            Font.Write(picture, left + 2 + Font.Width(truth, scale) + 13 * scale, top + Cell + 6, guess, scale, s_wrong);
            string sure = $"{100 * verdict.Confidence[wrong[k]]:0} %";
            Font.Write(picture, left + Cell - Font.Width(sure, 1) - 2, top + Cell + CaptionHeight - 12, sure, 1, s_faint);
        }
        picture.Save(path);
    }
}
