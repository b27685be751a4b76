"""The person columns of the raw file, RECORD_ID … CITIZENSHIP_LIST, as one text per presentation of a person."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from orchestration.ingestion.synthetic.ca import wording
from orchestration.ingestion.synthetic.ca.counter import Bools, Ints, draw_below, draw_chance
from orchestration.ingestion.synthetic.ca.nulls import NULLS, draw_null_ways
from orchestration.ingestion.synthetic.ca.people import (  # fmt: skip
    BLANK_ALL,
    BLANK_SOME,
    TWO_CIIS,
    TWO_CIIS_TWO_SUBJECTS,
    TWO_SPELLINGS,
    TWO_SUBJECTS,
    People,
    draw_cii_numbers,
    draw_subject_numbers,
    place_birth_dates,
)
from orchestration.ingestion.synthetic.ca.plan import Plan


@dataclass(frozen=True)
class Presentation:
    """One way each person is written; series and arrays by person."""

    columns: pl.Series
    subject: pl.Series
    cii: pl.Series
    birth_text: pl.Series
    nulls_spelled_out: Ints


def write_names(people: People) -> pl.Series:
    """Format ``LAST,FIRST M`` of each person, with ``wording.LATIN1_MARK`` for a Latin-1 letter."""
    family = pl.Series(wording.FAMILY_NAMES).gather(draw_below(people.name_keys, "family", len(wording.FAMILY_NAMES)))
    accented = pl.Series(wording.LATIN1_FAMILY_NAMES)
    accented = accented.gather(draw_below(people.name_keys, "accented", len(wording.LATIN1_FAMILY_NAMES)))
    given = pl.Series(wording.GIVEN_NAMES).gather(draw_below(people.name_keys, "given", len(wording.GIVEN_NAMES)))
    middle = pl.Series([f" {letter}" if letter else "" for letter in wording.MIDDLE_INITIALS])
    middle = middle.gather(draw_below(people.name_keys, "middle", len(wording.MIDDLE_INITIALS)))
    family = accented.zip_with(pl.Series(people.latin1), family)
    return family + "," + given + middle


def _write_ciis(plan: Plan, people: People, other: bool, blank: Bools, null: Ints) -> pl.Series:
    kind = people.identity
    first = pl.Series(draw_cii_numbers(plan, people, False)).cast(pl.String).str.zfill(9)
    if other:
        second = pl.Series(draw_cii_numbers(plan, people, True)).cast(pl.String).str.zfill(9)
        first = second.zip_with(pl.Series((kind == TWO_CIIS) | (kind == TWO_CIIS_TWO_SUBJECTS)), first)
    letter = draw_chance(people.keys, "cii letter", 0.8)
    letter = np.where(kind == TWO_SPELLINGS, not other, letter)
    written = pl.Series(["0", "A"]).gather(letter.astype(np.int64)) + first
    return pl.Series(NULLS).gather(null).zip_with(pl.Series(blank), written)


def write_presentation(plan: Plan, people: People, date_texts: pl.Series, other: bool) -> Presentation:
    """Format the first (``other`` false) or second presentation of each person."""
    kind = people.identity
    rate = plan.rates.null_spelled_out
    cii_null = draw_null_ways(people.keys, "cii", rate)
    birth_null = draw_null_ways(people.keys, "birth", rate)
    blank = (kind == BLANK_ALL) | ((kind == BLANK_SOME) & other)
    cii = _write_ciis(plan, people, other, blank, cii_null)
    second = ((kind == TWO_SUBJECTS) | (kind == TWO_CIIS_TWO_SUBJECTS)) & other
    numbers = np.where(
        second, draw_subject_numbers(plan, people.ids, True), draw_subject_numbers(plan, people.ids, False)
    )
    subject = pl.Series(numbers).cast(pl.String)
    birth = date_texts.gather(place_birth_dates(people, birth_null, other))
    race = np.where(people.race_varies & other, people.other_race, people.race)
    races = pl.Series([f"{code},{text}" for code, text, _ in wording.RACES]).gather(race)
    sexes = pl.Series([f"{sex}  " for sex, _ in wording.SEXES]).gather(people.sex)
    frame = pl.DataFrame({"s": subject, "c": cii, "n": write_names(people), "g": sexes, "b": birth, "r": races})
    columns = frame.select(
        line=pl.format(
            'x,x,{},#,{},x,x,x,x,x,#,{},"{}",{},{},x,x,x,x,x,#,{},x,x,x,x,x,x,x,x,x,SYNTHETIC,x,x,',
            "s", "c", "c", "n", "g", "b", "r",
        )
    )["line"]  # fmt: skip
    spelled = (blank & (cii_null > 0)).astype(np.int64) + ((people.birth_kind == 0) & (birth_null > 0))
    return Presentation(columns, subject, cii, birth, spelled)
