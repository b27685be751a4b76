"""Compare the lines of a run with the ledger, so that nothing is proposed twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from orchestration.filing.ledger.chain import NewEvent, format_details
from orchestration.filing.ledger.court_key import CourtKey
from orchestration.filing.ledger.life_cycle import FIRST
from orchestration.filing.ledger.similar_lines import PERSON_IDS, SimilarLines
from orchestration.filing.ledger.store import Ledger, Line, Writing

T = TypeVar("T")

BEFORE_FILING = frozenset({"proposed", "under_review", "checked", "approved", "objected", "returned"})
"""States in which a line can be withdrawn without notice to anybody."""

OVER = frozenset({"withdrawn", "denied", "relieved_elsewhere"})
"""States in which nothing is pending."""


@dataclass(frozen=True)
class Candidate:
    """A line of a run. ``person_ids``: every id under which the ledger may know the person, merged ids too.
    ``is_told_twice``: another court of the transferred case may report the same conviction, and nobody has decided that
    this report is filed. ``left_to_court``: a reviewer chose the report of this other county.
    ``apart_from``: ids that a reviewer assigned to other persons."""

    key: CourtKey
    relief_by: str
    remedy_id: str
    county_name: str
    person_id: str
    person_ids: frozenset[str]
    charge_id: str
    source_hash: str
    is_told_twice: bool = False
    left_to_court: str = ""
    apart_from: frozenset[str] = frozenset()

    def line(self) -> Line:
        """Build the line as the ledger keeps it."""
        case_hash, section_hash, date_hash = self.key.hash_parts()
        return Line(
            self.key.line_id,
            self.relief_by,
            self.remedy_id,
            self.county_name,
            self.key.relief,
            self.key.count_id,
            case_hash,
            section_hash,
            date_hash,
            self.person_id,
        )


@dataclass
class ProposalResult:
    """Result of a proposal: line ids and charge ids, by what was done.

    ``new``: proposed now. ``known``: proposed before. ``replaced``: withdrawn, since their facts changed before filing.
    ``changed_after_filing``: flagged; the new form is not proposed. ``colliding`` and ``not_findable``: charges for a
    reviewer (two that a court cannot tell apart or two courts report; one without case number, section or conviction
    date). ``alike``: those of ``colliding`` that a court cannot tell apart. ``left_to_another_court``: two courts
    report it, and a reviewer chose the other. ``under_another_id``: charges that the ledger may have under another id
    of the person, each with the first such line; a reviewer decides who it is (``identity/<state>/decisions.csv``).
    """

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    changed_after_filing: list[str] = field(default_factory=list)
    colliding: list[str] = field(default_factory=list)
    not_findable: list[str] = field(default_factory=list)
    left_to_another_court: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    under_another_id: list[tuple[str, str]] = field(default_factory=list)

    def counts(self) -> Mapping[str, int]:
        """Number of each."""
        return {name: len(ids) for name, ids in vars(self).items()}


def sort_by_findability(found: Iterable[T], key: Callable[[T], CourtKey]) -> tuple[list[T], list[T], list[T]]:
    """Split into lines a court can identify, lines it cannot tell apart, and lines it cannot find."""
    keyed = [(key(one), one) for one in found]
    times = Counter(its.line_id for its, _ in keyed if its.is_complete)
    return (
        [one for its, one in keyed if its.is_complete and times[its.line_id] == 1],
        [one for its, one in keyed if its.is_complete and times[its.line_id] > 1],
        [one for its, one in keyed if not its.is_complete],
    )


def propose(
    ledger: Ledger,
    candidates: Iterable[Candidate],
    told_counts: Collection[str],
    *,
    by: str,
    run_id: str,
    law_version: str,
    is_on_record: Callable[[str], bool] = lambda _: True,
) -> ProposalResult:
    """Propose new lines in one transaction. The same lines again write nothing.

    ``told_counts``: ``CourtKey.count_id`` of every conviction on record in this run, eligible or not. ``is_on_record``:
    whether this run has any record of a person id.
    """
    done = ProposalResult()
    ordered = sorted(candidates, key=lambda candidate: (candidate.key.line_id, candidate.charge_id))
    single, alike_ones, not_findable = sort_by_findability(ordered, key=lambda candidate: candidate.key)
    done.not_findable = [candidate.charge_id for candidate in not_findable]
    done.alike = [candidate.charge_id for candidate in alike_ones]
    done.colliding = list(done.alike)
    with ledger.writing() as writing:
        lines = {line.line_id: line for line in ledger.lines()}
        flagged = {(event.line_id, event.said) for event in ledger.events(kinds=["changed_after_filing"])}
        alike = SimilarLines(ledger, lines.values())
        for candidate in single:
            if known := lines.get(candidate.key.line_id):
                if known.first_person_id not in candidate.person_ids and is_on_record(known.first_person_id):
                    done.alike.append(candidate.charge_id)
                    done.colliding.append(candidate.charge_id)
                else:
                    done.known.append(known.line_id)
                continue
            if candidate.is_told_twice:
                waits = done.left_to_another_court if candidate.left_to_court else done.colliding
                waits.append(candidate.charge_id)
                continue
            _propose_new(writing, candidate, alike, told_counts, is_on_record, flagged, done, by, run_id, law_version)
    return done


def _propose_new(
    writing: Writing,
    candidate: Candidate,
    alike: SimilarLines,
    told_counts: Collection[str],
    is_on_record: Callable[[str], bool],
    flagged: set[tuple[str | None, str]],
    done: ProposalResult,
    by: str,
    run_id: str,
    law_version: str,
) -> None:
    line = candidate.line()

    def event(kind: str, line_id: str, details: Mapping[str, str] | None = None) -> NewEvent:
        return NewEvent(
            kind,
            by,
            line_id=line_id,
            run_id=run_id,
            law_version=law_version,
            source_hash=candidate.source_hash,
            details=details or {},
        )

    # The same count in another form: a line of the person that shares two of case, section and date and whose count is
    # gone from the record, or the same count with another relief. A count still on record is a separate one.
    def is_open(other: Line) -> bool:
        is_same_count = other.count_id == line.count_id
        return writing.states[other.line_id] not in OVER and (is_same_count or other.count_id not in told_counts)

    earlier = [other for other in alike.of_person(line, candidate.key, candidate.person_ids) if is_open(other)]
    filed = [other for other in earlier if writing.states[other.line_id] not in BEFORE_FILING]
    if filed:
        for other in filed:
            flag = event("changed_after_filing", other.line_id, {"told_now_as": line.line_id})
            if (other.line_id, format_details(flag.details)) not in flagged:
                writing.append([flag])
            done.changed_after_filing.append(line.line_id)
        return
    of_others = alike.under_other_ids(line, candidate.key, candidate.person_ids, is_on_record)
    perhaps = [other for other in of_others if other.first_person_id not in candidate.apart_from and is_open(other)]
    if perhaps:
        done.under_another_id.append((candidate.charge_id, perhaps[0].line_id))
        return
    for other in earlier:
        writing.append([event("withdrawn", other.line_id, {"reason": "told otherwise before it was filed"})])
        done.replaced.append(other.line_id)
    other_ids = " ".join(sorted(candidate.person_ids - {candidate.person_id}))
    details = {"charge_id": candidate.charge_id, **({PERSON_IDS: other_ids} if other_ids else {})}
    writing.propose(line, event(FIRST, line.line_id, details))
    alike.add(line)
    done.new.append(line.line_id)
