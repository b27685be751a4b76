"""Penal Code 1203.425 for one person: every conviction in scope, its three paths and their elements.

What belongs here: sections 1 and 2 of the page. What does not: ends of sentences, pending charges, the person's
elements (modules of their own), how paths are weighed (``relief_paths``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from tests.models.generative.oracle.days import plus_years
from tests.models.generative.oracle.disqualifiers import is_burglary, together
from tests.models.generative.oracle.facts import Conviction
from tests.models.generative.oracle.relief_arrest import relieved_as_a_whole
from tests.models.generative.oracle.relief_days import (
    MET,
    NOT_MET,
    PRESUMED,
    UNKNOWN,
    elapsed_on,
    in_force,
    not_before,
    years_elapsed,
)
from tests.models.generative.oracle.relief_ends import end_of_probation, end_of_the_sentence, may_have_gone_to_prison
from tests.models.generative.oracle.relief_enhancements import made_serious
from tests.models.generative.oracle.relief_facts import (
    Answer,
    Record,
    ReliefFinding,
    ReliefParameters,
    ToldCharge,
    UnmatchedPetition,
)
from tests.models.generative.oracle.relief_law import Law
from tests.models.generative.oracle.relief_paths import (
    LINE_UNREAD,
    DecidedPath,
    best,
    decide,
    finding_of,
    named_unread,
    worse,
)
from tests.models.generative.oracle.relief_pending import no_pending_charges
from tests.models.generative.oracle.relief_person import (
    REGISTRABLE,
    no_active_supervision_record,
    not_required_to_register,
    not_serving_a_sentence,
    standing_on,
)
from tests.models.generative.oracle.relief_sentences import (
    ON_THE_COUNT,
    Clock,
    Ends,
    completion_of,
    is_over,
    parts_of,
    revoked_after_the_end,
)
from tests.models.generative.oracle.relief_supervision import end_of_all_terms, is_surely_supervised_then
from tests.models.generative.oracle.relief_violations import is_of_a_violation, violated

REMEDY, RELIEF = "conviction_relief", "relieve_conviction"
KINDS = ("sentenced_to_probation", "infraction_or_misdemeanor", "felony")
"""What a path asks of the kind of the conviction."""

SERIOUS, VIOLENT = "serious_felony", "violent_felony"
SERIOUS_PRIOR = "SERIOUS FELONY PRIOR"
ANOTHER_BURGLARY = "RESIDENTIAL BURGLARY"
REDUCTIONS = frozenset({"relief_reduced_17b", "relief_prop47"})
CLOUDS = frozenset({"relief_prop64", "relief_sealed", "relief_arrest_sealed", "relief_arrest_automatic"})
LEAD_TO_REVIEW = frozenset(
    {
        "not_relieved_before",
        "court_of_this_state",
        "record_is_clear",
        "not_required_to_register",
        "not_serving_a_sentence",
        "no_pending_charges",
        "completed_without_revocation",
        "infraction_or_misdemeanor",
        "felony",
        "no_felony_in_the_last_four_years",
        "no_new_felony_in_the_four_years",
        "not_a_serious_felony",
        "not_a_violent_felony",
        "not_a_registrable_felony",
    }
)


def level_now(record: Record, conviction: Conviction) -> str:
    """The level on record; a misdemeanor once reduced; where the record does not say, what a person established."""
    if REDUCTIONS & set(conviction.relief_events):
        return "misdemeanor"
    established = record.established.get((conviction.charge_id, "level_is_felony"))
    if conviction.level == "unknown" and established is not None:
        return "felony" if established else "misdemeanor"
    return conviction.level


def not_relieved_before(conviction: Conviction) -> Answer:
    """Relieved under this very section."""
    if "relief_conviction_automatic" in conviction.relief_events:
        return NOT_MET
    return UNKNOWN if "relief_conviction_automatic" in conviction.relief_events_in_cycle else MET


def is_perhaps_prohibited(record: Record, conviction: Conviction) -> bool:
    """A petition, neither denied nor withdrawn, is about no conviction on record. It may be about those of its case; if
    there are none about those of its county, or of a county that is not known; else, if it was granted, about any; and
    never about one surely later than it."""

    def nearness(petition: UnmatchedPetition, other: Conviction) -> tuple[bool, bool]:
        numbers = {*(petition.case_number_key or "").split("+")} & {*(other.case_number_key or "").split("+")}
        is_known = petition.county_name is not None and other.county_name is not None
        is_one_county = is_known and petition.county_name == other.county_name
        return is_one_county and bool(numbers - {""}), is_one_county or not is_known

    def may_be_meant(petition: UnmatchedPetition, other: Conviction) -> bool:
        first, filed = other.conviction_date_earliest, petition.filed_on_latest
        if other.county_type == "elsewhere" or (first is not None and filed is not None and filed < first):
            return False
        is_near = petition.county_name is not None and other.county_name in (None, petition.county_name)
        return petition.outcome == "granted" or is_near

    for petition in record.petitions_unmatched:
        if petition.outcome in ("denied", "withdrawn") or not may_be_meant(petition, conviction):
            continue
        meant = [nearness(petition, other) for other in record.convictions if may_be_meant(petition, other)]
        if nearness(petition, conviction) == max(meant):
            return True
    return False


def record_is_clear(record: Record, conviction: Conviction) -> Answer:
    """Nothing in the record leaves open what the conviction is."""
    somewhere = set(conviction.relief_events_in_cycle)
    is_in_doubt = (
        record.has_identity_conflict
        or record.has_unread_line
        or conviction.charge_id in record.held
        or is_perhaps_prohibited(record, conviction)
        or conviction.has_conflicting_facts
        or conviction.record_status != "current"
        or CLOUDS & (somewhere | set(conviction.relief_events))
        or REDUCTIONS & somewhere
        or conviction.has_unrecognised_disposition
    )
    return UNKNOWN if is_in_doubt else MET


def relief_not_prohibited(record: Record, conviction: Conviction) -> Answer:
    """No court prohibited the relief, and no petition waits for an answer."""
    outcomes = {petition.outcome for petition in record.petitions if petition.charge_id == conviction.charge_id}
    if "granted" in outcomes:
        return NOT_MET
    return UNKNOWN if outcomes & {"pending", "unknown"} else MET


def sentenced_to_probation(record: Record, conviction: Conviction) -> Answer:
    """A part of the sentence is probation."""
    parts = parts_of(record, conviction)
    if not parts:
        return UNKNOWN
    return MET if any(part.sentence_type == "probation" for part in parts) else NOT_MET


def completed_without_revocation(
    record: Record, conviction: Conviction, ends: Ends | None, parameters: ReliefParameters
) -> Answer:
    """Probation was not revoked, and did not end before its time. Revoked after it had ended is a contradiction."""
    elsewhere = violated(record, conviction, parameters).was_revoked
    if elsewhere == "surely":
        return NOT_MET
    word, is_completed = MET if elsewhere == "no" else UNKNOWN, completion_of(record, conviction) is not None
    for event in record.events:
        if event.charge_id != conviction.charge_id:
            continue
        if event.event_type in ("probation_revoked", "probation_revoked_and_reinstated"):
            is_known = event.link_basis in ON_THE_COUNT and not event.is_missing_in_a_copy
            if is_known and not revoked_after_the_end(record, conviction, event):
                return NOT_MET
            word = UNKNOWN
        if event.event_type == "probation_terminated" and not is_completed:
            day = event.event_date_earliest
            if day is None or ends is None or day < ends.last:
                word = UNKNOWN
    return word


def no_new_felony(
    record: Record, conviction: Conviction, clock: Clock | Ends | None, parameters: ReliefParameters, as_of: date
) -> Answer:
    """No conviction of a felony, or of what may be one, may lie in the years after the sentence. Supervision that began
    after that conviction may be its own, and does not say that this one's still lasted."""
    if not parameters.new_felony_is_looked_at:
        return MET
    ends, years = end_of_the_sentence(record, conviction, parameters), parameters.felony_wait_years
    for other in _other_felonies(record, conviction):
        first, last = other.conviction_date_earliest, other.conviction_date_latest
        own = conviction.conviction_date_earliest
        if last is not None and own is not None and last <= own:
            continue
        is_before = ends is not None and last is not None and last <= ends.first
        over_on = elapsed_on(clock.last, years) if clock is not None and clock.last is not None else None
        is_after = over_on is not None and first is not None and first >= over_on
        if not (is_before or is_after or is_surely_supervised_then(record, conviction, other, parameters, as_of)):
            return UNKNOWN
    return MET


