"""The packs of a state: every ``.law`` file of a folder, validated one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from orchestration.law.input_files import suggest
from orchestration.law.pack_files.entries import LawFile
from orchestration.law.pack_files.reading import CALLED, EntryError, Reading
from orchestration.law.pack_files.schema import Pack
from orchestration.law.pack_files.source import ENDING, PackError, PackSource, read_source


@dataclass(frozen=True, eq=False)
class PackFile:
    """A valid pack: the file it was read from, its entries, and what the compiler reads of them."""

    source: PackSource
    law: LawFile
    pack: Pack


def read_pack_file(path: Path) -> PackFile:
    """Read a pack and validate it against the schema, without what it names elsewhere.

    Raises:
        PackError: It is invalid.
    """
    return _validate(read_source(path))


@lru_cache(maxsize=64)
def _validate(source: PackSource) -> PackFile:
    try:
        law = LawFile.model_validate(source.content)
        reading = Reading(law, source.content)
        plain = reading.read()
        source = replace(source, places=reading.places, called=CALLED)
        pack = Pack.model_validate(plain)
    except ValidationError as error:
        faults = sorted(error.errors(include_url=False), key=lambda fault: fault["type"] != "extra_forbidden")
        raise _describe(source, faults[0]) from None
    except EntryError as error:
        raise source.make_error(error.place, error.expected, error.found) from None
    if pack.pack != source.path.stem:
        raise source.make_error(("pack",), f"the name of the file, {source.path.stem}", pack.pack)
    return PackFile(source, law, pack)


def read_pack_files(where: Path | Sequence[Path], state: str) -> list[PackFile]:
    """Read the packs of a state in a folder (its ``.law`` files, by name), or in given files.

    Raises:
        PackError: One is invalid.
    """
    if isinstance(where, Path):
        where = [where] if where.suffix == ENDING else sorted(where.glob(f"*{ENDING}"))
    files = [read_pack_file(path) for path in where]
    return [file for file in files if file.pack.state == state]


def _describe(source: PackSource, fault: ErrorDetails) -> PackError:
    place, kind, message = fault["loc"], fault["type"], str(fault["msg"])
    found = fault["input"]
    keys = _find_keys(source, place)
    if kind == "missing":
        return source.make_error(
            keys[:-1], f"the key {keys[-1]} in {'.'.join(map(str, keys[:-1])) or 'the pack'}", None
        )
    if kind == "extra_forbidden":
        known = f"a key of the schema{suggest(str(keys[-1]), _list_keys())}"
        return source.make_error(keys, known, str(keys[-1]))
    if kind == "value_error":
        expected, _, text = message.removeprefix("Value error, expected ").rpartition(", found ")
        where = ".".join(str(step + 1) if isinstance(step, int) else step for step in keys)
        rest = f"expected {expected}, found {text}" if expected else message.removeprefix("Value error, ")
        return PackError(source.path, rest, f"line {source.find_line(keys)}: {where}")
    context = fault.get("ctx", {})
    if kind in ("literal_error", "union_tag_invalid"):
        choices = str(context.get("expected") or context.get("expected_tags")).replace(" or ", ", ")
        tag = found.get("type") if isinstance(found, dict) else found
        return source.make_error(keys, f"one of {choices}", tag)
    if kind == "union_tag_not_found":
        return source.make_error(keys, "the key type", None)
    return source.make_error(keys, message[0].lower() + message[1:].replace("Input should be ", ""), found)


def _find_keys(source: PackSource, place: Sequence[str | int]) -> list[str | int]:
    """Keep the steps that are keys or places of the file: pydantic also names the type of a union."""
    content: Any = source.content
    keys: list[str | int] = []
    for number, step in enumerate(place):
        is_place = isinstance(content, list) and isinstance(step, int) and step < len(content)
        if is_place or (isinstance(content, dict) and step in content):
            content = content[step]
            keys.append(step)
        elif number == len(place) - 1 and isinstance(content, dict):
            keys.append(step)
    return keys


def _list_keys() -> list[str]:
    """List every key of the schema."""
    definitions = LawFile.model_json_schema()["$defs"]
    return sorted({key for part in definitions.values() for key in part.get("properties", {})})
