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


class Target(NamedTuple):
    """Definition of a command or group (``module:attribute`` below ``orchestration.cli``), and its help in a list."""

    place: str
    help: str


class LazyCommand(TyperCommand):
    """Placeholder with name and help in a list of commands."""

    def __init__(self, name: str, target: Target) -> None:
        super().__init__(name, short_help=target.help)
        self._place = target.place

    def load(self) -> Any:
        """Import the command (a function) or group (a ``Typer``)."""
        module, _, attribute = self._place.partition(":")
        found = getattr(import_module(f"orchestration.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        app = typer.Typer(add_completion=False)
        app.command(name=self.name)(found)
        return typer.main.get_command(app)


class LazyGroup(TyperGroup):
    """A group that imports a command on use, not when it is listed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command as usual, and import it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, LazyCommand) else command, rest


def build_lazy_group(targets: Mapping[str, Target]) -> type[LazyGroup]:
    """Build the class of a group with ``targets`` beside the commands registered with it."""

    class Group(LazyGroup):
        def __init__(self, *, commands: Any = None, **attributes: Any) -> None:
            lazy = {name: LazyCommand(name, target) for name, target in targets.items()}
            super().__init__(commands={**lazy, **(commands or {})}, **attributes)

    return Group
