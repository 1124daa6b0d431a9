using System.Diagnostics;
using System.Globalization;

namespace Bench;

/// <summary>Times rows. As a server it does so on request, so that two programs can take turns.</summary>
public static class Timing
{
    const double BatchSeconds = 0.02;

    /// <summary>The same, but NaN where the row fails, and the reason on the standard error.</summary>
    public static double TryMeasure(Row row, bool first)
    {
        try
        {
            return Measure(row, first);
        }
        catch (Exception error)
        {
            Console.Error.WriteLine($"{row.Name}: {(error.InnerException ?? error).Message}");
            return double.NaN;
        }
    }

    /// <summary>Nanoseconds of one call: the median of several batches. The first turn of a row warms up long enough for the JIT's last tier.</summary>
    public static double Measure(Row row, bool first)
    {
        bool coarse = row.Family == Sweep.Family;
        var work = row.Prepare();
        long calls = Calls(work, coarse || !first ? 0.05 : 0.25, coarse ? 1 : 3);
        var times = new double[coarse ? 3 : 9];
        for (int i = 0; i < times.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Run(work, calls);
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    /// <summary>Warms up, and finds how many calls fill a batch.</summary>
    static long Calls(Action work, double seconds, int leastCalls)
    {
        long calls = 1;
        var watch = Stopwatch.StartNew();
        for (long done = 0; watch.Elapsed.TotalSeconds < seconds || done < leastCalls; done += calls)
        {
            long start = Stopwatch.GetTimestamp();
            Run(work, calls);
            double batch = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (batch < BatchSeconds / 2) calls = Math.Max(calls + 1, (long)(calls * Math.Min(10, BatchSeconds / Math.Max(batch, 1e-9))));
        }
        return calls;
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

    /// <summary>Reads <c>threads N</c>, <c>knows NAME</c>, <c>first NAME</c> and <c>again NAME</c> from the standard input, answers with nanoseconds, until it ends.</summary>
    public static int Serve(string[] args)
    {
        var rows = All.Rows.Concat(Sweep.Rows).ToDictionary(row => row.Name);
        Console.WriteLine("ready");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', 2);
            Console.WriteLine(words[0] switch
            {
                "threads" => SetThreads(int.Parse(words[1], CultureInfo.InvariantCulture)),
                "knows" => rows.ContainsKey(words[1]).ToString(),
                _ => TryMeasure(rows[words[1]], words[0] == "first").ToString("R", CultureInfo.InvariantCulture),
            });
        }
        return 0;
    }

    static string SetThreads(int count)
    {
        torch.set_num_threads(count);
        return "ok";
    }
}
