"""Rejected lines are listed by file and number; their text is shown on request alone, and that is logged."""

from __future__ import annotations

from pathlib import Path

from command_line import in_this_process
from warehouse_runs import build

from orchestration.settings import load_settings
from tests.support.doj_files import SECRET, file_of, row, rows


def test_rejected_lines_are_listed_and_their_text_only_on_request(tmp_path: Path) -> None:
    file, home = tmp_path / "alameda_20260301.csv", tmp_path / "home"
    file.write_bytes(file_of(*rows(3), row(4) + b",more", f'x,"{SECRET}'.encode()))
    assert build(home, [file], stages=()).settings  # (closes the warehouse)

    done = in_this_process("rejects", "--home", home)
    assert done.code == 0 and SECRET not in done.out
    assert f"{file.name},5,field_count" in done.out and f"{file.name},6,open_quote" in done.out
    assert "2 lines were rejected" in done.out
    log = load_settings(home=home).access_log
    assert not log.exists()

    done = in_this_process("rejects", "--text", "--delivery", file, "--home", home, "--out", tmp_path / "lines.csv")
    assert done.code == 0 and SECRET not in done.out
    assert SECRET in (tmp_path / "lines.csv").read_text() and (tmp_path / "lines.csv").stat().st_mode & 0o077 == 0
    assert "text of rejected lines" in log.read_text() and SECRET not in log.read_text()

    done = in_this_process("rejects", "--delivery", "kern.csv", "--home", home)
    assert done.code == 2 and file.name in done.err
