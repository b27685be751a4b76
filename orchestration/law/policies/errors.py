"""What is wrong with a policy file, in one line that a person can act on.

What belongs here: the exception and its sentence: file, county, what was expected, what was found. What does not: the
checks themselves (``choices``, ``policy_file``, ``clear_my_record``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from orchestration.law.policies.choices import Chosen, expected_words

_LONGEST_FOUND = 40
LARGEST_FILE_BYTES = 500_000
"""Far more than 58 counties can say; a larger file is another file."""

_Chosen = TypeVar("_Chosen", bound=Chosen)


class PolicyFileError(ValueError):
    """The policy cannot be used. The message is one line: file, county, what was expected and what was found."""

    def __init__(self, path: Path, county: str, sentence: str) -> None:
        where = [printable(path.name), *([county] if county else [])]
        super().__init__(": ".join([*where, sentence]))


def printable(text: str) -> str:
    """``text`` on one line; what cannot be printed is shown as ``?``."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def found(value: object) -> str:
    """What stands in the file, in a few words."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "keys and values"
    if isinstance(value, list | tuple | set):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 128:
        return "a number of more than 38 digits"  # Python refuses to write the longest ones out
    text = printable(str(value))
    if len(text) > _LONGEST_FOUND:
        text = text[:_LONGEST_FOUND] + "…"
    return repr(text) if isinstance(value, str) else text


def validated(model: type[_Chosen], content: object, path: Path, county: str) -> _Chosen:
    """``content`` as ``model``. Raises ``PolicyFileError`` that tells the first fault."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
    if fault["type"] == "policy":
        raise PolicyFileError(path, county, fault["msg"])
    where, expected = expected_words(model, tuple(fault["loc"]))
    what = (
        f"the key {printable(str(fault['loc'][-1]))!r}" if fault["type"] == "extra_forbidden" else found(fault["input"])
    )
    raise PolicyFileError(path, county, f"{printable(where)}: expected {expected}, found {what}".removeprefix(": "))


def text_of(path: Path) -> str:
    """The text of a small file. Raises ``PolicyFileError`` for what is no such file: a folder, too large, not text."""
    expected = "expected a file of text in UTF-8"
    if path.is_dir():
        raise PolicyFileError(path, "", f"{expected}, found a folder")
    if not path.is_file():
        raise PolicyFileError(path, "", f"{expected}, found no such file")
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise PolicyFileError(path, "", f"{expected} of at most {LARGEST_FILE_BYTES:,} bytes, found more")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PolicyFileError(path, "", f"{expected}, found something else") from None
    except OSError as error:
        raise PolicyFileError(path, "", f"{expected}, found one that cannot be read ({error.strerror})") from None
    if not text.strip():
        raise PolicyFileError(path, "", f"{expected}, found an empty one")
    return text
