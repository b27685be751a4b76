"""Invented people at the boundaries of Proposition 64: same seed, same people.

What belongs here: which facts a person has, and how often a boundary is aimed at. What does not: what follows from
them. A conviction is always a charge too, and events hang on charges that are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import md5
from random import Random

from tests.models.generative.oracle.facts import Charge, Event, OffenseListRow, Person, Policy, convictions_of
from tests.models.generative.oracle.invented_lives import (
    EARLIER_RELIEF,
    FACT_OF_SECTION,
    FACTS,
    FACTS_OF_THE_DAY,
    LEVELS,
    MARIJUANA,
    NAMED_IN_COMMENTS,
    ON_NO_LIST,
    birth_span,
    day_of_birth,
    days_of_an_arrest,
    offense_of,
    prefix_of,
    span_of,
)
from tests.models.generative.oracle.invented_steps import name_a_degree

COUNTIES = ("YOLO", "SACRAMENTO", "ALPINE", "FRESNO", "KERN", "MONO", "NAPA", "SISKIYOU")
SECTIONS = ("11357", "11358", "11359", "11360")


def invented_policies(seed: int, counties: Sequence[str] = COUNTIES) -> dict[str, Policy]:
    """A policy for every county but one."""
    rng = Random(f"policies {seed}")

    def some() -> frozenset[str]:
        return frozenset(section for section in SECTIONS if rng.random() < 0.25)

    return {
        county: Policy(
            dismiss_sections=some(),
            reduce_sections=some(),
            under_21_at_conviction=rng.random() < 0.5,
            age_at_least_years=rng.choice((None, 40, 50)),
            years_since_conviction=rng.choice((None, None, 5, 20)),
            years_without_conviction=rng.choice((None, 5, 10)),
            only_prop64_convictions=rng.random() < 0.5,
            deceased=rng.random() < 0.5,
        )
        for county in rng.sample(list(counties), max(1, len(counties) - 1))
    }


def invented_people(
    seed: int, count: int, lists: Sequence[OffenseListRow], as_of: date = date(2026, 6, 1)
) -> Iterator[Person]:
    """People numbered from 0; each is the same whatever ``count`` is."""
    for number in range(count):
        yield Invention(Random(seed * 1_000_003 + number), f"{seed} {number}", lists, as_of).person()


class Invention:
    """One person while being invented: a marijuana count first, everything else around it."""

    def __init__(self, rng: Random, name: str, lists: Sequence[OffenseListRow], as_of: date) -> None:
        self._rng, self._lists, self._as_of = rng, lists, as_of
        self._name = name
        self._person_id = md5(name.encode()).hexdigest()[:16]
        self._charges: list[Charge] = []
        self._events: list[Event] = []
        self._draw_ends: dict[str, tuple[date | None, date | None]] = {}

    def person(self) -> Person:
        """The person with all that was invented."""
        rng = self._rng
        arrest, convicted, birth = days_of_an_arrest(rng, self._as_of)
        main = self._main_charge(arrest, convicted)
        self._companions(main, arrest, convicted)
        for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
            self._further_charge(main, arrest, convicted)
        if main.section in SECTIONS and rng.random() < 0.12:
            self._earlier_ones_of_the_same_section(main, arrest)
        convicted_charges = [charge for charge in self._charges if charge.is_conviction]
        for charge in convicted_charges:
            self._sentence(charge)
            self._events_of(charge)
        self._registrations(arrest, convicted)
        is_deceased = rng.random() < 0.08
        if is_deceased:
            self._events.append(Event(self._person_id, "deceased"))
        earliest, latest = birth_span(rng, birth)
        charges, events = tuple(self._charges), tuple(self._events)
        return Person(
            person_id=self._person_id,
            birth_date_earliest=earliest,
            birth_date_latest=latest,
            charges=charges,
            convictions=tuple(
                replace(
                    conviction,
                    has_unreadable_sentence=conviction.completion_date_latest is None and rng.random() < 0.3,
                    has_prison_sentence=rng.random() < 0.3,
                )
                for conviction in convictions_of(charges, events, self._draw_ends)
            ),
            events=events,
            established=self._established(),
            is_deceased=is_deceased,
            has_identity_conflict=rng.random() < 0.03,
            has_unread_line=int(self._person_id[-2:], 16) < 6,
            claimed=frozenset(charge.charge_id for charge in charges if rng.random() < 0.03),
        )

    def _add(self, code_book: str | None, section: str | None, path: str | None, level: str) -> Charge:
        charge_id = md5(f"{self._name} {len(self._charges)}".encode()).hexdigest()
        charge = Charge(charge_id, self._person_id, code_book, section, path, level=level)
        charge.cycle_key = f"{self._rng.randrange(101, 104)}"
        charge.has_count_order = charge_id[7] != "0"
        name_a_degree(charge)
        self._charges.append(charge)
        return charge

    def _dated(self, charge: Charge, arrest: date, convicted: date) -> None:
        rng = self._rng
        charge.arrest_date_earliest, charge.arrest_date_latest = span_of(rng, min(arrest, self._as_of))
        charge.event_date_earliest, charge.event_date_latest = span_of(rng, min(convicted, self._as_of))
        if rng.random() < 0.04:
            charge.offense_date = min(arrest - timedelta(rng.choice((0, 1, 30))), self._as_of)
        charge.case_number_key = None if rng.random() < 0.15 else f"A{rng.randrange(6)}"

    def _quirks(self, charge: Charge, often: float = 0.02) -> None:
        """What a record can have besides its plain content."""
        rng = self._rng
        charge.charge_prefix = prefix_of(rng)
        if rng.random() < 3 * often:
            charge.record_status = rng.choice(("superseded", "conflicting", "missing_in_newer_copy"))
        charge.has_conflicting_facts = rng.random() < often
        charge.has_further_section = rng.random() < often
        if rng.random() < 2 * often:
            charge.parse_status = rng.choice(("ambiguous", "section_not_understood", "unknown_code_book"))
            if charge.parse_status != "ambiguous":
                charge.code_book = charge.section = charge.subdivision_path = None
        charge.county_name = rng.choice(COUNTIES)
        if rng.random() < 2 * often:
            charge.county_name, charge.county_type = rng.choice((("OREGON", "elsewhere"), (None, "unknown")))
        if rng.random() < often:
            charge.is_juvenile, charge.is_conviction = True, False

    def _disposed(self, charge: Charge, disposition_type: str) -> None:
        charge.disposition_type = disposition_type
        charge.is_conviction = disposition_type == "convicted" and not charge.is_juvenile
        if disposition_type == "blank" and self._rng.random() < 0.7:
            charge.charge_stage = "arrest"

    def _main_charge(self, arrest: date, convicted: date) -> Charge:
        rng = self._rng
        code_book, section, path, usual = offense_of(rng, arrest)
        main = self._add(code_book, section, path, usual if rng.random() < 0.85 else rng.choice(LEVELS))
        self._quirks(main)
        self._dated(main, arrest, convicted)
        if rng.random() < 0.12:
            self._disposed(main, rng.choice(("blank", "blank", "unrecognised", "dismissed")))
        return main

    def _draw_columns(self, main: Charge, charge: Charge) -> None:
        """The same arrest and case as the main count, now and then not quite."""
        rng = self._rng
        charge.county_name, charge.county_type = main.county_name, main.county_type
        charge.arrest_date_earliest, charge.arrest_date_latest = main.arrest_date_earliest, main.arrest_date_latest
        charge.event_date_earliest, charge.event_date_latest = main.event_date_earliest, main.event_date_latest
        charge.case_number_key = rng.choice((main.case_number_key, main.case_number_key, None, "B1"))
        if rng.random() < 0.1 and charge.arrest_date_earliest:
            charge.arrest_date_earliest -= timedelta(1)
        if rng.random() < 0.05:
            charge.county_name, charge.county_type = COUNTIES[2], "in_state"

    def _companions(self, main: Charge, arrest: date, convicted: date) -> None:
        rng = self._rng
        draw = rng.random()
        if draw < 0.10:
            accessory = self._add("PC", "32", "", rng.choice(LEVELS))
            self._quirks(accessory)
            self._dated(accessory, arrest, convicted)
            self._draw_columns(main, accessory)
            if rng.random() < 0.6:
                self._disposed(main, rng.choice(("dismissed", "blank", "unrecognised")))
        elif draw < 0.18:
            conspiracy = self._add("PC", "182", rng.choice(("", "(a)(1)")), "felony")
            self._quirks(conspiracy)
            conspiracy.charge_prefix = None
            self._dated(conspiracy, arrest, convicted)
            self._draw_columns(main, conspiracy)
            named = rng.choice(NAMED_IN_COMMENTS)
            conspiracy.comment_code_book, conspiracy.comment_section, conspiracy.comment_subdivision_path = named
        if rng.random() < 0.15:
            code_book, section, path, usual = rng.choice(MARIJUANA)
            beside = self._add(code_book, section, path, usual)
            self._dated(beside, arrest, convicted)
            self._draw_columns(main, beside)
            self._disposed(beside, rng.choice(("convicted", "dismissed", "blank")))
            self._told_again(main, beside)

    def _told_again(self, main: Charge, beside: Charge) -> None:
        """Now and then a later step tells the count again, or another count of its section."""
        main.count_number, beside.count_number = ("1" if digit in "02468ace" else "2" for digit in main.charge_id[:2])
        if main.charge_id[2] in "01234567":
            beside.code_book, beside.section, beside.charge_prefix = main.code_book, main.section, main.charge_prefix
            beside.subdivision_path = main.subdivision_path if main.charge_id[3] in "0123456789ab" else "(z)"
        if beside.event_date_earliest and main.charge_id[4] in "01234567":
            later = timedelta(1 if main.charge_id[5] in "0123" else 40 if main.charge_id[5] in "456789" else -40)
            beside.event_date_earliest = min(beside.event_date_earliest + later, self._as_of)
            if beside.event_date_latest:
                beside.event_date_latest = min(beside.event_date_latest + later, self._as_of)
        if main.disposition_type == "blank" and main.charge_id[6] in "0123456789":
            self._disposed(beside, "prosecutor_rejected")

    def _further_charge(self, main: Charge, arrest: date, convicted: date) -> None:
        """Another charge, mostly an earlier or nearly earlier conviction."""
        rng = self._rng
        draw = rng.random()
        if draw < 0.45 and self._lists:
            listed = rng.choice(self._lists)
            below = rng.choice((listed.subdivision, listed.subdivision, listed.subdivision + "(1)", "", "(z)"))
            usual = "felony"
            parts: tuple[str | None, str, str] = (listed.code_book, listed.section, below)
        elif draw < 0.75 and main.section in SECTIONS:
            usual, parts = main.level, (main.code_book, main.section, main.subdivision_path or "")
        elif draw < 0.85:
            code_book, section, path, usual = rng.choice(MARIJUANA)
            parts = (code_book, section, path)
        else:
            usual, parts = rng.choice(LEVELS), rng.choice(ON_NO_LIST)
        charge = self._add(*parts, usual if rng.random() < 0.75 else rng.choice(LEVELS))
        self._quirks(charge, often=0.03)
        days = timedelta(rng.choice((-1, 0, 1, 400, 3000)))
        when = rng.choice((arrest - abs(days), arrest + days, convicted + days, convicted))
        if rng.random() < 0.5:
            when = arrest - timedelta(rng.randrange(200, 6000))
        self._dated(charge, when - timedelta(rng.choice((0, 20, 300))), when)
        if rng.random() < 0.1:
            self._disposed(charge, rng.choice(("dismissed", "blank", "acquitted")))

    def _earlier_ones_of_the_same_section(self, main: Charge, arrest: date) -> None:
        """Two or three earlier convictions of the section, in one case or several, now and then one too late."""
        rng = self._rng
        convicted = arrest - timedelta(rng.randrange(1, 3000))
        case_number = rng.choice(("A7", None))
        for _ in range(rng.choice((2, 2, 3))):
            earlier = self._add(main.code_book, main.section, main.subdivision_path, main.level)
            self._dated(earlier, convicted - timedelta(100), convicted)
            earlier.case_number_key = case_number
            if rng.random() < 0.1:
                earlier.charge_prefix = prefix_of(rng)
                earlier.has_conflicting_facts = rng.random() < 0.5
            if rng.random() < 0.5:
                convicted = rng.choice((arrest, arrest - timedelta(1), convicted))
                case_number = rng.choice(("A8", None))

    def _sentence(self, charge: Charge) -> None:
        rng = self._rng
        convicted = charge.event_date_latest
        if convicted is None or rng.random() < 0.12:
            self._draw_ends[charge.charge_id] = (None, None)
            return
        end = convicted + timedelta(rng.choice((0, 30, 365, 1096, 1826)))
        if rng.random() < 0.1:
            end = self._as_of + timedelta(rng.choice((-1, 0, 1)))
        elif rng.random() < 0.05:
            end = max(convicted, day_of_birth(self._as_of, 3) + timedelta(rng.choice((-1, 0, 1))))
        longer = timedelta(rng.choice((0, 0, 0, 1, 700)))
        self._draw_ends[charge.charge_id] = (end, end + longer)

    def _events_of(self, charge: Charge) -> None:
        rng = self._rng
        if rng.random() < 0.1:
            link = rng.choice(("same_count", "same_count", "same_section_in_cycle", "somewhere_in_cycle"))
            self._event(charge, rng.choice(EARLIER_RELIEF), link)
        if rng.random() < 0.08:
            link = rng.choice(("same_count", "same_section_in_cycle", "somewhere_in_cycle"))
            changed = rng.choice(("probation_revoked", "probation_revoked_and_reinstated", "probation_modified"))
            self._event(charge, changed, link)
            if rng.random() < 0.5:
                last = self._events[-1]
                ten_years_ago = day_of_birth(self._as_of, 10)
                last.event_date_latest = rng.choice(
                    (None, None, self._as_of, *(ten_years_ago + timedelta(days) for days in (-1, 0, 1)))
                )
        if rng.random() < 0.03:
            self._event(charge, rng.choice(("unrecognised", "disposition_unrecognised")), "same_count")
        if rng.random() < 0.03:
            self._event(charge, "probation_terminated", "same_count")

    def _event(self, charge: Charge, event_type: str, link_basis: str) -> None:
        day = min((charge.event_date_latest or date(2000, 1, 1)) + timedelta(90), self._as_of)
        self._events.append(Event(self._person_id, event_type, charge.charge_id, link_basis, day, day))

    def _registrations(self, arrest: date, convicted: date) -> None:
        rng = self._rng
        if rng.random() < 0.08:
            day = rng.choice((arrest - timedelta(900), convicted - timedelta(1), convicted, convicted + timedelta(500)))
            code_book, section = rng.choice(
                (
                    ("PC", "290"),
                    ("PC", "290"),
                    ("PC", "290.005"),
                    ("PC", "290.01"),
                    ("HS", "11590"),
                    ("PC", "2900"),
                    (None, None),
                    (None, "290"),
                )
            )
            registration = Event(self._person_id, "registration", code_book=code_book, section=section)
            registration.event_date_earliest, registration.event_date_latest = span_of(rng, min(day, self._as_of))
            self._events.append(registration)

    def _established(self) -> dict[tuple[str, str], bool]:
        rng = self._rng
        established: dict[tuple[str, str], bool] = {}
        for charge in self._charges[:2]:
            if rng.random() < 0.2:
                fitting = FACT_OF_SECTION.get(charge.section or "", FACTS)
                for fact in rng.sample(rng.choice((fitting, FACTS, FACTS_OF_THE_DAY)), rng.choice((1, 1, 2))):
                    established[charge.charge_id, fact] = rng.random() < 0.6
        return established
