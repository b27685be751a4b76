"""Values in words, the same in text and HTML. The law tables have the wording of the law."""

from __future__ import annotations

import unicodedata
from calendar import month_name
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from orchestration.determinations.explanations.model import (
    Determination,
    ElementShown,
    Explanation,
    Fact,
    PathShown,
    PersonShown,
    Source,
    TimelineEvent,
    format_name,
)
from orchestration.warehouse.open_run import RunShown

STATUS_LABELS = {
    **{"met": "no bar", "presumed": "presumed", "not_met": "bars", "not_yet": "waits", "unknown": "unknown"},
}
"""What an answer comes to, whichever way its question is put."""
TAG_LEGEND = (
    "Tags in brackets show how each part of the law was verified: V read in the text, an opinion, a form or code; P "
    "read in a copy that is not official; C corroborated by a second source; M from memory; inference our reading."
)
IMMATERIAL = "no answer would change the outcome"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def escape_control_characters(text: str) -> str:
    """Escape characters that control a terminal or the writing direction (``\\x1b``)."""
    if text.isprintable():  # nearly always
        return text
    return "".join(_escape_character(one) if unicodedata.category(one) in _INVISIBLE else one for one in text)


def _escape_character(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"


def format_day(day: date) -> str:
    """Format a day in words: ``14 February 2021``."""
    return f"{day.day} {month_name[day.month]} {day.year}"


def format_days(happening: TimelineEvent) -> str:
    """Format the day, or the first and last possible day."""
    first, last = happening.date_earliest, happening.date_latest
    if first is None:
        return "no date" if happening.date_precision == "blank" else format_name(happening.date_precision)
    return str(first) if last is None or first == last else f"{first} to {last}"


def format_birth_date(person: PersonShown) -> str:
    """Format the birth date, or its first and last possible day."""
    first, last = person.birth_date_earliest, person.birth_date_latest
    if first is None:
        return "birth date unknown"
    return f"born {first}" if last is None or first == last else f"born between {first} and {last}"


def format_ids(person: PersonShown) -> str:
    """Format the recorded ids of the person."""
    return " · ".join([*(f"state:{one}" for one in person.state_ids), *(f"issuer:{one}" for one in person.issuer_ids)])


def format_gates(run: RunShown) -> str:
    """Format gate results: ``gates passed: intake, staging; not asked: rules``."""
    ends = list(dict.fromkeys(gate.ended for gate in run.gates))
    results = (f"{end}: {', '.join(gate.gate for gate in run.gates if gate.ended == end)}" for end in ends)
    return f"gates {'; '.join(results)}"


def format_lines(sources: Sequence[Source]) -> str:
    """Format sources: ``sacramento_20260301.csv, lines 3, 5-7``, with the delivery id if two files share a name."""
    return "; ".join(_format_lines_of_source(source) for source in sources)


def _format_lines_of_source(source: Source) -> str:
    spans = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in _merge_line_spans(source))
    name = f"{source.file_name} ({source.delivery_id})" if source.shares_name else source.file_name
    return f"{name}, {'line' if len(source.lines) == 1 else 'lines'} {spans}"


def _merge_line_spans(source: Source) -> list[list[int]]:
    spans: list[list[int]] = []
    for line in source.lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return spans


class BasisFormatter:
    """Formats the facts and lines behind elements; each list of facts is formatted once, however many elements share
    it.

    ``max_spans``: spans of lines listed per role; more are counted. None lists all.
    """

    def __init__(self, max_spans: int | None = None) -> None:
        self._max_spans = max_spans
        self._formatted: dict[tuple[int, int], list[str]] = {}
        self._of_fact: dict[int, list[tuple[Source, frozenset[int]]]] = {}
        self.has_counted = False

    def format(self, element: ElementShown) -> list[str]:
        """Format the facts of an element by role, with their lines; roles with the same lines share one text."""
        if not element.is_on_record:
            told = [f"{format_name(fact.role)}: {fact.words}" for fact in element.facts]
            return [f"no delivered line answers it; asked of {format_lines(element.sources)}", *told]
        # Identity is a safe key: the explanation outlives this formatter.
        key = (id(element.facts), id(element.sources))
        if key not in self._formatted:
            self._formatted[key] = self._format_facts(element)
        return self._formatted[key]

    def _format_facts(self, element: ElementShown) -> list[str]:
        roles: dict[str, list[Fact]] = {}
        established = []
        for fact in element.facts:
            if fact.sources:
                roles.setdefault(fact.role, []).append(fact)
            else:
                established.append(f"{format_name(fact.role)}: {fact.words}")
        of_lines: dict[str, list[str]] = {}
        for role, facts in roles.items():
            of_lines.setdefault(self._lines(facts), []).append(format_name(role))
        recorded = [f"{', '.join(names)}: {where}" for where, names in of_lines.items()]
        found = [*recorded, *dict.fromkeys(established)]
        if not element.facts or recorded or not element.sources:
            return found
        return [*found, f"asked of {format_lines(element.sources)}"]

    def _lines(self, facts: Sequence[Fact]) -> str:
        first: dict[str, Source] = {}
        of_delivery: dict[str, list[frozenset[int]]] = {}
        for fact in facts:
            for source, numbers in self._numbers(fact):
                first.setdefault(source.delivery_id, source)
                of_delivery.setdefault(source.delivery_id, []).append(numbers)
        sources = [replace(first[id_], lines=sorted(frozenset().union(*found))) for id_, found in of_delivery.items()]
        spans = sum(len(_merge_line_spans(source)) for source in sources)
        if self._max_spans is None or spans <= self._max_spans:
            return format_lines(sources)
        self.has_counted = True
        files = "1 file" if len(sources) == 1 else f"{len(sources)} files"
        return f"{sum(len(source.lines) for source in sources)} lines of {files}"

    def _numbers(self, fact: Fact) -> list[tuple[Source, frozenset[int]]]:
        if id(fact) not in self._of_fact:
            self._of_fact[id(fact)] = [(source, frozenset(source.lines)) for source in fact.sources]
        return self._of_fact[id(fact)]


def explain_path(path: PathShown) -> str:
    """Explain why a path did not decide: its elements that are not met, else unknown, else not yet met."""
    for word in ("not_met", "unknown", "not_yet"):
        found = [element.question for element in path.elements if element.word == word and element.needed == "every"]
        if found:
            return f"{STATUS_LABELS[word]}: {' '.join(found)}"
    return "nothing prevents it"


def list_notes(determination: Determination) -> list[tuple[str, str]]:
    """List notes on a determination as (label, text), without repetition."""
    cited = _format_citation(determination.citation, determination.verified)
    labelled = [
        ("law", cited) if determination.answer else ("why", f"{determination.reason} ({cited})"),
        *(("not met", question) for question in determination.in_the_way),
        *(("missing", question) for question in determination.missing),
        *(("waits for", question) for question in determination.waits_for),
        *(("no matter", f"{question} Not on record, and {IMMATERIAL}.") for question in determination.immaterial),
        *(("presumed", format_name(fact)) for fact in determination.presumed),
        *(("hint", hint) for hint in determination.hints),
    ]
    if determination.has_possible_better_path:
        labelled.append(("open", "a better relief depends on a fact that is not established or a doubt to settle"))
    return labelled


def describe_unreached(explanation: Explanation) -> str:
    """Describe how many charges no remedy applies to."""
    return f"No remedy for single charges applies to {explanation.not_reached} of the record's charges."


def _format_citation(citation: str, verified: str) -> str:
    return f"{citation}; {verified}" if citation else verified
