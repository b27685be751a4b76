"""dbt's unit tests of the rules, run in memory on any text of a model: does one of them notice a fault?

What belongs here: their given rows as tables, and what a model gives in the columns that they expect. What does not:
the tests (YAML beside the models), and whether they pass on the text as it stands: dbt asks that in every run.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml
from jinja2 import Template

from tests.models.generative.rebuilt import REFERENCE

MODELS = Path(__file__).parents[3] / "models"
NAMED = re.compile(r"'([a-z0-9_]+)'\s*\)$")
"""The table that ``ref('…')`` or ``source('…', '…')`` names."""


@dataclass(frozen=True)
class _Test:
    database: str
    columns: tuple[str, ...]


class UnitTests:
    """The unit tests of models, each with its given rows in a database of its own.

    ``warehouse``: a built one, for the types of columns that a test does not write out.
    """

    def __init__(self, warehouse: Path, sql: Mapping[str, str], told: Iterable[Mapping[str, Any]]) -> None:
        self.sql = dict(sql)
        home = str(warehouse.resolve().parents[2])
        self._connection = duckdb.connect(config={"threads": "1", "memory_limit": "1GB", "file_search_path": home})
        self._connection.execute(f"attach '{warehouse}' as built (read_only)")
        self._tests: dict[str, list[_Test]] = defaultdict(list)
        for place, one in enumerate(one for one in told if one["model"] in sql):
            self._tests[one["model"]].append(self._filled(f"test_{place}", one))
        self._connection.execute("detach built")
        self._connection.execute("pragma disable_optimizer")  # (Rows are few, and planning is most of what it costs.)
        self._whole = {model: self._given_by(model) for model in self._tests}
        self._faulty: str | None = None

    def _filled(self, database: str, one: Mapping[str, Any]) -> _Test:
        """The tables of a test; one that it does not fill has no row."""
        given = {_named(of["input"]): of for of in one["given"]}
        self._connection.execute(f"attach ':memory:' as {database}")
        for schema, table in dict.fromkeys(REFERENCE.findall(self.sql[one["model"]])):
            self._connection.execute(f"create schema if not exists {database}.{schema}")
            told, name = given.get(table, {"rows": []}), f"{database}.{schema}.{table}"
            if told.get("format") == "sql":
                self._connection.execute(f"create table {name} as {Template(told['rows']).render()}")
            else:
                self._connection.execute(f"create table {name} as select * from built.{schema}.{table} limit 0")
                for row in _rows(told):
                    places = ", ".join("?" for _ in row)
                    self._connection.execute(
                        f"insert into {name} ({', '.join(row)}) values ({places})", list(row.values())
                    )
        return _Test(database, self._columns(one["expect"]))

    def _columns(self, expected: Mapping[str, Any]) -> tuple[str, ...]:
        if expected.get("format") == "sql":
            return tuple(name for name, *_ in self._connection.execute(f"describe {expected['rows']}").fetchall())
        return tuple(dict.fromkeys(name for row in _rows(expected) for name in row))

    def _given_by(self, model: str) -> list[object]:
        return [self._answer(one, self.sql[model]) for one in self._tests[model]]

    def _answer(self, test: _Test, sql: str) -> object:
        """What a text gives in a test; an error is another answer than any row."""
        asked = sql.replace('"clearance".', f'"{test.database}".')
        try:
            rows = self._connection.execute(f"select {', '.join(test.columns)} from ({asked}\n)").fetchall()
        except duckdb.Error as error:
            return str(error)
        return sorted(map(repr, rows))

    @contextmanager
    def with_other(self, model: str, faulty: str) -> Iterator[None]:
        """Another text in the place of one model, for as long as one looks."""
        whole, self.sql = self.sql, self.sql | {model: faulty}
        self._faulty = model
        try:
            yield
        finally:
            self.sql, self._faulty = whole, None

    def fingerprint(self) -> object:
        """Whether one of the tests of the model that is faulty gives something else."""
        model = self._faulty
        if model not in self._tests:
            return False
        pairs = zip(self._tests[model], self._whole[model], strict=True)
        return any(self._answer(test, self.sql[model]) != whole for test, whole in pairs)

    def has_word(self, model: str, column: str, word: str) -> bool:
        """Nobody is here whom a model made: rows that a person wrote say nothing of what can be."""
        del model, column, word
        return False

    def interrupt(self) -> None:
        """End what is being asked."""
        self._connection.interrupt()

    def not_run(self) -> list[str]:
        """Models of which a test gives an error as they stand: nothing could be noticed there."""
        return [model for model, answers in self._whole.items() if any(isinstance(one, str) for one in answers)]


def unit_tests_of(folder: Path = MODELS) -> list[Mapping[str, Any]]:
    """Every unit test of the models under a folder."""
    told: list[Mapping[str, Any]] = []
    for path in sorted(folder.rglob("*.yml")):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        told += (said or {}).get("unit_tests") or []
    return told


def _named(asked: str) -> str:
    found = NAMED.search(asked)
    assert found, asked
    return found.group(1)


def _rows(told: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    if told.get("format") == "csv":
        return list(csv.DictReader(io.StringIO(told["rows"])))
    return told["rows"] or []
