"""How steps tell of invented people: the numbers of counts, counts told again, terms that custody steps tell.

What belongs here: draws of their own, so that nothing else about a person changes. What does not: what is sentenced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from tests.models.generative.oracle.facts import Charge, Event, OffenseListRow
from tests.models.generative.oracle.invented_pasts import near, years_before
from tests.models.generative.oracle.relief_facts import SentencePart, StepTerms, ToldCharge, UnmatchedPetition

SELDOM = 0.03


def number_counts(rng: Random, charges: Sequence[ToldCharge]) -> None:
    """Counts have numbers, now and then none is on record; one step may tell the charge of another."""
    for charge in charges:
        charge.count_number = rng.choice(("001000", "001000", "002000", None))
        charge.has_count_order = rng.random() > SELDOM
        alike = [other for other in charges if other is not charge and other.cycle_key == charge.cycle_key]
        if alike and rng.random() < 0.25:
            told = rng.choice(alike)
            charge.code_book, charge.section = told.code_book, told.section
            charge.subdivision_path, charge.charge_prefix = told.subdivision_path, told.charge_prefix
            charge.parse_status = told.parse_status
        is_of_several = charge.charge_stage == "arrest" and any(other.charge_stage == "arrest" for other in alike)
        if is_of_several and charge.disposition_type == "blank" and rng.random() < 0.3:
            charge.disposition_type = rng.choice(("prosecutor_rejected", "dismissed", "released_to_other_jurisdiction"))


def tell_of_a_burglary(charge: Charge) -> None:
    """Now and then a felony is a burglary."""
    rng = Random(f"{charge.charge_id} burglary")  # (Of its own, so that nothing else changes.)
    if charge.level == "felony" and rng.random() < 3 * SELDOM:
        charge.code_book, charge.section, charge.subdivision_path = "PC", rng.choice(("459", "459", "460")), ""


def name_a_degree(charge: Charge) -> None:
    """The text of every other burglary names its degree, or may do so, and so does that of some other offenses."""
    rng = Random(f"{charge.charge_id} degree")
    if rng.random() < (0.5 if charge.section in ("459", "460") else SELDOM):
        charge.grade = rng.choice(("first_degree", "first_degree", "second_degree", "second_degree", None))
        charge.may_name_degree = True


def name_enhancements(name: str, charges: Sequence[ToldCharge], enhancements: Sequence[OffenseListRow]) -> None:
    """Now and then a count of a case is an enhancement, or the comment of a conviction names one."""
    rng = Random(f"{name} enhancements")
    for charge in charges:
        listed = rng.choice(enhancements)
        path = rng.choice((listed.subdivision, listed.subdivision + "(1)", "", "(a)"))
        if charge.is_conviction and rng.random() < 2 * SELDOM:
            charge.comment_code_book, charge.comment_section = listed.code_book, listed.section
            charge.comment_subdivision_path, charge.has_further_charge_in_comment = path, True
        beside = [other for other in charges if other is not charge and other.cycle_key == charge.cycle_key]
        if any(other.charge_stage == "court" for other in beside) and rng.random() < 3 * SELDOM:
            charge.code_book, charge.section, charge.subdivision_path = listed.code_book, listed.section, path


WORDS = (
    "GREAT BODILY INJURY",
    "GBI",
    "FORCE LIKELY:GREAT BODILY INJURY",
    "FORCE:POSSIBLE GBI",
    "POSS GBI",
    "POSS/SELL DRUGS:GBI",
    "THREAT TO DO GREAT BODILY INJURY",
    "W/FIREARM",
    "NOT FIREARM",
    "DEADLY WEAPON",
    "DEADLY WEAPON NOT FIREARM",
    "FIREARMS",
    "RESIDENTIAL BURGLARY",
    "SERIOUS FELONY PRIOR",
)


def name_words(name: str, charges: Sequence[ToldCharge]) -> None:
    """Now and then the text or the comment of a charge names an injury, a weapon, a burglary or a prior."""
    rng = Random(f"{name} words")
    for charge in charges:
        draw = rng.random()
        if draw < 2 * SELDOM:
            charge.charge_text = f"{charge.section} PC-{rng.choice(WORDS)}"
        elif draw < 3 * SELDOM:
            charge.comment_names_great_bodily_injury = rng.random() < 0.5
            charge.comment_names_weapon = not charge.comment_names_great_bodily_injury


def name_life_offenses(name: str, charges: Sequence[ToldCharge], lists: Sequence[OffenseListRow]) -> None:
    """Now and then a text names further sections, or an offense that is punishable by life; and so does a count of the
    case."""
    rng = Random(f"{name} offenses punishable by life")
    listed = [row for row in lists if row.offense_list in ("punishable_by_life", "life_enhancement")]
    for charge in charges:
        if not listed:
            return
        row = rng.choice(listed)
        if charge.has_further_section or charge.code_book is None:
            path = rng.choice((row.subdivision, "")) if charge.code_book is not None else ""
            charge.charge_prefix = charge.charge_prefix if charge.code_book is not None else None
            charge.further_sections = rng.choice(((f"{row.section} {path}",), ("484 ",), None))
        charge.names_life_offense = rng.choice((True, False, False, None))
        beside = [other for other in charges if other is not charge and other.cycle_key == charge.cycle_key]
        if charge.charge_stage == "court" and beside and rng.random() < 2 * SELDOM:
            charge.code_book, charge.section, charge.subdivision_path = row.code_book, row.section, row.subdivision


def deaths(name: str, person_id: str, charges: Sequence[ToldCharge], as_of: date) -> Iterator[Event]:
    """Now and then the person died, after the last charge."""
    rng = Random(f"{name} death")
    days = [charge.event_date_latest for charge in charges if charge.event_date_latest is not None]
    if days and rng.random() < SELDOM:
        day = min(as_of, max(days) + timedelta(rng.choice((0, 1, 400, 2_000))))
        yield Event(person_id, "deceased", None, "no_charge", *rng.choice(((day, day), (day, day), (None, None))))


def name_violations(name: str, charges: Sequence[ToldCharge]) -> None:
    """Now and then a cycle is about a violation of probation or supervision, alone or beside another offense."""
    rng = Random(f"{name} violations")
    for cycle in dict.fromkeys(charge.cycle_key for charge in charges):
        if rng.random() > 3 * SELDOM:
            continue
        section = rng.choice(("1203.2", "1203.2", "1203.2", "3056", "3455", "3000.08"))
        for charge in charges:
            if charge.cycle_key == cycle and rng.random() < 0.85:
                charge.code_book, charge.section, charge.subdivision_path = "PC", section, rng.choice(("", "(a)"))


def revocations_of_nothing(name: str, person_id: str, charges: Sequence[ToldCharge]) -> Iterator[Event]:
    """Now and then a probation step of a cycle of its own says that some probation was revoked."""
    rng = Random(f"{name} revocations")
    for _ in range(rng.choice((1, 1, 2)) if rng.random() < 2 * SELDOM else 0):
        day = rng.choice([charge.event_date_latest for charge in charges] or [None])
        day = day + timedelta(rng.choice((-1, 0, 1, 200, 600, 1_500))) if day else None
        changed = rng.choice(("probation_revoked", "probation_revoked", "probation_revoked_and_reinstated"))
        yield Event(person_id, changed, None, "no_charge", day, day)


def parts_of_changes(name: str, charges: Sequence[ToldCharge], events: Sequence[Event]) -> Iterator[SentencePart]:
    """Now and then the row that revokes or modifies probation imposes jail, prison or another probation."""
    rng = Random(f"{name} parts of changes")
    convicted = {charge.charge_id for charge in charges if charge.is_conviction}
    for event in events:
        is_change = event.event_type.startswith("probation_revoked") or event.event_type == "probation_modified"
        for _ in range(rng.choice((0, 1, 1, 2))):
            kind = rng.choice(("jail", "jail", "prison", "probation", "fine"))
            length = rng.choice((1, 6, 24, 60, None)) if kind != "fine" else None
            if is_change and event.charge_id in convicted and event.link_basis == "same_count":
                yield SentencePart(
                    event.charge_id,
                    event.person_id,
                    kind,
                    length,
                    "months" if length else "unknown",
                    str(length) if length else rng.choice((None, "LIFE")) if kind == "prison" else None,
                    "M" if length else None,
                    is_of_a_change=True,
                    step_date_earliest=event.event_date_earliest,
                    step_date_latest=event.event_date_latest,
                )


def file_as_misdemeanors(name: str, charges: Sequence[ToldCharge]) -> None:
    """Now and then a court has as misdemeanors what the arrest was for."""
    rng = Random(f"{name} complaints")
    for cycle in dict.fromkeys(charge.cycle_key for charge in charges):
        booked = [one for one in charges if one.cycle_key == cycle and one.charge_stage == "arrest"]
        filed = [one for one in charges if one.cycle_key == cycle and one.charge_stage == "court"]
        if not booked or any(one.is_conviction for one in filed) or rng.random() > 5 * SELDOM:
            continue
        for charge in filed:
            told, charge.level = rng.choice(booked), rng.choice(("misdemeanor", "misdemeanor", "infraction", "felony"))
            charge.code_book, charge.section, charge.charge_prefix = told.code_book, told.section, told.charge_prefix
            charge.subdivision_path = rng.choice((told.subdivision_path, told.subdivision_path, "", "(z)"))
            charge.parse_status = told.parse_status


def word_registrations(name: str, events: Sequence[Event]) -> None:
    """Now and then a registration has words that nobody understands."""
    rng = Random(f"{name} registrations")
    for event in events:
        if event.event_type == "registration" and rng.random() < 5 * SELDOM:
            event.disposition_type = rng.choice(("unrecognised", "blank", "dismissed"))


def sentences_told_again(name: str, charges: Sequence[ToldCharge], as_of: date) -> Iterator[SentencePart]:
    """Now and then a further conviction of a cycle, on its day, before or since, tells custody."""
    rng = Random(f"{name} sentences told again")
    convicted = [charge for charge in charges if charge.is_conviction]
    for place, charge in enumerate(convicted):
        first = next((one for one in convicted[:place] if one.cycle_key == charge.cycle_key), None)
        if first is None or rng.random() > 0.7:
            continue
        if rng.random() < 0.5:
            charge.code_book, charge.section = first.code_book, first.section
            charge.subdivision_path, charge.charge_prefix = first.subdivision_path, first.charge_prefix
            charge.parse_status = first.parse_status
        day = first.event_date_latest
        if day is not None and rng.random() < 0.7:
            day = min(as_of, day + timedelta(rng.choice((-30, 0, 1, 200, 600))))
            charge.event_date_earliest = charge.event_date_latest = day
        kind, length = rng.choice(("prison", "prison", "jail", "probation")), rng.choice((6, 24, 60, None))
        code = str(length) if length else None
        yield SentencePart(
            charge.charge_id,
            charge.person_id,
            kind,
            length,
            "months" if length else "unknown",
            code,
            "M" if length else None,
        )


def petitions_about_nothing(name: str, person_id: str, charges: Sequence[Charge]) -> Iterator[UnmatchedPetition]:
    """Now and then a petition is about no conviction on record: another case, no county, or one of no conviction."""
    rng = Random(f"{name} petitions about nothing")
    for number in range(rng.choice((1, 1, 2)) if rng.random() < SELDOM else 0):
        beside = rng.choice(charges)
        outcome = rng.choice(("granted", "granted", "pending", "unknown", "denied", "withdrawn"))
        county = rng.choice((beside.county_name, beside.county_name, "COLUSA", None))
        case = rng.choice((beside.case_number_key, "Z", None))
        convicted = [day for charge in charges if (day := charge.event_date_latest) is not None]
        filed = near(rng, rng.choice(convicted)) if convicted and rng.random() < 0.8 else None
        yield UnmatchedPetition(f"{person_id} {number}", person_id, outcome, county, case, filed)


def terms_of_steps(rng: Random, charges: Sequence[ToldCharge], as_of: date) -> Iterator[StepTerms]:
    """Now and then a custody or probation step tells a term, which may be of a conviction."""
    for charge in charges:
        if not charge.is_conviction or charge.record_status == "superseded" or rng.random() > SELDOM:
            continue
        ended = near(rng, rng.choice((as_of, years_before(as_of, 4))))
        told = near(rng, rng.choice((years_before(as_of, 10), ended - timedelta(400))))
        terms = StepTerms(charge.charge_id, charge.person_id, told, end_latest=max(told, ended))
        terms.has_prison = rng.random() < 0.3
        if rng.random() < 0.3:
            terms.end_latest, terms.has_unreadable_length = None, rng.random() < 0.3
            terms.has_life_term = terms.has_unreadable_length and rng.random() < 0.5
            if rng.random() < 0.2:
                terms.told_on_latest, terms.has_step_without_day = None, True
        yield terms
