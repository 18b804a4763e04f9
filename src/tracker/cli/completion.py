"""`tracker completion`: the script with which a shell completes words."""

from __future__ import annotations

import click

from tracker.cli import output
from tracker.cli.options import command
from tracker.cli.shells import SHELLS, make_script
from tracker.errors import ExitCode, make_error, msg
from tracker.i18n import N_


@command(
    "completion",
    short=N_("Print the script with which a shell completes words."),
    text=N_(
        "Print the script with which SHELL (bash, zsh, fish or powershell) completes what is typed after tracker: "
        "commands, options, and the indicators, areas, groups, responsible bodies, levels, years and statuses of the "
        "tracker folder. It reads targets.toml and areas.csv only."
    ),
    examples=N_("""Examples:
  tracker completion bash > ~/.local/share/bash-completion/completions/tracker
  tracker completion zsh > "${fpath[1]}/_tracker"
  tracker completion fish > ~/.config/fish/completions/tracker.fish
  tracker completion powershell >> $PROFILE"""),
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script of a shell."""
    group = context.find_root().command
    script = make_script(shell, group) if isinstance(group, click.Group) else None
    if script is None:
        hint = msg("update it: pip install --upgrade click")
        raise make_error(
            msg("this version of Click does not complete words in {shell}", shell=shell), hint, ExitCode.USAGE
        )
    output.write_text(script.lstrip("\n"), None)
