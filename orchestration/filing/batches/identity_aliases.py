"""What people decided on who is who, of ids that no delivery tells any more: the ledger may know the person by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache

import duckdb

from orchestration.filing.batches.candidates import FilingLine
from orchestration.warehouse.connection import fetch_dicts

_DECIDED = """
select decision, left(md5($state || ' ' || id_key), 16) as id, left(md5($state || ' ' || other_id_key), 16) as other_id
from intake.identity_decisions
where decision = 'same' or not starts_with(other_id_key, 'issuer:')
order by decision_id
"""
"""(Of a state id and an issuer's one "different" speaks of rows with both, and says nothing of the two ids.)"""
_ON_RECORD = "select count(*) > 0 from intermediate.int_person_links where ? in (person_id, recorded_person_id)"


def add_decided_ids(
    connection: duckdb.DuckDBPyConnection, state: str, lines: Sequence[FilingLine]
) -> Sequence[FilingLine]:
    """The lines with every id that a person decided is of the same person, and with those decided to be of others."""
    decided = fetch_dicts(connection, _DECIDED, {"state": state})
    if not decided:
        return lines
    same, different = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for row in decided:
        pairs = same if row["decision"] == "same" else different
        pairs[row["id"]].add(row["other_id"])
        pairs[row["other_id"]].add(row["id"])

    def told(line: FilingLine) -> FilingLine:
        ids = _find_reached(line.candidate.person_ids, same)
        others = _find_reached({other for id_ in ids for other in different.get(id_, ())}, same)
        return replace(line, candidate=replace(line.candidate, person_ids=ids, apart_from=others - ids))

    return [told(line) for line in lines]


def _find_reached(ids: Collection[str], same: dict[str, set[str]]) -> frozenset[str]:
    """These ids, and all that are one person with any of them, over whatever others."""
    found, waiting = set[str](), list(ids)
    while waiting:
        id_ = waiting.pop()
        if id_ not in found:
            found.add(id_)
            waiting += same.get(id_, ())
    return frozenset(found)


def build_record_lookup(connection: duckdb.DuckDBPyConnection) -> Callable[[str], bool]:
    """Whether the run at hand tells anything of a person, by id."""

    @cache
    def is_on_record(person_id: str) -> bool:
        ((is_told,),) = connection.execute(_ON_RECORD, [person_id]).fetchall()
        return bool(is_told)

    return is_on_record
