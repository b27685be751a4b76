"""Blind audit: a sample of the run, workbooks for a human reader, a separate key, and the rate of agreement.

The workbooks show the record and the law in question, never our outcome, race or name. The key shows our outcome and
must not be in the reader's folder.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import duckdb

from orchestration.files.tables import TableFileError, format_csv, read_table, write_new_file, write_workbook
from orchestration.settings import Settings
from orchestration.warehouse.open_run import read_run_shown

AT_LEAST = 2
"""Minimum for each stratum, if it has so many and the sample allows: an unread group yields nothing."""

_DETERMINATIONS = """
select determinations.unit, determinations.unit_id, determinations.person_id, determinations.remedy_id,
    coalesce(people.race_code, 'not told') as race, determinations.outcome, determinations.county_name
from (
    select 'charge' as unit, charge_id as unit_id, person_id, remedy_id, outcome, county_name
    from marts.determinations
    where basis = 'statute'
    union all
    select 'arrest' as unit, arrest_id as unit_id, person_id, remedy_id, outcome, county_name
    from marts.arrest_determinations
) as determinations
inner join intermediate.int_people as people on determinations.person_id = people.person_id
"""


@dataclass(frozen=True)
class SampledDetermination:
    """One determination of the sample. ``number`` is its place there, which reveals nothing about it."""

    number: int
    unit: str
    unit_id: str
    person_id: str
    remedy_id: str
    race: str
    outcome: str
    county_name: str
    stratum_size: int


def draw_sample(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    seed: int,
    county_name: str | None = None,
    remedy_id: str | None = None,
) -> list[SampledDetermination]:
    """Draw ``number`` determinations by statute (or all, if fewer), by place in the sample, of one county or remedy if
    named.

    A sample cannot be drawn by relief, since that would reveal our outcome.
    """
    strata: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for row in connection.execute(_DETERMINATIONS).fetchall():
        if remedy_id in (None, row[3]) and county_name in (None, row[6]):
            strata[row[3], row[4]].append(tuple(row))
    shares = allocate({key: len(rows) for key, rows in strata.items()}, number)
    drawn = []
    for key, rows in strata.items():
        ordered = sorted(rows, key=lambda row: (row[5], _hash_chance(seed, *row[:4])))
        for place in _pick_evenly(len(ordered), shares[key], _hash_chance(seed, "begin", *key)):
            drawn.append((ordered[place], len(rows)))
    drawn.sort(key=lambda one: _hash_chance(seed, "place", *one[0][:4]))
    return [
        SampledDetermination(place, unit, unit_id, person_id, remedy_id, race, outcome, county_name, size)
        for place, ((unit, unit_id, person_id, remedy_id, race, outcome, county_name), size) in enumerate(drawn, 1)
    ]


def allocate(sizes: Mapping[tuple[str, str], int], number: int) -> dict[tuple[str, str], int]:
    """Compute the size of each stratum (remedy, race): remedies equally, races by their size, none empty if
    possible."""
    remedies = sorted({remedy for remedy, _ in sizes})
    shares: dict[tuple[str, str], int] = {}
    left = min(number, sum(sizes.values()))
    # small remedies first, so that their unused places go to the others
    by_size = sorted(remedies, key=lambda name: (sum(size for key, size in sizes.items() if key[0] == name), name))
    for place, remedy in enumerate(by_size):
        mine = {key: size for key, size in sizes.items() if key[0] == remedy}
        wanted = min(sum(mine.values()), left // (len(by_size) - place))
        shares |= _allocate_by_size(mine, wanted)
        left -= wanted
    return shares


def _allocate_by_size(sizes: Mapping[tuple[str, str], int], number: int) -> dict[tuple[str, str], int]:
    shares = dict.fromkeys(sorted(sizes), 0)
    for floor in range(1, AT_LEAST + 1):
        lacking = [key for key in shares if shares[key] < min(floor, sizes[key])]
        if sum(shares.values()) + len(lacking) <= number:
            shares |= {key: shares[key] + 1 for key in lacking}
    while sum(shares.values()) < number:
        # the stratum furthest below its share gets the next place
        open_ones = [key for key in shares if shares[key] < sizes[key]]
        shares[min(open_ones, key=lambda key: ((shares[key] + 0.5) / sizes[key], key))] += 1
    return shares


def _pick_evenly(size: int, number: int, begin: str) -> Sequence[int]:
    """Return ``number`` of ``size`` places, evenly spaced, starting at a place derived from the seed."""
    if not number:
        return ()
    start = int(begin[:8], 16) / 16**8
    return sorted({int((place + start) * size / number) for place in range(number)})


def _hash_chance(seed: int, *parts: str) -> str:
    return hashlib.sha256("\x1f".join((str(seed), *parts)).encode()).hexdigest()


COLUMNS = ("group", "read", "disagree", "for_relief", "against_relief", "rate", "low", "high")
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Reading:
    """One determination that was read. ``ours`` and ``theirs`` are words of ``READINGS``; ``stratum_size``:
    determinations of its remedy and race."""

    remedy_id: str
    race: str
    stratum_size: int
    ours: str
    theirs: str


@dataclass(frozen=True)
class Disagreement:
    """``disagree`` of the ``read`` determinations of a group; ``rate`` estimates the group, between ``low`` and
    ``high`` at 95 %. ``for_relief``: only the reader gives relief; ``against_relief``: only we do."""

    group: str
    read: int
    disagree: int
    for_relief: int
    against_relief: int
    rate: float
    low: float
    high: float


def compute_disagreements(readings: Sequence[Reading]) -> list[Disagreement]:
    """Compute disagreement over all readings, by remedy, by race, and by both; groups without readings are left out."""
    read_of = Counter((reading.remedy_id, reading.race) for reading in readings)
    found = []
    groupings: list[Callable[[Reading], str]] = [
        lambda reading: "all",
        lambda reading: f"remedy {reading.remedy_id}",
        lambda reading: f"race {reading.race}",
        lambda reading: f"remedy {reading.remedy_id}, race {reading.race}",
    ]
    for group_of in groupings:
        for group in sorted({group_of(reading) for reading in readings}):
            mine = [reading for reading in readings if group_of(reading) == group]
            weights = [one.stratum_size / read_of[one.remedy_id, one.race] for one in mine]
            found.append(_compute_disagreement(group, mine, weights))
    return found


def _compute_disagreement(group: str, readings: Sequence[Reading], weights: Sequence[float]) -> Disagreement:
    differing = [reading.ours != reading.theirs for reading in readings]
    total = sum(weights)
    rate = sum(weight for weight, differs in zip(weights, differing, strict=True) if differs) / total
    low, high = compute_wilson_interval(rate, total**2 / sum(weight**2 for weight in weights))
    return Disagreement(
        group,
        len(readings),
        sum(differing),
        sum(reading.theirs == "eligible" != reading.ours for reading in readings),
        sum(reading.ours == "eligible" != reading.theirs for reading in readings),
        rate,
        low,
        high,
    )


def compute_wilson_interval(rate: float, number: float) -> tuple[float, float]:
    """Compute Wilson's score interval for a share among ``number`` readings."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    middle = rate + z * z / (2 * number)
    half = z * sqrt(rate * (1 - rate) / number + z * z / (4 * number * number))
    width = 1 + z * z / number
    return max((middle - half) / width, 0.0), min((middle + half) / width, 1.0)


