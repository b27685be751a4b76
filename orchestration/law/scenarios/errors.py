"""What is wrong with a scenario file, in one line that a person can act on.

What belongs here: the exception, and the checks of single values that every part of a file needs. What does not: what
a scenario can say (``scenario_file``, ``list_lines``, ``values``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path

from orchestration.law.policies.errors import found, printable

LONGEST_TEXT = 400


class ScenarioFileError(ValueError):
    """The scenario cannot be used. The message is one line: file, where in it, what was expected and what was found."""


class Place:
    """A place in a file, for the sentence that says what is wrong there."""

    def __init__(self, path: Path, *steps: str) -> None:
        self._path, self._steps = path, steps

    def __truediv__(self, step: object) -> Place:
        return Place(self._path, *self._steps, printable(str(step)))

    def fault(self, expected: str, what: str) -> ScenarioFileError:
        """Expected, found, and where."""
        where = [printable(self._path.name), *self._steps]
        return ScenarioFileError(f"{': '.join(where)}: expected {expected}, found {what}")

    def keys(self, content: object, allowed: Collection[str], required: Collection[str] = ()) -> Mapping[str, object]:
        """``content`` as keys and values, all of them allowed and none missing."""
        expected = f"the keys {', '.join(allowed)}"
        if not isinstance(content, dict):
            raise self.fault(expected, "a text" if isinstance(content, str) else found(content))
        for key in content:
            if key not in allowed:
                raise self.fault(expected, f"the key {found(key)}{like(str(key), allowed)}")
        for key in required:
            if key not in content:
                raise self.fault(f"the key {key}", "none")
        return content

    def named(self, content: object, known: Collection[str], kind: str) -> Mapping[str, object]:
        """``content`` as one entry for each of some names that are known."""
        if not isinstance(content, dict) or not content:
            raise self.fault(f"names of {kind} with what is to change", found(content))
        for name in content:
            if name not in known:
                raise self.fault(f"{kind} of this law", f"{found(name)}{like(str(name), known)}")
        return content

    def text(self, content: object) -> str:
        """``content`` as a text on one line."""
        expected = f"a text of 1 to {LONGEST_TEXT} letters"
        if not isinstance(content, str):
            raise self.fault(expected, found(content))
        text = " ".join(content.split())
        if not text or not text.isprintable():
            raise self.fault(expected, "an empty one" if not text else found(text))
        if len(text) > LONGEST_TEXT:
            raise self.fault(expected, f"{len(text):,}")
        return text

    def sequence(self, content: object) -> list[object]:
        """``content`` as a list that is not empty."""
        if not isinstance(content, list) or not content:
            raise self.fault("a list of lines", found(content) if content != [] else "an empty one")
        return content


def like(written: str, known: Collection[str]) -> str:
    """A name that may have been meant."""
    near = get_close_matches(written, sorted(known), n=1)
    return f" (did you mean {near[0]}?)" if near else ""