def no_felony_of_late(record: Record, conviction: Conviction, parameters: ReliefParameters, as_of: date) -> Answer:
    """As counsel may decide: no felony conviction in the last years; the later of arrest and conviction counts."""
    if not parameters.last_four_years_are_enough:
        return MET
    words, days = set(), []
    for other in _other_felonies(record, conviction):
        firsts = [day for day in (other.arrest_date_earliest, other.conviction_date_earliest) if day is not None]
        lasts = [day for day in (other.arrest_date_latest, other.conviction_date_latest) if day is not None]
        years = parameters.felony_wait_years
        is_in = bool(firsts) and plus_years(max(firsts), years) > as_of
        is_out = other.conviction_date_latest is not None and plus_years(max(lasts), years) <= as_of
        if is_in or not is_out:
            words.add("not_yet" if is_in and level_now(record, other) == "felony" else "unknown")
            days.append(plus_years(max(lasts), years) if other.conviction_date_latest is not None else None)
    over_on = max(days) if days and None not in days else None  # type: ignore[type-var]
    return Answer("not_yet", over_on) if "not_yet" in words else UNKNOWN if words else MET


def _other_felonies(record: Record, conviction: Conviction) -> list[Conviction]:
    """What is, or may be, another felony conviction of the person, and no violation of supervision."""
    return [
        other
        for other in record.convictions
        if other.charge_id != conviction.charge_id
        and level_now(record, other) in ("felony", "unknown")
        and not is_of_a_violation(record, other)
    ]


