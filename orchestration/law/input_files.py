"""Files that people write about the law (policies, scenarios): read strictly, refused in one line.

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

LARGEST_FILE_BYTES = 500_000
"""Far more than 58 counties can say; a larger file is another file."""
_LONGEST_FOUND = 40
_WHOLE_NUMBER, _TEXT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:str"


class InputFileError(ValueError):
    """The file cannot be used. The message is one line: file, place, what is wrong, what was found."""

    def __init__(self, path: Path, message: str, place: str = "") -> None:
        super().__init__(": ".join(make_printable(part) for part in (path.name, place, message) if part))


class Strict(BaseModel):
    """Part of such a file: no unknown key, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_Model = TypeVar("_Model", bound=BaseModel)


def validate(model: type[_Model], content: object, path: Path, place: str = "", context: object = None) -> _Model:
    """Validate ``content`` as ``model``.

    Raises:
        InputFileError: It is none; the message names the first fault.
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
        InputFileError: There is none, it is too large, it is empty, or it is no text in UTF-8.
    """
    expected = "expected a file of text in UTF-8"
    if path.is_dir():
        raise InputFileError(path, f"{expected}, found a folder")
    if not path.is_file():
        raise InputFileError(path, f"{expected}, found no such file")
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise InputFileError(path, f"{expected} of at most {LARGEST_FILE_BYTES:,} bytes, found more")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputFileError(path, f"{expected}, found something else") from None
    except OSError as error:
        raise InputFileError(path, f"{expected}, found one that cannot be read ({error.strerror})") from None
    if not text.strip():
        raise InputFileError(path, f"{expected}, found an empty one")
    return text


def read_strict_yaml(path: Path) -> dict[Any, Any]:
    """Read a small YAML file of keys and values: no aliases, no key twice, whole numbers in tens.

    Raises:
        InputFileError: It cannot be read so.
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
    """Put ``text`` on one line; what cannot be printed becomes ``?``."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def make_one_line(text: str) -> str:
    """Put ``text`` on one line. Raises ``ValueError`` where nothing is left, or something that cannot be printed."""
    line = " ".join(text.split())
    if not line or not line.isprintable():
        raise ValueError(f"expected a text, found {format_found(text)}")
    return line


def format_found(value: object) -> str:
    """Format what a file holds, in a few words."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "keys and values"
    if isinstance(value, list | tuple | set):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 128:
        return "a number of more than 38 digits"  # Python refuses to write the longest ones out
    text = make_printable(str(value).lower() if isinstance(value, bool) else str(value))
    if len(text) > _LONGEST_FOUND:
        text = text[:_LONGEST_FOUND] + "…"
    return repr(text) if isinstance(value, str) else text


def suggest(written: str, known: Collection[str]) -> str:
    """Format the name that may have been meant; empty where none is near."""
    near = get_close_matches(written, sorted(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""


class _DuplicateKeyError(Exception):
    """A key stands twice in one mapping: YAML would silently take the last. Arguments: key, line."""


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases (a short file could stand for an endless one) and without keys that stand twice.

    Whole numbers are written in tens: by the rules of YAML 1.1 ``1:0`` would be sixty and ``026135`` the number 11357.
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
                if key_node.tag == "tag:yaml.org,2002:merge":  # keys from elsewhere could stand twice unseen
                    raise yaml.MarkedYAMLError(problem_mark=key_node.start_mark)
                key = (key_node.tag, key_node.value)
                if key in keys:
                    raise _DuplicateKeyError(key_node.value, key_node.start_mark.line + 1)
                keys.add(key)
        return super().construct_mapping(node, deep)
