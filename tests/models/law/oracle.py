"""Decides invented histories from the law tables in plain Python, as an independent check of compiled law.

It was written from the meaning of the tables (docs/reference/law_packs.md), slow and simple on purpose: one person at a
time, no set operations. The law and the facts are lists of rows, as the tables have them. Days are spans of two days.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.models.law.listed import asks_no_section, find_answer

Row = Mapping[str, Any]
Span = tuple[date | None, date | None]
ANSWERS = {"no": 0, "unknown": 1, "yes": 2}
NO, UNKNOWN, YES = 0, 1, 2
NOWHEN: Span = (None, None)
BEST_FIRST = ("already_relieved", "eligible", "not_yet", "review", "undeterminable", "ineligible")
WORST_LAST = ("met", "presumed", "unknown", "not_yet", "not_met")
OPEN = ("review", "undeterminable")


def negate(answer: int) -> int:
    """Return the opposite answer; unknown stays unknown."""
    return 2 - answer


def say(condition: bool) -> int:
    """Return yes or no."""
    return YES if condition else NO


def is_before(one: Span, other: Span) -> int:
    """Answer whether every day of ``one`` is before every day of ``other``: unknown where it depends."""
    if None in one or None in other:
        return UNKNOWN
    if one[1] < other[0]:  # type: ignore[operator]
        return YES
    return NO if one[0] >= other[1] else UNKNOWN  # type: ignore[operator]


def add_wait(day: date | None, wait: Row) -> date | None:
    """Return the first day on which the wait of an element that began on ``day`` is over.

    29 February becomes 1 March in a year without one, and any day that a month does not have the first of the next.
    """
    if day is None:
        return None
    years, months, days = (int(wait.get(part) or 0) for part in ("years", "months", "days"))
    year, became_march = day.year + years, False
    if (day.month, day.day) == (2, 29) and not calendar.isleap(year):
        over, became_march = date(year, 3, 1), True
    else:
        over = day.replace(year=year)
    if months:
        count = over.year * 12 + over.month - 1 + months
        year, month = count // 12, count % 12 + 1
        is_short = over.day > calendar.monthrange(year, month)[1]
        over, became_march = (
            (date(year, month, 1), became_march) if not is_short else (_begin_next_month(year, month), True)
        )
        if not is_short:
            over = over.replace(day=min(day.day, calendar.monthrange(year, month)[1]))
    over += timedelta(days=days)
    return over + timedelta(days=1) if wait.get("day_rule") == "day_after" and not became_march else over


def _begin_next_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


@dataclass
class Status:
    """Status of one element for one unit and path."""

    status: str
    over_on: date | None = None
    is_dated: bool = False
    first_on: date | None = None
    """The day before which a wait is surely not over, also where its last day is not known."""


@dataclass
class PathFinding:
    """What a path comes to for one unit under one supposed level."""

    path: Row
    outcome: str
    eligible_on: date | None
    deciding_element: str | None
    statuses: dict[str, Status]
    kinds_missed: int = 0
    is_out_of_reach: bool = False
    is_satisfied: bool = False
    """By itself, whatever the other charges of the case come to."""
    open_element: str | None = None
    """What nobody knows beside a wait."""
    not_before: date | None = None
    """The day before which no answer makes it due: the latest of those on which its waits may first be over."""
    is_record_in_doubt: bool = False

    @property
    def waits_for_day(self) -> bool:
        """Whether it waits, and the day is known."""
        return self.outcome == "not_yet" and (self.eligible_on or self.not_before) is not None

    @property
    def order(self) -> tuple[bool, bool, int]:
        """The order of outcomes: a wait with something open stands last but for what is barred."""
        return self.outcome == "ineligible", self.open_element is not None, BEST_FIRST.index(self.outcome)

    def rank(self) -> tuple[Any, ...]:
        """Return the order in which paths of a remedy are taken: the smallest is the best."""
        barred = self.outcome == "ineligible"
        return (
            self.order,
            self.eligible_on or date.max,
            barred and bool(self.path.get("last_when_barred")),
            self.kinds_missed if barred or self.outcome == "already_relieved" else 0,
            not self.is_satisfied,
            self.path["place"],
        )


@dataclass
class Person:
    """All facts about one person, by what they are about."""

    units: list[Row] = field(default_factory=list)
    days: dict[tuple[str, str], Span] = field(default_factory=dict)
    facts: dict[tuple[str, str], Row] = field(default_factory=dict)
    statuses: dict[str, Row] = field(default_factory=dict)
    established: dict[tuple[str, str], str] = field(default_factory=dict)
    pairs: set[tuple[str, str, str]] = field(default_factory=set)
    owed: list[Row] = field(default_factory=list)
    born: Span = NOWHEN


def group_people(facts: Mapping[str, Iterable[Row]]) -> dict[str, Person]:
    """Group the rows of the fact tables by person."""
    people: dict[str, Person] = defaultdict(Person)
    for row in facts.get("people", ()):
        people[row["person_id"]].born = (row["birth_date_earliest"], row["birth_date_latest"])
    for row in facts.get("units", ()):
        people[row["person_id"]].units.append(row)
    for row in facts.get("unit_days", ()):
        people[row["person_id"]].days[row["unit_id"], row["event"]] = (row["day_earliest"], row["day_latest"])
    for row in facts.get("unit_facts", ()):
        people[row["person_id"]].facts[row["unit_id"], row["fact"]] = row
    for row in facts.get("person_facts", ()):
        people[row["person_id"]].statuses[row["fact"]] = row
    for row in facts.get("established", ()):
        people[row["person_id"]].established[row["subject"], row["fact"]] = row["value"]
    for row in facts.get("unit_pairs", ()):
        people[row["person_id"]].pairs.add((row["unit_id"], row["other_unit_id"], row["pair"]))
    for row in facts.get("owed", ()):
        people[row["person_id"]].owed.append(row)
    return people


class Oracle:
    """Decides people under one law on one day.

    Args:
        law: Rows of the law tables by table name (``paths``, ``selectors``, ``path_elements``, ...).
        as_of: Day of the run.
        missing_deliveries: Optional deliveries that are not there.
    """

    def __init__(self, law: Mapping[str, Sequence[Row]], as_of: date, missing_deliveries: Iterable[str] = ()) -> None:
        self.law, self.as_of, self.missing = law, as_of, set(missing_deliveries)
        self.selectors: dict[str, list[Row]] = defaultdict(list)
        for row in law["selectors"]:
            self.selectors[row["selector"]].append(row)
        self.selector_facts: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for row in law.get("selector_facts", ()):
            self.selector_facts[row["selector"], row["alternative"]].append(row)
        self.lists: dict[str, list[Row]] = defaultdict(list)
        for row in law.get("offense_lists", ()):
            self.lists[row["offense_list"]].append(row)
        self.books = {row["code_book"] for row in law.get("offense_lists", ())}
        self.clocks: dict[str, list[Row]] = defaultdict(list)
        for row in law["clocks"]:
            self.clocks[row["clock"]].append(row)
        self.elements: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in sorted(law["path_elements"], key=lambda row: row["place"]):
            self.elements[row["remedy_id"], row["path"]].append(row)
        self.operatives: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in law.get("path_operatives", ()):
            self.operatives[row["remedy_id"], row["path"], row["element"]].append(row)
        self.answers: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in law.get("element_answers", ()):
            self.answers[row["remedy_id"], row["path"], row["element"]].append(row)
        self.levels = law.get("level_facts", ())
        self.supposed = {row["remedy_id"]: list(row.get("suppose_levels") or ()) for row in law["paths"]}

    def select_all(self, facts: Mapping[str, Iterable[Row]]) -> dict[tuple[str, str], int]:
        """Answer every selector of every unit by (unit_id, selector)."""
        return {
            (unit["unit_id"], name): _OnePerson(self, person).select(name, unit)
            for person in self._group(facts)
            for unit in person.units
            for name in self.selectors
        }

    def decide(self, facts: Mapping[str, Iterable[Row]]) -> dict[tuple[str, str], dict[str, Any]]:
        """Decide all people: the finding of each unit and remedy by (unit_id, remedy_id)."""
        findings: dict[tuple[str, str], dict[str, Any]] = {}
        for person in self._group(facts):
            findings |= _OnePerson(self, person).decide()
        return findings

    def _group(self, facts: Mapping[str, Iterable[Row]]) -> Iterable[Person]:
        """Group facts by person: a term not named is that of the grade, a level not named is what people told."""
        for person in group_people(facts).values():
            leveled = [{**unit, "level": self._find_level(unit, person)} for unit in person.units]
            person.units = [
                {**unit, "max_days": self._find_term(unit, person.days.get((unit["unit_id"], "offense"), NOWHEN))}
                for unit in leveled
            ]
            yield person

    def _find_level(self, unit: Row, person: Person) -> str | None:
        if unit["level"] not in (None, "unknown"):
            return unit["level"]
        told = {
            row["level"]: person.established.get((unit["unit_id"], row["fact"])) == row["value"] for row in self.levels
        }
        return max((level for level, is_told in told.items() if is_told), default=None)

    def _find_term(self, unit: Row, offense: Span) -> int | None:
        if unit.get("max_days") is not None:
            return int(unit["max_days"])
        if unit["jurisdiction"] != "here":
            return None
        terms = [
            row["max_days"]
            for row in self.law.get("grades", ())
            if (row["level"], row["grade"]) == (unit.get("level"), unit.get("grade"))
            and (row.get("offense_from") is None or (offense[0] is not None and offense[0] >= row["offense_from"]))
            and (row.get("offense_to") is None or (offense[1] is not None and offense[1] < row["offense_to"]))
        ]
        return max(terms, default=None)


class _OnePerson:
    """Decides one person."""

    def __init__(self, oracle: Oracle, person: Person) -> None:
        self.law, self.person, self.as_of = oracle, person, oracle.as_of
        self.by_id = {unit["unit_id"]: unit for unit in person.units}
        self.findings: dict[tuple[str, str], dict[str, Any]] = {}

    # Selectors

    def select(self, name: str, unit: Row, level: str | None = None) -> int:
        """Answer whether a unit is of the kind of a selector, if its level is taken as ``level``."""
        rows = self.law.selectors[name]
        answer = max(self._select_alternative(row, unit, level) for row in rows)
        other = next((row["except_selector"] for row in rows if row.get("except_selector")), None)
        return min(answer, negate(self.select(other, unit, level))) if other else answer

    def _select_alternative(self, row: Row, unit: Row, supposed: str | None) -> int:
        if unit["unit"] != (row.get("of_unit") or "charge"):
            return NO
        level = supposed or unit["level"]
        level = None if level == "unknown" else level
        here = unit["jurisdiction"]
        answers = [
            self._is_disposed(row.get("dispositions"), unit),
            _is_in(row.get("levels"), level),
            negate(_is_in(row["levels_none"], level)) if row.get("levels_none") else YES,
            _is_in(row.get("grades"), unit.get("grade")),
            _is_in(row.get("sections"), unit.get("section")) if here != "elsewhere" or not row.get("sections") else NO,
            max((self._is_listed(name, unit, supposed) for name in row["lists_any"]), default=NO)
            if row.get("lists_any")
            else YES,
            min((negate(self._is_listed(name, unit, supposed)) for name in row.get("lists_none") or ()), default=YES),
            _is_at_least(unit.get("max_days"), row.get("max_days_from")),
            _is_at_most(unit.get("max_days"), row.get("max_days_to")),
            _is_imposed_below(unit, "imposed_min_days", row.get("imposed_min_below")),
            _is_imposed_below(unit, "imposed_max_days", row.get("imposed_max_below")),
            self._has_component(row.get("components"), unit),
            self._is_in_time(unit, "offense", row.get("offense_from"), row.get("offense_to")),
            self._is_in_time(unit, "disposition", row.get("convicted_from"), row.get("convicted_to")),
            self._is_in_time(unit, "arrest", row.get("arrested_from"), row.get("arrested_to")),
            {"here": say(here == "here"), "elsewhere": say(here == "elsewhere")}.get(row.get("jurisdiction") or "", YES)
            if here != "unknown" or (row.get("jurisdiction") or "any") == "any"
            else UNKNOWN,
            *(self._has_fact(needed, unit) for needed in self.law.selector_facts[row["selector"], row["alternative"]]),
            self._is_relieved(row["relieved_by"], unit) if row.get("relieved_by") else YES,
            negate(self._is_relieved(row["not_relieved_by"], unit)) if row.get("not_relieved_by") else YES,
        ]
        return min(answers)

    def _is_disposed(self, wanted: Sequence[str] | None, unit: Row) -> int:
        if not wanted:
            return YES
        if unit["disposition"] is not None:
            return say(unit["disposition"] in wanted)
        perhaps = unit.get("dispositions_perhaps") or ()
        if perhaps and not set(perhaps) & set(wanted):
            return NO
        return YES if perhaps and set(perhaps) <= set(wanted) else UNKNOWN

    def _is_listed(self, name: str, unit: Row, supposed: str | None) -> int:
        lines, day = self.law.lists[name], self._offense_day(unit)
        if unit.get("is_text_in_doubt") and not asks_no_section(lines):
            return UNKNOWN
        level = supposed or unit["level"]
        level = None if level == "unknown" else level
        return find_answer(lines, self.law.books, unit, level, day, lambda fact: self._find_answer(unit, fact))

    def _find_answer(self, unit: Row, fact: str) -> str | None:
        """Return the answer of a fact about a unit: what people established goes before the record."""
        for subject in (unit["unit_id"], unit.get("arrest_id"), unit["person_id"]):
            if (subject, fact) in self.person.established:
                return self.person.established[subject, fact]
        row = self.person.facts.get((unit["unit_id"], fact))
        return row["answer"] if row else None

    def _offense_day(self, unit: Row) -> Span:
        """Return the day that stands for the offense: its own, else of the arrest before the disposition, else that."""
        offense, arrest, disposition = (
            self.day(unit["unit_id"], event) for event in ("offense", "arrest", "disposition")
        )
        if arrest[1] and disposition[1] and arrest[1] > disposition[1]:
            arrest = NOWHEN
        return offense[0] or arrest[0] or disposition[0], offense[1] or arrest[1] or disposition[1]

    def _has_component(self, wanted: Sequence[str] | None, unit: Row) -> int:
        if not wanted:
            return YES
        components = unit.get("components")
        return UNKNOWN if components is None else say(bool(set(components) & set(wanted)))

    def _is_in_time(self, unit: Row, event: str, first: date | None, end: date | None) -> int:
        if first is None and end is None:
            return YES
        span = self.day(unit["unit_id"], event)
        since = negate(is_before(span, (first, first))) if first else YES
        return min(since, is_before(span, (end, end)) if end else YES)

    def _has_fact(self, needed: Row, unit: Row) -> int:
        row = self.person.facts.get((unit["unit_id"], needed["fact"]))
        answer = row["answer"] if row else "no"
        if answer in needed["answers"]:
            return YES
        return UNKNOWN if answer == "unknown" else NO

    def _is_relieved(self, remedy: str, unit: Row) -> int:
        answer = NO
        for unit_id in (unit["unit_id"], unit.get("arrest_id")):
            finding = self.findings.get((unit_id, remedy)) if unit_id else None
            outcome = finding["outcome"] if finding else None
            # (Where every path waits or is barred, nothing that is not known makes the relief one of this day.)
            is_open = outcome in ("review", "undeterminable") and not finding["is_out_of_reach"]
            answer = max(answer, YES if outcome == "eligible" else UNKNOWN if is_open else NO)
        return answer

    def day(self, unit_id: str, event: str) -> Span:
        """Return the span of an event of a unit."""
        return self.person.days.get((unit_id, event), NOWHEN)

    # Paths

    def decide(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Decide all remedies, those first that others name as earlier relief."""
        for stage in (0, 1):
            by_remedy: dict[str, list[Row]] = defaultdict(list)
            for path in self.law.law["paths"]:
                if (path.get("stage") or 0) == stage and not self._has_ended(path):
                    by_remedy[path["remedy_id"]].append(path)
            for remedy, paths in by_remedy.items():
                self._decide_remedy(remedy, paths)
        return self.findings

    def _has_ended(self, path: Row) -> bool:
        return path.get("effective_to") is not None and self.as_of >= path["effective_to"]

    def _begins_later(self, path: Row) -> bool:
        """Whether the path grants nothing yet: then no path does, unless another can be taken."""
        return path.get("effective_from") is not None and self.as_of < path["effective_from"]

    def _decide_remedy(self, remedy: str, paths: Sequence[Row]) -> None:
        found: dict[tuple[str, str | None], list[PathFinding]] = defaultdict(list)
        for unit in self.person.units:
            if not unit.get("is_candidate", True) or unit["jurisdiction"] == "elsewhere":
                continue
            in_doubt = unit["level"] in (None, "unknown")
            for level in [None, *(self.law.supposed.get(remedy, ()) if in_doubt else ())]:
                for path in paths:
                    if _grain(path) == unit["unit"] and self.select(path["kind"], unit, level) != NO:
                        found[unit["unit_id"], level].append(self._decide_path(path, unit, level))
        self._reach_whole_cases(found)
        best = {key: min(of_unit, key=PathFinding.rank) for key, of_unit in found.items()}
        levels: dict[str, str | None] = {}
        for unit_id in [unit_id for unit_id, level in best if level is None]:
            supposed = [level for level in self.law.supposed.get(remedy, ()) if (unit_id, level) in best]
            outcomes = {best[unit_id, level].outcome for level in supposed}
            levels[unit_id] = None
            if len(supposed) == len(self.law.supposed.get(remedy, ())) and len(outcomes) == 1:
                rows = {level: best[unit_id, level] for level in supposed}
                levels[unit_id] = max(
                    supposed,
                    key=lambda level: (
                        rows[level].order,
                        rows[level].eligible_on or date.max,
                        rows[level].path["place"],
                    ),
                )
        ways = {unit_id: found[unit_id, level] for unit_id, level in levels.items()}
        for cap in self.law.law.get("caps", ()):
            self._apply_cap(cap, ways)
        chosen = {unit_id: min(of_unit, key=PathFinding.rank) for unit_id, of_unit in ways.items()}
        for unit_id, finding in chosen.items():
            self.findings[unit_id, remedy] = {
                "path": finding.path["path"],
                "outcome": finding.outcome,
                "eligible_on": finding.eligible_on,
                "deciding_element": finding.deciding_element,
                "open_element": finding.open_element,
                "not_before": finding.not_before,
                "is_out_of_reach": all(
                    one.is_out_of_reach for (of, _), paths_of in found.items() if of == unit_id for one in paths_of
                ),
            }

    def _decide_path(self, path: Row, unit: Row, level: str | None) -> PathFinding:
        statuses: dict[str, Status] = {}
        rows = self.law.elements[path["remedy_id"], path["path"]]
        of_kind = {YES: "met", UNKNOWN: "unknown"}[self.select(path["kind"], unit, level)]
        by_element = {row["element"]: row for row in rows}
        for row in rows:
            if row["type"] != "combine":
                statuses[row["element"]] = self._find_status(row, path, unit, level)
        for row in rows:
            if row["type"] == "combine":
                statuses[row["element"]] = _combine(row, statuses)
        own = {"element": "of_the_kind", "type": "kind", "when_unknown": "review"}
        asked: list[tuple[Row, Status]] = [(own, Status(of_kind))]
        if self._begins_later(path):
            path = {**path, "last_when_barred": True}
            asked.insert(0, ({"element": "no_path", "type": "no_path"}, Status("not_met")))
        asked += [
            ({**row, "by_clock": _runs_by_clock(row, by_element)}, statuses[name])
            for name, row in by_element.items()
            if not row.get("is_part")
        ]
        open_outcome, open_element = _come_to(asked, but=("later", "not_yet"))
        is_open = open_outcome in OPEN
        outcome, deciding = _come_to(asked, but=() if is_open else ("later",))
        outcome = "not_yet" if outcome == "later" else outcome
        open_element = open_element if is_open and outcome == "not_yet" else None
        missed = sum(
            row["type"] == "kind" and not row.get("negate") and status.status == "not_met" for row, status in asked
        )
        is_out = any(status.status in ("not_yet", "not_met") for _, status in asked)
        waits = [
            status.first_on or status.over_on
            for row, status in asked
            if status.status == "not_yet" and row.get("by_clock")
        ]
        waits = [day for day in waits if day]
        is_in_doubt = statuses["record_is_clear"].status == "unknown" if "record_is_clear" in statuses else False
        return PathFinding(
            path,
            outcome,
            None if open_element else _eligible_on(outcome, asked),
            deciding,
            statuses,
            missed,
            is_out,
            deciding is None,
            open_element,
            max(waits, default=None) if open_element else None,
            is_in_doubt,
        )

    # Elements

    def _find_status(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        if row.get("needs_delivery") in self.law.missing and row.get("needs_delivery"):
            return Status("unknown")
        find = self._find_status_of_person if row["type"] == "status" else getattr(self, "_find_" + row["type"])
        status = find(row, path, unit, level)
        return self._settle(row, path, unit, status)

    def _settle(self, row: Row, path: Row, unit: Row, status: Status) -> Status:
        for answer in self.law.answers[path["remedy_id"], path["path"], row["element"]]:
            if answer["of_other"] or (answer["over"] == "unknown" and status.status != "unknown"):
                continue
            for subject in (unit["unit_id"], unit.get("arrest_id"), unit["person_id"]):
                if self.person.established.get((subject, answer["fact"])) == answer["value"]:
                    is_past = answer["result"] == "met" and status.over_on is not None and status.over_on <= self.as_of
                    status = Status(answer["result"], status.over_on if is_past else None)
        return status

    def _find_kind(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        answer = self.select(row["selector"], unit, level)
        if answer == UNKNOWN:
            return Status("unknown")
        if (answer == YES) == bool(row.get("negate")):
            return Status(row.get("when_hit") or "not_met")
        return Status(row.get("when_silent") or "met") if row.get("negate") else Status("met")

    def _clock(self, name: str, unit: Row) -> tuple[Span, bool]:
        """Return the span of the day a clock starts on, and whether a required day is missing.

        An event without a row did not happen. One whose last possible day is not on record makes the last day of the
        clock unknown (``date.max``).
        """
        earliest: list[date] = []
        latest: list[date] = []
        missing = False
        for row in self.law.clocks[name]:
            if row.get("selector"):
                matched = [(other, self.select(row["selector"], other)) for other in self.person.units]
            else:
                matched = [(unit, YES)]
            has_row = False
            for other, answer in matched:
                span = self.person.days.get((other["unit_id"], row["event"]))
                if answer == NO:
                    continue
                if span is None:
                    missing |= bool(row["is_required"] and row.get("selector"))
                    continue
                if row.get("selector") and row["event"] == "disposition" and span[0] and span[0] > self.as_of:
                    continue
                latest.append(span[1] or date.max)
                if answer == YES:
                    earliest += [span[0]] if span[0] else []
                    has_row = True
            if row["is_required"] and not has_row:
                missing = True
                # (Of a clock of several days the missing one can be the latest.)
                latest += [date.max] if not row.get("selector") and len(self.law.clocks[name]) > 1 else []
        return (max(earliest, default=None), max(latest, default=None)), missing

    def _wait_span(self, row: Row, unit: Row) -> tuple[Span, Span, bool]:
        start, missing = self._clock(row["clock"], unit)
        over = tuple(day if day in (None, date.max) else add_wait(day, row) for day in start)
        return start, over, missing  # type: ignore[return-value]

    def _applies(self, row: Row) -> int:
        return {None: YES, "1": YES, "true": YES, "0": NO, "false": NO}.get(row.get("required_if"), UNKNOWN)

    def _find_wait(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        applies = self._applies(row)
        if applies == NO:
            return Status("met")
        _, over, missing = self._wait_span(row, unit)
        if row.get("restarts") and path.get("restarts") and not missing:
            over = self._restart(row, path, unit, over)
        status = "unknown" if missing else self._wait_status(over)
        if applies == UNKNOWN and status != "met":
            status = "unknown"
        known = over[1] is not None and over[1] < date.max and not missing
        return Status(status, over[1] if known else None, first_on=over[0] if status == "not_yet" else None)

    def _restart(self, row: Row, path: Row, unit: Row, over: Span) -> Span:
        """Return when a wait is over that each later conviction before its end begins anew: surely, and at the latest.

        The wait of the other conviction's own clock counts, with this wait's length.
        """
        mine = self.day(unit["unit_id"], "disposition")
        others = [
            (
                self.select(path["restarts"], other),
                self.day(other["unit_id"], "disposition"),
                self._clock(row["clock"], other)[0],
            )
            for other in self.person.units
            if other is not unit
        ]
        others = sorted((item for item in others if item[0] != NO), key=lambda item: item[1][0] or date.min)
        begins = [
            element["operative_from"]
            for element in self.law.elements[path["remedy_id"], path["path"]]
            if element["type"] == "operative" and element.get("operative_from")
        ]
        begins += [path["effective_from"]] if path.get("effective_from") else []
        # Nothing is sealed before the law is in operation: until then a conviction begins the wait anew.
        sure, latest = ((max([day, *begins]) if day else day) for day in over)
        sure = sure or max(begins, default=None)
        sure_over, latest_over = over
        for answer, its, began in others:
            # (Later than this conviction is enough: in which order two later ones came may be unknown.)
            if answer != YES or None in (sure, mine[1], *its, began[0]) or not (mine[1] < its[0] and its[1] < sure):  # type: ignore[operator]
                continue
            again = add_wait(began[0], row) or date.min
            sure_over, sure = max(sure_over or again, again), max(sure or again, again)
        for _ in others:
            for _, its, began in others:
                is_later = its[1] is None or mine[0] is None or its[1] > mine[0]
                is_before_the_end = its[0] is None or latest is None or its[0] < latest
                if is_later and is_before_the_end and latest is not None:
                    again = date.max if began[1] in (None, date.max) else add_wait(began[1], row) or date.max
                    latest_over, latest = max(latest_over or again, again), max(latest, again)
        return sure_over, latest_over

    def _wait_status(self, over: Span) -> str:
        if over[1] is None or self.as_of >= over[1]:
            return "met"
        return "not_yet" if over[0] is not None and self.as_of < over[0] else "unknown"

    def _find_no_other(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        applies = self._applies(row)
        if applies == NO:
            return Status("met")
        status = self._count_others(row, path, unit)
        return status if applies == YES or status.status in ("met", "presumed") else Status("unknown")

    def _count_others(self, row: Row, path: Row, unit: Row) -> Status:
        surely: dict[str, int] = {}
        also: dict[str, int] = {}
        hits: list[Row] = []
        is_presumed = False
        for other in self.person.units:
            if other is unit and not row.get("counts_this"):
                continue
            if row.get("not_this_case") and other["case_id"] == unit["case_id"] and unit["case_id"] is not None:
                continue
            if row.get("scope") == "here" and other["jurisdiction"] == "elsewhere":
                continue
            answer = self._settle_other(row, path, other, self.select(row["selector"], other))
            if row.get("scope") == "here" and other["jurisdiction"] == "unknown":
                answer = min(answer, UNKNOWN)
            window = self._in_window(row, path, unit, other)
            answer = min(answer, window)
            if answer == NO:
                facts = [self.person.facts.get((other["unit_id"], fact)) for fact in self._facts_of(row)]
                is_presumed |= window != NO and any(
                    fact and fact["answer"] == "no" and fact["is_presumed"] for fact in facts
                )
                continue
            hits.append(other)
            group = {
                "case": other["case_id"],
                "tracking": f"{other['case_id']}/{other.get('tracking')}" if other["case_id"] else None,
            }.get(row.get("count_by") or "charge") or other["unit_id"]
            surely[group] = max(surely.get(group, NO), answer)
            if row.get("also_selector"):
                also[group] = max(also.get(group, NO), min(answer, self.select(row["also_selector"], other)))
        n, also_n = row.get("n") or 1, row.get("also_n") or 0
        counts = list(surely.values()), list(also.values())
        if sum(word == YES for word in counts[0]) >= n and sum(word == YES for word in counts[1]) >= also_n:
            free_on = self._leave_on(row, hits) if _ends_on_a_day(row) else self._free_on(row, path, hits)
            return Status(row.get("when_hit") or "not_met", free_on)
        if len(counts[0]) >= n and sum(word != NO for word in counts[1]) >= also_n:
            return Status(row.get("when_perhaps") or "unknown")
        return Status("presumed" if is_presumed and not counts[0] else "met")

    def _leave_on(self, row: Row, hits: Sequence[Row]) -> date | None:
        """Return the day on which none of them lies in the last years any more, where each has its day."""
        days = []
        for unit in hits:
            ends = {event: self.day(unit["unit_id"], event)[1] for event in ("arrest", "disposition")}
            if ends["disposition"] is None and unit["disposition"] not in ("none", "pending"):
                return None
            days.append(max((day for day in ends.values() if day), default=None))
        years = {"years": row["window_years"], "day_rule": "on_the_day"}
        return max(add_wait(day, years) for day in days) if None not in days else None  # type: ignore[type-var]

    def _free_on(self, row: Row, path: Row, hits: Sequence[Row]) -> date | None:
        """Return the day on which nothing hits any more, where every hit says its day: what people told has none."""
        told = [
            answer["fact"]
            for answer in self.law.answers[path["remedy_id"], path["path"], row["element"]]
            if answer["of_other"] and answer["over"] != "unknown"
        ]
        is_told = any((unit["unit_id"], fact) in self.person.established for unit in hits for fact in told)
        if row.get("when_hit") != "not_yet" or is_told:
            return None
        days = [
            self.person.facts.get((unit["unit_id"], fact), {}).get("over_on")
            for unit in hits
            for fact in self._facts_of(row)
        ]
        return max(days) if days and None not in days else None  # type: ignore[type-var]

    def _facts_of(self, row: Row) -> list[str]:
        rows = self.law.selectors[row["selector"]]
        return [
            needed["fact"] for part in rows for needed in self.law.selector_facts[part["selector"], part["alternative"]]
        ]

    def _settle_other(self, row: Row, path: Row, other: Row, answer: int) -> int:
        for settled in self.law.answers[path["remedy_id"], path["path"], row["element"]]:
            if not settled["of_other"] or (settled["over"] == "unknown" and answer != UNKNOWN):
                continue
            if self.person.established.get((other["unit_id"], settled["fact"])) == settled["value"]:
                answer = ANSWERS[settled["result"]]
        return answer

    def _in_window(self, row: Row, path: Row, unit: Row, other: Row) -> int:
        mine, its = self.day(unit["unit_id"], "disposition"), self.day(other["unit_id"], "disposition")
        today = (self.as_of, self.as_of)
        match row.get("window_name") or "ever":
            case "ever":
                return negate(is_before(today, its)) if None not in its else YES
            case "same_case":
                return say(unit["case_id"] is not None and unit["case_id"] == other["case_id"])
            case "same_arrest":
                return say(unit.get("arrest_id") is not None and unit.get("arrest_id") == other.get("arrest_id"))
            case "same_day":
                if None in mine or None in its:
                    return UNKNOWN
                if mine[0] == mine[1] == its[0] == its[1]:
                    return YES
                return NO if mine[1] < its[0] or its[1] < mine[0] else UNKNOWN  # type: ignore[operator]
            case "following_years":
                if None in mine or None in its:
                    return UNKNOWN
                years = {"years": row["window_years"], "day_rule": "on_the_day"}
                end = (add_wait(mine[0], years), add_wait(mine[1], years))
                return min(negate(is_before(its, mine)), negate(is_before(end, its)))
            case "last_years":
                back = _years_before(self.as_of, int(row["window_years"]))
                answers = [
                    is_before((back, back), span)
                    for span in (its, self.day(other["unit_id"], "arrest"))
                    if None not in span
                ]
                is_disposed = other["disposition"] not in ("none", "pending")
                answers += [UNKNOWN] if None in its and is_disposed else []
                return max(answers, default=UNKNOWN)
            case "in_the_wait":
                return self._in_the_wait(path, unit, its)
            case "between":
                return self._between(row, path, unit, other, its)
        raise AssertionError(row["window_name"])

    def _in_the_wait(self, path: Row, unit: Row, its: Span) -> int:
        starts, ends = [], []
        for wait in self.law.elements[path["remedy_id"], path["path"]]:
            if wait["type"] == "wait":
                start, over, _ = self._wait_span(wait, unit)
                if None not in start:
                    starts.append(start)
                    ends.append(over)
        if not starts or None in its:
            return UNKNOWN
        start = (max(span[0] for span in starts), max(span[1] for span in starts))  # type: ignore[type-var]
        over = (max(span[0] for span in ends), max(span[1] for span in ends))  # type: ignore[type-var]
        end = (min(over[0], self.as_of), min(over[1], self.as_of))  # type: ignore[type-var]
        return min(is_before(start, its), is_before(its, end))

    def _between(self, row: Row, path: Row, unit: Row, other: Row, its: Span) -> int:
        if (unit["unit_id"], other["unit_id"], row.get("except_pairs")) in self.person.pairs:
            return NO
        start, _ = self._clock(row["after_clock"], unit)
        until = next(
            wait
            for wait in self.law.elements[path["remedy_id"], path["path"]]
            if wait["element"] == row["until_element"]
        )
        _, over, _ = self._wait_span(until, unit)
        if its[1] is not None and start[0] is not None and its[1] <= start[0]:
            return NO
        if its[0] is not None and over[1] is not None and its[0] >= over[1]:
            return NO
        if None in its or None in start or None in over:
            return UNKNOWN
        return YES if its[0] > start[1] and its[1] < over[0] else UNKNOWN  # type: ignore[operator]

    def _find_owes(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        mine = [
            owed
            for owed in self.person.owed
            if owed["case_id"] == (unit["case_id"] or unit["unit_id"]) and owed["kind"] in row["owed"]
        ]
        if any((owed["balance"] or 0) > 0 for owed in mine):
            return Status(row.get("when_hit") or "not_met")
        if any(owed["balance"] is None for owed in mine):
            return Status("unknown")
        return Status("met") if mine or row.get("standard") != "must_appear" else Status("unknown")

    def _find_by_fact(self, fact: Row | None, row: Row, hit: str, when_hit: str) -> Status:
        if fact is None:
            return Status("unknown" if row.get("standard") == "must_appear" else "met")
        if fact["answer"] == "unknown":
            return Status("unknown", fact.get("over_on"))
        status = when_hit if fact["answer"] == hit else "met"
        if status == "met" and fact.get("is_presumed"):
            status = "presumed"
        return Status(status, fact.get("over_on"), is_dated=bool(row.get("dated")))

    def _find_status_of_person(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        fact = self.person.statuses.get(row["status"])
        return self._find_by_fact(fact, row, "yes", row.get("when_hit") or "not_met")

    def _find_fact(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        hit = "yes" if row.get("negate") else "no"
        fact = self.person.facts.get((unit["unit_id"], row["fact"]))
        return self._find_by_fact(fact, row, hit, row.get("when_no") or "not_met")

    def _find_age(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        born = self.person.born
        at = self.day(unit["unit_id"], row["age_at"])
        if None in born or None in at:
            return Status("unknown")
        years = {"years": row["age_years"], "day_rule": "on_the_day"}
        birthday = (add_wait(born[0], years), add_wait(born[1], years))
        return Status({YES: "met", NO: "not_met", UNKNOWN: "unknown"}[is_before(at, birthday)])

    def _find_operative(self, row: Row, path: Row, unit: Row, level: str | None) -> Status:
        begins = row.get("operative_from")
        for other in self.law.operatives[path["remedy_id"], path["path"], row["element"]]:
            fact = (
                self.person.facts.get((unit["unit_id"], other["operative_if_fact"]))
                if other.get("operative_if_fact")
                else None
            )
            if other.get("operative_if_fact") and (fact["answer"] if fact else "no") != other["operative_if_answer"]:
                continue
            begins = other["operative_from"]
        return Status("not_yet" if begins and self.as_of < begins else "met", begins, is_dated=True)

    # Frames

    def _reach_whole_cases(self, found: dict[tuple[str, str | None], list[PathFinding]]) -> None:
        cases: dict[tuple[str, str | None], dict[str, PathFinding]] = defaultdict(dict)
        for (unit_id, level), findings in found.items():
            of_case = [finding for finding in findings if finding.path["unit"] == "case"]
            if of_case and level is None:
                cases[self.by_id[unit_id]["case_id"], level][unit_id] = min(of_case, key=PathFinding.rank)
        for (case_id, level), best in cases.items():
            covers = next(iter(best.values())).path.get("covers")
            members = [
                unit
                for unit in self.person.units
                if unit["case_id"] == case_id
                and unit["unit"] == "charge"
                and (not covers or self.select(covers, unit) != NO)
            ]
            in_doubt = {unit["unit_id"] for unit in members if covers and self.select(covers, unit) == UNKNOWN}
            reached, days, earliest, missed, is_open, has_day = ["eligible"], [], [], False, False, False
            for unit in members:
                finding = best.get(unit["unit_id"])
                missed |= finding is None
                outcome = finding.outcome if finding else "ineligible"
                in_its_doubt = unit["unit_id"] in in_doubt and outcome in ("undeterminable", "ineligible")
                reached.append("review" if in_its_doubt else outcome)
                is_open |= reached[-1] in OPEN or bool(finding and finding.open_element)
                has_day |= bool(finding and finding.waits_for_day)
                if finding and finding.outcome == "not_yet":
                    earliest.append(finding.not_before if finding.open_element else finding.eligible_on)
                # (A charge that waits for nothing is reached on any day.)
                if finding and finding.outcome != "already_relieved":
                    days += [finding.eligible_on] if finding.eligible_on or finding.outcome == "not_yet" else []
            for unit_id in best:
                for finding in found[unit_id, level]:
                    if finding.path["unit"] == "case" and finding.outcome != "already_relieved":
                        _reach_case(finding, reached, days, earliest, missed, is_open, has_day)

    def _apply_cap(self, cap: Row, ways: Mapping[str, Sequence[PathFinding]]) -> None:
        """Refuse what a cap leaves no place for, and send to review what it perhaps leaves none for."""
        begins = [path["effective_from"] for path in self.law.law["paths"] if path["path"] in cap["paths"]]
        begins_on = min(begins, default=date.min)  # (A mutant may have no path of the cap.)
        counted = {unit: [way for way in of_unit if way.path["path"] in cap["paths"]] for unit, of_unit in ways.items()}
        outcomes = {
            unit: min(of_unit, key=lambda way: way.order).outcome for unit, of_unit in counted.items() if of_unit
        }
        had_a_place = {unit for unit in outcomes if self._may_have_a_place(unit, counted[unit], begins_on)}
        for own, outcome in outcomes.items():
            surely = perhaps = 0
            for other in outcomes.keys() - {own}:
                is_before = self._takes_a_place_before(own, other, outcomes)
                surely += outcomes[other] == "eligible" and is_before == YES
                perhaps += other in had_a_place or (
                    outcomes[other] in ("eligible", "review", "undeterminable") and is_before != NO
                )
            for way in counted[own] if outcome not in ("already_relieved", "ineligible") else ():
                if way.outcome in ("eligible", "not_yet", "review", "undeterminable") and surely >= cap["n"]:
                    way.outcome, way.deciding_element, way.eligible_on = "ineligible", cap["cap"], None
                    way.open_element = way.not_before = None
                elif way.outcome == "eligible" and perhaps >= cap["n"]:
                    way.outcome, way.deciding_element, way.eligible_on = "review", cap["cap"], None

    def _may_have_a_place(self, unit_id: str, ways: Sequence[PathFinding], begins_on: date) -> bool:
        """Relief on record may have been given under the law of the cap, unless it is from before that law."""
        reliefs = [span for (unit, event), span in self.person.days.items() if unit == unit_id and "relief_" in event]
        last = max((last for _, last in reliefs if last), default=None)
        is_older = bool(reliefs) and all(last for _, last in reliefs) and last is not None and last < begins_on
        asked = [way.statuses[name] for way in ways for name in way.statuses if name == "not_relieved_before"]
        return not is_older and any(status.status != "met" for status in asked)

    def _takes_a_place_before(self, own: str, other: str, outcomes: Mapping[str, str]) -> int:
        if outcomes[own] == "not_yet":  # (By the time it is due, all that are due today have their place.)
            return YES if outcomes[other] == "eligible" else UNKNOWN
        mine, its = self._sentenced(own), self._sentenced(other)
        if mine[0] and its[1] and its[1] < mine[0]:
            return YES
        if mine[1] and its[0] and mine[1] < its[0]:
            return NO
        if mine[0] and mine[0] == mine[1] == its[0] == its[1]:
            return YES if other < own else NO if outcomes[other] == "eligible" else UNKNOWN
        return UNKNOWN

    def _sentenced(self, unit_id: str) -> Span:
        sentence, disposition = self.day(unit_id, "sentence"), self.day(unit_id, "disposition")
        return sentence[0] or disposition[0], sentence[1] or disposition[1]


def _reach_case(
    finding: PathFinding,
    reached: Sequence[str],
    days: Sequence[date | None],
    earliest: Sequence[date | None],
    missed: bool,
    is_open: bool,
    has_day: bool,
) -> None:
    """Let the worst charge of its case decide a finding: a bar before a wait for a day, and that before what nobody
    knows."""
    own, open_element = finding.outcome, finding.open_element
    outcome = max(*reached, own, key=BEST_FIRST.index)
    if outcome != "ineligible" and (finding.waits_for_day or (has_day and not finding.is_record_in_doubt)):
        outcome = "not_yet"
    if outcome == "not_yet" and open_element is None:
        open_element = finding.deciding_element if own in OPEN else "every_charge_of_the_case" if is_open else None
    finding.open_element = open_element if outcome == "not_yet" else None
    if outcome != own:
        finding.outcome, finding.deciding_element = outcome, "every_charge_of_the_case"
    waits = [finding.not_before, finding.eligible_on if own == "not_yet" else None, *earliest]
    finding.not_before = max((day for day in waits if day), default=None) if finding.open_element else None
    known = [day for day in days if day]
    is_reached = not missed and outcome in ("eligible", "not_yet") and not finding.open_element
    finding.eligible_on = max(known) if known and None not in days and is_reached else None


def _means_not_yet(row: Row) -> bool:
    return row["type"] in ("wait", "operative") or "not_yet" in (row.get("when_hit"), row.get("when_no"))


def _runs_by_clock(row: Row, elements: Mapping[str, Row]) -> bool:
    """Whether a no of the element ends on a day, and not by what somebody does or corrects."""
    if row["type"] == "combine":
        parts = [elements[name] for part in row["combine_of"] for name in part.split("+")]
        waits = [part for part in parts if _means_not_yet(part)]
        return bool(waits) and all(_runs_by_clock(part, elements) for part in waits)
    return row["type"] in ("wait", "operative") or _ends_on_a_day(row)


def _ends_on_a_day(row: Row) -> bool:
    is_one = (row.get("n") or 1) == 1 and not row.get("also_selector")
    return is_one and (row.get("window_name"), row.get("when_hit")) == ("last_years", "not_yet")


def _grain(path: Row) -> str:
    return "arrest" if path["unit"] == "arrest" else "charge"


def _is_in(wanted: Sequence[str] | None, value: str | None) -> int:
    if not wanted:
        return YES
    return UNKNOWN if value is None else say(value in wanted)


def _is_at_least(value: int | None, least: int | None) -> int:
    return YES if least is None else UNKNOWN if value is None else say(value >= least)


def _is_at_most(value: int | None, most: int | None) -> int:
    return YES if most is None else UNKNOWN if value is None else say(value <= most)


def _is_imposed_below(unit: Row, name: str, bound: float | None) -> int:
    """Answer for an imposed term: none is on record where the record says of what the sentence is."""
    if bound is None:
        return YES
    components = unit.get("components")
    if unit.get(name) is None and (components is None or {"prison", "jail"} & set(components)):
        return UNKNOWN
    return say((unit.get(name) or 0) < bound)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _combine(row: Row, statuses: Mapping[str, Status]) -> Status:
    """Return the best of several statuses; a part written ``a+b`` is all of a and b."""

    def take_worst(names: Iterable[str]) -> Status:
        parts = [statuses[name] for name in names]
        days = [part.over_on for part in parts if part.over_on]
        is_open = any(part.status in ("not_yet", "unknown") and part.over_on is None for part in parts)
        worst = max((part.status for part in parts), key=WORST_LAST.index)
        return Status(worst, None if is_open else max(days, default=None))

    def find_order(part: Status) -> tuple[int, date]:
        """Of equal ones take the earlier: one without a day that is met is the earliest, another the latest."""
        never = date.min if part.status in ("met", "presumed") else date.max
        return WORST_LAST.index(part.status), part.over_on or never

    return min((take_worst(part.split("+")) for part in row["combine_of"]), key=find_order)


def _come_to(asked: Sequence[tuple[Row, Status]], but: Sequence[str] = ()) -> tuple[str, str | None]:
    """Return the outcome of a path and the element that decided it; ``but``: outcomes that are left out."""
    is_in_doubt = any(row["element"] == "record_is_clear" and status.status == "unknown" for row, status in asked)
    for outcome, matches in (
        ("already_relieved", lambda row, word: row["element"] == "not_relieved_before" and word == "not_met"),
        ("ineligible", lambda row, word: word == "not_met"),
        ("later", lambda row, word: word == "not_yet" and row.get("by_clock") and not is_in_doubt),
        ("review", lambda row, word: word == "unknown" and (row.get("when_unknown") or "review") == "review"),
        ("undeterminable", lambda row, word: word == "unknown" and row.get("when_unknown") == "undeterminable"),
        ("review", lambda row, word: word == "unknown"),
        ("not_yet", lambda row, word: word == "not_yet"),
    ):
        if outcome in but:
            continue
        for row, status in asked:
            if matches(row, status.status):
                return outcome, row["element"]
    return "eligible", None


def _eligible_on(outcome: str, asked: Sequence[tuple[Row, Status]]) -> date | None:
    if outcome not in ("eligible", "not_yet"):
        return None
    if any(status.status == "not_yet" and status.over_on is None for _, status in asked):
        return None
    if outcome == "eligible" and any(row.get("dated") and status.over_on is None for row, status in asked):
        return None
    return max((status.over_on for _, status in asked if status.over_on), default=None)
