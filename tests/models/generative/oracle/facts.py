"""What the oracle is told about one person, and what it answers.

What belongs here: columns of ``int_charges``, ``int_convictions`` and ``int_events`` that the law looks at, under the
names they have there; parameters, lists and a county's policy as values. What does not: any reading of the law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Charge:
    """One row of ``int_charges``."""

    charge_id: str
    person_id: str
    code_book: str | None = "HS"
    section: str | None = None
    subdivision_path: str | None = ""
    charge_prefix: str | None = None
    parse_status: str = "parsed"
    has_further_section: bool = False
    comment_code_book: str | None = None
    comment_section: str | None = None
    comment_subdivision_path: str | None = None
    charge_text: str | None = None
    comment_names_great_bodily_injury: bool = False
    comment_names_weapon: bool = False
    may_name_degree: bool = False
    further_sections: tuple[str, ...] | None = None
    names_life_offense: bool | None = False
    """None: nobody looked for words and further sections."""
    level: str = "felony"
    grade: str | None = None
    disposition_type: str = "convicted"
    charge_stage: str = "court"
    is_juvenile: bool = False
    record_status: str = "current"
    has_conflicting_facts: bool = False
    county_name: str | None = "YOLO"
    county_type: str = "in_state"
    case_number_key: str | None = None
    cycle_key: str | None = None
    count_number: str | None = None
    has_count_order: bool = True
    offense_date: date | None = None
    arrest_date_earliest: date | None = None
    arrest_date_latest: date | None = None
    event_date_earliest: date | None = None
    event_date_latest: date | None = None
    is_conviction: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_conviction = self.disposition_type == "convicted" and not self.is_juvenile


@dataclass(slots=True)
class Event:
    """One row of ``int_events``."""

    person_id: str
    event_type: str
    charge_id: str | None = None
    link_basis: str = "no_charge"
    event_date_earliest: date | None = None
    event_date_latest: date | None = None
    code_book: str | None = None
    section: str | None = None
    subdivision_path: str | None = None
    is_missing_in_a_copy: bool = False
    source_rows: tuple[str, ...] = ()
    disposition_type: str | None = None


@dataclass(slots=True)
class Conviction:
    """One row of ``int_convictions``."""

    charge_id: str
    person_id: str
    record_status: str
    has_conflicting_facts: bool
    county_name: str | None
    county_type: str
    case_number_key: str | None
    conviction_date_earliest: date | None
    conviction_date_latest: date | None
    arrest_date_earliest: date | None
    arrest_date_latest: date | None
    offense_date: date | None
    code_book: str | None
    section: str | None
    subdivision_path: str | None
    charge_prefix: str | None
    parse_status: str
    has_further_section: bool
    level: str
    completion_date_earliest: date | None
    completion_date_latest: date | None
    relief_events: tuple[str, ...]
    relief_events_in_cycle: tuple[str, ...]
    has_unrecognised_disposition: bool
    has_unreadable_sentence: bool = False
    has_prison_sentence: bool = False
    grade: str | None = None


@dataclass(slots=True)
class Person:
    """One person with all that the record tells, and what people established: yes or no by charge and fact."""

    person_id: str
    birth_date_earliest: date | None
    birth_date_latest: date | None
    charges: tuple[Charge, ...]
    convictions: tuple[Conviction, ...]
    events: tuple[Event, ...] = ()
    established: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    is_deceased: bool = False
    has_identity_conflict: bool = False
    has_unread_line: bool = False
    """A line that could not be read has an id of the person, and nobody found that it tells nothing more."""
    claimed: frozenset[str] = frozenset()
    """Charges of which somebody says that the record is wrong, and whose claim still holds."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers and open choices of the law. None is undecided."""

    former_law_priors_count: bool | None
    two_priors_unit: str | None
    priors_that_bar: int
    sentence_presumed_over_years: int
    supervision_after_prison_years: int
    skip_prior_1203: bool
    offense_date_proxy: str = "arrest_and_conviction"

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> Parameters:
        """The parameters as ``ca_parameters.csv`` words them."""
        return cls(
            former_law_priors_count=_yes_no(values["prop64_former_law_priors_count"]),
            two_priors_unit=_decided(values["prop64_two_priors_unit"]),
            priors_that_bar=int(values["prop64_priors_that_bar"]),
            sentence_presumed_over_years=int(values["prop64_sentence_presumed_over_years"]),
            supervision_after_prison_years=int(values["prop64_supervision_after_prison_years"]),
            skip_prior_1203=_yes_no(values["prop64_skip_prior_1203"]) is True,
            offense_date_proxy=values.get("prop64_offense_date_proxy", "arrest_and_conviction"),
        )


