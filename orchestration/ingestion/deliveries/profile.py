"""The profile of a delivery: how often each needed column is filled and well formed; convictions by county and year.

What belongs here: aggregates of accepted rows, kept beside each receipt; convictions are counted in DuckDB for many
deliveries at once, columns while a delivery is read (``column_counts``). What does not: which of them are plausible
(``expectations/``), and what a text means (``models/staging``): columns, forms and the word that begins a conviction
are data of the state's layout (``layouts/<state>/profile.yml``).
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.files.yaml import read_yaml
from orchestration.ingestion.layouts.layout import HISTORY, LAYOUTS_FOLDER, Layout
from orchestration.ingestion.parsing.column_counts import ColumnsAsked, load_counts
from orchestration.ingestion.parsing.writer import ROWS_PATTERN

PROFILE_FILE = "profile.json"
PROFILER_VERSION = 2
"""To be raised when the same rows would give another profile; profiles are then computed again."""

COUNTY_FORM = "county"
NO_COUNTY = "unknown"
"""The word for a conviction whose row names no county."""
ELSEWHERE = "elsewhere"
"""The word for one whose row names something else than a county of the state. What it names is not repeated: a shifted
column could hold a name."""


class ColumnAsked(BaseModel):
    """One column of a layout's ``profile.yml``: its role, and the name of the form its texts should have, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    role: Literal["always", "wanted", "often", "sometimes"]
    form: str | None = None


class ConvictionsAsked(BaseModel):
    """How a row tells of a conviction, and the columns that give its date, its county and what makes it one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    begins_with: str
    date: str
    county: str
    count: tuple[str, ...]


class ProfileAsked(BaseModel):
    """A state's ``profile.yml``; ``version`` changes whenever the file or this module's reading of rows does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    blank_characters: str
    blank_words: tuple[str, ...]
    forms: Mapping[str, str]
    columns: tuple[ColumnAsked, ...]
    convictions: ConvictionsAsked


class ColumnProfile(BaseModel):
    """One column of one delivery, counted in rows. ``well_formed``: None where the column has no form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: str
    form: str | None
    filled: int
    well_formed: int | None


class Profile(BaseModel):
    """One delivery in numbers: rows, columns by name, convictions as (county of the row, year or None, how many)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    sha256: str
    rows: int
    columns: dict[str, ColumnProfile]
    convictions: tuple[tuple[str, int | None, int], ...]


def load_profile_request(layout: Layout) -> ProfileAsked:
    """What the state's layout asks of a delivery. Raises ``ValueError`` where the file names a column not kept."""
    text = (LAYOUTS_FOLDER / layout.state / "profile.yml").read_bytes()
    version = f"{PROFILER_VERSION}-{layout.version}-{hashlib.sha256(text).hexdigest()[:8]}"
    asked = ProfileAsked.model_validate({**_parse_profile(text), "version": version})
    of_convictions = asked.convictions
    named = [one.column for one in asked.columns]
    named += [of_convictions.column, of_convictions.date, of_convictions.county, *of_convictions.count]
    if unknown := sorted({name for name in named if name.lower() not in layout.kept_columns}):
        raise ValueError(f"profile.yml of {layout.state} names columns that are not kept: {', '.join(unknown)}")
    if unknown := sorted({one.form for one in asked.columns if one.form} - {COUNTY_FORM, *asked.forms}):
        raise ValueError(f"profile.yml of {layout.state} names forms it lacks: {', '.join(unknown)}")
    return asked


@lru_cache(maxsize=4)
def _parse_profile(text: bytes) -> Mapping[str, Any]:
    """What the text says: asked for with every delivery."""
    told: Mapping[str, Any] = read_yaml(text)
    return told


def list_columns_to_count(layout: Layout) -> ColumnsAsked:
    """What is counted while a delivery of this layout is read: history files alone have a profile."""
    if layout.kind != HISTORY:
        return ColumnsAsked(version=layout.version, patterns={}, blank_characters="", blank_words=())
    return list_requested_columns(layout, load_profile_request(layout))


def list_requested_columns(layout: Layout, asked: ProfileAsked) -> ColumnsAsked:
    """The part of it that is counted while a delivery is read. A county is well formed in any case, with any spaces."""
    counties = "|".join(r"\s+".join(map(re.escape, name.split(" "))) for name in sorted(layout.counties))
    forms = {**asked.forms, COUNTY_FORM: f"(?i:{counties})"}
    return ColumnsAsked(
        version=asked.version,
        patterns={one.column: forms[one.form] if one.form else None for one in asked.columns},
        blank_characters=asked.blank_characters,
        blank_words=asked.blank_words,
    )


