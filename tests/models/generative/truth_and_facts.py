"""A written sample beside the warehouse built from it, and how the two are compared.

What belongs here: reading both, who a person of the truth is in the facts, comparing multisets without showing people.
What does not: what a fact ought to be (the tests).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from warehouse_runs import BuiltWarehouse, build

from orchestration.ingestion.synthetic.ca.generate import CUT_DATE, write_sample
from orchestration.ingestion.synthetic.ca.rates import QuirkRates


@dataclass(frozen=True)
class Compared:
    """One sample and its warehouse."""

    folder: Path
    warehouse: BuiltWarehouse

    def truth(self, table: str) -> pl.DataFrame:
        """One table the generator wrote."""
        return pl.read_parquet(self.folder / "truth" / f"{table}.parquet")

    def facts(self, query: str) -> pl.DataFrame:
        """What the warehouse answers."""
        return pl.DataFrame(self.warehouse.rows(query), infer_schema_length=None)


def sample_and_facts(folder: Path, people: int, seed: int, counties: Sequence[str] | None) -> Compared:
    """Write a sample, build staging and intermediate from it.

    Juveniles and unknown dispositions are more than usual: only together do they show that an agency tells a juvenile.
    """
    rates = QuirkRates(juvenile=0.1, unknown_disposition=0.04)
    write_sample(people, seed, folder / "sample", counties, rates=rates)
    files = sorted(path for path in (folder / "sample").iterdir() if path.suffix in (".csv", ".dat"))
    return Compared(folder / "sample", build(folder / "home", files, stages=("staging", "intermediate")))


def stripped(cii: str) -> str:
    """A CII without its leading A and zeros."""
    return cii.removeprefix("A").lstrip("0")


def person_keys(people: pl.DataFrame) -> pl.DataFrame:
    """Who each true person is in the facts, in each of two presentations: one CII is one person whatever SUBJECT_IDs it
    carries, two CIIs are two persons whatever they share, and rows without CII follow their SUBJECT_ID."""
    rows = []
    for row in people.iter_rows(named=True):
        ciis = [stripped(cii) for cii in row["ciis"]]
        if row["identity_kind"] in ("cii_in_two_spellings", "two_subject_ids_one_cii"):
            assert len(set(ciis)) == 1
        subjects = row["subject_ids"]
        for second in (False, True):
            at = min(int(second), len(ciis) - 1)
            key = f"state:{ciis[at]}" if ciis else f"issuer:{subjects[0]}"
            subject = subjects[min(int(second), len(subjects) - 1)]
            rows.append((row["true_person"], second, key, subject))
    return pl.DataFrame(
        rows, schema=["true_person", "second_presentation", "person", "subject"], orient="row", infer_schema_length=None
    )


PERSON_KEY = (
    "case when len(people.state_ids) > 0 then 'state:' || people.state_ids[1] "
    "else 'issuer:' || people.issuer_person_ids[1] end as person"
)
"""The same key from int_people (tests without identity decisions: one state id a person at most)."""


def dates_as_written(text: str) -> list[pl.Expr]:
    """Precision, first and last possible day of a raw date text, by the rules of the format page."""
    cleaned = pl.col(text).str.strip_chars()
    is_blank = cleaned.is_in(["", "NULL", "-"])
    is_digits = cleaned.str.contains(r"^[0-9]{8}$")
    year_only = is_digits & cleaned.str.ends_with("0000") & (cleaned != "00000000")
    month_only = is_digits & cleaned.str.ends_with("00") & ~cleaned.str.ends_with("0000")
    first = (
        pl.when(year_only).then(cleaned.str.head(4) + "0101").when(month_only).then(cleaned.str.head(6) + "01")
        .otherwise(cleaned).str.to_date("%Y%m%d", strict=False)
    )  # fmt: skip
    known = first.is_not_null() & is_digits
    late = known & (first > CUT_DATE)
    last = (
        pl.when(year_only).then((cleaned.str.head(4) + "1231").str.to_date("%Y%m%d", strict=False))
        .when(month_only).then(first.dt.month_end()).otherwise(first)
    )  # fmt: skip
    precision = (
        pl.when(is_blank).then(pl.lit("blank")).when(late).then(pl.lit("after_data_cut"))
        .when(~known).then(pl.lit("malformed")).when(year_only).then(pl.lit("year"))
        .when(month_only).then(pl.lit("month")).otherwise(pl.lit("day"))
    )  # fmt: skip
    return [
        precision.alias("date_precision"),
        pl.when(known & ~late).then(first).alias("date_earliest"),
        pl.when(known & ~late).then(last).alias("date_latest"),
    ]


def difference(expected: pl.DataFrame, found: pl.DataFrame) -> str:
    """Empty where both hold the same rows equally often; else how many are lacking or too many, and the columns whose
    values differ. No value is shown."""
    expected = expected.select(sorted(expected.columns))
    found = found.select(sorted(found.columns))
    assert expected.columns == found.columns
    found = found.cast(dict(expected.schema))  # type: ignore[arg-type]
    lacking, surplus = _unmatched(expected, found, expected.columns)
    if not lacking and not surplus:
        return ""
    blamed = [column for column in expected.columns if any(_unmatched(expected, found, [column]))]
    return f"{lacking} of {len(expected)} rows lacking, {surplus} too many; columns that differ: {blamed}"


def _unmatched(expected: pl.DataFrame, found: pl.DataFrame, columns: list[str]) -> tuple[int, int]:
    left = expected.group_by(columns).len(name="often")
    right = found.group_by(columns).len(name="often")
    both = left.join(right, on=columns, how="full", nulls_equal=True, suffix="_found")
    gap = both.select(
        gap=pl.col("often").fill_null(0).cast(pl.Int64) - pl.col("often_found").fill_null(0).cast(pl.Int64)
    )
    return int(gap["gap"].clip(lower_bound=0).sum()), int((-gap["gap"]).clip(lower_bound=0).sum())


OLDEST, YOUNGEST_CONVICTED = "111y", "10y"
"""On the 111th birthday nobody is 110 any more; models/staging/plausible_ages.csv says why these."""


def implausibly_born(born: pl.DataFrame, persons: pl.DataFrame, charges: pl.DataFrame, as_of: date) -> pl.Series:
    """Persons too old to live or to have lived, or too young for the conviction of an adult."""
    lives = charges.group_by("person").agg(
        first_conviction=pl.col("date_latest").filter(pl.col("conviction")).min(),
        last_event=pl.coalesce("date_earliest", "cycle_date").max(),
    )
    dead = persons.group_by("person").agg(is_dead=(pl.col("step_type") == "DECEASED").any())
    known = born.join(lives, on="person", how="left").join(dead, on="person", how="left")
    until = pl.when("is_dead").then("last_event").otherwise(pl.lit(as_of))
    is_too_old = pl.col("birth_date_latest").dt.offset_by(OLDEST) <= until
    is_too_young = pl.col("birth_date_earliest").dt.offset_by(YOUNGEST_CONVICTED) > pl.col("first_conviction")
    return known.filter(is_too_old.fill_null(False) | is_too_young.fill_null(False))["person"]
