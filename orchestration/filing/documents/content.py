"""What a document says, as frozen data: whoever reads warehouse and ledger fills it, and templates print it.

None of it carries a clock or a run's id: equal content gives equal bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from orchestration.settings import Contact

COURT_ORDER = "court_order"
OPERATION_OF_LAW = "operation_of_law"


@dataclass(frozen=True)
class RecordedDay:
    """A day as far as the record tells it: a span, and how exact it is (day, month, year, span; ``unknown``)."""

    earliest: date | None = None
    latest: date | None = None
    precision: str = "unknown"

    @classmethod
    def on(cls, day: date) -> RecordedDay:
        """A day that is known."""
        return cls(day, day, "day")


@dataclass(frozen=True)
class CourtCase:
    """Another court of a transferred case, and the numbers it has there: none where they are not known. ``county`` as
    the state writes it."""

    court: str
    court_code: str
    case_numbers: tuple[str, ...]
    county: str = ""


@dataclass(frozen=True)
class LineContent:
    """One line: a count of a conviction (``unit`` charge) or an arrest. Words and names as recorded.

    Empty text and None mean that the record does not say, and are printed as such. ``day`` is that of the conviction,
    or of the arrest. ``new_level`` is empty where nothing is left. ``established_facts`` and ``presumed_facts`` are in
    words. ``transfers_in_doubt``: transfers of the case that contradict themselves: the courts they name are not told.
    ``section_text``: code book and section, with attempt or conspiracy. ``statute_gives`` and what stands beside it:
    what the statute gives by itself, where a policy asks for more. ``source_row_count``: how many rows of the state's
    files the line rests on. ``person_id`` is the pseudonym: people are counted by it, and it is never printed.
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

    @property
    def case_key(self) -> tuple[str, str, tuple[str, ...]]:
        """Lines of one case have the same. A line without a case number is a case of its own."""
        return (self.court_code, self.court, self.case_numbers or (self.line_id,))


@dataclass(frozen=True)
class BatchContent:
    """One batch of a county (or of one of its courts): what is asked of whom, and its lines.

    ``part_number`` of ``part_count``: which of the batches it is that one submission has for its recipient (a court or
    the department), all remedies and reliefs together. ``templates``: id and SHA-256 of the templates the batch was
    begun with; where given, other ones are refused, so that a batch that is written again has its bytes. Lines may come
    in any order: documents sort them.
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


@dataclass(frozen=True)
class ObjectionContent:
    """One objection to a line. ``answer_days`` is the law's parameter; None where the law sets no day."""

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
    """How many determinations become eligible in a month (None: the day is not known), and of how many people."""

    remedy_id: str
    month: date | None
    determinations: int
    people: int


@dataclass(frozen=True)
class DefenderContent:
    """What the public defender of a county gets on the day the prosecutor gets the same lines."""

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
    """A petition of one person in one case, prepared for the person or their lawyer to sign and file.

    ``form`` is the courts' form whose fields it holds. ``serves``: met (the sentence is over), serving, or unknown.
    """

    state: str
    form: str
    as_of_date: date
    law_version: str
    lines: tuple[LineContent, ...]


@dataclass(frozen=True)
class NoticeEntry:
    """One conviction or arrest of a person in plain words. ``standing``: cleared, can_be_cleared, waits or stays.

    ``cleared_by``: state_record or ledger: who says that it is cleared. ``relief`` is empty where nothing is given.
    ``eligible_on``: the day from which it can be cleared, where it waits and the day is known.
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


@dataclass(frozen=True)
class NoticeContent:
    """A notice to one person about the record: handed out to whoever asks for it with a right to, never mailed."""

    state: str
    person_name: str
    as_of_date: date
    data_as_of: date
    law_version: str
    entries: tuple[NoticeEntry, ...]
    office: str = ""
    contacts: tuple[Contact, ...] = ()
