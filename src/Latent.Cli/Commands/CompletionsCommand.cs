using System.CommandLine;
using Latent.Files;

namespace Latent.Cli.Commands;

/// <summary><c>latent completions</c>: what a shell needs to complete command lines; the tool itself says what comes next.</summary>
internal static class CompletionsCommand
{
    private static readonly Argument<string> Shell = new("shell") { Description = "bash, zsh, fish or pwsh", HelpName = "shell" };

    // The directive [suggest:N] prints one completion a line for the place N of the line that follows.
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # latent completions bash; in ~/.bashrc: eval "$(latent completions bash)"
            _latent_complete() {
                local words
                words="$(latent "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" || words=""
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "${words}" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _latent_complete latent

            """,
        ["zsh"] = """
            # latent completions zsh; in ~/.zshrc, after compinit: eval "$(latent completions zsh)"
            _latent_complete() {
                local -a words
                words=("${(@f)$(latent "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                if (( ${#words} )) && [[ -n "${words[1]}" ]]; then compadd -a words; fi
                _files
            }
            compdef _latent_complete latent

            """,
        ["fish"] = """
            # latent completions fish; in ~/.config/fish/completions/latent.fish: latent completions fish | source
            function __latent_complete
                set -l line (commandline -cp)
                latent "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c latent -a '(__latent_complete)'

            """,
        ["pwsh"] = """
            # latent completions pwsh; in $PROFILE: latent completions pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName latent -ScriptBlock {
                param($word, $ast, $position)
                latent "[suggest:$position]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }

            """,
    };

    public static Command Make()
    {
        Shell.CompletionSources.Add([.. Scripts.Keys]);
        Command command = new("completions", "Print a script that makes a shell complete the tool's command lines.") { Shell };
        command.SetAction(static parsed => Run(parsed.GetValue(Shell)!));
        return command;
    }

    private static int Run(string shell)
    {
        if (!Scripts.TryGetValue(shell, out string? script))
        {
            string meant = NearestName.Hint(shell, Scripts.Keys);
            throw new CommandException(ExitCode.Usage, $"there is no script for '{shell}'; there are {string.Join(", ", Scripts.Keys)}.{meant}");
        }

        Terminal.CommandTerminal.Print(script.ReplaceLineEndings("\n"));
        return ExitCode.Ok;
    }
}
