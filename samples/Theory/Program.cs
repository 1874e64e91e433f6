using Latent.Samples.Theory;

// dotnet run -c Release --project samples/Theory            all worked numbers of docs/theory
// dotnet run -c Release --project samples/Theory -- kl      those of one page
foreach ((string page, Func<Numbers> run) in Pages.All)
{
    if (args.Length > 0 && !args.Contains(page, StringComparer.Ordinal)) continue;
    Console.WriteLine($"{page}\n{run()}");
}

return args.All(page => Pages.All.Any(p => p.Page == page)) ? 0 : 2;
