"""Reading a scenario file: YAML with name, reason and changes, checked against the law tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from orchestration.law.input_files import (
    InputFileError,
    Strict,
    format_found,
    make_one_line,
    read_strict_yaml,
    suggest,
    validate,
)
from orchestration.law.policies import load_policies
from orchestration.law.policies.counties import read_counties
from orchestration.law.scenarios.scenario import (
    CURRENT,
    NAME,
    NAME_FORMAT,
    ListChange,
    ParameterChange,
    PolicyChange,
    Scenario,
)
from orchestration.law.tables import read_table

MAX_AMOUNTS = {"years": 200, "days": 100_000, "convictions": 1_000}
"""Units of whole numbers, with the largest value of each."""
FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2200, 12, 31)
MAX_TEXT_CHARACTERS = 400


def _parse_name(written: object) -> object:
    if not isinstance(written, str) or not NAME.fullmatch(written) or written == CURRENT:
        raise ValueError(f"expected {NAME_FORMAT}, and not {CURRENT}, found {format_found(written)}")
    return written


def _parse_section(written: object) -> object:
    is_whole = isinstance(written, int) and not isinstance(written, bool)
    return str(written) if is_whole else written  # 100 needs no quotes; 667.5 does, because 667.50 differs


def _parse_answer(written: object) -> object:
    return (
        {True: "yes", False: "no"}[written] if isinstance(written, bool) else written
    )  # YAML reads yes and no as booleans


def _parse_day(written: object) -> str:
    is_day = isinstance(written, date) and not isinstance(written, datetime) and FIRST_DAY <= written <= LAST_DAY
    if not is_day:
        expected = f"expected a date from {FIRST_DAY} to {LAST_DAY}, not in quotes"
        raise ValueError(f"{expected}, found {format_found(written)}")
    return str(written)


Reason = Annotated[str, Field(max_length=MAX_TEXT_CHARACTERS), AfterValidator(make_one_line)]
Section = Annotated[str, BeforeValidator(_parse_section), Field(pattern=r"^[0-9][0-9A-Z]*([.:-][0-9A-Z]+){0,4}$")]
Answer = Annotated[Literal["yes", "no", "unknown"], BeforeValidator(_parse_answer)]
Day = Annotated[str, BeforeValidator(_parse_day)]


class _Parameter(Strict):
    value: Any
    reason: Reason


class _Offense(Strict):
    code_book: str
    section: Section
    subdivision: Annotated[str, Field(pattern=r"^(\([0-9a-z]{1,4}\)){1,8}$")] = ""


class _NewOffense(_Offense):
    felony_only: bool = False
    attempt_counts: Answer = "unknown"
    conspiracy_counts: Answer = "unknown"
    offense_from: Day = ""
    offense_to: Day = ""


class _List(Strict):
    reason: Reason
    remove: tuple[_Offense, ...] = Field((), strict=False)
    add: tuple[_NewOffense, ...] = Field((), strict=False)


class _Policies(Strict):
    reason: Reason
    default: object = None
    counties: object = None


class _File(Strict):
    name: Annotated[str, BeforeValidator(_parse_name)]
    reason: Reason
    parameters: dict[str, _Parameter] = Field(default_factory=dict)
    lists: dict[str, _List] = Field(default_factory=dict)
    policies: _Policies | None = None


@dataclass(frozen=True)
class LawNames:
    """Names that a scenario can use: parameters with rows, offense lists with lines, code books, counties."""

    state: str
    parameters: Mapping[str, Sequence[Mapping[str, str]]]
    lists: Mapping[str, Sequence[Mapping[str, str]]]
    code_books: Collection[str]
    counties: Collection[str]


def read_law(models: Path, state: str) -> LawNames:
    """Read the names that a scenario can use from the law tables of a state."""
    parameters: dict[str, list[Mapping[str, str]]] = {}
    for row in read_table(models, state, "parameters"):
        parameters.setdefault(row["parameter"], []).append(row)
    lists: dict[str, list[Mapping[str, str]]] = {}
    for row in read_table(models, state, "offense_lists"):
        lists.setdefault(row["offense_list"], []).append(row)
    code_books = {row["code_book"] for rows in lists.values() for row in rows}
    return LawNames(state, parameters, lists, code_books, read_counties(models, state))


def read_scenario(path: Path, law: LawNames) -> Scenario:
    """Read the scenario in ``path``.

    Raises:
        InputFileError: The file is no scenario; the message names file, place, expected and found.
    """
    content = read_strict_yaml(path)
    file = validate(_File, content, path)
    if not (file.parameters or file.lists or file.policies):
        raise InputFileError(path, "expected something to change (parameters, lists, policies), found nothing")
    place = "?"
    try:
        parameters = []
        for name, change in sorted(file.parameters.items()):
            place = f"parameters.{name}"
            rows = _find(name, law.parameters, "a parameter")
            parameters.append(ParameterChange(name, _format_value(rows, change.value), change.reason))
        lists = []
        for name, entry in sorted(file.lists.items()):
            place = f"lists.{name}"
            lists.append(_build_list_change(name, entry, _find(name, law.lists, "an offense list"), law.code_books))
    except ValueError as error:
        raise InputFileError(path, str(error), place) from None
    policies = None
    if file.policies is not None:
        choices = {name: value for name, value in content["policies"].items() if name != "reason"}
        try:
            parse_policy = load_policies(law.state).parse_policy
        except LookupError as error:
            raise InputFileError(path, str(error), "policies") from None
        policies = PolicyChange(parse_policy(choices, path, law.counties, "policies"), file.policies.reason)
    return Scenario(file.name, file.reason, tuple(parameters), tuple(lists), policies)


def matches_removal(wanted: Mapping[str, str], line: Mapping[str, str]) -> bool:
    """Return whether a line of a list matches ``wanted``: a whole section, or one subdivision."""
    return all((line[part] or "") == value for part, value in wanted.items())


def _find(name: str, known: Mapping[str, Sequence[Mapping[str, str]]], kind: str) -> Sequence[Mapping[str, str]]:
    if name not in known:
        raise ValueError(f"expected {kind} of this law, found {format_found(name)}{suggest(name, known)}")
    return known[name]


def _format_value(rows: Sequence[Mapping[str, str]], value: object) -> str | None:
    """Format a value as the law table does. None is allowed only if the law table has no value."""
    unit = rows[-1]["unit"]
    if value is None and any(not row["value"] for row in rows):
        return None
    if unit == "date":
        return _parse_day(value)
    if unit == "words" and isinstance(value, str):
        return make_one_line(value)
    if unit in MAX_AMOUNTS:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_AMOUNTS[unit]:
            raise ValueError(
                f"expected a whole number of {unit} from 0 to {MAX_AMOUNTS[unit]:,}, found {format_found(value)}"
            )
        return str(value)
    choices = unit.split("|")
    written = str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else ""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < 64:
        written = str(value)
    if written not in choices:
        raise ValueError(f"expected one of {', '.join(choices)}, found {format_found(value)}")
    return written


def _build_list_change(
    name: str, entry: _List, lines: Sequence[Mapping[str, str]], code_books: Collection[str]
) -> ListChange:
    if not entry.remove and not entry.add:
        raise ValueError("expected lines to remove or to add, found neither")
    remove = [line.model_dump(exclude_defaults=True) for line in entry.remove]
    for number, line in enumerate(remove, start=1):
        if not any(matches_removal(line, known) for known in lines):
            raise ValueError(f"remove.{number}: expected a line of this list, found {' '.join(line.values())}")
    add = []
    for number, offense in enumerate(entry.add, start=1):
        if offense.code_book not in code_books:
            expected = f"expected one of {', '.join(sorted(code_books))}"
            raise ValueError(f"add.{number}.code_book: {expected}, found {format_found(offense.code_book)}")
        line = {column: value for column, value in offense.model_dump().items() if value != ""}
        match_mode = "subdivision" if offense.subdivision else "section"
        add.append({**line, "match_mode": match_mode, "felony_only": str(offense.felony_only).lower()})
    return ListChange(name, entry.reason, tuple(remove), tuple(add))
