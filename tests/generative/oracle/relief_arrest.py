"""Penal Code 851.93 for one person: every arrest in scope, its seven paths and their elements.

What belongs here: sections 5 and 6 of the page. What does not: which charges are open (``relief_pending``), how paths
are weighed (``relief_paths``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tests.generative.oracle.facts import convictions_of
from tests.generative.oracle.relief_conviction import Law
from tests.generative.oracle.relief_courts import ENDED_BEFORE_A_COURT, ToldByCourts, told_by_courts
from tests.generative.oracle.relief_days import MET, NOT_MET, UNKNOWN, in_force, not_before, years_elapsed
from tests.generative.oracle.relief_facts import Answer, Arrest, Record, ReliefFinding, ToldCharge
from tests.generative.oracle.relief_paths import DecidedPath, best, decide, finding_of, worse
from tests.generative.oracle.relief_pending import NOT_UNDERSTOOD, day_of_the_arrest
from tests.generative.oracle.relief_person import standing_on

REMEDY, RELIEF = "arrest_relief", "relieve_arrest"
SHORTER_TERMS = "term_below_eight_years"
RELIEVED = frozenset({"relief_arrest_automatic", "relief_arrest_sealed", "relief_sealed"})
ENDED = frozenset({"dismissed", "acquitted", "diversion_completed"})
BY_COURTS_ONLY = frozenset({"acquitted", "convicted", "diversion", "diversion_completed"})
FILED_AND_DISMISSED = "arrest_relief_felony_filed_and_dismissed"
LEAD_TO_REVIEW = frozenset(
    {
        "not_relieved_before",
        "arrest_of_this_state",
        "record_is_clear",
        "misdemeanor_arrest",
        "felony_arrest",
        "no_conviction_beside_the_dismissal",
        "no_proceedings_initiated",
        "no_conviction_from_the_arrest",
        "acquittal_needs_no_wait",
    }
)
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


def outcome_of(record: Record, arrest: Arrest) -> Outcome:
    """What became of an arrest."""
    told = charges_of(record, arrest)
    charges = tuple(charge for charge in told if not charge.is_juvenile)
    leveled = _leveled(charges)
    return Outcome(
        has_juvenile_charge=len(charges) < len(told),
        told=_told_of(record, charges),
        charges=charges,
        said={charge.charge_id: charge.disposition_type for charge in charges},
        level=_highest([charge.level for charge in leveled]),
        perhaps_felonies=tuple(charge for charge in charges if charge.level in ("felony", "unknown")),
        by_courts=told_by_courts(record, arrest, told),
    )


def record_is_clear(record: Record, arrest: Arrest, became: Outcome) -> Answer:
    """Nothing in the record leaves open what the arrest came to."""
    told = (*became.charges, *became.by_courts.in_its_case)
    is_in_doubt = (
        record.has_identity_conflict
        or arrest.arrest_id in record.held
        or any(charge.has_conflicting_facts or charge.record_status != "current" for charge in told)
        or became.is_not_understood
        or became.has_juvenile_charge
        or not became.charges
    )
    return UNKNOWN if is_in_doubt else MET


def _met_on(became: Outcome) -> Answer:
    """Met since what became of the arrest was settled; since when is not known where that day is not."""
    return Answer("met", became.ended_on, is_day_missing=became.ended_on is None)


def charge_dismissed(became: Outcome) -> Answer:
    """All that was filed was dismissed, or something beside a conviction, which is asked for apart."""
    if became.is_dismissed or ("dismissed" in became.dispositions and became.is_convicted):
        return _met_on(became)
    return UNKNOWN if became.lacks_a_disposition and not became.is_convicted_or_acquitted else NOT_MET


def no_conviction_beside_the_dismissal(became: Outcome) -> Answer:
    """Nothing convicted, surely or perhaps."""
    return UNKNOWN if became.is_convicted or became.is_perhaps_convicted else MET


def acquitted(became: Outcome) -> Answer:
    """Acquitted, neither convicted of any charge nor with one of which no disposition is on record."""
    if became.is_convicted:
        return NOT_MET
    if became.lacks_a_disposition:
        return UNKNOWN
    if "acquitted" not in became.dispositions:
        return NOT_MET
    return UNKNOWN if became.is_perhaps_convicted else _met_on(became)


def diversion_completed(record: Record, arrest: Arrest, became: Outcome) -> Answer:
    """A diversion was completed, as a person established or on record, and no charge convicted."""
    if became.is_convicted:
        return NOT_MET
    established = record.established_of_arrests.get((arrest.arrest_id, "diversion_completed"))
    if established is not None:
        return _met_on(became) if established else NOT_MET
    if "diversion_completed" in became.dispositions:
        return UNKNOWN if became.is_perhaps_convicted else _met_on(became)
    return UNKNOWN if became.is_in_diversion else NOT_MET


def no_proceedings_initiated(record: Record, arrest: Arrest, became: Outcome) -> Answer:
    """No indication that criminal proceedings were initiated."""
    established = record.established_of_arrests.get((arrest.arrest_id, "proceedings_initiated"))
    if established is not None:
        return NOT_MET if established else MET
    if became.has_proceedings:
        return NOT_MET
    return UNKNOWN if became.is_perhaps_convicted else MET


def no_conviction_from_the_arrest(record: Record, arrest: Arrest, became: Outcome) -> Answer:
    """No conviction came of it; where a person found no proceedings, none that only a court's list tells did."""
    if became.is_convicted:
        return NOT_MET
    is_looked_up = record.established_of_arrests.get((arrest.arrest_id, "proceedings_initiated")) is False
    return UNKNOWN if became.is_perhaps_convicted and not is_looked_up else MET


