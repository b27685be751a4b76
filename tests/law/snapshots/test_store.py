"""The law that lines are filed under is kept with its rules and what read it, and compared with that of now."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration import settings as of_settings
from orchestration.filing.ledger.store import Line
from orchestration.filing.monitoring.current_state import CurrentRecord, KnownLine, LedgerLine
from orchestration.filing.monitoring.recheck import (
    UNCHANGED,
    Recheck,
    Verdict,
    _may_have_been_read_otherwise,
    write_recheck,
)
from orchestration.law.snapshots.store import PreviousLaw, read_previous_law, store_law
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home beside law and rules that a test can edit."""
    rules = tmp_path / "root" / "models" / "rules" / "ca"
    (rules / "law").mkdir(parents=True)
    (rules / "law" / "ca_reasons.csv").write_text("reason_code,text\na,because\n")
    (rules / "rule_ca__one.sql").write_text("select 1\n")
    (rules / "rule_ca__two.sql").write_text("select 2\n")
    monkeypatch.setattr(of_settings, "PROJECT_ROOT", tmp_path / "root")
    monkeypatch.setattr("orchestration.law.version.read_pack_status", lambda *_: {"version": "1"})
    return load_settings(home=tmp_path / "home")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("create schema intake")
        opened.execute("create table intake.county_policies (county varchar)")
        yield opened


def kept(settings: Settings, connection: duckdb.DuckDBPyConnection) -> PreviousLaw:
    of_then = compute_law_version(settings.models, "ca", None)
    store_law(settings, connection, of_then)
    found = read_previous_law(settings, connection, of_then)
    assert found is not None
    return found


def test_rules_that_read_otherwise_now_are_named(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    then = kept(settings, connection)
    assert (then.other_rules, then.is_unchanged) == (frozenset(), True)
    rules = settings.models / "rules" / "ca"
    (rules / "rule_ca__one.sql").write_text("select 1\r\n")
    assert read_previous_law(settings, connection, then.law_version) == then, "ends of lines are no words"
    (rules / "rule_ca__one.sql").write_text("select 11\n")
    (rules / "rule_ca__two.sql").rename(rules / "rule_ca__three.sql")
    now = read_previous_law(settings, connection, then.law_version)
    assert now is not None
    assert now.other_rules == {"rule_ca__one.sql", "rule_ca__two.sql", "rule_ca__three.sql"}
    assert now.is_unchanged, "its tables say what those of now say"
    assert (settings.kept_laws / then.law_version / "rules" / "rule_ca__one.sql").read_text() == "select 1\n"


def test_the_software_that_read_it_is_known_with_its_commit(
    settings: Settings, connection: duckdb.DuckDBPyConnection
) -> None:
    root = settings.models.parent
    git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    told = kept(settings, connection).software
    assert (told["git_commit"], told["is_edited"]) == (commit, "no")
    assert "+code." in told["software"]
    (settings.models / "rules" / "ca" / "rule_ca__one.sql").write_text("select 12\n")
    edited = kept(settings, connection)
    assert edited.read_by.endswith(f"commit {commit} and edits")


def test_what_is_no_working_copy_has_no_commit_and_a_law_kept_before_says_so(
    settings: Settings, connection: duckdb.DuckDBPyConnection
) -> None:
    then = kept(settings, connection)
    assert "git_commit" not in then.software
    (settings.kept_laws / then.law_version / "software.json").unlink()
    before = read_previous_law(settings, connection, then.law_version)
    assert before is not None
    assert (before.other_rules, before.read_by) == (None, "software not known")


def test_recheck_says_which_laws_were_asked_by_other_rules_than_theirs() -> None:
    then = PreviousLaw("law 1", other_rules=frozenset(), software={"software": "v", "git_commit": "abc"})
    assert not _may_have_been_read_otherwise(then, "law 2")
    assert _may_have_been_read_otherwise(replace(then, other_rules=frozenset({"b.sql", "a.sql"})), "law 2")
    not_kept = PreviousLaw("law 0")
    assert _may_have_been_read_otherwise(not_kept, "law 2") and not _may_have_been_read_otherwise(not_kept, "law 0")
    of_now = {"law 0": "the rules in SQL of now, not its own, which were not kept"}
    *_, words = Recheck("", [], [], {}, [], of_now).in_words()
    assert words == "0 lines: the law law 0 was asked by the rules in SQL of now, not its own, which were not kept"
    again = Recheck("", [], [], {"law 9": "it was not kept"}, [], of_now)
    assert again.not_as_then() == {
        "law 0": "asked by the rules in SQL of now, not its own, which were not kept",
        "law 9": "not asked: it was not kept",
    }


def test_a_recheck_names_every_line_that_was_not_read_as_then(tmp_path: Path) -> None:
    def verdict(line_id: str, version: str) -> Verdict:
        line = Line(line_id, "court_order", "prop64_statutory", "FRESNO", "dismiss", "c", "x", "x", "x", "p")
        of = LedgerLine(KnownLine(line, None), "filed", "b", version)
        return Verdict(of, UNCHANGED, CurrentRecord("eligible"), ())

    verdicts = [verdict("b", "law 1"), verdict("a", "law 1"), verdict("c", "law 2")]
    assert "not_as_then.csv" not in write_recheck(verdicts, tmp_path / "none")
    written = write_recheck(verdicts, tmp_path / "some", (), {"law 1": "its rules were not kept"})
    assert "not_as_then.csv" in written
    with (tmp_path / "some" / "not_as_then.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["line_id"], row["verdict"], row["why"]) for row in csv.DictReader(file)]
    assert rows == [("a", UNCHANGED, "its rules were not kept"), ("b", UNCHANGED, "its rules were not kept")]
