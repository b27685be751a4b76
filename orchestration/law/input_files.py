"""Strict reading of the policy and scenario files that people write; errors are one line.

The line names the file, the place in it, what is wrong, and what was found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

MAX_FILE_BYTES = 500_000
"""Far above a policy of 58 counties; a larger file is a mistake."""
_MAX_FOUND_CHARACTERS = 40
_WHOLE_NUMBER, _TEXT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:str"


class InputFileError(ValueError):
    """The file cannot be used. The message is one line: file, place, fault, what was found."""

    def __init__(self, path: Path, message: str, place: str = "") -> None:
        super().__init__(": ".join(make_printable(part) for part in (path.name, place, message) if part))


class Strict(BaseModel):
    """Part of such a file: no unknown keys, no type conversion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_Model = TypeVar("_Model", bound=BaseModel)


def validate(model: type[_Model], content: object, path: Path, place: str = "", context: object = None) -> _Model:
    """Validate ``content`` as ``model``.

    Raises:
        InputFileError: The content is invalid; the message names the first fault.
    """
    try:
        return model.model_validate(content, context=context)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
    where = ".".join(str(step + 1) if isinstance(step, int) else str(step) for step in fault["loc"])
    message = str(fault["msg"]).removeprefix("Value error, ")
    if fault["type"] not in ("value_error", "missing", "extra_forbidden"):
        message += f", found {format_found(fault['input'])}"
    raise InputFileError(path, message, ": ".join(part for part in (place, where) if part))


def read_text(path: Path) -> str:
    """Read the text of a small file.

    Raises:
        InputFileError: The file is missing, too large, empty, or no UTF-8 text.
    """
    expected = "expected a file of text in UTF-8"
    if path.is_dir():
        raise InputFileError(path, f"{expected}, found a folder")
    if not path.is_file():
        raise InputFileError(path, f"{expected}, found no such file")
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise InputFileError(path, f"{expected} of at most {MAX_FILE_BYTES:,} bytes, found more")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputFileError(path, f"{expected}, found something else") from None
    except OSError as error:
        raise InputFileError(path, f"{expected}, found one that cannot be read ({error.strerror})") from None
    if not text.strip():
        raise InputFileError(path, f"{expected}, found an empty one")
    return text


def read_strict_yaml(path: Path) -> dict[Any, Any]:
    """Read a small YAML file of keys and values: no aliases, no repeated key, whole numbers in decimal.

    Raises:
        InputFileError: The file is no such YAML.
    """
    text = read_text(path)
    try:
        content = yaml.load(text, Loader=_Loader)  # a safe loader, and stricter
    except _DuplicateKeyError as twice:
        key, line = twice.args
        raise InputFileError(path, f"expected each key once, found {format_found(key)} twice", f"line {line}") from None
    except Exception as error:  # explicit tags and deep nesting make PyYAML raise nearly anything
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark is not None else ""
        message = "expected YAML without aliases, found something that cannot be read"
        raise InputFileError(path, message, where) from None
    if not isinstance(content, dict):
        raise InputFileError(path, f"expected keys and values, found {format_found(content)}")
    return content


def make_printable(text: str) -> str:
    """Put ``text`` on one line and replace characters that cannot be printed by ``?``."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def make_one_line(text: str) -> str:
    """Put ``text`` on one line.

    Raises:
        ValueError: It is empty or has characters that cannot be printed.
    """
    line = " ".join(text.split())
    if not line or not line.isprintable():
        raise ValueError(f"expected a text, found {format_found(text)}")
    return line


def format_found(value: object) -> str:
    """Describe a value from a file in a few words."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "keys and values"
    if isinstance(value, list | tuple | set):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 128:
        return "a number of more than 38 digits"  # Python does not convert the longest ones to text
    text = make_printable(str(value).lower() if isinstance(value, bool) else str(value))
    if len(text) > _MAX_FOUND_CHARACTERS:
        text = text[:_MAX_FOUND_CHARACTERS] + "…"
    return repr(text) if isinstance(value, str) else text


def suggest(written: str, known: Collection[str]) -> str:
    """Format the most similar known name as a suggestion; empty if none is similar."""
    near = get_close_matches(written, sorted(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


class _DuplicateKeyError(Exception):
    """A mapping repeats a key, of which YAML would silently keep the last. Arguments: key, line."""


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases, which can expand a short file endlessly, and without repeated keys.

    Whole numbers are decimal: in YAML 1.1 ``1:0`` is sixty and ``0100`` is 64.
    """

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        return _TEXT if tag == _WHOLE_NUMBER and not re.fullmatch("-?(0|[1-9][0-9]*)", value) else tag

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys: set[object] = set()
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                if key_node.tag == "tag:yaml.org,2002:merge":  # merged keys could repeat unseen
                    raise yaml.MarkedYAMLError(problem_mark=key_node.start_mark)
                key = (key_node.tag, key_node.value)
                if key in keys:
                    raise _DuplicateKeyError(key_node.value, key_node.start_mark.line + 1)
                keys.add(key)
        return super().construct_mapping(node, deep)