def term_below_eight_years(became: Outcome, law: Law) -> Answer:
    """Every charge of it that is or may be a felony is surely on the list of those with a shorter longest term."""

    def is_shorter(charge: ToldCharge) -> bool:
        supposed = replace(charge, disposition_type="convicted", is_juvenile=False, record_status="current")
        (as_conviction,) = convictions_of([supposed], [], {})
        is_one_offense = not charge.has_further_section and not charge.has_further_charge_in_comment
        return is_one_offense and standing_on(as_conviction, law.lists, SHORTER_TERMS) == "present"

    is_met = became.perhaps_felonies and all(map(is_shorter, became.perhaps_felonies))
    return MET if is_met else NOT_MET


def acquittal_needs_no_wait(arrest: Arrest, years: int, law: Law) -> Answer:
    """The wait has elapsed, or counsel decided that an acquittal does not wait."""
    waits = law.parameters.acquittal_waits
    if waits is False:
        return MET
    elapsed = years_elapsed(arrest.arrest_date_earliest, arrest.arrest_date_latest, years, law.as_of)
    return elapsed if waits or elapsed.word == "met" else UNKNOWN


def answers_of(record: Record, arrest: Arrest, became: Outcome, law: Law) -> dict[str, dict[str, Answer]]:
    """Every element of every path, in the order in which they give the reason."""
    parameters, as_of = law.parameters, law.as_of
    arrested = (arrest.arrest_date_earliest, arrest.arrest_date_latest)
    every = {
        "not_relieved_before": NOT_MET if RELIEVED & became.told else MET,
        "arrest_of_this_state": MET if arrest.county_type == "in_state" else UNKNOWN,
        "record_is_clear": record_is_clear(record, arrest, became),
        "arrest_on_or_after_floor": not_before(*arrested, parameters.arrest_floor),
    }
    lesser = {
        "law_in_operation": in_force(parameters.operative_arrest_misdemeanor, as_of),
        "misdemeanor_arrest": {"felony": NOT_MET, "unknown": UNKNOWN}.get(became.level, MET),
    }
    dismissible = dict(lesser)
    if parameters.felony_dismissed_is_enough:
        dismissible["misdemeanor_arrest"] = MET
    greater = {
        "law_in_operation": in_force(parameters.operative_arrest_felony, as_of),
        "felony_arrest": {"felony": MET, "unknown": UNKNOWN}.get(became.level, NOT_MET),
    }
    nothing_followed = {
        "no_proceedings_initiated": no_proceedings_initiated(record, arrest, became),
        "no_conviction_from_the_arrest": no_conviction_from_the_arrest(record, arrest, became),
    }
    was_acquitted = {"acquitted": acquitted(became)}
    shorter = term_below_eight_years(became, law)
    one, three, six = (
        parameters.arrest_misdemeanor_wait_years,
        parameters.arrest_felony_wait_years,
        parameters.arrest_long_felony_wait_years,
    )
    six_years = years_elapsed(*arrested, six, as_of)
    if six_years.word == "met" and shorter.word == "not_met":
        six_years = Answer("presumed", six_years.day)
    felony_wait = three if shorter.word == "met" else six
    return {
        "dismissed_misdemeanor": every
        | dismissible
        | {
            "charge_dismissed": charge_dismissed(became),
            "no_conviction_beside_the_dismissal": no_conviction_beside_the_dismissal(became),
        },
        "misdemeanor_without_proceedings": every
        | lesser
        | nothing_followed
        | {"calendar_year_since_arrest": years_elapsed(*arrested, one, as_of)},
        "misdemeanor_acquitted": every
        | lesser
        | was_acquitted
        | {"acquittal_needs_no_wait": acquittal_needs_no_wait(arrest, one, law)},
        "felony_without_proceedings": every
        | greater
        | nothing_followed
        | {"term_below_eight_years": shorter, "three_years_since_arrest": years_elapsed(*arrested, three, as_of)},
        "felony_of_eight_years": every | greater | nothing_followed | {"six_years_since_arrest": six_years},
        "felony_acquitted": every
        | greater
        | was_acquitted
        | {"acquittal_needs_no_wait": acquittal_needs_no_wait(arrest, felony_wait, law)},
        "diversion_completed": every
        | {
            "law_in_operation": in_force(parameters.operative_arrest_diversion, as_of),
            "diversion_completed": diversion_completed(record, arrest, became),
        },
    }


