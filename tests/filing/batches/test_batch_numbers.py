"""Each batch says which of how many of one submission it is for its court or the department, also after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.filing.batches.candidates import FilingLine
from orchestration.filing.batches.submission import _divide_into_batches, number_batches
from orchestration.filing.ledger.batch import Place, TemplatesOfBatch, finish_batch, read_places_of_batches, start_batch
from orchestration.filing.ledger.chain import NewEvent
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.holds import Held
from orchestration.filing.ledger.proposals import Candidate, propose
from orchestration.filing.ledger.store import open_ledger

HELD = Held("FRESNO", "r", frozenset(), frozenset())


def line(number: int, relief_by: str = "operation_of_law", remedy: str = "arrest_relief") -> FilingLine:
    key = CourtKey("FRESNO", f"F{number:03}", "1", "HS 11358", "2001-01-01", remedy)
    candidate = Candidate(key, relief_by, remedy, "FRESNO", f"p{number}", frozenset(), "c", "s")
    return FilingLine(candidate, HELD, "charge", f"{number}", f"p{number}", 0, "CA010015J")


LINES = [
    *(line(number) for number in range(5)),
    *(line(number, remedy="conviction_relief") for number in range(10, 13)),
    *(line(number, "court_order", "prop64_statutory") for number in range(20, 23)),
]


def places(lines: Sequence[FilingLine], before: Sequence[Place] = (), max_lines: int = 2) -> list[tuple[str, Place]]:
    found = number_batches(list(_divide_into_batches(lines, max_lines)), before)
    return [(" ".join(one.unit_id for one in batch), place) for batch, place in found]


def numbers(told: list[tuple[str, Place]]) -> dict[str, tuple[int, int]]:
    return {units: (place.number, place.count) for units, place in told}


def test_batches_are_counted_for_each_recipient_over_all_its_remedies() -> None:
    assert numbers(places(LINES)) == {
        "20 21": (1, 2), "22": (2, 2),
        "0 1": (1, 5), "2 3": (2, 5), "4": (3, 5), "10 11": (4, 5), "12": (5, 5),
    }  # fmt: skip
    assert places(list(reversed(LINES))) == places(LINES)
    assert numbers(places(LINES, max_lines=100)) == {
        "20 21 22": (1, 1), "0 1 2 3 4": (1, 2), "10 11 12": (2, 2),
    }  # fmt: skip


def test_what_goes_on_after_a_crash_is_counted_as_it_would_have_been() -> None:
    whole = places(LINES)
    for done in range(len(whole)):
        begun = [place for _, place in whole[:done]]
        units = {unit for told, _ in whole[:done] for unit in told.split()}
        left = [one for one in LINES if one.unit_id not in units]
        assert places(left, begun) == whole[done:], done


def test_what_is_left_and_divided_otherwise_is_a_submission_of_its_own() -> None:
    whole = [one for one in places(LINES) if one[1].count == 5]
    begun, left = [place for _, place in whole[:2]], [one for one in LINES if one.unit_id in {"4", "10", "11", "12"}]
    assert numbers(places(left, begun)) == {"4": (3, 5), "10 11": (4, 5), "12": (5, 5)}
    assert numbers(places(left, begun, max_lines=3)) == {"4": (1, 2), "10 11 12": (2, 2)}
    assert numbers(places(left[:-1], begun)) == {"4": (1, 2), "10 11": (2, 2)}, "one line is held meanwhile"


def test_a_batch_that_a_hold_takes_away_between_leaves_no_number_out() -> None:
    by_law = [one for one in LINES if one.candidate.relief_by == "operation_of_law"]
    fell_away: list[Sequence[FilingLine]] = []
    told = []
    for batch, place in number_batches(list(_divide_into_batches(by_law, 2)), [], fell_away):
        if batch[0].unit_id in ("2", "10"):
            fell_away.append(batch)
        else:
            told.append((" ".join(one.unit_id for one in batch), place))
    assert numbers(told) == {"0 1": (1, 5), "4": (2, 4), "12": (3, 3)}
    # Killed after the second: what is left, with what is held or without, goes on as it would have.
    begun = [place for _, place in told[:2]]
    assert numbers(places([one for one in by_law if one.unit_id in ("10", "11", "12")], begun)) == {
        "10 11": (3, 4), "12": (4, 4),
    }  # fmt: skip


def test_what_came_back_and_is_filed_again_does_not_go_on_with_the_submission_it_once_ended() -> None:
    whole = [one for one in places(LINES) if one[1].count == 5]
    last = [one for one in LINES if one.unit_id == "12"]
    assert numbers(places(last, [place for _, place in whole])) == {"12": (1, 1)}
    # The whole of it again: it is another submission, and a crash in it goes on with it.
    again = [*whole, *whole[:4]]
    assert numbers(places(last, [place for _, place in again])) == {"12": (5, 5)}


def test_the_ledger_keeps_the_place_that_a_batch_was_begun_with(tmp_path: Path) -> None:
    lines = LINES[-3:]
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        propose(ledger, [one.candidate for one in lines], set(), by="Ada", run_id="r", law_version="v")
        with ledger.writing() as writing:
            writing.append([NewEvent("approved", "Ruth", line_id=one.line_id) for one in lines])
        assert dict(read_places_of_batches(ledger)) == {}
        told = {}
        for batch, place in number_batches(list(_divide_into_batches(lines, 2)), []):
            held = {one.line_id: HELD for one in batch}
            begun, _ = start_batch(
                ledger, held, by="R", run_id="r", law_version="v", templates=TemplatesOfBatch("t", {}), place=place
            )
            assert begun is not None
            finish_batch(ledger, begun, by="R", files={}, evidence=dict.fromkeys(begun.line_ids, ""))
            told[begun.batch_id] = place
        assert dict(read_places_of_batches(ledger)) == told
        assert [(place.number, place.count) for place in told.values()] == [(1, 2), (2, 2)]
