"""What keeps a finding from relief, in one line, and what all findings of a person come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from orchestration.determinations.explanations.model import Determination, ElementShown, Explanation, Fact
from orchestration.determinations.explanations.wording import format_lines

_OF_ITSELF = frozenset({"person", "the_arrest", "the_count"})
"""Roles of facts that say which charge or arrest the finding is about, and of whom."""

_WAITING = ("review", "undeterminable")


def find_deciding_element(determination: Determination) -> ElementShown | None:
    """Find the element that decided; None where nothing is in the way, or where no element says what is."""
    deciding = (path for path in determination.paths if path.is_deciding)
    return next((element for path in deciding for element in path.elements if element.is_deciding), None)


def describe_blocker(determination: Determination) -> str:
    """Describe the charge, sentence, order or line that what decided rests on, and how many more there are; empty if it
    rests on nothing else than the charge or arrest itself."""
    element = find_deciding_element(determination)
    facts = [] if element is None else [fact for fact in element.facts if fact.role not in _OF_ITSELF]
    if not facts:
        return ""
    return _describe_fact(facts[0]) + (f" and {len(facts) - 1} more" if len(facts) > 1 else "")


def _describe_fact(fact: Fact) -> str:
    """Describe a fact with the first line that tells it."""
    first = [replace(source, lines=source.lines[:1]) for source in fact.sources[:1]]
    return f"{fact.words} ({format_lines(first)})" if first else fact.words


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
    if of_outcome["not_yet"]:
        first = f", the first until {days[0]}" if days else ""
        parts.append(f"{_verb(of_outcome['not_yet'], 'wait')} for time to pass{first}")
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
