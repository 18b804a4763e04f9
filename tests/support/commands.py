"""The commands of the program, taken from the program itself, with those within a command such as `store`."""

import click

from tracker.cli.main import COMMANDS, group


def list_commands() -> list[tuple[str, ...]]:
    """Return the words of each command, and after each group those of the commands in it."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = find_command((name,))
        inner = list(command.commands) if isinstance(command, click.Group) else []
        found += [(name,), *((name, each) for each in inner)]
    return found


def find_command(words: tuple[str, ...]) -> click.Command:
    """Return the command of these words."""
    found: click.Command = group
    for word in words:
        found = found.get_command(click.Context(found), word)
    return found
