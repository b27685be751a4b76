"""An explanation for a terminal: 80 signs wide unless the terminal says otherwise, readable without colour.

What belongs here: where words stand, and what is told once for several charges. What does not: the words (``wording``),
which charges were answered alike (``folding``), breaking lines (``drawing``). Colour only repeats what a word says.
What is folded is said where it is, and how to see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from orchestration.determinations.explanations.grouping import Alike, group_alike
from orchestration.determinations.explanations.layout import Drawing, Words
from orchestration.determinations.explanations.model import (
    Determination,
    ElementShown,
    Explanation,
    Happening,
    Subject,
    format_name,
)
from orchestration.determinations.explanations.wording import (
    NO_MATTER,
    VERIFIED,
    WORDS,
    RestsOn,
    describe_unreached,
    escape_control_signs,
    explain_path,
    format_birth_date,
    format_days,
    format_gates,
    format_ids,
    format_lines,
    list_notes,
)

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 80
LONG = 12
"""Spans of lines that one role may have before they are counted instead of named: each stands in the timeline too."""

_STYLES = {"met": "green", "presumed": "green", "not_met": "red", "not_yet": "yellow", "unknown": "yellow"}
_DAYS, _ANSWER = 10, 9
"""Cells of the first column: of days, and of answers and labels."""


def print_explanation(console: Console, explanation: Explanation, *, whole: bool = False) -> None:
    """Print it in the width and colours of the console; ``whole``: with nothing folded."""
    console.print(_Page(console.width, whole=whole).of(explanation))


def format_text(explanation: Explanation, *, whole: bool = False) -> str:
    """The same as plain text, 80 signs wide."""
    return _Page(WIDTH, whole=whole).of(explanation).as_text()


class _Page:
    def __init__(self, width: int, *, whole: bool) -> None:
        self._drawing = Drawing(width)
        self._whole = whole
        self._in_full = RestsOn()
        self._in_short = self._in_full if whole else RestsOn(most=LONG)

    def of(self, explanation: Explanation) -> Drawing:
        self._put(explanation.notice, "bold")
        self._drawing.blank()
        self._draw_header(explanation)
        self._drawing.blank()
        self._put("TIMELINE", "bold")
        self._draw_timeline(explanation.timeline)
        groups = [Alike(subject, ()) for subject in explanation.subjects]
        if not self._whole:
            groups = group_alike(explanation.subjects)
        for group in groups:
            self._drawing.blank()
            self._draw_subject(group.first)
            if group.others:
                self._drawing.blank()
                self._draw_others(group.others)
        self._draw_ends(explanation, groups)
        return self._drawing

    def _put(self, text: str, style: str = "", indent: int = 0) -> None:
        self._drawing.put(escape_control_signs(text), style, indent)

    def _draw_columns(self, left: Words, right: Iterable[Words], column: int, indent: int = 0) -> None:
        rows = [[(escape_control_signs(text), style)] for text, style in right if text]
        self._drawing.put_beside((escape_control_signs(left[0]), left[1]), rows, column, indent)

    def _draw_header(self, explanation: Explanation) -> None:
        person, run = explanation.person, explanation.run
        marks = [
            *(["death on record"] if person.is_deceased else []),
            *(["registration on record"] if person.has_registration else []),
        ]
        of_person = [
            person.name or "no name on record",
            *([f"also recorded as {'; '.join(person.other_names)}"] if person.other_names else []),
            " · ".join([format_birth_date(person), *marks]),
            format_ids(person),
            f"person {person.person_id} · data as of {person.data_as_of}",
        ]
        of_run = [
            f"as of {run.as_of_date} · state {explanation.state} · run {run.run_id}",
            f"law {run.law_version} · Lookback {run.version}",
            format_gates(run),
            *([f"allowed by name: {run.allowances}"] if run.allowances else []),
            *run.notes,
        ]
        self._draw_columns(("PERSON", "bold"), [(text, "") for text in of_person], _ANSWER)
        self._draw_columns(("RUN", "bold"), [(text, "") for text in of_run], _ANSWER)

    def _draw_timeline(self, timeline: Sequence[Happening]) -> None:
        if not timeline:
            self._put("Nothing is on record.")
        for happening in timeline:
            self._draw_event(
                happening, format_name(happening.kind), _describe_event(happening), _describe_court(happening)
            )

    def _draw_event(self, happening: Happening, kind: str, said: str, *below: str) -> None:
        what = [
            (escape_control_signs(kind), "bold"),
            (": " if kind and said else "", ""),
            (escape_control_signs(said), ""),
        ]
        rows = [what, *([(escape_control_signs(text), "dim")] for text in below if text)]
        self._drawing.put_beside((escape_control_signs(format_days(happening)), ""), rows, _DAYS)

    def _draw_subject(self, subject: Subject) -> None:
        happening = subject.happening
        self._put(f"{format_name(happening.kind).upper()}  {_describe_event(happening)}", "bold reverse")
        self._put(f"{format_days(happening)} · {_describe_court(happening)}", "dim")
        self._put(_format_id(subject), "dim")
        if not subject.determinations:
            self._put("No remedy that was asked about reaches it.")
        for determination in subject.determinations:
            self._drawing.blank()
            self._draw_determination(determination)

    def _draw_determination(self, determination: Determination) -> None:
        self._put(f"{determination.remedy_name} ({determination.remedy_id})", "bold", 2)
        self._put(f"=> {determination.sentence}", "bold", 2)
        for label, text in list_notes(determination):
            self._draw_columns((label, ""), [(text, "")], _ANSWER, 2)
        for path in determination.paths:
            if path.is_deciding:
                self._put(f"Path {path.path}, which decided:" if path.path else "What was asked:", "underline", 2)
                self._draw_elements(path.elements)
        others = [path for path in determination.paths if not path.is_deciding]
        if others:
            self._put("Paths that did not decide:", "underline", 2)
        for path in others:
            self._put(f"{path.path}: {explain_path(path)}", "dim", 2)

    def _draw_elements(self, elements: Sequence[ElementShown]) -> None:
        for needed, heading in (("every", "every one is needed"), ("one_of", "one that is met is enough")):
            chosen = [element for element in elements if element.needed == needed]
            if chosen:
                self._put(f"({heading})", "dim", 2)
            for element in chosen:
                self._draw_element(element)

    def _draw_element(self, element: ElementShown) -> None:
        word = WORDS.get(element.word, format_name(element.word))
        mark = " <- this decided" if element.is_deciding else ""
        mark = f" <- {NO_MATTER}" if element.is_immaterial else mark
        rests_on = self._in_full if element.is_deciding else self._in_short
        below = [
            f"time alone is missing, {element.condition}" if element.word == "not_yet" and element.condition else "",
            f"{element.citation} ({element.verified})",
            *rests_on.of(element),
        ]
        question = (f"{element.question}{mark}", "")
        right = [question, *((text, "dim") for text in below)]
        self._draw_columns((word, _STYLES.get(element.word, "")), right, _ANSWER, 2)

    def _draw_others(self, others: Sequence[Subject]) -> None:
        self._put(
            f"The same answers for the same reasons, each on lines of its own, for {_count_others(others)}:", "bold"
        )
        for subject in others:
            happening = subject.happening
            self._draw_event(happening, "", _describe_event(happening), _describe_court(happening), _format_id(subject))

    def _draw_ends(self, explanation: Explanation, groups: Sequence[Alike]) -> None:
        if explanation.not_reached:
            self._drawing.blank()
            self._put(describe_unreached(explanation))
        folded = sum(len(group.others) for group in groups)
        if folded:
            self._drawing.blank()
            self._put(
                f"Folded: {folded} of {len(explanation.subjects)} stand in short under one that was answered alike. "
                "For the lines that each of their answers rests on ask with --all, or for one by its id."
            )
        if self._in_short.has_counted:
            self._drawing.blank()
            self._put(
                "Counted: of an answer that did not decide and rests on many lines the number is told. Each of them "
                "stands in the timeline; for which they are ask with --all."
            )
        self._drawing.blank()
        self._put(VERIFIED, "dim")


def _describe_event(happening: Happening) -> str:
    return ", ".join(part for part in (happening.words, happening.details) if part)


def _describe_court(happening: Happening) -> str:
    parts = (
        happening.county,
        happening.case_numbers and f"case {happening.case_numbers}",
        format_lines(happening.sources),
    )
    return " · ".join(part for part in parts if part)


def _format_id(subject: Subject) -> str:
    return f"charge {subject.charge_id}" if subject.charge_id else f"arrest {subject.arrest_id}"


def _count_others(others: Sequence[Subject]) -> str:
    kind = "arrest" if others[0].arrest_id else "charge"
    return f"1 other {kind}" if len(others) == 1 else f"{len(others)} other {kind}s"
