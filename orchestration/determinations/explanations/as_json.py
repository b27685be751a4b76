"""An explanation as JSON with the stable keys of ``docs/reference/explanation_keys.md``.

The keys are the fields of the classes in ``model``. Non-ASCII characters are escaped, so none can control a terminal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

from orchestration.determinations.explanations.model import (
    FORMAT_VERSION,
    Determination,
    ElementShown,
    Explanation,
    Fact,
    PathShown,
    PersonShown,
    Source,
    Subject,
    TimelineEvent,
)
from orchestration.warehouse.open_run import GateOfRun, RunShown

_NAMES: dict[type[object], tuple[str, ...]] = {
    shape: tuple(field.name for field in fields(shape))
    for shape in (
        Determination,
        ElementShown,
        Explanation,
        GateOfRun,
        TimelineEvent,
        PathShown,
        PersonShown,
        RunShown,
        Subject,
    )
}

_plain = json.JSONEncoder(default=str, ensure_ascii=True).encode


def format_json(explanation: Explanation) -> str:
    """Format the document, indented, with a line end."""
    return _Document().format(explanation)


class _Document:
    """One document, indented, with each fact and source on one line. Values shared by elements are encoded once."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._written: dict[tuple[int, str], str] = {}

    def format(self, explanation: Explanation) -> str:
        head = [("format", "lookback-explanation"), ("format_version", FORMAT_VERSION)]
        self._object([*head, *_list_items(explanation)], "\n")
        return "".join([*self._parts, "\n"])

    def _object(self, items: Iterable[tuple[str, object]], line: str) -> None:
        """Append an object. ``line``: the line end with the indent of its surroundings."""
        between, inner = "{", f"{line}  "
        for name, value in items:
            self._parts += (between, inner, f'"{name}": ')
            self._value(value, inner)
            between = ","
        self._parts += (line, "}")

    def _list(self, values: Sequence[object], line: str) -> None:
        if not values:
            self._parts.append("[]")
            return
        between, inner = "[", f"{line}  "
        for value in values:
            self._parts += (between, inner)
            self._value(value, inner)
            between = ","
        self._parts += (line, "]")

    def _value(self, value: object, line: str) -> None:
        if isinstance(value, Fact | Source):
            self._parts.append(self._on_one_line(value))
        elif type(value) in _NAMES:
            self._object(_list_items(value), line)
        elif isinstance(value, list | tuple):
            if value and isinstance(value[0], Fact | Source):
                self._parts.append(self._shared(value, line))
            else:
                self._list(value, line)
        else:
            self._parts.append(_plain(value))

    def _shared(self, values: Sequence[object], line: str) -> str:
        """Return the encoded list, cached by identity while the explanation holds it."""
        key = (id(values), line)
        if key not in self._written:
            around, self._parts = self._parts, []
            self._list(values, line)
            self._written[key] = "".join(self._parts)
            self._parts = around
        return self._written[key]

    def _on_one_line(self, value: Fact | Source) -> str:
        key = (id(value), "")
        if key not in self._written:
            self._written[key] = _plain(asdict(value))
        return self._written[key]


def _list_items(value: object) -> list[tuple[str, object]]:
    return [(name, getattr(value, name)) for name in _NAMES[type(value)]]
