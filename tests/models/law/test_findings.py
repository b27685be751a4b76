"""What statuses come to: levels that are supposed, caps, restarts, the case as unit, relief by an earlier remedy.

What belongs here: a few people for each, on invented laws and packs of states, and the explanation of a finding played
again. What does not: what a single element says (``test_element_types``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tests.models.law.invented_histories import History
from tests.support.fed_facts import Row, read
from tests.support.law_models import compile_law, decide, decide_state, read_findings, read_law

DAY = date(2026, 11, 1)
IDS = ("unit_id", "person_id", "case_id", "subject", "other_unit_id")


def _unit(unit_id: str, disposed: str | None = None, **said: Any) -> Row:
    return {"unit_id": unit_id, "disposed": disposed, "disposition": "conviction" if disposed else None, **said}


def _decide(state: str, units: Iterable[Row], **facts: Sequence[Row]) -> dict[str, Row]:
    """Decide units of one person; ``disposed`` is the day of disposition, sentence and the end of the sentence."""
    who = {"person_id": "p"}
    rows: dict[str, list[Row]] = defaultdict(list)
    for unit in units:
        rows["units"].append({**who, "code_book": "tags", "section": "0", "case_id": unit["unit_id"], **unit})
        days = {**dict.fromkeys(("disposition", "sentence", "sentence_end"), unit["disposed"]), **unit.get("days", {})}
        for event, day in days.items():
            if day:
                told = {"event": event, "day_earliest": day, "day_latest": day, "source": "history"}
                rows["unit_days"].append({**who, "unit_id": unit["unit_id"], **told})
    for table, given in facts.items():
        rows[table] += [{**who, "source": "history", **row} for row in given]
    return {unit_id: row for (unit_id, _), row in read_findings(decide_state(state, rows, DAY)).items()}


def test_a_level_that_makes_no_difference_holds_nobody_up() -> None:
    found = _decide("zz", [_unit("a", "2010-05-05")])["a"]
    assert (found["outcome"], found["path"], found["eligible_on"]) == ("eligible", "felony", date(2014, 5, 5))
    assert found["immaterial_elements"] == ["is_felony"]


def test_a_level_that_makes_a_difference_goes_to_review() -> None:
    found = _decide("zz", [_unit("a", "2024-05-05")])["a"]
    assert (found["outcome"], found["immaterial_elements"]) == ("review", [])
    answered = [{"subject": "a", "unit": "charge", "fact": "level_is_felony", "value": "no"}]
    found = _decide("zz", [_unit("a", "2024-05-05")], established=answered)["a"]
    assert (found["outcome"], found["path"], found["decided_by"]) == ("eligible", "misdemeanor", "established_facts")


def test_a_cap_takes_the_first_in_order_and_never_guesses() -> None:
    felonies = [
        _unit(name, f"20{year}-05-05", level="felony") for name, year in (("a", "08"), ("b", "09"), ("c", "10"))
    ]
    found = _decide("zz", felonies)
    assert [found[name]["outcome"] for name in "abc"] == ["eligible", "eligible", "ineligible"]
    assert found["c"]["reason_code"] == "sealing_two_felonies_not_met"
    # The first waits for somebody: whether it takes a place decides about the last alone.
    felonies[0] = {**felonies[0], "section": "?grave_offenses"}
    found = _decide("zz", felonies)
    assert [found[name]["outcome"] for name in "abc"] == ["review", "eligible", "review"]
    assert found["c"]["deciding_element"] == "two_felonies"
    # One that comes after the others takes no place before them.
    felonies = [felonies[1], felonies[2], {**felonies[0], "unit_id": "d", "disposed": "2012-05-05"}]
    found = _decide("zz", felonies)
    assert [found[name]["outcome"] for name in "bcd"] == ["eligible", "eligible", "ineligible"]


def test_a_relief_of_the_same_run_counts_only_where_it_is_sure() -> None:
    def decide(proceedings: str, arrested: str) -> Row:
        arrest = _unit("r", unit="arrest", level="misdemeanor", days={"arrest": arrested})
        charges = [_unit("a", "2010-05-05", level="misdemeanor"), _unit("b", arrest_id="r", level="misdemeanor")]
        facts = [
            {"unit_id": "r", "unit": "arrest", "fact": "proceedings_begun", "answer": proceedings},
            {"unit_id": "b", "unit": "charge", "fact": "charge_is_pending", "answer": "yes"},
        ]
        return _decide("zz", [arrest, *charges], unit_facts=facts)["a"]

    assert decide("no", "2024-05-05")["outcome"] == "eligible"
    assert decide("yes", "2024-05-05")["reason_code"] == "sealing_none_pending_not_yet"
    assert decide("unknown", "2024-05-05")["reason_code"] == "sealing_none_pending_unknown"
    waiting = decide("no", "2026-05-05")
    assert (waiting["outcome"], waiting["valid_until"]) == ("not_yet", date(2027, 5, 5))


def test_every_charge_of_the_case_must_be_reached() -> None:
    charges = [
        _unit("a", "2010-05-05", level="misdemeanor", case_id="k"),
        _unit("b", "2010-05-05", level="felony", grade="A", case_id="k"),
    ]
    found = _decide("ct", [{**charge, "days": {"offense": "2005-05-05"}} for charge in charges])
    assert found["a"]["deciding_element"] == "every_charge_of_the_case"
    (first, *_) = charges
    alone = _decide("ct", [{**first, "days": {"offense": "2005-05-05"}}])
    assert alone["a"]["outcome"] == "eligible"


def test_a_later_conviction_restarts_a_wait_that_is_not_over() -> None:
    def decide(*years: int) -> list[tuple[str, date]]:
        units = [
            _unit(f"{year}", f"{year}-06-01", level="misdemeanor", days={"release_or_sentence": f"{year}-06-01"})
            for year in years
        ]
        found = _decide("ny", units)
        return [(found[str(year)]["outcome"], found[str(year)]["eligible_on"]) for year in years]

    assert decide(2022, 2024) == [("not_yet", date(2027, 6, 1))] * 2
    assert decide(2022, 2024, 2026) == [("not_yet", date(2029, 6, 1))] * 3
    assert decide(2010, 2026) == [("eligible", date(2013, 6, 1)), ("not_yet", date(2029, 6, 1))]


def test_a_restart_whose_day_is_not_known_leaves_the_day_open_and_no_more() -> None:
    days = {"release_or_sentence": "2022-06-01"}
    units = [_unit("a", "2022-06-01", level="felony", days=days), _unit("b", "2024-06-01", level="felony")]
    found = _decide("ny", units)["a"]
    assert (found["outcome"], found["eligible_on"], found["valid_until"]) == ("not_yet", None, date(2030, 6, 1))


def test_an_explanation_played_again_gives_the_same_finding() -> None:
    """The unit, its case, and what its statuses name as what they rest on are enough; all else may be forgotten."""
    law = read_law("mi", DAY)
    history = History(law, DAY, seed=3)
    history.add_people(150)
    connection = decide(compile_law("mi"), law, history.tables, DAY)
    caps = {row["cap"] for row in law["caps"]}
    findings = {unit: row for (unit, _), row in read_findings(connection).items()}
    whole = {unit: row for unit, row in findings.items() if row["deciding_element"] not in caps}
    rests_on: dict[str, set[str]] = defaultdict(set)
    for row in read(connection, "select unit_id, rests_on from compiled_statuses"):
        rests_on[row["unit_id"]] |= {row["unit_id"], *row["rests_on"]}
    kept: dict[str, list[Row]] = {table: [] for table in history.tables}
    for asked, finding in whole.items():  # each explanation is a person of its own
        for table, rows in history.tables.items():
            for row in rows:
                about = row.get("unit_id", row.get("subject", asked))
                if row["person_id"] == finding["person_id"] and about in rests_on[asked]:
                    mark = {key: f"{asked}/{row[key]}" for key in IDS if row.get(key)}
                    kept[table].append({**row, **mark, "is_candidate": row.get("unit_id") == asked})
    again = read_findings(decide(compile_law("mi"), law, kept, DAY))
    played = {unit.split("/")[1]: row for (unit, _), row in again.items()}
    different = [
        (whole[unit]["reason_code"], played[unit]["reason_code"])
        for unit in whole
        if (whole[unit]["outcome"], whole[unit]["eligible_on"])
        != (played[unit]["outcome"], played[unit]["eligible_on"])
    ]
    assert len(whole) > 100
    assert sum(len(units) > 1 for units in rests_on.values()) > 30
    assert different == []