def _decided(answers: Mapping[str, Mapping[str, Answer]]) -> DecidedPath:
    """The best path; where none leads anywhere, the first one for the level of the arrest, which says most."""
    paths = [decide(place, path, of_path, LEAD_TO_REVIEW) for place, (path, of_path) in enumerate(answers.items())]
    decided = best(paths)
    if decided.outcome not in ("ineligible", "already_relieved"):
        return decided
    return next(
        path
        for path, of_path in zip(paths, answers.values(), strict=True)
        if all(of_path[name].word != "not_met" for name in ("misdemeanor_arrest", "felony_arrest") if name in of_path)
    )


def _as_if(record: Record, arrest: Arrest, level: str, law: Law) -> DecidedPath:
    """What the finding were if every charge of the arrest whose level is not known were of that level."""
    own = {charge.charge_id for charge in charges_of(record, arrest)}
    supposed = replace(
        record,
        charges=tuple(
            replace(charge, level=level) if charge.charge_id in own and charge.level == "unknown" else charge
            for charge in record.charges
        ),
    )
    return _decided(answers_of(supposed, arrest, replace(outcome_of(supposed, arrest), level=level), law))


def arrest_finding(record: Record, arrest: Arrest, law: Law) -> ReliefFinding:
    """The finding of one arrest; a level that cannot matter holds nobody up."""
    became = outcome_of(record, arrest)
    decided, is_immaterial = _decided(answers_of(record, arrest, became, law)), False
    if became.level == "unknown":
        as_felony, as_misdemeanor = (_as_if(record, arrest, level, law) for level in ("felony", "misdemeanor"))
        if as_felony.outcome == as_misdemeanor.outcome:
            decided = worse(as_felony, as_misdemeanor)
            is_immaterial = decided.path != "diversion_completed"
    finding = finding_of(arrest.arrest_id, REMEDY, RELIEF, decided, is_level_immaterial=is_immaterial)
    is_for_being_filed = finding.outcome == "ineligible" and finding.deciding_element == "no_proceedings_initiated"
    if is_for_being_filed and became.level == "felony" and became.is_dismissed and not became.is_perhaps_convicted:
        return replace(finding, reason_code=FILED_AND_DISMISSED)
    return finding


def is_juvenile(record: Record, arrest: Arrest) -> bool:
    """A juvenile arrest, or one of which only a juvenile charge came before a court."""
    became = outcome_of(record, arrest)
    return arrest.is_juvenile or (became.has_juvenile_charge and not became.before_a_court)


def in_scope(record: Record) -> list[Arrest]:
    """Adult arrests in this state, or in a county that is not known."""
    return [
        arrest for arrest in record.arrests if arrest.county_type != "elsewhere" and not is_juvenile(record, arrest)
    ]


def arrest_findings(record: Record, law: Law) -> list[ReliefFinding]:
    """One finding for every arrest in scope."""
    return [arrest_finding(record, arrest, law) for arrest in in_scope(record)]
