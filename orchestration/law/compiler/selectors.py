"""What each charge is: a selector of the pack is one boolean column, NULL where nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from orchestration.law.compiler.arguments import write_day, write_plain_number
from orchestration.law.compiler.layout import make_column, write_list
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Answer, NoOther, Selector

Make = Callable[[Any], str]


def write_selectors(remedy: Remedy, unit: str, only: Sequence[str] | None = None) -> list[str]:
    """Write the columns of the selectors of a kind of unit that a remedy uses, and what people say counts.

    ``only``: only these selectors.
    """
    if only is not None:
        return [_write_selector(name, remedy.used_selectors[name]) for name in only]
    columns = []
    if unit == "charge":
        for name in remedy.reliefs_read:
            columns.append(make_column(f"{{{{ is_relief_given('of_{name}') }}}}", f"relieved_by_{name}"))
            columns.append(f"of_{name}.valid_until as relieved_by_{name}_until")
    for name, alternatives in remedy.used_selectors.items():
        if alternatives[0].of != unit:
            continue
        columns.append(_write_selector(name, alternatives))
    for name, part in remedy.list_of(NoOther):
        if part.answers and remedy.selectors[part.selector][0].of == unit:
            columns.append(make_column(_write_told(part), f"{name}_told_of_it", part.cite))
            order = [f"{name}_told_of_it", part.selector]
            over = order if part.answers[0].over == "any" else order[::-1]
            columns.append(f"coalesce({', '.join(over)}) as {name}_counts")
    return columns


def _write_selector(name: str, alternatives: Sequence[Selector]) -> str:
    cites = "; ".join(dict.fromkeys(one.cite for one in alternatives))
    return make_column(_any_of([write_conditions(one) for one in alternatives]), name, cites)


def _write_told(part: NoOther) -> str:
    """Write what people established of a charge: whether it counts; of two answers that it does."""
    answers, cases = part.answers[0], []
    for counts, value in (("yes", "true"), ("no", "false")):
        told = [said for said in ("yes", "no") if getattr(answers, said) == counts]
        if told:
            cases.append(f"when {' or '.join(f'{answers.fact}_established_{said}' for said in told)} then {value}")
    return f"case {' '.join(cases)} end"


def write_conditions(one: Selector, without_facts: bool = False) -> list[str]:
    """Write the conditions of one alternative, which all have to hold."""
    conditions: list[str] = []
    for key, make in _CONDITIONS.items():
        value = getattr(one, key)
        if value not in (None, [], {}, "any") and not (without_facts and key in _TOLD):
            conditions.append(make(value))
    return conditions


def _any_of(alternatives: Sequence[list[str]]) -> str:
    if len(alternatives) == 1:
        return " and ".join(alternatives[0]) or "true"
    return " or ".join(f"({' and '.join(one)})" if len(one) > 1 else one[0] for one in alternatives)


def _is_in(column: str) -> Make:
    return lambda words: f"{column} = '{words[0]}'" if len(words) == 1 else f"{column} in ({write_list(words)})"


def _is_not_in(column: str) -> Make:
    return lambda words: f"{column} <> '{words[0]}'" if len(words) == 1 else f"{column} not in ({write_list(words)})"


def _compares(column: str, sign: str) -> Make:
    return lambda value: f"{column} {sign} {write_plain_number(value)}"


def _calls(macro: str, before: str = "") -> Make:
    return lambda words: f"{before}{{{{ {macro}([{write_list(words)}]) }}}}"


def _from_day(event: str) -> Make:
    return lambda day: f"{{{{ is_since('{event}', {_quote(write_day(day))}) }}}}"


def _before_day(event: str) -> Make:
    return lambda day: f"{{{{ is_before('{event}', {_quote(write_day(day))}) }}}}"


def _quote(sql: str) -> str:
    """Write SQL as an argument of a macro."""
    return f'"{sql}"'


def _write_facts(facts: dict[str, list[Answer]]) -> str:
    return " and ".join(f"{{{{ is_told('{fact}', [{write_list(answers)}]) }}}}" for fact, answers in facts.items())


_TOLD = ("facts", "relieved_by", "not_relieved_by")
"""Keys that read facts and reliefs."""
_CONDITIONS: dict[str, Make] = {
    "dispositions": _calls("is_disposed"),
    "levels": _is_in("level"),
    "levels_none": _is_not_in("level"),
    "grades": _is_in("grade"),
    "max_days_from": _compares("max_days", ">="),
    "max_days_to": _compares("max_days", "<="),
    "imposed_min_below": _compares("imposed_min_days", "<"),
    "imposed_max_below": _compares("imposed_max_days", "<"),
    "components": _calls("is_sentenced_to"),
    "sections": _calls("is_of_section"),
    "lists_any": _calls("is_listed"),
    "lists_none": _calls("is_listed", "not "),
    "offense_from": _from_day("offense"),
    "offense_to": _before_day("offense"),
    "convicted_from": _from_day("disposition"),
    "convicted_to": _before_day("disposition"),
    "arrested_from": _from_day("arrest"),
    "arrested_to": _before_day("arrest"),
    "jurisdiction": lambda value: "is_here" if value == "here" else "not is_here",
    "facts": _write_facts,
    "relieved_by": lambda name: f"relieved_by_{name}",
    "not_relieved_by": lambda name: f"not relieved_by_{name}",
    "except_": lambda name: f"not {name}",
}
