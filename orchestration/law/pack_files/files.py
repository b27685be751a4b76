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
    content: Any = source.content
    try:
        law = LawFile.model_validate(content)
        reading = Reading(law, content)
        content = reading.read()
        source = replace(source, places=reading.places, called=CALLED)
        pack = Pack.model_validate(content)
    except ValidationError as error:
        faults = sorted(error.errors(include_url=False), key=lambda fault: fault["type"] != "extra_forbidden")
        raise _describe(source, faults[0], content) from None
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


def _describe(source: PackSource, fault: ErrorDetails, content: Any) -> PackError:
    """Describe a fault. ``content``: what was validated, the file or the pack that was read from it."""
    place, kind, message = fault["loc"], fault["type"], str(fault["msg"])
    found = fault["input"]
    keys = _find_keys(content, place)
    if kind == "missing":
        inside = source.find_place(keys[:-1])
        steps = ".".join(str(step + 1) if isinstance(step, int) else step for step in inside)
        called = next(iter(CALLED.get(str(keys[-1]), ())), keys[-1]) if source.places else keys[-1]
        return source.make_error(keys[:-1], f"the key {called} in {steps or 'the pack'}", None)
    if kind == "extra_forbidden":
        known = f"a key of the schema{suggest(str(keys[-1]), _list_keys())}"
        return source.make_error(keys, known, str(keys[-1]))
    if kind == "value_error":
        expected, _, text = message.removeprefix("Value error, expected ").rpartition(", found ")
        keys = list(source.find_place(keys))
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


def _find_keys(content: Any, place: Sequence[str | int]) -> list[str | int]:
    """Keep the steps that are keys or places of what was validated: pydantic also names the type of a union."""
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
