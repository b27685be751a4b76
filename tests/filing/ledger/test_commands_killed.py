"""Every command that writes to the ledger, killed from outside at any moment, and given again: as if undisturbed."""

from __future__ import annotations

import csv
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from command_line import lookback
from filing_homes import events_of, filed_files, home_with_the_sample, states_of, what_happened
from filing_workbooks import filled_in, lines_of
from killed_commands import ended, started
from office_days import office_today

from orchestration.filing.batches.verify import find_faults
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.store import open_ledger
from orchestration.settings import Settings, load_settings
from tests.support.filed_lines import LINES, file_lines, write_csv

Words = Callable[[Settings], Sequence[object]]


@dataclass(frozen=True)
class Case:
    """A command; ``code``: how it ends. ``steps``: in how many transactions the ledger may be told of it. ``noticed``:
    what the ledger may say of a command that was killed, until it is given again."""

    words: Words
    code: int = 0
    steps: int = 1
    noticed: str = "nothing"


RUTH = ("--by", "Ruth Ortega")
MERGED = "0123456789abcdef"
"""An id that only what was frozen tells: when that is destroyed, nobody knows whose the lines were."""

OF_A_SMALL_LEDGER = {
    "file hold": Case(lambda _: ("file", "hold", *RUTH, "--county", "fresno", "--reason", "a case is pending")),
    "file event": Case(
        lambda home: ("file", "event", "withdrawn", "--lines", home.home / "lines.csv", *RUTH, "--ground", "other law")
    ),
    "file destroy-evidence": Case(
        lambda _: ("file", "destroy-evidence", "--person", MERGED, *RUTH, "--order", "26-1", "--on", "2026-06-01"),
        noticed="destroyed the evidence of event",
    ),
}

OF_THE_SAMPLE = {
    "file review import": Case(lambda home: ("file", "review", "import", home.home / "decided.xlsx"), code=3, steps=2),
    "file approve": Case(
        lambda _: ("file", "approve", *RUTH, "--remedy", "prop64_statutory", "--reason", "all clear", "--yes"), code=3
    ),
    "file hold": OF_A_SMALL_LEDGER["file hold"],
    "file event": OF_A_SMALL_LEDGER["file event"],
    "respond import": Case(lambda home: ("respond", "import", home.home / "answers.csv", *RUTH), code=3),
    "file destroy-evidence": Case(
        lambda home: (
            *("file", "destroy-evidence", "--lines", home.home / "of_a_person.csv", *RUTH),
            *("--order", "26-1", "--on", "2026-06-01"),
        ),
        noticed="destroyed the evidence of event",
    ),
}


def handed_out(settings: Settings) -> dict[str, bytes]:
    """Every file under a final name but for the ledger's own: batches, notices, lists, what goes back."""
    roots = (settings.ledger.parent, settings.filed, settings.home)
    found: dict[str, bytes] = {}
    for place, root in enumerate(roots):
        paths = root.rglob("*") if root != settings.home else root.glob("*.csv")
        for path in sorted(paths if root.is_dir() else []):
            inside = path.relative_to(root)
            is_own = path.suffix in (".lock", ".sqlite") or path.name.endswith(("-wal", "-shm", "-journal"))
            is_partial = any(part.endswith((".partial", ".coming")) for part in inside.parts)
            if path.is_file() and not is_own and not is_partial:
                found[f"{place}/{inside}"] = path.read_bytes()
    return found


def left_over(settings: Settings) -> list[str]:
    """Files and folders that are not whole, and should not be there when a command has ended."""
    return [str(path) for path in settings.home.rglob("*") if path.name.endswith((".partial", ".coming"))]


def evidence_of(settings: Settings) -> set[tuple[str, str]]:
    with open_evidence(settings.evidence) as evidence:
        return set(evidence.is_as_it_was_kept())


def all_that_is_left(settings: Settings) -> tuple[object, ...]:
    """The events in everything but time and run, the evidence, and what is handed out."""
    return what_happened(settings), evidence_of(settings), handed_out(settings)


def copied(home: Settings, folder: Path) -> Settings:
    shutil.copytree(home.home, folder / "home", symlinks=True)
    return load_settings(home=folder / "home")


