"""People invented at the boundaries of automatic relief, each made of a seed: convictions, arrests, what stands beside.

What belongs here: how draws (``invented_pasts``) make a record. What does not: what the law says of it. A conviction is
always a charge too, an arrest has a charge of its own, and events hang on convictions that are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import md5
from random import Random

from tests.models.generative.oracle.facts import Event, OffenseListRow
from tests.models.generative.oracle.invented_pasts import (
    CONVICTIONS,
    EARLIER_RELIEF,
    NEAR,
    OF_ARRESTS,
    OPEN_CHARGES,
    before_its_end,
    day_of_a_conviction,
    long_ago,
    near,
    offense_of,
    sentence_of,
    span_of,
    years_before,
)
from tests.models.generative.oracle.invented_steps import (
    deaths,
    file_as_misdemeanors,
    name_a_degree,
    name_enhancements,
    name_life_offenses,
    name_violations,
    name_words,
    number_counts,
    parts_of_changes,
    petitions_about_nothing,
    revocations_of_nothing,
    sentences_told_again,
    tell_of_a_burglary,
    terms_of_steps,
    word_registrations,
)
from tests.models.generative.oracle.invented_supervision import as_the_file_says, as_the_registry_says
from tests.models.generative.oracle.relief_facts import Petition, Record, SentencePart, Supervision, ToldCharge

COUNTIES = ("YOLO", "SACRAMENTO", "ALPINE", "FRESNO", "KERN", "NAPA")
NOTHING_FOLLOWED = ("blank", "prosecutor_rejected", "detention_only", "released_to_other_jurisdiction", "dismissed")
BY_THE_COURT = (
    "dismissed",
    "dismissed",
    "dismissed",
    "acquitted",
    "acquitted",
    "diversion",
    "diversion_completed",
    "diversion_completed",
    "prosecutor_rejected",
    "detention_only",
    "unrecognised",
    "unrecognised",
    "blank",
    "relief_sealed",
)
TOLD_BY_THE_ARREST = ("dismissed", "dismissed", "acquitted", "diversion", "diversion_completed", "convicted")
"""Now and then the row of the arrest says what became of it."""
REGISTRATIONS = (
    ("PC", "290"),
    ("PC", "290"),
    ("PC", "290.011"),
    ("PC", "290.024"),
    ("HS", "11590"),
    ("PC", "2900"),
    ("PC", "261"),
    ("HS", "290"),
    ("PC", None),
    (None, "290"),
    (None, None),
    (None, None),
)
"""What rows of a registration and of its end name: the duty of Penal Code 290, another section, or not understood."""
OFTEN = 0.03
ENHANCEMENT = "serious_enhancement"


def invented_records(
    seed: int, count: int, lists: Sequence[OffenseListRow], as_of: date = date(2026, 6, 1)
) -> Iterator[Record]:
    """People numbered from 0; each is the same whatever ``count`` is."""
    for number in range(count):
        yield Invention(Random(seed * 1_000_003 + number), f"relief {seed} {number}", lists, as_of).record()


class Invention:
    """One person while being invented. Convictions and arrests are not told: the models make them of the charges."""

    def __init__(self, rng: Random, name: str, lists: Sequence[OffenseListRow], as_of: date) -> None:
        self._rng, self._as_of, self._name = rng, as_of, name
        self._lists = [row for row in lists if row.offense_list != ENHANCEMENT]
        self._enhancements = [row for row in lists if row.offense_list == ENHANCEMENT]
        self._person_id = md5(name.encode()).hexdigest()[:16]
        self._charges: list[ToldCharge] = []
        self._sentences: list[SentencePart] = []
        self._events: list[Event] = []
        self._petitions: list[Petition] = []
        self._established: dict[tuple[str, str], bool] = {}
        self._of_arrests: dict[tuple[str, str], bool] = {}
        self._rows = self._cycles = 0
        self._courts = Random(f"{name} before courts")  # (So that who is told of by no list stays as they were.)
        self._file = Random(f"{name} before the Supervised Release File")
        self._told_by_courts_alone: list[str] = []

    def record(self) -> Record:
        """The person with all that was invented."""
        rng = self._rng
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
            self._conviction()
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            self._arrest_of_its_own()
        self._registrations()
        self._facts()
        self._cases()
        steps = Random(f"{self._name} steps")  # (So that everything else stays as it was.)
        number_counts(steps, [charge for charge in self._charges if charge.charge_id not in self._told_by_courts_alone])
        name_enhancements(self._name, self._charges, self._enhancements)
        name_words(self._name, self._charges)
        name_life_offenses(self._name, self._charges, self._lists)
        self._events.extend(deaths(self._name, self._person_id, self._charges, self._as_of))
        name_violations(self._name, self._charges)
        self._events.extend(
            event
            for event in revocations_of_nothing(self._name, self._person_id, self._charges)
            if event.event_date_latest is None or event.event_date_latest <= self._as_of
        )
        self._sentences.extend(parts_of_changes(self._name, self._charges, self._events))
        file_as_misdemeanors(self._name, self._charges)
        word_registrations(self._name, self._events)
        self._sentences.extend(sentences_told_again(self._name, self._charges, self._as_of))
        return Record(
            person_id=self._person_id,
            charges=tuple(self._charges),
            sentences=tuple(self._sentences),
            terms_of_steps=tuple(terms_of_steps(steps, self._charges, self._as_of)),
            events=tuple(self._events),
            supervision=tuple(self._supervision()),
            registrations=tuple(as_the_registry_says(self._name, self._person_id)),
            petitions=tuple(self._petitions),
            petitions_unmatched=tuple(petitions_about_nothing(self._name, self._person_id, self._charges)),
            established=self._established,
            established_of_arrests=self._of_arrests,
            held=frozenset(charge.charge_id for charge in self._charges if rng.random() < OFTEN / 3),
            told_by_courts_alone=frozenset(self._told_by_courts_alone),
            established_of_the_person={"registration_duty_ended": rng.random() < 0.7} if rng.random() < 0.03 else {},
            has_identity_conflict=rng.random() < 0.015,
            has_unread_line=int(self._person_id[-2:], 16) < 4,
        )

    def _source_row(self) -> str:
        self._rows += 1
        return f"{self._person_id[:12]}:{self._rows}"

    def _cycle(self) -> str:
        self._cycles += 1
        return str(100 + self._cycles)

    def _charge(self, stage: str, disposition: str, level: str, cycle: str, arrested: date, day: date) -> ToldCharge:
        rng = self._rng
        charge_id = md5(f"{self._name} {len(self._charges)}".encode()).hexdigest()
        charge = ToldCharge(
            charge_id,
            self._person_id,
            *offense_of(rng, self._lists),
            level=level,
            disposition_type=disposition,
            charge_stage=stage,
            source_rows=(self._source_row(),),
            cycle_key=cycle,
        )
        charge.arrest_date_earliest, charge.arrest_date_latest = span_of(rng, min(arrested, self._as_of), 0.92)
        charge.event_date_earliest, charge.event_date_latest = span_of(rng, min(day, self._as_of))
        self._quirks(charge)
        tell_of_a_burglary(charge)
        name_a_degree(charge)
        self._charges.append(charge)
        return charge

    def _quirks(self, charge: ToldCharge) -> None:
        """What a record can have besides its plain content."""
        rng = self._rng
        if rng.random() < OFTEN:
            charge.charge_prefix = rng.choice(("attempt", "conspiracy", "attempt_and_conspiracy"))
        if rng.random() < OFTEN:
            charge.record_status = rng.choice(("superseded", "conflicting", "missing_in_newer_copy"))
        if rng.random() < 2 * OFTEN and charge.event_date_latest is not None:
            charge.disposition_date_latest = charge.event_date_latest + timedelta(rng.choice((-30, 0, 30)))
        charge.has_conflicting_facts = rng.random() < OFTEN / 2
        charge.has_further_section = rng.random() < OFTEN
        charge.has_further_charge_in_comment = rng.random() < OFTEN
        if rng.random() < OFTEN:
            charge.parse_status = rng.choice(("ambiguous", "section_not_understood", "unknown_code_book"))
            if charge.parse_status != "ambiguous":
                charge.code_book = charge.section = charge.subdivision_path = None
        if rng.random() < OFTEN:
            charge.is_juvenile, charge.is_conviction = True, False
            if rng.random() < 0.7:  # (Else nothing is on record of what followed.)
                charge.disposition_type = "juvenile_adjudication"

    def _placed(self, charges: Sequence[ToldCharge]) -> None:
        """Rows of one arrest in one county, with one day of arrest, now and then not quite."""
        rng = self._rng
        county, kind = rng.choice(COUNTIES), "in_state"
        if rng.random() < OFTEN:
            county, kind = rng.choice((("OREGON", "elsewhere"), (None, "unknown")))
        first = charges[0]
        for charge in charges:
            charge.county_name, charge.county_type = county, kind
            charge.arrest_date_earliest, charge.arrest_date_latest = (
                first.arrest_date_earliest,
                first.arrest_date_latest,
            )
        if rng.random() < 2 * OFTEN:
            last = charges[-1]
            last.cycle_key = rng.choice(("150", "101"))
            if rng.random() < 0.4:
                last.county_name = rng.choice(COUNTIES)
            if rng.random() < 0.2 and first.arrest_date_earliest is not None:
                # The same first day, and not the same day: one of them is known as a month alone.
                last.arrest_date_latest = first.arrest_date_earliest + timedelta(30)
        if first.arrest_date_earliest is None:
            for charge in charges:
                day = years_before(self._as_of, rng.choice((3, 10)))  # (About when an open charge grows old.)
                charge.event_date_earliest, charge.event_date_latest = span_of(rng, near(rng, day), 0.4)

    def _booked(self, level: str, disposition: str, cycle: str, arrested: date) -> list[ToldCharge]:
        """One or two counts of an arrest, which the arrest's own rows tell of."""
        rng = self._rng
        booked = []
        for _ in range(rng.choice((1, 1, 1, 2))):
            usual = level if rng.random() < 0.85 else rng.choice(("felony", "misdemeanor", "unknown"))
            booked.append(self._charge("arrest", disposition, usual, cycle, arrested, arrested))
        return booked

    def _conviction(self) -> None:
        rng = self._rng
        level = rng.choice(("felony", "felony", "misdemeanor", "misdemeanor", "infraction", "unknown"))
        parts = sentence_of(rng, level)
        convicted = day_of_a_conviction(rng, self._as_of, parts)
        earlier = self._days_after_the_others()
        if earlier and rng.random() < 0.5:
            convicted = rng.choice(earlier)
        convicted = min(convicted, self._as_of)
        arrested = convicted - timedelta(rng.choice((0, 1, 30, 200)))
        cycle = self._cycle()
        booked = self._booked(level, "blank", cycle, arrested) if rng.random() < 0.8 else []
        count = self._charge("court", "convicted", level, cycle, arrested, convicted)
        beside = []
        if rng.random() < 0.15:
            disposition = rng.choice(("dismissed", "convicted", "blank", "acquitted"))
            beside.append(self._charge("court", disposition, level, cycle, arrested, convicted))
        self._placed([*booked, count, *beside])
        for part in parts:
            status = "current" if rng.random() > OFTEN / 2 else "superseded"
            self._sentences.append(
                SentencePart(
                    count.charge_id,
                    self._person_id,
                    part.sentence_type,
                    part.sentence_length,
                    part.sentence_unit,
                    part.sentence_length_code,
                    part.sentence_unit_code,
                    status,
                )
            )
        if count.is_conviction:
            self._events_of(count, convicted)
        for _ in range(rng.choice((1, 1, 2)) if rng.random() < 0.06 else 0):
            outcomes = ("granted", "denied", "pending", "withdrawn", "unknown")
            self._petitions.append(Petition(count.charge_id, self._person_id, rng.choice(outcomes)))

    def _days_after_the_others(self) -> list[date]:
        """Days about the end of an earlier sentence and about the end of the four years behind it."""
        days = []
        for part in self._sentences:
            charge = next(charge for charge in self._charges if charge.charge_id == part.charge_id)
            if charge.event_date_latest is None or part.sentence_length is None:
                continue
            span = charge.event_date_latest - before_its_end(charge.event_date_latest, part)
            end = charge.event_date_latest + span
            days += [near(self._rng, end), near(self._rng, years_before(end, -4)), charge.event_date_latest]
        return days

    def _events_of(self, count: ToldCharge, convicted: date) -> None:
        rng = self._rng
        links = ("same_count", "same_count", "same_section_in_cycle", "somewhere_in_cycle")
        if rng.random() < 0.1:
            self._event(rng.choice(EARLIER_RELIEF), convicted + timedelta(400), count, rng.choice(links))
        for _ in range(rng.choice((1, 1, 1, 2)) if rng.random() < 0.14 else 0):
            changed = rng.choice(("probation_revoked", "probation_revoked_and_reinstated", "probation_modified"))
            days = (convicted + timedelta(200), years_before(self._as_of, 10), years_before(self._as_of, 2))
            self._event(changed, near(rng, rng.choice(days)), count, rng.choice(links))
        for _ in range(rng.choice((1, 1, 1, 2)) if rng.random() < 0.06 else 0):
            day = rng.choice((convicted + timedelta(100), *(years_before(convicted, -years) for years in (1, 3, 5))))
            self._event("probation_terminated", rng.choice((day, near(rng, day))), count, rng.choice(links))
        for _ in range(rng.choice((1, 1, 1, 2)) if rng.random() < OFTEN else 0):
            changes = [
                event.event_date_earliest
                for event in self._events
                if event.charge_id == count.charge_id and event.event_date_earliest is not None
            ]
            day = rng.choice((convicted + timedelta(300), years_before(self._as_of, 4), *changes[:1]))
            self._event("probation_completed", near(rng, day), count, rng.choice(links))
        if rng.random() < OFTEN / 2:
            self._event("disposition_unrecognised", convicted, count, "same_count")
        if rng.random() < OFTEN / 2:
            self._event("unrecognised", convicted + timedelta(90), count, "somewhere_in_cycle")

    def _event(self, event_type: str, day: date, count: ToldCharge | None, link: str) -> None:
        event = Event(self._person_id, event_type, count.charge_id if count else None, link)
        event.event_date_earliest, event.event_date_latest = span_of(
            self._rng, min(day, self._as_of), 0.8 if event_type.startswith("probation") else 0.9
        )
        self._events.append(event)

    def _arrest_of_its_own(self) -> None:
        rng = self._rng
        level = rng.choice(("felony", "felony", "misdemeanor", "misdemeanor", "infraction", "unknown"))
        draw = rng.random()
        if draw < 0.5:
            arrested = near(rng, years_before(self._as_of, rng.choice((1, 3, 6))))
        elif draw < 0.55:
            arrested = near(rng, date(1973, 1, 1))
        else:
            arrested = long_ago(rng, self._as_of)
        cycle = self._cycle()
        nothing = rng.random() < 0.5
        disposition = rng.choice(NOTHING_FOLLOWED if nothing else ("blank",) * 27 + TOLD_BY_THE_ARREST)
        booked = self._booked(level, disposition, cycle, arrested)
        filed = []
        for _ in range(0 if nothing else rng.choice((1, 1, 2))):
            court_level = level if rng.random() < 0.8 else rng.choice(("felony", "misdemeanor", "unknown"))
            day = arrested + timedelta(rng.choice((30, 300)))
            filed.append(self._charge("court", rng.choice(BY_THE_COURT), court_level, cycle, arrested, day))
            if rng.random() < OFTEN:
                self._event("unrecognised", day, filed[-1], "somewhere_in_cycle")
        self._placed([*booked, *filed])

    def _cases(self) -> None:
        """Now and then a conviction that only a court's list tells, about the day of an arrest or years later.

        Some of the history's charges stand in cases then, and it may be in one of them.
        """
        rng = self._courts
        if rng.random() > 0.08:
            return
        told = list(self._charges)
        for charge in told:
            if rng.random() < (0.3 if charge.charge_stage == "court" else 0.05):
                charge.case_number_key = rng.choice(("A", "B", "A+C"))
        for number in range(rng.choice((1, 1, 2))):
            beside = rng.choice(told)
            arrested = beside.arrest_date_earliest or beside.event_date_earliest or years_before(self._as_of, 5)
            days = (near(rng, arrested), near(rng, arrested), arrested + timedelta(rng.randrange(4_000)))
            charge = ToldCharge(
                md5(f"{self._name} court {number}".encode()).hexdigest(),
                self._person_id,
                *offense_of(rng, self._lists),
                level=rng.choice(("felony", "misdemeanor", "infraction", "unknown")),
                county_name=beside.county_name if rng.random() < 0.8 else rng.choice(COUNTIES),
                county_type="in_state",
                case_number_key=rng.choice(("A", "B", "C", "D", "D+E")),
                cycle_key=f"court record {number}",
                source_rows=(f"{self._person_id[:12]}:{2_000 + number}",),
            )
            if rng.random() < 0.1:
                charge.county_name, charge.county_type = None, "unknown"
            charge.has_conflicting_facts = rng.random() < 0.1
            charge.event_date_earliest, charge.event_date_latest = span_of(rng, min(rng.choice(days), self._as_of))
            self._charges.append(charge)
            self._told_by_courts_alone.append(charge.charge_id)

    def _registrations(self) -> None:
        rng = self._rng
        for _ in range(rng.choice((1, 1, 1, 2)) if rng.random() < 0.1 else 0):
            day = long_ago(rng, self._as_of)
            self._event("registration", day, None, "no_charge")
            self._events[-1].code_book, self._events[-1].section = rng.choice(REGISTRATIONS)
            for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
                self._event("registration_terminated", day + timedelta(rng.choice(NEAR)), None, "no_charge")
                self._events[-1].code_book, self._events[-1].section = rng.choice(REGISTRATIONS)
        if rng.random() < 0.12:
            days = [charge.event_date_latest for charge in self._charges if charge.is_conviction]
            day = rng.choice([long_ago(rng, self._as_of), *(day for day in days if day is not None)])
            self._event("registration_terminated", near(rng, day), None, "no_charge")
            self._events[-1].code_book, self._events[-1].section = rng.choice(REGISTRATIONS)

    def _supervision(self) -> Iterator[Supervision]:
        rng = self._rng
        prison = [charge for charge in self._charges if self._went_to_prison(charge)]
        for _ in range(rng.choice((0, 1, 1, 2)) if prison else rng.choice((0,) * 9 + (1,))):
            started = min(self._as_of, long_ago(rng, self._as_of))
            if prison and (convicted := rng.choice(prison).event_date_earliest):
                started = min(self._as_of, near(rng, convicted) + timedelta(rng.choice((0, 0, 400))))
            ended = rng.choice(
                (near(rng, years_before(self._as_of, 4)), started + timedelta(700), near(rng, self._as_of))
            )
            ended = max(ended, started)
            is_active = "no" if ended < self._as_of else "yes"
            told = Supervision(self._person_id, *span_of(rng, started, 0.9), *span_of(rng, ended, 0.9), is_active)
            if rng.random() < 0.08:
                told.is_active = rng.choice(("yes", "unknown"))
                told.ended_on_earliest = told.ended_on_latest = None
            yield as_the_file_says(self._file, told, self._as_of)

    def _went_to_prison(self, charge: ToldCharge) -> bool:
        return any(
            part.charge_id == charge.charge_id and part.sentence_type in ("prison", "life") for part in self._sentences
        )

    def _facts(self) -> None:
        rng = self._rng
        for charge in self._charges:
            if rng.random() < 0.06:
                names = CONVICTIONS if charge.disposition_type == "convicted" else OPEN_CHARGES
                self._established[charge.charge_id, rng.choice(names)] = rng.random() < 0.6
            if charge.charge_stage == "arrest" and rng.random() < 0.05:
                self._of_arrests[charge.charge_id, rng.choice(OF_ARRESTS)] = rng.random() < 0.6
