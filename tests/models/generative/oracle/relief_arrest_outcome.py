"""What became of an arrest, as the record of one person tells it.

What belongs here: which charges are of an arrest, its level, what is said of them and of their cycles (sections 5 and 6
of the page). What does not: what the law makes of it (``relief_arrest``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.models.generative.oracle.disqualifiers import SUBDIVISION_OF_DEGREE, OffenseLists
from tests.models.generative.oracle.relief_courts import ENDED_BEFORE_A_COURT, ToldByCourts, told_by_courts
from tests.models.generative.oracle.relief_facts import Arrest, Record, ToldCharge
from tests.models.generative.oracle.relief_pending import NOT_UNDERSTOOD, day_of_the_arrest

ENDED = frozenset({"dismissed", "acquitted", "diversion_completed"})
BY_COURTS_ONLY = frozenset({"acquitted", "convicted", "diversion", "diversion_completed"})
WOBBLER = "wobbler"
LEVELS = ("infraction", "summary", "misdemeanor", "felony")


@dataclass(frozen=True)
class Outcome:
    """What became of an arrest: its charges, what is said of each, and its level."""

    charges: tuple[ToldCharge, ...]
    said: Mapping[str, str]
    level: str
    perhaps_felonies: tuple[ToldCharge, ...]
    has_juvenile_charge: bool
    told: frozenset[str]
    by_courts: ToldByCourts

    @property
    def is_not_understood(self) -> bool:
        """A disposition of it, or a step in its cycle, is not understood."""
        return bool(self.told & {NOT_UNDERSTOOD, "disposition_unrecognised"})

    @property
    def dispositions(self) -> set[str]:
        """Of all its charges."""
        return set(self.said.values())

    @property
    def before_a_court(self) -> tuple[ToldCharge, ...]:
        """What the prosecutor rejected, or what ended with the detention, never came there."""
        return tuple(
            charge
            for charge in self.charges
            if charge.charge_stage == "court" and self.said[charge.charge_id] not in ENDED_BEFORE_A_COURT
        )

    @property
    def is_convicted(self) -> bool:
        """A charge of it was convicted, or a court's list tells of a conviction in a case of it."""
        return "convicted" in self.dispositions or bool(self.by_courts.in_its_case)

    @property
    def is_perhaps_convicted(self) -> bool:
        """Not so, and a court's list alone tells of a conviction that may be of it."""
        return self.by_courts.may_be_of_it and not self.is_convicted

    @property
    def is_in_diversion(self) -> bool:
        """A diversion that is not known to be completed."""
        return "diversion" in self.dispositions and "diversion_completed" not in self.dispositions

    @property
    def lacks_a_disposition(self) -> bool:
        """What became of a charge before a court is not on record, or what is on record of any is not understood."""
        is_blank = any(self.said[charge.charge_id] == "blank" for charge in self.before_a_court)
        return is_blank or self.is_not_understood

    @property
    def is_dismissed(self) -> bool:
        """All that came before a court, or where nothing did a charge of the arrest; nothing ended otherwise."""
        of_courts = [self.said[charge.charge_id] == "dismissed" for charge in self.before_a_court]
        is_so = all(of_courts) if of_courts else "dismissed" in self.dispositions
        return is_so and not (self.is_not_understood or self.is_convicted_or_acquitted)

    @property
    def is_convicted_or_acquitted(self) -> bool:
        """One of its charges at least."""
        return self.is_convicted or "acquitted" in self.dispositions

    @property
    def has_proceedings(self) -> bool:
        """A charge came before a court, or has a disposition that only a court gives."""
        return bool(self.before_a_court) or bool(self.dispositions & BY_COURTS_ONLY) or self.is_convicted

    @property
    def ended_on(self) -> date | None:
        """The last day on which what ended it can have been; none where nothing did or one of them has no day."""
        ended = [charge for charge in self.charges if self.said[charge.charge_id] in ENDED]
        days = [charge.disposed_on_latest for charge in ended]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None


def charges_of(record: Record, arrest: Arrest) -> tuple[ToldCharge, ...]:
    """Those with the same county and arrest day, or in the same cycle as one of the arrest's source rows."""
    told_by = set(arrest.source_rows)
    cycles = {record.cycle_of_row[row] for row in told_by if row in record.cycle_of_row}
    for charge in record.charges:
        if told_by & set(charge.source_rows):
            cycles |= record.cycles_of(charge)
    is_day_known = arrest.arrest_date_earliest == arrest.arrest_date_latest
    where_and_when = arrest.county_name, arrest.arrest_date_earliest if is_day_known else None

    def is_of_it(charge: ToldCharge) -> bool:
        is_that_day = None not in where_and_when and where_and_when == (charge.county_name, day_of_the_arrest(charge))
        return is_that_day or bool(cycles & record.cycles_of(charge)) or bool(told_by & set(charge.source_rows))

    return tuple(charge for charge in record.charges if charge.record_status != "superseded" and is_of_it(charge))


