"""Questions for counsel as text, and what each answer would change as CSV: by county and race, and one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple

from orchestration.files.tables import format_csv
from orchestration.law.questions.effects import WAITS, Asked, Effect, Questions
from orchestration.law.questions.under_defaults import UnderDefaults

CHANGE_COLUMNS = ("question", "option", "remedy_id", "county", "race", "before", "after", "findings")
FINDING_COLUMNS = (
    "remedy_id",
    "charge_or_arrest_id",
    "person_id",
    "county",
    "today",
    "under_the_defaults",
    "not_before",
    "questions",
)


def format_questions(found: Questions) -> str:
    """Format the questions, those that hold most people first, each with what its options would change."""
    if not found.asked:
        return "the packs of this state ask counsel nothing"
    return "\n".join(_list_lines(found))


def format_changes(found: Questions) -> bytes:
    """Format every change as CSV. Restricted: numbers of a county and race may be small."""
    rows = [
        [one.name, effect.option, *astuple(change)]
        for one in found.asked
        for effect in one.effects.values()
        for change in effect.changes
    ]
    return format_csv(CHANGE_COLUMNS, rows)


def format_findings(findings: Sequence[UnderDefaults]) -> bytes:
    """Format what each determination would be under every default as CSV. Restricted: ids of people."""
    rows = [[*astuple(one)[:-1], " ".join(one.questions)] for one in findings]
    return format_csv(FINDING_COLUMNS, rows)


def _list_lines(found: Questions) -> Iterator[str]:
    for one in found.asked:
        yield from _describe(one)
    if found.together:
        yield f"The best together, each by its default ({found.together.option}): {_count(found.together)}"
    if found.defaults:
        yield f"With every default: {_count(found.defaults)}"
    undecided = next((one for one in found.asked if one.decision is None), None)
    if undecided:
        yield f"Next: lookback law decide {undecided.name} {undecided.question.default} --why '…'"


def _describe(one: Asked) -> Iterator[str]:
    question = one.question
    waiting = f"{one.people:,} {'person waits' if one.people == 1 else 'people wait'}"
    yield f"{one.name}: {waiting} with {one.findings:,} {'determination' if one.findings == 1 else 'determinations'}"
    yield f"  {question.section}: “{question.words}”"
    yield f"  {question.asks}"
    yield f"  Open: {question.open}"
    yield f"  Decided: {one.decision.describe()}" if one.decision else "  Decided by nobody."
    if one.lapsed:
        yield f"  LAPSED, {one.lapsed}"
    for name, option in question.options.items():
        proposed = ", the default" if name == question.default else ""
        yield f"  - {name}{proposed}: {option.words} ({option.authority}; {option.mark})"
        effect = one.effects.get(name)
        yield f"      {_count(effect) if effect else 'as the last run decided'}"
    yield ""


def _count(effect: Effect) -> str:
    """Say what changes, in determinations and people."""
    if not effect.changes:
        return "changes nothing in the last run"
    return "; ".join(
        f"{said} {effect.count(before, after):,} of {people:,} people"
        for said, before, after in _SAID
        if (people := effect.people.get((before, after)))
    )


_SAID = (
    ("frees", WAITS, "eligible"),
    ("sets a day for", WAITS, "not_yet"),
    ("finds not eligible", WAITS, "ineligible"),
    ("sends to a person", "", WAITS),
    ("no longer eligible", "eligible", ""),
    ("eligible that must wait today", "not_yet", "eligible"),
    ("eligible that are barred today", "ineligible", "eligible"),
)
"""What a change is called, with the outcomes before and after; empty is any."""
