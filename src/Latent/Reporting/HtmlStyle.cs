namespace Latent.Reporting;

/// <summary>How a page looks.</summary>
internal static class HtmlStyle
{
    public static readonly string Page = Variables(":root", Palette.Light)
        + "@media screen and (prefers-color-scheme:dark){" + Variables(":root", Palette.Dark).TrimEnd() + "}\n" + Rules;

    private const string Rules = """
        *{box-sizing:border-box}
        html{font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:var(--ink);background:var(--page);
          -webkit-text-size-adjust:100%;scroll-behavior:smooth}
        body{margin:0;overflow-wrap:anywhere}
        .frame{max-width:62rem;margin:0 auto;padding:3rem 1.25rem 5rem}
        header{margin:0 0 1.75rem}
        h1{font-size:2.1rem;line-height:1.2;letter-spacing:-.018em;margin:0;font-weight:680}
        .subtitle{margin:.5rem 0 0;color:var(--faint);font-size:1.06rem}
        h2{font-size:1.35rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 1rem;font-weight:640}
        h3{font-size:1.05rem;margin:2rem 0 .6rem;font-weight:640}
        p{margin:0 0 1rem;max-width:46rem}
        a{color:var(--accent)}
        nav{margin:0 0 2rem}
        nav ol{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem}
        nav a{display:block;padding:.22rem .75rem;border:1px solid var(--rule);border-radius:2rem;background:var(--paper);color:var(--ink);
          text-decoration:none;font-size:.9rem}
        nav a:hover,nav a:focus-visible{border-color:var(--accent);color:var(--accent)}
        section{background:var(--paper);border:1px solid var(--rule);border-radius:14px;padding:1.6rem 1.75rem 1.2rem;margin:0 0 1.5rem}
        section>:last-child{margin-bottom:.4rem}
        figure{margin:0 0 1.9rem}
        figcaption{margin:.6rem 0 0;color:var(--faint);font-size:.92rem;line-height:1.5;max-width:46rem}
        figcaption b{color:var(--ink);font-weight:640}
        figure.table figcaption{margin:0 0 .6rem}
        .wide{overflow-x:auto}
        svg.lc{display:block;max-width:100%;height:auto}
        img{display:block;max-width:100%;height:auto;border-radius:4px}
        img.drawing{background:#fff;padding:.5rem;border-radius:8px;border:1px solid var(--rule)}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(11.5rem,1fr));gap:1rem 1.5rem;margin:0 0 1.6rem}
        dt{color:var(--faint);font-size:.84rem}
        dd{margin:0;font-weight:560;font-variant-numeric:tabular-nums}
        table{overflow-wrap:break-word;border-collapse:collapse;font-size:.94rem;min-width:50%}
        th,td{padding:.42rem 1.4rem .42rem 0;text-align:left;border-bottom:1px solid var(--rule);vertical-align:baseline}
        th{font-weight:600;color:var(--faint);font-size:.86rem;border-bottom:1.5px solid var(--axis)}
        tbody tr:last-child td{border-bottom:0}
        td{max-width:26rem}
        dl>div{min-width:0}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .best{position:relative;font-weight:700}
        .best::after{content:"★";position:absolute;right:.3rem;color:var(--accent)}
        aside{border-left:4px solid var(--accent);background:var(--page);border-radius:0 8px 8px 0;padding:.75rem 1.1rem;margin:0 0 1.1rem}
        aside strong{display:block;font-size:.84rem;color:var(--accent)}
        aside p{margin:0}
        aside.good{border-color:var(--good)}
        aside.good strong{color:var(--good)}
        aside.warning{border-color:var(--warning)}
        aside.warning strong{color:var(--warning)}
        aside.problem{border-color:var(--error);border-left-style:double;border-left-width:6px}
        aside.problem strong{color:var(--error)}
        pre{font:.86rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;background:var(--page);border:1px solid var(--rule);
          border-radius:8px;padding:.9rem 1.1rem;overflow-x:auto;overflow-wrap:normal;margin:0 0 1.1rem}
        details{margin:0 0 1.1rem}
        summary{cursor:pointer;color:var(--accent);margin:0 0 .6rem}
        footer{color:var(--faint);font-size:.88rem;margin:2rem 0 0}
        @media(max-width:40rem){.frame{padding:1.5rem .8rem 3rem}section{padding:1.1rem 1rem .8rem;border-radius:10px}h1{font-size:1.6rem}
          svg.lc{min-width:34rem;max-width:none}}
        @media print{html{font-size:10.5pt;background:#fff}.frame{max-width:none;padding:0}nav{display:none}
          section{border:0;padding:0;margin:0 0 1.4rem}figure,aside,dl,tr{break-inside:avoid}h2,h3{break-after:avoid}
          details>pre{display:block}svg.lc,img{max-height:22cm}}

        """;

    private static string Variables(string selector, Palette.Scheme scheme) =>
        $"{selector}{{--paper:{scheme.Paper};--page:{scheme.Page};--ink:{scheme.Ink};--faint:{scheme.Faint};--rule:{scheme.Rule};"
        + $"--axis:{scheme.Axis};--accent:{scheme.Accent};--good:{scheme.Good};--warning:{scheme.Warning};--error:{scheme.Error}}}\n";
}
