"""A table that the memory limit was not enough for beside another is built again by itself, and what rests on it.

What belongs here: dbt's real build of two figures, of which the first time is told to have had too little memory
for one. What does not: how much memory a table takes (``make bench``).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from dbt.cli.main import dbtRunner

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.dbt.manifest import load_project
from orchestration.warehouse.dbt.runner import OUT_OF_MEMORY, StageFailedError, close_connections, invoke
from orchestration.warehouse.hashes import hash_tables

pytestmark = pytest.mark.long  # two builds of a stage on the whole sample

FAILED, LEFT_OUT = "metric_entries", "metric_people"
BUILD = ["build", "--select", FAILED, LEFT_OUT, "--indirect-selection", "empty"]


class TooLittleMemory:
    """dbt, that tells of the first ``times`` builds that memory was not enough for ``FAILED``, and takes its table."""

    def __init__(self, settings: Settings, times: int) -> None:
        self.settings, self.times = settings, times
        self.asked: list[Sequence[str]] = []

    def __call__(self, manifest: Any) -> TooLittleMemory:
        self.dbt = dbtRunner(manifest=manifest)
        return self

    def invoke(self, arguments: Sequence[str]) -> Any:
        self.asked.append(arguments)
        result = self.dbt.invoke(list(arguments))
        if len(self.asked) > self.times:
            return result
        close_connections()
        with open_warehouse(self.settings) as connection:
            for name in (FAILED, LEFT_OUT):
                connection.execute(f"drop table if exists marts.{name}")
        told: list[Any] = []
        for node in result.result.results:
            one = SimpleNamespace(**{name: getattr(node, name) for name in ("node", "execution_time", "failures")})
            one.status, one.message = node.status, node.message
            if node.node.name == FAILED:
                one.status, one.message = "error", f"Runtime Error {OUT_OF_MEMORY}: could not allocate block"
            elif node.node.name == LEFT_OUT:
                one.status, one.message = "skipped", ""
            told.append(one)
        return SimpleNamespace(exception=None, success=False, result=SimpleNamespace(results=told))


def test_it_is_built_again_by_itself(copied_sample: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_warehouse(copied_sample) as connection:
        before = hash_tables(connection)
    dbt = TooLittleMemory(copied_sample, times=1)
    load_project(copied_sample)  # (parsing uses the class that is replaced)
    monkeypatch.setattr("dbt.cli.main.dbtRunner", dbt)
    nodes = invoke(copied_sample, BUILD, "figures")
    _, again = dbt.asked
    chosen = again[again.index("--select") + 1 : again.index("--indirect-selection")]
    assert set(chosen) == {FAILED, LEFT_OUT}
    assert again[again.index("--threads") + 1] == "1"
    statuses = {node.unique_id.split(".")[2]: node.status for node in nodes}
    assert statuses[FAILED] == statuses[LEFT_OUT] == "success"
    assert len(statuses) == len(nodes)
    with open_warehouse(copied_sample) as connection:
        assert hash_tables(connection) == before


def test_what_has_too_little_memory_even_by_itself_fails(
    copied_sample: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    dbt = TooLittleMemory(copied_sample, times=2)
    load_project(copied_sample)  # (parsing uses the class that is replaced)
    monkeypatch.setattr("dbt.cli.main.dbtRunner", dbt)
    with pytest.raises(StageFailedError, match=OUT_OF_MEMORY):
        invoke(copied_sample, BUILD, "figures")
    assert len(dbt.asked) == 2