def _decided(value: str) -> str | None:
    return None if value in ("", "undecided") else value


def _yes_no(value: str) -> bool | None:
    return {"true": True, "false": False, None: None}[_decided(value)]


@dataclass(frozen=True, slots=True)
class OffenseListRow:
    """One row of ``ca_offense_lists.csv``."""

    offense_list: str
    code_book: str
    section: str
    subdivision: str = ""
    match_mode: str = "section"
    membership: str = "member"
    felony_only: bool = False
    attempt_counts: str = "yes"
    conspiracy_counts: str = "yes"
    offense_from: date | None = None
    offense_to: date | None = None

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> OffenseListRow:
        """A row as the file words it; further columns are ignored."""
        return cls(
            offense_list=values["offense_list"],
            code_book=values["code_book"],
            section=values["section"],
            subdivision=values["subdivision"] or "",
            match_mode=values["match_mode"],
            membership=values["membership"],
            felony_only=values["felony_only"] == "true",
            attempt_counts=values["attempt_counts"],
            conspiracy_counts=values["conspiracy_counts"],
            offense_from=date.fromisoformat(values["offense_from"]) if values["offense_from"] else None,
            offense_to=date.fromisoformat(values["offense_to"]) if values["offense_to"] else None,
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """What the prosecutor of a county chose beyond the statute. None or false: not chosen."""

    dismiss_sections: frozenset[str] = frozenset()
    reduce_sections: frozenset[str] = frozenset()
    under_21_at_conviction: bool = False
    age_at_least_years: int | None = None
    years_since_conviction: int | None = None
    years_without_conviction: int | None = None
    only_prop64_convictions: bool = False
    deceased: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What is decided for one charge and one remedy."""

    charge_id: str
    remedy_id: str
    outcome: str
    relief: str | None
    path: str | None
    reason_code: str
    is_presumed: bool = False
    has_possible_better_path: bool = False
    policy_remedy: str | None = None


def convictions_of(
    charges: Iterable[Charge],
    events: Iterable[Event],
    sentence_ends: Mapping[str, tuple[date | None, date | None]],
) -> tuple[Conviction, ...]:
    """The rows of ``int_convictions`` that these charges, events and ends of sentences (earliest, latest) make."""
    told = tuple(events)
    return tuple(
        _conviction(charge, [event for event in told if event.charge_id == charge.charge_id], sentence_ends)
        for charge in charges
        if charge.is_conviction and charge.record_status != "superseded"
    )


def _conviction(
    charge: Charge, events: list[Event], sentence_ends: Mapping[str, tuple[date | None, date | None]]
) -> Conviction:
    earliest_end, latest_end = sentence_ends.get(charge.charge_id, (None, None))
    relief = [event for event in events if event.event_type.startswith("relief_")]
    return Conviction(
        charge_id=charge.charge_id,
        person_id=charge.person_id,
        record_status=charge.record_status,
        has_conflicting_facts=charge.has_conflicting_facts,
        county_name=charge.county_name,
        county_type=charge.county_type,
        case_number_key=charge.case_number_key,
        conviction_date_earliest=charge.event_date_earliest,
        conviction_date_latest=charge.event_date_latest,
        arrest_date_earliest=charge.arrest_date_earliest,
        arrest_date_latest=charge.arrest_date_latest,
        offense_date=charge.offense_date,
        code_book=charge.code_book,
        section=charge.section,
        subdivision_path=charge.subdivision_path,
        charge_prefix=charge.charge_prefix,
        parse_status=charge.parse_status,
        has_further_section=charge.has_further_section,
        level=charge.level,
        completion_date_earliest=earliest_end,
        completion_date_latest=latest_end,
        relief_events=_kinds(event for event in relief if event.link_basis != "somewhere_in_cycle"),
        relief_events_in_cycle=_kinds(event for event in relief if event.link_basis == "somewhere_in_cycle"),
        has_unrecognised_disposition=any(
            event.event_type in ("unrecognised", "disposition_unrecognised") for event in events
        ),
        grade=charge.grade,
    )


def _kinds(events: Iterable[Event]) -> tuple[str, ...]:
    return tuple(sorted({event.event_type for event in events}))
