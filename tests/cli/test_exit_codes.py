"""Exit codes and the one line that goes with each: what a script, and a person, can rely on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pytest
import small_deliveries
import typer
from command_line import AS_OF, ROOT, Finished, is_progress, lookback
from filelock import FileLock
from typer.core import TyperArgument, TyperGroup

from orchestration.cli.app import app, main
from orchestration.cli.errors import EXIT_CODES, CommandError, Exit, end_with, report_error
from orchestration.cli.lazy import LazyCommand
from orchestration.defs.asset_context import guard_asset
from orchestration.defs.resources import SettingsResource
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.locks import AnotherRunError, release_run_lock
from tests.support.state_packs import SHIPPED

Command = Callable[..., Finished]


def run(command: Command, home: Path, *arguments: str | Path) -> Finished:
    return command("run", "--as-of", AS_OF, "--home", home, *arguments)


def one_line(finished: Finished) -> str:
    """What stderr says beside progress."""
    (line,) = [line for line in finished.err.splitlines() if not is_progress(line)]
    return line


def summary(home: Path, as_of: str = AS_OF) -> dict[str, object]:
    return json.loads((home / "results" / "ca" / as_of / "current" / "summary.json").read_text())


def test_a_second_run_does_nothing_and_exits_75(command: Command, tmp_path: Path) -> None:
    lock_file = load_settings(home=tmp_path).lock_file
    lock_file.parent.mkdir(parents=True)
    with FileLock(lock_file):
        finished = run(command, tmp_path, "--deliveries", small_deliveries.good(tmp_path / "d"))
    assert finished.code == 75
    assert "another run of ca is active" in one_line(finished)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d", "locks", "logs"]


def test_a_step_started_in_the_ui_does_nothing_while_a_run_is_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOOKBACK_HOME", str(tmp_path))
    settings = load_settings()
    settings.lock_file.parent.mkdir(parents=True)
    with FileLock(settings.lock_file), pytest.raises(AnotherRunError), guard_asset(SettingsResource()):
        raise AssertionError("the step went on")
    with guard_asset(SettingsResource()) as of_the_step:
        assert of_the_step == settings
    release_run_lock(settings)


@pytest.mark.long
def test_old_and_missing_counties_wait_for_a_name_and_a_refused_file_for_nobody(
    command: Command, tmp_path: Path
) -> None:
    home, folder = tmp_path / "home", tmp_path / "d"
    first = small_deliveries.good(folder, "sacramento")
    second = small_deliveries.good(folder, "fresno", "20240101", first=100)
    stopped = run(command, home, "--deliveries", folder)
    assert stopped.code == 4
    line = one_line(stopped)
    assert "FRESNO: data of 2024-01-01 is 882 days old on 2026-06-01, more than 400" in line
    assert "--allow-stale COUNTY" in line
    assert not (home / "results").exists()
    assert "Nothing was published" in stopped.out

    small_deliveries.no_delivery(folder, "alpine_20260301.csv")
    done = run(command, home, "--deliveries", folder, "--allow-stale", "fresno")
    assert done.code == 3, done.err
    assert one_line(done).startswith("refused alpine_20260301.csv: expected ")
    assert summary(home)["eligible"] == 16
    assert {path.name for path in (home / "filings" / "ca" / AS_OF / "current").iterdir()} == {"fresno", "sacramento"}
    allowances = "old data allowed for FRESNO; history refused: ALPINE"
    assert summary(home)["allowances"] == allowances, "figures say whose file is not in them"
    assert f"Overrides and refused files of this run: {allowances}." in done.out

    stopped = run(command, home, "--deliveries", first)
    assert stopped.code == 4
    assert "FRESNO: the last run had a delivery, this one has none in force" in one_line(stopped)
    assert summary(home)["deliveries"] == 2  # what the last run wrote still stands
    current = home / "results" / "ca" / AS_OF / "current"
    assert f"{current} still shows the previous run, {current.readlink()} as of {AS_OF}." in stopped.out

    done = run(command, home, "--deliveries", first, "--allow-missing", "FRESNO")
    assert done.code == 0, done.err
    assert summary(home)["allowances"] == "missing allowed: FRESNO"
    assert "missing allowed: FRESNO" in done.out
    (manifest,) = (home / "filings/ca" / AS_OF / "current/sacramento").glob("*/manifest.json")
    assert json.loads(manifest.read_text())["allowances"] == "missing allowed: FRESNO"
    assert second.exists()


@pytest.mark.long
def test_what_would_get_lost_without_a_word_is_said(command: Command, tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "d"
    broke_off = small_deliveries.good(folder, "sacramento")
    broke_off.write_bytes(broke_off.read_bytes()[:-40])
    small_deliveries.good(folder, "napa", "20260701", first=100)
    small_deliveries.good(folder, "kern", first=200).rename(folder / "kern_20260301.txt")
    done = run(command, home, "--deliveries", folder)
    assert done.code == 3
    assert [line for line in done.err.splitlines() if not is_progress(line)] == [
        "sacramento_20260301.csv seems truncated: it ends within a row, as after an aborted transfer. The rows before "
        "were read; request the file again",
        "not current napa_20260701.csv: its cut date 2026-07-01 is after 2026-06-01, and NAPA has no older history",
        "refused kern_20260301.txt: expected a name that ends with .csv, .dat (or with .gz, .zst), found another "
        "ending",
    ]
    (folder / "empty").mkdir()
    nothing = run(command, tmp_path / "another", "--deliveries", folder / "empty")
    assert (nothing.code, [line for line in nothing.err.splitlines() if not is_progress(line)]) == (
        1,
        [
            "refused empty: expected files that end with .csv, .dat (or with .gz, .zst) in the folder, found none",
            "no delivery is current on 2026-06-01: nothing was done. Next: mend or replace the refused files",
        ],
    )


@pytest.mark.long
def test_a_run_stopped_by_a_stricter_age_does_not_pass_for_the_run_that_was_done(
    command: Command, tmp_path: Path
) -> None:
    home, folder = tmp_path / "home", tmp_path / "d"
    small_deliveries.good(folder, "sacramento")
    assert run(command, home, "--deliveries", folder).code == 0
    (of_the_done,) = [path.name for path in (home / "results" / "ca" / AS_OF).iterdir() if path.name != "current"]
    assert run(command, home, "--deliveries", folder, "--max-data-age-days", "30").code == 4
    page = (home / "quality" / "ca" / "quality.html").read_text(encoding="utf-8")
    assert "This is the first run" not in page
    assert page.count(of_the_done) == 1  # in the list of runs; the headline names the run that was stopped

    assert run(command, home, "--deliveries", folder, "--max-data-age-days", "4000").code == 0
    assert summary(home)["allowances"] == "data up to 4000 days old allowed for every county"


def test_of_a_day_before_all_data_it_is_said_when_they_begin(command: Command, tmp_path: Path) -> None:
    finished = run(command, tmp_path / "home", "--deliveries", small_deliveries.good(tmp_path / "d", cut="20260701"))
    assert (finished.code, [line for line in finished.err.splitlines() if not is_progress(line)]) == (
        1,
        [
            "1 delivery not current yet: the earliest cut date is 2026-07-01",
            "no delivery is current on 2026-06-01: nothing was done. Next: run with --as-of 2026-07-01",
        ],
    )


def test_nothing_in_force_is_a_failure_with_a_line_for_each_refused_file(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    small_deliveries.no_delivery(folder)
    (folder / "notes_20260301.csv").write_text("")
    finished = run(command, tmp_path / "home", "--deliveries", folder)
    assert finished.code == 1
    lines = [line for line in finished.err.splitlines() if not is_progress(line)]
    assert [line.split(":")[0] for line in lines[:-1]] == ["refused fresno_20260301.csv", "refused notes_20260301.csv"]
    assert lines[-1] == (
        "no delivery is current on 2026-06-01: nothing was done. Next: mend or replace the refused files"
    )


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("run",), "lookback: Missing option '--as-of'."),
        (
            ("run", "--as-of", "2026-02-30"),
            "lookback: Invalid value: --as-of must be a date like 2026-06-01, found '2026-02-30'",
        ),
        (
            ("run", "--as-of", AS_OF, "--cut", "FRESNO"),
            "lookback: Invalid value: --cut must be COUNTY=DATE, found 'FRESNO'",
        ),
        (
            ("run", "--as-of", AS_OF, "--data-as-of", "March"),
            "lookback: Invalid value: --data-as-of must be a date like 2026-06-01, found 'March'",
        ),
        *(
            (("run", "--as-of", AS_OF, option, "Nowhere"), f"{line} a county of the state, found 'Nowhere'")
            for option in ("--allow-stale", "--allow-missing", "--allow-changed", "--leave-out")
            for line in [f"lookback: Invalid value: {option} must be"]
        ),
        (
            ("run", "--as-of", AS_OF, "--deliveries", "nowhere.csv"),
            "lookback: Invalid value: --deliveries must be files or folders, found nothing named 'nowhere.csv'",
        ),
        (
            ("run", "--as-of", AS_OF, "--allow-missing", "ALL"),
            "lookback: Invalid value: --allow-missing must be a county of the state, found 'ALL'",
        ),
        (
            ("run", "--as-of", AS_OF, "--cut", "Nowhere=2026-03-01"),
            "lookback: Invalid value: --cut must be a county of the state, found 'Nowhere'",
        ),
        (
            ("run", "--as-of", AS_OF, "--deliveries", ""),
            "lookback: --deliveries is empty, perhaps an unset variable; write . for the current folder",
        ),
        (("run", "--as-of", AS_OF, "--home="), "lookback: --home is empty, perhaps an unset variable"),
        (("run", "", "--as-of", AS_OF), "lookback: a path is empty, perhaps an unset variable"),
        (
            ("run", "--as-of", AS_OF, "--state", "zz"),
            f"lookback: Invalid value: --state must be one of {SHIPPED}, found 'zz'",
        ),
        (("run", "--as-of", AS_OF, "--nonsense"), "lookback: No such option: --nonsense"),
        (("nonsense",), "lookback: No such command 'nonsense'."),
    ],
)
def test_wrong_use_is_one_clear_line_and_exits_2(
    command: Command, tmp_path: Path, arguments: tuple[str, ...], line: str
) -> None:
    finished = command(*arguments, *(("--home", tmp_path) if len(arguments) > 3 else ()))
    assert (finished.code, one_line(finished)[: len(line)]) == (2, line)


@pytest.mark.parametrize("setting", ["threads", "memory_limit"])
def test_a_wrong_setting_in_the_environment_is_one_clear_line(tmp_path: Path, setting: str) -> None:
    finished = lookback("hash", "--home", tmp_path, **{f"LOOKBACK_{setting.upper()}": "many"})
    assert finished.code == 2
    assert one_line(finished).startswith(f"lookback: Invalid value: setting {setting}: ")


@pytest.mark.parametrize("arguments", [("run", "--as-of", AS_OF), ("ui",)])
def test_a_home_that_cannot_be_written_is_one_clear_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("no folder")
    finished = lookback(*arguments, "--home", tmp_path / "file" / "home")
    assert finished.code == 1
    assert one_line(finished).endswith("Not a directory; the command stopped")


def test_hashes_without_a_warehouse_are_one_clear_line(tmp_path: Path) -> None:
    finished = lookback("hash", "--home", tmp_path)
    assert finished.code == 1
    assert f"run `lookback run --home {tmp_path} --as-of DAY --deliveries FOLDER` first" in one_line(finished)


def test_a_warehouse_that_may_not_be_read_is_not_said_to_be_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.write_bytes(b"no database")

    def denied(_: Settings) -> None:  # what DuckDB says; root may read everything
        raise duckdb.IOException(f'IO Error: Cannot open file "{settings.warehouse}": Permission denied')

    monkeypatch.setattr("orchestration.cli.warehouse.open_warehouse", denied)
    with pytest.raises(SystemExit) as ended:
        main(["hash", "--home", str(tmp_path)])
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"lookback: {settings.warehouse} cannot be opened: permission denied\n"


@pytest.mark.parametrize("arguments", [("hash",), ("quality",), ("figures",), ("publish",)])
@pytest.mark.parametrize("content", [b"no database at all", b"\0" * 20_000])
def test_a_damaged_warehouse_is_said_to_be_one(
    tmp_path: Path, arguments: tuple[str, ...], content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(home=tmp_path)
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--home", str(tmp_path)])
    assert ended.value.code == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"lookback: {settings.warehouse} cannot be opened: it is ")
    assert "no warehouse of this version of Lookback" in said


def test_a_sample_is_written_to_a_folder_of_its_own(command: Command, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("already")
    finished = command("sample", "--state", "ca", "--people", "3", "--seed", "1", "--out", tmp_path)
    assert finished.code == 2
    assert one_line(finished).startswith(f"lookback: Invalid value: {tmp_path} is not empty")


def test_what_is_written_is_closed_to_everybody_but_its_owner(tmp_path: Path) -> None:
    lookback("sample", "--state", "ca", "--people", "3", "--seed", "1", "--out", tmp_path / "sample")
    written = [tmp_path / "sample", *(tmp_path / "sample").rglob("*")]
    assert len(written) > 1
    assert not [path.name for path in written if path.stat().st_mode & 0o077]


def test_a_sample_of_a_county_that_is_none_is_one_clear_line(command: Command, tmp_path: Path) -> None:
    finished = command(
        "sample", "--state", "ca", "--people", "3", "--seed", "1", "--out", tmp_path / "o", "--county", "nowhere"
    )
    assert finished.code == 2
    assert "not known: ['NOWHERE']" in one_line(finished)


def all_commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with its words, imported."""
    if isinstance(command, LazyCommand):
        command = command.load()
    if not isinstance(command, TyperGroup):
        yield path, command
        return
    for name, one in command.commands.items():
        yield from all_commands(one, (*path, name))


