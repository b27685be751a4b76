"""Reading a ``.law`` file: YAML with the line of every key, and errors that name file, line, expected and found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.law.input_files import InputFileError, format_found, read_text

Place = tuple[str | int, ...]
ENDING = ".law"
_TEXT = "tag:yaml.org,2002:str"
_WORDS = {"tag:yaml.org,2002:bool": "true|false", "tag:yaml.org,2002:int": "-?(0|[1-9][0-9]*)"}


class PackError(InputFileError):
    """A pack is invalid. The message is one line: file, line and place, expected, found."""


@dataclass(frozen=True, eq=False)  # one text is one object (see _parse), so that what is read of it can be kept
class PackSource:
    """A parsed ``.law`` file: its content, and its nodes, which know their lines.

    ``places``: where each part of the pack that was read from it stands in the file. ``called``: how keys of such a
    part may be called there.
    """

    path: Path
    content: dict[str, Any]
    node: yaml.Node
    places: Mapping[Place, Place] = field(default_factory=dict)
    called: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def find_place(self, place: Sequence[str | int]) -> Place:
        """Find where a place of the pack stands in the file: its part, then as many of its keys as the file has."""
        place = tuple(place)
        for length in range(len(place), 0, -1):
            if place[:length] in self.places:
                return self._find_keys(self.places[place[:length]], place[length:])
        return place

    def _find_keys(self, place: Place, rest: Place) -> Place:
        written: Any = self.content
        for step in place:
            written = written[step]
        for step in rest:
            names = self.called.get(str(step), (step,))
            name = next((name for name in names if isinstance(written, dict) and name in written), None)
            if name is None:
                break
            place, written = (*place, name), written[name]
        return place

    def find_line(self, place: Sequence[str | int]) -> int:
        """Find the line of a place, or of the nearest part of it that the file has."""
        node, line = self.node, self.node.start_mark.line
        for step in place:
            if isinstance(node, yaml.MappingNode):
                found = [pair for pair in node.value if pair[0].value == step]
                if found:
                    (key, node) = found[0]
                    line = key.start_mark.line
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line
        return line + 1

    def make_error(self, place: Sequence[str | int], expected: str, found: object) -> PackError:
        """Make the error for a place of the file, or of the pack that was read from it."""
        place = self.find_place(place)
        steps = ".".join(str(step + 1) if isinstance(step, int) else step for step in place)
        where = f"line {self.find_line(place)}" + (f": {steps}" if steps else "")
        return PackError(self.path, f"expected {expected}, found {format_found(found)}", where)


def read_source(path: Path) -> PackSource:
    """Read a ``.law`` file.

    Raises:
        PackError: It is no text, no YAML, has an alias or a key twice, or is no mapping.
    """
    try:
        text = read_text(path)
    except InputFileError as error:
        raise PackError(path, str(error).partition(": ")[2]) from None
    return _parse(path, text)


@lru_cache(maxsize=64)
def _parse(path: Path, text: str) -> PackSource:
    """Parse the text once in a process: one command asks for its packs up to eight times."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        content = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else ""
        raise PackError(
            path, f"expected YAML without aliases, found {error.problem or 'something else'}", where
        ) from None
    finally:
        loader.dispose()
    if node is None or not isinstance(content, dict):
        raise PackError(path, f"expected keys and values, found {format_found(content)}", "line 1")
    return PackSource(path, content, node)


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases and repeated keys, in which yes and no are words and a number has decimal digits."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        is_other = tag in _WORDS and not re.fullmatch(_WORDS[tag], value)
        return _TEXT if is_other or tag == "tag:yaml.org,2002:float" else tag

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys: set[str] = set()
        for key, _ in node.value:
            if key.value in keys:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value} twice", problem_mark=key.start_mark)
            keys.add(key.value)
        return super().construct_mapping(node, deep)
