"""Nothing is proposed twice, whatever a later run, delivery or decision on identity calls the person and the charge."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.filing.ledger.chain import NewEvent, check_chain
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.proposals import Candidate, ProposalResult, propose
from orchestration.filing.ledger.store import open_ledger

KEY = CourtKey("SACRAMENTO", "00F0001", "001", "HS 11357(b)", "2000-09-01", "dismiss_and_seal")


def candidate(key: CourtKey = KEY, person: str = "p1", charge: str = "c1", also: Sequence[str] = ()) -> Candidate:
    return Candidate(
        key, "court_order", "prop64_statutory", key.court, person, frozenset({person, *also}), charge, "source"
    )


def proposed(
    path: Path, *candidates: Candidate, others_told: Sequence[CourtKey] = (), gone: Collection[str] = ()
) -> ProposalResult:
    told = {one.key.count_id for one in candidates} | {key.count_id for key in others_told}
    run = {"by": "analyst", "run_id": "r", "law_version": "v"}
    with open_ledger(path) as ledger:
        done = propose(ledger, candidates, told, **run, is_on_record=lambda person_id: person_id not in gone)
        check_chain(ledger.events())
        return done


def life(path: Path, line_id: str, *kinds: str) -> None:
    with open_ledger(path) as ledger, ledger.writing() as writing:
        writing.append([NewEvent(kind, "attorney", line_id=line_id) for kind in kinds])


def states(path: Path) -> dict[str, str]:
    with open_ledger(path) as ledger:
        return ledger.states()


def events(path: Path) -> int:
    with open_ledger(path) as ledger:
        return ledger.last()[0]


FILED = ("approved", "filing_begun", "filed")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def test_the_same_lines_again_write_nothing(path: Path) -> None:
    assert proposed(path, candidate()).counts()["new"] == 1
    again = proposed(path, candidate(charge="another id of the charge", person="p2"), gone=["p1"])
    assert (again.new, again.known, events(path)) == ([], [KEY.line_id], 1)


def test_two_counts_of_one_case_are_two_lines(path: Path) -> None:
    second = replace(KEY, count_number="002")
    done = proposed(path, candidate(), candidate(second, charge="c2"))
    assert sorted(done.new) == sorted([KEY.line_id, second.line_id])
    life(path, KEY.line_id, *FILED, "granted")
    # The second is found again, and a third that comes later is proposed beside the first that was granted.
    third = replace(KEY, count_number="003")
    later = proposed(path, candidate(second, charge="c2"), candidate(third, charge="c3"), others_told=[KEY])
    assert (later.new, later.known, later.changed_after_filing) == ([third.line_id], [second.line_id], [])


def test_two_charges_that_a_court_could_not_tell_apart_go_to_a_person(path: Path) -> None:
    done = proposed(path, candidate(charge="c1"), candidate(charge="c2"))
    assert (done.new, sorted(done.colliding)) == ([], ["c1", "c2"])
    assert sorted(done.alike) == ["c1", "c2"]
    assert states(path) == {}


def test_what_a_court_could_not_tell_from_the_line_of_another_person_goes_to_a_person(path: Path) -> None:
    proposed(path, candidate())
    life(path, KEY.line_id, *FILED, "granted")
    codefendant = candidate(person="p2", charge="c2")
    done = proposed(path, codefendant)
    assert (done.new, done.known, done.colliding, done.alike) == ([], [], ["c2"], ["c2"])
    of_one_person = proposed(path, replace(codefendant, person_ids=frozenset({"p1", "p2"})))
    assert (of_one_person.known, of_one_person.colliding) == ([KEY.line_id], [])


@pytest.mark.parametrize("part", ["case_number_key", "section", "conviction_date"])
def test_a_line_that_a_court_cannot_find_goes_to_a_person(path: Path, part: str) -> None:
    done = proposed(path, candidate(replace(KEY, **{part: ""})))
    assert (done.new, done.not_findable) == ([], ["c1"])


@pytest.mark.parametrize(
    "change", [{"case_number_key": "00F0009"}, {"section": "HS 11357(a)"}, {"conviction_date": "2000-10-01"}]
)
def test_facts_that_changed_before_filing_replace_the_line_and_after_filing_flag_it(
    path: Path, change: dict[str, str]
) -> None:
    proposed(path, candidate())
    corrected = replace(KEY, **change)
    done = proposed(path, candidate(corrected))
    assert (done.new, done.replaced) == ([corrected.line_id], [KEY.line_id])
    assert states(path) == {KEY.line_id: "withdrawn", corrected.line_id: "proposed"}
    life(path, corrected.line_id, *FILED)
    again = proposed(path, candidate())
    assert (again.new, again.known) == ([], [KEY.line_id])  # what was withdrawn is not proposed by itself
    third = replace(corrected, count_number="007")
    flagged = proposed(path, candidate(third))
    assert (flagged.new, flagged.changed_after_filing) == ([], [third.line_id])
    before = events(path)
    assert proposed(path, candidate(third)).changed_after_filing == [third.line_id]
    assert events(path) == before, "the flag is set once"
    assert states(path)[corrected.line_id] == "filed"


def test_what_shares_one_part_only_is_another_count(path: Path) -> None:
    proposed(path, candidate())
    life(path, KEY.line_id, *FILED)
    other = replace(KEY, section="HS 11358", conviction_date="2001-01-01")
    assert proposed(path, candidate(other)).new == [other.line_id]


def test_another_person_in_the_same_case_is_another_line(path: Path) -> None:
    proposed(path, candidate())
    life(path, KEY.line_id, *FILED)
    other = replace(KEY, count_number="002")
    assert proposed(path, candidate(other, person="p2", charge="c9")).new == [other.line_id]


def test_two_ids_that_were_merged_and_split_again_file_nothing_new(path: Path) -> None:
    proposed(path, candidate())
    life(path, KEY.line_id, *FILED)
    before = events(path)
    merged = proposed(path, candidate(person="p0", also=["p1"], charge="c7"))
    split = proposed(path, candidate(person="p1", charge="c1"))
    assert (merged.new, merged.known, split.known, events(path)) == ([], [KEY.line_id], [KEY.line_id], before)
    renumbered = replace(KEY, count_number="004")
    assert proposed(path, candidate(renumbered, person="p0", also=["p1"])).changed_after_filing == [renumbered.line_id]


def test_another_relief_for_a_count_replaces_before_filing_and_flags_after(path: Path) -> None:
    proposed(path, candidate())
    better = replace(KEY, relief="dismiss")
    assert proposed(path, candidate(better)).replaced == [KEY.line_id]
    life(path, better.line_id, *FILED)
    third = replace(KEY, relief="redesignate_misdemeanor")
    assert proposed(path, candidate(third)).changed_after_filing == [third.line_id]


def test_what_two_courts_of_a_transferred_case_tell_goes_to_a_person_and_what_was_proposed_stays(path: Path) -> None:
    there = replace(KEY, court="FRESNO", case_number_key="F1")
    twice = replace(candidate(there, charge="c2"), is_told_twice=True)
    assert proposed(path, candidate()).new == [KEY.line_id]
    done = proposed(path, replace(candidate(), is_told_twice=True), twice)
    assert (done.new, done.known, done.colliding, done.alike) == ([], [KEY.line_id], ["c2"], [])
    again = proposed(path, twice)
    assert (again.colliding, states(path)) == (["c2"], {KEY.line_id: "proposed"})


def test_a_count_that_another_county_tells_now_flags_what_was_filed_and_replaces_what_was_not(path: Path) -> None:
    """The same case number, section and day, told by YOLO where SACRAMENTO told it: one conviction, corrected."""
    moved = replace(KEY, court="YOLO")
    proposed(path, candidate())
    assert proposed(path, candidate(moved)).replaced == [KEY.line_id]
    life(path, moved.line_id, *FILED)
    again = replace(KEY, court="MONO", count_number="007")
    flagged = proposed(path, candidate(again))
    assert (flagged.new, flagged.changed_after_filing) == ([], [again.line_id])
    # Two of the three are not enough there: cases of another county have numbers of their own.
    other_case = replace(again, case_number_key="00F0009")
    assert proposed(path, candidate(other_case)).new == [other_case.line_id]
    # And what both counties tell are two counts.
    beside = replace(KEY, court="INYO")
    assert proposed(path, candidate(beside), others_told=[moved, other_case]).new == [beside.line_id]


FOUND_BY_PERSON = replace(KEY, case_number_key="record p1")
OTHERWISE = {"relief": "dismiss", "section": "HS 11357(a)", "conviction_date": "2000-10-01"}


@pytest.mark.parametrize("is_filed", [True, False])
@pytest.mark.parametrize("part", OTHERWISE)
def test_a_person_under_another_state_id_is_never_proposed_twice(path: Path, part: str, is_filed: bool) -> None:
    """The issuer's id, docket and count are the same; the state id, and one word of the count, are not."""
    proposed(path, candidate(also=["issuer"]))
    if is_filed:
        life(path, KEY.line_id, *FILED)
    now = candidate(replace(KEY, **{part: OTHERWISE[part]}), person="p2", also=["issuer"], charge="c2")
    before = events(path)
    for _ in range(2):
        done = proposed(path, now)
        assert (done.new, done.known, done.under_another_id) == ([], [], [("c2", KEY.line_id)])
    assert events(path) == before, "nobody says that they are the same: nothing is flagged or withdrawn"
    # Who it is a person decides: another one, or the same under both ids.
    others = proposed(path, replace(now, apart_from=frozenset({"p1"})))
    assert (others.new, others.under_another_id) == ([now.key.line_id], [])