def takes_a_file(command: Any) -> bool:
    """Whether a command takes a file in: as an argument, or as lines in a file."""
    files = [one for one in command.params if "Path" in str(one.get_runtime_param().annotation)]
    return any(isinstance(one, TyperArgument) or one.name == "lines_file" for one in files)


def test_every_command_and_option_says_what_it_is_for() -> None:
    commands = dict(all_commands(typer.main.get_command(app)))
    assert len(commands) >= 55
    assert [words for words, command in commands.items() if not command.help] == []
    options = [(words, one) for words, command in commands.items() for one in command.params]
    assert [(words, one.name) for words, one in options if not getattr(one, "help", "")] == []


def test_every_error_of_the_table_is_one_and_its_message_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place, code in EXIT_CODES.items():
        module, _, name = place.rpartition(".")
        kind = getattr(import_module(module), name)
        assert issubclass(kind, Exception), place
        error = Exception.__new__(type("Nearer", (kind,), {"__init__": lambda self: None, "__str__": lambda self: "x"}))
        assert report_error(error, lambda: tmp_path) is code
        assert capsys.readouterr().err == f"lookback: {'Invalid value: ' if code is Exit.WRONG_USE else ''}x\n"
    with pytest.raises(CommandError) as ended, end_with(Exit.STOPPED_AT_A_GATE, LookupError, prefix="no: "):
        raise LookupError("x")
    assert report_error(ended.value, lambda: tmp_path) is Exit.STOPPED_AT_A_GATE
    with pytest.raises(ZeroDivisionError):  # what nobody foresaw keeps its traceback
        report_error(ZeroDivisionError(), lambda: tmp_path)


