"""What a release withheld may not be told by the one after it and the one before it together."""

from __future__ import annotations

import numpy as np
import polars as pl

from orchestration.disclosure.attack import known_from
from orchestration.disclosure.before import Before
from orchestration.disclosure.cells import Booleans, Cells, CountTable, assemble
from orchestration.disclosure.complementary import protect

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
