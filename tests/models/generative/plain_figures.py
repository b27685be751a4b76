"""The figures counted a second time in plain Python, from the facts and from what was determined.

What belongs here: a reading of docs/explanation/figures.md that shares nothing with the SQL: what is not known is
played through in all its possibilities, and an answer is unknown where they differ. What does not: comparing.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from warehouse_runs import BuiltWarehouse

MARIJUANA = {"11357", "11358", "11359", "11360"}
RELATED = {
    ("PC", "602"),
    ("PC", "466"),
    ("PC", "148"),
    ("PC", "148.9"),
    ("PC", "1320"),
    ("HS", "11364"),
    ("HS", "11550"),
    ("BP", "4060"),
    ("BP", "4140"),
    ("BP", "4149"),
    ("VC", "40508"),
}
KEEPS_CONVICTION = {"relief_reduced_17b", "relief_prop47"}
KEEPS_ALL = {
    "relief_dismissed_1203_4",
    "relief_dismissed_1203_4a",
    "relief_dismissed_1203_41",
    "relief_dismissed_1203_42",
    "relief_conviction_automatic",
}
SCENARIOS = ("county_choices", "dismiss_all_prop64", "dismiss_all_prop64_and_related")
RELIEFS = ("dismiss_and_seal", "dismiss", "redesignate_infraction", "redesignate_misdemeanor")
LAST_OLD_LAW_DAY = date(2016, 11, 8)
BOTH = (True, False)
Row = dict[str, Any]
Cell = tuple[str, ...]


@dataclass
class Counted:
    """Yes and unknown, of the figure and of what it is counted among."""

    cells: dict[Cell, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0, 0]))

    def add(self, cell: Cell, answer: str, among: str) -> None:
        """Count one conviction or person."""
        for place, is_so in enumerate((answer == "yes", answer == "unknown", among == "yes", among == "unknown")):
            self.cells[cell][place] += is_so


def years_later(day: date, years: int) -> date:
    """The same day of the year; 1 March where there is no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def age_on(day: date, born: date | None) -> int | None:
    """Complete years; None where the birth lies later or is unknown."""
    if born is None or born > day:
        return None
    return max(age for age in range(day.year - born.year + 1) if years_later(born, age) <= day)


def groups_of(person: Row, as_of: date) -> dict[str, str]:
    """The group of a person in each kind, and living or deceased."""

    def recorded(codes: Sequence[str]) -> str:
        if len(codes) != 1:
            return "several recorded" if codes else "not recorded"
        return codes[0] if len(codes[0]) <= 2 and codes[0].isalnum() and codes[0].isupper() else "not understood"

    ages = {age_on(as_of, person[f"birth_date_{end}"]) for end in ("earliest", "latest")}
    bands = {_band(age) for age in ages}
    band = bands.pop() if len(bands) == 1 else "not known"
    return {
        "all": "all",
        "race": recorded(person["race_codes"]),
        "sex": recorded(person["sex_codes"]),
        "age": "deceased" if person["is_deceased"] else band,
    }


def _band(age: int | None) -> str:
    if age is None:
        return "not known"
    for first, last in ((18, 20), (21, 24), (25, 34), (35, 44), (45, 54), (55, 64)):
        if first <= age <= last:
            return f"{first} to {last}"
    return "17 and under" if age < 18 else "65 and over"


def possibilities(conviction: Row, as_of: date) -> dict[str, tuple[bool, ...]]:
    """What may be so of a conviction before any relief of this run: is one, is a felony, is of the last seven years."""
    events = {*conviction["relief_events"], *conviction["relief_events_in_cycle"]}
    in_doubt = conviction["has_conflicting_facts"]
    stands: tuple[bool, ...] = (True,)
    if (
        in_doubt
        or conviction["record_status"] != "current"
        or conviction["has_unrecognised_disposition"]
        or events - KEEPS_ALL - KEEPS_CONVICTION
    ):
        stands = BOTH
    felony: tuple[bool, ...] = (conviction["level"] == "felony",)
    if in_doubt or conviction["level"] == "unknown" or (felony == (True,) and events - KEEPS_ALL):
        felony = BOTH
    first, last = conviction["conviction_date_earliest"], conviction["conviction_date_latest"]
    recent: tuple[bool, ...] = BOTH
    if first is not None and not in_doubt:
        days = {years_later(day, 7) >= as_of for day in (first, last)}
        recent = tuple(days)
    return {
        "conviction": stands,
        "felony": tuple({one and other for one in stands for other in felony}),
        "recent_conviction": tuple({one and other for one in stands for other in recent}),
    }


