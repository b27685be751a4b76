"""dbt's generic tests (``KINDS``), batched into one query per table (ADR 0007).

dbt runs a node and a query per test of a column: hundreds in a run, and each query of a view computes the view. Other
tests are left to dbt. ``dbt test`` on the project still runs all of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

KINDS = ("not_null", "unique", "accepted_values", "relationships")

PROJECT = "lookback"
"""Name of the dbt project."""

ONE_PERSON = "one_person"
"""Tag of views that are queried for one person (explanations). For everybody they are many times the record, so no run
tests or counts them; ``make test`` does, under this tag."""

ON_DEMAND = "on_demand"
"""Tag of models that no run builds, but a command that reads them (``on_demand.py``)."""


class UnsupportedTestError(ValueError):
    """A column test has a filter, a limit or a severity that batching does not support."""


@dataclass(frozen=True)
class ColumnTest:
    """A test of one column of ``relation`` (quoted, with database and schema). ``table``: schema and name.

    ``values``: accepted values as SQL. ``parent``: relation and column that must have every value (relationships).
    """

    unique_id: str
    relation: str
    table: tuple[str, str]
    column: str
    kind: str
    values: tuple[str, ...] = ()
    parent: tuple[str, str] = ("", "")

    def build_failure_count(self) -> str:
        """Build SQL that counts failing rows, or failing values (unique, accepted_values), as dbt does."""
        column = f'"{self.column}"'
        if self.kind == "not_null":
            return f"count(*) filter (where {column} is null)"
        if self.kind == "unique":
            return (
                f"(select count(*) from (select {column} from {self.relation} where {column} is not null "
                f"group by {column} having count(*) > 1))"
            )
        if self.kind == "relationships":
            relation, field = self.parent
            return (
                f"(select count(*) from {self.relation} as child where child.{column} is not null and not exists "
                f'(select 1 from {relation} as parent where parent."{field}" = child.{column}))'
            )
        return f"count(distinct {column}) filter (where {column} not in ({', '.join(self.values)}))"


def is_column_test(node: Any) -> bool:
    """Return whether a node of dbt's manifest is a test that is batched here."""
    about = getattr(node, "test_metadata", None)
    return about is not None and about.name in KINDS


def list_column_tests(manifest: Any, stage: str, only: Sequence[str] = ()) -> list[ColumnTest]:
    """List the column tests of models, seeds and sources tagged ``stage`` (and named in ``only``, if given), by id.

    ``manifest`` is dbt's own object. Views for one person, and what is built on demand, are included only if ``stage``
    is their tag.

    Raises:
        UnsupportedTestError: A test has options that batching does not support.
    """
    tests = []
    tables = {**manifest.nodes, **manifest.sources}
    for node in manifest.nodes.values():
        tested = find_tested_table(node.attached_node, node.test_metadata.kwargs) if is_column_test(node) else ""
        if tested not in tables:
            continue
        about = node.test_metadata
        config = node.config
        if config.where or config.limit or str(config.severity).lower() != "error" or config.error_if != "!= 0":
            raise UnsupportedTestError(f"{node.unique_id}: batched column tests support dbt's default options only")
        model = tables[tested]
        is_asked = stage in model.tags and {ONE_PERSON, ON_DEMAND}.isdisjoint({*model.tags} - {stage})
        if is_asked and (not only or getattr(model, "alias", model.name) in only):
            tests.append(
                ColumnTest(
                    node.unique_id,
                    model.relation_name,
                    (model.schema, getattr(model, "alias", model.name)),
                    about.kwargs["column_name"],
                    about.name,
                    _format_values(about.kwargs),
                    _find_parent(node, tested, tables),
                )
            )
    return sorted(tests, key=lambda test: test.unique_id)


def find_tested_table(attached_node: str | None, arguments: Mapping[str, Any]) -> str:
    """Return the unique id of the table that a generic test declares; dbt does not name it if it is a source."""
    source = re.search(r"source\('(\w+)', '(\w+)'\)", str(arguments.get("model", "")))
    return attached_node or (f"source.{PROJECT}.{source[1]}.{source[2]}" if source else "")


def _find_parent(node: Any, tested: str, tables: Mapping[str, Any]) -> tuple[str, str]:
    if node.test_metadata.name != "relationships":
        return ("", "")
    others = [name for name in node.depends_on.nodes if name != tested] or [tested]
    return (tables[others[0]].relation_name, node.test_metadata.kwargs["field"])


def _format_values(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    values = arguments.get("values", ())
    if arguments.get("quote", True):
        return tuple("'" + str(value).replace("'", "''") + "'" for value in values)
    return tuple(str(value) for value in values)


@dataclass(frozen=True)
class ColumnTestResult:
    """The result of a test: failing rows or values, and rows of its table."""

    test: ColumnTest
    failures: int
    rows: int


def run_column_tests(connection: duckdb.DuckDBPyConnection, tests: Iterable[ColumnTest]) -> list[ColumnTestResult]:
    """Run tests with one query per table."""
    of_relation: dict[str, list[ColumnTest]] = defaultdict(list)
    for test in tests:
        of_relation[test.relation].append(test)
    asked = []
    for relation, together in sorted(of_relation.items()):
        questions = ", ".join(test.build_failure_count() for test in together)
        ((rows, *failures),) = connection.execute(f"select count(*), {questions} from {relation}").fetchall()
        asked += [
            ColumnTestResult(test, int(failed), int(rows)) for test, failed in zip(together, failures, strict=True)
        ]
    return asked
