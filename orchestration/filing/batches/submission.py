"""Submission: approved lines are divided into batches; each is frozen, started, written and filed, in that order.

A crash loses nothing: the next command first finishes started batches from their frozen lines, whatever the warehouse
holds by then. A batch is numbered among the batches of its submission for one recipient, a court or the department. The
count depends only on the lines and their division, so a resumed submission numbers as an uninterrupted one would. If
the remaining lines are divided differently (another ``--max-lines``, a hold, a returned line), they form a submission
of their own, numbered from one.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from types import MappingProxyType

import duckdb

from orchestration.filing.batches.batch_content import write_batch_documents
from orchestration.filing.batches.candidates import FilingLine, Selection, read_filing_lines
from orchestration.filing.batches.check_run import check_run
from orchestration.filing.batches.duplicate_reports import apply_decisions
from orchestration.filing.batches.files.batch_of_lines import BatchOfLines, build_batch
from orchestration.filing.batches.files.folder import write_batch_folder
from orchestration.filing.batches.freeze import prepare_lines
from orchestration.filing.batches.holds import read_known_law
from orchestration.filing.batches.list_days import find_lines_to_order
from orchestration.filing.documents.kept_templates import keep_templates
from orchestration.filing.ledger.approvals import SIGNATURE_OVERTAKEN, UNSIGNED
from orchestration.filing.ledger.batch import (
    FILING,
    ORDERING,
    Batch,
    HandOver,
    Place,
    find_started_batches,
    finish_batch,
    read_frozen_hashes,
    read_places_of_batches,
    read_recipients_of_batches,
    read_templates_of_batch,
    start_batch,
)
from orchestration.filing.ledger.evidence import open_evidence
from orchestration.filing.ledger.frozen_line import FrozenLine, read_frozen, read_without_reasons
from orchestration.filing.ledger.holds import Held, Hold, find_hold_over, read_holds_in_force
from orchestration.filing.ledger.returned_lines import NAME_UNDECIDED, find_undecided_names
from orchestration.filing.ledger.store import Ledger, LedgerError, open_ledger
from orchestration.law.recipients import (
    BY_LIST,
    COUNTY,
    COURT,
    LIST,
    ORDER,
    STATE,
    read_recipients,
    select_step,
)
from orchestration.law.relief_ways import read_relief_ways
from orchestration.law.snapshots.store import store_law
from orchestration.law.unsigned_lines import CurrentLaw, check_run_law, find_unsigned, load_law
from orchestration.settings import Settings
from orchestration.warehouse.open_run import RunShown

Addressee = tuple[str, ...]


NO_LISTS: Mapping[str, str] = MappingProxyType({})


def find_addressee(line: FilingLine, reaches: Mapping[str, str] = NO_LISTS) -> Addressee:
    """Return whom a line goes to: its court, or who acts for the whole state. ``reaches``: of remedies by list, whether
    one recipient is of the state, a county or a court."""
    candidate = line.candidate
    asks_a_court = read_relief_ways()[candidate.relief_by].asks_a_court
    reach = COURT if asks_a_court else reaches.get(candidate.remedy_id, STATE)
    place = {STATE: ("", ""), COUNTY: (candidate.county_name, ""), COURT: (candidate.county_name, line.agency)}[reach]
    return (candidate.relief_by, *place)


def number_batches(
    batches: Sequence[Sequence[FilingLine]],
    before: Sequence[Place],
    fell_away: Sequence[Sequence[FilingLine]] = (),
    reaches: Mapping[str, str] = NO_LISTS,
) -> Iterator[tuple[Sequence[FilingLine], Place]]:
    """Yield each batch with its place, grouped by recipient in the order given.

    ``before``: the places of started batches, in ledger order. ``fell_away``: batches that could not be started,
    because of a hold for example. The caller adds to it between batches, and later batches are counted without them.
    """
    last = _find_last_of_each_submission(before)
    for _, of_one in groupby(batches, key=lambda batch: find_addressee(batch[0], reaches)):
        its = list(of_one)
        rests = _hash_rests(its)
        left = rests[0]
        goes_on = last.get(left)
        submission, done = (goes_on.submission, goes_on.number) if goes_on is not None else (left, 0)
        gone = 0
        for place, batch in enumerate(its, 1):
            yield batch, Place(done + place - gone, done + len(its) - gone, submission, rests[place])
            gone += any(one is batch for one in fell_away)


def _find_last_of_each_submission(before: Sequence[Place]) -> Mapping[str, Place]:
    """Map the hash of the remaining batches to the last batch of each submission. A restarted one counts alone."""
    latest = {place.submission: place for place in before}
    return {place.rest: place for place in latest.values() if place.rest}


def _hash_rests(batches: Sequence[Sequence[FilingLine]]) -> list[str]:
    """Hash at each place the batches from there on; empty after the last."""
    rests = [""]
    for batch in reversed(batches):
        ids = " ".join(sorted(line.line_id for line in batch))
        rests.append(hashlib.sha256(f"{ids} {rests[-1]}".encode()).hexdigest()[:16])
    return rests[::-1]


NOBODY_ASKED: Mapping[str, str] = MappingProxyType({})
NEVER = "9999-12-31"
"""After every day on which somebody applied."""

NOT_MEANT = "of people who did not apply"
"""Why an approved line that nothing holds back is not filed now."""

GroupKey = tuple[str, ...]
"""Relief by, county, court, remedy (which implies the basis), relief."""


@dataclass(frozen=True)
class FiledBatch:
    """A filed batch. ``was_begun_before``: an earlier, interrupted command started it. ``whom``: of relief by list,
    the name of who receives it."""

    batch_id: str
    county_name: str
    agency: str
    remedy_id: str
    relief: str
    lines: int
    was_begun_before: bool
    whom: str = ""


@dataclass
class SubmissionResult:
    """The batches filed, and how many approved lines were not, by reason."""

    batches: list[FiledBatch] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def refused(self) -> int:
        """Selected lines that were not filed."""
        return sum(count for why, count in self.left.items() if why != NOT_MEANT)


def resume_started_batches(settings: Settings, *, by: str) -> SubmissionResult:
    """Finish batches that an earlier command started. It needs no warehouse.

    A batch with a line under a hold waits until the hold is released.
    """
    done = SubmissionResult()
    if not settings.ledger.exists():
        return done
    with open_ledger(settings.ledger) as ledger:
        holds = read_holds_in_force(ledger)
        for batch in find_started_batches(ledger):
            if hold := _find_hold_over_batch(settings, ledger, batch, holds):
                done.left[f"held: {hold.reason}"] += len(batch.line_ids)
            else:
                done.batches.append(_file_batch(settings, ledger, batch, by, was_begun_before=True))
    return done


def _find_hold_over_batch(settings: Settings, ledger: Ledger, batch: Batch, holds: Sequence[Hold]) -> Hold | None:
    """Return the first hold on a line of the batch, by its frozen content."""
    if not holds:
        return None
    known = read_known_law(load_law(settings))
    with open_evidence(settings.evidence) as evidence:
        for line_id, frozen in sorted(read_frozen_hashes(ledger, batch).items()):
            if (text := evidence.read(line_id, frozen)) is not None:
                line = read_frozen(text)
                rows = frozenset(f"{row['law_table']} {row['row_key']}" for row in line.law_rows)
                people = frozenset({line.line["recorded_person_id"], *line.line["person_ids"]})
                held = Held(line.line["county_name"], line.line["remedy_id"], rows, people, known)
                if hold := find_hold_over(held, holds):
                    return hold
    return None


def submit(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    *,
    by: str,
    max_lines: int,
    asked: Mapping[str, str] = NOBODY_ASKED,
    only_asked: bool = False,
    told: Callable[[FiledBatch], None] = lambda batch: None,
    confirm: Callable[[Sequence[FilingLine]], None] = lambda going: None,
) -> SubmissionResult:
    """File every selected approved line, in batches of at most ``max_lines``, one court each where a court acts.

    ``asked`` maps person id to the day the person applied: their cases come first, and with ``only_asked`` no others
    are filed. ``told`` is called after each batch. ``confirm`` is called with the lines before the first new batch is
    started; if it raises, none is.

    Raises:
        GatesNotPassedError: The run may not be filed.
        OtherLawError: The law tables differ from those of the run.
        LedgerError: The ledger cannot be used, or frozen text is gone.
        OutputConflictError: A folder of a batch exists with other bytes.
    """
    done = resume_started_batches(settings, by=by)
    for finished in done.batches:
        told(finished)
    run, law = check_run(settings, connection), load_law(settings, by)
    check_run_law(settings, run.law_version)
    store_law(settings, connection, run.law_version)
    with open_ledger(settings.ledger, create=False) as ledger:
        at_hand = apply_decisions(connection, ledger, read_filing_lines(connection, selection))
        lines = {line.line_id: line for line in at_hand}
        ordered = find_lines_to_order(ledger)
        going = _select_fileable(ledger, lines, law, selection, done, ordered)
        if only_asked:
            going = _select_people_who_asked(going, asked, done)
        confirm(going)
        to_order = [line for line in going if line.line_id in ordered]
        to_file = [line for line in going if line.line_id not in ordered]
        filing = _Filing(settings, ledger, run, by, max_lines, asked, told, done)
        filing.hand_over(ORDERING, to_order, read_filed_hashes(ledger, [line.line_id for line in to_order]))
        filing.hand_over(FILING, to_file, prepare_lines(settings, connection, ledger, run, to_file, law))
        states = ledger.states()
        with open_evidence(settings.evidence) as evidence:
            prepared = [line_id for line_id, _ in evidence.find_outdated("")]
            evidence.forget_prepared(line_id for line_id in prepared if states.get(line_id) != "approved")
    return done


@dataclass
class _Filing:
    """Hands over batches of one submission."""

    settings: Settings
    ledger: Ledger
    run: RunShown
    by: str
    max_lines: int
    asked: Mapping[str, str]
    told: Callable[[FiledBatch], None]
    done: SubmissionResult

    def hand_over(self, hand_over: HandOver, going: Sequence[FilingLine], hashes: Mapping[str, str]) -> None:
        """Divide lines into batches, and start, write and file each. ``hashes``: of the frozen text of each line."""
        state, day = self.settings.state, self.run.as_of_date.isoformat()
        step = ORDER if hand_over == ORDERING else LIST
        by_list = {line.candidate.remedy_id for line in going if line.candidate.relief_by == BY_LIST}
        recipients = {remedy: read_recipients(self.settings.models, state, remedy, day) for remedy in sorted(by_list)}
        reaches = {remedy: select_step(its, step)[0].per for remedy, its in recipients.items()}
        batches = list(_divide_into_batches(going, self.max_lines, self.asked, reaches))
        before = [place for _, place in read_places_of_batches(self.ledger)]
        fell_away: list[Sequence[FilingLine]] = []
        for lines, place in number_batches(batches, before, fell_away, reaches):
            first = lines[0].candidate
            kind = f"{first.relief_by}_{step}" if first.relief_by == BY_LIST else first.relief_by
            batch, held_up = start_batch(
                self.ledger,
                {line.line_id: line.held for line in lines},
                hand_over=hand_over,
                by=self.by,
                run_id=self.run.run_id,
                law_version=self.run.law_version,
                evidence=hashes,
                templates=keep_templates(self.settings.kept_templates, state, kind, self.run.as_of_date),
                place=place,
                recipients=recipients.get(first.remedy_id, ()),
            )
            for reason in held_up.values():
                self.done.left[f"held: {reason}"] += 1
            if batch is None:
                fell_away.append(lines)
            else:
                filed = _file_batch(self.settings, self.ledger, batch, self.by, was_begun_before=False)
                self.done.batches.append(filed)
                self.told(filed)


def read_filed_hashes(ledger: Ledger, line_ids: Collection[str]) -> dict[str, str]:
    """Map each line to the hash of its text as it was last filed."""
    meant = set(line_ids)
    return {
        str(event.line_id): json.loads(event.details)["evidence_hash"]
        for event in (ledger.events(kinds=[FILING.done]) if meant else ())
        if event.line_id in meant
    }


def _select_fileable(
    ledger: Ledger,
    lines: Mapping[str, FilingLine],
    law: CurrentLaw,
    selection: Selection,
    done: SubmissionResult,
    ordered: Collection[str],
) -> list[FilingLine]:
    """Return the approved lines, and those to be ordered, that nothing holds back; count the others by the first
    reason."""
    holds, undecided = read_holds_in_force(ledger), find_undecided_names(ledger)
    approved = {line_id for line_id, stands in ledger.states().items() if stands == "approved"} | set(ordered)
    of_ledger = {line.line_id: line for line in ledger.lines() if line.line_id in approved}
    going = []
    law_known = read_known_law(law)
    unsigned = find_unsigned((line for line_id, line in lines.items() if line_id in approved), law)
    for line_id in sorted(approved):
        if line_id not in lines:
            known = of_ledger[line_id]
            if selection.means(known):
                done.left["not eligible in the current run"] += 1
        elif hold := find_hold_over(replace(lines[line_id].held, law=law_known), holds):
            done.left[f"held: {hold.reason}"] += 1
        elif line_id in undecided:
            done.left[NAME_UNDECIDED] += 1
        elif court := lines[line_id].candidate.left_to_court:
            done.left[f"reported by two courts of a transferred case; {court} files it"] += 1
        elif lines[line_id].candidate.is_told_twice:
            done.left["reported by two courts of a transferred case: decide with lookback file told-twice"] += 1
        elif line_id in unsigned:
            done.left[SIGNATURE_OVERTAKEN if law.is_overtaken(lines[line_id].remedy_id) else UNSIGNED] += 1
        else:
            going.append(replace(lines[line_id], held=replace(lines[line_id].held, law=law_known)))
    return going


def _select_people_who_asked(
    going: Sequence[FilingLine], asked: Mapping[str, str], done: SubmissionResult
) -> list[FilingLine]:
    chosen = [line for line in going if _find_day_asked(line, asked)]
    if len(chosen) < len(going):
        done.left[NOT_MEANT] += len(going) - len(chosen)
    return chosen


def _find_day_asked(line: FilingLine, asked: Mapping[str, str]) -> str:
    """Return the first day the person applied under any of their ids; empty if they did not."""
    return min((asked[id_] for id_ in line.candidate.person_ids if id_ in asked), default="")


def _divide_into_batches(
    lines: Iterable[FilingLine],
    max_lines: int,
    asked: Mapping[str, str] = NOBODY_ASKED,
    reaches: Mapping[str, str] = NO_LISTS,
) -> Iterator[list[FilingLine]]:
    """Divide lines by recipient and relief, and order them by court and case, so that few cases are split.

    Cases of applicants come first, by day. The order depends only on the lines and applicants, so a resumed submission
    divides the rest as an uninterrupted one would.
    """
    groups: dict[GroupKey, list[FilingLine]] = defaultdict(list)
    for line in lines:
        groups[(*find_addressee(line, reaches), line.candidate.remedy_id, line.candidate.key.relief)].append(line)
    for _, group in sorted(groups.items(), key=lambda item: item[0]):
        by_case = sorted(group, key=lambda line: (_build_case_key(line), line.line_id))
        ordered = _sort_asked_first(by_case, asked) if asked else by_case
        yield from (ordered[first : first + max_lines] for first in range(0, len(ordered), max_lines))


def _sort_asked_first(lines: Sequence[FilingLine], asked: Mapping[str, str]) -> list[FilingLine]:
    first_asked: dict[tuple[str, str, str], str] = {}
    for line in lines:
        if day := _find_day_asked(line, asked):
            first_asked[_build_case_key(line)] = min(day, first_asked.get(_build_case_key(line), NEVER))
    return sorted(lines, key=lambda line: first_asked.get(_build_case_key(line), NEVER))


def _build_case_key(line: FilingLine) -> tuple[str, str, str]:
    return line.candidate.county_name, line.agency, line.candidate.key.case_number_key


def _file_batch(
    settings: Settings,
    ledger: Ledger,
    batch: Batch,
    by: str,
    *,
    was_begun_before: bool,
) -> FiledBatch:
    hashes = read_frozen_hashes(ledger, batch)
    with open_evidence(settings.evidence) as evidence:
        texts = (evidence.read(line_id, frozen) for line_id, frozen in sorted(hashes.items()))
        # No file of a batch needs explanations and law rows, which take gigabytes for ten thousand lines.
        lines = [read_without_reasons(text) for text in texts if text is not None]
    if missing := len(hashes) - len(lines):
        raise LedgerError(f"batch {batch.batch_id}: the frozen text of {missing} lines is gone; it cannot be filed")
    whole = build_filed_batch(ledger, batch, lines)
    documents = partial(write_batch_documents, kept=settings.kept_templates)
    files = write_batch_folder(settings.filed, whole, [documents])
    finish_batch(ledger, batch, by=by, files=files, evidence=hashes)
    return FiledBatch(
        batch.batch_id,
        whole.county_name,
        whole.agency,
        whole.remedy_id,
        whole.relief,
        len(whole.lines),
        was_begun_before,
        whole.addressee.name if whole.addressee else "",
    )


def build_filed_batch(ledger: Ledger, batch: Batch, frozen: Sequence[FrozenLine]) -> BatchOfLines:
    """Build the batch from frozen lines and from the names of those who proposed and approved them."""
    who = ledger.find_names(batch.line_ids)
    return build_batch(
        batch.batch_id,
        frozen,
        proposed_by=who["proposed"],
        approved_by=who["approved"],
        templates=read_templates_of_batch(ledger, batch),
        place=dict(read_places_of_batches(ledger)).get(batch.batch_id),
        hand_over=batch.hand_over,
        recipients=dict(read_recipients_of_batches(ledger)).get(batch.batch_id, ()),
    )
