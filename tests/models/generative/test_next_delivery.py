"""What a later delivery does to the facts: it replaces its county's earlier one, and corrects other counties' copies.

What belongs here: deliveries of different cuts, and copies that disagree. What does not: the choice of deliveries as
such (``tests/ingestion/deliveries/test_select_current.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from raw_files import write_history
from warehouse_runs import BuiltWarehouse, build

from orchestration.ingestion.load import NoCurrentDeliveryError
from tests.models.generative.told_by_several_files import (
    AGREED,
    ANYBODY,
    COPIED,
    DISMISSED,
    EVENTS_ALONE,
    EVENTS_ALONE_OF_EQUALS,
    EVENTS_TOO,
    FOR_SALE,
    HALF_READ,
    HERE,
    LACKED,
    MISSING,
    NEWER,
    NO_LONGER,
    NOT_RELIEVED,
    NOT_SEALED,
    OTHER_BIRTH_DATE,
    OTHER_LEVEL,
    OTHER_SECTION,
    OTHER_SENTENCE,
    PARTED,
    POSSESSION,
    REGISTERED,
    REJECTED,
    SENTENCED,
    SINCE,
    STILL_REGISTERED,
    STRANGER,
    THEFT,
    THERE,
    TRESPASS,
    UNDONE,
    UNREAD,
    UNREADABLE,
    first_telling,
    second_telling,
    told_by_the_county,
)

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
FACTS = ("staging", "intermediate")


@dataclass(frozen=True)
class Copies:
    """The warehouse, and what is added to the numbers of the people who are meant."""

    warehouse: BuiltWarehouse
    added: int

    def of(self, query: str, number: int) -> list[dict[str, Any]]:
        """Rows of a query about one person."""
        return self.warehouse.rows(query, str(number + self.added))


def charges(copies: Copies, number: int) -> list[dict[str, Any]]:
    return copies.of(
        "select charges.* from intermediate.int_charges as charges join intermediate.int_people using (person_id) "
        "where state_ids = [?] and charge_stage = 'court' order by section",
        number,
    )


def determinations(copies: Copies, number: int, remedy: str = "prop64_statutory") -> list[tuple[str, str]]:
    rows = copies.of(
        "select outcome, reason_code from marts.determinations join intermediate.int_people using (person_id) "
        f"where state_ids = [?] and remedy_id = '{remedy}' order by all",
        number,
    )
    return [(row["outcome"], row["reason_code"]) for row in rows]


def is_queued(copies: Copies, number: int) -> bool:
    return bool(
        copies.of("select 1 from marts.filing_lines where relief_by = 'court_order' and state_ids = [?]", number)
    )


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_history(tmp_path_factory.mktemp("march") / "sacramento_20260301.csv", first_telling())


@pytest.fixture(scope="module")
def april(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_history(tmp_path_factory.mktemp("april") / "sacramento_20260401.csv", second_telling())


@pytest.mark.long
def test_a_countys_newer_delivery_replaces_the_older_as_a_whole_and_an_older_one_can_be_brought_back(
    march: Path, april: Path, tmp_path: Path
) -> None:
    of_march = build(tmp_path / "home", [march], stages=FACTS).hashes()
    replaced = build(tmp_path / "home", [march, april], stages=FACTS)
    of_both = replaced.hashes()
    (deliveries,) = replaced.rows("select list(data_as_of) as cuts from intake.deliveries")
    assert deliveries["cuts"] == [APRIL]
    assert of_both == build(tmp_path / "april alone", [april], stages=FACTS).hashes()
    assert of_both != of_march
    brought_back = build(tmp_path / "home", [march, april], stages=FACTS, chosen_cuts={"Sacramento": MARCH})
    assert brought_back.hashes() == of_march


def test_a_delivery_cut_after_the_as_of_date_is_not_in_force(march: Path, april: Path, tmp_path: Path) -> None:
    warehouse = build(tmp_path / "home", [march, april], as_of=date(2026, 3, 31), stages=("staging",))
    assert warehouse.rows("select data_as_of from intake.deliveries") == [{"data_as_of": MARCH}]
    with pytest.raises(NoCurrentDeliveryError, match="no delivery is current on 2026-03-31"):
        build(tmp_path / "none", [april], as_of=date(2026, 3, 31), stages=())


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    """Copies of two cuts from six counties, for one run."""
    folder = tmp_path_factory.mktemp("copies")
    paths = [write_history(folder / "d" / name, rows) for name, rows in told_by_the_county().items()]
    for path in paths:
        whole = path.read_text(encoding="latin-1")
        path.write_text(whole.replace(UNREAD, f"{UNREAD},,,"), encoding="latin-1")
    return build(folder / "home", paths)


@pytest.fixture(scope="module")
def newer(warehouse: BuiltWarehouse) -> Copies:
    """People of Fresno's copy of March and Kern's copy of April."""
    return Copies(warehouse, NEWER)


@pytest.fixture(scope="module")
def equally_new(warehouse: BuiltWarehouse) -> Copies:
    """People of Sacramento's copy of March and Yolo's copy of March, and others."""
    return Copies(warehouse, 0)


def test_copies_that_agree_are_one_charge_of_the_newest_cut(newer: Copies, equally_new: Copies) -> None:
    for copies, cut in ((newer, APRIL), (equally_new, MARCH)):
        (charge,) = charges(copies, AGREED)
        assert (charge["record_status"], charge["data_as_of"], len(charge["source_rows"])) == ("current", cut, 2)
        assert charge["has_conflicting_facts"] is False
        assert determinations(copies, AGREED)[0][0] == "eligible"
        assert is_queued(copies, AGREED)


def test_the_newer_copy_tells_the_level(newer: Copies) -> None:
    (charge,) = charges(newer, OTHER_LEVEL)
    assert (charge["level"], charge["record_status"], charge["data_as_of"]) == ("misdemeanor", "current", APRIL)
    assert charge["has_conflicting_facts"] is False
    assert len(charge["source_rows"]) == 2


def test_equally_new_copies_that_differ_in_the_level_go_to_review(equally_new: Copies) -> None:
    (charge,) = charges(equally_new, OTHER_LEVEL)
    assert (charge["has_conflicting_facts"], charge["record_status"]) == (True, "current")
    assert determinations(equally_new, OTHER_LEVEL) == [("review", "record_facts_conflict")]
    assert not is_queued(equally_new, OTHER_LEVEL)


def test_a_count_the_newer_copy_tells_otherwise_is_superseded_and_decides_nothing(newer: Copies) -> None:
    found = {charge["section"]: charge["record_status"] for charge in charges(newer, OTHER_SECTION)}
    assert found == {"11357": "current", "11359": "superseded"}
    convictions = newer.of(
        "select section from intermediate.int_convictions join intermediate.int_people using (person_id) "
        "where state_ids = [?]",
        OTHER_SECTION,
    )
    assert convictions == [{"section": "11357"}]
    assert [outcome for outcome, _ in determinations(newer, OTHER_SECTION)] == ["eligible"]


def test_a_count_equally_new_copies_tell_in_two_ways_is_kept_twice_and_goes_to_review(
    equally_new: Copies,
) -> None:
    found = {charge["section"]: charge["record_status"] for charge in charges(equally_new, OTHER_SECTION)}
    assert found == {"11357": "conflicting", "11359": "conflicting"}
    assert set(determinations(equally_new, OTHER_SECTION)) == {("review", "record_facts_conflict")}
    assert not is_queued(equally_new, OTHER_SECTION)


def test_a_conviction_the_newer_copy_lacks_is_kept_and_goes_to_review(newer: Copies) -> None:
    (charge,) = charges(newer, MISSING)
    assert (charge["record_status"], charge["is_conviction"]) == ("missing_in_newer_copy", True)
    assert determinations(newer, MISSING) == [("review", "record_facts_conflict")]
    assert not is_queued(newer, MISSING)


def test_a_conviction_an_equally_new_copy_lacks_is_kept_and_goes_to_review(equally_new: Copies) -> None:
    (charge,) = charges(equally_new, MISSING)
    assert (charge["record_status"], charge["is_conviction"], charge["data_as_of"]) == (LACKED, True, MARCH)
    assert determinations(equally_new, MISSING) == [("review", "record_facts_conflict")]
    assert not is_queued(equally_new, MISSING)
    lacking = equally_new.warehouse.rows(
        "select county_name, is_line_rejected from intermediate.int_charges_missing_in_copies as lacking "
        "join intermediate.int_deliveries using (delivery_id) where charge_id = ?",
        charge["charge_id"],
    )
    assert lacking == [{"county_name": "YOLO", "is_line_rejected": False}]


def found_statuses(copies: Copies, *numbers: int) -> dict[str, str]:
    return {charge["charge_text"]: charge["record_status"] for number in numbers for charge in charges(copies, number)}


def test_a_newer_copy_that_tells_of_the_person_by_events_alone_lacks_the_conviction(equally_new: Copies) -> None:
    assert found_statuses(equally_new, EVENTS_ALONE) == {POSSESSION: "missing_in_newer_copy"}
    assert determinations(equally_new, EVENTS_ALONE) == [("review", "record_facts_conflict")]
    assert not is_queued(equally_new, EVENTS_ALONE)
    assert found_statuses(equally_new, EVENTS_ALONE_OF_EQUALS) == {POSSESSION: LACKED}
    assert found_statuses(equally_new, EVENTS_TOO) == {POSSESSION: "current"}
    assert determinations(equally_new, EVENTS_TOO)[0][0] == "eligible"
    held = equally_new.of(
        "select county_name, is_of_newest_cut from intermediate.int_history_copies where history_number in (select "
        "history_number from intermediate.int_person_links join intermediate.int_people using (person_id) "
        "where state_ids = [?]) order by all",
        EVENTS_ALONE,
    )
    assert [tuple(row.values()) for row in held] == [("KERN", True), ("SACRAMENTO", False)]


def told_events(copies: Copies, first: int, last: int) -> list[tuple[int, str, bool]]:
    """Whose, what, and whether a copy lacks it."""
    rows = copies.warehouse.rows(
        "select cast(state_ids[1] as bigint) as number, event_type, is_missing_in_a_copy from intermediate.int_events "
        "join intermediate.int_people using (person_id) where number between ? and ? order by all",
        first,
        last,
    )
    return [tuple(row.values()) for row in rows]


def test_what_happened_to_a_count_or_a_sentence_that_an_equally_new_copy_lacks_goes_to_review(
    equally_new: Copies,
) -> None:
    assert told_events(equally_new, DISMISSED, REJECTED) == [
        (DISMISSED, "relief_dismissed_1203_4", True),
        (REGISTERED, "registration", True),
        (STRANGER, "registration", False),
        (REJECTED, "relief_dismissed_1203_4", False),
    ]
    lacking = equally_new.warehouse.rows(
        "select state_ids[1] as number, county_name, is_line_rejected from intermediate.int_events_missing_in_copies "
        "join intermediate.int_people using (person_id) join intermediate.int_deliveries using (delivery_id) "
        "where cast(state_ids[1] as bigint) between ? and ? order by all",
        DISMISSED,
        REJECTED,
    )
    assert [(int(row["number"]), row["county_name"], row["is_line_rejected"]) for row in lacking] == [
        (DISMISSED, "YOLO", False), (REGISTERED, "YOLO", False), (REJECTED, "YOLO", True),
    ]  # fmt: skip
    assert determinations(equally_new, DISMISSED) == [("review", "record_facts_conflict")]
    assert determinations(equally_new, REJECTED) == [("review", "record_line_unread")]
    (parts,) = equally_new.of(
        "select sentence_type, has_conflicting_copies from intermediate.int_sentences "
        "join intermediate.int_people using (person_id) where state_ids = [?]",
        SENTENCED,
    )
    assert parts == {"sentence_type": "jail", "has_conflicting_copies": True}
    why = "conviction_relief_not_required_to_register"
    for number, outcome in ((REGISTERED, ("review", f"{why}_unknown")), (STRANGER, ("ineligible", f"{why}_not_met"))):
        assert determinations(equally_new, number, "conviction_relief") == [outcome]


def test_what_happened_to_a_count_or_a_person_that_a_newer_copy_lacks_goes_to_review(equally_new: Copies) -> None:
    """As a conviction that it lacks does: it was taken out, or a part of the file was lost, and nobody knows which."""
    assert told_events(equally_new, UNDONE, UNREADABLE) == [
        (UNDONE, "relief_dismissed_1203_4", True),
        (NO_LONGER, "registration", True),
        (SINCE, "relief_dismissed_1203_4", False),
        (UNREADABLE, "relief_dismissed_1203_4", False),
    ]
    assert determinations(equally_new, UNDONE) == [("review", "record_facts_conflict")]
    assert not is_queued(equally_new, UNDONE)
    why = "conviction_relief_not_required_to_register_unknown"
    assert determinations(equally_new, NO_LONGER, "conviction_relief") == [("review", why)]
    for number in (NO_LONGER, SINCE):
        assert determinations(equally_new, number)[0][0] == "eligible"
    assert determinations(equally_new, UNREADABLE) == [("review", "record_line_unread")]


def test_what_a_newer_copy_lacks_gives_nothing_and_ends_nothing(equally_new: Copies) -> None:
    """Relief that was undone is no reason to say that there is nothing left to give; so with the end of a duty."""
    assert [told for told in told_events(equally_new, NOT_RELIEVED, STILL_REGISTERED) if told[2]] == [
        (NOT_RELIEVED, "relief_conviction_automatic", True),
        (NOT_RELIEVED, "relief_prop64", True),
        (NOT_SEALED, "relief_arrest_sealed", True),
        (STILL_REGISTERED, "registration_terminated", True),
    ]
    assert determinations(equally_new, NOT_RELIEVED) == [("review", "record_relieved_before")]
    for number, remedy, why in (
        (NOT_RELIEVED, "conviction_relief", "not_relieved_before"),
        (STILL_REGISTERED, "conviction_relief", "not_required_to_register"),
    ):
        assert determinations(equally_new, number, remedy) == [("review", f"{remedy}_{why}_unknown")]
    found = equally_new.of(
        "select outcome, reason_code from rules.rule_ca__arrest_findings "
        "join intermediate.int_people using (person_id) where state_ids = [?]",
        NOT_SEALED,
    )
    assert [tuple(row.values()) for row in found] == [("review", "arrest_relief_record_is_clear_unknown")]


def test_only_files_that_hold_the_person_can_lack_something(equally_new: Copies) -> None:
    """A person in one county's file alone, and one whose other file is of an older cut, are told by all who know."""
    assert found_statuses(equally_new, HERE, THERE, ANYBODY) == {
        THEFT: "current", TRESPASS: "current", POSSESSION: "current"
    }  # fmt: skip