def _leveled(charges: Sequence[ToldCharge]) -> Sequence[ToldCharge]:
    """The charges whose levels count: the arrest's own rows; those of courts where the own rows have no level."""
    own = [charge for charge in charges if charge.charge_stage == "arrest"]
    has_a_level = any(charge.level != "unknown" for charge in own)
    return own if has_a_level else [charge for charge in charges if charge.charge_stage != "arrest"]


def _highest(levels: Sequence[str]) -> str:
    if "felony" in levels:
        return "felony"
    if not levels or "unknown" in levels:
        return "unknown"
    return max(levels, key=LEVELS.index)


def _told_of(record: Record, charges: Sequence[ToldCharge]) -> frozenset[str]:
    """What is told of charges and of their cycles, as kinds of events and dispositions. What another cycle of the court
    case tells is of a conviction, and of no arrest."""
    ids = {charge.charge_id for charge in charges}
    cycles = {cycle for charge in charges for cycle in record.cycles_of(charge)}
    said = {charge.disposition_type for charge in charges}
    said |= {
        event.event_type
        for event in record.events
        if event.charge_id in ids and not event.link_basis.endswith("_in_case")
    }
    return frozenset(said | {kind for cycle, kind in record.steps if cycle in cycles})


def _is_wobbler(charge: ToldCharge, lists: OffenseLists) -> bool:
    """An offense that can be punished as a misdemeanor too; of burglaries one of the second degree."""
    section, path = charge.section, charge.subdivision_path or ""
    subdivision = SUBDIVISION_OF_DEGREE.get(charge.grade or "")
    if charge.code_book == "PC" and section in ("459", "460") and not path and subdivision:
        section, path = "460", subdivision
    is_understood = charge.parse_status == "parsed" and not charge.has_further_section
    is_itself = charge.charge_prefix is None
    return is_understood and is_itself and lists.membership(WOBBLER, charge.code_book, section, path) == "member"


def _is_the_charge_of(filed: ToldCharge, charge: ToldCharge) -> bool:
    paths = {filed.subdivision_path or "", charge.subdivision_path or ""}
    told = charge.code_book, charge.section
    return (
        None not in told
        and told == (filed.code_book, filed.section)
        and charge.charge_prefix == filed.charge_prefix
        and (len(paths) == 1 or "" in paths)
    )


def _level_by_the_complaint(charges: Sequence[ToldCharge], level: str, lists: OffenseLists) -> str:
    """Penal Code 17(b)(4): a felony that the complaint says is a misdemeanor is one, if it can be one. All felonies of
    the arrest, and nothing else that is or may be a felony, have to be before the court. What is on no list may be
    such a felony."""
    own = [charge for charge in charges if charge.charge_stage == "arrest"]
    felonies = [charge for charge in own if charge.level == "felony"]
    filed = [
        charge
        for charge in charges
        if charge.charge_stage == "court" and charge.disposition_type not in ENDED_BEFORE_A_COURT
    ]
    if not felonies or not filed or any(charge.level not in ("misdemeanor", "infraction") for charge in filed):
        return level
    if not all(any(_is_the_charge_of(one, felony) for one in filed) for felony in felonies):
        return level
    is_sure = all(_is_wobbler(felony, lists) for felony in felonies)
    return "misdemeanor" if is_sure and all(charge.level != "unknown" for charge in own) else "unknown"


def outcome_of(record: Record, arrest: Arrest, lists: OffenseLists | None = None) -> Outcome:
    """What became of an arrest. ``lists``: for its level, which a complaint may have made another."""
    told = charges_of(record, arrest)
    charges = tuple(charge for charge in told if not charge.is_juvenile)
    level = _highest([charge.level for charge in _leveled(charges)])
    return Outcome(
        has_juvenile_charge=len(charges) < len(told),
        told=_told_of(record, charges),
        charges=charges,
        said={charge.charge_id: charge.disposition_type for charge in charges},
        level=level if lists is None else _level_by_the_complaint(charges, level, lists),
        perhaps_felonies=tuple(charge for charge in charges if charge.level in ("felony", "unknown")),
        by_courts=told_by_courts(record, arrest, told),
    )
