"""An answer beside everything that was released before: is a difference of two counts a handful of people?

What belongs here: this comparison. What does not: the rules within one answer (``asked``). Two questions that differ by
one condition ("but for those born in 1950") have answers whose difference is that condition's people. So every count of
an answer is compared with every count that was released under the same groups, and so are sums over the groups that
only one of the two has. Equal, or eleven apart, is fine.

Names are what somebody wrote: a group is the same where most of its words are, and counts under two names are compared
where most of them are nearly the same. Of one name a single row is enough.

Numbers that lie a few apart may be chance. Where it is known who is behind both (``between``), it is seen: a row is no
gap where many people are behind each of the two alone, for then a few are nowhere what one has more than the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import polars as pl

from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN, is_small


@dataclass(frozen=True)
class Counts:
    """Counts by groups (text columns), null where withheld; ``source`` names where they stand. ``people``: of a count
    the selects that list who of the run ``run_id`` is behind it (``understood.people_of``), where it is known."""

    source: str
    frame: pl.DataFrame
    groups: tuple[str, ...]
    names: tuple[str, ...]
    people: Mapping[str, Sequence[str]] = field(default_factory=dict)
    run_id: str = ""


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
    is_of_another_run: bool = False

    def sentence(self) -> str:
        """One line for the person who decides."""
        by = ", ".join(self.groups) or "the whole"
        is_one = self.rows == 1
        away, withheld = ("lies", "is") if is_one else ("lie", "are")
        says = f"{withheld} what is withheld in" if self.is_withheld_there else f"{away} 1 to 10 away from"
        of_then = " (of another run, so that nobody can see whether it is chance)" if self.is_of_another_run else ""
        return f"{self.rows} count{'' if is_one else 's'} of {self.count} by {by} {says} {self.source}{of_then}"


MOST_SENTENCES = 4


def sentences(found: Sequence[Gap]) -> str:
    """The gaps for the person who decides, those of most rows first, the last of many by their number."""
    most = sorted(found, key=lambda gap: -gap.rows)
    told = [gap.sentence() for gap in most[:MOST_SENTENCES]]
    left = sum(gap.rows for gap in most[MOST_SENTENCES:])
    return "; ".join([*told, *([f"and {left} more like these"] if left else [])])


@dataclass(frozen=True)
class Near:
    """Rows in which a count of the answer and one of ``other`` lie a few apart; where it is withheld, are the same."""

    answer: Counts
    other: Counts
    kept: tuple[str, ...]
    count: str
    theirs: str
    rows: pl.DataFrame
    is_withheld_there: bool = False

    def gap(self, rows: int) -> Gap:
        """The same in a number of rows."""
        is_of_another_run = bool(self.other.run_id) and self.other.run_id != self.answer.run_id
        return Gap(self.other.source, self.kept, self.count, rows, self.is_withheld_there, is_of_another_run)


Between = Callable[[Sequence[Near]], Sequence[pl.DataFrame | None]]
"""Of each its groups, the people behind the answer's count ``alone``, behind the other's ``other_alone``; None where it
is not known who is behind both."""


def gaps(
    answer: Counts, released: Sequence[Counts], withheld: Sequence[Counts] = (), between: Between | None = None
) -> list[Gap]:
    """Where the answer and what is out differ by a handful; and where it shows, or adds up to, just what is
    ``withheld`` there (the true counts of that): whoever has both could go on from it to the small ones."""
    found = [near for other in withheld for near in _told(answer, other)]
    for other in (_in_words_of(answer, one) for one in released):
        common = tuple(group for group in answer.groups if group in other.groups)
        kept_sets = [kept for size in range(len(common) + 1) for kept in combinations(common, size)]
        for count, theirs in product(answer.names, other.names):
            for kept in kept_sets:
                ours = _summed(answer, kept, count)
                rows = _a_handful_apart(ours, _summed(other, kept, theirs), kept, is_same_name=count == theirs)
                if rows.height:
                    found.append(Near(answer, other, kept, count, theirs, rows))
    known = between(found) if between is not None and found else [None] * len(found)
    left = ((near, _but_chance(near, people)) for near, people in zip(found, known, strict=True))
    return [near.gap(rows) for near, rows in left if rows]


def _but_chance(near: Near, people: pl.DataFrame | None) -> int:
    """In how many of its rows it is no chance, or may be none."""
    nobody = pl.DataFrame(schema=dict.fromkeys(near.kept, pl.String) | {"alone": pl.Int64, "other_alone": pl.Int64})
    told = nobody if people is None else people
    keyed = [frame.with_columns(pl.lit(0).alias("whole")) for frame in (near.rows, told)]
    known = keyed[0].join(keyed[1], on=[*near.kept, "whole"], how="left")
    are_many = (pl.col("alone") >= SMALLEST_SHOWN) & (pl.col("other_alone") >= SMALLEST_SHOWN)
    return known.filter(~are_many.fill_null(value=False)).height


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


def _told(answer: Counts, of_release: Counts) -> list[Near]:
    withheld = _in_words_of(answer, of_release)
    if not set(withheld.groups) <= set(answer.groups):
        return []
    found = []
    for count, name in product(answer.names, withheld.names):
        ours, theirs = _summed(answer, withheld.groups, count), _summed(withheld, withheld.groups, name)
        if ours.height and theirs.height:
            keys = list(withheld.groups)
            both = ours.join(theirs, on=keys, how="inner") if keys else ours.join(theirs, how="cross")
            rows = both.filter(pl.col("sum") == pl.col("sum_right"))
            if rows.height and (count == name or 2 * rows.height > both.height):
                found.append(Near(answer, withheld, withheld.groups, count, name, rows, is_withheld_there=True))
    return found


def _summed(counts: Counts, kept: tuple[str, ...], name: str) -> pl.DataFrame:
    """Sums over the other groups, where nothing in them is withheld: else nobody outside can add them up."""
    whole = pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).otherwise(None).alias("sum")
    summed = counts.frame.group_by(kept).agg(whole) if kept else counts.frame.select(whole)
    return summed.filter(pl.col("sum").is_not_null())


def _a_handful_apart(
    ours: pl.DataFrame, theirs: pl.DataFrame, kept: tuple[str, ...], *, is_same_name: bool
) -> pl.DataFrame:
    if ours.height == 0 or theirs.height == 0:
        return ours.clear()
    both = ours.join(theirs, on=kept, how="inner") if kept else ours.join(theirs, how="cross")
    apart = (both["sum"] - both["sum_right"]).abs().to_numpy()
    are_near = 2 * int((apart < SMALLEST_SHOWN).sum()) > len(apart)
    return both.filter(pl.Series(is_small(apart), dtype=pl.Boolean)) if is_same_name or are_near else both.clear()
