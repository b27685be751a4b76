"""The files of this repository as text, for tests of its shape. What belongs here: finding and reading files."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file that git has or would take, relative to the root, sorted."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return tuple(sorted({Path(name) for name in listed if (ROOT / name).is_file()}))


def below(folder: str, *endings: str) -> list[Path]:
    """Files below a folder (``.`` for all) with one of these endings, relative to the root."""
    return [
        path
        for path in files()
        if (folder == "." or path.is_relative_to(folder)) and (not endings or path.suffix in endings)
    ]


def text(path: Path) -> str:
    """The text of a file."""
    return (ROOT / path).read_text(encoding="utf-8")