READINGS: Mapping[str, str] = {
    "eligible": "eligible",
    "not_yet": "not_yet",
    "ineligible": "not_eligible",
    "already_relieved": "already_relieved",
    "review": "cannot_tell",
    "undeterminable": "cannot_tell",
}
"""Our outcomes in the words a reader chooses from."""

QUESTIONS = {
    "number": "number in the sample; the other workbook has the record under this number",
    "law": "which relief is asked about, and where the law gives it",
    "as_of": "as-of date of the question; ignore anything later",
    "county": "county of the conviction or arrest",
    "case_numbers": "case numbers as recorded",
    "day": "day of the conviction or arrest",
    "charge": "charge or charges as recorded",
    "level": "level on record",
    "reading": f"to fill in: {', '.join(dict.fromkeys(READINGS.values()))}",
    "read_by": "to fill in: who read it",
    "read_on": "to fill in: the date, like 2026-06-01",
    "why": "to fill in: why, in words",
}
RECORD = {
    "number": "number in the sample",
    "is_asked_about": "yes if the question is about this row",
    "day": "day as precisely as known",
    "kind": "kind of entry",
    "words": "as recorded",
    "details": "further details as recorded",
    "county": "county",
    "case_numbers": "case numbers as recorded",
}
KEY = ("number", "unit", "unit_id", "person_id", "remedy_id", "race", "county", "outcome", "stratum_size")

_SUBJECTS = """
select unit, unit_id, remedy_id, law, as_of, county, case_numbers, day, charge, level from (
    select 'charge' as unit, charge_id as unit_id, person_id, remedy_id, cast(as_of_date as varchar) as as_of,
        county_name as county, case_numbers, cast(conviction_date_earliest as varchar) as day, charge_text as charge,
        cast(level as varchar) as level
    from marts.determinations
    union all
    select 'arrest', arrest_id, person_id, remedy_id, cast(as_of_date as varchar), county_name, null,
        cast(arrest_date_earliest as varchar), array_to_string(charge_texts, '; '), cast(level as varchar)
    from marts.arrest_determinations
) as subjects
inner join (
    select remedy_id as asked_remedy_id, remedy_name || ', ' || citation as law from law.remedies
) as remedies on subjects.remedy_id = remedies.asked_remedy_id
where unit_id in (select unnest(?::varchar[]))
"""

# our own computed dates and our treatment of contradictory ids are no part of the record
_RECORD = """
select person_id, fact_id, charge_ids, cast(date_earliest as varchar), date_precision, kind, words,
    case when kind = 'identity_conflict' then '' else details end, county_name, case_numbers
from marts.timelines
where person_id in (select unnest(?::varchar[])) and kind <> 'end_of_sentence_reckoned'
order by person_id, date_earliest nulls last, place, fact_id
"""


