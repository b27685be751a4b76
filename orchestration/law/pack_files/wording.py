"""The parts of a pack in plain words: our reading of the statute, beside which a lawyer reads its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from orchestration.law.pack_files.schema import (
    Age,
    Answers,
    ClockDay,
    Combine,
    Element,
    Kind,
    NoOther,
    Operative,
    Owes,
    PersonStatus,
    Selector,
    UnitFact,
    Wait,
)

_WINDOWS = {
    "ever": "at any time",
    "in_the_wait": "while the time runs",
    "same_case": "in the same case",
    "same_arrest": "of the same arrest",
    "same_day": "on the same day",
    "following_years": "in the {years} years that follow",
    "last_years": "in the last {years} years",
    "between": "after {after} and before {until} is over",
}
_ELSE = {
    "met": "else it is met",
    "presumed": "else it is presumed",
    "not_met": "else it is barred",
    "not_yet": "else it waits",
    "unknown": "else it is unknown",
}
_COUNTED = {"charge": "charge", "case": "case", "tracking": "tracking number"}


def say(name: object) -> str:
    """Put a name of a pack into words."""
    return str(name).replace("_", " ")


def describe_selector(alternatives: Sequence[Selector]) -> str:
    """Describe a kind of charges or arrests."""
    return "; or ".join(_describe_alternative(one) for one in alternatives)


def _describe_alternative(one: Selector) -> str:
    parts = [
        _any(one.dispositions),
        _any(one.levels),
        f"no {_any(one.levels_none)}" if one.levels_none else "",
        f"grade {_any(one.grades)}" if one.grades else "",
        _range("punishable by", one.max_days_from, one.max_days_to, "days"),
        f"listed in {_any(one.lists_any)}" if one.lists_any else "",
        f"not listed in {_any(one.lists_none)}" if one.lists_none else "",
        f"section {_any(one.sections)}" if one.sections else "",
        f"minimum imposed below {say(one.imposed_min_below)} days" if one.imposed_min_below is not None else "",
        f"maximum imposed below {say(one.imposed_max_below)} days" if one.imposed_max_below is not None else "",
        f"sentenced to {_any(one.components)}" if one.components else "",
        _span("offense", one.offense_from, one.offense_to),
        _span("disposition", one.convicted_from, one.convicted_to),
        _span("arrest", one.arrested_from, one.arrested_to),
        *(f"{say(fact)}: {_any(answers)}" for fact, answers in one.facts.items()),
        f"relieved by {say(one.relieved_by)}" if one.relieved_by else "",
        f"not relieved by {say(one.not_relieved_by)}" if one.not_relieved_by else "",
        {"here": "of this state", "elsewhere": "of another state", "any": ""}[one.jurisdiction],
        f"but no {say(one.except_)}" if one.except_ else "",
    ]
    return f"{'an' if one.of == 'arrest' else 'a'} {one.of}: " + (", ".join(filter(None, parts)) or "any")


def describe_clock(days: Sequence[ClockDay]) -> str:
    """Describe the days that a clock runs from."""
    said = []
    for day in days:
        whose = f" of each {say(day.selector)}" if day.selector else ""
        said.append(f"{say(day.event)}{whose}{'' if day.required else ' (where there is one)'}")
    return said[0] if len(said) == 1 else f"the latest of {', '.join(said)}"


def describe_element(part: Element) -> str:
    """Describe what an element asks, and what an unknown answer leads to."""
    said = _describe_question(part)
    standard = {"must_appear": "must appear on record", "must_not_appear": "silence of the record is in favor"}
    more = [
        standard.get(getattr(part, "standard", ""), ""),
        f"needs the delivery {say(name)}" if (name := getattr(part, "needs_delivery", None)) else "",
        *(_describe_answers(one) for one in part.answers),
        f"unknown: if {part.if_}" if part.if_ else f"unknown: {part.when_unknown}",
    ]
    return "; ".join([said, *filter(None, more)])


def _describe_answers(one: Answers) -> str:
    sides = [f"{value} is {say(result)}" for value, result in (("yes", one.yes), ("no", one.no)) if result is not None]
    return f"{say(one.fact)} established: {', '.join(sides)}"


def _describe_question(part: Element) -> str:
    if isinstance(part, Kind):
        return f"must {'not ' if part.negate else ''}be of the kind {say(part.selector)}"
    if isinstance(part, Wait):
        times = [(part.years, "years"), (part.months, "months"), (part.days, "days")]
        long = " and ".join(
            f"{say(number)} {unit.removesuffix('s') if number == 1 else unit}"
            for number, unit in times
            if number not in (None, 0)
        )
        return (f"{long} since {say(part.clock)}" if long else f"the day of {say(part.clock)} is past") + _when(part)
    if isinstance(part, NoOther):
        return _describe_others(part)
    if isinstance(part, Owes):
        return f"no {_any(part.owed)} owed in the case ({_ELSE[part.when_hit]})"
    if isinstance(part, PersonStatus):
        return f"the person must not be {say(part.status)} ({_ELSE[part.when_hit]})"
    if isinstance(part, UnitFact):
        return f"{say(part.fact)} must {'not ' if part.negate else ''}be so ({_ELSE[part.when_no]})"
    if isinstance(part, Age):
        return f"under {say(part.below)} years old on the day of the {say(part.at)}"
    if isinstance(part, Operative):
        days = [
            f"{say(day.from_)}{f' if {say(day.if_.fact)} is {day.if_.is_}' if day.if_ else ''}" for day in part.from_
        ]
        return f"in operation from {', else '.join(days)}"
    if isinstance(part, Combine):
        groups = [say(one) if isinstance(one, str) else f"({_any(one, 'and')})" for one in part.of]
        return f"{part.take} of {_any(groups, 'and')}"
    raise TypeError(type(part).__name__)


def _describe_others(part: NoOther) -> str:
    window = _WINDOWS[part.window].format(years=say(part.years), after=say(part.after), until=say(part.until))
    most = part.n - 1 if isinstance(part.n, int) else None
    none = "none" if part.counts_this else "no"
    number = none if most == 0 else f"at most {most}" if most is not None else f"fewer than {say(part.n)}"
    also = f", of which {part.also_n} of the kind {say(part.also_selector)}," if part.also_selector else ""
    more = [
        "this one counted" if part.counts_this else "",
        "other cases only" if part.not_this_case else "",
        f"a {_COUNTED[part.count_by]} counted once" if part.count_by != "charge" else "",
        "of this state only" if part.scope == "here" else "",
        f"perhaps: {say(part.when_perhaps)}" if part.when_perhaps else "",
    ]
    own = f" ({'; '.join(filter(None, more))})" if any(more) else ""
    other = "" if part.counts_this else "other "
    return f"{number} {other}of the kind {say(part.selector)}{also} {window}{own} ({_ELSE[part.when_hit]})"


def _when(part: Wait) -> str:
    conditions = [
        f"where {say(part.required_if)} requires it" if part.required_if else "",
        "a later conviction starts it again" if part.restarts else "",
    ]
    return "".join(f", {one}" for one in conditions if one)


def _any(values: Iterable[Any], word: str = "or") -> str:
    said = [say(value) for value in values]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {word} {said[-1]}" if said else ""


def _range(what: str, least: Any, most: Any, unit: str) -> str:
    bounds = [f"at least {say(least)}" if least is not None else "", f"at most {say(most)}" if most is not None else ""]
    return f"{what} {' and '.join(filter(None, bounds))} {unit}" if any(bounds) else ""


def _span(what: str, start: Any, end: Any) -> str:
    bounds = [f"from {say(start)}" if start is not None else "", f"before {say(end)}" if end is not None else ""]
    return f"{what} {' and '.join(filter(None, bounds))}" if any(bounds) else ""
