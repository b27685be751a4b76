"""Validating packs wherever they are: a file, or a folder of them, inside or outside the repository."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from orchestration.law.pack_files.compilation import compile_files
from orchestration.law.pack_files.entries import LawFile
from orchestration.law.pack_files.files import PackFile, read_pack_file, read_pack_files
from orchestration.law.pack_files.lines import read_lines_beside
from orchestration.law.pack_files.source import ENDING, PackError
from orchestration.law.pack_files.subdivisions import list_unaccounted, list_unread


def check_pack_files(path: Path, as_of: date) -> list[PackFile]:
    """Read and compile a pack, or every pack of a folder, with the other packs and tables of its state beside it.

    Raises:
        PackError: One is invalid, or there is none.
    """
    if not path.exists() or (path.is_dir() and not list(path.glob(f"*{ENDING}"))):
        raise PackError(path, f"expected a file or folder of packs ({ENDING}), found none")
    folder = path if path.is_dir() else path.parent
    asked = [read_pack_file(one) for one in (sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path])]
    for state in sorted({file.pack.state for file in asked}):
        compile_files(read_pack_files(folder, state), read_lines_beside(folder, state), as_of)
    for file in asked:
        if missing := list_unaccounted(file.law):
            expected = "an entry for each subdivision (`decides: nothing` where it does not)"
            raise file.source.make_error(("subdivisions",), expected, f"none for {', '.join(missing)}")
        if foreign := list_unread(file.law):
            raise file.source.make_error(
                ("subdivisions",), "every entry of a section that was read", ", ".join(foreign)
            )
    return asked


def format_schema() -> str:
    """Format the JSON Schema of a pack, which editors check ``.law`` files with."""
    schema = LawFile.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "A law pack (.law)"}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
