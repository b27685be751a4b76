"""Write a synthetic delivery: one raw history file for each county, what comes in beside them, and the truth about it.

What belongs here: the public call and the order of the work. What does not: any drawing or wording; those are the
modules named after what they draw. Nothing is read but the package's own tables, and no clock: same arguments, same
bytes.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from orchestration.ingestion.synthetic import (
    counts,
    cycles,
    dates,
    lines,
    other_deliveries,
    person_columns,
    places,
    sentences,
    steps,
    truth,
)
from orchestration.ingestion.synthetic import people as persons
from orchestration.ingestion.synthetic.counter import root
from orchestration.ingestion.synthetic.county_files import ChunkRows, Compression, CountyFiles, flag_as_synthetic
from orchestration.ingestion.synthetic.other_files import FOLDER, OtherFiles
from orchestration.ingestion.synthetic.plan import Plan
from orchestration.ingestion.synthetic.rates import QuirkRates
from orchestration.ingestion.synthetic.tally import tally

CUT_DATE = date(2026, 3, 1)
DEFAULT_RATES = QuirkRates()
_CHUNK_PEOPLE = 8_192  # even; the memory of a run is that of one or two chunks
_FIRST_CUT, _LAST_CUT = date(1990, 1, 1), date(2060, 1, 1)
_README = """This folder is SYNTHETIC. No person, case or event in it is real.

It was written by orchestration.sample with seed {seed} for {people} people. Column POB_NAME of every row says
SYNTHETIC. The county files imitate the California DOJ raw history file, with its faults; truth/ says what was put in:

  people.parquet           one row a person
  events.parquet           one row a step (arrest, court action, ...)
  counts.parquet           one row a true count of a step
  sentence_parts.parquet   one row a part of a sentence
  files.parquet            one row a county file: lines, header, expected accepted, rejected and repaired lines
  malformed_lines.parquet  every line that no reader can accept, with its reason
  repaired_lines.parquet   every odd line that is to be accepted, with its kind
  truth.json               how many of each quirk

Line numbers are physical and begin at 1 (a header is line 1). A malformed line is an extra, damaged copy of a row that
stands whole on another line: no fact is lost by rejecting it. An accepted line has 95 fields, or 96 with
the last empty.
"""
_README_OF_OTHERS = """
other_deliveries/ holds what comes in beside the histories, in layouts of ours: a Supervised Release File, lists of
dispositions of some courts, lists of petitions against relief, lists of cases that went to another court. They tell of
the same invented people, and of a few that no history knows. truth/ says of each of their lines whom it is of and what
it is to be found to be:

  supervised_release.parquet   active, ended or person_unknown, on the cut date
  court_records.parquet        completes, agrees, disagrees, state_lacks_it, person_unknown or nothing_to_match
  petitions.parquet            the outcome, or no_such_case
  case_transfers.parquet       of_a_case_on_record, no_such_case, contradictory or person_unknown

