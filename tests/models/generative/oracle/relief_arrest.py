"""Penal Code 851.93 for one person: every arrest in scope, its paths and their elements.

What belongs here: sections 5 and 6 of the page. What does not: what became of an arrest (``relief_arrest_outcome``),
which charges are open (``relief_pending``), how paths are weighed (``relief_paths``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tests.models.generative.oracle.facts import convictions_of
from tests.models.generative.oracle.relief_arrest_outcome import Outcome, charges_of, outcome_of
from tests.models.generative.oracle.relief_days import MET, NOT_MET, UNKNOWN, in_force, not_before, years_elapsed
from tests.models.generative.oracle.relief_facts import Answer, Arrest, Record, ReliefFinding, ToldCharge
from tests.models.generative.oracle.relief_law import Law
from tests.models.generative.oracle.relief_paths import DecidedPath, best, decide, finding_of, named_unread, worse
from tests.models.generative.oracle.relief_person import standing_on

REMEDY, RELIEF = "arrest_relief", "relieve_arrest"
SHORTER_TERMS = "term_below_eight_years"
RELIEVED = frozenset({"relief_arrest_automatic", "relief_arrest_sealed", "relief_sealed"})
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
    }
)
FOR_COUNSEL = frozenset({"infractions_are_meant", "acquittal_needs_no_wait"})
"""How the section reads: asked of what is on record, and of nothing that is not."""


def record_is_clear(record: Record, arrest: Arrest, became: Outcome) -> Answer:
    """Nothing in the record leaves open what the arrest came to."""
    told = (*became.charges, *became.by_courts.in_its_case)
    is_in_doubt = (
        record.has_identity_conflict
        or record.has_unread_line
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

    return MET if all(map(is_shorter, became.perhaps_felonies)) else NOT_MET


def acquittal_needs_no_wait(arrest: Arrest, years: int, law: Law) -> Answer:
    """The wait has elapsed, or counsel decided that an acquittal does not wait."""
    waits = law.parameters.acquittal_waits
    if waits is False:
        return MET
    elapsed = years_elapsed(arrest.arrest_date_earliest, arrest.arrest_date_latest, years, law.as_of)
    return elapsed if waits or elapsed.word == "met" else UNKNOWN


def acquittal_of_a_felony_needs_no_wait(arrest: Arrest, shorter: Answer, law: Law) -> Answer:
    """The six years of any felony, or the three of one below eight years: the better of the two."""
    years = [law.parameters.arrest_long_felony_wait_years]
    if shorter.word == "met":
        years.append(law.parameters.arrest_felony_wait_years)
    waits = [acquittal_needs_no_wait(arrest, number, law) for number in years]
    return min(waits, key=lambda wait: (("met", "unknown", "not_yet").index(wait.word), wait.day or date.max))


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
        "infractions_are_meant": UNKNOWN if became.level in ("infraction", "unknown") else MET,
    }
    dismissed = {
        "charge_dismissed": charge_dismissed(became),
        "no_conviction_beside_the_dismissal": no_conviction_beside_the_dismissal(became),
    }
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
    of_a_bill = {"dismissed_felony": every | greater | {"law_in_operation": lesser["law_in_operation"]} | dismissed}
    return {
        "dismissed_misdemeanor": every | lesser | dismissed,
        **(of_a_bill if parameters.felony_dismissed_is_enough else {}),
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
        | {"acquittal_needs_no_wait": acquittal_of_a_felony_needs_no_wait(arrest, shorter, law)},
        "diversion_completed": every
        | {
            "law_in_operation": in_force(parameters.operative_arrest_diversion, as_of),
            "diversion_completed": diversion_completed(record, arrest, became),
        },
    }


def _decided(answers: Mapping[str, Mapping[str, Answer]]) -> DecidedPath:
    """The best path; where none leads anywhere, the first one for the level of the arrest, which says most."""
    paths = [
        decide(place, path, of_path, LEAD_TO_REVIEW, FOR_COUNSEL)
        for place, (path, of_path) in enumerate(answers.items())
    ]
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
    became = outcome_of(record, arrest, law.lists)
    decided, is_immaterial = _decided(answers_of(record, arrest, became, law)), False
    if became.level == "unknown":
        tried = [_as_if(record, arrest, level, law) for level in ("felony", "misdemeanor", "infraction")]
        if len({path.outcome for path in tried}) == 1:
            decided = worse(*tried)
            is_immaterial = decided.path != "diversion_completed"
    finding = finding_of(arrest.arrest_id, REMEDY, RELIEF, decided, is_level_immaterial=is_immaterial)
    finding = named_unread(record, finding)
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


def relieved_as_a_whole(record: Record, law: Law) -> dict[str, str]:
    """The charges of arrests that are relieved since nothing came of them, or (``unknown``) perhaps.

    Where an arrest is relieved for how a charge of it ended, that says nothing of its other charges.
    """
    found: dict[str, list[str]] = {}
    for arrest in in_scope(record):
        became = outcome_of(record, arrest, law.lists)
        ended = acquitted(became), diversion_completed(record, arrest, became)
        is_ended = MET.word in [one.word for one in ended] or (
            charge_dismissed(became).word == MET.word and became.level != "felony"
        )
        answers = answers_of(record, arrest, became, law)
        waits = all(any(one.word in ("not_met", "not_yet") for one in path.values()) for path in answers.values())
        outcome = "" if is_ended else arrest_finding(record, arrest, law).outcome
        outcome = "" if waits and outcome != "eligible" else outcome
        answer = {"eligible": "yes", "review": "unknown", "undeterminable": "unknown"}.get(outcome, "no")
        for charge in charges_of(record, arrest):
            if charge.charge_stage == "arrest":
                found.setdefault(charge.charge_id, []).append(answer)
    return {charge_id: of_arrests[0] for charge_id, of_arrests in found.items() if len(of_arrests) == 1}
