"""The truth tables of a sample, ``DIR/truth``, as Parquet written by chunk.

A damaged line of a county file is an extra copy, so every file of a person has all their counts intact.
"""

from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.ingestion.synthetic.ca import charges, people, places, steps, wording
from orchestration.ingestion.synthetic.ca import cycles as cyc
from orchestration.ingestion.synthetic.ca.counter import Ints
from orchestration.ingestion.synthetic.ca.counts import LEVEL_BLANK, Counts
from orchestration.ingestion.synthetic.ca.cycles import Cycles
from orchestration.ingestion.synthetic.ca.lines import Written
from orchestration.ingestion.synthetic.ca.people import People
from orchestration.ingestion.synthetic.ca.person_columns import Presentation, write_names
from orchestration.ingestion.synthetic.ca.places import Territory
from orchestration.ingestion.synthetic.ca.sentences import Rows, list_variants
from orchestration.ingestion.synthetic.ca.steps import Steps

TABLES = ("people", "events", "counts", "sentence_parts", "malformed_lines", "repaired_lines", "files")
_CYCLE_KINDS = ("ordinary", "registration", "applicant", "deceased", "violation")
_LATER_ROWS = (*wording.RELIEF_KINDS, "none")
_DATE_KINDS = ("day", "missing", "year", "month", "impossible", "future")


