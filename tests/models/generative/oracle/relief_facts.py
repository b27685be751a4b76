"""What the oracle of automatic relief is told about one person, and what it answers.

What belongs here: columns of ``int_`` tables that Penal Code 1203.425 and 851.93 look at, under the names they have
there, and the parameters as values. What does not: any reading of the law. Charges, convictions and events are those of
``facts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tests.models.generative.oracle.facts import Charge, Conviction, Event

if TYPE_CHECKING:
    from tests.models.generative.oracle.disqualifiers import OffenseLists


@dataclass(slots=True)
class ToldCharge(Charge):
    """One row of ``int_charges`` with the source rows that tell of it."""

    source_rows: tuple[str, ...] = ()
    has_further_charge_in_comment: bool = False
    disposition_date_latest: date | None = None

    @property
    def disposed_on_latest(self) -> date | None:
        """The later of the last possible days of disposition and event; none where both have none."""
        return max(filter(None, (self.disposition_date_latest, self.event_date_latest)), default=None)


@dataclass(slots=True)
class SentencePart:
    """One row of ``int_sentences``."""

    charge_id: str
    person_id: str
    sentence_type: str = "jail"
    sentence_length: int | None = None
    sentence_unit: str = "unknown"
    sentence_length_code: str | None = None
    sentence_unit_code: str | None = None
    record_status: str = "current"
    is_of_a_change: bool = False
    """Its row revokes or modifies probation: imposed on the day of that row."""
    step_date_earliest: date | None = None
    step_date_latest: date | None = None


@dataclass(slots=True)
class StepTerms:
    """One row of ``int_step_sentences``: the terms that other steps tell, put to a conviction that they may be of."""

    charge_id: str
    person_id: str
    told_on_latest: date | None = None
    has_step_without_day: bool = False
    end_latest: date | None = None
    has_prison: bool = False
    has_unreadable_length: bool = False
    has_life_term: bool = False


@dataclass(slots=True)
class Arrest:
    """One row of ``int_arrests``."""

    arrest_id: str
    person_id: str
    arrest_date_earliest: date | None = None
    arrest_date_latest: date | None = None
    county_name: str | None = "YOLO"
    county_type: str = "in_state"
    is_juvenile: bool = False
    source_rows: tuple[str, ...] = ()


@dataclass(slots=True)
class Supervision:
    """One row of ``int_supervision_records``: a record of the Supervised Release File."""

    person_id: str
    started_on_earliest: date | None = None
    started_on_latest: date | None = None
    ended_on_earliest: date | None = None
    ended_on_latest: date | None = None
    is_active: str = "no"
    supervision_type: str = "parole"
    has_conflicting_ids: bool = False
    """Its ids name two people: it may be of either."""


@dataclass(slots=True)
class Registration:
    """One row of ``int_registrations``: what the registry tells of a duty to register."""

    person_id: str
    kind: str = "sex"
    status: str = "required"
    has_conflicting_ids: bool = False


@dataclass(slots=True)
class Petition:
    """One row of ``int_prohibition_petitions``."""

    charge_id: str
    person_id: str
    outcome: str = "pending"


@dataclass(slots=True)
class UnmatchedPetition:
    """One row of ``int_prohibition_petitions_unmatched``: it is about no conviction on record."""

    petition_id: str
    person_id: str
    outcome: str = "granted"
    county_name: str | None = None
    case_number_key: str | None = None
    filed_on_latest: date | None = None


@dataclass(slots=True)
class Record:
    """One person with all that the record tells, and what people established: yes or no by charge, arrest or fact.

    What is established of an arrest goes by its id, of an invented one by the charge whose row tells of it. So do the
    ids in ``held``, which a claim against the record holds. ``told_by_courts_alone``: charges that only a court's list
    tells. ``steps`` are what is told of a cycle and not of a charge:
    relief, and what is not understood.
    """

    person_id: str
    charges: tuple[ToldCharge, ...] = ()
    convictions: tuple[Conviction, ...] = ()
    sentences: tuple[SentencePart, ...] = ()
    terms_of_steps: tuple[StepTerms, ...] = ()
    events: tuple[Event, ...] = ()
    arrests: tuple[Arrest, ...] = ()
    supervision: tuple[Supervision, ...] = ()
    registrations: tuple[Registration, ...] = ()
    is_registry_of_this_month: bool = False
    petitions: tuple[Petition, ...] = ()
    petitions_unmatched: tuple[UnmatchedPetition, ...] = ()
    established: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    established_of_arrests: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    established_of_the_person: Mapping[str, bool] = field(default_factory=dict)
    has_identity_conflict: bool = False
    has_unread_line: bool = False
    """A line that could not be read has an id of the person, and nobody found that it tells nothing more."""
    held: frozenset[str] = frozenset()
    told_by_courts_alone: frozenset[str] = frozenset()
    cycle_of_row: Mapping[str, str] = field(default_factory=dict)
    steps: frozenset[tuple[str, str]] = frozenset()

    def told_by_steps(self, charge_id: str) -> StepTerms | None:
        """What custody and probation steps tell of terms that may be of a conviction."""
        return next((terms for terms in self.terms_of_steps if terms.charge_id == charge_id), None)

    def is_in_a_cycle(self, charge: ToldCharge) -> bool:
        """Whether the history tells it, and not only a court's list."""
        return charge.charge_id not in self.told_by_courts_alone

    def cycles_of(self, charge: ToldCharge) -> set[str]:
        """The cycles, each of one delivery, that tell of a charge."""
        cycles = {self.cycle_of_row[row] for row in charge.source_rows if row in self.cycle_of_row}
        return cycles or ({charge.cycle_key} if charge.cycle_key else set())


