"""Which numbers of an answer a few people are behind, whatever the numbers are, and where two of them tell of a few.

What belongs here: the cell rules over the people behind an understood question. What does not: counting them
(``understood``), the rules over what the answer itself says (``crossings``).

The people behind a count are a count, and where it would be withheld, so is the other. Of two counts that one has all
of the other in it the difference is a count as well: 100 people, 97 of them eligible, tell of the three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN
from orchestration.reporting.research import crossings
from orchestration.reporting.research.parse_query import Understood

Masks = Mapping[str, pl.Series]


def withheld(
    understood: Understood, texts: pl.DataFrame, told: pl.DataFrame, groups: Sequence[str], own: Masks
) -> dict[str, pl.Series]:
    """Of each count the rows in which it is withheld: by itself (``own``), for the people behind it, for what it tells
    beside another. ``told``: the answer with its further columns, in the order of ``texts``."""
    found = dict(own)
    for count in own:
        for people in understood.behind[count]:
            if (told[people] != told[count]).any():
                found[count] = found[count] | _withheld(texts, told[people].cast(pl.Int64), groups)
    for (one, other), (alone, other_alone) in understood.apart.items():
        for whole, part, more, none in ((one, other, alone, other_alone), (other, one, other_alone, alone)):
            is_within = told[none] == 0
            if is_within.any() and (told[more] > 0).any():
                rest = pl.DataFrame({"rest": told[whole] - told[part], "people": told[more]}).min_horizontal()
                kept = rest.cast(pl.Int64).zip_with(is_within, told[more].cast(pl.Int64))
                found[part] = found[part] | (is_within & _withheld(texts, kept, groups))
    return found


def are_many(understood: Understood, measure: str, told: pl.DataFrame, masks: Masks) -> pl.Series:
    """Rows in which a measure may stand: many are behind all it is made of, and every count of the row is shown."""
    enough = [told[people] >= SMALLEST_SHOWN for people in understood.behind[measure]]
    shown = [~mask for mask in masks.values()]
    return (
        pl.DataFrame({str(at): one for at, one in enumerate([*enough, *shown])})
        .select(pl.all_horizontal(pl.all()))
        .to_series()
    )


def _withheld(texts: pl.DataFrame, people: pl.Series, groups: Sequence[str]) -> pl.Series:
    named = texts.select(groups).with_columns(people.alias(_PEOPLE)) if groups else pl.DataFrame({_PEOPLE: people})
    return crossings.withheld(named, groups, [_PEOPLE])[_PEOPLE]


_PEOPLE = "people behind"
