using System.IO.Enumeration;
using System.Reflection;
using Darkhorse.Golden.Areas;

namespace Darkhorse.Golden;

public enum Outcome { Passed, Failed, Skipped }

/// <summary>What became of a case; <paramref name="Detail"/> is the difference, or what is missing.</summary>
public sealed record Result(Case Case, Outcome Outcome, string Detail);

/// <summary>Which cases to run.</summary>
public sealed record Filter(string? Area = null, string? Op = null, string? Id = null)
{
    public bool Takes(Case @case) => (Area is null || @case.Area == Area) && (Op is null || @case.Op == Op) && (Id is null || FileSystemName.MatchesSimpleExpression(Id, @case.Id, false));
}

/// <summary>Runs golden cases: inputs and the results that PyTorch gave for them.</summary>
public static class Runner
{
    /// <param name="path">A file of cases, or a folder of them.</param>
    public static IEnumerable<Result> Run(string path, Filter filter)
    {
        var files = Directory.Exists(path) ? Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal) : (IEnumerable<string>)[path];
        foreach (string file in files)
            foreach (var @case in Case.Load(file).Where(filter.Takes)) yield return Run(@case);
    }

    public static Result Run(Case @case)
    {
        try
        {
            Area.Run(@case);
            return new(@case, Outcome.Passed, "");
        }
        catch (MissingException missing)
        {
            return new(@case, Outcome.Skipped, missing.Message);
        }
        catch (MismatchException mismatch)
        {
            return new(@case, Outcome.Failed, mismatch.Message);
        }
        catch (Exception error) // whatever the library throws is this case's failure, and the next case runs
        {
            var cause = error is TargetInvocationException { InnerException: { } inner } ? inner : error;
            string? place = cause.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Darkhorse.", StringComparison.Ordinal))?.Trim();
            return new(@case, Outcome.Failed, $"{cause.GetType().Name}: {cause.Message}\n    {place}");
        }
    }
}