class Answer(NamedTuple):
    """The word of an element, and the day since when or from when it is so, where it has one."""

    word: str
    day: date | None = None
    is_day_missing: bool = False


@dataclass(frozen=True, slots=True)
class ReliefFinding:
    """What is decided for one conviction or arrest."""

    unit_id: str
    remedy_id: str
    outcome: str
    relief: str | None
    path: str
    reason_code: str
    deciding_element: str | None
    eligible_on: date | None
    is_level_immaterial: bool = False


@dataclass(frozen=True, slots=True)
class ReliefParameters:
    """The numbers, days and open choices of the two sections. None: no law today, or undecided."""

    conviction_floor: date
    operative_probation: date
    operative_misdemeanor: date
    operative_misdemeanor_after_revocation: date
    operative_felony: date
    misdemeanor_wait_years: int
    felony_wait_years: int
    new_felony_is_looked_at: bool
    last_four_years_are_enough: bool
    supervision_after_prison_years: int
    misdemeanor_longest_jail_years: int
    misdemeanor_longest_probation_years: int
    is_longest_term_over: bool
    """Whether a misdemeanor without a sentence on record is over with the longest one there is."""
    degree_not_on_record: str | None
    """What a burglary is whose degree is not on record."""
    sentence_presumed_over_years: int
    sentence_unknown_stale_years: int | None
    pending_charge_review_years: int
    pending_charge_stale_years: int | None
    unfiled_arrest_pending_years: int | None
    filed_charge_pending_years: int | None
    arrest_floor: date
    operative_arrest_misdemeanor: date
    operative_arrest_felony: date
    operative_arrest_diversion: date
    arrest_misdemeanor_wait_years: int
    arrest_felony_wait_years: int
    arrest_long_felony_wait_years: int
    acquittal_waits: bool | None
    felony_dismissed_is_enough: bool
    lists: OffenseLists | None = None
    """Which offenses are punishable by life."""

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> ReliefParameters:
        """The parameters as ``ca_parameters.csv`` words them."""

        def day(name: str) -> date:
            return date.fromisoformat(values[name])

        def perhaps(name: str) -> int | None:
            return int(values[name]) if values[name] else None

        return cls(
            conviction_floor=day("conviction_relief_floor_date"),
            operative_probation=day("conviction_relief_operative_probation"),
            operative_misdemeanor=day("conviction_relief_operative_misdemeanor"),
            operative_misdemeanor_after_revocation=day("conviction_relief_operative_misdemeanor_after_revocation"),
            operative_felony=day("conviction_relief_operative_felony"),
            misdemeanor_wait_years=int(values["conviction_relief_misdemeanor_wait_years"]),
            felony_wait_years=int(values["conviction_relief_felony_wait_years"]),
            new_felony_is_looked_at=values["new_felony_is_looked_at"] == "true",
            last_four_years_are_enough=values["last_four_years_are_enough"] == "true",
            supervision_after_prison_years=int(values["supervision_after_prison_years"]),
            misdemeanor_longest_jail_years=int(values["misdemeanor_longest_jail_years"]),
            misdemeanor_longest_probation_years=int(values["misdemeanor_longest_probation_years"]),
            is_longest_term_over=values["sentence_not_on_record"] == "longest_term",
            degree_not_on_record=values["degree_not_on_record"] or None,
            sentence_presumed_over_years=int(values["sentence_presumed_over_years"]),
            sentence_unknown_stale_years=perhaps("sentence_unknown_stale_years"),
            pending_charge_review_years=int(values["pending_charge_review_years"]),
            pending_charge_stale_years=perhaps("pending_charge_stale_years"),
            unfiled_arrest_pending_years=perhaps("unfiled_arrest_pending_years"),
            filed_charge_pending_years=perhaps("filed_charge_pending_years"),
            arrest_floor=day("arrest_relief_floor_date"),
            operative_arrest_misdemeanor=day("arrest_relief_operative_misdemeanor"),
            operative_arrest_felony=day("arrest_relief_operative_felony"),
            operative_arrest_diversion=day("arrest_relief_operative_diversion"),
            arrest_misdemeanor_wait_years=int(values["arrest_relief_misdemeanor_wait_years"]),
            arrest_felony_wait_years=int(values["arrest_relief_felony_wait_years"]),
            arrest_long_felony_wait_years=int(values["arrest_relief_long_felony_wait_years"]),
            acquittal_waits={"0": False, "1": True, "undecided": None}[values["arrest_relief_acquittal_wait"]],
            felony_dismissed_is_enough=values["arrest_felony_dismissed_ok"] == "true",
        )
