"""How values are put into words, the same on a terminal and on a page.

What belongs here: days, lines of files, what a word rests on, why a path did not decide; and signs that nobody would
see, made visible. What does not: where these words stand (``as_text``, ``as_html``). Wording of the law comes from the
law tables.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from orchestration.explain.explanation import (
    Determination,
    ElementShown,
    Explanation,
    Happening,
    PathShown,
    PersonShown,
    RunShown,
    Source,
    in_words,
)

WORDS = {"met": "met", "presumed": "presumed", "not_met": "not met", "not_yet": "not yet", "unknown": "unknown"}
VERIFIED = (
    "How sure a line of the law is stands in brackets behind it: V read in the text, an opinion, a form or code; "
    "C corroborated by a second source; M from memory; inference our reading."
)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str) -> str:
    """``text`` with every sign that steers a terminal or turns the direction of writing written out (``\\x1b``)."""
    return "".join(_written_out(sign) if unicodedata.category(sign) in _UNSEEN else sign for sign in text)


def _written_out(sign: str) -> str:
    number = ord(sign)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"


def days(happening: Happening) -> str:
    """The day, or the days between which it was."""
    first, last = happening.date_earliest, happening.date_latest
    if first is None:
        return "no date" if happening.date_precision == "blank" else in_words(happening.date_precision)
    return str(first) if last is None or first == last else f"{first} to {last}"


def born(person: PersonShown) -> str:
    """The birth date, or what is known of it."""
    first, last = person.birth_date_earliest, person.birth_date_latest
    if first is None:
        return "birth date unknown"
    return f"born {first}" if last is None or first == last else f"born between {first} and {last}"


def ids(person: PersonShown) -> str:
    """The ids of the person as the record has them."""
    return " · ".join([*(f"state:{one}" for one in person.state_ids), *(f"issuer:{one}" for one in person.issuer_ids)])


def gates(run: RunShown) -> str:
    """``gates passed: intake, staging; not asked: rules``."""
    ends = list(dict.fromkeys(gate.ended for gate in run.gates))
    told = (f"{end}: {', '.join(gate.gate for gate in run.gates if gate.ended == end)}" for end in ends)
    return f"gates {'; '.join(told)}"


def lines(sources: Sequence[Source]) -> str:
    """``sacramento_20260301.csv, lines 3, 5-7``; the delivery's id where two files share a name."""
    return "; ".join(_lines_of(source) for source in sources)


def _lines_of(source: Source) -> str:
    spans: list[list[int]] = []
    for line in source.lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    told = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
    name = f"{source.file_name} ({source.delivery_id})" if source.shares_name else source.file_name
    return f"{name}, {'line' if len(source.lines) == 1 else 'lines'} {told}"


def rests_on(element: ElementShown) -> list[str]:
    """What the word of an element rests on: facts with the lines that tell them; roles told by the same lines once."""
    if not element.is_on_record:
        return [f"no line of a file answers it; asked of {lines(element.sources)}"]
    roles: dict[str, list[Source]] = {}
    told_by_people = []
    for fact in element.facts:
        if fact.sources:
            roles.setdefault(fact.role, []).extend(fact.sources)
        else:
            told_by_people.append(f"{in_words(fact.role)}: {fact.words}")
    of_lines: dict[str, list[str]] = {}
    for role, sources in roles.items():
        of_lines.setdefault(lines(_together(sources)), []).append(in_words(role))
    told = [f"{', '.join(names)}: {where}" for where, names in of_lines.items()]
    found = [*told, *dict.fromkeys(told_by_people)]
    if not element.facts or told or not element.sources:
        return found
    return [*found, f"asked of {lines(element.sources)}"]


def _together(sources: Sequence[Source]) -> list[Source]:
    first: dict[str, Source] = {}
    found: dict[str, set[int]] = {}
    for source in sources:
        first.setdefault(source.delivery_id, source)
        found.setdefault(source.delivery_id, set()).update(source.lines)
    return [
        Source(source.delivery_id, source.file_name, source.shares_name, sorted(found[id_]))
        for id_, source in first.items()
    ]


def why_not(path: PathShown) -> str:
    """Why a path did not decide: what is not met; else what is unknown; else what is not yet met."""
    for word in ("not_met", "unknown", "not_yet"):
        found = [element.question for element in path.elements if element.word == word and element.needed == "every"]
        if found:
            return f"{WORDS[word]}: {' '.join(found)}"
    return "nothing stands against it"


def points(determination: Determination) -> list[tuple[str, str]]:
    """What a reader must know beside the sentence: label and text, each once."""
    labelled = [
        ("why", f"{determination.reason} ({_cited(determination.citation, determination.verified)})"),
        *(("not met", question) for question in determination.in_the_way),
        *(("missing", question) for question in determination.missing),
        *(("waits for", question) for question in determination.waits_for),
        *(("presumed", in_words(fact)) for fact in determination.presumed),
        *(("hint", hint) for hint in determination.hints),
    ]
    if determination.has_possible_better_path:
        labelled.append(("open", "a better relief depends on a fact nobody established or a doubt to settle"))
    return labelled


def not_reached(explanation: Explanation) -> str:
    """How much of the record no remedy speaks of."""
    return (
        f"Reached by no remedy that is decided charge by charge: {explanation.not_reached} of the record's charges. "
        "They stand in the timeline."
    )


def _cited(citation: str, verified: str) -> str:
    return f"{citation}; {verified}" if citation else verified