def write_sample(
    connection: duckdb.DuckDBPyConnection, state: str, drawn: Sequence[SampledDetermination], out: Path, key: Path
) -> tuple[Path, Path]:
    """Write the two workbooks to the new folder ``out`` and the key to ``key``, and return the workbooks' paths.

    Raises:
        FileExistsError: A file exists; a reader may have filled it in.
    """
    out.mkdir(parents=True, exist_ok=False)
    asked = {(row[0], row[1], row[2]): row[3:] for row in _read_rows(connection, _SUBJECTS, state, drawn, "unit_id")}
    questions = [[str(one.number), *asked[one.unit, one.unit_id, one.remedy_id], "", "", "", ""] for one in drawn]
    lines: dict[str, list[tuple[object, ...]]] = {}
    for row in _read_rows(connection, _RECORD, state, drawn, "person_id"):
        lines.setdefault(str(row[0]), []).append(row[1:])
    record = [
        [str(one.number), _format_asked_about(one, line), _format_day(line), *line[4:]]
        for one in drawn
        for line in lines.get(one.person_id, [])
    ]
    paths = (out / "sample.xlsx", out / "sample_records.xlsx")
    for path, rows, columns in zip(paths, (questions, record), (QUESTIONS, RECORD), strict=True):
        texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
        write_workbook(path, columns, texts, "Blind sample for a human reader")
    ours = ([vars(one)["county_name" if name == "county" else name] for name in KEY] for one in drawn)
    write_new_file(key, format_csv(KEY, ours))
    return paths


class SamplePlaceError(ValueError):
    """The paths are not new, or the reader would get the key. One line."""


def write_sample_for_reader(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    out: Path,
    key: Path,
    *,
    number: int,
    seed: int,
    county_name: str | None,
    remedy_id: str | None,
) -> tuple[int, Path, Path]:
    """Draw and write a sample, and return its size and the paths of the two workbooks.

    Raises:
        SamplePlaceError: The paths are not new, or the reader would get the key.
    """
    check_places(out, key)
    read_run_shown(connection)
    drawn = draw_sample(connection, number, seed, county_name, remedy_id)
    return len(drawn), *write_sample(connection, settings.state, drawn, out, key)


def check_places(out: Path, key: Path) -> None:
    """Check that both paths are new and that the reader does not get the key.

    Raises:
        SamplePlaceError: They are not, or the reader would.
    """
    if out.exists() or key.exists():
        raise SamplePlaceError("folder and key must not exist yet: a reader may have filled them in")
    if key.absolute().is_relative_to(out.absolute()):
        raise SamplePlaceError("the key must not be in the reader's folder")


def read_readings(file: Path, key: Path) -> tuple[list[Reading], int, Mapping[str, str]]:
    """Return the readings, the number of unread determinations, and invalid rows by place, each with the reason.

    Raises:
        TableFileError: A file cannot be used.
    """
    known = {row.values["number"]: row.values for row in read_table(key, KEY).rows}
    readings: list[Reading] = []
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    read: set[str] = set()
    for row in read_table(file, ("number", "reading", "read_by")).rows:
        number, word = row.values["number"], row.values["reading"].strip().lower().replace(" ", "_")
        if row.wrong or number not in known:
            wrong[row.where] = row.wrong or "the key has no such number"
        elif number in seen:
            wrong[row.where] = "the number occurs twice"
        elif word and word not in READINGS.values():
            wrong[row.where] = f"reading must be one of {', '.join(dict.fromkeys(READINGS.values()))}"
        elif word and not row.values["read_by"]:
            wrong[row.where] = "read_by is empty"
        elif word:
            ours = known[number]
            readings.append(
                Reading(ours["remedy_id"], ours["race"], int(ours["stratum_size"]), READINGS[ours["outcome"]], word)
            )
            read.add(number)
        seen.add(number)
    if not known:
        raise TableFileError(f"{key.name}: the key is empty")
    return readings, len(known) - len(read), wrong


def _read_rows(
    connection: duckdb.DuckDBPyConnection, query: str, state: str, drawn: Sequence[SampledDetermination], what: str
) -> Sequence[tuple[object, ...]]:
    asked = sorted({str(getattr(one, what)) for one in drawn})
    return connection.execute(query.replace("{state}", state), [asked]).fetchall()


def _format_asked_about(drawn: SampledDetermination, line: tuple[object, ...]) -> str:
    fact_id, charge_ids = line[0], line[1]
    is_it = fact_id == drawn.unit_id or (isinstance(charge_ids, list) and drawn.unit_id in charge_ids)
    return "yes" if is_it else ""


def _format_day(line: tuple[object, ...]) -> str:
    """Format the day as precisely as known."""
    day, precision = str(line[2] or ""), line[3]
    return {"day": day, "month": day[:7], "year": day[:4]}.get(str(precision), "")
