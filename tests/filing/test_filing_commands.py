"""The way of a line by the real commands: proposed, reviewed, approved, filed, explained as filed, verified."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import AS_OF, ROOT
from filing_homes import (
    approved_by_law,
    copy_home,
    events_of,
    filed_files,
    files_of_batch,
    home_with_the_sample,
    say_in,
    sign_everything,
    states_of,
)
from filing_workbooks import filled_in, lines_of, sheets_of
from jsonschema import Draft202012Validator
from office_days import office_today

from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.filing.batches.files.answer_file import COLUMNS
from orchestration.filing.batches.files.folder import list_batch_folders
from orchestration.filing.batches.holds import set_hold
from orchestration.filing.batches.submission import FiledBatch, _divide_into_batches, submit
from orchestration.filing.ledger.answers import list_answers
from orchestration.filing.ledger.batch import identify_batch
from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.open_run import read_run_shown

ADA, RUTH = ("--by", "Ada Analyst"), ("--by", "Ruth Ortega")
COURT = ("--remedy", "prop64_statutory")
ALL = ("--reason", "all", "--yes")
Say = Callable[..., Any]


@pytest.fixture(scope="module")
def proposed(sample_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home in which every line of the sample is proposed."""
    settings = home_with_the_sample(sample_run.home, tmp_path_factory.mktemp("proposed") / "home")
    assert re.search(r"proposed [\d,]{5,} new lines; 0 were known", say_in(settings)("file", "propose", *ADA))
    return settings