def word(answers: Iterable[bool]) -> str:
    """Yes or no where all possibilities agree."""
    found = set(answers)
    return "unknown" if len(found) > 1 else "yes" if True in found else "no"


class PlainFigures:
    """Everything read once; ``cells`` counts it."""

    def __init__(self, warehouse: BuiltWarehouse) -> None:
        rows = warehouse.rows
        (self.as_of,) = [row["as_of_date"] for row in rows("select as_of_date from intake.run_parameters")]
        self.people = {row["person_id"]: row for row in rows("select * from intermediate.int_people")}
        self.convictions = rows("select * from intermediate.int_convictions")
        self.determined = {row["charge_id"]: row for row in rows("select * from marts.charge_reliefs")}
        self.conflicts = {
            row[side]
            for row in rows("select * from intermediate.int_identity_conflicts where sends_to_review")
            for side in ("person_id", "other_person_id")
        }
        unread = rows("select person_id from intermediate.int_rejected_lines where not is_settled")
        self.conflicts |= {row["person_id"] for row in unread}
        self.perhaps_one_more: dict[str, set[str]] = {person_id: {"unknown"} for person_id in self.conflicts}
        for row in rows(
            "select person_id, level from intermediate.int_charges inner join rules.rule_ca__undisposed_charges using "
            "(charge_id, person_id) where disposition_type = 'unrecognised' and charge_stage = 'court' "
            "and answered_by <> 'same_count_told_later'"
        ):
            self.perhaps_one_more.setdefault(row["person_id"], set()).add(row["level"])
        self.challenged = {
            row["charge_id"]
            for row in rows(
                "select charge_id from intermediate.int_established_facts "
                "where fact = 'prosecutor_challenge' and value = 'yes'"
            )
        }
        self.marijuana: dict[str, list[Row]] = defaultdict(list)
        for charge in rows("select * from intermediate.int_charges where record_status <> 'superseded'"):
            if charge["code_book"] == "HS" and charge["section"] in MARIJUANA and not charge["is_juvenile"]:
                self.marijuana[charge["person_id"]].append(charge)

    def relief(self, conviction: Row, scenario: str) -> tuple[str | None, str | None]:
        """Outcome and relief of a conviction; no outcome where the scenario does not speak of it."""
        determined = self.determined.get(conviction["charge_id"])
        if scenario == "county_choices":
            return (determined["outcome"], determined["relief"]) if determined else (None, None)
        statute = determined["statutory_outcome"] if determined else None
        policy = self._policy(conviction, scenario)
        if statute == "eligible" and determined and determined["statutory_remedy"] == "dismiss_and_seal":
            return "eligible", "dismiss_and_seal"
        if policy == "eligible":
            return "eligible", "dismiss"
        if statute == "eligible" and determined:
            return "eligible", determined["statutory_remedy"]
        for outcome in ("already_relieved", "review"):
            if outcome in (statute, policy):
                return outcome, None
        return statute, None

    def _policy(self, conviction: Row, scenario: str) -> str | None:
        if conviction["county_type"] != "in_state" or conviction["charge_prefix"] not in (None, "attempt"):
            return None
        events, around = set(conviction["relief_events"]), set(conviction["relief_events_in_cycle"])
        if conviction["code_book"] == "HS" and conviction["section"] in MARIJUANA:
            if "relief_prop64" in events:
                return "already_relieved"
            in_cycle = "yes"
        elif scenario == "dismiss_all_prop64_and_related" and self._is_related(conviction):
            around -= {"relief_prop64"}
            in_cycle = max(
                (self._same_cycle(conviction, other) for other in self._draw_others(conviction)), default="no"
            )
        else:
            return None
        if in_cycle == "no":
            return None
        is_clear = (
            conviction["person_id"] not in self.conflicts
            and not conviction["has_conflicting_facts"]
            and conviction["record_status"] == "current"
            and not (events | around) - KEEPS_ALL
            and not conviction["has_unrecognised_disposition"]
            and conviction["parse_status"] == "parsed"
            and not conviction["has_further_section"]
        )
        first_day = conviction["offense_date"] or conviction["arrest_date_earliest"]
        is_new_law = first_day is not None and first_day > LAST_OLD_LAW_DAY
        is_held_up = not is_clear or conviction["charge_id"] in self.challenged or is_new_law
        return "review" if is_held_up or in_cycle == "unknown" else "eligible"

    def _is_related(self, conviction: Row) -> bool:
        section = (conviction["code_book"], conviction["section"])
        is_drunk = section == ("PC", "647") and (conviction["subdivision_path"] or "").startswith("(f)")
        return section in RELATED or is_drunk

    def _draw_others(self, conviction: Row) -> list[Row]:
        return self.marijuana[conviction["person_id"]]

    def _same_cycle(self, one: Row, other: Row) -> str:
        days = [_possible_days(row) for row in (one, other)]
        if all(days) and not set(days[0] or ()) & set(days[1] or ()):
            return "no"
        if one["county_name"] is None or other["county_name"] is None:
            return "unknown"
        if one["county_name"] != other["county_name"]:
            return "no"
        case = one["case_number_key"]
        is_exact = all(found is not None and len(found) == 1 for found in days)
        return "yes" if is_exact or (case is not None and case == other["case_number_key"]) else "unknown"

    def cells(self) -> dict[Cell, list[int]]:
        """(scenario, place, kind of group, group, living or deceased, unit, measure) → what ``Counted`` counts."""
        counted = Counted()
        of_person: dict[str, list[Row]] = defaultdict(list)
        for conviction in self.convictions:
            of_person[conviction["person_id"]].append(conviction)
        for person_id, convictions in of_person.items():
            person = self.people[person_id]
            groups = groups_of(person, self.as_of)
            status = "deceased" if person["is_deceased"] else "living"
            for scenario in SCENARIOS:
                given = [(one, *self.relief(one, scenario)) for one in convictions]
                for place, unit, measure, answer, among in self._answers(
                    given, self.perhaps_one_more.get(person_id, set())
                ):
                    for kind, group in groups.items():
                        counted.add((scenario, place, kind, group, status, unit, measure), answer, among)
        return dict(counted.cells)

    def _answers(
        self, given: list[tuple[Row, str | None, str | None]], perhaps_more: set[str]
    ) -> Iterable[tuple[str, str, str, str, str]]:
        places = {place_of(conviction) for conviction, _, _ in given} | {"STATEWIDE"}
        for place in places:
            here = [one for one in given if place in ("STATEWIDE", place_of(one[0]))]
            for one in here:
                for measure, answer, among in self._of([one], [one], set()):
                    yield place, "convictions", measure, answer, among
            for measure, answer, among in self._of(here, given, perhaps_more):
                yield place, "people", measure, answer, among

    def _of(self, here: list[Any], everywhere: list[Any], perhaps_more: set[str]) -> Iterable[tuple[str, str, str]]:
        # (Of whom a line or a disposition could not be read, or whose ids contradict each other: a conviction of one of
        # these levels that nobody knows of.)
        outcomes = Counter(outcome for _, outcome, _ in here)
        is_undecided = outcomes["review"] + outcomes["undeterminable"] > 0
        in_scope = "yes" if any(outcome is not None for _, outcome, _ in here) else "no"
        reliefs = {relief for _, _, relief in here} - {None}
        for measure in ("some_relief", *RELIEFS):
            is_so = bool(reliefs) if measure == "some_relief" else measure in reliefs
            yield measure, "yes" if is_so else "unknown" if is_undecided else "no", in_scope
        for kind in ("felony", "conviction", "recent_conviction"):
            ends = RELIEFS if kind == "felony" else ("dismiss_and_seal", "dismiss")
            worlds = [possibilities(conviction, self.as_of)[kind] for conviction, _, _ in everywhere]
            ended = [relief in ends for _, _, relief in everywhere]
            if perhaps_more & {"felony", "unknown"} if kind == "felony" else perhaps_more:
                worlds, ended = [*worlds, BOTH], [*ended, False]
            before, after = set(), set()
            for world in itertools.product(*worlds):
                left = any(is_one and not is_ended for is_one, is_ended in zip(world, ended, strict=True))
                before.add(any(world))
                after.add(any(world) and not left)
            yield f"no_{kind}", word(after), word(before)


def _possible_days(row: Row) -> tuple[date, ...] | None:
    first, last = row["arrest_date_earliest"], row["arrest_date_latest"]
    if first is None or last is None:
        return None
    return tuple(first + timedelta(days=day) for day in range((last - first).days + 1))


def place_of(conviction: Row) -> str:
    """The county, or the word for none of this state."""
    if conviction["county_type"] == "elsewhere":
        return "ELSEWHERE"
    return (conviction["county_name"] if conviction["county_type"] == "in_state" else None) or "UNKNOWN"