With them the record is fuller than what counts.parquet says of the histories alone.
"""


@dataclass(frozen=True)
class SampleSummary:
    """What was written: ``rows`` are accepted lines of all files, ``lines`` physical lines, ``bytes`` sizes on disk."""

    people: int
    files: int
    rows: int
    lines: int
    bytes: int
    quirks: dict[str, int]
    out: Path


@dataclass(frozen=True)
class _Chunk:
    """One chunk, drawn and written out as text, before it goes to the files."""

    people: int
    rows: ChunkRows
    tables: dict[str, pl.DataFrame]
    quirks: dict[str, int]


def _draw(plan: Plan, start: int, stop: int, date_texts: pl.Series) -> _Chunk:
    chunk = persons.draw(plan, start, stop)
    first = person_columns.write_presentation(plan, chunk, date_texts, other=False)
    second = person_columns.write_presentation(plan, chunk, date_texts, other=True)
    their_cycles = cycles.draw(plan, chunk)
    their_steps = steps.draw(plan, their_cycles)
    their_counts = counts.draw(plan, their_cycles, their_steps)
    rows = sentences.draw(plan, their_steps, their_counts)
    written = lines.write(plan, (first, second), their_cycles, their_steps, their_counts, rows, date_texts)
    person = their_cycles.person[their_steps.cycle[their_counts.step[rows.count]]]
    in_file = np.isin(their_cycles.place, plan.territory.places)
    pairs = np.unique(their_cycles.person[in_file] * 64 + their_cycles.place[in_file])
    tables = {
        "people": truth.build_people_table(chunk, first, second, their_cycles, plan.territory),
        "events": truth.build_events_table(chunk, their_cycles, their_steps, written, date_texts),
        "counts": truth.build_counts_table(chunk, their_cycles, their_steps, their_counts, rows, written),
        "sentence_parts": truth.build_sentence_parts_table(chunk, their_cycles, their_steps, their_counts, rows),
    }
    quirks = tally(chunk, first, their_cycles, their_steps, their_counts, rows, written)
    for_files = ChunkRows(
        lines=written.lines, keys=rows.keys, person=person, order=rows.order, is_latin1=chunk.latin1[person],
        person_keys=chunk.keys, pairs=pairs,
    )  # fmt: skip
    return _Chunk(stop - start, for_files, tables, quirks)


def _draw_chunks(plan: Plan, date_texts: pl.Series) -> Iterator[_Chunk]:
    """The chunks in order; the next one is drawn while this one is written."""
    starts = range(0, plan.people, _CHUNK_PEOPLE)
    with ThreadPoolExecutor(max_workers=1) as pool:
        ahead = pool.submit(_draw, plan, 0, min(_CHUNK_PEOPLE, plan.people), date_texts)
        for start in starts:
            chunk = ahead.result()
            following = start + _CHUNK_PEOPLE
            if following < plan.people:
                ahead = pool.submit(_draw, plan, following, min(following + _CHUNK_PEOPLE, plan.people), date_texts)
            yield chunk


def _check(people_: int, cut_date: date, out: Path) -> None:
    if not 1 <= people_ <= persons.MAX_PEOPLE:
        raise ValueError(f"people must lie between 1 and {persons.MAX_PEOPLE:,}, not {people_:,}")
    if not _FIRST_CUT <= cut_date <= _LAST_CUT:
        raise ValueError(f"cut date must lie between {_FIRST_CUT} and {_LAST_CUT}, not {cut_date}")
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty: a sample is written to a folder of its own")


def _build_file_row(files: CountyFiles, number: int, cut_date: date) -> dict[str, object]:
    file = files.files[number]
    return {
        "file": file.path.name, "county": file.county, "cut_date": cut_date, "bytes": file.path.stat().st_size,
        "text_bytes": file.text_bytes, "physical_lines": file.physical, "header_lines": int(file.has_header),
        "accepted_lines": file.accepted, "rejected_lines": file.rejected, "repaired_lines": file.repaired_lines,
        **{f"repaired_{kind}": n for kind, n in file.repaired.items()}, "has_bom": file.has_bom,
        "is_crlf": file.is_crlf, "has_header_trailing_comma": file.has_header_comma,
        "has_header_quotes": file.has_header_quotes, "is_shuffled": file.is_shuffled,
    }  # fmt: skip


def _count_file_quirks(files: CountyFiles) -> dict[str, int]:
    every = files.files
    return {
        "file_without_header": sum(not file.has_header for file in every),
        "file_bom": sum(file.has_bom for file in every),
        "file_crlf": sum(file.is_crlf for file in every),
        "file_header_trailing_comma": sum(file.has_header_comma for file in every),
        "file_header_quoted": sum(file.has_header_quotes for file in every),
        "file_rows_shuffled": sum(file.is_shuffled for file in every),
        **files.quirks,
        "person_rows_scattered": files.scattered,
    }


def write_sample(
    people: int, seed: int, out: Path, counties: Sequence[str] | None = None, cut_date: date = CUT_DATE,
    rates: QuirkRates = DEFAULT_RATES, progress: Callable[[int], None] | None = None, compress: Compression = None,
    with_others: bool = False,
) -> SampleSummary:  # fmt: skip
    """Write a synthetic delivery of ``people`` persons to the new or empty folder ``out``.

    One file for each county of ``counties`` (upper case; all 58 by default) where anybody has a record, named
    ``<county>_<cut date>.csv`` or ``.dat`` (``.gz``, ``.zst`` where compressed), each with the whole history of every
    person who has an event there; ``out/truth/`` and ``out/README.txt`` say what was put in, ``<file>.delivery.yml``
    that it is synthetic. Nothing happens on or after ``cut_date``. ``progress`` is called with the number of people
    just written. ``with_others`` also writes what comes in beside histories, into ``out/other_deliveries/``; the
    histories stay as they are. Same arguments give the same bytes. Raises ValueError for arguments out of range and
    FileExistsError for a folder that is not empty.
    """
    _check(people, cut_date, out)
    plan = Plan(root(seed), people, dates.count_days(cut_date), places.select_territory(counties), rates)
    folder = out / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    date_texts = dates.list_date_texts()
    quirks = dict.fromkeys(QuirkRates.names(), 0)
    others = OtherFiles()
    with CountyFiles(plan, out, f"{cut_date:%Y%m%d}", compress) as files, truth.TruthTables(folder) as tables:
        for chunk in _draw_chunks(plan, date_texts):
            malformed, repaired = files.write(chunk.rows)
            for name, frame in {**chunk.tables, "malformed_lines": malformed, "repaired_lines": repaired}.items():
                tables.write(name, frame)
            if with_others:
                others.add(other_deliveries.draw(plan, chunk.tables))
            for name, number in chunk.quirks.items():
                quirks[name] += number
            if progress is not None:
                progress(chunk.people)
    flag_as_synthetic([file.path for file in files.files])
    quirks.update(_count_file_quirks(files))
    rows = [_build_file_row(files, number, cut_date) for number in range(len(files.files))]
    with truth.TruthTables(folder) as tables:
        tables.write("files", truth.build_files_table(rows))
        if with_others:
            others.write(out / FOLDER, f"{cut_date:%Y%m%d}", tables)
    summary = SampleSummary(
        people=people, files=len(rows), rows=sum(file.accepted for file in files.files),
        lines=sum(file.physical for file in files.files), bytes=sum(file.path.stat().st_size for file in files.files),
        quirks=quirks, out=out,
    )  # fmt: skip
    _write_notes(summary, seed, cut_date, plan, folder, _README_OF_OTHERS if with_others else "")
    return summary


def _write_notes(summary: SampleSummary, seed: int, cut_date: date, plan: Plan, folder: Path, of_others: str) -> None:
    notes = {
        "synthetic": True, "seed": seed, "people": summary.people, "cut_date": cut_date.isoformat(),
        "counties": list(plan.territory.names), "files": summary.files, "rows": summary.rows, "lines": summary.lines,
        "bytes": summary.bytes, "rates": asdict(plan.rates), "quirks": summary.quirks,
    }  # fmt: skip
    (folder / "truth.json").write_text(json.dumps(notes, indent=2) + "\n", encoding="utf-8")
    readme = _README.format(seed=seed, people=summary.people) + of_others
    (summary.out / "README.txt").write_text(readme, encoding="utf-8")