@pytest.fixture(scope="module")
def filed_once(proposed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = copy_home(proposed, tmp_path_factory.mktemp("filed") / "home")
    say = say_in(settings)
    say("file", "approve", *RUTH, *COURT, "--county", "fresno", "--reason", "looked at each")
    assert "filed in 3 batches" in say("file", "submit", *RUTH, "--county", "fresno")
    return settings


@pytest.fixture(scope="module")
def approved_once(sample_run: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, int]:
    folder = tmp_path_factory.mktemp("approved")
    settings = home_with_the_sample(sample_run.home, folder / "home")
    return settings, approved_by_law(say_in(settings), folder)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A home of this test alone: its lines are proposed, or what the fixture says that the test asks for."""
    if "approved" in request.fixturenames:
        made, _ = request.getfixturevalue("approved_once")
    else:
        made = request.getfixturevalue("filed_once" if "filed" in request.fixturenames else "proposed")
    return copy_home(made, tmp_path / "home")


@pytest.fixture
def filed(settings: Settings) -> Settings:
    """A home in which the lines of Fresno by court order were filed."""
    return settings


@pytest.fixture
def approved(approved_once: tuple[Settings, int]) -> int:
    """How many convictions of Sacramento are approved to get relief by operation of law."""
    return approved_once[1]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_second_run_and_two_people_propose_nothing_twice(say: Say, settings: Settings) -> None:
    before = events_of(settings)
    again = say("file", "propose", "--by", "Somebody Else")
    assert "proposed 0 new lines" in again
    (not_findable,) = re.findall(r"(\d+) lines have no case number, section or date", again)
    assert events_of(settings) == before
    with open_warehouse(settings) as connection:
        ((lines,),) = connection.execute("select count(*) from marts.filing_lines").fetchall()
    assert len(before) == lines - int(not_findable)


def test_what_was_approved_is_not_filed_once_the_law_it_was_signed_for_changed(
    approved: int, say: Say, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, submission = tmp_path / "root", "orchestration.filing.batches.submission"
    for folder in ("models", "dbt_project"):
        shutil.copytree(ROOT / folder, root / folder)
    pack = root / "models" / "rules" / "ca" / "pc_1203_425.law"
    four = "conviction_relief_felony_wait_years:\n      value: 4"
    pack.write_text(pack.read_text().replace(four, four.replace("4", "1")))
    before = states_of(settings)
    monkeypatch.setattr("orchestration.settings.PROJECT_ROOT", root)
    again = f"run `lookback run {settings.options} --as-of {AS_OF} --deliveries FOLDER` again"
    assert again in say("file", "submit", *RUTH, code=1)
    monkeypatch.setattr(f"{submission}.check_run_law", lambda *_: None)  # as after a run of the changed law
    said = say("file", "submit", *RUTH, code=3)
    assert "rests on law that nobody has signed as it is now: the law changed since it was signed" in said
    assert states_of(settings) == before and not list_batch_folders(settings.filed)


def test_law_that_nobody_signed_a_hold_and_the_proposer_stop_an_approval(say: Say, settings: Settings) -> None:
    settings.signatures.unlink()
    unsigned = say("file", "approve", *RUTH, *COURT, *ALL, code=3)
    assert "approved 0 of" in unsigned and unsigned.count("lookback law unsigned") == 1
    assert unsigned.count("nobody has signed") == 1
    by_law = say("file", "approve", *RUTH, "--remedy", "conviction_relief", "--reason", "all")
    assert re.search(r"[\d,]+ lines wait for a check in the workbook: lookback file review export", by_law)
    assert re.search(r"[\d,]+ lines wait for an approval: lookback file approve", say("file", "submit", *RUTH, *COURT))
    sign_everything(settings)
    assert "person who proposed it cannot approve it" in say("file", "approve", *ADA, *COURT, *ALL, code=3)
    stop = ("file", "hold", *RUTH, "--county", "fresno", "--reason", "counsel asks")
    hold, once = say(*stop), events_of(settings)
    assert "already in force" in say(*stop) and events_of(settings) == once
    (hold_id,) = re.findall(r"ON HOLD  (\w+)  county FRESNO: counsel asks", hold)
    assert hold_id in say("file", "status")
    while_held = say("file", "approve", *RUTH, *COURT, *ALL, code=3)
    assert "12 not: held: counsel asks" in while_held and "law unsigned" not in while_held
    release = ("file", "release", hold_id, *RUTH, "--reason", "answered")
    say(*release)
    released = events_of(settings)
    assert "it was released before" in say(*release) and events_of(settings) == released
    assert "is in force" in say(*release[:-1], "another reason", code=2)
    assert "approved 12 of 12" in say("file", "approve", *RUTH, *COURT, *ALL)
    (one, *_) = (line_id for line_id, stands in states_of(settings).items() if stands == "approved")
    named = say("file", "approve", *RUTH, "--line", one.upper(), "--line", "0" * 32, code=3)
    assert "1 were approved before" in named and "1 not: no such line in the ledger" in named
    assert "1 were approved before" in say("file", "approve", *RUTH, "--line", one)
    say("file", "hold", *RUTH, "--law-row", "remedies prop64_statutory", "--reason", "a case is pending")
    held = say("file", "submit", *RUTH, code=3)
    assert "0 lines filed" in held and "approved lines not filed: held: a case is pending" in held
    assert "must name a table and the key of a row" in say(
        "file", "hold", *RUTH, "--law-row", "remedies none", "--reason", "x", code=2
    )


class Terminal(io.StringIO):
    """A terminal at which these answers are typed."""

    def isatty(self) -> bool:
        return True


def test_lines_of_several_counties_are_approved_and_filed_only_if_somebody_says_yes(
    say: Say, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_everything = ("file", "approve", *RUTH, *COURT, "--reason", "a sample was read")
    refused = say(*of_everything, code=2)
    (command,) = re.findall(r"no terminal to ask at: (lookback file approve .*)\n", refused)
    assert shlex.split(command)[1:] == [*of_everything, "--home", str(settings.home), "--yes"]
    assert re.search(r"\n       12  FRESNO +dismiss_and_seal \d+, .*\n(.*\n)*      206  all ", refused)
    assert "approved" not in states_of(settings).values()

    monkeypatch.setattr("sys.stdin", Terminal("\n"))
    declined = say(*of_everything, code=1)
    assert "Approve 206 lines of 7 counties? [y/N]: none of these lines was approved" in declined
    assert "approved" not in states_of(settings).values()
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert "approved 206 of 206" in say(*of_everything)

    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    assert "File 206 lines of 7 counties? [y/N]: none of these lines was filed" in say("file", "submit", *RUTH, code=1)
    assert not settings.filed.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert "12 lines filed in 3 batches" in say("file", "submit", *RUTH, "--county", "fresno")
    assert shlex.join([*RUTH, "--home", str(settings.home), "--yes"]) in say("file", "submit", *RUTH, code=2)
    assert "194 lines filed" in say("file", "submit", *RUTH, "--yes")


def test_very_many_lines_of_one_county_are_asked_about_too(
    say: Say, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresno = ("file", "approve", *RUTH, *COURT, "--county", "fresno", "--reason", "each was read")
    monkeypatch.setattr("orchestration.cli.file.confirmation.MOST_LINES_UNASKED", 11)
    assert "12 lines of 1 county are not approved" in say(*fresno, code=2)
    monkeypatch.setattr("orchestration.cli.file.confirmation.MOST_LINES_UNASKED", 12)
    assert "approved 12 of 12" in say(*fresno)


def test_silence_is_no_approval_where_the_law_does_not_say_so(say: Say, settings: Settings) -> None:
    assert "do not treat silence as approval" in say("file", "approve", *RUTH, "--silence", code=1)
    assert set(states_of(settings).values()) == {"proposed"}


def test_a_batch_has_everything_its_court_needs_and_its_names_name_no_one(say: Say, filed: Settings) -> None:
    schema = json.loads((ROOT / "docs/reference/court_data_file.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    names: set[str] = set()
    by_line = [event for event in events_of(filed) if event.kind in ("approved", "filing_begun", "filed")]
    assert len({(event.run_id, event.law_version) for event in by_line}) == 1 and all(e.run_id for e in by_line)
    numbers = [json.loads((path / "manifest.json").read_text()) for path in filed.filed.iterdir()]
    assert sorted((one["batch_number"], one["batch_count"]) for one in numbers) == [(1, 3), (2, 3), (3, 3)]
    for event in [event for event in events_of(filed) if event.kind == "batch_filed"]:
        folder = list_batch_folders(filed.filed)[str(event.batch_id)]
        lines, answers = rows_of(folder / "lines.csv"), rows_of(folder / "answers.csv")
        records = [json.loads(line) for line in (folder / "lines.jsonl").read_text(encoding="utf-8").splitlines()]
        for record in records:
            validator.validate(record)
        ids = [line["line_id"] for line in lines]
        assert ids == [answer["line_id"] for answer in answers] == [record["line_id"] for record in records]
        assert identify_batch(ids).batch_id == event.batch_id
        assert tuple(answers[0]) == COLUMNS
        assert [answer["asked_because"] for answer in answers] == [record["reason"] for record in records]
        assert all(answer["asked_because"] for answer in answers)
        assert {answer["allowed_answers"] for answer in answers} == {" | ".join(list_answers("court_order", "filed"))}
        assert not any(answer["answer"] or answer["answered_by"] for answer in answers)
        manifest = json.loads((folder / "manifest.json").read_text())
        for name, sha256 in {**files_of_batch(event), **manifest["files"]}.items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
        names |= {word for line in lines for word in re.findall(r"\w{4,}", line["name"])}
        words = json.dumps(manifest) + (folder / "answers.csv").read_text(encoding="utf-8-sig")
        assert not any(name in words for name in names)
        assert sum(len(line["conviction_date"]) == 10 for line in lines) == len(lines)
    assert len(names) > 10
    assert not any(name.casefold() in path.casefold() for path in filed_files(filed) for name in names)


def test_a_line_is_explained_as_filed_when_all_but_the_ledger_is_gone(say: Say, filed: Settings) -> None:
    line = next(event.line_id for event in events_of(filed) if event.kind == "filed")
    now = say("explain", line, "--as-filed")
    shutil.rmtree(filed.home / "warehouse")
    shutil.rmtree(filed.home / "decisions")
    then = say("explain", line, "--as-filed")
    assert then == now
    for words in ("AS FILED on", "by Ruth Ortega", "THE LAW AS IT READ", "Health and Safety Code 11361.8", "TIMELINE"):
        assert words in then
    assert re.search(r"fresno_\d+\.csv, line", then)
    assert json.loads(say("explain", line, "--as-filed", "--format", "json"))["frozen"]["line_id"] == line
    assert "no line" in say("explain", "0" * 32, "--as-filed", code=2)
    assert re.search(r"CURRENT STATE  filed\n  \S+  proposed, by Ada Analyst\n  \S+  approved, by Ruth Or", then)
    on = office_today()
    ordered = ("--by", "R. Clerk", "--on", on, "--ground", "a claim of the person")
    say("file", "event", "withdrawn", line, *ordered)
    since = say("explain", line, "--as-filed")
    assert "CURRENT STATE  withdrawn\n" in since
    assert f"withdrawn, of {on}, by R. Clerk: a claim of the person\n" in since
    assert json.loads(say("explain", line, "--as-filed", "--format", "json"))["life"][-1]["by"] == "R. Clerk"


def test_what_is_broken_on_purpose_is_noticed(say: Say, filed: Settings) -> None:
    assert "0 faults" in say("ledger", "verify")
    (path, content) = next((p, c) for p, c in filed_files(filed).items() if p.endswith("lines.csv"))
    (filed.filed / path).write_bytes(content + b"x")
    assert "lines.csv differs from the file that was filed" in say("ledger", "verify", code=1)
    (filed.filed / path).write_bytes(content)
    (filed.filed / path).with_name("extra.csv").write_bytes(b"x")
    assert "extra.csv is not one of its filed files" in say("ledger", "verify", code=1)
    (filed.filed / path).with_name("extra.csv").unlink()
    (filed.filed / "0123456789abcdef").mkdir()
    assert "the ledger has no such batch" in say("ledger", "verify", code=1)
    (filed.filed / "0123456789abcdef").rmdir()
    twice = (filed.filed / path).parent.with_name(f"copy_{(filed.filed / path).parent.name[-16:]}")
    shutil.copytree((filed.filed / path).parent, twice)
    assert "two folders bear its id" in say("ledger", "verify", code=1)
    shutil.rmtree(twice)
    assert "0 faults" in say("ledger", "verify")


def test_workbooks_of_several_counties_are_taken_in_together_or_not_at_all(
    say: Say, settings: Settings, tmp_path: Path
) -> None:
    clear = {"needs_a_human": "no", "decision": "approve", "words": "all clear", "decided_by": "Dana Prosecutor"}
    books, lines = [], []
    for county in ("fresno", "alameda"):
        book = tmp_path / f"{county}.xlsx"
        say("file", "review", "export", *RUTH, "--county", county, "--out", book)
        lines += [one for one in lines_of(book) if not one["needs_a_human"] and one["basis"] == "statute"]
        books.append(filled_in(book, tmp_path / f"{county}_decided.xlsx", {}, [clear]))
    before = events_of(settings)
    twice = say("file", "review", "import", *books, books[0], code=2)
    assert "lines are decided in more than one" in twice
    (tmp_path / "no.xlsx").write_bytes(b"no workbook")
    assert "no.xlsx: expected a workbook" in say("file", "review", "import", *books, tmp_path / "no.xlsx", code=2)
    assert events_of(settings) == before
    say("file", "review", "import", *books)
    states = states_of(settings)
    assert {one["county"] for one in lines} == {"FRESNO", "ALAMEDA"}
    assert {states[one["line_id"]] for one in lines} <= {"approved", "checked", "under_review"}
    decided = [one for one in lines if states[one["line_id"]] in ("approved", "checked")]
    assert {one["county"] for one in decided} == {"FRESNO", "ALAMEDA"}


def test_a_reviewer_decides_some_by_hand_and_many_by_a_rule(say: Say, settings: Settings, tmp_path: Path) -> None:
    book = tmp_path / "review.xlsx"
    assert "are clear" in say("file", "review", "export", *RUTH, "--county", "fresno", "--out", book)
    assert "it may hold decisions" in say("file", "review", "export", *RUTH, "--out", book, code=2)
    lines = lines_of(book)
    assert [bool(line["needs_a_human"]) for line in lines] == sorted(
        (bool(line["needs_a_human"]) for line in lines), reverse=True
    )
    with open_warehouse(settings) as connection:
        later = connection.execute(
            "select replace(law, '_', ' '), format('{:,}', count), format('{:,}', people) from marts.metrics "
            "where metric = 'calendar' and unit = 'determinations' and place = 'FRESNO' order by law, variant"
        ).fetchall()
    sheet = sheets_of(book)["Eligible later"]
    assert [(row[1], row[3], row[4]) for row in sheet[1:]] == later and later, "what the public defender is told too"
    by_court = [line for line in lines if line["remedy_id"] == "prop64_statutory"]
    objected, approved, nameless = (line["line_id"] for line in by_court[:3])
    hers = {"decided_by": "Dana Prosecutor"}
    decisions = {
        objected: {"decision": "object", "ground": "danger", "words": "see the file of the case", **hers},
        approved: {"decision": "approve", **hers},
        nameless: {"decision": "approve"},
    }
    rule = {"remedy_id": "arrest_relief", "needs_a_human": "no", "decision": "approve", "words": "all clear", **hers}
    said = say("file", "review", "import", filled_in(book, tmp_path / "decided.xlsx", decisions, [rule]), code=3)
    clear = [one for one in lines if one["remedy_id"] == "arrest_relief" and not one["needs_a_human"]]
    assert f"approved 1, checked {len(clear)}, objected 1" in said
    assert "1 not: decided_by is empty" in said
    states = states_of(settings)
    assert (states[objected], states[approved], states[nameless]) == ("objected", "approved", "under_review")
    assert {states[line["line_id"]] for line in clear} == {"checked"}
    with open_warehouse(settings) as connection:
        run = read_run_shown(connection)
    decided = [event for event in events_of(settings) if event.kind in ("approved", "checked", "objected")]
    of_workbook = hashlib.sha256((tmp_path / "decided.xlsx").read_bytes()).hexdigest()
    assert {(event.run_id, event.law_version, event.source_hash) for event in decided} == {
        (run.run_id, run.law_version, of_workbook)
    }
    given = [event for event in events_of(settings) if event.kind == "taken_into_review"]
    assert {(event.run_id, event.law_version) for event in given} == {(run.run_id, run.law_version)}
    chain = " ".join(event.details for event in events_of(settings))
    assert "see the file" not in chain and "all clear" not in chain
    before = events_of(settings)
    assert "approved 0, checked 0, objected 0" in say("file", "review", "import", tmp_path / "decided.xlsx", code=3)
    assert events_of(settings) == before
    taken_back = ("file", "event", "objection-withdrawn", objected, *RUTH, "--on", office_today())
    assert "needs ground" in say(*taken_back, code=2)
    assert "recorded for 1 lines" in say(*taken_back, "--ground", "the prosecutor read the file again")
    assert states_of(settings)[objected] == "under_review"
    assert "cannot follow the state approved" in say(
        "file", "event", "objection-withdrawn", approved, *RUTH, "--on", office_today(), "--ground", "x", code=1
    )


def test_cases_of_people_who_asked_can_be_filed_before_all_others(say: Say, settings: Settings, tmp_path: Path) -> None:
    say("file", "approve", *RUTH, *COURT, "--county", "fresno", "--reason", "looked at each")
    with open_warehouse(settings) as connection:
        person_id, name, born = connection.execute(
            "select person_id, any_value(person_name), any_value(birth_date_earliest) from marts.filing_lines "
            "where county_name = 'FRESNO' and relief_by = 'court_order' and birth_date_precision = 'day' "
            "group by person_id order by person_id limit 1"
        ).fetchall()[0]
    asked = tmp_path / "asked.csv"
    asked.write_text(f'name,date_of_birth,applied_on\n"{name}",{born},{AS_OF}\n', encoding="utf-8")
    say("applicants", "import", asked)
    said = say("file", "submit", *RUTH, "--only-asked")
    assert re.search(r"\d+ approved lines not filed: of people who did not apply", said)
    batches = [settings.filed / path for path in filed_files(settings) if path.endswith("lines.csv")]
    filed = [row for path in batches for row in rows_of(path)]
    assert filed and {row["name"] for row in filed} == {name}
    assert person_id not in said and name not in said
    assert "statewide: of" not in say("file", "status"), "nobody is cleared yet"
    answers = tmp_path / "answers.csv"
    rows = [row for path in batches for row in rows_of(path.with_name("answers.csv"))]
    with answers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        said_of_all = {"answer": "granted", "answered_by": "Dept. 12", "answered_on": office_today()}
        writer.writerows({**row, **said_of_all} for row in rows)
    say("respond", "import", answers, *RUTH)
    assert "statewide: of 1 people cleared only 1 had asked" in say("file", "status")
    say("file", "submit", *RUTH)


def test_relief_by_operation_of_law_goes_to_the_repository_and_every_court_is_told(
    say: Say, settings: Settings, approved: int
) -> None:
    say("file", "submit", *RUTH, "--max-lines", "50")
    updates = [path for path in filed_files(settings) if path.endswith("update.csv")]
    assert len(updates) == -(-approved // 50) > 1
    entries = [row for path in updates for row in rows_of(settings.filed / path)]
    assert len(entries) == approved
    assert {row["standing"] for row in entries} == {"proposed"}
    assert {(row["entry"], row["note"], row["note_section"]) for row in entries} == {
        ("conviction", "relief granted", "Penal Code 1203.425(a)")
    }
    notices = [path for path in filed_files(settings) if "/notices/" in path]
    told = [row for path in notices for row in rows_of(settings.filed / path)]
    own = [row["line_id"] for row in told if row["county"] == "SACRAMENTO"]
    assert sorted(own) == sorted(row["line_id"] for row in entries if row["case_numbers"])
    others = sorted(
        (row["line_id"], *court.split(": "))
        for row in entries
        for court in filter(None, row["other_courts"].split(" | "))
    )
    elsewhere = [row for row in told if row["county"] != "SACRAMENTO"]
    assert others == sorted(
        (row["line_id"], row["county"], row["case_numbers"] or "number not known") for row in elsewhere
    )
    assert {bool(row["case_numbers"]) for row in elsewhere} == {True, False}
    assert all(row["numbers_at_other_courts"].startswith("SACRAMENTO: ") for row in elsewhere)
    assert {Path(path).name for path in notices} == {
        "sacramento_ca034015j.csv", *(f"{row['county'].lower().replace(' ', '_')}.csv" for row in elsewhere),
    }  # fmt: skip
    assert set(states_of(settings).values()) >= {"sent_to_the_department"}
    assert "0 faults" in say("ledger", "verify")


def test_another_court_of_a_transferred_case_answers_and_the_line_waits_on_its_own(
    say: Say, settings: Settings, approved: int, tmp_path: Path
) -> None:
    with open_warehouse(settings) as connection:  # a list that came after the approval: two courts tell one conviction
        ((twice, key),) = connection.execute(
            "select unit_id, case_number_key from marts.filing_lines where county_name = 'SACRAMENTO' and "
            "remedy_id = 'conviction_relief' and count_number is not null order by unit_id limit 1"
        ).fetchall()
        connection.execute(
            "update marts.filing_lines set told_also_by_county_names = ['FRESNO'] where unit_id = ?", [twice]
        )
    said = say("file", "submit", *RUTH, code=3)
    assert "1 approved lines not filed: reported by two courts of a transferred case: decide" in said
    assert key not in said
    (path,) = [path for path in filed_files(settings) if path.endswith("answers_of_other_courts.csv")]
    rows = rows_of(settings.filed / path)
    line_id, court = rows[0]["line_id"], rows[0]["answering_court"]
    as_filed = say("explain", line_id, "--as-filed")
    assert "COURTS OF THE CASE" in as_filed and f"  {court}: " in as_filed and "case transfer" in as_filed
    answers = tmp_path / "answers.csv"
    with answers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(
            {**row, "answer_of_another_court": "acknowledged", "answered_by": "A clerk", "answered_on": office_today()}
            for row in rows
        )
    assert f"imported {len(rows)} answers" in say("respond", "import", answers, *RUTH)
    assert f"imported 0 answers; {len(rows)} were known" in say("respond", "import", answers, *RUTH)
    assert states_of(settings)[line_id] == "sent_to_the_department"
    assert "0 faults" in say("ledger", "verify")


def test_a_hold_while_batches_are_written_leaves_no_number_out(say: Say, settings: Settings) -> None:
    say("file", "approve", *RUTH, *COURT, "--county", "fresno", "--reason", "looked at each")
    with open_warehouse(settings) as connection:
        lines = read_filing_lines(connection, Selection("FRESNO", remedy_id="prop64_statutory"))
        planned = list(_divide_into_batches(lines, 3))
        assert len(planned) == 5

        def hold_the_second(batch: FiledBatch) -> None:
            for line in planned[1] if batch.lines == len(planned[0]) else ():
                set_hold(settings, "person", line.candidate.person_id, reason="counsel asks", by="Ruth Ortega")

        done = submit(settings, connection, Selection(), by="Ruth Ortega", max_lines=3, told=hold_the_second)
    assert done.left["held: counsel asks"] >= len(planned[1])
    folders = list_batch_folders(settings.filed)
    manifests = (json.loads((folders[one.batch_id] / "manifest.json").read_text()) for one in done.batches)
    told = [(one["batch_number"], one["batch_count"]) for one in manifests]
    assert told[0] == (1, 5), "handed out before anybody knew"
    assert told[1:] == [(2, 4), (3, 4), (4, 4)]
    assert say("ledger", "verify").splitlines()[-1].endswith("0 faults")


def test_a_proposed_batch_is_the_batch_that_is_approved_by_its_ids_and_filed(
    say: Say, settings: Settings, sample_run: Any
) -> None:
    county = sample_run.home / "filings" / "ca" / AS_OF / "current" / "fresno"
    proposed = {json.loads(path.read_text())["batch_id"]: path.parent for path in county.rglob("manifest.json")}
    lines = {row["line_id"] for folder in proposed.values() for row in rows_of(folder / "lines.csv")}
    with open_warehouse(settings) as connection:
        charge_of = {line.line_id: line.unit_id for line in read_filing_lines(connection, Selection())}
    one = min(lines)
    earlier = say("file", "approve", *RUTH, "--line", charge_of[one], code=3)
    assert "1 not: this is the id of a charge or arrest; its line is " in earlier and one in earlier
    assert one in say("explain", charge_of[one], "--as-filed", code=2)
    named = [word for line_id in sorted(lines) for word in ("--line", line_id)]
    assert f"approved {len(lines)} of {len(lines)}" in say("file", "approve", *RUTH, *named)
    say("file", "submit", *RUTH)
    assert {path.name for path in settings.filed.iterdir()} == {folder.name for folder in proposed.values()}
    for batch_id, folder in proposed.items():
        assert re.fullmatch(f"fresno_[a-z_]+_{batch_id}", folder.name)
        for name in ("lines.csv", "lines.jsonl"):
            assert (settings.filed / folder.name / name).read_bytes() == (folder / name).read_bytes()
    assert charge_of[one] in say("explain", one, "--format", "json")


def test_a_line_whose_name_differs_is_not_filed_again_before_somebody_confirms_the_name(
    say: Say, filed: Settings, tmp_path: Path
) -> None:
    source = min(filed.filed.rglob("answers.csv"))
    (row, *_) = rows_of(source)
    line_id = row["line_id"]
    row |= {
        "answer": "name_differs",
        "answered_by": "C. Clerk",
        "answered_on": office_today(),
        "reason": "Ana, not Eva",
    }
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    say("respond", "import", *ADA, tmp_path / "answers.csv")
    assert "1 line came back (the name differs); on us (mend or withdraw): lookback file status" in say("status")
    decide = f"lookback file event --home {filed.home} name-confirmed {line_id} --ground WORDS"
    assert decide in say("file", "status", "--county", "fresno")
    by_id = ("file", "approve", *RUTH, "--line", line_id)
    assert "lookback file event" in say(*by_id, code=3)

    say("file", "review", "export", *RUTH, *COURT, "--county", "fresno", "--out", tmp_path / "review.xlsx")
    (shown,) = lines_of(tmp_path / "review.xlsx")
    assert "came back because the name differs" in shown["needs_a_human"]
    rule = {"decision": "approve", "words": "all clear", "decided_by": "Dana Prosecutor"}
    book = filled_in(tmp_path / "review.xlsx", tmp_path / "decided.xlsx", {}, [{**rule, "remedy_id": COURT[1]}])
    refused = say("file", "review", "import", book, code=3)
    assert "1 not: came back because the name differs: compare the names, then lookback file event" in refused
    assert "came back because the name differs" in say(*by_id, code=3)

    say("file", "event", "name-confirmed", line_id, *RUTH, code=2)  # (it needs a ground)
    confirm = ("file", "event", "name-confirmed", line_id, *RUTH, "--ground", "her name before she married")
    assert "recorded for 1 lines" in say(*confirm)
    assert "the name was confirmed since" in say(*confirm[:-1], "another ground", code=1)
    assert "lookback file status" not in say("status")
    assert "approved 1 of 1" in say(*by_id)
    assert "1 lines filed in 1 batches" in say("file", "submit", *RUTH, "--county", "fresno")
