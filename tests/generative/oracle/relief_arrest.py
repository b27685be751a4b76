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
from tests.generative.oracle.relief_days import MET, NOT_MET, UNKNOWN, in_force, not_before, years_elapsed
from tests.generative.oracle.relief_facts import Answer, Arrest, Record, ReliefFinding, ToldCharge
from tests.generative.oracle.relief_paths import DecidedPath, best, decide, finding_of, worse
from tests.generative.oracle.relief_pending import NOT_UNDERSTOOD
from tests.generative.oracle.relief_person import standing_on

REMEDY, RELIEF = "arrest_relief", "relieve_arrest"
SHORTER_TERMS = "term_below_eight_years"
RELIEVED = frozenset({"relief_arrest_automatic", "relief_arrest_sealed", "relief_sealed"})
ENDED_BEFORE_A_COURT = frozenset({"prosecutor_rejected", "detention_only"})
NOT_KNOWN = frozenset({"blank", "diversion", NOT_UNDERSTOOD})
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
    felonies: tuple[ToldCharge, ...]

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
    def decided(self) -> set[str]:
        """Dispositions of the charges before a court; where none came there, of those of the arrest that have one."""
        if self.before_a_court:
            return {self.said[charge.charge_id] for charge in self.before_a_court}
        return self.dispositions - {"blank"} - ENDED_BEFORE_A_COURT

    @property
    def is_convicted(self) -> bool:
        """A charge of it was convicted."""
        return "convicted" in self.dispositions

    @property
    def not_known(self) -> bool:
        """What became of a charge before a court, or of a diversion, is not on record or not understood."""
        return bool((self.decided | (self.dispositions - {"blank"})) & NOT_KNOWN)

    @property
    def has_proceedings(self) -> bool:
        """A charge came before a court, or has a disposition that only a court gives."""
        return bool(self.before_a_court) or bool(self.dispositions & BY_COURTS_ONLY)

    def day_of(self, disposition: str) -> date | None:
        """The last day on which charges can have been disposed so; none where one of them has no day."""
        days = [charge.event_date_latest for charge in self.charges if self.said[charge.charge_id] == disposition]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None


def charges_of(record: Record, arrest: Arrest) -> tuple[ToldCharge, ...]:
    """Those with the same county and arrest day, or in the same cycle as one of the arrest's source rows."""
    told_by = set(arrest.source_rows)
    cycles = {charge.cycle_key for charge in record.charges if told_by & set(charge.source_rows)} - {None}

    def is_of_it(charge: ToldCharge) -> bool:
        is_that_day = (
            arrest.county_name is not None
            and arrest.arrest_date_earliest is not None
            and (charge.county_name, charge.arrest_date_earliest) == (arrest.county_name, arrest.arrest_date_earliest)
        )
        return is_that_day or charge.cycle_key in cycles or bool(told_by & set(charge.source_rows))

    return tuple(
        charge
        for charge in record.charges
        if charge.record_status != "superseded" and not charge.is_juvenile and is_of_it(charge)
    )


def _level_of(record: Record, charge: ToldCharge) -> str:
    established = record.established.get((charge.charge_id, "level_is_felony"))
    if charge.level == "unknown" and established is not None:
        return "felony" if established else "misdemeanor"
    return charge.level


def _leveled(record: Record, charges: Sequence[ToldCharge]) -> Sequence[ToldCharge]:
    """The charges whose levels count: the arrest's own rows; those of courts where the own rows have no level."""
    own = [charge for charge in charges if charge.charge_stage == "arrest"]
    has_a_level = any(_level_of(record, charge) != "unknown" for charge in own)
    return own if has_a_level else [charge for charge in charges if charge.charge_stage != "arrest"]


def _highest(levels: Sequence[str]) -> str:
    if "felony" in levels:
        return "felony"
    if not levels or "unknown" in levels:
        return "unknown"
    return max(levels, key=LEVELS.index)


def outcome_of(record: Record, arrest: Arrest) -> Outcome:
    """What became of an arrest."""
    charges = charges_of(record, arrest)
    leveled = _leveled(record, charges)
    levels = [_level_of(record, charge) for charge in leveled]
    return Outcome(
        charges=charges,
        said={charge.charge_id: charge.disposition_type for charge in charges},
        level=_highest(levels),
        felonies=tuple(charge for charge, level in zip(leveled, levels, strict=True) if level == "felony"),
    )


def not_relieved_before(record: Record, became: Outcome) -> Answer:
    """Relieved or sealed on one of its charges or in its cycle."""
    ids = {charge.charge_id for charge in became.charges}
    told = {event.event_type for event in record.events if event.charge_id in ids}
    return NOT_MET if RELIEVED & (told | became.dispositions) else MET


def record_is_clear(record: Record, became: Outcome) -> Answer:
    """Nothing in the record leaves open what the arrest came to."""
    ids = {charge.charge_id for charge in became.charges}
    not_understood = {"unrecognised", "disposition_unrecognised"}
    is_in_doubt = (
        record.has_identity_conflict
        or any(charge.has_conflicting_facts or charge.record_status != "current" for charge in became.charges)
        or NOT_UNDERSTOOD in became.dispositions
        or any(event.charge_id in ids and event.event_type in not_understood for event in record.events)
    )
    return UNKNOWN if is_in_doubt else MET


def _met_on(day: date | None) -> Answer:
    """Met since a day; since when is not known where that day is not."""
    return Answer("met", day, is_day_missing=day is None)