def killed_and_given_again(before: Settings, case: Case, kills: int, folder: Path) -> None:
    whole = copied(before, folder / "undisturbed")

    def begin(settings: Settings) -> Any:
        return started([*case.words(settings), "--home", settings.home], settings.home / "said.txt")

    assert ended(started(["--help"], folder / "said.txt")) == 0  # the imports are done now
    began = time.monotonic()
    assert ended(begin(whole)) == case.code, (whole.home / "said.txt").read_text()
    seconds = time.monotonic() - began
    expected, no_more = all_that_is_left(whole), len(events_of(whole))
    at_first, files_before = len(events_of(before)), handed_out(before)
    killed = 0
    for number in range(kills):
        settings = copied(before, folder / str(number))
        killed += ended(begin(settings), seconds * (number + 0.5) / kills) == -9
        with open_ledger(settings.ledger) as ledger, open_evidence(settings.evidence) as evidence:
            of_batches = settings.filed if settings.warehouse.exists() else None
            told_faults = find_faults(ledger, evidence, of_batches)
        assert all(case.noticed in fault for fault in told_faults), told_faults
        told = len(events_of(settings))
        assert told in (at_first, no_more) or case.steps > 1, "half of the lines"
        now = handed_out(settings)
        assert {**files_before, **now}.items() <= {**files_before, **handed_out(whole)}.items(), "half a file"
        assert ended(begin(settings)) == case.code, (settings.home / "said.txt").read_text()
        with open_ledger(settings.ledger) as ledger, open_evidence(settings.evidence) as evidence:
            assert find_faults(ledger, evidence, of_batches) == []
        assert all_that_is_left(settings) == expected
        assert left_over(settings) == []
        shutil.rmtree(folder / str(number))
    assert killed, "it ended before each kill"
    # (Given once more after its end it changes nothing either.)
    assert ended(begin(whole)) == case.code
    assert all_that_is_left(whole) == expected


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with five filed lines, four of which are to be withdrawn."""
    settings = load_settings(home=tmp_path_factory.mktemp("small") / "home")
    file_lines(settings.ledger.parent, one_person=MERGED)
    write_csv(settings.home / "lines.csv", [{"line_id": line_id} for line_id in LINES[:4]], ["line_id"])
    return settings


@pytest.mark.parametrize("name", OF_A_SMALL_LEDGER)
def test_a_command_without_a_warehouse_killed_at_any_moment_is_done_once(
    small: Settings, tmp_path: Path, name: str
) -> None:
    killed_and_given_again(small, OF_A_SMALL_LEDGER[name], 4, tmp_path)


@pytest.fixture(scope="module")
def at_work(sample_run: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home in which something waits for each command: filed lines with answers, objections with notices, a workbook
    with decisions, and lines to approve."""
    folder = tmp_path_factory.mktemp("at_work")
    settings = home_with_the_sample(sample_run.home, folder / "home")

    def say(*words: object, code: int = 0) -> None:
        done = lookback(*map(str, words), "--home", settings.home)
        assert done.code == code, done.err

    say("file", "propose", "--by", "Ada")
    say("file", "approve", *RUTH, "--remedy", "prop64_statutory", "--county", "fresno", "--reason", "all")
    say("file", "submit", *RUTH)
    say("file", "review", "export", *RUTH, "--county", "sacramento", "--out", folder / "review.xlsx")
    lines = lines_of(folder / "review.xlsx")
    hers = {"decided_by": "Dana Prosecutor"}
    objection = {"decision": "object", "ground": "danger", "words": "see the file", **hers}
    first, *others = [line["line_id"] for line in lines[:5]]
    say("file", "review", "import", filled_in(folder / "review.xlsx", folder / "first.xlsx", {first: objection}))
    decisions = dict.fromkeys(others, objection) | {lines[5]["line_id"]: {"decision": "approve"}}
    rule = {"remedy_id": "arrest_relief", "needs_a_human": "no", "decision": "approve", "words": "all clear", **hers}
    filled_in(folder / "review.xlsx", settings.home / "decided.xlsx", decisions, [rule])
    filed = sorted(line_id for line_id, stands in states_of(settings).items() if stands == "filed")
    write_csv(settings.home / "lines.csv", [{"line_id": line_id} for line_id in filed[:6]], ["line_id"])
    write_csv(settings.home / "of_a_person.csv", [{"line_id": line_id} for line_id in (first, filed[0])], ["line_id"])
    (path, *_) = sorted(settings.filed.glob("*/answers.csv"), key=lambda path: -path.stat().st_size)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    words = [("granted", ""), ("denied", "no such case"), ("name_differs", "an initial"), ("perhaps", "")]
    for place, one in enumerate(rows):
        answer, reason = words[place % len(words)]
        one |= {"answer": answer, "reason": reason, "answered_by": "Dept. 12", "answered_on": office_today()}
    write_csv(settings.home / "answers.csv", rows, list(rows[0]))
    say("file", "hold", *RUTH, "--county", "alameda", "--reason", "a case is pending")
    assert filed_files(settings)
    return settings


@pytest.mark.long
@pytest.mark.parametrize("name", OF_THE_SAMPLE)
def test_a_command_on_a_home_at_work_killed_at_any_moment_is_done_once(
    at_work: Settings, tmp_path: Path, name: str
) -> None:
    killed_and_given_again(at_work, OF_THE_SAMPLE[name], 8, tmp_path)