def _degree(record: Record, conviction: Conviction, parameters: ReliefParameters) -> str | None:
    """The degree that is told, or the one that counsel decided of a burglary where nothing may tell it: no words, no
    other burglary of its cycle or case, no serious felony that is told as a prior, and a sentence without prison."""
    own = next((charge for charge in record.charges if charge.charge_id == conviction.charge_id), None)

    def is_beside_it(other: ToldCharge) -> bool:
        cases = [{*(one.case_number_key or "").split("+")} - {""} for one in (other, conviction)]
        is_of_its_case = other.county_name == conviction.county_name and bool(cases[0] & cases[1])
        return is_of_its_case or (own is not None and own.cycle_key is not None and other.cycle_key == own.cycle_key)

    if (
        conviction.grade is not None
        or conviction.subdivision_path
        or (own is not None and own.may_name_degree)
        or any(_may_be_of_the_first(other) and is_beside_it(other) for other in record.charges)
        or any(SERIOUS_PRIOR in (other.charge_text or "") for other in record.charges)
        or not parts_of(record, conviction)
        or may_have_gone_to_prison(record, conviction, parameters)
    ):
        return conviction.grade
    return parameters.degree_not_on_record


def _may_be_of_the_first(other: ToldCharge) -> bool:
    if not is_burglary(other):
        return ANOTHER_BURGLARY in (other.charge_text or "")
    is_told = other.may_name_degree or (other.subdivision_path or "").startswith(("(a)", "(1)"))
    return other.grade == "first_degree" or (other.grade is None and is_told)


def not_on_list(record: Record, conviction: Conviction, law: Law, offense_list: str) -> Answer:
    """Not a serious or violent felony, nor one that requires registration: what is no felony is none of them."""
    established = record.established.get((conviction.charge_id, "offense_is_serious_or_violent"))
    if established is not None and offense_list != REGISTRABLE:
        return NOT_MET if established else MET
    absent = MET if offense_list == REGISTRABLE else PRESUMED
    level = level_now(record, conviction)
    if level not in ("felony", "unknown"):
        return absent
    supposed = replace(conviction, level="felony", grade=_degree(record, conviction, law.parameters))
    standing = "unknown" if conviction.has_further_section else standing_on(supposed, law.lists, offense_list)
    if offense_list == SERIOUS:
        enhanced = made_serious(record, conviction.charge_id, law.lists, law.parameters)
        is_in_doubt = conviction.has_further_section or conviction.parse_status != "parsed"
        standing = "unknown" if is_in_doubt else together([standing, enhanced])
    if level == "unknown" and standing == "present":
        return UNKNOWN
    return {"present": NOT_MET, "unknown": UNKNOWN, "absent": absent}[standing]


def of_the_person(record: Record, law: Law) -> dict[str, Answer]:
    """What is asked of the person, the same for every conviction. Arrests are decided first."""
    relieved = relieved_as_a_whole(record, law)
    return {
        "not_required_to_register": not_required_to_register(record, law.lists),
        "no_active_supervision_record": no_active_supervision_record(record, is_file_at_hand=law.is_file_at_hand),
        "not_serving_a_sentence": not_serving_a_sentence(record, law.as_of, law.parameters),
        "no_pending_charges": no_pending_charges(record, law.as_of, law.parameters, relieved),
    }


