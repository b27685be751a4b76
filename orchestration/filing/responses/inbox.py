"""The folder where answer files are put as they come back: which are new, and taking all of them in.

What belongs here: the folder. What does not: one file (``take_in``), who asks for it (``defs``). Files stay there as
they came; taking one in again changes nothing. What goes back, and why a file was refused, lies in ``given_back``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.files.tables import TableFileError, write_new_file
from orchestration.filing.responses.import_answers import import_answers
from orchestration.ingestion.deliveries.arrivals import Arrivals, Seen, fingerprint

GIVEN_BACK = "given_back"
ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True)
class FolderImported:
    """How many files there are and were refused whole; how many answers were taken in, known, and went back."""

    files: int
    refused: int
    taken_in: int
    known: int
    given_back: int


def answer_files(folder: Path) -> Sequence[Path]:
    """Answer files in ``folder``, by name: CSV and workbooks, none that a program hides or locks."""
    if not folder.is_dir():
        return []
    paths = (path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    return sorted(path for path in paths if not path.name.startswith((".", "~")))


def look_for_answers(folder: Path, before: Seen) -> Arrivals:
    """Which answer files lie still since the last look and were not asked about yet."""
    marks = frozenset(fingerprint(path, folder) for path in answer_files(folder))
    new = tuple(sorted((marks & before.lying) - before.taken))
    return Arrivals(
        new=new,
        changing=len(marks - before.lying - before.taken),
        waiting=0,
        seen=Seen(lying=marks, taken=(before.taken | set(new)) & marks),
    )


def import_folder(folder: Path, *, ledger: Path, evidence: Path, by: str, today: date) -> FolderImported:
    """Take in every answer file in ``folder``; one that is refused keeps no other back. Raises ``LedgerUnusable``."""
    files = answer_files(folder)
    refused = taken_in = known = given_back = 0
    for file in files:
        try:
            done = import_answers(
                file, ledger=ledger, evidence=evidence, by=by, today=today, given_back_to=folder / GIVEN_BACK
            )
        except TableFileError as error:
            refused += 1
            _say_why(folder / GIVEN_BACK / f"{file.name}.refused.txt", str(error))
            continue
        taken_in += done.taken_in
        known += done.known
        given_back += sum(done.given_back.values())
    return FolderImported(len(files), refused, taken_in, known, given_back)


def _say_why(path: Path, why: str) -> None:
    """The file may be refused again for another reason: the newest stands."""
    content = f"{why}\n".encode()
    if path.exists() and path.read_bytes() != content:
        path.unlink()
    write_new_file(path, content)
