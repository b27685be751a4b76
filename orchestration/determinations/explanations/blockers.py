"""What keeps a finding from relief, in one line, and what all findings of a person come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from orchestration.determinations.explanations.model import (
    Determination,
    ElementShown,
    Explanation,
    Fact,
    TimelineEvent,
    format_name,
)
from orchestration.determinations.explanations.wording import format_day, format_lines

_OF_THE_ARREST = "charge_of_the_arrest"
_TELLING = (
    "unread_line",
    "identity_conflict",
    "petition_on_the_count",
    "petition_of_the_person",
    "supervision_record",
    "registry_record",
    "claim",
    "claim_on_an_arrest",
    "established_fact",
    "established_fact_of_an_arrest",
    "event_of_the_person",
    "conviction_that_may_bar",
    "conviction_in_its_case",
    "conviction_perhaps_of_the_arrest",
    "event_on_the_count",
    "event_on_a_charge",
    "event_on_no_count_that_can_be_told",
    "sentence_told_by_a_step",
    "sentence",
    "court_record_on_the_count",
    "court_record_of_the_person",
    _OF_THE_ARREST,
)
"""Roles of facts that can block a finding, the most telling first; facts of other roles are what else was looked at."""

_NOUNS = (
    *("arrest", "sentence", "supervision_record", "registry_record", "petition_to_prohibit_relief", "claim"),
    "court_record",
)
"""Kinds of events whose name is a noun; those of rows of a history are named as entries."""

_WAITING = ("review", "undeterminable")


def tell_answer(determination: Determination, happening: TimelineEvent, timeline: Mapping[str, TimelineEvent]) -> str:
    """Tell in one sentence what comes of a charge or arrest: what blocks it and until when, then the reason.

    ``happening``: the charge or arrest. ``timeline``: the person's events by the id of their fact.
    """
    outcome, reason = determination.outcome, determination.reason
    if outcome not in ("ineligible", "not_yet", *_WAITING):
        return reason
    element = find_deciding_element(determination)
    blocker = _describe_blocker(element, happening, timeline)
    if outcome == "ineligible":
        return f"Barred{f' by {blocker}' if element else ''}: {reason} No day ends it."
    if outcome != "not_yet":
        return f"Waits because of {blocker}: {reason}{_list_open(determination)}"
    then = _list_open(determination, "Then still to be answered:")
    if determination.not_before is not None:
        return f"Not before {format_day(determination.not_before)} because of {blocker}: {reason}{then}"
    if determination.eligible_on is None:
        return f"Waits because of {blocker}: {reason} The day is not known.{then}"
    conditions = f", {' and '.join(determination.conditions)}" if determination.conditions else ""
    return f"Waits until {format_day(determination.eligible_on)} because of {blocker}{conditions}: {reason}"


def _list_open(determination: Determination, label: str = "Still to be answered:") -> str:
    """List the questions whose answers decide it, but for one that the reason already repeats."""
    asked = [one for one in dict.fromkeys(determination.missing) if not determination.reason.startswith(one)]
    return f" {label} {' '.join(asked)}" if asked else ""


def collect_answers(explanation: Explanation) -> Mapping[tuple[str, str], str]:
    """Collect the sentences of an explanation by charge or arrest and remedy."""
    return {
        (subject.charge_id or subject.arrest_id or "", one.remedy_id): one.answer
        for subject in explanation.subjects
        for one in subject.determinations
    }


def find_deciding_element(determination: Determination) -> ElementShown | None:
    """Find the element that decided; None where nothing is in the way, or where no element says what is."""
    deciding = (path for path in determination.paths if path.is_deciding)
    return next((element for path in deciding for element in path.elements if element.is_deciding), None)


def _describe_blocker(
    element: ElementShown | None, happening: TimelineEvent, timeline: Mapping[str, TimelineEvent]
) -> str:
    """Describe the charge, sentence, order or line that an element rests on, and how many more there are."""
    facts = [] if element is None else element.facts
    found = [fact for fact in facts if fact.role in _TELLING and not _is_death(fact, timeline)]
    if not found:
        return f"the {format_name(happening.kind)} itself"
    best = min(_TELLING.index(fact.role) for fact in found)
    chosen = [fact for fact in found if fact.role == _TELLING[best]]
    chosen.sort(key=lambda fact: (_is_conviction(fact, timeline), _find_day(fact, timeline), fact.words), reverse=True)
    more = f" and {len(chosen) - 1} more" if len(chosen) > 1 and chosen[0].role != _OF_THE_ARREST else ""
    return _describe_fact(chosen[0], timeline.get(chosen[0].fact_id)) + more


def _is_conviction(fact: Fact, timeline: Mapping[str, TimelineEvent]) -> bool:
    return fact.fact_id in timeline and timeline[fact.fact_id].kind == "conviction"


def _is_death(fact: Fact, timeline: Mapping[str, TimelineEvent]) -> bool:
    return fact.fact_id in timeline and timeline[fact.fact_id].kind == "deceased"


def _find_day(fact: Fact, timeline: Mapping[str, TimelineEvent]) -> date:
    day = timeline[fact.fact_id].date_latest if fact.fact_id in timeline else None
    return day or date.min


def _describe_fact(fact: Fact, happening: TimelineEvent | None) -> str:
    """Describe a fact: what it is, of which day and place; in parentheses what else is told, and the first line."""
    lines = format_lines([replace(source, lines=source.lines[:1]) for source in fact.sources[:1]])
    if happening is None:
        return f"{fact.words} ({lines})" if lines else fact.words
    name, details = happening.words, happening.details
    if happening.kind not in ("charge", "conviction"):
        details = ", ".join(part for part in (name, details) if part)
        kind = format_name(happening.kind)
        name = f"the {kind}" if happening.kind in _NOUNS else f'the entry "{kind}"'
    number = happening.case_numbers and f"case {happening.case_numbers}"
    place = ", ".join(part for part in (happening.county, number) if part)
    told = "; ".join(part for part in (details, lines) if part)
    return "".join([name, _describe_day(happening), place and f", {place}", told and f" ({told})"])


def _describe_day(happening: TimelineEvent) -> str:
    first, last = happening.date_earliest, happening.date_latest
    if first is None:
        return ""
    if last is None or first == last:
        return f" of {format_day(first)}"
    return f" between {format_day(first)} and {format_day(last)}"


def summarize(explanation: Explanation) -> str:
    """Summarize the findings: how many are eligible now, how many wait for how many questions or for a day, and which
    day is the first."""
    findings = [one for subject in explanation.subjects for one in subject.determinations]
    if not findings:
        return "No remedy reaches anything on this record."
    of_outcome = Counter("review" if one.outcome in _WAITING else one.outcome for one in findings)
    questions = {question for one in findings if one.outcome in _WAITING for question in one.missing}
    days = sorted(one.eligible_on for one in findings if one.outcome == "not_yet" and one.eligible_on)
    parts = [f"{of_outcome['eligible']} of {_count(len(findings), 'finding')} eligible now"]
    if waiting := of_outcome["review"]:
        parts.append(
            f"{_verb(waiting, 'wait')} for {_count(len(questions), 'question')}"
            if questions
            else f"{_verb(waiting, 'wait')} for a person to look"
        )
    if days:
        until = "" if len({*days}) == 1 else "a day, the first until "
        parts.append(f"{_verb(len(days), 'wait')} until {until}{format_day(days[0])}")
    if open_then := sum(one.outcome == "not_yet" and one.not_before is not None for one in findings):
        parts.append(f"{_verb(open_then, 'wait')} for a day on which a question is open")
    if undated := of_outcome["not_yet"] - len(days) - open_then:
        parts.append(f"{_verb(undated, 'wait')} until a day that is not known")
    if of_outcome["ineligible"]:
        parts.append(f"{of_outcome['ineligible']} not eligible")
    if of_outcome["already_relieved"]:
        parts.append(f"{of_outcome['already_relieved']} relieved already")
    return f"{'; '.join(parts)}."


def list_questions(explanation: Explanation) -> Sequence[tuple[str, int]]:
    """List the questions that findings wait for, each with how many wait for it, most first."""
    findings = [one for subject in explanation.subjects for one in subject.determinations if one.outcome in _WAITING]
    asked = Counter(question for one in findings for question in dict.fromkeys(one.missing))
    return sorted(asked.items(), key=lambda one: (-one[1], one[0]))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _verb(number: int, verb: str) -> str:
    return f"{number} {verb}s" if number == 1 else f"{number} {verb}"