def load_profiles(
    connection: duckdb.DuckDBPyConnection, state_folder: Path, sha256s: Iterable[str], layout: Layout
) -> dict[str, Profile]:
    """The profile of each delivery by SHA-256, from the file beside its receipt or computed now and kept there.

    ``state_folder`` is ``<home>/intake/<state>``; each delivery must have been read with ``layout``.
    """
    asked = load_profile_request(layout)
    wanted = sorted(set(sha256s))
    kept = {sha256: _load_kept_profile(state_folder / sha256, sha256, asked) for sha256 in wanted}
    computed = _compute_profiles(
        connection, state_folder, [sha256 for sha256 in wanted if kept[sha256] is None], layout, asked
    )
    for sha256, profile in computed.items():
        _keep(state_folder / sha256, profile)
    return {sha256: kept[sha256] or computed[sha256] for sha256 in wanted}


def _load_kept_profile(folder: Path, sha256: str, asked: ProfileAsked) -> Profile | None:
    try:
        profile = Profile.model_validate_json((folder / PROFILE_FILE).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    return profile if (profile.version, profile.sha256) == (asked.version, sha256) else None


def _keep(folder: Path, profile: Profile) -> None:
    """Written under another name and renamed: a profile that is there is whole."""
    partial = folder / f"{PROFILE_FILE}.partial"
    partial.write_text(profile.model_dump_json(indent=1) + "\n", encoding="utf-8")
    partial.replace(folder / PROFILE_FILE)


def _compute_profiles(
    connection: duckdb.DuckDBPyConnection,
    state_folder: Path,
    sha256s: Sequence[str],
    layout: Layout,
    asked: ProfileAsked,
) -> dict[str, Profile]:
    if not sha256s:
        return {}
    files = sorted(str(path) for sha256 in sha256s for path in (state_folder / sha256).glob(ROWS_PATTERN))
    rows = f"read_parquet({_quote(files)}, hive_partitioning = false, union_by_name = false)"
    convictions = _count_convictions(connection, rows, layout, asked)
    of_columns = list_requested_columns(layout, asked)
    profiles: dict[str, Profile] = {}
    for sha256 in sha256s:
        counts = load_counts(state_folder / sha256, ROWS_PATTERN, of_columns)
        profiles[sha256] = Profile(
            version=asked.version,
            sha256=sha256,
            rows=counts.rows,
            columns={
                one.column: ColumnProfile(
                    role=one.role,
                    form=one.form,
                    filled=counts.filled[one.column],
                    well_formed=counts.well_formed.get(one.column),
                )
                for one in asked.columns
            },
            # The id of a delivery is the beginning of its hash.
            convictions=tuple(convictions.get(sha256[:12], ())),
        )
    return profiles


def _count_convictions(
    connection: duckdb.DuckDBPyConnection, rows: str, layout: Layout, asked: ProfileAsked
) -> dict[str, list[tuple[str, int | None, int]]]:
    """Convictions by delivery, as (county, year, count), in order; a year that is not known comes last."""
    told = asked.convictions
    written = _normalize_county(_build_text_expression(told.county, asked))
    counties = ", ".join(_quote(name) for name in sorted(layout.counties))
    county = (
        f"case when {written} in ({counties}) then {written} "
        f"when {written} is null then '{NO_COUNTY}' else '{ELSEWHERE}' end"
    )
    what_is_one = ", ".join(f"coalesce({name.lower()}, '')" for name in told.count)
    found = connection.execute(
        f"""
        with convicted as (
            select distinct delivery_id, {county} as county_name,
                {_build_text_expression(told.date, asked)} as date_text, concat_ws('|', {what_is_one}) as what_is_one
            from {rows} where starts_with(trim({told.column.lower()}), {_quote(told.begins_with)})
        ),
        by_date as (
            select delivery_id, county_name, date_text, count(*) as convictions from convicted group by all
        )
        select delivery_id, county_name,
            case when regexp_full_match(date_text, {_quote(asked.forms["date"])})
                then try_cast(left(date_text, 4) as integer) end as conviction_year,
            cast(sum(convictions) as bigint)
        from by_date group by all order by delivery_id, county_name, conviction_year nulls last
        """
    ).fetchall()
    by_delivery: dict[str, list[tuple[str, int | None, int]]] = defaultdict(list)
    for delivery, county, year, count in found:
        by_delivery[str(delivery)].append((str(county), year, int(count)))
    return by_delivery


def _build_text_expression(column: str, asked: ProfileAsked) -> str:
    """The text of a column without what stands for nothing; null where nothing is left."""
    text = f"nullif(trim({column.lower()}, {_quote(asked.blank_characters)}), '')"
    for word in asked.blank_words:
        text = f"nullif({text}, {_quote(word)})"
    return text


def _normalize_county(text: str) -> str:
    """A county as the state's list writes it: upper case, one space."""
    return f"upper(regexp_replace({text}, '\\s+', ' ', 'g'))"


def _quote(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "[" + ", ".join(_quote(one) for one in value) + "]"
