"""What goes out beside batches: notices of objections, the public defenders' lists, batches encrypted to a county."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pyrage
import pytest
from filing_homes import (
    copy_home,
    events_of,
    filed_files,
    files_of_batch,
    home_with_the_sample,
    say_in,
    states_of,
)
from filing_workbooks import filled_in, lines_of

from orchestration.clock import convert_to_day
from orchestration.filing.batches import encryption as encrypting
from orchestration.filing.batches.files.folder import list_batch_folders
from orchestration.filing.ledger.chain import Event
from orchestration.filing.review import objection_notices
from orchestration.law.time_zone import read_zone
from orchestration.settings import Settings
from orchestration.warehouse.open_run import open_warehouse_to_read

ADA, RUTH = ("--by", "Ada Analyst"), ("--by", "Ruth Ortega")
HERS = {"decided_by": "Dana Prosecutor"}
WORDS = "the file of the case tells otherwise"
Say = Callable[..., Any]


@pytest.fixture(scope="module")
def proposed(sample_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home in which the lines of Fresno are proposed."""
    settings = home_with_the_sample(sample_run.home, tmp_path_factory.mktemp("proposed") / "home")
    say_in(settings)("file", "propose", *ADA, "--county", "fresno")
    return settings


@pytest.fixture(scope="module")
def filed_once(proposed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = copy_home(proposed, tmp_path_factory.mktemp("filed") / "home")
    court = ("--remedy", "prop64_statutory", "--relief", "dismiss_and_seal")
    say_in(settings)("file", "approve", *RUTH, *court, "--reason", "looked at each")
    say_in(settings)("file", "submit", *RUTH)
    return settings


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A home of this test alone: with proposed lines, or with the batch that it asks for (``filed``)."""
    made = request.getfixturevalue("filed_once" if "filed" in request.fixturenames else "proposed")
    return copy_home(made, tmp_path / "home")


def words_of(path: Path) -> str:
    pages = " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return " ".join(pages.replace("\u200b", "").split())


def below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def exported(say: Say, out: Path) -> tuple[list[dict[str, str]], str]:
    said = say("file", "review", "export", *RUTH, "--county", "fresno", "--out", out)
    return lines_of(out), said


def objected(say: Say, folder: Path, lines: list[dict[str, str]]) -> Path:
    """The workbook with an objection to each of these lines, the first of them in words."""
    decisions = {line["line_id"]: {"decision": "object", "ground": "danger", **HERS} for line in lines}
    decisions[lines[0]["line_id"]]["words"] = WORDS
    return filled_in(folder / "review.xlsx", folder / "decided.xlsx", decisions)


def of_the_court(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    return [line for line in lines if line["remedy_id"] == "prop64_statutory"]


def test_an_objection_is_told_to_the_court_and_the_public_defender_once(
    say: Say, settings: Settings, tmp_path: Path
) -> None:
    lines, _ = exported(say, tmp_path / "review.xlsx")
    arrest = next(line for line in lines if line["remedy_id"] == "arrest_relief" and line["case_numbers"])
    chosen = [of_the_court(lines)[0], arrest]
    said = say("file", "review", "import", objected(say, tmp_path, chosen))
    assert f"wrote 4 notices of 2 objections, for court and public defender: {settings.objections}" in said
    written = below(settings.objections)
    (event,) = [one for one in events_of(settings) if one.kind == "objected" and one.line_id == chosen[0]["line_id"]]
    folder = settings.objections / chosen[0]["line_id"] / str(event.event_number)
    assert {path.name for path in folder.iterdir()} == {
        f"objection_{whom}_{chosen[0]['line_id'][:12]}.pdf" for whom in ("court", "public_defender")
    }
    for path in folder.iterdir():
        told = words_of(path)
        of_the_office = convert_to_day(event.at, read_zone(settings.state))
        day = f"{of_the_office.day}, {of_the_office.year}"
        for words in (chosen[0]["name"], chosen[0]["case_numbers"], WORDS, "Dana Prosecutor", "risk of danger", day):
            assert words in told, words
        assert "not set. No law that this system knows" in told
    for path in settings.objections.glob(f"{arrest['line_id']}/*/*.pdf"):
        assert "nothing was said" in words_of(path) and "Arrested for" in words_of(path)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (chosen[0]["name"], chosen[0]["case_numbers"], WORDS):
        assert name not in said and name not in " ".join(written)
    again = say("file", "review", "import", tmp_path / "decided.xlsx")
    assert "objected 0" in again and "notices" not in again
    assert below(settings.objections) == written


def test_an_import_that_was_stopped_before_its_notices_is_made_good_by_the_next(
    say: Say, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, _ = exported(say, tmp_path / "review.xlsx")
    book = objected(say, tmp_path, of_the_court(lines)[:2])
    real, times = objection_notices.write_objection_notices, 0

    def full_disk(*content: Any, **more: Any) -> list[Path]:
        nonlocal times
        times += 1
        if times == 2:
            raise OSError(28, "No space left on device")
        return real(*content, **more)

    with monkeypatch.context() as broken:
        broken.setattr(objection_notices, "write_objection_notices", full_disk)
        assert "is full" in say("file", "review", "import", book, code=1)
    one = below(settings.objections)
    assert len(one) == 2 and not list(settings.objections.rglob("*.partial"))
    assert "wrote 2 notices of 1 objections" in say("file", "review", "import", book)
    assert one.items() < below(settings.objections).items() and len(below(settings.objections)) == 4


def test_an_objection_that_is_made_again_has_notices_of_its_own_and_an_order_destroys_all(
    say: Say, settings: Settings, tmp_path: Path
) -> None:
    lines, _ = exported(say, tmp_path / "review.xlsx")
    (line, *_) = of_the_court(lines)
    book = objected(say, tmp_path, [line])
    say("file", "review", "import", book)
    first = below(settings.objections)
    say("file", "event", "withdrawn", line["line_id"], *RUTH, "--ground", "looked at again")
    say("file", "event", "proposed-again", line["line_id"], *ADA, "--ground", "the record was mended")
    assert "wrote 2 notices" in say("file", "review", "import", book)
    assert first.items() < below(settings.objections).items() and len(below(settings.objections)) == 4
    order = ("--order", "26-118", "--on", "2026-06-20")
    assert "1 lines" in say("file", "destroy-evidence", line["line_id"], *RUTH, *order)
    assert below(settings.objections) == {}
    assert "notices" not in say("file", "review", "import", book)
    assert below(settings.objections) == {}


def test_the_public_defender_gets_the_reviewers_lines_and_what_is_to_come_on_the_same_day(
    say: Say, settings: Settings, tmp_path: Path
) -> None:
    lines, said = exported(say, tmp_path / "review.xlsx")
    folder = tmp_path / "review_public_defender"
    assert f"for public defenders, also today, 1 county: {folder}" in said
    assert [path.name for path in folder.iterdir()] == ["fresno"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    told = " ".join(words_of(path) for path in sorted((folder / "fresno").iterdir()))
    assert f"of {len(lines)} " in told and "As of June 1, 2026" in told
    letters = "".join(told.split())  # long words go on in the next line of their cell
    for line in lines:
        assert "".join(line["name"].split()) in letters
        assert all("".join(number.split()) in letters for number in line["case_numbers"].split("; "))
    with open_warehouse_to_read(settings) as connection:
        later = connection.execute(
            "select law, count, people, variant = 'not known' from marts.metrics "
            "where metric = 'calendar' and unit = 'determinations' and place = 'FRESNO'"
        ).fetchall()
    assert later
    for remedy, determinations, people, is_unknown in later:
        assert re.search(
            rf"{remedy.replace('_', ' ')} .*?{'not known' if is_unknown else ''} {determinations} {people}\b", told
        )
    other = tmp_path / "other.xlsx"
    say("file", "review", "export", *RUTH, "--county", "fresno", "--out", other)
    assert below(tmp_path / "other_public_defender") == below(folder)
    other.unlink()
    assert "may have been sent" in say("file", "review", "export", *RUTH, "--out", other, code=2)
    assert not other.exists()


def test_a_workbook_that_cannot_be_written_leaves_no_list_behind(
    say: Say, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*content: Any, **_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("orchestration.filing.review.workbook._write", full_disk)
    out = tmp_path / "out" / "review.xlsx"
    out.parent.mkdir()
    assert "is full" in say("file", "review", "export", *RUTH, "--county", "fresno", "--out", out, code=1)
    assert list(out.parent.iterdir()) == []
    assert set(states_of(settings).values()) == {"proposed"}


@pytest.fixture
def filed(settings: Settings) -> tuple[Settings, Event]:
    """A home in which a batch of Fresno was filed, and the event that says so."""
    (event,) = [event for event in events_of(settings) if event.kind == "batch_filed"]
    return settings, event


def test_a_batch_is_encrypted_to_its_county_and_the_ledger_still_proves_it(
    say: Say, filed: tuple[Settings, Event]
) -> None:
    settings, event = filed
    key, batch = pyrage.x25519.Identity.generate(), str(event.batch_id)
    plain = below(list_batch_folders(settings.filed)[batch])
    said = say("file", "encrypt", batch, "--recipient", key.to_public(), *RUTH)
    assert f"encrypted {len(plain) - 1} files" in said and str(key) not in said
    hidden = below(list_batch_folders(settings.filed)[batch])
    assert set(hidden) == {name if name == "manifest.json" else f"{name}.age" for name in plain}
    assert hidden.pop("manifest.json") == plain["manifest.json"]
    assert all(pyrage.decrypt(content, [key]) == plain[name[:-4]] for name, content in hidden.items())
    manifest = json.loads(plain["manifest.json"])
    assert {f"{name}.age" for name in manifest["files"]} == set(hidden)
    verified = say("ledger", "verify")
    assert "0 faults" in verified and "FAULT" not in verified
    assert f"batch {batch}: {len(hidden)} files are encrypted and not readable here" in verified
    before, there = events_of(settings), filed_files(settings)
    assert "0 lines filed" in say("file", "submit", *RUTH)
    assert f"encrypted 0 files in {list_batch_folders(settings.filed)[batch]}; {len(hidden)} were" in say(
        "file", "encrypt", batch, "--recipient", key.to_public(), *RUTH
    )
    assert (events_of(settings), filed_files(settings)) == (before, there)
    other = pyrage.x25519.Identity.generate().to_public()
    assert "encrypted to another key" in say("file", "encrypt", batch, "--recipient", other, *RUTH, code=2)
    path = list_batch_folders(settings.filed)[batch] / "lines.csv.age"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert "lines.csv.age differs from the file that was encrypted" in say("ledger", "verify", code=1)
    path.unlink()
    assert "lines.csv.age is missing" in say("ledger", "verify", code=1)
    path.write_bytes(content)
    (path.parent / "extra.csv.age").write_bytes(content)
    assert "extra.csv.age is not one of its filed files" in say("ledger", "verify", code=1)
    (path.parent / "extra.csv.age").unlink()
    (path.parent / "manifest.json").unlink()
    assert "manifest.json" in say("ledger", "verify", code=1)


def test_what_cannot_be_encrypted_is_told_in_a_line_and_nothing_changes(
    say: Say, filed: tuple[Settings, Event]
) -> None:
    settings, event = filed
    key, batch = pyrage.x25519.Identity.generate(), str(event.batch_id)
    before, there = events_of(settings), filed_files(settings)
    told = say("file", "encrypt", batch, "--recipient", key, *RUTH, code=2)
    assert "not a public age key" in told and str(key) not in told
    meant = ("file", "encrypt", batch, "--recipient", key.to_public())
    for nobody in (("--by", "  "), ("--by", "Ruth\u200bOrtega"), ("--by", "R" * 201)):
        assert "--by" in say(*meant, *nobody, code=2), "an event says who answers for it"
    for unknown in ("0" * 16, "../filed"):
        assert "no filed batch has this id" in say(
            "file", "encrypt", unknown, "--recipient", key.to_public(), *RUTH, code=2
        )
    path = list_batch_folders(settings.filed)[batch] / "lines.csv"
    content = path.read_bytes()
    path.write_bytes(content + b"x")
    assert "differs from the file that was filed" in say(*meant, *RUTH, code=1)
    path.write_bytes(content)
    path.with_name("extra.csv").write_bytes(b"x")
    assert "is not one of its filed files" in say(*meant, *RUTH, code=1)
    path.with_name("extra.csv").unlink()
    path.with_name("lines.csv.age").write_bytes(content)
    path.unlink()
    assert "lines.csv is missing" in say("ledger", "verify", code=1), "an ending alone encrypts nothing"
    path.write_bytes(content)
    path.with_name("lines.csv.age").unlink()
    assert (events_of(settings), filed_files(settings)) == (before, there)


@pytest.mark.parametrize("stopped", ["before the ledger knows", "while plain files are removed"])
def test_encryption_that_was_stopped_loses_nothing_and_is_finished_by_the_same_command(
    stopped: str, say: Say, filed: tuple[Settings, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, event = filed
    key, batch = pyrage.x25519.Identity.generate(), str(event.batch_id)
    plain = below(list_batch_folders(settings.filed)[batch])
    assert plain.keys() == files_of_batch(event).keys()
    real, times = Path.unlink, 0

    def killed(path: Path, missing_ok: bool = False) -> None:
        """No file goes any more from a moment on, as where the process is killed."""
        nonlocal times
        times += path.parent.parent == settings.filed or path.parent.parent.parent == settings.filed
        if stopped == "before the ledger knows" or times > 3:
            raise OSError(5, "the process was killed")
        real(path, missing_ok=missing_ok)

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", killed)
        if stopped == "before the ledger knows":
            broken.setattr(encrypting, "record_encryption", killed)
        say("file", "encrypt", batch, "--recipient", key.to_public(), *RUTH, code=1)
    left = below(list_batch_folders(settings.filed)[batch])
    gone = plain.keys() - left.keys()
    assert (len(gone) == 0) == (stopped == "before the ledger knows")
    assert all(f"{name}.age" in left for name in plain if name != "manifest.json")
    verified = say("ledger", "verify")
    assert "0 faults" in verified and "encryption was begun and is not finished: lookback file encrypt" in verified
    say("file", "submit", *RUTH)
    assert below(list_batch_folders(settings.filed)[batch]) == left, "a batch that is filed is not written again"
    say("file", "encrypt", batch, "--recipient", key.to_public(), *RUTH)
    hidden = below(list_batch_folders(settings.filed)[batch])
    assert set(hidden) == {name if name == "manifest.json" else f"{name}.age" for name in plain}
    assert all(
        pyrage.decrypt(content, [key]) == plain[name[:-4]] for name, content in hidden.items() if name[-4:] == ".age"
    )
    verified = say("ledger", "verify")
    assert "0 faults" in verified and "is not finished" not in verified
