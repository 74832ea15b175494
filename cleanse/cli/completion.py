"""`cleanse completion`: what a shell needs to complete commands, options and paths."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")
_FIRST = {
    "bash": 'Put this in ~/.bashrc:  eval "$(cleanse completion bash)"',
    "zsh": 'Put this in ~/.zshrc, after compinit:  eval "$(cleanse completion zsh)"',
    "fish": "Run this once:  cleanse completion fish > ~/.config/fish/completions/cleanse.fish",
}


@click.command(epilog="\b\n" + "\n".join(_FIRST.values()))
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script that lets SHELL complete commands, options and paths."""
    found = get_completion_class(shell)
    assert found is not None  # click has all three
    # the script as click writes it: `source` of the class would first start bash to ask for its version
    script = found(context.find_root().command, {}, "cleanse", "_CLEANSE_COMPLETE")
    click.echo(f"# {_FIRST[shell]}")
    click.echo(script.source_template % script.source_vars())
