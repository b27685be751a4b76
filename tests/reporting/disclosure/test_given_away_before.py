"""A release that gave counts away does not stop every later one: what is out is let go by a decision, and no more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.before import Before, together
from orchestration.reporting.disclosure.cells import Cells, CountTable, Sum, assemble
from orchestration.reporting.disclosure.complementary import (
    CannotProtect,
    Suppression,
    given_away_before,
    how_many,
    protect,
)
from orchestration.reporting.releases.build import CanBeWorkedOut, attacked, beside_figures_of

COUNTS = {
    "KERN": {"B": 3, "W": 97, "ALL": 100},
    "YOLO": {"B": 4, "W": 56, "H": 40, "ALL": 100},
}
"""By county, each table for itself."""


def cells() -> Cells:
    tables = [
        CountTable(
            pl.DataFrame([(race, count) for race, count in by_race.items()], schema=["race", "count"], orient="row"),
            ("race",),
            {"count": county},
            frozenset({"race"}),
        )
        for county, by_race in COUNTS.items()
    ]
    return assemble(tables)


def before(*withheld: str) -> Before:
    """The same counts in a release that withheld these cells alone; nothing moved since."""
    found = cells()
    known = known_from(found, np.array([key in withheld for key in found.keys]))
    return Before(known, 0.0, values=found.values)


BROKEN = ("KERN/race=B", "YOLO/race=B", "YOLO/race=W")
"""Kern withheld one cell alone: 100 - 97 = 3."""


def told_of(found: Cells, earlier: Before, given_away: np.ndarray) -> list[str]:
    """Of the cells that were withheld then: those that are given away."""
    keys = together(known_from(found, found.is_shown), earlier).cells.keys
    return [
        key for key, is_told in zip(keys, given_away, strict=True) if is_told and key.removeprefix("before/") in BROKEN
    ]


def test_nothing_is_given_away_by_a_release_that_was_protected() -> None:
    found = cells()
    safe = protect(found)
    earlier = Before(known_from(found, safe.is_withheld), 0.0, values=found.values)
    assert how_many(found, earlier, given_away_before(found, earlier)) == 0
    assert (protect(found, earlier).is_withheld == safe.is_withheld).all()


def test_a_release_that_gives_a_count_away_stops_the_next_one_and_says_how_many() -> None:
    with pytest.raises(CannotProtect, match="2 in all, whatever is withheld now") as caught:
        protect(cells(), before(*BROKEN))
    assert caught.value.given_away == 2, "the count of Kern, in either release: nobody can take it back"


def test_who_decides_to_publish_although_keeps_what_is_small_withheld_and_protects_all_else() -> None:
    found, earlier = cells(), before(*BROKEN)
    given_away = given_away_before(found, earlier)
    assert told_of(found, earlier, given_away) == ["KERN/race=B", "before/KERN/race=B"]
    safe = protect(found, earlier, given_away=given_away)
    assert safe.is_key_withheld("KERN/race=B"), "it is withheld all the same"
    known = together(known_from(found, safe.is_withheld), earlier)
    watched = np.isnan(known.cells.values) & ~given_away
    assert watched.sum() == 4 and not too_narrow(known, watched).any(), "those of Yolo in both"


def test_the_attack_lets_go_of_these_and_of_no_other() -> None:
    found, earlier = cells(), before(*BROKEN)
    given_away = given_away_before(found, earlier)
    safe = protect(found, earlier, given_away=given_away)
    attacked(beside_figures_of(published(found, safe.is_withheld), safe, earlier, given_away))
    with pytest.raises(CanBeWorkedOut):
        attacked(beside_figures_of(published(found, safe.is_withheld), safe, earlier, None))
    one_of_yolo = before("KERN/race=B", "YOLO/race=B", "YOLO/race=W", "YOLO/race=H")
    alone = np.array([key in ("KERN/race=B", "YOLO/race=B") for key in found.keys])
    with pytest.raises(CanBeWorkedOut):
        let_go = given_away_before(found, one_of_yolo)
        attacked(beside_figures_of(published(found, alone), Suppression(found, alone, alone), one_of_yolo, let_go))


def published(found: Cells, withheld: np.ndarray) -> Cells:
    return replace(found, values=np.where(withheld, np.nan, found.values))


def test_a_release_made_before_a_tie_was_known_lets_the_next_one_come() -> None:
    """As a table of its own the count was safe; that the two add up to the third was not known then."""
    frame = pl.DataFrame({"what": ["a", "b", "both"], "count": [4, 60, 64]})
    loose = [CountTable(frame, ("what",), {"count": "counts"})]
    tie = Sum("counts/what=both", ("counts/what=a", "counts/what=b"))
    then, now = assemble(loose), assemble(loose, [tie])
    assert protect(then).is_withheld.sum() == 1, "safe, as far as was known"
    # The files of then, read with what is known now:
    earlier = Before(known_from(now, protect(then).is_withheld), 10.0, values=now.values)
    with pytest.raises(CannotProtect) as caught:
        protect(now, earlier)
    assert caught.value.given_away == 1, "that of then; with a movement of ten it says little of now"
    safe = protect(now, earlier, given_away=given_away_before(now, earlier))
    assert safe.is_withheld.sum() == 2
