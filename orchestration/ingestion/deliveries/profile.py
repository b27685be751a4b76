"""The profile of a delivery: filled and well-formed values by column, and convictions by county and year.

It is stored beside the receipt. Convictions are counted in DuckDB for many deliveries at once, columns while a delivery
is read (``column_counts``). Columns, forms and the mark of a conviction come from ``layouts/<state>/profile.yml``;
``expectations/`` decides what is plausible.
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
from orchestration.ingestion.layouts.layout import HISTORY, LAYOUTS_FOLDER, STANDARD, Layout
from orchestration.ingestion.parsing.column_counts import ColumnsAsked, load_counts
from orchestration.ingestion.parsing.writer import ROWS_PATTERN

PROFILE_FILE = "profile.json"
PROFILER_VERSION = 2
"""Raise it if the same rows would give another profile; profiles are then computed again."""

COUNTY_FORM = "county"
NO_COUNTY = "unknown"
"""County of a conviction whose row names none."""
ELSEWHERE = "elsewhere"
"""County of a conviction whose row names no county of the state. Its text is not repeated: a shifted column could hold
a name."""


class ColumnAsked(BaseModel):
    """A column of ``profile.yml``: its role, and the name of the form of its values, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    role: Literal["always", "wanted", "often", "sometimes"]
    form: str | None = None


class ConvictionsAsked(BaseModel):
    """How to recognize a conviction, and the columns with its date, its county and its identity.

    ``is_one_of``: the whole wordings of convictions, where no beginning tells them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    begins_with: str = ""
    is_one_of: tuple[str, ...] = ()
    date: str
    county: str
    count: tuple[str, ...]


class ProfileAsked(BaseModel):
    """A state's ``profile.yml``. ``version`` changes with the file and with ``PROFILER_VERSION``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    blank_characters: str
    blank_words: tuple[str, ...]
    forms: Mapping[str, str]
    columns: tuple[ColumnAsked, ...]
    convictions: ConvictionsAsked


class ColumnProfile(BaseModel):
    """One column of one delivery, in rows. ``well_formed``: None if the column has no form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: str
    form: str | None
    filled: int
    well_formed: int | None


class Profile(BaseModel):
    """One delivery: rows, columns by name, and convictions as (county of the row, year or None, number)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    sha256: str
    rows: int
    columns: dict[str, ColumnProfile]
    convictions: tuple[tuple[str, int | None, int], ...]


def load_profile_request(layout: Layout) -> ProfileAsked:
    """Load the state's ``profile.yml``.

    Raises:
        ValueError: It names a column that is not kept, or an unknown form.
    """
    text = (LAYOUTS_FOLDER / (STANDARD if layout.may_lack_columns else layout.state) / "profile.yml").read_bytes()
    version = f"{PROFILER_VERSION}-{layout.version}-{hashlib.sha256(text).hexdigest()[:8]}"
    told = {**_parse_profile(text), "version": version}
    if layout.conviction_wordings:
        told["convictions"] = {**told["convictions"], "is_one_of": layout.conviction_wordings}
    asked = ProfileAsked.model_validate(told)
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
    """Parse the text, cached because every delivery needs it."""
    told: Mapping[str, Any] = read_yaml(text)
    return told


def list_columns_to_count(layout: Layout) -> ColumnsAsked:
    """List the columns to count while a delivery is read; only history files have a profile."""
    if layout.kind != HISTORY:
        return ColumnsAsked(version=layout.version, patterns={}, blank_characters="", blank_words=())
    return list_requested_columns(layout, load_profile_request(layout))


def list_requested_columns(layout: Layout, asked: ProfileAsked) -> ColumnsAsked:
    """List the columns to count with their patterns. County names match in any case and spacing."""
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
    """Load the profile of each delivery by SHA-256; compute and store missing ones.

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
    """Write the profile atomically."""
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
    """Count convictions by delivery as (county, year, number), sorted; an unknown year comes last."""
    told = asked.convictions
    written = _normalize_county(_build_text_expression(told.county, asked))
    counties = ", ".join(_quote(name) for name in sorted(layout.counties))
    county = (
        f"case when {written} in ({counties}) then {written} "
        f"when {written} is null then '{NO_COUNTY}' else '{ELSEWHERE}' end"
    )
    wording = f"trim({told.column.lower()})"
    is_conviction = f"starts_with({wording}, {_quote(told.begins_with)})"
    if told.is_one_of:
        is_conviction = f"list_contains({_quote(told.is_one_of)}, upper({wording}))"
    what_is_one = ", ".join(f"coalesce({name.lower()}, '')" for name in told.count)
    found = connection.execute(
        f"""
        with convicted as (
            select distinct delivery_id, {county} as county_name,
                {_build_text_expression(told.date, asked)} as date_text, concat_ws('|', {what_is_one}) as what_is_one
            from {rows} where {is_conviction}
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
    """Build SQL for a column's text without blank characters and words; null if nothing remains."""
    text = f"nullif(trim({column.lower()}, {_quote(asked.blank_characters)}), '')"
    for word in asked.blank_words:
        text = f"nullif({text}, {_quote(word)})"
    return text


def _normalize_county(text: str) -> str:
    """Build SQL for a county's name in upper case with single spaces."""
    return f"upper(regexp_replace({text}, '\\s+', ' ', 'g'))"


def _quote(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "[" + ", ".join(_quote(one) for one in value) + "]"
