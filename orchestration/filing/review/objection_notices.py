"""Notices of objections to court and public defender, each written once.

The folder is named by event number, since a line can be objected to again and a notice is never overwritten. Notices
name people and are readable by their owner only.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from filelock import FileLock

from orchestration.clock import convert_to_day
from orchestration.files.atomic import build_dir
from orchestration.filing.batches.batch_content import build_contents
from orchestration.filing.batches.candidates import FilingLine
from orchestration.filing.documents.content import LineContent, ObjectionContent
from orchestration.filing.documents.objections import read_answer_days, write_objection_notices
from orchestration.filing.ledger.chain import Event
from orchestration.filing.ledger.evidence import Evidence, open_evidence
from orchestration.filing.ledger.store import Ledger, open_ledger
from orchestration.law.time_zone import read_zone
from orchestration.settings import Settings
from orchestration.warehouse.open_run import RunShown

OBJECTED = "objected"


@dataclass
class NoticeResult:
    """Folders written, number of files, and objections without a notice, by reason."""

    folders: list[Path] = field(default_factory=list)
    files: int = 0
    left: dict[str, int] = field(default_factory=dict)


def write_missing_notices(
    settings: Settings, connection: duckdb.DuckDBPyConnection, run: RunShown, lines: Sequence[FilingLine]
) -> NoticeResult:
    """Write the notices of every current objection that has none. ``lines``: those eligible in the current run.

    Raises:
        TemplateError: A template cannot be used.
    """
    done = NoticeResult()
    with _lock_notices(settings):
        with open_ledger(settings.ledger, create=False) as ledger:
            waiting = [
                event for event in _find_current_objections(ledger) if not _find_folder(settings, event).exists()
            ]
        wanted = {event.line_id for event in waiting}
        contents = build_contents(connection, [line for line in lines if line.line_id in wanted])
        with open_evidence(settings.evidence) as evidence:
            for event in waiting:
                content = contents.get(str(event.line_id))
                words = _read_words(evidence, event)
                if content is None:
                    _count(done, "the line is not eligible in the current run, so it cannot be described")
                elif words is None:
                    _count(done, "the words of the objection were destroyed")
                else:
                    _write(settings, event, _build_content(settings, run, event, content, words), done)
    return done


def destroy_notices(settings: Settings, line_ids: Iterable[str]) -> int:
    """Destroy the notices of these lines, as an order demands, and return how many lines had any."""
    there = [folder for line_id in sorted(set(line_ids)) if (folder := settings.objections / line_id).is_dir()]
    for folder in there:
        shutil.rmtree(folder)
    return len(there)


def _find_current_objections(ledger: Ledger) -> list[Event]:
    """Find the last objection to each line under objection, unless its evidence was destroyed."""
    states = ledger.states()
    last: dict[str, Event] = {}
    destroyed = set()
    for event in ledger.events(kinds=[OBJECTED, "evidence_destroyed"]):
        if event.kind == OBJECTED and event.line_id is not None:
            last[event.line_id] = event
        elif event.kind == "evidence_destroyed":
            destroyed.add(event.line_id)
    return [
        event for line_id, event in sorted(last.items()) if states[line_id] == OBJECTED and line_id not in destroyed
    ]


def _find_folder(settings: Settings, event: Event) -> Path:
    return settings.objections / str(event.line_id) / str(event.event_number)


def _read_words(evidence: Evidence, event: Event) -> str | None:
    """Read the words of the objection; None if they were destroyed."""
    kept_as = json.loads(event.details).get("words_hash")
    if kept_as is None:
        return ""
    kept = evidence.read(str(event.line_id), kept_as)
    return None if kept is None else str(json.loads(kept)["words"])


def _build_content(
    settings: Settings, run: RunShown, event: Event, content: LineContent, words: str
) -> ObjectionContent:
    day = convert_to_day(event.at, read_zone(settings.state))
    days, citation = read_answer_days(settings.law_table("parameters"), day)
    ground = json.loads(event.details)["ground"]
    return ObjectionContent(content, settings.state, ground, words, event.by, day, days, citation, run.law_version)


def _write(settings: Settings, event: Event, content: ObjectionContent, done: NoticeResult) -> None:
    """Write both files under a temporary name and rename the folder, so that it always holds both."""
    folder = _find_folder(settings, event)
    with build_dir(folder, mode=0o700) as building:
        files = write_objection_notices(content, building)
        building.rename(folder)
    done.folders.append(folder)
    done.files += len(files)


def _count(done: NoticeResult, why: str) -> None:
    done.left[why] = done.left.get(why, 0) + 1


@contextmanager
def _lock_notices(settings: Settings) -> Iterator[None]:
    """Lock the notices, so that two imports never write the same one."""
    path = settings.ledger.with_name("objections.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path):
        yield
