"""An explanation for a terminal: 80 signs wide unless the terminal says otherwise, readable without colour.

What belongs here: where words stand. What does not: the words (``wording``). Colour only repeats what a word says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orchestration.explain.explanation import (
    Determination,
    ElementShown,
    Explanation,
    Happening,
    Subject,
    in_words,
)
from orchestration.explain.wording import (
    VERIFIED,
    WORDS,
    born,
    days,
    gates,
    ids,
    lines,
    not_reached,
    points,
    rests_on,
    visible,
    why_not,
)

WIDTH = 80
_STYLES = {"met": "green", "presumed": "green", "not_met": "red", "not_yet": "yellow", "unknown": "yellow"}


def print_explanation(console: Console, explanation: Explanation) -> None:
    """Print all of it."""
    console.print(_plain(explanation.notice, "bold"))
    console.print()
    console.print(_header(explanation))
    console.print()
    console.print(_plain("TIMELINE", "bold"))
    console.print(_timeline(explanation.timeline))
    for subject in explanation.subjects:
        console.print()
        console.print(_subject(subject))
    if explanation.not_reached:
        console.print()
        console.print(_plain(not_reached(explanation)))
    console.print()
    console.print(_plain(VERIFIED, "dim"))


def _plain(text: str, style: str = "") -> Text:
    return Text(visible(text), style=style)


def _grid(rows: Iterable[tuple[RenderableType, RenderableType]], width: int) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(width=width, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    for left, right in rows:
        grid.add_row(left, right)
    return grid


def _header(explanation: Explanation) -> Table:
    person, run = explanation.person, explanation.run
    marks = [
        *(["death on record"] if person.is_deceased else []),
        *(["registration on record"] if person.has_registration else []),
    ]
    of_person = [
        person.name or "no name on record",
        *([f"also recorded as {'; '.join(person.other_names)}"] if person.other_names else []),
        " · ".join([born(person), *marks]),
        ids(person),
        f"person {person.person_id} · data as of {person.data_as_of}",
    ]
    of_run = [
        f"as of {run.as_of_date} · state {explanation.state} · run {run.run_id}",
        f"law {run.law_version} · Lookback {run.version}",
        gates(run),
        *([f"allowed by name: {run.allowances}"] if run.allowances else []),
        *run.notes,
    ]
    return _grid(
        [
            (_plain("PERSON", "bold"), _stack(of_person)),
            (_plain("RUN", "bold"), _stack(of_run)),
        ],
        9,
    )


def _stack(texts: Iterable[str], style: str = "") -> RenderableType:
    return Group(*(_plain(text, style) for text in texts if text))


def _timeline(timeline: Sequence[Happening]) -> RenderableType:
    if not timeline:
        return _plain("Nothing is on record.")
    return _grid(((_plain(days(happening)), _happening(happening)) for happening in timeline), 10)


def _happening(happening: Happening) -> RenderableType:
    said = _what(happening)
    what = Text.assemble((visible(in_words(happening.kind)), "bold"), ": " if said else "", visible(said))
    return Group(what, _stack([_where(happening)], "dim"))


def _what(happening: Happening) -> str:
    return ", ".join(part for part in (happening.words, happening.details) if part)


def _where(happening: Happening) -> str:
    parts = (happening.county, happening.case_numbers and f"case {happening.case_numbers}", lines(happening.sources))
    return " · ".join(part for part in parts if part)


def _subject(subject: Subject) -> RenderableType:
    happening = subject.happening
    title = _plain(f"{in_words(happening.kind).upper()}  {_what(happening)}", "bold reverse")
    id_ = f"charge {subject.charge_id}" if subject.charge_id else f"arrest {subject.arrest_id}"
    parts: list[RenderableType] = [title, _stack([f"{days(happening)} · {_where(happening)}", id_], "dim")]
    if not subject.determinations:
        parts.append(_plain("No remedy that was asked about reaches it."))
    for determination in subject.determinations:
        parts += ["", Padding(_determination(determination), (0, 0, 0, 2))]
    return Group(*parts)


def _determination(determination: Determination) -> RenderableType:
    parts: list[RenderableType] = [
        _plain(f"{determination.remedy_name} ({determination.remedy_id})", "bold"),
        _plain(f"=> {determination.sentence}", "bold"),
        _grid(((_plain(label), _plain(text)) for label, text in points(determination)), 9),
    ]
    for path in determination.paths:
        if path.is_deciding:
            decided = f"Path {path.path}, which decided:" if path.path else "What was asked:"
            parts += [_plain(decided, "underline"), _elements(path.elements)]
    others = [path for path in determination.paths if not path.is_deciding]
    if others:
        parts.append(_plain("Paths that did not decide:", "underline"))
        parts += [_plain(f"{path.path}: {why_not(path)}", "dim") for path in others]
    return Group(*parts)


def _elements(elements: Sequence[ElementShown]) -> RenderableType:
    parts: list[RenderableType] = []
    for needed, heading in (("every", "every one is needed"), ("one_of", "one that is met is enough")):
        chosen = [element for element in elements if element.needed == needed]
        if chosen:
            parts += [_plain(f"({heading})", "dim"), _grid(map(_element, chosen), 9)]
    return Group(*parts)


def _element(element: ElementShown) -> tuple[RenderableType, RenderableType]:
    word = _plain(WORDS.get(element.word, in_words(element.word)), _STYLES.get(element.word, ""))
    condition = f"time alone is missing, {element.condition}" if element.word == "not_yet" and element.condition else ""
    mark = " <- this decided" if element.is_deciding else ""
    return word, Group(
        _plain(f"{element.question}{mark}"),
        _stack([condition, f"{element.citation} ({element.verified})", *rests_on(element)], "dim"),
    )


def explanation_as_text(explanation: Explanation) -> str:
    """All of it as plain text, 80 signs wide."""
    text = StringIO()
    console = Console(file=text, width=WIDTH, color_system=None, markup=False, highlight=False, emoji=False)
    print_explanation(console, explanation)
    return "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())
