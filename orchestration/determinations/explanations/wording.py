"""How values are put into words, the same on a terminal and on a page.

What belongs here: days, lines of files, what a word rests on, why a path did not decide; and signs that nobody would
see, made visible. What does not: where these words stand (``as_text``, ``as_html``). Wording of the law comes from the
law tables.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from orchestration.determinations.explanations.model import (
    Determination,
    ElementShown,
    Explanation,
    Fact,
    Happening,
    PathShown,
    PersonShown,
    Source,
    format_name,
)
from orchestration.warehouse.open_run import RunShown

WORDS = {"met": "met", "presumed": "presumed", "not_met": "not met", "not_yet": "not yet", "unknown": "unknown"}
VERIFIED = (
    "How sure a line of the law is stands in brackets behind it: V read in the text, an opinion, a form or code; "
    "C corroborated by a second source; M from memory; inference our reading."
)
NO_MATTER = "whatever the answer, the outcome is the same"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def escape_control_signs(text: str) -> str:
    """``text`` with every sign that steers a terminal or turns the direction of writing written out (``\\x1b``)."""
    if text.isprintable():  # nearly always: no sign of these categories is
        return text
    return "".join(_escape_sign(sign) if unicodedata.category(sign) in _UNSEEN else sign for sign in text)


def _escape_sign(sign: str) -> str:
    number = ord(sign)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"


def format_days(happening: Happening) -> str:
    """The day, or the days between which it was."""
    first, last = happening.date_earliest, happening.date_latest
    if first is None:
        return "no date" if happening.date_precision == "blank" else format_name(happening.date_precision)
    return str(first) if last is None or first == last else f"{first} to {last}"


def format_birth_date(person: PersonShown) -> str:
    """The birth date, or what is known of it."""
    first, last = person.birth_date_earliest, person.birth_date_latest
    if first is None:
        return "birth date unknown"
    return f"born {first}" if last is None or first == last else f"born between {first} and {last}"


def format_ids(person: PersonShown) -> str:
    """The ids of the person as the record has them."""
    return " · ".join([*(f"state:{one}" for one in person.state_ids), *(f"issuer:{one}" for one in person.issuer_ids)])


def format_gates(run: RunShown) -> str:
    """``gates passed: intake, staging; not asked: rules``."""
    ends = list(dict.fromkeys(gate.ended for gate in run.gates))
    told = (f"{end}: {', '.join(gate.gate for gate in run.gates if gate.ended == end)}" for end in ends)
    return f"gates {'; '.join(told)}"


def format_lines(sources: Sequence[Source]) -> str:
    """``sacramento_20260301.csv, lines 3, 5-7``; the delivery's id where two files share a name."""
    return "; ".join(_format_lines_of_source(source) for source in sources)


def _format_lines_of_source(source: Source) -> str:
    told = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in _merge_line_spans(source))
    name = f"{source.file_name} ({source.delivery_id})" if source.shares_name else source.file_name
    return f"{name}, {'line' if len(source.lines) == 1 else 'lines'} {told}"


def _merge_line_spans(source: Source) -> list[list[int]]:
    spans: list[list[int]] = []
    for line in source.lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return spans


class RestsOn:
    """What words of elements rest on, in words: each list of facts is worded once, however many elements share it.

    ``most``: how many spans of lines are named for a role; of more the number is told. None names all.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._told: dict[tuple[int, int], list[str]] = {}
        self._of_fact: dict[int, list[tuple[Source, frozenset[int]]]] = {}
        self.has_counted = False

    def of(self, element: ElementShown) -> list[str]:
        """What the word rests on: facts with the lines that tell them; roles told by the same lines once."""
        if not element.is_on_record:
            return [f"no line of a file answers it; asked of {format_lines(element.sources)}"]
        # (The explanation holds both lists for as long as this is used: their identity is a key.)
        key = (id(element.facts), id(element.sources))
        if key not in self._told:
            self._told[key] = self._worded(element)
        return self._told[key]

    def _worded(self, element: ElementShown) -> list[str]:
        roles: dict[str, list[Fact]] = {}
        told_by_people = []
        for fact in element.facts:
            if fact.sources:
                roles.setdefault(fact.role, []).append(fact)
            else:
                told_by_people.append(f"{format_name(fact.role)}: {fact.words}")
        of_lines: dict[str, list[str]] = {}
        for role, facts in roles.items():
            of_lines.setdefault(self._lines(facts), []).append(format_name(role))
        told = [f"{', '.join(names)}: {where}" for where, names in of_lines.items()]
        found = [*told, *dict.fromkeys(told_by_people)]
        if not element.facts or told or not element.sources:
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
        if self._most is None or spans <= self._most:
            return format_lines(sources)
        self.has_counted = True
        files = "1 file" if len(sources) == 1 else f"{len(sources)} files"
        return f"{sum(len(source.lines) for source in sources)} lines of {files}"

    def _numbers(self, fact: Fact) -> list[tuple[Source, frozenset[int]]]:
        if id(fact) not in self._of_fact:
            self._of_fact[id(fact)] = [(source, frozenset(source.lines)) for source in fact.sources]
        return self._of_fact[id(fact)]


def explain_path(path: PathShown) -> str:
    """Why a path did not decide: what is not met; else what is unknown; else what is not yet met."""
    for word in ("not_met", "unknown", "not_yet"):
        found = [element.question for element in path.elements if element.word == word and element.needed == "every"]
        if found:
            return f"{WORDS[word]}: {' '.join(found)}"
    return "nothing stands against it"


def list_notes(determination: Determination) -> list[tuple[str, str]]:
    """What a reader must know beside the sentence: label and text, each once."""
    labelled = [
        ("why", f"{determination.reason} ({_format_citation(determination.citation, determination.verified)})"),
        *(("not met", question) for question in determination.in_the_way),
        *(("missing", question) for question in determination.missing),
        *(("waits for", question) for question in determination.waits_for),
        *(("no matter", f"{question} Not on record, and {NO_MATTER}.") for question in determination.immaterial),
        *(("presumed", format_name(fact)) for fact in determination.presumed),
        *(("hint", hint) for hint in determination.hints),
    ]
    if determination.has_possible_better_path:
        labelled.append(("open", "a better relief depends on a fact nobody established or a doubt to settle"))
    return labelled


def describe_unreached(explanation: Explanation) -> str:
    """How much of the record no remedy speaks of."""
    return (
        f"Reached by no remedy that is decided charge by charge: {explanation.not_reached} of the record's charges. "
        "They stand in the timeline."
    )


def _format_citation(citation: str, verified: str) -> str:
    return f"{citation}; {verified}" if citation else verified
