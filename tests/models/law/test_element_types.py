"""Each type of element on both sides of its boundary: below, at, above, unknown spans, silence, same day, other state.

What belongs here: one invented law with an element of every type (``laws/zy.law``), each a remedy of its own, and one
run of all cases. What does not: what several elements come to (``test_findings``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.models.law.split_law import WITH, compile_by_element, read_by_element
from tests.support.fed_facts import Row
from tests.support.law_models import Key, decide, read_findings

DAY = date(2026, 11, 1)
Charge = dict[str, Any]
OLD = "2010-05-05"


def _charge(conviction: str | None = OLD, level: str | None = "misdemeanor", **said: Any) -> Charge:
    return {"days": {"disposition": conviction, **said.pop("days", {})}, "level": level, **said}


def _other(conviction: str | None, level: str | None = "felony", **said: Any) -> Charge:
    return _charge(conviction, level, **{"case_id": "other", **said})


STATUSES = {"not_yet": "not_yet", "review": "unknown", "ineligible": "not_met"}
HOUSE = {"record_is_clear", "court_of_this_state", "not_challenged", "not_relieved_before"}
"""Elements of every state."""
ONE = [_charge()]
# element, the charges of a person (the first is asked about), what else is on record, status, over_on
CASES: list[tuple[str, list[Charge], dict[str, Any], str, str | None]] = [
    ("year", [_charge("2025-11-01")], {}, "met", "2026-11-01"),
    ("year", [_charge("2025-11-02")], {}, "not_yet", "2026-11-02"),
    ("year", [_charge("2025-10-31")], {}, "met", "2026-10-31"),
    ("year", [_charge("2025")], {}, "unknown", None),
    ("year", [_charge("2026")], {}, "not_yet", "2027-12-31"),
    ("year", [_charge(None)], {}, "unknown", None),
    ("year", [_charge("2024-02-29")], {}, "met", "2025-03-01"),
    ("day_after", [_charge("2025-11-01")], {}, "not_yet", "2026-11-02"),
    ("day_after", [_charge("2025-10-31")], {}, "met", "2026-11-01"),
    ("day_after", [_charge("2024-02-29")], {}, "met", "2025-03-01"),
    ("months", [_charge("2025-10-01")], {}, "met", "2026-11-01"),
    ("months", [_charge("2025-10-02")], {}, "not_yet", "2026-11-02"),
    ("months", [_charge("2025-01-31")], {}, "met", "2026-03-01"),
    ("ninety_days", [_charge("2026-08-03")], {}, "met", "2026-11-01"),
    ("ninety_days", [_charge("2026-08-04")], {}, "not_yet", "2026-11-02"),
    ("term_over", [_charge(days={"sentence_end": "2026-10-31"})], {}, "met", "2026-11-01"),
    ("term_over", [_charge(days={"sentence_end": "2026-11-01"})], {}, "not_yet", "2026-11-02"),
    ("term_over", [_charge(days={"sentence_end": ("2027-05-05", None)})], {}, "not_yet", None),
    ("term_over", [_charge(days={"sentence_end": ("2020-05-05", None)})], {}, "unknown", None),
    ("term_over", ONE, {}, "unknown", None),
    ("since_last_felony", [_charge(), _other("2026-05-05", max_days=3650)], {}, "not_yet", "2027-05-05"),
    ("since_last_felony", [_charge(), _other("2026-05-05", None, max_days=3650)], {}, "unknown", None),
    ("since_last_felony", [_charge(), _other("2026-05-05", "misdemeanor")], {}, "met", "2011-05-05"),
    ("undecided_wait", [_charge("2025-11-01")], {}, "met", "2026-11-01"),
    ("undecided_wait", [_charge("2025-11-02")], {}, "unknown", None),
    ("dropped_wait", [_charge("2026-05-05")], {}, "met", None),
    ("is_felony", [_charge(level="felony")], {}, "met", None),
    ("is_felony", ONE, {}, "not_met", None),
    ("is_felony", [_charge(level=None)], {}, "unknown", None),
    ("not_serious", ONE, {}, "presumed", None),
    ("not_serious", [_charge(section="serious_felony")], {}, "not_met", None),
    ("not_serious", [_charge(section="?serious_felony")], {}, "unknown", None),
    ("not_serious", [_charge(is_text_in_doubt=True)], {}, "unknown", None),
    ("before_2000", [_charge(days={"offense": "1999-12-31"})], {}, "met", None),
    ("before_2000", [_charge(days={"offense": "2000-01-01"})], {}, "not_met", None),
    ("before_2000", [_charge(days={"offense": ("1999-06-01", "2000-06-01")})], {}, "unknown", None),
    ("ever", [_charge(), _other("1999-01-01")], {}, "not_met", None),
    ("ever", [_charge(), _other("1999-01-01", None)], {}, "unknown", None),
    ("ever", [_charge(level="felony")], {}, "met", None),
    (
        "ever",
        [_charge(), _other("1999-01-01", disposition=None, perhaps=["conviction", "dismissal"])],
        {},
        "unknown",
        None,
    ),
    ("two_cases", [_charge(level="felony"), _charge(level="felony")], {}, "met", None),
    ("two_cases", [_charge(level="felony"), _other("1999-01-01")], {}, "not_met", None),
    ("two_cases", [_charge(level="felony"), _other("1999-01-01", None)], {}, "unknown", None),
    ("two_with_a_long_one", [_charge(), _other(OLD), _other(OLD, max_days=3649)], {}, "unknown", None),
    ("two_with_a_long_one", [_charge(), _other(OLD, max_days=30), _other(OLD, max_days=3649)], {}, "met", None),
    ("two_with_a_long_one", [_charge(), _other(OLD, max_days=30), _other(OLD, max_days=3650)], {}, "not_met", None),
    ("here", [_charge(), _other(OLD, jurisdiction="elsewhere")], {}, "met", None),
    ("here", [_charge(), _other(OLD, jurisdiction="unknown")], {}, "unknown", None),
    ("here", [_charge(), _other(OLD)], {}, "not_met", None),
    (
        "in_the_wait",
        [_charge("2026-05-05", days={"sentence_end": "2026-05-05"}), _other("2026-05-05")],
        {},
        "met",
        None,
    ),
    (
        "in_the_wait",
        [_charge("2026-05-05", days={"sentence_end": "2026-05-05"}), _other("2026-05-06", max_days=30)],
        {},
        "not_met",
        None,
    ),
    ("in_the_wait", [_charge("2026-05-05", days={"sentence_end": "2026-05-05"}), _other("2026")], {}, "unknown", None),
    (
        *("in_the_wait", [_charge("2026-05-05", days={"sentence_end": "2026-05-05"}), _charge("2026-05-06", "felony")]),
        *({}, "met", None),
    ),
    ("same_case", [_charge(), _charge("1999-01-01", "felony")], {}, "not_met", None),
    ("same_case", [_charge(), _other("1999-01-01")], {}, "met", None),
    ("same_day", [_charge(), _other(OLD)], {}, "not_met", None),
    ("same_day", [_charge(), _other("2010-05-06")], {}, "met", None),
    ("same_day", [_charge(), _other("2010")], {}, "unknown", None),
    ("following", [_charge(), _other(OLD)], {}, "not_met", None),
    ("following", [_charge(), _other("2012-05-05")], {}, "not_met", None),
    ("following", [_charge(), _other("2012-05-06")], {}, "met", None),
    ("following", [_charge(), _other("2012")], {}, "unknown", None),
    ("last", [_charge(), _other("2023-11-02")], {}, "not_met", None),
    ("last", [_charge(), _other("2023-11-01")], {}, "met", None),
    ("last", [_charge(), _other("2023")], {}, "unknown", None),
    ("last", [_charge(), _other(None)], {}, "unknown", None),
    ("between", [_charge(days={"sentence_end": "2010-06-01"}), _other("2010-06-01")], {}, "met", None),
    ("between", [_charge(days={"sentence_end": "2010-06-01"}), _other("2010-06-02")], {}, "not_met", None),
    ("between", [_charge(days={"sentence_end": "2010-06-01"}), _other("2011-05-05")], {}, "met", None),
    ("between", [_charge(), _other("2010-06-02")], {}, "unknown", None),
    (
        *("between", [_charge(days={"sentence_end": "2010-06-01"}), _other("2010-06-02")]),
        *({"pairs": ["supervised"]}, "met", None),
    ),
    ("not_serving", [_charge(facts={"is_served": "no"}), _other(OLD, facts={"is_served": "yes"})], {}, "not_yet", None),
    ("not_serving", [_charge(facts={"is_served": ("yes", "2027-02-02")})], {}, "not_yet", "2027-02-02"),
    ("not_serving", [_charge(facts={"is_served": "unknown"})], {}, "unknown", None),
    ("not_serving", [_charge(facts={"is_served": "presumed no"})], {}, "presumed", None),
    ("not_serving", ONE, {}, "met", None),
    ("debt", ONE, {"owed": 1}, "not_yet", None),
    ("debt", ONE, {"owed": 0}, "met", None),
    ("debt", ONE, {"owed": None}, "unknown", None),
    ("debt", ONE, {}, "met", None),
    ("debt_must_appear", ONE, {}, "unknown", None),
    ("debt_must_appear", ONE, {"owed": 0}, "met", None),
    ("no_duty", ONE, {}, "met", None),
    ("no_duty", ONE, {"duty": "yes"}, "not_met", None),
    ("no_duty", ONE, {"duty": "unknown"}, "unknown", None),
    ("no_duty", ONE, {"duty": "presumed no"}, "presumed", None),
    ("no_duty_must_appear", ONE, {}, "unknown", None),
    ("no_duty_must_appear", ONE, {"duty": ("yes", "2027-02-02")}, "not_yet", "2027-02-02"),
    ("paid", ONE, {}, "unknown", None),
    ("paid", [_charge(facts={"paid": ("yes", "2020-02-02")})], {}, "met", "2020-02-02"),
    ("paid", [_charge(facts={"paid": "no"})], {}, "not_met", None),
    ("unpaid", ONE, {}, "met", None),
    ("unpaid", [_charge(facts={"paid": "yes"})], {}, "unknown", None),
    ("young", [_charge(days={"offense": "2001-03-03"})], {"born": "1980-03-04"}, "met", None),
    ("young", [_charge(days={"offense": "2001-03-04"})], {"born": "1980-03-04"}, "not_met", None),
    ("young", [_charge(days={"offense": "2001"})], {"born": "1980-03-04"}, "unknown", None),
    ("young", ONE, {"born": "1980-03-04"}, "unknown", None),
    ("young", [_charge(days={"offense": "2001-02-28"})], {"born": "1980-02-29"}, "met", None),
    ("young", [_charge(days={"offense": "2001-03-01"})], {"born": "1980-02-29"}, "not_met", None),
    ("in_operation", ONE, {}, "not_yet", "2027-01-01"),
    ("in_operation_if", ONE, {}, "met", "2020-01-01"),
    ("in_operation_if", [_charge(facts={"revoked": "yes"})], {}, "not_yet", "2028-01-01"),
    ("either", [_charge("2025-10-02", facts={"paid": "no"})], {}, "not_yet", "2026-11-02"),
    ("either", [_charge("2025-10-02", facts={"paid": ("yes", "2026-01-01")})], {}, "met", "2026-01-01"),
    ("both_waits", [_charge("2025-10-02")], {}, "not_yet", "2026-11-02"),
    ("both_waits", [_charge("2025-10-01")], {}, "met", "2026-11-01"),
]


def _span(day: Any) -> tuple[str | None, str | None]:
    if isinstance(day, str) and len(day) == 4:
        return f"{day}-01-01", f"{day}-12-31"
    return day if isinstance(day, tuple) else (day, day)


def _fact(said: Any) -> Row:
    answer, over_on = said if isinstance(said, tuple) else (said, None)
    told = {"answer": answer.removeprefix("presumed "), "is_presumed": answer.startswith("presumed")}
    return {**told, "over_on": over_on, "source": "history"}


@pytest.fixture(scope="module")
def findings() -> Mapping[Key, Row]:
    facts: dict[str, list[Row]] = defaultdict(list)
    for number, (_, charges, said, _, _) in enumerate(CASES):
        who = {"person_id": f"p{number}"}
        for place, charge in enumerate(charges):
            unit = {"unit_id": f"p{number}|{place}", **who}
            told = {
                key: charge[key] for key in ("level", "max_days", "jurisdiction", "is_text_in_doubt") if key in charge
            }
            section = {"code_book": "tags", "section": charge.get("section", "0")}
            case = {
                "case_id": f"p{number}{charge.get('case_id', 'case')}",
                "disposition": charge.get("disposition", "conviction"),
            }
            facts["units"].append(
                {**unit, **told, **section, **case, "dispositions_perhaps": charge.get("perhaps", [])}
            )
            for event, day in charge["days"].items():
                if day:
                    first, last = _span(day)
                    facts["unit_days"].append({**unit, "event": event, "day_earliest": first, "day_latest": last})
            for fact, answer in charge.get("facts", {}).items():
                facts["unit_facts"].append({**unit, "fact": fact, **_fact(answer)})
        if "owed" in said:
            facts["owed"].append({**who, "case_id": f"p{number}case", "kind": "fines", "balance": said["owed"]})
        if "duty" in said:
            facts["person_facts"].append({**who, "fact": "duty", **_fact(said["duty"])})
        if "born" in said:
            facts["people"].append({**who, "birth_date_earliest": said["born"], "birth_date_latest": said["born"]})
        for pair in said.get("pairs", []):
            facts["unit_pairs"].append(
                {**who, "unit_id": f"p{number}|0", "other_unit_id": f"p{number}|1", "pair": pair}
            )
    return read_findings(decide(compile_by_element("zy"), read_by_element("zy", DAY), facts, DAY))


@pytest.mark.parametrize(
    ("number", "case"), enumerate(CASES), ids=[f"{number}-{case[0]}-{case[3]}" for number, case in enumerate(CASES)]
)
def test_an_element_has_its_status(
    number: int, case: tuple[str, Any, Any, str, str | None], findings: Mapping[Key, Row]
) -> None:
    element, _, _, status, day = case
    found = findings[f"p{number}|0", f"by_{element}"]
    granted = "presumed" if found["presumed_facts"] else "met"
    decided = {found["deciding_element"]: STATUSES.get(found["outcome"]), found["open_element"]: "unknown"}
    assert decided.get(element, granted) == status
    if element not in WITH:  # (A window that a wait bounds has that wait beside it.)
        assert found["eligible_on"] == (date.fromisoformat(day) if day else None)


def test_every_element_is_tried() -> None:
    tried = {case[0] for case in CASES}
    assert {row["element"] for row in read_by_element("zy", DAY)["path_elements"]} - HOUSE == tried
