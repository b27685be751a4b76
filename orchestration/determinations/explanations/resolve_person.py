"""Resolve an id or case number to one person. It never guesses between two.

No message contains an id that the user did not type.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from orchestration.ingestion.decisions.subjects import normalize_case_number
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.warehouse.run_errors import WrongQuestionError


@dataclass(frozen=True)
class ChosenPerson:
    """One person. ``only``: the requested charges or arrest; None for everything."""

    person_id: str
    person_bucket: int
    only: frozenset[str] | None


COLUMN_OF_ISSUER = {"state": "state_id", "issuer": "issuer_person_id"}

Rows = Sequence[tuple[str, int, str | None]]
"""Person, bucket, and the matched charge or arrest."""


def resolve_person(
    connection: duckdb.DuckDBPyConnection, state: str, typed: str | None, case: tuple[str, str] | None
) -> ChosenPerson:
    """Find the one person with the id ``typed``, the ``case`` (county and number), or both.

    Raises:
        WrongQuestionError: They match nobody or several people.
    """
    by_id = None if typed is None else _find_by_id(connection, state, typed)
    by_case = None if case is None else _find_by_case(connection, *case)
    if by_id is None:
        if by_case is None:
            raise WrongQuestionError("name a person, a charge, or --case COUNTY NUMBER")
        return _require_one(by_case, _format_case(case), "name the person too")
    if not by_id and re.fullmatch("[0-9a-fA-F]{32}", typed or ""):
        raise WrongQuestionError(f"nobody in this warehouse has the id {typed!r} (for filed lines: explain --as-filed)")
    found = _require_one(by_id, f"the id {typed!r}", "use another id of the person")
    if by_case is None:
        return found
    both = [row for row in by_case if row[0] == found.person_id and (found.only is None or row[2] in found.only)]
    return _require_one(both, f"the id {typed!r} together with {_format_case(case)}", "")


def _require_one(rows: Rows, what: str, advice: str) -> ChosenPerson:
    people = {person for person, _, _ in rows}
    if not people:
        raise WrongQuestionError(f"nobody in this warehouse has {what}")
    if len(people) > 1:
        raise WrongQuestionError(f"{len(people)} people in this warehouse have {what}: {advice}")
    person_id, bucket, _ = rows[0]
    only = frozenset(found for _, _, found in rows if found is not None)
    return ChosenPerson(person_id, bucket, only or None)


def _format_case(case: tuple[str, str] | None) -> str:
    county, number = case or ("", "")
    return f"the case number {number!r} in {county!r}"


def _find_by_id(connection: duckdb.DuckDBPyConnection, state: str, typed: str) -> Rows:
    written = typed.strip().lower()
    if re.fullmatch(r"[0-9a-f]{16}", written):
        return _fetch_rows(
            connection,
            "select person_id, person_bucket, null from intermediate.int_people where person_id = ?",
            [written],
        )
    if re.fullmatch(r"[0-9a-f]{32}", written):
        return _fetch_rows(
            connection,
            "select person_id, person_bucket, charge_id from intermediate.int_charges where charge_id = ? union all "
            "select person_id, person_bucket, arrest_id from intermediate.int_arrests where arrest_id = ?",
            [written, written],
        )
    if re.fullmatch(r"[a-z]?\d+", written):
        return _find_by_bare_number(connection, state, typed.strip())
    return _find_by_given_id(connection, state, typed)


def _find_by_bare_number(connection: duckdb.DuckDBPyConnection, state: str, number: str) -> Rows:
    """Find the person with a number that is not said to be the state's or an issuer's."""
    found = {issuer: _find_by_given_id(connection, state, f"{issuer}:{number}") for issuer in COLUMN_OF_ISSUER}
    if len({person for rows in found.values() for person, _, _ in rows}) > 1 and all(found.values()):
        raise WrongQuestionError(
            f"{number!r} is the state's id of one person and an issuer's of another: type state:{number} or "
            f"issuer:{number}"
        )
    return [row for rows in found.values() for row in rows]


def _find_by_given_id(connection: duckdb.DuckDBPyConnection, state: str, typed: str) -> Rows:
    try:
        issuer, _, number = load_layout(state).notation.normalize_id(typed).partition(":")
    except ValueError:
        raise WrongQuestionError(
            "expected 16 hex digits, a state's id, or issuer:<number> for a person, or 32 hex digits for a charge or "
            f"arrest; found {typed!r}"
        ) from None
    column = COLUMN_OF_ISSUER[issuer]
    return _fetch_rows(
        connection,
        f"select distinct links.person_id, links.person_bucket, null from staging.stg_{state}__people as people "
        f"inner join intermediate.int_person_links as links on people.person_key = links.person_key "
        f"where people.{column} = ? order by links.person_id",
        [number],
    )


def _find_by_case(connection: duckdb.DuckDBPyConnection, county: str, number: str) -> Rows:
    key = normalize_case_number(number)
    if not key:
        raise WrongQuestionError(f"--case must be COUNTY NUMBER, found no letter or digit in {number!r}")
    return _fetch_rows(
        connection,
        "select person_id, person_bucket, charge_id from intermediate.int_charges where upper(county_name) = ? "
        "and list_has_all(string_split(case_number_key, '+'), string_split(?, '+')) order by charge_id",
        [" ".join(county.replace("_", " ").upper().split()), key],
    )


def _fetch_rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[str]) -> Rows:
    return [(person, int(bucket), found) for person, bucket, found in connection.execute(query, parameters).fetchall()]
