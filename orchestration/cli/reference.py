"""The reference page of the command line, written from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.cli.lazy import LazyCommand

HEAD = """\
# The command line

Written by `lookback docs` from the commands. `lookback help COMMAND` prints the same. What exit codes mean:
[exit_codes.md](exit_codes.md). Defaults of `--state` and `--home` come from the environment, your user file or
`<home>/lookback.toml`: `lookback config show` says which.
"""


def format_command_page(app: Any) -> str:
    """Format the page of every command of ``app``, which is the group of all commands as Typer builds it."""
    sections = [_format_command(path, command) for path, command in _walk("lookback", app)]
    return HEAD + "".join(sections)


def _walk(path: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        loaded = command.load() if isinstance(command, LazyCommand) else command
        if hasattr(loaded, "commands"):
            yield from _walk(f"{path} {name}", loaded)
        else:
            yield f"{path} {name}", loaded


def _format_command(path: str, command: Any) -> str:
    arguments: list[str] = []
    options: list[str] = []
    for param in command.params:
        if "--help" in param.opts:
            continue
        about = [(param.help or "").replace("<", "&lt;")]
        if param.required:
            about.append("Required.")
        elif isinstance(param.default, str | int | float) and param.default not in (False, ""):
            about.append(f"Default: {getattr(param.default, 'value', param.default)}.")
        is_option = param.param_type_name == "option"
        name = ", ".join(param.opts) if is_option else (param.metavar or param.name.upper())
        (options if is_option else arguments).append(f"| `{name}` | {' '.join(filter(None, about))} |\n")
    rows = "".join([*arguments, *options])
    table = f"\n| | |\n|---|---|\n{rows}" if rows else ""
    return f"\n## {path}\n\n{' '.join((command.help or '').split())}\n{table}"
