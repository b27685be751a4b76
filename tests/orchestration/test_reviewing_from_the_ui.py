"""Reviewing and looking again by the jobs of the Dagster UI: the same files and the same ledger as by the commands."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from command_line import AS_OF
from dagster_jobs import complaints, run_job, shown
from filing_homes import events_of, home_with_the_sample, states_of
from filing_workbooks import filled_in, lines_of
from office_days import office_today

from orchestration.cli.app import main
from orchestration.filing.ledger.provenance import COLUMNS, lacking
from orchestration.settings import Settings
from tests.filing.monitoring.filed import write_csv

RUTH = ("--by", "Ruth Ortega")
Say = Callable[..., Any]


@pytest.fixture
def settings(sample_run: Any, tmp_path: Path) -> Settings:
    return home_with_the_sample(sample_run.home, tmp_path / "home")


def test_workbooks_are_written_once_and_who_stands_in_them_decides(
    say: Say, settings: Settings, tmp_path: Path
) -> None:
    say("file", "propose", "--by", "Ada Analyst")
    book = tmp_path / "review.xlsx"
    asked = {"write_review_workbooks": {"by": "Ruth Ortega", "county": "fresno", "out": str(book)}}
    written = run_job(settings, "lines_for_reviewers", AS_OF, asked)
    assert complaints(written) == []
    lines, told = lines_of(book), shown(written, "write_review_workbooks")
    clear = [one for one in lines if not one["needs_a_human"]]
    assert (told["dagster/row_count"], told["need a human"]) == (len(lines), len(lines) - len(clear))
    by_court = [one for one in lines if one["remedy_id"] == "prop64_statutory"]
    assert f"| under review | {len(by_court)} |" in told["where lines stand"]
    assert not any(one["name"] in str(value) for one in lines for value in told.values())
    again = run_job(settings, "lines_for_reviewers", AS_OF, asked)
    assert complaints(again) != [], "a workbook that is there may hold decisions"
    rule = {"needs_a_human": "no", "decision": "approve", "words": "all clear", "decided_by": "Dana Prosecutor"}
    decided = filled_in(book, tmp_path / "decided.xlsx", {}, [rule])
    taken = run_job(
        settings, "decisions_of_reviewers", AS_OF, {"import_review_decisions": {"workbooks": [str(decided)]}}
    )
    assert complaints(taken) == []
    told = shown(taken, "import_review_decisions")
    assert told["approved"] + told["checked"] == len(clear) > 0
    states = states_of(settings)
    assert {states[one["line_id"]] for one in clear} == {"approved", "checked"}
    who = {event.by for event in events_of(settings) if event.kind in ("approved", "checked")}
    assert who == {"Dana Prosecutor"}


def test_what_a_person_does_by_hand_is_what_the_commands_do(say: Say, settings: Settings, tmp_path: Path) -> None:
    say("file", "propose", "--by", "Ada Analyst")
    why, ground, number = "looked at each", "was not served", "CR-26-118"
    held = {"hold_lines": {"by": "Ruth Ortega", "by_what": "county", "which": "fresno", "reason": "counsel asks"}}
    stopped = run_job(settings, "hold", AS_OF, held)
    assert complaints(stopped) == []
    told = shown(stopped, "hold_lines")
    assert f"ON HOLD  {told['hold']}  county FRESNO: counsel asks (set by Ruth Ortega)" in say("file", "status")
    assert "| county FRESNO | counsel asks | Ruth Ortega |" in told["on hold"]
    meant = {"by": "Ruth Ortega", "county": "fresno", "remedy": "prop64_statutory"}
    refused = run_job(settings, "approvals", AS_OF, {"approve_lines": {**meant, "reason": why}})
    waiting = shown(refused, "approve_lines")["waited for an approval"]
    assert f"| held: counsel asks | {waiting} |" in shown(refused, "approve_lines")["not approved"]
    release = {"by": "Ruth Ortega", "hold_id": told["hold"], "reason": "answered"}
    assert complaints(run_job(settings, "release_of_a_hold", AS_OF, {"release_hold": release})) == []
    again = run_job(settings, "release_of_a_hold", AS_OF, {"release_hold": release})
    assert complaints(again) == [] and shown(again, "release_hold")["stood already"]
    release = {**release, "reason": "another"}
    (again,) = complaints(run_job(settings, "release_of_a_hold", AS_OF, {"release_hold": release}))
    assert f"no hold {told['hold']!r} is in force" in again
    (unsaid,) = complaints(run_job(settings, "approvals", AS_OF, {"approve_lines": meant}))
    assert "a reason must say why" in unsaid
    ada = {**meant, "by": "ada analyst", "reason": why}
    by_ada = shown(run_job(settings, "approvals", AS_OF, {"approve_lines": ada}), "approve_lines")
    assert f"| who proposed it cannot approve it | {waiting} |" in by_ada["not approved"]
    approved = run_job(settings, "approvals", AS_OF, {"approve_lines": {**meant, "reason": why}})
    assert shown(approved, "approve_lines")["dagster/row_count"] == waiting > 0

    line = next(line_id for line_id, stands in states_of(settings).items() if stands == "approved")
    (tmp_path / "order.txt").write_text(number, encoding="utf-8")
    (tmp_path / "ground.txt").write_text(ground, encoding="utf-8")
    words = {"order_file": str(tmp_path / "order.txt"), "ground_file": str(tmp_path / "ground.txt")}
    on = office_today()
    told_of = {"by": "Ruth Ortega", "what": "withdrawn", "lines": [line], "on": on, **words}
    (early,) = complaints(run_job(settings, "orders", AS_OF, {"tell_orders": {**told_of, "what": "vacated"}}))
    assert f"line {line}" in early and "vacated" in early
    (unclear,) = complaints(run_job(settings, "orders", AS_OF, {"tell_orders": {**told_of, "on": "30 May"}}))
    assert "on must be a date" in unclear
    ordered = run_job(settings, "orders", AS_OF, {"tell_orders": told_of})
    assert complaints(ordered) == []
    assert shown(ordered, "tell_orders")["dagster/row_count"] == 1
    assert not any(word in str(ordered.dagster_run.run_config) for word in (ground, number)), "kept for ever"
    by_command = ("--by", "Ruth Ortega", "--on", on, "--order", number, "--ground", ground)
    assert "told before for 1" in say("file", "event", "withdrawn", line, *by_command)
    assert states_of(settings)[line] == "withdrawn"
    for event in events_of(settings):
        said = {column: getattr(event, column) for column in COLUMNS}
        assert lacking(event.kind, said) == [], event
    assert say("ledger", "verify").splitlines()[-1].endswith("0 faults")


def test_a_blind_sample_of_the_ui_is_that_of_the_command(say: Say, settings: Settings, tmp_path: Path) -> None:
    places = {"out": str(tmp_path / "reader"), "key": str(tmp_path / "key.csv")}
    asked = {"ca__ledger__blind_sample": {"seed": 7, "number": 20, "county": "fresno", **places}}
    drawn = run_job(settings, "blind_sample", AS_OF, asked)
    assert complaints(drawn) == []
    assert shown(drawn, "ca__ledger__blind_sample")["dagster/row_count"] == 20
    other = ("--out", tmp_path / "other", "--key", tmp_path / "other.csv")
    say("file", "sample", "--seed", "7", "--n", "20", "--county", "fresno", *other)
    assert (tmp_path / "other.csv").read_bytes() == (tmp_path / "key.csv").read_bytes()
    (refused,) = complaints(run_job(settings, "blind_sample", AS_OF, asked))
    assert "must be new" in refused
    with (tmp_path / "key.csv").open(encoding="utf-8", newline="") as file:
        read = [{"number": row["number"], "reading": "eligible", "read_by": "Rae"} for row in csv.DictReader(file)]
    book = write_csv(tmp_path / "read.csv", [*read[:-1], {**read[-1], "read_by": ""}], list(read[0]))
    came = {"file": str(book), "key": places["key"], "out": str(tmp_path / "of_the_ui.csv")}
    result = run_job(settings, "blind_sample_result", AS_OF, {"ca__ledger__blind_sample_result": came})
    assert complaints(result) == []
    found = shown(result, "ca__ledger__blind_sample_result")
    assert (found["dagster/row_count"], found["not read"], found["not counted"]) == (19, 1, 1)
    by_command = ("--key", places["key"], "--out", str(tmp_path / "of_the_command.csv"))
    with pytest.raises(SystemExit) as ended:
        main(["file", "sample-result", str(book), *by_command])
    assert ended.value.code == 3
    assert (tmp_path / "of_the_ui.csv").read_bytes() == (tmp_path / "of_the_command.csv").read_bytes()


def test_a_batch_is_encrypted_and_courts_are_told_from_the_ui(say: Say, settings: Settings) -> None:
    say("file", "propose", "--by", "Ada Analyst")
    say("file", "approve", *RUTH, "--remedy", "prop64_statutory", "--county", "fresno", "--reason", "looked at each")
    say("file", "submit", *RUTH, "--county", "fresno")
    batch, *_ = sorted(folder.name for folder in settings.filed.iterdir())
    key = pyrage.x25519.Identity.generate()
    meant = {"by": "Ruth  Ortega", "batch_id": batch.upper(), "recipient": str(key.to_public())}
    done = run_job(settings, "encryption", AS_OF, {"encrypt_batch": meant})
    assert complaints(done) == []
    left = [path.name for path in (settings.filed / batch).rglob("*") if path.is_file()]
    assert sorted(name for name in left if not name.endswith(".age")) == ["manifest.json"]
    assert shown(done, "encrypt_batch")["dagster/row_count"] == len(left) - 1
    (refused,) = complaints(run_job(settings, "encryption", AS_OF, {"encrypt_batch": {**meant, "recipient": "age1x"}}))
    assert "key" in refused
    (nobody,) = complaints(run_job(settings, "encryption", AS_OF, {"encrypt_batch": {**meant, "by": "  "}}))
    assert "who answers for it must be named" in nobody
    told = run_job(settings, "courts_told_later", AS_OF, {"tell_further_courts": {"by": "Ruth Ortega"}})
    assert complaints(told) == []
    assert shown(told, "tell_further_courts")["notices"] == "every court that a list names was told"
    listed = run_job(settings, "told_twice", AS_OF)
    assert complaints(listed) == []
    path = Path(shown(listed, "decide_told_twice")["list"])
    assert path.read_text(encoding="utf-8") == say("file", "told-twice", "list")
    assert path.stat().st_mode & 0o077 == 0
    assert say("ledger", "verify").splitlines()[-1].endswith("0 faults")
    assert {event.by for event in events_of(settings) if "encrypt" in event.kind} == {"Ruth Ortega"}


def test_what_is_looked_at_again_is_what_the_commands_find_and_the_ledger_stays(say: Say, settings: Settings) -> None:
    say("file", "propose", "--by", "Ada Analyst")
    say("file", "approve", *RUTH, "--remedy", "prop64_statutory", "--county", "fresno", "--reason", "looked at each")
    say("file", "submit", *RUTH, "--county", "fresno")
    before = events_of(settings)
    looked = run_job(settings, "looking_again", AS_OF)
    assert complaints(looked) == []
    assert events_of(settings) == before
    waiting = [stands for stands in states_of(settings).values() if stands in ("proposed", "filed")]
    (ageing,) = looked.asset_materializations_for_node("ca__ledger__ageing")
    assert ageing.metadata["dagster/row_count"].value == len(waiting)
    assert f"| filed | FRESNO | the court | {waiting.count('filed')} |" in ageing.metadata["what waits"].value
    (rechecked,) = looked.asset_materializations_for_node("ca__ledger__rechecked")
    (folder,) = [path for path in (settings.ledger.parent / "rechecks").iterdir() if not path.is_symlink()]
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert str(folder) in say("file", "recheck"), "the same folder, or it would be refused"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    found = rechecked.metadata["what was found"].value
    assert rechecked.metadata["dagster/row_count"].value == waiting.count("filed") and "unchanged" in found
    (landed,) = looked.asset_materializations_for_node("ca__ledger__landed")
    assert landed.metadata["dagster/row_count"].value == 0
