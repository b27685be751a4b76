"""What the statute gives for each count in scope: paths, and the best of them.

What belongs here: sections 1 and 3 of the page. What does not: single elements, the policy of a county.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from tests.models.generative.oracle.disqualifiers import OffenseLists, disqualifiers, stand_together
from tests.models.generative.oracle.elements import Elements
from tests.models.generative.oracle.facts import Finding
from tests.models.generative.oracle.matrix import (
    ACCESSORY,
    CONSPIRACY_BY_COMMENT,
    MARIJUANA_SECTIONS,
    RELIEF_ORDER,
    Row,
    rows_of,
)
from tests.models.generative.oracle.offense_days import is_new_by_its_text
from tests.models.generative.oracle.relief_pending import is_ended

if TYPE_CHECKING:
    from tests.models.generative.oracle.facts import Charge, Conviction, Parameters, Person

REMEDY = "prop64_statutory"
OUTCOMES = ("already_relieved", "eligible", "review", "undeterminable", "ineligible")
DECIDE_WHETHER_A_ROW_APPLIES = (
    "offense_in_time_of_the_row",
    "age_of_the_row",
    "level_of_the_row",
    "fact_of_the_row",
)
NO_DISQUALIFIERS = ("absent", "")
FIRST_OF_ITS_SECTION = {"P64-60A-2": "P64-60A-0"}
"""Of rows that come to the same the first in order decides: the one that seals before the one that redesignates."""


@dataclass(frozen=True, slots=True)
class Path:
    """One row that applies, or may, with its outcome."""

    row: Row
    outcome: str
    relief: str | None
    reason_code: str
    is_alternative: bool
    has_presumption: bool

    @property
    def rank(self) -> tuple[int, bool, int, str]:
        """The best path is the least."""
        return (
            OUTCOMES.index(self.outcome),
            self.relief != "no_change",
            RELIEF_ORDER.get(self.relief or "", len(RELIEF_ORDER)),
            FIRST_OF_ITS_SECTION.get(self.row.row_id, self.row.row_id),
        )


def path_of(row: Row, elements: Elements) -> Path | None:
    """The path of a row; nothing where the row does not apply."""
    answers = elements.of(row)
    deciding = [answers[name].answer for name in DECIDE_WHETHER_A_ROW_APPLIES if name in answers]
    if row.disqualifiers == "present":
        deciding.append(answers["disqualifiers_of_the_row"].answer)
    if "not_met" in deciding:
        return None
    first = {
        said: next((answer.reason for answer in answers.values() if answer.answer == said), None)
        for said in ("not_met", "unknown")
    }
    is_alternative = (
        "fact_of_the_row" in answers and answers["fact_of_the_row"].answer == "unknown" and not row.is_fact_to_be_proven
    )
    relief: str | None = None
    if answers["not_relieved_before"].answer == "not_met":
        outcome, reason = "already_relieved", answers["not_relieved_before"].reason
    elif first["not_met"] is not None:
        outcome, reason = "ineligible", first["not_met"]
    elif first["unknown"] is not None:
        outcome, reason = "undeterminable" if is_alternative else "review", first["unknown"]
    else:
        outcome, relief, reason = row.outcome, row.relief, row.reason_code
    has_presumption = any(answer.answer == "presumed" for answer in answers.values())
    return Path(row, outcome, relief, reason, is_alternative, has_presumption)


def finding_of(charge_id: str, rows: list[Row], elements: Elements) -> Finding:
    """The best path decides; alternative ones only say that something better is possible."""
    paths = [path for row in rows if (path := path_of(row, elements))]
    best = min((path for path in paths if not path.is_alternative), key=lambda path: path.rank, default=None)
    relief_now = RELIEF_ORDER.get((best.row.relief if best else None) or "", len(RELIEF_ORDER))
    better = [path for path in paths if RELIEF_ORDER.get(path.row.relief or "", len(RELIEF_ORDER)) < relief_now]
    has_better = any(path.is_alternative and path.outcome == "undeterminable" for path in better)
    if best and best.outcome == "eligible":
        has_better |= any(path.row.outcome == "eligible" and path.outcome == "review" for path in better)
    if best is None:
        if elements.relieved.answer == "not_met":
            return Finding(charge_id, REMEDY, "already_relieved", None, None, elements.relieved.reason)
        doubts = (answer.reason for answer in (elements.relieved, elements.clear) if answer.answer == "unknown")
        reason = next(doubts, "prop64_no_row_for_these_facts")  # (of a record in doubt it is not known which row fits)
        return Finding(charge_id, REMEDY, "review", None, None, reason, has_possible_better_path=has_better)
    return Finding(
        charge_id,
        REMEDY,
        best.outcome,
        best.relief,
        best.row.row_id if best.outcome != "already_relieved" else None,  # (on whatever row)
        best.reason_code,
        is_presumed=best.outcome == "eligible" and best.has_presumption,
        has_possible_better_path=has_better,
    )


def is_marijuana(code_book: str | None, section: str | None) -> bool:
    """HS 11357 to 11360."""
    return code_book == "HS" and section in MARIJUANA_SECTIONS


def _is_one_case(one: Charge, other: Charge) -> bool:
    """The same case; where either has no case number the same arrest."""
    if one.case_number_key and other.case_number_key:
        return one.case_number_key == other.case_number_key
    return _is_one_arrest(one, other)


def _is_one_arrest(one: Charge, other: Charge) -> bool:
    return (
        one.county_name is not None
        and one.arrest_date_earliest is not None
        and one.county_name == other.county_name
        and one.arrest_date_earliest == other.arrest_date_earliest
    )


def rows_in_scope(count: Conviction, charges: list[Charge]) -> list[Row]:
    """The rows a conviction is measured by; none where it is not in scope."""
    if count.parse_status not in ("parsed", "ambiguous") or count.section is None:
        return []
    rows = rows_of(count.code_book, count.section, count.subdivision_path)
    if rows or count.code_book != "PC" or count.section not in ("32", "182"):
        return rows
    charge = next(charge for charge in charges if charge.charge_id == count.charge_id)
    if count.section == "182":
        is_named = is_marijuana(charge.comment_code_book, charge.comment_section)
        return [CONSPIRACY_BY_COMMENT] if is_named else []
    has_companion = any(
        is_marijuana(other.code_book, other.section) and not other.is_conviction and _is_one_case(charge, other)
        for other in charges
    )
    return [ACCESSORY] if has_companion else []


def _finding_without_conviction(person: Person, charge: Charge, standing: list[Charge]) -> Finding | None:
    found = _finding_of_the_record_alone(charge, standing)
    was_convicted = person.established.get((charge.charge_id, "convicted_of_the_charge"))
    if found is None or was_convicted is None:
        return found
    if was_convicted:
        return replace(found, outcome="review", reason_code="prop64_judgment_not_on_record")
    return replace(found, outcome="ineligible", reason_code="prop64_not_convicted")


def _finding_of_the_record_alone(charge: Charge, standing: list[Charge]) -> Finding | None:
    if not is_marijuana(charge.code_book, charge.section) or charge.county_type == "elsewhere":
        return None
    if charge.disposition_type == "unrecognised" and charge.charge_stage == "court":
        return Finding(charge.charge_id, REMEDY, "review", None, None, "record_unrecognised_disposition")
    if charge.disposition_type == "blank" and not is_ended(standing, charge, stand_together):
        return Finding(charge.charge_id, REMEDY, "undeterminable", None, None, "prop64_no_conviction_on_record")
    return None


def statutory_findings(person: Person, as_of: date, parameters: Parameters, lists: OffenseLists) -> list[Finding]:
    """One finding for each count in scope."""
    standing = [charge for charge in person.charges if charge.record_status != "superseded"]
    charges = [charge for charge in standing if not charge.is_juvenile]
    findings = [found for charge in charges if (found := _finding_without_conviction(person, charge, standing))]
    measured = _measured(person, as_of, parameters, lists)
    return findings + [finding_of(count.charge_id, rows, elements) for count, rows, elements in measured]


def reliefs_in_review(
    person: Person, as_of: date, parameters: Parameters, lists: OffenseLists
) -> dict[str, set[str | None]]:
    """By count, what the statute may give once a person has looked."""
    return {
        count.charge_id: {
            row.relief
            for row in rows
            if row.outcome == "eligible"
            and (path := path_of(row, elements))
            and not path.is_alternative
            and path.outcome == "review"
        }
        for count, rows, elements in _measured(person, as_of, parameters, lists)
    }


def _measured(
    person: Person, as_of: date, parameters: Parameters, lists: OffenseLists
) -> Iterator[tuple[Conviction, list[Row], Elements]]:
    charges = [charge for charge in person.charges if charge.record_status != "superseded" and not charge.is_juvenile]
    for count in person.convictions:
        rows = rows_in_scope(count, charges)
        if rows and count.county_type != "elsewhere":
            asks_for_disqualifiers = any(row.disqualifiers for row in rows)
            found = disqualifiers(person, count, lists, parameters) if asks_for_disqualifiers else NO_DISQUALIFIERS
            is_new = is_new_by_its_text(count)
            yield count, rows, Elements(person, count, as_of, parameters, found, is_new=is_new)
