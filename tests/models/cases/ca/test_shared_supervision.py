"""A record of supervision whose ids name two people may be of either: of neither is it known that nobody supervises.

What belongs here: the way of such a record from the file to what is determined, and what decisions of people do to it.
What does not: how supervision is read, day by day (the unit tests of the models), identity in histories
(``test_identity``).
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from other_files import ids, write_other
from raw_files import conviction, person, write_history
from warehouse_runs import BuiltWarehouse, build

FIRST, SECOND, OTHER, ONE, ANOTHER, SPLIT, KEPT, BY_ISSUER, SAME, SAME_TOO, OVER, OVER_TOO = range(801, 813)
NOBODY = 899
CONFLICT = "supervision_record_with_ids_of_two_persons"
REVIEW = ("review", "conviction_relief_record_is_clear_unknown")
UNKNOWN = ("undeterminable", "conviction_relief_no_active_supervision_record_unknown")
ELIGIBLE = ("eligible", "conviction_relief_misdemeanor")


def record(state_id: int, issuer_id: int, end: str = "") -> dict[str, str]:
    """Who is supervised: the state id of one, the issuer's id of another."""
    told = {"SUPERVISED_BY": "STATE", "SUPERVISION_TYPE": "PAROLE", "START_DATE": "2024-01-01", "END_DATE": end}
    return ids(state_id) | {"SUBJECT_ID": ids(issuer_id)["SUBJECT_ID"]} | told


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    folder, home = tmp_path_factory.mktemp("d"), tmp_path_factory.mktemp("supervised")
    jail = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D"}
    rows = [conviction(person(number), "484(A) PC-THEFT", **jail) for number in range(FIRST, OVER_TOO + 1)]
    history = write_history(folder / "sacramento_20260301.csv", rows)
    pairs = ((FIRST, SECOND), (ONE, ANOTHER), (SPLIT, KEPT), (NOBODY, BY_ISSUER), (SAME, SAME_TOO))
    told = [*(record(*pair) for pair in pairs), record(OVER, OVER_TOO, "2025-01-01")]
    decisions = home / "identity" / "ca" / "decisions.csv"
    decisions.parent.mkdir(parents=True)
    decisions.write_text(
        "decision,id,other_id,decided_by,decided_on,why\n"
        f"different,state:{ONE},state:{ANOTHER},clerk 7,2026-03-02,fingerprints\n"
        f"different,state:{SPLIT},issuer:{ids(KEPT)['SUBJECT_ID']},clerk 7,2026-03-02,fingerprints\n"
        f"same,state:{SAME},state:{SAME_TOO},clerk 7,2026-03-02,fingerprints\n"
    )
    return build(home, [history, write_other(folder, "supervised_release", told)])


def determined(built: BuiltWarehouse) -> Mapping[int, tuple[str, str]]:
    rows = built.rows(
        "select unnest(people.state_ids) as number, outcome, reason_code from marts.determinations "
        "inner join intermediate.int_people as people using (person_id) where remedy_id = 'conviction_relief'"
    )
    return {int(row["number"]): (row["outcome"], row["reason_code"]) for row in rows}


def test_both_go_to_review_and_nobody_else(built: BuiltWarehouse) -> None:
    found = determined(built)
    assert (found[FIRST], found[SECOND], found[OTHER]) == (REVIEW, REVIEW, ELIGIBLE)
    assert found[BY_ISSUER] == REVIEW, "nobody knows the state id"
    assert (found[OVER], found[OVER_TOO]) == (REVIEW, REVIEW), "it may have begun the four years of either"


def test_of_neither_it_is_known_whether_supervision_is_active(built: BuiltWarehouse) -> None:
    rows = built.rows(
        "select people.state_ids[1] as number, is_active, has_conflicting_ids "
        "from intermediate.int_supervision_records "
        "inner join intermediate.int_people as people using (person_id)"
    )
    words = {int(row["number"]): (row["is_active"], row["has_conflicting_ids"]) for row in rows}
    assert {words[number] for number in (FIRST, SECOND, ONE, ANOTHER, KEPT, BY_ISSUER)} == {("unknown", True)}
    assert (words[OVER], words[OVER_TOO]) == (("no", True), ("no", True))
    assert words[SAME] == ("yes", False)
    assert OTHER not in words and SPLIT not in words


def test_a_decision_says_who_they_are_and_not_whose_the_record_is(built: BuiltWarehouse) -> None:
    found = determined(built)
    assert (found[ONE], found[ANOTHER]) == (UNKNOWN, UNKNOWN), "two people, and the record names both"
    assert (found[SPLIT], found[KEPT]) == (ELIGIBLE, UNKNOWN), "what has both ids is not of the first"
    assert found[SAME][0] == found[SAME_TOO][0] == "not_yet", "one person"


def test_the_conflict_and_the_record_are_shown(built: BuiltWarehouse) -> None:
    conflicts = built.rows(
        "select conflict_type, sends_to_review, decision_id is not null as is_decided "
        "from intermediate.int_identity_conflicts order by all"
    )
    assert [tuple(row.values()) for row in conflicts] == [
        (CONFLICT, False, True), (CONFLICT, True, False), (CONFLICT, True, False), (CONFLICT, True, False),
    ]  # fmt: skip
    shown = built.rows(
        "select distinct facts.role, facts.words from marts.explanation_facts as facts "
        "inner join intermediate.int_people as people using (person_id) "
        "where people.state_ids[1] = ? and role in ('identity_conflict', 'supervision_record') order by all",
        str(SECOND),
    )
    assert [row["role"] for row in shown] == ["identity_conflict", "supervision_record"]
    assert shown[0]["words"] == CONFLICT.replace("_", " ")
    assert shown[1]["words"].endswith("may be of another person: its ids name two")
