"""Content of the documents as frozen data: readers of warehouse and ledger fill it, and templates print it.

It holds no clock and no run id: equal content gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from orchestration.filing.documents.notice_words import NoticeWords
from orchestration.law.recipients import ORDER, Recipient
from orchestration.law.relief_ways import read_relief_ways
from orchestration.settings import Contact


@dataclass(frozen=True)
class RecordedDay:
    """A day as precisely as the record has it: a span, and its precision (day, month, year, span; ``unknown``)."""

    earliest: date | None = None
    latest: date | None = None
    precision: str = "unknown"

    @classmethod
    def on(cls, day: date) -> RecordedDay:
        """Build a day that is known exactly."""
        return cls(day, day, "day")


@dataclass(frozen=True)
class CourtCase:
    """Another court of a transferred case and the case's numbers there, empty if unknown. ``county`` is spelled as the
    state spells it."""

    court: str
    court_code: str
    case_numbers: tuple[str, ...]
    county: str = ""


@dataclass(frozen=True)
class LineContent:
    """One line: a count of a conviction (``unit`` charge) or an arrest. Texts and names are as recorded.

    Empty text and None mean that the record is silent, and are printed as such. ``day`` is that of the conviction or
    arrest. ``new_level`` is empty if nothing is left. ``transfers_in_doubt``: contradictory transfers of the case; the
    courts they name are not notified. ``section_text``: code book and section, with attempt or conspiracy.
    ``statute_gives`` and the fields after it: the relief by statute alone, if a policy asks for more.
    ``source_row_count``: rows of the state's files that the line rests on. ``relief_words``: the relief in the words of
    the law tables. ``person_id`` is a pseudonym for counting
    people and is never printed.
    """

    line_id: str
    person_id: str
    unit: str
    county: str
    court: str
    court_code: str
    case_numbers: tuple[str, ...]
    count_number: str
    code_book: str
    section: str
    charge_text: str
    level: str
    day: RecordedDay
    remedy_id: str
    relief: str
    effect: str
    basis: str
    statutory_path: str
    reason: str
    citation: str
    verified: str
    person_name: str
    birth_day: RecordedDay
    other_names: tuple[str, ...] = ()
    state_ids: tuple[str, ...] = ()
    section_text: str = ""
    statute_gives: str = ""
    statutory_new_section: str = ""
    statutory_citation: str = ""
    new_section: str = ""
    new_level: str = ""
    is_sealed: bool = False
    is_deceased: bool = False
    sentence_state: str = "unknown"
    disqualifiers: str = ""
    presumed_facts: tuple[str, ...] = ()
    established_facts: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    other_courts: tuple[CourtCase, ...] = ()
    transfers_in_doubt: int = 0
    source_row_count: int = 0
    relief_words: str = ""

    @property
    def case_key(self) -> tuple[str, str, tuple[str, ...]]:
        """Key shared by the lines of a case. A line without a case number is a case of its own."""
        return (self.court_code, self.court, self.case_numbers or (self.line_id,))


@dataclass(frozen=True)
class BatchContent:
    """One batch of a county or court: recipient, relief, and its lines in any order.

    ``part_number`` of ``part_count``: the batch's number among those of one submission for one recipient, over all
    remedies and reliefs. ``templates``: id and SHA-256 of the templates the batch was started with; if given, others
    are refused, so that a batch written again has the same bytes. ``step`` and ``recipients``: of relief by list, which
    hand-over it is, and whom each step is for.
    """

    batch_id: str
    state: str
    county: str
    relief_by: str
    remedy_id: str
    relief: str
    basis: str
    as_of_date: date
    data_as_of: date
    law_version: str
    lines: tuple[LineContent, ...]
    court: str = ""
    proposed_by: str = ""
    approved_by: str = ""
    part_number: int = 1
    part_count: int = 1
    templates: Mapping[str, str] = field(default_factory=dict)
    step: str = ""
    recipients: tuple[Recipient, ...] = ()

    @property
    def asks_a_court(self) -> bool:
        """Whether a court is asked for an order."""
        return read_relief_ways()[self.relief_by].asks_a_court or self.step == ORDER

    @property
    def kind(self) -> str:
        """Which documents it has: by how relief is given, and of relief by list by the step."""
        return f"{self.relief_by}_{self.step}" if self.step else self.relief_by


@dataclass(frozen=True)
class ObjectionContent:
    """One objection to a line. ``answer_days`` is the law's parameter; None if the law sets no day."""

    line: LineContent
    state: str
    ground: str
    words: str
    objected_by: str
    objected_on: date
    answer_days: int | None
    answer_citation: str
    law_version: str


@dataclass(frozen=True)
class EligibleLater:
    """How many determinations become eligible in a month (None: unknown), and of how many people."""

    remedy_id: str
    month: date | None
    determinations: int
    people: int


@dataclass(frozen=True)
class DefenderContent:
    """The public defender's copy of the lines that the prosecutor of the county gets on the same day."""

    state: str
    county: str
    as_of_date: date
    data_as_of: date
    law_version: str
    lines: tuple[LineContent, ...]
    later: tuple[EligibleLater, ...] = ()
    prepared_by: str = ""


@dataclass(frozen=True)
class PetitionContent:
    """A petition of one person in one case, for the person or their lawyer to sign and file.

    ``form`` is the court form whose fields it holds. ``serves``: met (the sentence is over), serving, or unknown.
    """

    state: str
    form: str
    as_of_date: date
    law_version: str
    lines: tuple[LineContent, ...]


@dataclass(frozen=True)
class NoticeEntry:
    """One conviction or arrest of a person in plain words. ``standing``: cleared, can_be_cleared, waits or stays.

    ``cleared_by``: state_record or ledger, the source of the clearance. ``relief`` is empty if nothing is given.
    ``eligible_on``: the day from which it can be cleared, if it waits and the day is known. ``given_on``: the day of
    the relief, in notices of relief that was given. ``why``: what blocks it, if it waits or stays, in the words of its
    explanation.
    """

    unit: str
    county: str
    case_numbers: tuple[str, ...]
    charge_text: str
    level: str
    day: RecordedDay
    standing: str
    relief: str
    new_level: str
    statutory_path: str
    cleared_by: str = ""
    eligible_on: date | None = None
    given_on: date | None = None
    why: str = ""


@dataclass(frozen=True)
class NoticeContent:
    """A notice to one person about the record, never mailed. ``words``: those of the state, in every language.

    ``is_asked_for``: handed out on request, about the whole record; otherwise about relief that was given.
    """

    state: str
    person_name: str
    as_of_date: date
    data_as_of: date
    law_version: str
    entries: tuple[NoticeEntry, ...]
    office: str = ""
    contacts: tuple[Contact, ...] = ()
    words: tuple[NoticeWords, ...] = ()
    is_asked_for: bool = True
