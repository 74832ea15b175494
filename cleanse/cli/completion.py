"""`cleanse completion`: what a shell needs to complete commands, options and values."""

from __future__ import annotations

import click

from cleanse.cli.exits import Exit

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the lines that make SHELL complete cleanse's commands and options.

    \b
    bash: cleanse completion bash > ~/.local/share/bash-completion/completions/cleanse
    zsh:  cleanse completion zsh > "${fpath[1]}/_cleanse"
    fish: cleanse completion fish > ~/.config/fish/completions/cleanse.fish
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None, "click completes these shells"
    click.echo(made(context.find_root().command, {}, "cleanse", "_CLEANSE_COMPLETE").source())
    return Exit.DONE
