"""A court that only a later list names is told of a line filed before, once for ever, and people decide what is told
twice: by the real commands."""

from __future__ import annotations

import csv
import json
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import AS_OF
from filing_homes import approved_by_law, copy_home, events_of, home_with_the_sample, say_in, states_of
from killed_commands import killed_at_a_step
from office_days import office_today
from pypdf import PdfReader

from orchestration.files.atomic import PARTIAL_SUFFIX
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import read_frozen
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse

RUTH = ("--by", "Ruth Ortega")
TELL = ("file", "tell-courts", *RUTH)
Say = Callable[..., Any]

STEPS = {
    "as what is told was kept": ("orchestration.filing.ledger.evidence", "Evidence.keep", "after"),
    "as it was begun": ("orchestration.filing.ledger.store", "Ledger.writing", "after"),
    "before the folder gets its name": ("pathlib", "Path.rename", "before"),
    "as the folder got its name": ("pathlib", "Path.rename", "after"),
    "before it is said to be told": ("orchestration.filing.batches.further_courts", "finish_notices", "before"),
    "as it was said to be told": ("orchestration.filing.batches.further_courts", "finish_notices", "after"),
}


@pytest.fixture(scope="module")
def submitted(sample_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home in which the lines of Sacramento by operation of law were filed."""
    folder = tmp_path_factory.mktemp("submitted")
    settings = home_with_the_sample(sample_run.home, folder / "home")
    approved_by_law(say_in(settings), folder)
    assert "tell-courts" not in say_in(settings)("file", "submit", *RUTH)
    return settings


@pytest.fixture
def settings(submitted: Settings, tmp_path: Path) -> Settings:
    return copy_home(submitted, tmp_path / "home")


@pytest.fixture
def filed(settings: Settings) -> list[str]:
    """Of two of the filed lines that no list of transfers knows, the ids."""
    with open_warehouse(settings) as connection:
        known = {charge for (charge,) in connection.execute("select unit_id from marts.transfer_courts").fetchall()}
    return [
        str(event.line_id)
        for event in events_of(settings)
        if event.kind == "proposed"
        and json.loads(event.details)["charge_id"] not in known
        and states_of(settings)[str(event.line_id)] == "sent_to_the_department"
    ][:2]


def charge_of(settings: Settings, line_id: str) -> str:
    (event,) = [one for one in events_of(settings) if one.kind == "proposed" and one.line_id == line_id]
    return str(json.loads(event.details)["charge_id"])


def a_later_list_says(settings: Settings, line_id: str, courts: dict[str, str]) -> None:
    """What a run with a later list of transfers would hold: the case of the line went to these courts."""
    charge_id = charge_of(settings, line_id)
    with open_warehouse(settings) as connection:
        connection.execute("delete from intermediate.int_transferred_charges where charge_id = ?", [charge_id])
        connection.execute(
            "insert into intermediate.int_transferred_charges by name "
            "select charge_id, charge_number, person_id, person_bucket, ?::varchar[] as other_court_county_names, "
            "?::varchar[] as other_court_case_numbers, [] as transfer_ids, [] as contradictory_transfer_ids, "
            "[] as told_also_by_county_names, [] as told_also_by_charge_ids "
            "from intermediate.int_charges where charge_id = ?",
            [sorted(courts), [courts[county] for county in sorted(courts)], charge_id],
        )


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def folders(settings: Settings) -> list[Path]:
    return sorted(settings.further_notices.iterdir()) if settings.further_notices.is_dir() else []


def told(settings: Settings) -> list[tuple[str, str]]:
    return sorted(
        (str(event.line_id), json.loads(event.details)["court"])
        for event in events_of(settings)
        if event.kind == "further_court_told"
    )


def test_a_court_that_a_later_list_names_is_told_once_and_may_answer(
    say: Say, settings: Settings, filed: list[str], tmp_path: Path
) -> None:
    assert "every court named by a list is notified" in say(*TELL)
    line_id = filed[0]
    a_later_list_says(settings, line_id, {"FRESNO": "F-77", "SACRAMENTO": "S-9"})
    assert "1 filed lines are of cases that went to further courts" in say("file", "submit", *RUTH)
    assert "1 courts of 1 lines" in say(*TELL)
    (folder,) = folders(settings)
    (notice,) = rows_of(folder / "notices" / "fresno.csv")
    assert (notice["line_id"], notice["county"], notice["case_numbers"]) == (line_id, "FRESNO", "F-77")
    assert "SACRAMENTO: " in notice["numbers_at_other_courts"] and "S-9" in notice["numbers_at_other_courts"]
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "answers_of_other_courts.csv", "answers_of_other_courts.xlsx",
        "court_notices/notice_001_001.pdf", "department_letter.pdf", "documents.json",
        "further_courts.csv", "manifest.json", "notices/fresno.csv",
    }, "the line's own court was told when it was filed"  # fmt: skip
    (further,) = rows_of(folder / "further_courts.csv")
    assert (further["line_id"], further["further_court"], further["numbers_there"]) == (line_id, "FRESNO", "F-77")
    assert further["county"] == "SACRAMENTO" and "SACRAMENTO: " in further["numbers_at_other_courts"]
    assert further["batch_id"] == notice["batch_id"], "the department knows the entry by the batch it was sent in"
    assert further["state_ids"] and further["name"]
    letter = "".join(page.extract_text() for page in PdfReader(folder / "department_letter.pdf").pages)
    assert "named 1 further court for" in " ".join(letter.split()) and further["name"] not in letter
    before = events_of(settings)
    assert "every court named by a list is notified" in say(*TELL)
    assert "tell-courts" not in say("file", "submit", *RUTH)
    assert events_of(settings) == before and told(settings) == [(line_id, "FRESNO")]
    assert states_of(settings)[line_id] == "sent_to_the_department", "the line stands where it stood"
    assert "COURTS NOTIFIED LATER\n  FRESNO" in say("explain", line_id, "--as-filed")

    # A further list names one court more: it alone is told, and nothing while the line is under a hold.
    a_later_list_says(settings, line_id, {"FRESNO": "F-78", "KERN": ""})
    with open_evidence(settings.evidence) as evidence:
        (event,) = [one for one in events_of(settings) if one.kind == "filed" and one.line_id == line_id]
        frozen = read_frozen(evidence.read(line_id, json.loads(event.details)["evidence_hash"]) or "")
    row = frozen.law_rows[0]
    for hold in (("--law-row", f"{row['law_table']} {row['row_key']}"), ("--person", frozen.line["person_ids"][0])):
        (hold_id,) = re.findall(r"ON HOLD  (\w+)  ", say("file", "hold", *RUTH, *hold, "--reason", "counsel asks"))
        said = say(*TELL, code=3)
        assert "1 lines not notified: held: counsel asks" in said and f"ON HOLD  {hold_id}" in said
        assert told(settings) == [(line_id, "FRESNO")]
        for command in (("file", "landed"), ("file", "ageing"), ("file", "counsel", "list")):
            assert f"ON HOLD  {hold_id}" in say(*command)
        say("file", "release", hold_id, *RUTH, "--reason", "answered")
    assert "1 courts of 1 lines" in say(*TELL)
    assert told(settings) == [(line_id, "FRESNO"), (line_id, "KERN")]

    rows = rows_of(folder / "answers_of_other_courts.csv")
    answers = tmp_path / "answers.csv"
    with answers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        answered = {"answer_of_another_court": "acknowledged", "answered_by": "A clerk", "answered_on": office_today()}
        writer.writerows({**row, **answered} for row in rows)
    assert "imported 1 answers" in say("respond", "import", answers, *RUTH)
    assert "0 faults" in say("ledger", "verify")

    (folder / "notices" / "fresno.csv").write_text("changed")
    (settings.further_notices / "0123456789abcdef").mkdir()
    faults = say("ledger", "verify", code=1)
    assert f"batch {folder.name}: notices/fresno.csv differs from the file that was filed" in faults
    assert "0123456789abcdef: the ledger has no such notices" in faults


def test_what_came_back_or_was_destroyed_tells_no_further_court(say: Say, settings: Settings, filed: list[str]) -> None:
    for line_id in filed:
        a_later_list_says(settings, line_id, {"FRESNO": "F-77"})
    say("file", "event", "withdrawn", filed[0], *RUTH, "--on", office_today(), "--ground", "wrong person")
    say("file", "destroy-evidence", filed[1], *RUTH, "--order", "S-1", "--on", AS_OF)
    said = say(*TELL)
    assert "every court named by a list is notified" in said and "1 lines not notified" in said
    assert told(settings) == [] and folders(settings) == []


def test_a_kill_at_each_step_tells_each_court_once_with_the_same_bytes(
    say: Say, settings: Settings, filed: list[str]
) -> None:
    for step, at in STEPS.items():
        court = {"FRESNO": "F-1", step.upper(): ""}
        a_later_list_says(settings, filed[0], {"FRESNO": "F-1"} | ({} if not told(settings) else court))
        before = len(told(settings))
        assert killed_at_a_step(at, 1, *TELL, "--home", settings.home) == -signal.SIGKILL, step
        whole = [folder for folder in folders(settings) if not folder.name.endswith(PARTIAL_SUFFIX)]
        bytes_then = {path: path.read_bytes() for folder in whole for path in folder.rglob("*") if path.is_file()}
        say(*TELL)
        assert len(told(settings)) == before + 1, step
        assert all(path.read_bytes() == content for path, content in bytes_then.items()), step
        assert "every court named by a list is notified" in say(*TELL), step
        assert len(told(settings)) == len(set(told(settings)))
        assert not [folder for folder in folders(settings) if folder.name.endswith(PARTIAL_SUFFIX)], step
    assert "0 faults" in say("ledger", "verify")


def test_people_decide_what_is_told_twice_and_it_stands_in_the_explanation(say: Say, settings: Settings) -> None:
    with open_warehouse(settings) as connection:
        ((here, there, person_id, county),) = connection.execute(
            "select min(one.charge_id), max(other.charge_id), one.person_id, any_value(one.county_name) "
            "from intermediate.int_charges as one inner join intermediate.int_charges as other "
            "on one.person_id = other.person_id and one.charge_id < other.charge_id "
            "where one.is_conviction and other.is_conviction group by one.person_id order by one.person_id limit 1"
        ).fetchall()
        for charge_id, other in ((here, there), (there, here)):
            connection.execute("delete from intermediate.int_transferred_charges where charge_id = ?", [charge_id])
            connection.execute(
                "insert into intermediate.int_transferred_charges by name "
                "select charge_id, charge_number, person_id, person_bucket, [] as other_court_county_names, "
                "[] as other_court_case_numbers, [] as transfer_ids, [] as contradictory_transfer_ids, "
                "['FRESNO'] as told_also_by_county_names, [?] as told_also_by_charge_ids "
                "from intermediate.int_charges where charge_id = ?",
                [other, charge_id],
            )
    listed = say("file", "told-twice", "list")
    (collision,) = re.findall(rf"^(\w{{16}})  person {person_id}: waits for a decision$", listed, re.MULTILINE)
    why = ("--reason", "the minute order was compared")
    wrong = ("file", "told-twice", "decide", collision, *RUTH, *why)
    assert "--court COUNTY or --each" in say(*wrong, code=2)
    assert "--court COUNTY or --each" in say(*wrong, "--each", "--court", "fresno", code=2)
    assert "must be a county of the state, found 'Atlantis'" in say(*wrong, "--court", "Atlantis", code=2)
    assert "plain text" in say(*wrong[:-1], " \t", "--court", county, code=2)
    assert "plain text" in say(*wrong[:-1], "a\u202eb", "--court", county, code=2)
    assert "has no collision" in say("file", "told-twice", "decide", "f" * 16, *RUTH, *why, "--each", code=2)
    assert f"filed as {county} reports it" in say(*wrong, "--court", county.lower())
    assert "(decided before)" in say(*wrong, "--court", county)
    shown = " ".join(say("explain", person_id, "--all").split())
    assert f"filed as {county} reports it" in shown and "decided by Ruth Ortega: the minute order was compared" in shown
    assert "NO LONGER VALID" not in shown
    with open_warehouse(settings) as connection:
        connection.execute("update intermediate.int_charges set count_number = '077' where charge_id = ?", [there])
    assert f"NO LONGER VALID  {collision}" in say("file", "told-twice", "list")
    assert "NO LONGER VALID: the reports have changed" in " ".join(say("explain", person_id, "--all").split())
    say("file", "told-twice", "take-back", collision, *RUTH, "--reason", "told otherwise")
    listed = say("file", "told-twice", "list")
    assert "NO LONGER VALID" not in listed
    assert "decided by" not in say("explain", person_id, "--all")
    (now,) = re.findall(rf"^(\w{{16}})  person {person_id}: waits for a decision$", listed, re.MULTILINE)
    say("file", "told-twice", "decide", now, *RUTH, "--reason", "compared again", "--each")
    assert "separate convictions, each filed, decided by Ruth Ortega" in say("file", "told-twice", "list")
    say("file", "told-twice", "take-back", now, *RUTH, "--reason", "compared again")
    assert say("file", "told-twice", "list") == listed
