"""What a release withheld may not be told by the one after it and the one before it together."""

from __future__ import annotations

import numpy as np
import polars as pl

from orchestration.reporting.disclosure.attack import known_from, known_of
from orchestration.reporting.disclosure.before import Before
from orchestration.reporting.disclosure.cells import Booleans, Cells, CountTable, assemble
from orchestration.reporting.disclosure.complementary import protect

BLACK, WHITE = "people/race=B", "people/race=W"


def cells(black: int) -> Cells:
    rows = [("B", black), ("W", 200), ("H", 300), ("ALL", black + 500)]
    frame = pl.DataFrame(rows, schema=["race", "count"], orient="row")
    return assemble([CountTable(frame, ("race",), {"count": "people"}, frozenset({"race"}))])


def before(now: Cells, withheld: Booleans, last_shown: dict[str, float] | None) -> Before:
    return Before(known_from(now, withheld), 10.0, frozenset({"race"}), now.values, (), last_shown)


def test_a_count_that_moved_a_little_since_it_was_shown_last_stays_withheld() -> None:
    """100 were shown, 103 withheld; 104 are four more than were ever shown."""
    last, now = cells(103), cells(104)
    withheld = np.array([key in (BLACK, WHITE) for key in last.keys])
    assert not before(last, withheld, None).moved_a_little(now)[now.place_of[BLACK]], "the last one says nothing of it"
    shown = {BLACK: 100.0, WHITE: 200.0, "people/race=H": 300.0, "people": 603.0}
    with_those_before = before(last, withheld, shown)
    moved = dict(zip(now.keys, with_those_before.moved_a_little(now), strict=True))
    assert moved == {BLACK: True, WHITE: False, "people/race=H": False, "people": False}
    assert protect(now, with_those_before).is_key_withheld(BLACK)
    far = before(last, withheld, {BLACK: 93.0}).moved_a_little(now)
    assert not far.any(), "eleven more may be told"


def test_of_a_release_made_before_a_cell_was_thought_of_the_rest_is_known() -> None:
    known = known_from(cells(103), np.zeros(4, dtype=bool))
    assert known_of(known, set(known.cells.keys)) is known
    less = known_of(known, {BLACK, WHITE, "people"})
    assert less.cells.keys == (BLACK, WHITE, "people") and less.cells.place_of["people"] == 2
    assert less.cells.values.tolist() == [103, 200, 603] and len(less.lowest) == len(less.highest) == 3
    assert less.cells.equal.shape == (0, 3), "a sum of which one part is not known says nothing"
    frame = pl.DataFrame([("ALL", 9)], schema=["sex", "count"], orient="row")
    both = assemble([
        CountTable(pl.DataFrame([("B", 4), ("W", 5), ("ALL", 9)], schema=["race", "count"], orient="row"), ("race",),
                   {"count": "people"}, frozenset({"race"})),
        CountTable(frame, ("sex",), {"count": "others"}),
    ])  # fmt: skip
    of_people = known_of(known_from(both, np.zeros(4, dtype=bool)), {BLACK, WHITE, "people"})
    assert np.abs(of_people.cells.equal @ of_people.cells.values).max() == 0 and of_people.cells.equal.shape == (1, 3)
