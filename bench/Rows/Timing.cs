using System.Diagnostics;
using System.Globalization;

namespace Bench;

/// <summary>Times rows. As a server it does so on request, so that two programs can take turns.</summary>
public static class Timing
{
    const double WarmUpSeconds = 0.25, BatchSeconds = 0.02;
    const int Batches = 9;

    /// <summary>Nanoseconds of one call: the median of several batches, after a warm-up long enough for the JIT's last tier.</summary>
    public static double Measure(Row row, double warmUp = WarmUpSeconds)
    {
        var work = row.Prepare();
        long calls = 1;
        var watch = Stopwatch.StartNew();
        for (long done = 0; watch.Elapsed.TotalSeconds < warmUp || done < 3; done += calls)
        {
            long start = Stopwatch.GetTimestamp();
            Run(work, calls);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (seconds < BatchSeconds / 2) calls = Math.Max(calls + 1, (long)(calls * Math.Min(10, BatchSeconds / Math.Max(seconds, 1e-9))));
        }
        var times = new double[Batches];
        for (int i = 0; i < Batches; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Run(work, calls);
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
        }
        Array.Sort(times);
        return times[Batches / 2];
    }

    static void Run(Action work, long calls)
    {
#if PEER
        // The binding keeps every temporary until it is disposed: a scope a call, as its users write it.
        for (long i = 0; i < calls; i++) using (torch.NewDisposeScope()) work();
#else
        for (long i = 0; i < calls; i++) work();
#endif
    }

    /// <summary>Reads <c>threads N</c> and <c>time NAME</c> from the standard input, answers with nanoseconds, until it ends.</summary>
    public static int Serve(string[] args)
    {
        var rows = All.Rows.ToDictionary(row => row.Name);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', 2);
            if (words[0] == "threads")
            {
                torch.set_num_threads(int.Parse(words[1], CultureInfo.InvariantCulture));
                Console.WriteLine("ok");
            }
            else
            {
                Console.WriteLine(Measure(rows[words[1]]).ToString("R", CultureInfo.InvariantCulture));
            }
        }
        return 0;
    }
}