def answers_of(record: Record, conviction: Conviction, law: Law) -> dict[str, dict[str, Answer]]:
    """Every element of every path, in the order in which they give the reason."""
    parameters, as_of = law.parameters, law.as_of
    convicted = (conviction.conviction_date_earliest, conviction.conviction_date_latest)
    every = {
        "not_relieved_before": not_relieved_before(conviction),
        "court_of_this_state": MET if conviction.county_type == "in_state" else UNKNOWN,
        "record_is_clear": record_is_clear(record, conviction),
        "judgment_on_or_after_floor": not_before(*convicted, parameters.conviction_floor),
        "relief_not_prohibited": relief_not_prohibited(record, conviction),
        **of_the_person(record, law),
    }
    probation = end_of_probation(record, conviction, parameters)
    sentence = end_of_the_sentence(record, conviction, parameters)
    clock = end_of_all_terms(record, conviction, parameters, as_of)
    without_revocation = completed_without_revocation(record, conviction, probation, parameters)
    was_revoked = without_revocation.word == "not_met"
    operative = parameters.operative_misdemeanor_after_revocation if was_revoked else parameters.operative_misdemeanor
    level = level_now(record, conviction)
    years = parameters.felony_wait_years
    return {
        "probation": every
        | {
            "law_in_operation": in_force(parameters.operative_probation, as_of),
            "sentenced_to_probation": sentenced_to_probation(record, conviction),
            "probation_term_completed": is_over(record, conviction, probation, as_of),
            "completed_without_revocation": without_revocation,
        },
        "misdemeanor": every
        | {
            "law_in_operation": in_force(operative, as_of),
            "infraction_or_misdemeanor": {"felony": NOT_MET, "unknown": UNKNOWN}.get(level, MET),
            "sentence_completed": is_over(record, conviction, sentence, as_of),
            "calendar_year_since_judgment": years_elapsed(*convicted, parameters.misdemeanor_wait_years, as_of),
        },
        "felony": every
        | {
            "law_in_operation": in_force(parameters.operative_felony, as_of),
            "felony": {"felony": MET, "unknown": UNKNOWN}.get(level, NOT_MET),
            "all_terms_completed": is_over(record, conviction, clock, as_of),
            "four_years_since_completion": years_elapsed(*(clock or (None, None)), years, as_of),
            "no_felony_in_the_last_four_years": no_felony_of_late(record, conviction, parameters, as_of),
            "no_new_felony_in_the_four_years": no_new_felony(record, conviction, clock, parameters, as_of),
            "not_a_serious_felony": not_on_list(record, conviction, law, SERIOUS),
            "not_a_violent_felony": not_on_list(record, conviction, law, VIOLENT),
            "not_a_registrable_felony": not_on_list(record, conviction, law, REGISTRABLE),
        },
    }


def _decided(answers: Mapping[str, Mapping[str, Answer]], level: str) -> DecidedPath:
    """The best path; where none is open, the one for the level of the conviction says what bars it."""
    paths = [decide(place, path, of_path, LEAD_TO_REVIEW) for place, (path, of_path) in enumerate(answers.items())]
    decided = best(paths)
    if decided.outcome == "already_relieved":  # named by the first path that it can be of
        return next(path for path in paths if not any(answers[path.path].get(kind) == NOT_MET for kind in KINDS))
    if decided.outcome != "ineligible":
        return decided
    of_the_level = "felony" if level in ("felony", "unknown") else "misdemeanor"
    return next(path for path in paths if path.path == of_the_level)


def _as_if(record: Record, conviction: Conviction, level: str, law: Law) -> DecidedPath:
    """What the finding were if the conviction were of that level. The record stays as it is told: what is asked of the
    person has one word for every conviction."""
    return _decided(answers_of(record, replace(conviction, level=level), law), level)


def conviction_finding(record: Record, conviction: Conviction, law: Law) -> ReliefFinding:
    """The finding of one conviction; a level that cannot matter holds nobody up."""
    level = level_now(record, conviction)
    decided, is_immaterial = _decided(answers_of(record, conviction, law), level), False
    if level == "unknown":
        as_felony, as_misdemeanor = (_as_if(record, conviction, tried, law) for tried in ("felony", "misdemeanor"))
        if as_felony.outcome == as_misdemeanor.outcome:
            decided = worse(as_felony, as_misdemeanor)
            is_immaterial = decided.path != "probation"
    finding = finding_of(conviction.charge_id, REMEDY, RELIEF, decided, is_level_immaterial=is_immaterial)
    finding = named_unread(record, finding)
    is_for_the_petition = finding.deciding_element == "record_is_clear" and finding.reason_code != LINE_UNREAD
    if is_for_the_petition and is_perhaps_prohibited(record, conviction):
        return replace(finding, reason_code="record_petition_unmatched")
    return finding


def in_scope(record: Record) -> list[Conviction]:
    """Convictions of a court of this state, or of one that is not known; a violation of supervision is no offense."""
    return [
        conviction
        for conviction in record.convictions
        if conviction.county_type != "elsewhere" and not is_of_a_violation(record, conviction)
    ]


def conviction_findings(record: Record, law: Law) -> list[ReliefFinding]:
    """One finding for every conviction in scope."""
    return [conviction_finding(record, conviction, law) for conviction in in_scope(record)]
