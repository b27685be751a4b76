"""Homes in which lines are proposed, approved and filed: the sample's warehouse beside a ledger of its own, signed.

What belongs here: making such a home, signatures of an invented counsel, reading what was filed and the ledger. What
does not: expectations.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from command_line import in_this_process
from filing_workbooks import filled_in
from held_tables import copy_with_tables

from orchestration.filing.ledger.chain import Event
from orchestration.filing.ledger.store import open_ledger
from orchestration.law.law_entries import read_law_now
from orchestration.law.signatures import CODE, COLUMNS
from orchestration.law.signing import list_parts
from orchestration.settings import Settings, load_settings

COUNSEL = "Synthetic Counsel"


def home_with_the_sample(sample_home: Path, home: Path) -> Settings:
    """A home with the warehouse of ``sample_home``, and every row of the law signed by an invented counsel."""
    copy_with_tables(sample_home, home)
    settings = load_settings(home=home)
    sign_everything(settings)
    return settings


def copy_home(settings: Settings, home: Path) -> Settings:
    """A copy of a home, to be changed by one test."""
    shutil.copytree(settings.home, home, symlinks=True)
    return load_settings(home=home)


def say_in(settings: Settings) -> Callable[..., str]:
    """A command in this home, and all it said; it ends well unless a code is expected (``say`` for one test)."""

    def run(*words: object, code: int = 0) -> str:
        done = in_this_process(*words, "--home", settings.home)
        assert done.code == code, done.err
        return done.out + done.err

    return run


def sign_everything(settings: Settings) -> None:
    """Signatures of every part and provision of the law, and of its SQL, as an installation keeps them."""
    law = read_law_now(settings.models, settings.state)
    signed = [(one.law_table, one.row_key, one.row_hash) for one in list_parts(law)]
    signed.append((CODE, settings.state, law.code_hash))
    settings.signatures.parent.mkdir(parents=True, exist_ok=True)
    with settings.signatures.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([*one, COUNSEL, "000000", "2026-05-01", "invented", "signed"] for one in signed)


def filed_files(settings: Settings) -> dict[str, bytes]:
    """Every file under the folder of filed batches, by its path."""
    root = settings.filed
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def events_of(settings: Settings) -> list[Event]:
    """Every event of the ledger."""
    with open_ledger(settings.ledger, create=False) as ledger:
        return list(ledger.events())


def what_happened(settings: Settings) -> list[tuple[Any, ...]]:
    """The events in everything but time, account and run, and the hashes that rest on these."""
    return [
        (event.kind, event.by, event.line_id, event.batch_id, event.law_version, event.source_hash, event.said)
        for event in events_of(settings)
    ]


def states_of(settings: Settings) -> dict[str, str]:
    """The state of every line."""
    with open_ledger(settings.ledger, create=False) as ledger:
        return ledger.states()


def files_of_batch(event: Event) -> dict[str, str]:
    """Name to SHA-256, as the event that filed the batch has them."""
    files: dict[str, str] = json.loads(json.loads(event.details)["files"])
    return files


def approved_by_law(say: Callable[..., Any], folder: Path, county: str = "sacramento") -> int:
    """Convictions of the county that get relief by operation of law, proposed, checked and approved; how many."""
    say("file", "propose", "--by", "Ada Analyst", "--county", county)
    say("file", "review", "export", "--by", "Ruth Ortega", "--county", county, "--out", folder / "review.xlsx")
    rule = {"decision": "approve", "words": "checked by sample", "decided_by": "Dana Checker"}
    book = filled_in(folder / "review.xlsx", folder / "decided.xlsx", {}, [{"remedy_id": "conviction_relief", **rule}])
    say("file", "review", "import", book)
    said = say(
        "file", "approve", "--by", "Ruth Ortega", "--remedy", "conviction_relief", "--reason", "all were checked"
    )
    (approved,) = re.findall(r"approved (\d+) of", said)
    return int(approved)
