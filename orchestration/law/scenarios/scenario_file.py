"""The scenario file: YAML with a name, a reason, and what is changed, read with every fault named.

What belongs here: the form of the file. What does not: what single values may be (``values``, ``list_lines``; choices
of counties: ``policy``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.law.policies.errors import PolicyFileError, found
from orchestration.law.policies.policy_file import county_names, policy_of, strict_yaml
from orchestration.law.scenarios.errors import Place, ScenarioFileError
from orchestration.law.scenarios.offense_list_changes import list_change
from orchestration.law.scenarios.scenario import (
    CURRENT,
    NAME,
    NAME_IN_WORDS,
    ListChange,
    ParameterChange,
    PolicyChange,
    Scenario,
)
from orchestration.law.scenarios.values import written_value
from orchestration.law.tables import read_table

PARTS = ("parameters", "lists", "policies")


@dataclass(frozen=True)
class LawInWords:
    """What a scenario can name: parameters with their unit, offense lists with their lines, code books, counties."""

    parameters: Mapping[str, Sequence[Mapping[str, str]]]
    lists: Mapping[str, Sequence[Mapping[str, str]]]
    code_books: Collection[str]
    counties: Collection[str]


def read_law(models: Path, state: str) -> LawInWords:
    """What can be named of the law of a state, from its tables."""
    parameters: dict[str, list[Mapping[str, str]]] = {}
    for row in read_table(models, state, "parameters"):
        parameters.setdefault(row["parameter"], []).append(row)
    lists: dict[str, list[Mapping[str, str]]] = {}
    for row in read_table(models, state, "offense_lists"):
        lists.setdefault(row["offense_list"], []).append(row)
    code_books = {row["code_book"] for rows in lists.values() for row in rows}
    return LawInWords(parameters, lists, code_books, county_names(models, state))


def read_scenario(path: Path, law: LawInWords) -> Scenario:
    """The scenario in ``path``. Raises ``ScenarioFileError`` with one line: file, where, expected and found."""
    try:
        content = strict_yaml(path)
    except PolicyFileError as fault:
        raise ScenarioFileError(str(fault)) from None
    place = Place(path)
    told = place.keys(content, ("name", "reason", *PARTS), required=("name", "reason"))
    if not set(PARTS) & told.keys():
        raise place.fault(f"something to change ({', '.join(PARTS)})", "nothing")
    name = told["name"]
    if not isinstance(name, str) or not NAME.fullmatch(name) or name == CURRENT:
        raise (place / "name").fault(f"{NAME_IN_WORDS}, and not {CURRENT}", found(name))
    return Scenario(
        name=name,
        reason=(place / "reason").text(told["reason"]),
        parameters=_parameters(place / "parameters", told["parameters"], law) if "parameters" in told else (),
        lists=_lists(place / "lists", told["lists"], law) if "lists" in told else (),
        policies=_policies(place / "policies", told["policies"], law, path) if "policies" in told else None,
    )


def _parameters(place: Place, content: object, law: LawInWords) -> tuple[ParameterChange, ...]:
    changes = []
    for name, told in place.named(content, law.parameters, "parameters").items():
        at, rows = place / name, law.parameters[name]
        change = at.keys(told, ("value", "reason"), required=("value", "reason"))
        value = written_value(
            at / "value", rows[-1]["unit"], change["value"], is_empty_today=any(not row["value"] for row in rows)
        )
        changes.append(ParameterChange(name, value, (at / "reason").text(change["reason"])))
    return tuple(sorted(changes, key=lambda change: change.parameter))


def _lists(place: Place, content: object, law: LawInWords) -> tuple[ListChange, ...]:
    told = place.named(content, law.lists, "offense lists")
    return tuple(
        list_change(place / name, name, change, law.lists[name], law.code_books)
        for name, change in sorted(told.items())
    )


def _policies(place: Place, content: object, law: LawInWords, path: Path) -> PolicyChange:
    told = place.keys(content, ("reason", "default", "counties"), required=("reason",))
    reason = (place / "reason").text(told["reason"])
    try:
        policy = policy_of({key: value for key, value in told.items() if key != "reason"}, path, law.counties)
    except PolicyFileError as fault:
        raise ScenarioFileError(str(fault)) from None
    return PolicyChange(policy, reason)
