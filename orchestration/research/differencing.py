"""An answer beside everything that was released before: is a difference of two counts a handful of people?

What belongs here: this comparison. What does not: the rules within one answer (``asked``). Two questions that differ by
one condition ("but for those born in 1950") have answers whose difference is that condition's people. What an answer
counts cannot be read off its SQL; so every count of it is compared with every count of the same name that was released
under the same groups, and so are sums over the groups that only one of the two has. Equal, or eleven apart, is fine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from orchestration.disclosure.rule import is_small


@dataclass(frozen=True)
class Counts:
    """Counts by groups (text columns), null where withheld; ``source`` names where they stand."""

    source: str
    frame: pl.DataFrame
    groups: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Released:
    """What the last release shows, and the true counts of what it withholds."""

    shown: Sequence[Counts] = ()
    withheld: Sequence[Counts] = ()


@dataclass(frozen=True)
class Gap:
    """How many counts lie a handful away from something released, or are what it withholds. Never which: that would
    tell."""

    source: str
    groups: tuple[str, ...]
    count: str
    rows: int
    is_withheld_there: bool = False

    def sentence(self) -> str:
        """One line for the person who decides."""
        by = ", ".join(self.groups) or "the whole"
        says = "are what is withheld in" if self.is_withheld_there else "lie 1 to 10 away from"
        return f"{self.rows} counts of {self.count} by {by} {says} {self.source}"


def gaps(answer: Counts, released: Sequence[Counts], withheld: Sequence[Counts] = ()) -> list[Gap]:
    """Where the answer and what is out differ by a handful; and where it shows, or adds up to, just what is
    ``withheld`` there (the true counts of that): whoever has both could go on from it to the small ones."""
    found = [gap for other in withheld for gap in _told(answer, other)]
    for other in released:
        common = tuple(group for group in answer.groups if group in other.groups)
        kept_sets = [kept for size in range(len(common) + 1) for kept in combinations(common, size)]
        for count in (name for name in answer.names if name in other.names):
            for kept in kept_sets:
                rows = _a_handful_apart(_summed(answer, kept, count), _summed(other, kept, count), kept)
                if rows:
                    found.append(Gap(other.source, kept, count, rows))
    return found


def _told(answer: Counts, withheld: Counts) -> list[Gap]:
    if not set(withheld.groups) <= set(answer.groups):
        return []
    found = []
    for count in (name for name in answer.names if name in withheld.names):
        ours, theirs = (_summed(one, withheld.groups, count) for one in (answer, withheld))
        if ours.height and theirs.height:
            keys = list(withheld.groups)
            both = ours.join(theirs, on=keys, how="inner") if keys else ours.join(theirs, how="cross")
            rows = int((both["sum"] == both["sum_right"]).sum())
            if rows:
                found.append(Gap(withheld.source, withheld.groups, count, rows, is_withheld_there=True))
    return found


def _summed(counts: Counts, kept: tuple[str, ...], name: str) -> pl.DataFrame:
    """Sums over the other groups, where nothing in them is withheld: else nobody outside can add them up."""
    whole = pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).otherwise(None).alias("sum")
    summed = counts.frame.group_by(kept).agg(whole) if kept else counts.frame.select(whole)
    return summed.filter(pl.col("sum").is_not_null())


def _a_handful_apart(ours: pl.DataFrame, theirs: pl.DataFrame, kept: tuple[str, ...]) -> int:
    if ours.height == 0 or theirs.height == 0:
        return 0
    both = ours.join(theirs, on=kept, how="inner") if kept else ours.join(theirs, how="cross")
    return int(is_small((both["sum"] - both["sum_right"]).abs().to_numpy()).sum())
