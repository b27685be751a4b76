"""The rows of each count: one per sentence part, at least one, and at a rate one of later relief."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from orchestration.ingestion.synthetic.ca import charges, wording
from orchestration.ingestion.synthetic.ca.counter import (
    Bools,
    Ints,
    Keys,
    accumulate_weights,
    derive,
    draw_below,
    draw_chance,
    draw_uniform,
)
from orchestration.ingestion.synthetic.ca.counts import Counts, draw_relief_disposition
from orchestration.ingestion.synthetic.ca.plan import Plan
from orchestration.ingestion.synthetic.ca.steps import Steps

JAIL, PROBATION, PRISON, FINE = range(4)
KINDS = ("JAIL", "PROBATION", "PRISON", "FINE")
_LOCATION_CODES = ("J", "P", "S", "F")
_UNITS = {"D": "DAYS    ", "M": "MONTHS  ", "Y": "YEARS   ", "N": "        ", "L": "LIFE    ", "": ""}
_LENGTHS: tuple[tuple[str, tuple[tuple[str, str, float], ...]], ...] = (
    ("JAIL", (
        ("1", "D", 6), ("2", "D", 8), ("5", "D", 6), ("10", "D", 10), ("20", "D", 6), ("30", "D", 14), ("45", "D", 6),
        ("60", "D", 9), ("90", "D", 8), ("120", "D", 5), ("180", "D", 7), ("240", "D", 2), ("364", "D", 3),
        ("365", "D", 4), ("4", "M", 2), ("6", "M", 3), ("1", "Y", 1),
    )),
    ("PROBATION", (
        ("12", "M", 12), ("24", "M", 10), ("36", "M", 45), ("60", "M", 10), ("1", "Y", 4), ("2", "Y", 4),
        ("3", "Y", 13), ("5", "Y", 2),
    )),
    ("PRISON", (
        ("16", "M", 26), ("2", "Y", 25), ("3", "Y", 20), ("4", "Y", 10), ("5", "Y", 5), ("6", "Y", 4), ("8", "Y", 3),
        ("32", "M", 4), ("12", "Y", 1), ("15", "Y", 1), ("25", "Y", 1),
    )),
    ("FINE", (("", "", 80), ("", "N", 20))),
)  # fmt: skip
_TABLES = [accumulate_weights([weight for _, _, weight in lengths]) for _, lengths in _LENGTHS]
_BY_KIND = np.concatenate([table + kind for kind, table in enumerate(_TABLES)])
_VARIANTS: tuple[tuple[int, str, str], ...] = (
    *((kind, length, unit) for kind, (_, lengths) in enumerate(_LENGTHS) for length, unit, _ in lengths),
    (PRISON, "", "L"),
    *((kind, "CTS", "") for kind in range(len(KINDS))),
)
_LIFE = len(_BY_KIND)
_NOT_A_NUMBER = _LIFE + 1
# What a record shows of a term for life: half of them LIFE, the others the years before which nobody is released.
_LIFE_TERMS = np.array([_LIFE, _LIFE, _VARIANTS.index((PRISON, "15", "Y")), _VARIANTS.index((PRISON, "25", "Y"))])
_MOST_PARTS = 4

# sentences by disposition, CONVICTED … CONVICTED-PRISON: kinds of the parts, share
_SENTENCES: tuple[tuple[tuple[tuple[int, ...], float], ...], ...] = (
    (((), 45), ((FINE,), 55)),
    (((JAIL,), 45), ((JAIL, PROBATION), 30), ((JAIL, FINE), 15), ((JAIL, PROBATION, FINE), 10)),
    (((PROBATION,), 15), ((PROBATION, JAIL), 40), ((PROBATION, FINE), 15), ((PROBATION, JAIL, FINE), 30)),
    (((PRISON,), 80), ((PRISON, FINE), 20)),
)
_CHOICES = np.concatenate([accumulate_weights([s for _, s in group]) + i for i, group in enumerate(_SENTENCES)])
_PATTERNS = [kinds for group in _SENTENCES for kinds, _ in group]
_PRISON_ALONE = _PATTERNS.index((PRISON,))
_PATTERN_KINDS = np.array([[*kinds, *([-1] * (_MOST_PARTS - len(kinds)))] for kinds in _PATTERNS], dtype=np.int64)
_PATTERN_SIZES = np.array([len(kinds) for kinds in _PATTERNS], dtype=np.int64)


@dataclass(frozen=True)
class Rows:
    """Rows ordered by count; arrays by row.

    ``part``: number of the sentence part from 0, -1 if the row has none. ``variant``: position in
    ``list_sentence_columns``. ``order``: position in the file among the rows of the chunk.
    """

    count: Ints
    keys: Keys
    part: Ints
    variant: Ints
    disposition: Ints
    disposition_day: Ints
    is_relief: Bools
    is_identical: Bools
    is_life: Bools
    is_not_a_number: Bools
    is_scattered: Bools
    order: Ints

    def __len__(self) -> int:
        return len(self.count)


def list_sentence_columns() -> pl.Series:
    """List SENT_SEG_SEP … SENT_TIME_DESCR as one text by variant; the last is a row without sentence.

    SENT_ORDER is empty, as in the fixtures: two identical parts are two identical rows.
    """
    texts = [
        f"#,,{_LOCATION_CODES[kind]},{KINDS[kind]},{length},{unit},{_UNITS[unit]}," for kind, length, unit in _VARIANTS
    ]
    return pl.Series([*texts, "#,,,,,,,"])


def index_sentences(rows: Rows) -> Ints:
    """Return positions of the rows in ``list_sentence_columns``."""
    return np.where(rows.part >= 0, rows.variant, len(_VARIANTS))


def list_variants() -> pl.DataFrame:
    """List kind, length (text and whole number) and time code of each variant."""
    frame = pl.DataFrame(
        {
            "kind": [KINDS[kind] for kind, _, _ in _VARIANTS],
            "length_text": [length for _, length, _ in _VARIANTS],
            "time_code": [unit or None for _, _, unit in _VARIANTS],
        }
    )
    return frame.with_columns(length=pl.col("length_text").cast(pl.Int64, strict=False))


def _draw_patterns(counts: Counts) -> Ints:
    """Draw the sentence of each conviction (a position in the patterns)."""
    group = np.clip(counts.disposition - wording.CONVICTED, 0, len(_SENTENCES) - 1)
    drawn = np.searchsorted(_CHOICES, group + draw_uniform(counts.content, "sentence"), side="right").astype(np.int64)
    fined = counts.is_conviction & (counts.final_level == wording.INFRACTION)
    drawn = np.where(_is_for_life(counts), _PRISON_ALONE, drawn)
    return np.where(fined, 1, drawn)  # an infraction gets a fine


def _is_for_life(counts: Counts) -> Bools:
    return counts.is_conviction & (charges.load().is_for_life[counts.final_charge] > 0)


def draw(plan: Plan, steps: Steps, counts: Counts) -> Rows:
    """Draw all rows of the chunk."""
    rates = plan.rates
    pattern = _draw_patterns(counts)
    size = np.where(counts.is_conviction, _PATTERN_SIZES[pattern], 0)
    left_out = draw_chance(counts.content, "left out", plan.hard.sentence_left_out) & ~_is_for_life(counts)
    size = np.where(left_out, 0, size)
    twice = (size > 0) & draw_chance(counts.content, "identical", rates.identical_sentence_parts)
    parts = size + twice
    first = counts.number == 1
    relief = first & counts.is_conviction & steps.relief_on_count[counts.step]
    held = np.maximum(parts, 1)
    many = held + relief
    count = np.repeat(np.arange(len(counts)), many)
    ordinal = np.arange(len(count)) - np.repeat(np.cumsum(many) - many, many)
    is_relief = ordinal == held[count]
    has_part = (ordinal < parts[count]) & ~is_relief
    source = np.where(ordinal == size[count], 0, ordinal)  # an identical part repeats the first
    key = derive(counts.content[count], source)
    kind = np.where(has_part, _PATTERN_KINDS[pattern[count], np.minimum(source, _MOST_PARTS - 1)], -1)
    safe = np.maximum(kind, 0)
    variant = np.searchsorted(_BY_KIND, safe + draw_uniform(key, "length"), side="right").astype(np.int64)
    life = has_part & (kind == PRISON) & draw_chance(key, "life", rates.life_sentence)
    for_life = has_part & _is_for_life(counts)[count]
    life &= ~for_life
    not_a_number = (
        has_part
        & (kind != FINE)
        & ~life
        & ~for_life
        & draw_chance(key, "not a number", rates.sentence_length_not_a_number)
    )
    variant = np.where(life, _LIFE, np.where(not_a_number, _NOT_A_NUMBER + safe, variant))
    variant = np.where(for_life, _LIFE_TERMS[draw_below(key, "life term", len(_LIFE_TERMS))], variant)
    identical = has_part & (ordinal > 0) & (ordinal == size[count])
    silent = has_part & (ordinal > 0) & ~identical & draw_chance(counts.content, "silent parts", 0.3)[count]
    step = counts.step[count]
    disposition = np.where(silent, wording.BLANK, counts.disposition[count])
    words = draw_relief_disposition(steps.relief[step], counts.content[count])
    moved = (parts >= 2) & draw_chance(counts.content, "scattered", rates.scattered_sentence_rows)
    scattered = moved[count] & has_part & (ordinal > 0)
    shift = np.where(scattered, 2 * (3 + draw_below(key, "shift", 10)) + 1, 0)
    row_number = np.arange(len(count), dtype=np.int64)
    order = np.empty(len(count), dtype=np.int64)
    order[np.argsort(2 * row_number + shift, kind="stable")] = row_number
    return Rows(
        count=count, keys=derive(counts.keys[count], ordinal), part=np.where(has_part, ordinal, -1), variant=variant,
        disposition=np.where(is_relief, words, disposition),
        disposition_day=np.where(is_relief, steps.relief_day[step], counts.disposition_day[count]),
        is_relief=is_relief, is_identical=identical, is_life=life,
        is_not_a_number=not_a_number, is_scattered=scattered, order=order,
    )  # fmt: skip