FURTHER_WORDS = {
    ("run",): ("--as-of", AS_OF),
    ("policy", "import"): ("--county", "fresno"),
    ("file", "event"): ("--by", "Ruth", "--ground", "x"),
    ("file", "destroy-evidence"): ("--by", "Ruth", "--order", "26-1", "--on", AS_OF),
    ("file", "sample-result"): ("--key", "README.md"),
    ("respond", "import"): ("--by", "Ruth"),
    ("vocabulary", "add"): ("--because", "it says so"),
}
OF_NO_HOME = {("law", "check"), ("policy", "import"), ("policy", "check"), ("file", "sample-result")}


def test_every_command_that_takes_a_file_stands_on_the_page_and_ends_with_2_without_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "reference" / "exit_codes.md").read_text(encoding="utf-8")
    commands = all_commands(typer.main.get_command(app))
    found = {words for words, command in commands if takes_a_file(command)}
    assert len(found) >= 15 and ("file", "review", "import") in found and ("respond", "import") in found
    for command in sorted(found):
        assert (
            f"`lookback {' '.join(command)}`" in page
            or (command[-1] == "withdraw" and f"`lookback {' '.join(command[:-1])} import`, `withdraw`" in page)
            or (command[:2] == ("policy", "import") and "`lookback policy check`, `import`" in page)
        ), command
        named = ["--lines", "nowhere.csv"] if command in {("file", "event"), ("file", "destroy-evidence")} else []
        what = ["withdrawn"] if command == ("file", "event") else []
        home = [] if command in OF_NO_HOME else ["--home", str(tmp_path)]
        words = [*command, *what, *(named or ["nowhere.csv"]), *FURTHER_WORDS.get(command, ()), *home]
        with pytest.raises(SystemExit) as ended:
            main(words)
        said = capsys.readouterr().err
        assert (ended.value.code, said.count("\n")) == (2, 1), (command, said)
    assert [path.name for path in tmp_path.iterdir()] == ["logs"]


def test_the_page_of_exit_codes_has_every_code() -> None:
    page = (ROOT / "docs" / "reference" / "exit_codes.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\d+) \|", page, flags=re.MULTILINE)
    assert [int(code) for code in listed] == [int(code) for code in Exit]


def test_a_decisions_file_that_is_wrong_is_told_by_line_and_without_ids(command: Command, tmp_path: Path) -> None:
    home = tmp_path / "home"
    decisions = load_settings(home=home).identity_decisions
    decisions.parent.mkdir(parents=True)
    decisions.write_text("decision,id,other_id,decided_by,decided_on,why\nsame,state:1,state:987654321,Q,someday,w\n")
    finished = run(command, home, "--deliveries", small_deliveries.good(tmp_path / "d"))
    assert finished.code == 2
    assert one_line(finished) == (
        "lookback: Invalid value: decisions.csv, line 2: decided_on must be a date like 2026-03-01"
    )
