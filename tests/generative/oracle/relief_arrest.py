"""Penal Code 851.93 for one person: every arrest in scope, its seven paths and their elements.

What belongs here: sections 5 and 6 of the page. What does not: which charges are open (``relief_pending``), how paths
are weighed (``relief_paths``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tests.generative.oracle.facts import convictions_of
from tests.generative.oracle.relief_conviction import Law
from tests.generative.oracle.relief_days import MET, NOT_MET, UNKNOWN, in_force, not_before, years_elapsed
from tests.generative.oracle.relief_facts import Answer, Arrest, Record, ReliefFinding, ToldCharge
from tests.generative.oracle.relief_paths import DecidedPath, best, decide, finding_of, worse
from tests.generative.oracle.relief_pending import NOT_UNDERSTOOD, disposition_of, openness
from tests.generative.oracle.relief_person import standing_on

REMEDY, RELIEF = "arrest_relief", "relieve_arrest"
SHORTER_TERMS = "term_below_eight_years"
RELIEVED = frozenset({"relief_arrest_automatic", "relief_arrest_sealed", "relief_sealed"})
BY_COURTS_ONLY = frozenset({"acquitted", "convicted", "diversion", "diversion_completed"})
FILED_AND_DISMISSED = "arrest_relief_felony_filed_and_dismissed"
LEAD_TO_REVIEW = frozenset(
    {
        "not_relieved_before",
        "arrest_of_this_state",
        "record_is_clear",
        "misdemeanor_arrest",
        "felony_arrest",
        "charge_dismissed",
        "acquittal_needs_no_wait",
    }
)
LEVELS = ("infraction", "summary", "misdemeanor", "felony")


@dataclass(frozen=True)
class Outcome:
    """What became of an arrest: its charges, and what their dispositions come to."""

    charges: tuple[ToldCharge, ...]
    dispositions: tuple[str, ...]
    is_convicted: bool
    has_proceedings: bool
    is_dismissed: bool
    has_a_dismissal: bool
    is_acquitted: bool
    has_completed_diversion: bool
    level: str
    felonies: tuple[ToldCharge, ...]


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
    said = {charge.charge_id: disposition_of(record, charge) for charge in charges}
    of_courts = [charge for charge in charges if charge.charge_stage == "court"]
    all_said = set(said.values())
    is_open = any(openness(record, charge) == "open" for charge in charges)
    is_convicted = "convicted" in all_said
    dropped = [charge for charge in charges if said[charge.charge_id] == "dismissed"]
    is_dismissed = (
        bool(dropped)
        and all(said[charge.charge_id] == "dismissed" for charge in of_courts)
        and not is_open
        and not all_said & {"convicted", "acquitted", NOT_UNDERSTOOD}
    )
    leveled = _leveled(record, charges)
    levels = [_level_of(record, charge) for charge in leveled]
    return Outcome(
        charges=charges,
        dispositions=tuple(said.values()),
        is_convicted=is_convicted,
        has_proceedings=bool(of_courts) or bool(all_said & BY_COURTS_ONLY),
        is_dismissed=is_dismissed,
        has_a_dismissal=bool(dropped),
        is_acquitted="acquitted" in all_said and not is_convicted and not is_open,
        has_completed_diversion="diversion_completed" in all_said and not is_convicted and not is_open,
        level=_highest(levels),
        felonies=tuple(charge for charge, level in zip(leveled, levels, strict=True) if level == "felony"),
    )


def not_relieved_before(record: Record, became: Outcome) -> Answer:
    """Relieved or sealed on one of its charges or in its cycle."""
    ids = {charge.charge_id for charge in became.charges}
    told = {event.event_type for event in record.events if event.charge_id in ids}
    return NOT_MET if RELIEVED & (told | set(became.dispositions)) else MET


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


def charge_dismissed(became: Outcome) -> Answer:
    """All that was filed was dismissed; a dismissal beside a conviction is for counsel."""
    if became.is_dismissed:
        return MET
    return UNKNOWN if became.has_a_dismissal and became.is_convicted else NOT_MET


def no_proceedings_initiated(record: Record, became: Outcome) -> Answer:
    """No indication that criminal proceedings were initiated."""
    facts = [
        established
        for charge in became.charges
        if (established := record.established.get((charge.charge_id, "proceedings_initiated"))) is not None
    ]
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


def _met_if(is_so: bool) -> Answer:
    return MET if is_so else NOT_MET


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
        "no_conviction_from_the_arrest": _met_if(not became.is_convicted),
    }
    acquitted = {"acquitted": _met_if(became.is_acquitted)}
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
        "dismissed_misdemeanor": every | dismissible | {"charge_dismissed": charge_dismissed(became)},
        "misdemeanor_without_proceedings": every
        | lesser
        | nothing_followed
        | {"calendar_year_since_arrest": years_elapsed(*arrested, one, as_of)},
        "misdemeanor_acquitted": every
        | lesser
        | acquitted
        | {"acquittal_needs_no_wait": acquittal_needs_no_wait(arrest, one, law)},
        "felony_without_proceedings": every
        | greater
        | nothing_followed
        | {"term_below_eight_years": shorter, "three_years_since_arrest": years_elapsed(*arrested, three, as_of)},
        "felony_of_eight_years": every | greater | nothing_followed | {"six_years_since_arrest": six_years},
        "felony_acquitted": every
        | greater
        | acquitted
        | {"acquittal_needs_no_wait": acquittal_needs_no_wait(arrest, felony_wait, law)},
        "diversion_completed": every
        | {
            "law_in_operation": in_force(parameters.operative_arrest_diversion, as_of),
            "diversion_completed": _met_if(became.has_completed_diversion),
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


def arrest_finding(record: Record, arrest: Arrest, law: Law) -> ReliefFinding:
    """The finding of one arrest; a level that cannot matter holds nobody up."""
    became = outcome_of(record, arrest)
    decided, is_immaterial = _decided(answers_of(record, arrest, became, law)), False
    if became.level == "unknown":
        as_felony, as_misdemeanor = (_as_if(record, arrest, level, law) for level in ("felony", "misdemeanor"))
        if as_felony.outcome == as_misdemeanor.outcome:
            decided, is_immaterial = worse(as_felony, as_misdemeanor), True
    finding = finding_of(arrest.arrest_id, REMEDY, RELIEF, decided, is_level_immaterial=is_immaterial)
    if finding.outcome == "ineligible" and became.level == "felony" and became.is_dismissed:
        return replace(finding, reason_code=FILED_AND_DISMISSED)
    return finding


def in_scope(record: Record) -> list[Arrest]:
    """Adult arrests in this state, or in a county that is not known."""
    return [arrest for arrest in record.arrests if not arrest.is_juvenile and arrest.county_type != "elsewhere"]


def arrest_findings(record: Record, law: Law) -> list[ReliefFinding]:
    """One finding for every arrest in scope."""
    return [arrest_finding(record, arrest, law) for arrest in in_scope(record)]
