"""Match an applicant with the record: exactly one person, a question for a reviewer, or not found.

A record is private, so a resemblance never shows one. A match is exact if id, name and date of birth agree, or, without
an id, if whole name and date of birth are those of one person only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from orchestration.filing.applicants.store import Applicant, split_name

EXACT, REVIEW, NOT_FOUND = "exact", "review", "not_found"


@dataclass(frozen=True)
class Match:
    """Result for one applicant. ``person_ids``: the person if ``word`` is exact, else the persons to review."""

    applicant: Applicant
    word: str
    why: str
    person_ids: tuple[str, ...] = ()

    @property
    def person_id(self) -> str | None:
        """The person, if the match is exact."""
        return self.person_ids[0] if self.word == EXACT else None


@dataclass(frozen=True)
class _Person:
    person_id: str
    names: frozenset[tuple[str, tuple[str, ...]]]
    birth_date: date | None

    def is_called(self, name: tuple[str, tuple[str, ...]]) -> bool:
        """Whether last name and all given names are the same."""
        return name in self.names

    def may_be_called(self, name: tuple[str, tuple[str, ...]]) -> bool:
        """Whether last name and first given name are the same; the others may be missing."""
        last, given = name
        return any(last == other and given[0] == others[0] for other, others in self.names if others)


def match_applicants(connection: duckdb.DuckDBPyConnection, state: str, applicants: Sequence[Applicant]) -> list[Match]:
    """Match each applicant, in the order given."""
    of_id = _find_person_ids(connection, state, {one.id_key for one in applicants if one.id_key})
    people = _read_people(connection, applicants, {person_id for ids in of_id.values() for person_id in ids})
    by_birth: dict[str, list[_Person]] = defaultdict(list)
    for person in people.values():
        by_birth[str(person.birth_date)].append(person)
    return [_match_one(one, [people[id_] for id_ in of_id.get(one.id_key, ())], by_birth) for one in applicants]


def _match_one(applicant: Applicant, of_id: Sequence[_Person], by_birth: dict[str, list[_Person]]) -> Match:
    name = split_name(applicant.name)
    born_then = by_birth.get(applicant.date_of_birth, [])
    alike = [person for person in born_then if person.may_be_called(name)]
    if len(of_id) > 1:
        return Match(applicant, REVIEW, "the id is on record of several people", _sort_ids(of_id))
    if of_id:
        (person,) = of_id
        if person.may_be_called(name) and str(person.birth_date) == applicant.date_of_birth:
            return Match(applicant, EXACT, "id, name and date of birth are those on record", _sort_ids(of_id))
        return Match(applicant, REVIEW, "the id is on record with another name or date of birth", _sort_ids(of_id))
    if not alike:
        return Match(applicant, NOT_FOUND, "nobody on record has this name and date of birth")
    if applicant.id_key:
        return Match(applicant, REVIEW, "the id is not on record, the name and date of birth are", _sort_ids(alike))
    if len(alike) > 1:
        return Match(applicant, REVIEW, "several people on record have this name and date of birth", _sort_ids(alike))
    if not alike[0].is_called(name):
        return Match(applicant, REVIEW, "the given names are not all the same", _sort_ids(alike))
    return Match(applicant, EXACT, "whole name and date of birth are those of one person", _sort_ids(alike))


def _sort_ids(people: Sequence[_Person]) -> tuple[str, ...]:
    return tuple(sorted(person.person_id for person in people))


def _find_person_ids(connection: duckdb.DuckDBPyConnection, state: str, id_keys: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for issuer, column in (("state", "state_id"), ("issuer", "issuer_person_id")):
        numbers = sorted(key.partition(":")[2] for key in id_keys if key.startswith(f"{issuer}:"))
        if numbers:
            rows = connection.execute(
                f"select distinct people.{column}, links.person_id from staging.stg_{state}__people as people "
                "inner join intermediate.int_person_links as links on people.person_key = links.person_key "
                f"where people.{column} in (select unnest(?::varchar[])) order by all",
                [numbers],
            ).fetchall()
            for number, person_id in rows:
                found[f"{issuer}:{number}"].append(person_id)
    return found


def _read_people(
    connection: duckdb.DuckDBPyConnection, applicants: Sequence[Applicant], person_ids: set[str]
) -> dict[str, _Person]:
    rows: Sequence[tuple[Any, ...]] = connection.execute(
        "select person_id, person_names, case when birth_date_precision = 'day' then birth_date_earliest end "
        "from intermediate.int_people where person_id in (select unnest(?::varchar[])) "
        "or (birth_date_precision = 'day' and birth_date_earliest in (select unnest(?::date[]))) order by person_id",
        [sorted(person_ids), sorted({one.date_of_birth for one in applicants})],
    ).fetchall()
    return {
        person_id: _Person(person_id, frozenset(split_name(name) for name in names or ()), birth_date)
        for person_id, names, birth_date in rows
    }
