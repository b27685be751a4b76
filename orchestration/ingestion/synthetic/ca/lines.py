"""Format drawn facts as physical lines of the raw file, without line ends.

Columns whose content is unknown have ``x`` or nothing.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from orchestration.ingestion.synthetic.ca import charges, dates, places, wording
from orchestration.ingestion.synthetic.ca import steps as stp
from orchestration.ingestion.synthetic.ca.counter import Ints, draw_below
from orchestration.ingestion.synthetic.ca.counts import (
    LEVEL_BLANK,
    LEVEL_IN_TOC,
    ON_BOTH,
    ON_CONVICTION,
    ON_DISPOSITION,
    Counts,
)
from orchestration.ingestion.synthetic.ca.cycles import Cycles
from orchestration.ingestion.synthetic.ca.nulls import NULLS, draw_null_ways
from orchestration.ingestion.synthetic.ca.person_columns import Presentation
from orchestration.ingestion.synthetic.ca.plan import Plan
from orchestration.ingestion.synthetic.ca.sentences import Rows, index_sentences, list_sentence_columns
from orchestration.ingestion.synthetic.ca.steps import FE_COLUMN, NULL_WORD, SEVERAL_CASES, Steps

_CASE_PREFIXES = ("CR", "BA", "F", "M", "SC", "TR", "GA", "NA", "MCR", "SCD", "CRF", "KA")
_CASE_JOINERS = (" ", ",", "-")


@dataclass(frozen=True)
class CaseNumbers:
    """True court case numbers and how they are written, by step; null if a step has none."""

    first: pl.Series
    second: pl.Series
    originating: pl.Series
    crt_case: pl.Series


@dataclass(frozen=True)
class Written:
    """The formatted chunk: one line per row, and by count the texts that the truth tables need."""

    lines: pl.Series
    cases: CaseNumbers
    count_order: pl.Series
    nulls_spelled_out: int


def draw_case_numbers(plan: Plan, cycles: Cycles, steps: Steps) -> CaseNumbers:
    """Draw case numbers: one per cycle for its court steps, a second one at a rate, an agency number elsewhere."""
    content = cycles.content[steps.cycle]
    prefix = pl.Series(_CASE_PREFIXES).gather(draw_below(content, "case prefix", len(_CASE_PREFIXES)))
    number = prefix + pl.Series(1_000_000 + draw_below(content, "case number", 9_000_000)).cast(pl.String)
    another = prefix + pl.Series(1_000_000 + draw_below(content, "second case", 9_000_000)).cast(pl.String)
    is_court = (steps.slot == stp.COURT) | (steps.slot == stp.RELIEF)
    several = steps.case_kind == SEVERAL_CASES
    joiner = draw_below(steps.content, "case joiner", len(_CASE_JOINERS))
    quote = pl.Series(["", '"', ""]).gather(joiner)
    joined = quote + number + pl.Series(_CASE_JOINERS).gather(joiner) + another + quote
    agency_number = pl.Series(10_000 + draw_below(steps.content, "agency number", 9_990_000)).cast(pl.String)
    null = pl.Series(NULLS).gather(draw_null_ways(steps.keys, "case", plan.rates.null_spelled_out))
    written = joined.zip_with(pl.Series(several), number)
    written = pl.repeat("NULL   ", len(steps), eager=True).zip_with(pl.Series(steps.case_kind == NULL_WORD), written)
    written = null.zip_with(pl.Series(steps.case_kind == FE_COLUMN), written)
    is_arrest = (steps.slot == stp.ARREST) & (draw_below(steps.content, "has agency number", 10) < 7)
    written = written.zip_with(pl.Series(is_court), agency_number.zip_with(pl.Series(is_arrest), null))
    empty, nothing = pl.repeat("", len(steps), eager=True), pl.repeat(None, len(steps), dtype=pl.String, eager=True)
    return CaseNumbers(
        first=number.zip_with(pl.Series(is_court & (steps.case_kind != NULL_WORD)), nothing),
        second=another.zip_with(pl.Series(several), nothing),
        originating=written,
        crt_case=number.zip_with(pl.Series(steps.case_kind == FE_COLUMN), empty),
    )


def _format_step_columns(cycles: Cycles, steps: Steps, date_texts: pl.Series) -> pl.Series:
    """Format CYC_SEG_SEP … CNT_SEG_SEP by step."""
    frame = pl.DataFrame(
        {
            "cycle": cycles.number[steps.cycle],
            "cycle_date": date_texts.gather(dates.write_exact(cycles.day[steps.cycle])),
            "step": pl.Series(steps.number).cast(pl.String).str.zfill(3),
            "event_date": date_texts.gather(steps.event_position),
            "type": pl.Series(wording.STEP_TYPES).gather(steps.type),
            "agency": places.list_agency_columns().gather(steps.agency),
        }
    )
    names = frame.columns
    return frame.select(line=pl.format("#,{},{},#,{},{},x,{},x,x,{},#,", *names))["line"]


def _format_count_orders(plan: Plan, cycles: Cycles, steps: Steps, counts: Counts) -> pl.Series:
    """Format CNT_ORDER by count: twelve digits or, at a rate, something else."""
    step = counts.step
    number = (cycles.number[steps.cycle[step]] * 1_000_000 + steps.number[step] * 1_000 + counts.number) * 1_000
    full = pl.Series(number).cast(pl.String)
    way = draw_below(counts.content, "order way", 3)
    null = pl.Series(NULLS).gather(draw_null_ways(counts.keys, "order", plan.rates.null_spelled_out))
    odd = full.str.slice(0, 10).zip_with(pl.Series(way == 0), pl.repeat("1", len(counts), eager=True))
    odd = null.zip_with(pl.Series(way == 1), odd)
    return odd.zip_with(pl.Series(counts.order_malformed), full)


def _write_letters(level: Ints) -> pl.Series:
    return pl.Series([*wording.LEVELS, ""]).gather(np.where(level >= 0, level, len(wording.LEVELS)))


def _format_count_columns(cases: CaseNumbers, counts: Counts) -> pl.Series:
    """Format OFN … FE_NUM_WARRANT by count."""
    table = charges.load()
    nulls = pl.Series(NULLS).gather(counts.null)
    no_toc = (counts.level < 0) | (counts.level_way == LEVEL_BLANK)
    empty = pl.repeat("", len(counts), eager=True)
    charge = np.maximum(counts.charge, 0)
    charged_text = table.texts.gather(table.first_spelling[charge])
    final_text = table.texts.gather(table.first_spelling[np.maximum(counts.final_charge, 0)])
    final_toc = _write_letters(counts.final_level)
    on_conviction = pl.Series((counts.other == ON_CONVICTION) | (counts.other == ON_BOTH))
    on_disposition, both = pl.Series(counts.other == ON_DISPOSITION), pl.Series(counts.other == ON_BOTH)
    frame = pl.DataFrame(
        {
            "originating": cases.originating.gather(counts.step),
            "text": table.texts.gather(counts.text),
            "toc": nulls.zip_with(pl.Series(no_toc), _write_letters(counts.level)),
            "disposed": final_text.zip_with(on_disposition, charged_text.zip_with(both, empty)),
            "disposed_toc": final_toc.zip_with(on_disposition, _write_letters(counts.level).zip_with(both, empty)),
            "convicted": final_text.zip_with(on_conviction, empty),
            "convicted_toc": final_toc.zip_with(on_conviction, empty),
            "crt_case": cases.crt_case.gather(counts.step),
        }
    )
    return frame.select(line=pl.format("{},,{},{},    ,,{},{},,,,{},{},,,,,,,,,,,,{},,", *frame.columns))["line"]


def _write_level_columns(counts: Counts) -> pl.Series:
    """Format CONV_STAT_DESCR by count; only convictions have it."""
    names = pl.Series(wording.LEVEL_NAMES).gather(np.maximum(counts.final_level, 0))
    silent = ~counts.is_conviction | (counts.level_way == LEVEL_BLANK) | (counts.level_way == LEVEL_IN_TOC)
    return pl.Series(NULLS).gather(counts.null).zip_with(pl.Series(silent), names)


def _count_spelled_nulls(counts: Counts) -> int:
    silent = ~counts.is_conviction | (counts.level_way != 0) | (counts.disposition == wording.BLANK)
    return int(((counts.null > 0) & silent).sum())


def write(
    plan: Plan, people: tuple[Presentation, Presentation], cycles: Cycles, steps: Steps, counts: Counts, rows: Rows,
    date_texts: pl.Series,
) -> Written:  # fmt: skip
    """Format the line of every row of a chunk (LATIN1_MARK for a Latin-1 byte; no line end)."""
    cases = draw_case_numbers(plan, cycles, steps)
    order = _format_count_orders(plan, cycles, steps, counts)
    count, step = rows.count, counts.step[rows.count]
    cycle = steps.cycle[step]
    person = cycles.person[cycle] + cycles.is_other[cycle] * len(people[0].columns)
    disposition = np.array([not text for text in wording.DISPOSITIONS])[rows.disposition]
    blank, null = pl.Series(disposition), counts.null[count]
    undated = pl.Series(disposition | (counts.disposition_date_missing[count] & ~rows.is_relief))
    nulls = pl.Series(NULLS).gather(null)
    disposed = date_texts.gather(dates.write_exact(rows.disposition_day))
    words = pl.Series(wording.DISPOSITIONS).gather(rows.disposition)
    frame = pl.DataFrame(
        {
            "person": pl.concat([people[0].columns, people[1].columns]).gather(person),
            "step": _format_step_columns(cycles, steps, date_texts).gather(step),
            "order": order.gather(count),
            "disposed": nulls.zip_with(undated, disposed),
            "count": _format_count_columns(cases, counts).gather(count),
            "disposition": nulls.zip_with(blank, words),
            "level": _write_level_columns(counts).gather(count),
            "sentence": list_sentence_columns().gather(index_sentences(rows)),
            "age": cycles.age[cycle],
            "comment": charges.load().texts.gather(counts.comment).gather(count),
        }
    )
    line = frame.select(line=pl.format("{}{}{},{},{},,{},,{},{}{},,,{},#", *frame.columns))["line"]
    return Written(line, cases, order, _count_spelled_nulls(counts))
