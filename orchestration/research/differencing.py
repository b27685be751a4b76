"""An answer beside everything that was released before: is a difference of two counts a handful of people?

What belongs here: this comparison. What does not: the rules within one answer (``asked``). Two questions that differ by
one condition ("but for those born in 1950") have answers whose difference is that condition's people. What an answer
counts cannot be read off its SQL; so every count of it is compared with every count that was released under the same
groups, and so are sums over the groups that only one of the two has. Equal, or eleven apart, is fine.

Names are what somebody wrote: a group is the same where most of its words are, and counts under two names are compared
where most of them are nearly the same. Of one name a single row is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import polars as pl

from orchestration.disclosure.rule import SMALLEST_SHOWN, is_small


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
        is_one = self.rows == 1
        away, withheld = ("lies", "is") if is_one else ("lie", "are")
        says = f"{withheld} what is withheld in" if self.is_withheld_there else f"{away} 1 to 10 away from"
        return f"{self.rows} count{'' if is_one else 's'} of {self.count} by {by} {says} {self.source}"


def gaps(answer: Counts, released: Sequence[Counts], withheld: Sequence[Counts] = ()) -> list[Gap]:
    """Where the answer and what is out differ by a handful; and where it shows, or adds up to, just what is
    ``withheld`` there (the true counts of that): whoever has both could go on from it to the small ones."""
    found = [gap for other in withheld for gap in _told(answer, other)]
    for other in (_in_words_of(answer, one) for one in released):
        common = tuple(group for group in answer.groups if group in other.groups)
        kept_sets = [kept for size in range(len(common) + 1) for kept in combinations(common, size)]
        for count, theirs in product(answer.names, other.names):
            for kept in kept_sets:
                ours = _summed(answer, kept, count)
                rows = _a_handful_apart(ours, _summed(other, kept, theirs), kept, is_same_name=count == theirs)
                if rows:
                    found.append(Gap(other.source, kept, count, rows))
    return found


def _in_words_of(answer: Counts, other: Counts) -> Counts:
    """The counts with their groups named as the answer names those with the same words in them."""
    named: dict[str, str] = {}
    open_ones = [group for group in answer.groups if group not in other.groups]
    for theirs in (group for group in other.groups if group not in answer.groups):
        for ours in (group for group in open_ones if group not in named.values()):
            words, same = set(other.frame[theirs].unique()), set(answer.frame[ours].unique())
            if 2 * len(words & same) > min(len(words), len(same)):
                named[theirs] = ours
                break
    groups = tuple(named.get(group, group) for group in other.groups)
    return replace(other, frame=other.frame.rename(named), groups=groups) if named else other


def _told(answer: Counts, of_release: Counts) -> list[Gap]:
    withheld = _in_words_of(answer, of_release)
    if not set(withheld.groups) <= set(answer.groups):
        return []
    found = []
    for count, name in product(answer.names, withheld.names):
        ours, theirs = _summed(answer, withheld.groups, count), _summed(withheld, withheld.groups, name)
        if ours.height and theirs.height:
            keys = list(withheld.groups)
            both = ours.join(theirs, on=keys, how="inner") if keys else ours.join(theirs, how="cross")
            rows = int((both["sum"] == both["sum_right"]).sum())
            if rows and (count == name or 2 * rows > both.height):
                found.append(Gap(withheld.source, withheld.groups, count, rows, is_withheld_there=True))
    return found


def _summed(counts: Counts, kept: tuple[str, ...], name: str) -> pl.DataFrame:
    """Sums over the other groups, where nothing in them is withheld: else nobody outside can add them up."""
    whole = pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).otherwise(None).alias("sum")
    summed = counts.frame.group_by(kept).agg(whole) if kept else counts.frame.select(whole)
    return summed.filter(pl.col("sum").is_not_null())


def _a_handful_apart(ours: pl.DataFrame, theirs: pl.DataFrame, kept: tuple[str, ...], *, is_same_name: bool) -> int:
    if ours.height == 0 or theirs.height == 0:
        return 0
    both = ours.join(theirs, on=kept, how="inner") if kept else ours.join(theirs, how="cross")
    apart = (both["sum"] - both["sum_right"]).abs().to_numpy()
    are_near = 2 * int((apart < SMALLEST_SHOWN).sum()) > len(apart)
    return int(is_small(apart).sum()) if is_same_name or are_near else 0
