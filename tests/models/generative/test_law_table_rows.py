"""Every row of the two tables of law decides what it says: the offense lists and the remedy matrix of Proposition 64.

What belongs here: one invented conviction made to fit each row, at the first and the last day and age it is for, and a
step outside it. What does not: how rows work together on a life (``test_prop64_sql``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from repository import ROOT
from whole_runs import Ran

from tests.models.generative.oracle.facts import Charge, Finding, Person, convictions_of
from tests.models.generative.prop64_tables import RuleSql

LAW = ROOT / "models" / "rules" / "ca" / "law"
AS_OF = date(2026, 6, 1)
DAY = timedelta(days=1)
SOME_DAY = date(2001, 5, 2)

Row = Mapping[str, str]


def _table(name: str) -> list[Row]:
    with (LAW / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years)


class TaggingSql(RuleSql):
    """The rules, and which list each charge is on."""

    def tags(self, people: list[Person]) -> dict[tuple[str, str], str]:
        """Yes or unknown by charge and list; nothing where the charge is not on it."""
        self.findings(people, AS_OF, {})
        rows = self._connection.execute(
            "select charge_id, offense_list, is_on_list from clearance.rules.rule_ca__offense_tags"
        ).fetchall()
        found = {(charge_id, offense_list): str(is_on_list) for charge_id, offense_list, is_on_list in rows}
        assert len(found) == len(rows), "a charge is on one list twice"
        return found


LISTS = [
    row
    for row in _table("ca_offense_lists")
    if row["offense_list"] not in ("term_below_eight_years", "wobbler", "serious_enhancement", "weapon_possession")
    and not row["offense_list"].startswith("petition_")
]
"""The lists that tag charges. Those of terms and of wobblers are about arrests, those of enhancements and of weapons
about the case, those of petitions are read by selectors: their cases and unit tests read them."""


def _days_of(row: Row) -> list[date]:
    """The first and the last day that the row names; some day where it names none."""
    return sorted({day for name in ("offense_from", "offense_to") if (day := _day(row[name]))}) or [SOME_DAY]


def _convicted_of(number: int, row: Row, day: date, level: str, prefix: str | None) -> Person:
    charge = Charge(
        charge_id=f"{number} {day}",
        person_id=f"{number} {day}",
        code_book=row["code_book"],
        section=row["section"],
        subdivision_path=row["subdivision"],
        charge_prefix=prefix,
        level=level,
        event_date_earliest=day,
        event_date_latest=day,
    )
    return Person(charge.person_id, None, None, (charge,), convictions_of([charge], [], {}))


def _said(row: Row) -> str | None:
    return {"member": "yes", "needs_fact": "unknown", "not_member": None}[row["membership"]]


def _said_of_a_prefix(row: Row, *columns: str) -> str | None:
    answers = {row[column] for column in columns}
    if "no" in answers or _said(row) is None:
        return None
    return "unknown" if "unknown" in answers else _said(row)


def _said_of_a_level(row: Row, level: str) -> str | None:
    if level == "infraction":
        return None
    if row["felony_only"] == "false":
        return _said(row)
    return "unknown" if level == "unknown" and _said(row) else None


def _expected_on_list(row: Row, level: str, prefix: str | None) -> str | None:
    if prefix is None:
        return _said(row) if level == "felony" else _said_of_a_level(row, level)
    columns = {
        "attempt": ("attempt_counts",),
        "conspiracy": ("conspiracy_counts",),
        "attempt_and_conspiracy": ("attempt_counts", "conspiracy_counts"),
    }
    return _said_of_a_prefix(row, *columns[prefix])


@pytest.fixture(scope="module")
def sql(sample_run: Ran) -> TaggingSql:
    return TaggingSql(sample_run.settings)


@pytest.mark.parametrize(
    ("level", "prefix"),
    [
        ("felony", None),
        ("misdemeanor", None),
        ("infraction", None),
        ("unknown", None),
        ("felony", "attempt"),
        ("felony", "conspiracy"),
        ("felony", "attempt_and_conspiracy"),
    ],
)
def test_every_row_of_the_offense_lists_says_of_its_own_section_what_it_says(
    sql: TaggingSql, level: str, prefix: str | None
) -> None:
    cases = [(number, row, day) for number, row in enumerate(LISTS) for day in _days_of(row)]
    found = sql.tags([_convicted_of(number, row, day, level, prefix) for number, row, day in cases])
    wrong = [
        (row["offense_list"], row["code_book"], row["section"], row["subdivision"], day, wanted, said)
        for number, row, day in cases
        if (said := found.get((f"{number} {day}", row["offense_list"])))
        != (wanted := _expected_on_list(row, level, prefix))
    ]
    assert len(cases) >= len(LISTS) > 200
    assert wrong == []


MATRIX = _table("ca_prop64_matrix")
PRIOR_DAY = date(1960, 1, 1)
FIRST_DAY_OF_THE_NEW_LAW = date(2016, 11, 9)
ASKED_FOR_NO_DAY = {"P64-32", "P64-182"}  # an accessory, a conspiracy: a person looks, whenever it was


@dataclass(frozen=True)
class Fitting:
    """A conviction of a row: its day, birth date, level, and what is established about it."""

    row: Row
    day: date
    born: date
    level: str
    is_barred: bool
    established: Mapping[str, bool] = field(default_factory=dict)
    tells_a_new_offense: bool = True
    """Whether the day of an offense of the new law is on record: arrest and conviction alone do not tell it."""

    def person(self, name: str) -> Person:
        """The person with this conviction, a prior super strike where one bars, and what the row needs beside it."""
        count = Charge(
            charge_id=name,
            person_id=name,
            code_book=self.row["code_book"],
            section=self.row["section"],
            subdivision_path=self.row["subdivision_path"],
            level=self.level,
            case_number_key="A",
            arrest_date_earliest=self.day,
            arrest_date_latest=self.day,
            event_date_earliest=self.day,
            event_date_latest=self.day,
            offense_date=self.day if self.tells_a_new_offense and self.day >= FIRST_DAY_OF_THE_NEW_LAW else None,
        )
        charges = [count]
        if self.row["matrix_row"] == "P64-182":
            count.comment_code_book, count.comment_section = "HS", "11359"
        if self.row["matrix_row"] == "P64-32":
            dismissed = replace(
                count, charge_id=f"{name} sale", code_book="HS", section="11360", subdivision_path="(a)"
            )
            dismissed.disposition_type, dismissed.is_conviction = "dismissed", False
            charges.append(dismissed)
        if self.is_barred:
            prior = Charge(
                f"{name} prior", name, "PC", "187", event_date_earliest=PRIOR_DAY, event_date_latest=PRIOR_DAY
            )
            charges.append(prior)
        over = self.day + DAY
        return Person(
            person_id=name,
            birth_date_earliest=self.born,
            birth_date_latest=self.born,
            charges=tuple(charges),
            convictions=convictions_of(charges, [], {name: (over, over)}),
            established={(name, fact): is_so for fact, is_so in self.established.items()},
        )


def _births(row: Row, day: date) -> list[date]:
    """Birth dates that make the person as young, and as old, as the row allows."""
    age_from, age_to = row["age_from"], row["age_to"]
    if not age_from and not age_to:
        return [_years_before(day, 30)]
    youngest = _years_before(day, int(age_from or 12))
    oldest = _years_before(day + DAY, int(age_to) + 1) if age_to else _years_before(day, 70)
    return [youngest, oldest]


def _established(row: Row) -> list[dict[str, bool]]:
    """How the fact of the row can stand for the row to decide."""
    if not row["fact"]:
        return [{}]
    as_wanted = {row["fact"]: row["fact_value"] == "yes"}
    return [as_wanted, {}] if row["when_fact_unknown"] == "presume" else [as_wanted]


def _all_fitting(row: Row) -> Iterator[Fitting]:
    for day in _days_of(row):
        for born in _births(row, day):
            for level in row["levels"].split() or ["felony", "misdemeanor", "infraction", "unknown"]:
                for established in _established(row):
                    yield Fitting(row, day, born, level, row["disqualifiers"] == "present", established)


def _a_step_outside(row: Row) -> Iterator[Fitting]:
    """What no longer fits: a day, a birthday, a level, an established fact or a disqualifier beyond the row."""
    fitting = next(_all_fitting(row))
    is_asked_for_days = row["matrix_row"] not in ASKED_FOR_NO_DAY
    for name, step in (("offense_from", -DAY), ("offense_to", DAY)):
        if is_asked_for_days and (edge := _day(row[name])):
            yield replace(fitting, day=edge + step, born=_births(row, edge + step)[0])
    if row["age_from"]:
        yield replace(fitting, born=_births(row, fitting.day)[0] + DAY)
    if row["age_to"]:
        yield replace(fitting, born=_births(row, fitting.day)[1] - DAY)
    for level in {"felony", "misdemeanor", "infraction"} - set(row["levels"].split()) if row["levels"] else ():
        yield replace(fitting, level=level)
    if row["fact"]:
        yield replace(fitting, established={row["fact"]: row["fact_value"] != "yes"})
    if row["fact"] and row["when_fact_unknown"] == "other_row":
        yield replace(fitting, established={})
    if row["disqualifiers"] != "none":
        yield replace(fitting, is_barred=not fitting.is_barred)


def _findings(sql: TaggingSql, cases: list[Fitting]) -> list[Finding]:
    people = [case.person(f"person {number}") for number, case in enumerate(cases)]
    found = {
        finding.charge_id: finding
        for finding in sql.findings(people, AS_OF, {})
        if finding.remedy_id == "prop64_statutory"
    }
    return [found[person.person_id] for person in people]


def test_every_row_of_the_matrix_decides_the_conviction_made_for_it(sql: TaggingSql) -> None:
    cases = [fitting for row in MATRIX for fitting in _all_fitting(row)]
    wrong = [
        (case, finding)
        for case, finding in zip(cases, _findings(sql, cases), strict=True)
        if (finding.path, finding.outcome, finding.relief or "", finding.reason_code)
        != tuple(case.row[name] for name in ("matrix_row", "outcome", "relief", "reason_code"))
    ]
    assert len(cases) > 3 * len(MATRIX)
    assert wrong == []


def test_no_row_of_the_matrix_decides_a_conviction_a_step_outside_it(sql: TaggingSql) -> None:
    cases = [outside for row in MATRIX for outside in _a_step_outside(row)]
    wrong = [
        (case, finding)
        for case, finding in zip(cases, _findings(sql, cases), strict=True)
        if finding.path == case.row["matrix_row"] and finding.outcome == case.row["outcome"]
    ]
    assert len(cases) > 3 * len(MATRIX)
    assert wrong == []


def test_arrest_and_conviction_of_the_new_law_alone_do_not_say_that_the_offense_was_too(sql: TaggingSql) -> None:
    post = [row for row in MATRIX if row["matrix_row"] == "P64-POST"]
    cases = [replace(fitting, tells_a_new_offense=False) for row in post for fitting in _all_fitting(row)]
    found = {(finding.outcome, finding.reason_code) for finding in _findings(sql, cases)}
    assert len(cases) >= 16
    assert found == {("review", "prop64_offense_perhaps_before")}