def test_of_two_files_of_one_county_and_cut_parts_lack_nothing_and_copies_do(equally_new: Copies) -> None:
    assert found_statuses(equally_new, PARTED) == {THEFT: "current", TRESPASS: "current"}
    assert found_statuses(equally_new, COPIED) == {POSSESSION: "current", FOR_SALE: LACKED}


def test_a_line_that_was_rejected_in_one_copy_is_no_disagreement_and_is_told(equally_new: Copies) -> None:
    assert len(equally_new.warehouse.rows("select source_line from restricted.rejects")) == 3
    assert found_statuses(equally_new, HALF_READ) == {POSSESSION: "current", THEFT: "current"}


def test_the_newer_copy_tells_the_birth_date_and_equally_new_ones_contradict_each_other(
    newer: Copies, equally_new: Copies
) -> None:
    query = "select * from intermediate.int_people where state_ids = [?]"
    (of_newer,) = newer.of(query, OTHER_BIRTH_DATE)
    assert (of_newer["birth_date_precision"], of_newer["birth_date_earliest"]) == ("day", date(1971, 5, 1))
    assert is_queued(newer, OTHER_BIRTH_DATE)
    (of_equal,) = equally_new.of(query, OTHER_BIRTH_DATE)
    assert (of_equal["birth_date_precision"], of_equal["birth_date_latest"]) == ("conflicting", date(1971, 5, 1))
    assert determinations(equally_new, OTHER_BIRTH_DATE) == [("review", "record_identity_conflict")]


def sentence_parts(copies: Copies) -> list[tuple[str, str, bool]]:
    rows = copies.of(
        "select sentence_type, record_status, has_conflicting_copies from intermediate.int_sentences "
        "join intermediate.int_people using (person_id) where state_ids = [?] order by all",
        OTHER_SENTENCE,
    )
    return [(row["sentence_type"], row["record_status"], row["has_conflicting_copies"]) for row in rows]


def test_the_newer_copy_tells_the_sentence_and_equally_new_ones_are_both_kept(
    newer: Copies, equally_new: Copies
) -> None:
    assert sentence_parts(newer) == [("jail", "superseded", False), ("probation", "current", False)]
    assert sentence_parts(equally_new) == [("jail", "current", True), ("probation", "current", True)]
    query = (
        "select * from intermediate.int_sentence_terms join intermediate.int_people using (person_id) "
        "where state_ids = [?]"
    )
    (term,) = newer.of(query, OTHER_SENTENCE)
    assert (term["part_count"], term["completion_date_latest"]) == (1, date(2003, 7, 1))
    (term,) = equally_new.of(query, OTHER_SENTENCE)
    assert (term["part_count"], term["has_conflicting_copies"]) == (2, True)
