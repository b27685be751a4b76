"""Groups of commands that import a command's module when it is used.

Importing the rooms takes a second, and dbt or Dagster several; each command, and ``--help``, pays only for what it
uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class Target(NamedTuple):
    """Where a command or a group is defined (``module:attribute`` below ``orchestration.cli``), and how a list of
    commands shows it: its help, and the panel it is in."""

    place: str
    help: str
    panel: str | None = None


class LazyCommand(TyperCommand):
    """Placeholder with name and help in a list of commands."""

    def __init__(self, name: str, target: Target) -> None:
        super().__init__(name, short_help=target.help, rich_help_panel=target.panel)
        self._place = target.place

    def load(self) -> Any:
        """Import the command (a function) or group (a ``Typer``)."""
        module, _, attribute = self._place.partition(":")
        found = getattr(import_module(f"orchestration.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        app = typer.Typer(add_completion=False, context_settings=HELP_NAMES)
        app.command(name=self.name)(found)
        return typer.main.get_command(app)


class LazyGroup(TyperGroup):
    """A group that imports a command on use, not when it is listed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command as every group does, and import it; ``help COMMAND`` is ``COMMAND --help``."""
        if args[:1] == ["help"]:
            args = args[1:]
            if not args:
                typer.echo(ctx.get_help())
                ctx.exit()
            args = [*args, "--help"]
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, LazyCommand) else command, rest


def build_lazy_group(targets: Mapping[str, Target]) -> type[LazyGroup]:
    """Build the class of a group with ``targets`` beside the commands registered with it."""

    class Group(LazyGroup):
        def __init__(self, *, commands: Any = None, **attributes: Any) -> None:
            lazy = {name: LazyCommand(name, target) for name, target in targets.items()}
            attributes["context_settings"] = {**HELP_NAMES, **(attributes.get("context_settings") or {})}
            super().__init__(commands={**lazy, **(commands or {})}, **attributes)

    return Group
