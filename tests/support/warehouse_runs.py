"""Warehouses built for tests: the real ingestion and the compiled models, or the real dbt stages, without Dagster.

A build costs seconds, so tests that can share a delivery do.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pytest
from compiled_models import build_models

from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.runner import STAGES, build_stage
from orchestration.warehouse.hashes import hash_tables

AS_OF = date(2026, 6, 1)


class BuiltWarehouse:
    """A built warehouse that answers queries with lists of dicts.

    One that nobody else opens (``is_kept_open``) stays open between queries: opening the file takes forty times what a
    query takes. Whoever asks for ``settings`` may open it otherwise, or write to it, so it is let go first.
    """

    _kept: ClassVar[dict[Path, tuple[ExitStack, duckdb.DuckDBPyConnection]]] = {}
    _KEPT_AT_MOST = 3

    def __init__(self, settings: Settings, *, is_kept_open: bool = False) -> None:
        self._settings = settings
        self._is_kept_open = is_kept_open

    @property
    def settings(self) -> Settings:
        """Where it lies."""
        self.let_go(self._settings)
        return self._settings

    @classmethod
    def let_go(cls, settings: Settings) -> None:
        """Close the file."""
        stack, _ = cls._kept.pop(settings.warehouse, (None, None))
        if stack is not None:
            stack.close()

    @contextmanager
    def _opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if not self._is_kept_open:
            with open_warehouse(self._settings) as connection:
                yield connection
            return
        if self._settings.warehouse not in self._kept:
            for oldest in list(self._kept)[: -self._KEPT_AT_MOST + 1]:
                self._kept.pop(oldest)[0].close()
            stack = ExitStack()
            self._kept[self._settings.warehouse] = (stack, stack.enter_context(open_warehouse(self._settings)))
        yield self._kept[self._settings.warehouse][1]

    def rows(self, query: str, *parameters: Any) -> list[dict[str, Any]]:
        """All rows of a query."""
        with self._opened() as connection:
            result = connection.execute(query, list(parameters))
            names = [column[0] for column in result.description or []]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def hashes(self) -> dict[str, str]:
        """The content hash of every table."""
        with self._opened() as connection:
            return hash_tables(connection)


def build(
    home: Path,
    deliveries: Sequence[Path],
    *,
    as_of: date = AS_OF,
    stages: Sequence[str] = STAGES,
    shards: int | None = None,
    threads: int = 2,
    with_dbt: bool = False,
    **request: Any,
) -> BuiltWarehouse:
    """Take in ``deliveries`` and build ``stages`` under ``home``.

    ``with_dbt``: as a run does, in ``shards`` and centrally by dbt, with all data tests; twice as slow, and the same
    tables.
    """
    assert with_dbt or shards is None, "without dbt there are no shards"
    settings = load_settings(home=home, shards=shards, threads=threads)
    BuiltWarehouse.let_go(settings)
    ingest(settings, IngestionRequest(paths=tuple(deliveries), as_of_date=as_of, **request))
    if with_dbt:
        for stage in stages:
            build_stage(settings, stage)
    elif stages:
        build_models(settings, stages)
    return BuiltWarehouse(settings, is_kept_open=True)


def built_once(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], BuiltWarehouse]
) -> BuiltWarehouse:
    """The warehouse of that name: made by whichever worker of pytest-xdist asks first. Each worker has a copy: DuckDB
    lets in one process at a time."""
    workers = tmp_path_factory.getbasetemp()
    folder = (workers.parent if "PYTEST_XDIST_WORKER" in os.environ else workers) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            assert make(folder / "home").settings, "nobody has it open"
            (folder / "made").touch()
        home = tmp_path_factory.mktemp(name) / "home"
        shutil.copytree(folder / "home", home, symlinks=True)
    return BuiltWarehouse(load_settings(home=home), is_kept_open=True)