def test_the_same_under_another_id_is_told_otherwise_once_a_person_decided_so(path: Path) -> None:
    proposed(path, candidate(also=["issuer"]))
    life(path, KEY.line_id, *FILED)
    other_day = replace(KEY, conviction_date="2000-10-01")
    done = proposed(path, candidate(other_day, person="p2", also=["issuer", "p1"], charge="c2"))
    assert (done.new, done.changed_after_filing, done.under_another_id) == ([], [other_day.line_id], [])


def test_what_is_found_by_its_person_is_held_under_another_state_id(path: Path) -> None:
    """An entry without a case number, and an arrest, bear the person's id in the place of it."""
    proposed(path, candidate(FOUND_BY_PERSON, also=["issuer"]))
    life(path, FOUND_BY_PERSON.line_id, *FILED)
    key = replace(FOUND_BY_PERSON, case_number_key="record p2")
    assert proposed(path, candidate(key, person="p2", also=["issuer"], charge="c2")).under_another_id
    assert proposed(path, candidate(key, person="issuer", charge="c2")).under_another_id, "the state id is gone"
    stranger = candidate(key, person="p2", also=["another issuer"])
    assert proposed(path, stranger).new == [key.line_id]


def test_a_line_whose_person_is_gone_holds_what_is_told_of_its_case(path: Path) -> None:
    """No issuer's id is known (an earlier version did not keep it): one of the two may be the other."""
    proposed(path, candidate())
    life(path, KEY.line_id, *FILED)
    later = candidate(replace(KEY, conviction_date="2000-10-01"), person="p2", charge="c2")
    assert proposed(path, later, gone=["p1"]).under_another_id == [("c2", KEY.line_id)]
    other_case = candidate(replace(later.key, case_number_key="00F0009"), person="p2", charge="c3")
    assert proposed(path, other_case, gone=["p1"]).new == [other_case.key.line_id]
    assert proposed(path, later).new == [later.key.line_id], "who is still on record stands in the case beside another"


def test_one_count_of_two_persons_is_proposed_once_and_what_came_to_nothing_holds_nobody(path: Path) -> None:
    other = candidate(replace(KEY, relief="dismiss"), person="p2", charge="c2")
    done = proposed(path, candidate(), other)
    assert (len(done.new), len(done.under_another_id)) == (1, 1)
    life(path, done.new[0], "withdrawn")
    assert len(proposed(path, candidate(), other).new) == 1


def test_a_count_that_is_told_beside_the_filed_one_is_another_count_of_whoever_it_is(path: Path) -> None:
    proposed(path, candidate(also=["issuer"]))
    life(path, KEY.line_id, *FILED)
    second = replace(KEY, count_number="002")
    told_now = [candidate(person="p2", also=["issuer"]), candidate(second, person="p2", also=["issuer"], charge="c2")]
    done = proposed(path, *told_now, gone=["p1"])
    assert (done.new, done.known, done.under_another_id) == ([second.line_id], [KEY.line_id], [])
