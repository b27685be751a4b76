"""dbt's tests of single columns, asked of each table in one query.

What belongs here: not_null, unique and accepted_values as the YAML beside the models declares them. What does not: any
other test, which dbt runs itself. dbt makes a node and a query of each test of each column: hundreds in a run, and for
a view the view is computed for each. Here a table is read once for all that is asked of its columns (docs/adr/0033).
``dbt test`` on the project still knows and runs every one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

KINDS = ("not_null", "unique", "accepted_values")

ONE_PERSON = "one_person"
"""Tag of views that are asked for one person (explanations): for everybody they are many times the record, so no run
asks or counts them whole. Their columns are asked in ``make test``, under this tag."""


class UnsupportedTestError(ValueError):
    """A test of a column says more than is asked here (a filter, a limit, a warning instead of an error)."""


@dataclass(frozen=True)
class ColumnTest:
    """A test of one column of ``relation`` (quoted, with database and schema). ``table``: its schema and name;
    ``values``: what is accepted, as SQL."""

    unique_id: str
    relation: str
    table: tuple[str, str]
    column: str
    kind: str
    values: tuple[str, ...] = ()

    def failures(self) -> str:
        """SQL over ``relation``: how many rows (not_null) or values (unique, accepted_values) fail, as dbt counts."""
        column = f'"{self.column}"'
        if self.kind == "not_null":
            return f"count(*) filter (where {column} is null)"
        if self.kind == "unique":
            return (
                f"(select count(*) from (select {column} from {self.relation} where {column} is not null "
                f"group by {column} having count(*) > 1))"
            )
        return f"count(distinct {column}) filter (where {column} not in ({', '.join(self.values)}))"


def is_column_test(node: Any) -> bool:
    """Whether a node of dbt's manifest is a test that is asked here."""
    about = getattr(node, "test_metadata", None)
    return about is not None and about.name in KINDS


def list_column_tests(manifest: Any, stage: str, only: Sequence[str] = ()) -> list[ColumnTest]:
    """Those of the models and seeds with the tag ``stage`` (of ``only``, where names are given), by id; of views that
    are asked for one person under that tag alone.

    ``manifest`` is dbt's own object. Raises ``UnsupportedTestError`` for a test that says more than these three words.
    """
    tests = []
    for node in manifest.nodes.values():
        if not is_column_test(node) or node.attached_node not in manifest.nodes:
            continue
        about = node.test_metadata
        config = node.config
        if config.where or config.limit or str(config.severity).lower() != "error" or config.error_if != "!= 0":
            raise UnsupportedTestError(f"{node.unique_id}: only dbt's defaults can be asked of a column")
        model = manifest.nodes[node.attached_node]
        is_asked = stage in model.tags and (stage == ONE_PERSON or ONE_PERSON not in model.tags)
        if is_asked and (not only or model.name in only):
            tests.append(
                ColumnTest(
                    node.unique_id,
                    model.relation_name,
                    (model.schema, model.alias),
                    about.kwargs["column_name"],
                    about.name,
                    _values(about.kwargs),
                )
            )
    return sorted(tests, key=lambda test: test.unique_id)


def _values(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    values = arguments.get("values", ())
    if arguments.get("quote", True):
        return tuple("'" + str(value).replace("'", "''") + "'" for value in values)
    return tuple(str(value) for value in values)


@dataclass(frozen=True)
class Asked:
    """What came of a test: how many rows or values fail, and how many rows the table has that it was asked of."""

    test: ColumnTest
    failures: int
    rows: int


def run_column_tests(connection: duckdb.DuckDBPyConnection, tests: Iterable[ColumnTest]) -> list[Asked]:
    """Ask every test; those of one table together."""
    of_relation: dict[str, list[ColumnTest]] = defaultdict(list)
    for test in tests:
        of_relation[test.relation].append(test)
    asked = []
    for relation, together in sorted(of_relation.items()):
        questions = ", ".join(test.failures() for test in together)
        ((rows, *failures),) = connection.execute(f"select count(*), {questions} from {relation}").fetchall()
        asked += [Asked(test, int(failed), int(rows)) for test, failed in zip(together, failures, strict=True)]
    return asked
