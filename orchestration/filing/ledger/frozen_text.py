"""The document of a line put together of parts, so that what lines share is written once and put in.

What belongs here: which parts of the document are shared. What does not: its shape (``ledger.frozen_line``), what it
tells (``frozen``). What comes out is, sign for sign, ``FrozenLine.as_text``: a test reads it back and writes it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from orchestration.determinations.explanations.model import (
    Determination,
    ElementShown,
    Explanation,
    Fact,
    Happening,
    PathShown,
    Source,
    Subject,
)
from orchestration.filing.ledger.frozen_line import as_kept, document_of

_BASIS = ("facts", "sources")
_OTHER = tuple(field.name for field in fields(ElementShown) if field.name not in _BASIS)
_HERE, _THERE = '"\x00facts"', '"\x00sources"'
"""Where facts and lines go in an element: no part that ``as_kept`` writes has these signs, since it escapes them."""


class TextsOfElements:
    """What elements say but for the facts they rest on: a state's law has some hundred such texts."""

    def __init__(self) -> None:
        self._around: dict[tuple[object, ...], tuple[str, str, str]] = {}

    def around(self, element: ElementShown) -> tuple[str, str, str]:
        """Before the facts, between facts and lines, after the lines."""
        said = vars(element)
        key = tuple([said[name] for name in _OTHER])
        if key not in self._around:
            parts = {name: as_kept(said[name]) for name in _OTHER}
            text = document_of({**parts, "facts": _HERE, "sources": _THERE})
            before, _, rest = text.partition(_HERE)
            between, _, after = rest.partition(_THERE)
            self._around[key] = (before, between, after)
        return self._around[key]


class TextOfAPerson:
    """The explanation of one person's lines: run, timeline and person once, facts and lines of files once each."""

    def __init__(self, explanation: Explanation, run: str, elements: TextsOfElements) -> None:
        self._explanation = explanation
        self._elements = elements
        self._written: dict[int, str] = {}
        """By the identity of a happening, fact or list: the explanation holds it for as long as this lives."""
        shared = {name: as_kept(value) for name, value in vars(explanation).items() if name not in _OF_ITS_OWN}
        timeline = ",".join(self._once(happening) for happening in explanation.timeline)
        self._shared = {**shared, "run": run, "timeline": f"[{timeline}]"}

    def of(self, unit_id: str, remedy_id: str) -> str:
        """The explanation of one charge or arrest and one remedy."""
        (subject,) = [one for one in self._explanation.subjects if unit_id in (one.charge_id, one.arrest_id)]
        shown = [self._determination(one) for one in subject.determinations if one.remedy_id == remedy_id]
        return document_of({**self._shared, "subjects": f"[{self._subject(subject, shown)}]"})

    def _subject(self, subject: Subject, determinations: Sequence[str]) -> str:
        return document_of(
            {
                "arrest_id": as_kept(subject.arrest_id),
                "charge_id": as_kept(subject.charge_id),
                "determinations": f"[{','.join(determinations)}]",
                "happening": self._once(subject.happening),
            }
        )

    def _determination(self, determination: Determination) -> str:
        paths = ",".join(self._path(path) for path in determination.paths)
        return _with(as_kept(replace(determination, paths=[])), '"paths":[]', f'"paths":[{paths}]')

    def _path(self, path: PathShown) -> str:
        elements = ",".join(self._element(element) for element in path.elements)
        return _with(as_kept(replace(path, elements=[])), '"elements":[]', f'"elements":[{elements}]')

    def _element(self, element: ElementShown) -> str:
        before, between, after = self._elements.around(element)
        return "".join((before, self._list(element.facts), between, self._list(element.sources), after))

    def _list(self, values: Sequence[Fact] | Sequence[Source]) -> str:
        if id(values) not in self._written:
            self._written[id(values)] = f"[{','.join(self._once(value) for value in values)}]"
        return self._written[id(values)]

    def _once(self, value: Fact | Source | Happening) -> str:
        if id(value) not in self._written:
            self._written[id(value)] = as_kept(value)
        return self._written[id(value)]


_OF_ITS_OWN = frozenset({"run", "timeline", "subjects"})


def _with(text: str, empty: str, full: str) -> str:
    """``text`` with an empty list filled. (A quoted text has its quotes escaped: the name of a part is found once.)"""
    before, found, after = text.partition(empty)
    if not found or empty in after:
        raise ValueError("a part of the document is not where it belongs")
    return before + full + after