class TruthTables:
    """Open Parquet files of a truth folder, closed by the context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> "TruthTables":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()

    def write(self, name: str, frame: pl.DataFrame) -> None:
        """Append to ``<name>.parquet``; every frame of one name has the same columns."""
        table: pa.Table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self._folder / f"{name}.parquet", table.schema, compression="zstd")
        self._writers[name].write_table(table)


def _look_up_word(words: tuple[str, ...], at: Ints) -> pl.Series:
    """Return ``words[at]``, null if ``at`` is below 0."""
    return pl.Series([*words, None], dtype=pl.String).gather(np.where(at >= 0, at, len(words)))


def _convert_days(days: Ints) -> pl.Series:
    return pl.Series(days.astype(np.int32)).cast(pl.Date)


def _mask_values(values: Ints, there: npt.NDArray[np.bool_]) -> pl.Series:
    nothing = pl.repeat(None, len(values), dtype=pl.Int64, eager=True)
    return pl.Series(values).zip_with(pl.Series(there), nothing)


def build_people_table(
    chunk: People, first: Presentation, second: Presentation, cycles: Cycles, territory: Territory
) -> pl.DataFrame:
    """Build one row per person. Lists have the values in the files: CIIs without blanks, SUBJECT_IDs, race codes.

    ``counties``: the files with the person. ``shares_last_eight_with``: the person whose CII has the same last digits.
    """
    used = np.zeros(len(chunk.ids), dtype=np.bool_)
    used[cycles.person[cycles.is_other]] = True
    shown = cycles.place < len(places.COUNTIES)
    counties = (
        pl.DataFrame({"row": cycles.person[shown], "county": places.list_place_names().gather(cycles.place[shown])})
        .filter(pl.col("county").is_in(list(territory.names)))
        .group_by("row").agg(pl.col("county").unique().sort()).sort("row")
    )  # fmt: skip
    races = pl.Series([code for code, _, _ in wording.RACES])
    frame = pl.DataFrame(
        {
            "row": np.arange(len(chunk.ids)), "true_person": chunk.ids,
            "cii": first.cii.str.strip_chars(), "cii_2": second.cii.str.strip_chars(),
            "subject": first.subject, "subject_2": second.subject,
            "name": write_names(chunk).str.replace_all(wording.LATIN1_MARK, "Ñ", literal=True),
            "birth_date": _convert_days(chunk.birth), "birth_date_text": first.birth_text, "birth_2": second.birth_text,
            "sex": pl.Series([sex for sex, _ in wording.SEXES]).gather(chunk.sex),
            "race": races.gather(chunk.race),
            "race_2": races.gather(np.where(chunk.race_varies, chunk.other_race, chunk.race)),
            "identity_kind": _look_up_word(people.IDENTITY_KINDS, chunk.identity),
            "shares_last_eight_with": _mask_values(chunk.ids - 1, chunk.identity == people.SHARE_EIGHT),
            "birth_date_kind": _look_up_word(people.BIRTH_KINDS, chunk.birth_kind),
            "is_deceased": chunk.deceased, "has_latin1_name": chunk.latin1,
            "home_county": places.list_place_names().gather(chunk.home), "used": used,
        }
    )  # fmt: skip

    def both(one: str, two: str) -> pl.Expr:
        other = pl.when("used").then(pl.col(two)).otherwise(pl.col(one))
        return pl.concat_list(one, other).list.unique(maintain_order=True)

    return (
        frame.with_columns(
            ciis=both("cii", "cii_2").list.filter(~pl.element().is_in(["", "NULL", "-"])),
            subject_ids=both("subject", "subject_2"), birth_date_texts=both("birth_date_text", "birth_2"),
            races=both("race", "race_2"),
        )
        .join(counties, on="row", how="left", maintain_order="left")
        .rename({"county": "counties"})
        .select(
            "true_person", "ciis", "subject_ids", "name", "birth_date", "birth_date_texts", "birth_date_kind", "sex",
            "races", "identity_kind", "shares_last_eight_with", "is_deceased", "has_latin1_name", "home_county",
            "counties",
        )
    )  # fmt: skip


def build_events_table(
    chunk: People, cycles: Cycles, chunk_steps: Steps, written: Written, texts: pl.Series
) -> pl.DataFrame:
    """Build one row per step. ``event_date`` is true; ``event_date_text`` is STP_EVENT_DATE (``event_date_kind``)."""
    cycle = chunk_steps.cycle
    person = cycles.person[cycle]
    copied = cycles.copy_of[cycle]
    return pl.DataFrame(
        {
            "true_person": chunk.ids[person], "cycle": cycles.number[cycle], "step": chunk_steps.number,
            "cycle_kind": _look_up_word(_CYCLE_KINDS, cycles.kind[cycle]),
            "cycle_date": _convert_days(cycles.day[cycle]),
            "copy_of_cycle": _mask_values(cycles.number[np.maximum(copied, 0)], copied >= 0),
            "step_type": _look_up_word(wording.STEP_TYPES, chunk_steps.type),
            "county": places.list_place_names().gather(cycles.place[cycle]),
            "event_date": _convert_days(chunk_steps.day), "event_date_text": texts.gather(chunk_steps.event_position),
            "event_date_kind": _look_up_word(_DATE_KINDS, chunk_steps.event_kind + 1),
            "case_number": written.cases.first, "second_case_number": written.cases.second,
            "case_number_kind": _look_up_word(steps.CASE_KINDS, chunk_steps.case_kind),
            "is_juvenile": cycles.is_juvenile[cycle], "age": cycles.age[cycle],
            "second_presentation": cycles.is_other[cycle],
        }
    )  # fmt: skip


def _build_code_columns(charge: Ints, prefix: str) -> list[pl.Series]:
    """Build code book, section, subdivisions, attempt or conspiracy prefix, further section; null below 0."""
    table = charges.load().columns
    at = pl.Series(charge)
    at = at.zip_with(at >= 0, pl.repeat(None, len(at), dtype=pl.Int64, eager=True))
    return [
        table[name].gather(at).alias(f"{prefix}{name}")
        for name in ("code_book", "section", "subdivisions", "prefix", "further_section")
    ]


def build_counts_table(
    chunk: People, cycles: Cycles, chunk_steps: Steps, counts: Counts, rows: Rows, written: Written
) -> pl.DataFrame:
    """Build one row per true count of a step.

    ``charged_*``: the intended charge (null if the text has none: unparsable, application, death). ``final_*``: charge
    and level of the disposition. ``final_level`` is true, ``recorded_level`` is in the file. ``further_*``: a charge
    that only the comment has. ``relief``: a relief that this count records or received.
    """
    texts = charges.load().texts
    step, cycle = counts.step, chunk_steps.cycle[counts.step]
    parts = np.bincount(rows.count[rows.part >= 0], minlength=len(counts))
    relieved = np.zeros(len(counts), dtype=np.bool_)
    relieved[rows.count[rows.is_relief]] = True
    recorded = chunk_steps.slot[step] == steps.RELIEF
    copied = cycles.copy_of[cycle]
    charge = np.where(counts.unparsable, -1, counts.charge)
    final = np.where(counts.unparsable & (counts.other < 0), -1, counts.final_charge)
    frame = pl.DataFrame(
        {
            "true_person": chunk.ids[cycles.person[cycle]], "cycle": cycles.number[cycle],
            "step": chunk_steps.number[step], "count": counts.number, "count_order_text": written.count_order,
            "step_type": _look_up_word(wording.STEP_TYPES, chunk_steps.type[step]),
            "county": places.list_place_names().gather(cycles.place[cycle]),
            "event_date": _convert_days(chunk_steps.day[step]), "case_number": written.cases.first.gather(step),
            "second_case_number": written.cases.second.gather(step),
            "charge_text": texts.gather(counts.text), "comment_text": texts.gather(counts.comment),
            "charge_is_in_comment": counts.in_comment, "charge_is_unparsable": counts.unparsable,
            "disposition": _look_up_word(wording.DISPOSITIONS, counts.disposition),
            "disposition_date": _convert_days(counts.disposition_day),
            "disposition_date_is_written": ~counts.disposition_date_missing & (counts.disposition != wording.BLANK),
            "is_conviction": counts.is_conviction,
            "is_juvenile": cycles.is_juvenile[cycle], "charged_level": _look_up_word(wording.LEVELS, counts.level),
            "final_level": _look_up_word(wording.LEVELS, counts.final_level),
            "recorded_level": _look_up_word(
                wording.LEVELS, np.where(counts.level_way == LEVEL_BLANK, -1, counts.final_level)
            ),
            "is_convicted_of_other": counts.other >= 0, "sentence_parts": parts,
            "relief": _look_up_word(_LATER_ROWS, np.where(relieved | recorded, chunk_steps.relief[step], -1)),
            "relief_row_on_count": relieved,
            "relief_date": _convert_days(np.where(relieved, chunk_steps.relief_day[step], chunk_steps.day[step])),
            "is_registration": cycles.kind[cycle] == cyc.REGISTRATION,
            "copy_of_cycle": _mask_values(cycles.number[np.maximum(copied, 0)], copied >= 0),
        }
    )  # fmt: skip
    return frame.with_columns(
        *_build_code_columns(charge, "charged_"), *_build_code_columns(final, "final_"),
        *_build_code_columns(counts.further, "further_"),
        disposition_date=pl.when(pl.col("disposition") != "").then("disposition_date"),
        relief_date=pl.when(pl.col("relief").is_not_null()).then("relief_date"),
    )  # fmt: skip


def build_sentence_parts_table(
    chunk: People, cycles: Cycles, chunk_steps: Steps, counts: Counts, rows: Rows
) -> pl.DataFrame:
    """Build one row per sentence part: kind, length (null if none or no number), time code; ``part`` from 1."""
    at = np.flatnonzero(rows.part >= 0)
    count = rows.count[at]
    step = counts.step[count]
    cycle = chunk_steps.cycle[step]
    frame = pl.DataFrame(
        {
            "true_person": chunk.ids[cycles.person[cycle]], "cycle": cycles.number[cycle],
            "step": chunk_steps.number[step], "count": counts.number[count], "part": rows.part[at] + 1,
            "is_identical_to_first": rows.is_identical[at],
        }
    )  # fmt: skip
    shown = list_variants()
    return frame.with_columns(*(shown[name].gather(rows.variant[at]) for name in shown.columns))


def build_files_table(rows: list[dict[str, object]]) -> pl.DataFrame:
    """Build one row per county file, as counted while it was written."""
    return pl.DataFrame(rows, infer_schema_length=None)
