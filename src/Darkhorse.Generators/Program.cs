using Darkhorse.Generators;

// usage: dotnet run --project src/Darkhorse.Generators [-- --check]
// Writes src/Darkhorse/Surface from the [Op] attributes of src/Darkhorse/Ops; with --check only says whether it is up to date (exit code 1 if not).
bool check = args.Contains("--check");
string root = Surface.FindRoot(AppContext.BaseDirectory);
var files = Surface.Generate(Path.Combine(root, "src", "Darkhorse"));
var stale = files.Where(file => !File.Exists(file.Path) || File.ReadAllText(file.Path) != file.Text).Select(file => file.Path).ToList();
var orphans = Surface.Existing(root).Except(files.Select(file => file.Path)).ToList();
foreach (string path in stale.Concat(orphans)) Console.WriteLine($"{(check ? "stale" : "written")}: {Path.GetRelativePath(root, path)}");
if (check) return stale.Count + orphans.Count == 0 ? 0 : 1;
foreach (var file in files.Where(file => stale.Contains(file.Path)))
{
    Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
    File.WriteAllText(file.Path, file.Text);
}
foreach (string path in orphans) File.Delete(path);
return 0;
