"""Help, completion, the log of a home, and the page of commands."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from unittest.mock import patch

import pytest
import typer
from command_line import ROOT, in_this_process, lookback
from rich.console import Console

from orchestration.cli.app import app
from orchestration.cli.options import add_home, load_command_settings, parse_signatory, read_account_name
from orchestration.cli.progress import SECONDS_FILE, SECONDS_PER_GIGABYTE, STEPS, STEPS_OF_A_RUN, StepPrinter
from orchestration.cli.reference import format_command_page
from orchestration.cli.run import TEXT_OF_A_COMPRESSED_BYTE, count_text_bytes
from orchestration.files.steps import listen_to_steps, report_step
from orchestration.settings import load_settings
from orchestration.warehouse.connection import open_warehouse


@pytest.mark.parametrize("words", [("help", "run"), ("run", "-h"), ("run", "--help")])
def test_help_is_found_by_each_of_its_names(words: tuple[str, ...]) -> None:
    finished = in_this_process(*words)
    assert finished.code == 0 and "--as-of" in finished.out


def test_help_of_a_group_lists_its_commands_and_an_unknown_command_is_named() -> None:
    assert "approve" in in_this_process("help", "file").out
    assert "approve" in in_this_process("file", "help").out
    finished = in_this_process("help", "fly")
    assert finished.code == 2 and "fly" in finished.err


def test_a_shell_can_complete_commands_that_are_not_imported_yet() -> None:
    asked = {"_LOOKBACK_COMPLETE": "complete_bash", "COMP_WORDS": "lookback file app", "COMP_CWORD": "2"}
    assert lookback(**asked).out.split() == ["approve"]


def test_the_log_names_the_command_and_nothing_that_was_typed_after_it(tmp_path: Path) -> None:
    in_this_process("explain", "state:12345", "--home", tmp_path)
    in_this_process("config", "show", "--home", tmp_path)
    first, second = (tmp_path / "logs" / "lookback.log").read_text().splitlines()
    assert "ERROR explain ended with exit code 1" in first or "WARNING explain ended with exit code 2" in first
    assert "12345" not in first and "INFO config show ended with exit code 0" in second


def test_config_says_where_a_setting_comes_from(tmp_path: Path) -> None:
    (tmp_path / "lookback.toml").write_text('office = "Office of Clearance"\n')
    lines = {line.split()[0]: line for line in in_this_process("config", "show", "--home", tmp_path).out.splitlines()}
    assert lines["office"].endswith("lookback.toml") and "Office of Clearance" in lines["office"]
    assert lines["home"].endswith("--home") and lines["kept_runs"].endswith("default")


def test_the_acting_person_comes_from_the_account_unless_named() -> None:
    assert parse_signatory(None) == read_account_name()
    assert parse_signatory("Ada Byron") == "Ada Byron"


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert page == format_command_page(typer.main.get_command(app)), "write it anew: lookback docs"


def test_steps_are_timed_and_the_next_estimate_knows_them(tmp_path: Path) -> None:
    console = Console(file=(tmp_path / "out").open("w"), width=80)
    printer = StepPrinter(console, tmp_path / SECONDS_FILE)
    with listen_to_steps(printer), report_step("figures"):
        pass
    with pytest.raises(ValueError), listen_to_steps(printer), report_step("site"):
        raise ValueError
    assert json.loads((tmp_path / SECONDS_FILE).read_text()) == {"figures": 0.0}
    assert StepPrinter(console, tmp_path / SECONDS_FILE).expect("figures") == 0.0
    of_a_state = StepPrinter(console, tmp_path / SECONDS_FILE, STEPS_OF_A_RUN, 10**9)
    assert sum(map(of_a_state.expect, STEPS_OF_A_RUN)) == pytest.approx(
        sum(STEPS[step][1] for step in STEPS_OF_A_RUN) + SECONDS_PER_GIGABYTE
    )
    assert of_a_state.expect("figures") == 0.0, "what this home knows is not estimated"
    (tmp_path / SECONDS_FILE).write_text("damaged")
    assert StepPrinter(console, tmp_path / SECONDS_FILE).expect("figures") > 0


def test_a_compressed_file_is_estimated_by_its_text(tmp_path: Path) -> None:
    for name in ("kern_20260301.csv", "lake_20260301.csv.ZST", "marin_20260301.csv.gz"):
        (tmp_path / name).write_bytes(b"x" * 100)
    assert count_text_bytes(load_settings(home=tmp_path, state="ca"), [tmp_path]) == 100 * (
        1 + 2 * TEXT_OF_A_COMPRESSED_BYTE
    )


def test_a_command_to_type_next_names_the_home_unless_it_is_found_without(tmp_path: Path) -> None:
    here = load_settings(home=tmp_path)
    home = f" --home {here.root}"
    assert add_home("Next: lookback explain ID", here) == f"Next: lookback explain{home} ID"
    assert add_home("lookback file review export, then", here) == (
        f"lookback file review export{home} --out FILE.xlsx, then"
    )
    named = add_home("lookback vocabulary unknown writes them", here)
    assert named == f"lookback vocabulary unknown{home} --out FILE.csv writes them"
    answered = f"then: lookback review import{home} FILE"
    assert (
        add_home("then: lookback review import", here)
        == add_home("then: lookback review import FILE", here)
        == answered
    )
    assert add_home(f"lookback status{home}", here) == f"lookback status{home}"
    assert add_home("lookback status", load_settings()) == "lookback status"


def test_a_run_to_make_again_names_the_day_of_the_last_one(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    said = f"run `lookback run --home {settings.root} --as-of {{}} --deliveries FOLDER` again"
    assert add_home("run `lookback run` again", settings) == said.format("DAY")
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.write_bytes(b"damaged")
    assert add_home("run `lookback run` again", settings) == said.format("DAY")
    settings.warehouse.unlink()
    with open_warehouse(settings) as connection:
        connection.execute("create schema intake")
        connection.execute(
            "create table intake.run_parameters as "
            "select date '2026-06-01' as as_of_date, 'a' as run_id, '' as allowances"
        )
    assert add_home("run `lookback run` again", settings) == said.format("2026-06-01")
    whole = f"lookback run --home {settings.root} --as-of DAY"
    assert add_home("lookback run --as-of DAY", settings) == whole
    settings.deliveries.mkdir(parents=True)
    assert add_home("run `lookback run` again", settings) == said.format("2026-06-01").replace(
        " --deliveries FOLDER", ""
    )


def test_a_command_to_type_next_names_the_home_also_after_a_run_exported_its_settings(tmp_path: Path) -> None:
    home = tmp_path / "Ada's home"
    with patch.dict(os.environ):
        settings = load_command_settings(home=home, state="ca")
        settings.export()
        assert add_home("lookback layout check FILE", settings).split() == [
            *("lookback", "layout", "check", "--home"),
            *(shlex.quote(str(home.resolve())).split()),
            "FILE",
        ]
        for state in ("ca", "va"):
            (home / "warehouse" / state).mkdir(parents=True, exist_ok=True)
            (home / "warehouse" / state / "clearance.duckdb").touch()
        assert add_home("lookback figures", settings).endswith(" --state ca")


def test_a_sample_says_how_to_run_it(tmp_path: Path) -> None:
    for state, day in (("pa", "2026-06-01"), ("va", "2026-10-01")):
        out = tmp_path / f"a sample of {state}"
        made = in_this_process("sample", "--state", state, "--people", "3", "--seed", "7", "--out", out)
        assert f"Next: lookback run --state {state} --as-of {day} --deliveries '{out}'" in made.out, made.err