def charge_dismissed(became: Outcome) -> Answer:
    """All that was filed was dismissed. A conviction beside it is asked for apart."""
    others = became.decided - {"dismissed", "convicted"}
    if others - NOT_KNOWN:
        return NOT_MET
    if others or became.not_known:
        return UNKNOWN
    return _met_on(became.day_of("dismissed")) if "dismissed" in became.decided else NOT_MET


def acquitted(became: Outcome) -> Answer:
    """Acquitted of any charge, and convicted of none."""
    if became.is_convicted:
        return NOT_MET
    if "acquitted" in became.dispositions:
        return _met_on(became.day_of("acquitted"))
    return UNKNOWN if became.not_known else NOT_MET


def diversion_completed(record: Record, became: Outcome) -> Answer:
    """A diversion was completed, on record or as a person established, and no charge convicted."""
    if became.is_convicted:
        return NOT_MET
    facts = _established(record, became, "diversion_completed")
    if any(facts):
        return Answer("met", is_day_missing=True)
    if "diversion_completed" in became.dispositions:
        return _met_on(became.day_of("diversion_completed"))
    return UNKNOWN if became.not_known and not facts else NOT_MET


def _established(record: Record, became: Outcome, fact: str) -> list[bool]:
    """What people established about any of the charges of an arrest."""
    return [
        established
        for charge in became.charges
        if (established := record.established.get((charge.charge_id, fact))) is not None
    ]


def no_proceedings_initiated(record: Record, became: Outcome) -> Answer:
    """No indication that criminal proceedings were initiated."""
    facts = _established(record, became, "proceedings_initiated")
    initiated = any(facts) if facts else became.has_proceedings
    return NOT_MET if initiated else MET


def term_below_eight_years(became: Outcome, law: Law) -> Answer:
    """Every felony of the arrest is surely on the list of those with a shorter longest term."""

    def is_shorter(charge: ToldCharge) -> bool:
        supposed = replace(charge, disposition_type="convicted", is_juvenile=False, record_status="current")
        (as_conviction,) = convictions_of([supposed], [], {})
        return standing_on(as_conviction, law.lists, SHORTER_TERMS) == "present"

    return MET if became.felonies and all(map(is_shorter, became.felonies)) else NOT_MET


def acquittal_needs_no_wait(arrest: Arrest, years: int, law: Law) -> Answer:
    """The wait has elapsed, or counsel decided that an acquittal does not wait."""
    elapsed = years_elapsed(arrest.arrest_date_earliest, arrest.arrest_date_latest, years, law.as_of)
    if elapsed.word == "met":
        return elapsed
    waits = law.parameters.acquittal_waits
    return UNKNOWN if waits is None else elapsed if waits else MET


def answers_of(record: Record, arrest: Arrest, became: Outcome, law: Law) -> dict[str, dict[str, Answer]]:
    """Every element of every path, in the order in which they give the reason."""
    parameters, as_of = law.parameters, law.as_of
    arrested = (arrest.arrest_date_earliest, arrest.arrest_date_latest)
    every = {
        "not_relieved_before": not_relieved_before(record, became),
        "arrest_of_this_state": MET if arrest.county_type == "in_state" else UNKNOWN,
        "record_is_clear": record_is_clear(record, became),
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
        "no_proceedings_initiated": no_proceedings_initiated(record, became),
        "no_conviction_from_the_arrest": NOT_MET if became.is_convicted else MET,
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
            "no_conviction_beside_the_dismissal": UNKNOWN if became.is_convicted else MET,
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
            "diversion_completed": diversion_completed(record, became),
        },
    }


def _decided(answers: Mapping[str, Mapping[str, Answer]]) -> DecidedPath:
    return best([decide(place, path, of_path, LEAD_TO_REVIEW) for place, (path, of_path) in enumerate(answers.items())])


def _as_if(record: Record, arrest: Arrest, level: str, law: Law) -> DecidedPath:
    """What the finding were if every charge of the arrest whose level is not known were of that level."""
    own = {charge.charge_id for charge in charges_of(record, arrest)}
    supposed = replace(
        record,
        charges=tuple(
            replace(charge, level=level)
            if charge.charge_id in own and _level_of(record, charge) == "unknown"
            else charge
            for charge in record.charges
        ),
    )
    return _decided(answers_of(supposed, arrest, replace(outcome_of(supposed, arrest), level=level), law))


def was_dismissed(became: Outcome) -> bool:
    """Everything that was filed was dismissed, and nothing convicted."""
    return charge_dismissed(became).word == "met" and not became.is_convicted


def arrest_finding(record: Record, arrest: Arrest, law: Law) -> ReliefFinding:
    """The finding of one arrest; a level that cannot matter holds nobody up."""
    became = outcome_of(record, arrest)
    decided, is_immaterial = _decided(answers_of(record, arrest, became, law)), False
    if became.level == "unknown":
        as_felony, as_misdemeanor = (_as_if(record, arrest, level, law) for level in ("felony", "misdemeanor"))
        if as_felony.outcome == as_misdemeanor.outcome:
            decided, is_immaterial = worse(as_felony, as_misdemeanor), True
    finding = finding_of(arrest.arrest_id, REMEDY, RELIEF, decided, is_level_immaterial=is_immaterial)
    if finding.outcome == "ineligible" and became.level == "felony" and was_dismissed(became):
        return replace(finding, reason_code=FILED_AND_DISMISSED)
    return finding


def in_scope(record: Record) -> list[Arrest]:
    """Adult arrests in this state, or in a county that is not known."""
    return [arrest for arrest in record.arrests if not arrest.is_juvenile and arrest.county_type != "elsewhere"]


def arrest_findings(record: Record, law: Law) -> list[ReliefFinding]:
    """One finding for every arrest in scope."""
    return [arrest_finding(record, arrest, law) for arrest in in_scope(record)]
