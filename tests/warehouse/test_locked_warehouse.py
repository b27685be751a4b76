"""A warehouse that another program has is said to be in use, in words, whoever asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.cli.errors import Exit, report_error
from orchestration.cli.scenario import hold_run_lock
from orchestration.settings import load_settings
from orchestration.warehouse.connection import WarehouseInUseError, open_warehouse

HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_it_is_said_to_be_in_use_and_by_scenarios_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = load_settings(home=tmp_path)
    with open_warehouse(settings):
        pass
    command = [sys.executable, "-c", HOLD, str(settings.warehouse)]
    said = f"{settings.warehouse} cannot be opened: a run or another program has it"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        assert program.stdout.readline() == "held\n"
        with pytest.raises(WarehouseInUseError) as raised, open_warehouse(settings):
            pass
        with pytest.raises(WarehouseInUseError) as of_scenarios, hold_run_lock(settings), open_warehouse(settings):
            pass
        program.communicate()
    assert str(raised.value) == said
    assert report_error(of_scenarios.value, lambda: tmp_path) is Exit.FAILED
    assert capsys.readouterr().err == f"lookback: {said}\n"
