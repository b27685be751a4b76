"""Invents histories about which a law has something to decide: near its thresholds, with gaps, by a seed.

The words (levels, dispositions, lists, facts) are those that the law's own selectors name, so that every row matters.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
BUCKETS = 64
TO_COME = ("release", "prison_release", "supervision_end", "sentence_end", "completion", "release_or_sentence")
"""Events whose day can be after the day of the run."""
LISTED = "tags"
"""Code book of the invented sections that are on lists: each names its lists, with ? where a fact is needed."""
ANSWERS = ("yes", "no", "unknown")


class History:
    """Facts of invented people, one list of rows for each fact table."""

    def __init__(self, law: Mapping[str, Sequence[Mapping[str, Any]]], as_of: date, seed: int) -> None:
        self.random, self.as_of = random.Random(f"{seed}"), as_of
        self.tables: dict[str, list[Row]] = {
            name: []
            for name in (
                *("people", "units", "unit_days", "unit_facts", "person_facts", "unit_pairs"),
                *("established", "owed"),
            )
        }
        selectors, elements = law["selectors"], law["path_elements"]
        self.words = {"grade": _named(selectors, "grades"), "section": _named(selectors, "sections")}
        self.levels = _named(selectors, "levels", "levels_none") or ["felony", "misdemeanor"]
        self.dispositions = sorted({*_named(selectors, "dispositions"), "pending", "dismissed"})
        self.lists = _named(selectors, "lists_any", "lists_none")
        self.components = [*_named(selectors, "components"), "prison", "fine"]
        self.limits = sorted(
            {row[name] for row in selectors for name in ("max_days_from", "max_days_to") if row.get(name) is not None}
        )
        self.unit_facts = sorted(
            {row["fact"] for row in elements if row["type"] == "fact"}
            | {row["fact"] for row in law.get("selector_facts", ())}
        )
        self.person_facts = sorted({row["status"] for row in elements if row["type"] == "status"})
        self.events = sorted({row["event"] for row in law["clocks"]} | {"disposition", "sentence", "offense", "arrest"})
        self.has_caps = bool(law["caps"])
        self.waits = sorted({(row.get("years") or 0) * 365 for row in elements if row["type"] == "wait"} | {0})
        self.answerable = sorted({row["fact"] for row in law.get("element_answers", ())})
        self.pairs = sorted({row["except_pairs"] for row in elements if row.get("except_pairs")})
        self.owed = sorted({kind for row in elements for kind in (row.get("owed") or ())})
        self.has_arrests = any(row["unit"] == "arrest" for row in law["paths"])

    def add_people(self, count: int) -> None:
        """Add people, each with one to six units."""
        for number in range(count):
            self._add_person(f"p{number:07}", number % BUCKETS)

    def _add_person(self, person_id: str, bucket: int) -> None:
        chance = self.random.random
        of_person = {"person_id": person_id, "person_bucket": bucket}
        born = self._day(date(1950, 1, 1) + timedelta(days=self.random.randrange(20000)))
        self.tables["people"].append({**of_person, "birth_date_earliest": born[0], "birth_date_latest": born[1]})
        for fact in self.person_facts:
            if chance() < 0.4:
                self.tables["person_facts"].append({**of_person, **self._fact(fact)})
        cases = [f"{person_id}k{number}" for number in range(3)]
        unit_ids = []
        is_capped = self.has_caps and chance() < 0.3
        if is_capped:
            self._add_convictions_far_apart(of_person)
        for number in range(0 if is_capped else 1 + int(self.random.expovariate(0.6)) % 6):
            unit_id = f"{person_id}c{number}"
            unit = "arrest" if self.has_arrests and chance() < 0.5 else "charge"
            unit_ids.append(unit_id)
            self._add_unit(of_person, unit_id, unit, self.random.choice(cases))
        for kind in self.owed:
            if chance() < 0.3:
                balance = self.random.choice([None, 0, 25])
                self.tables["owed"].append({**of_person, "case_id": cases[0], "kind": kind, "balance": balance})
        for pair in self.pairs:
            if len(unit_ids) > 1 and chance() < 0.3:
                one, other = self.random.sample(unit_ids, 2)
                self.tables["unit_pairs"].append({**of_person, "unit_id": one, "other_unit_id": other, "pair": pair})

    def _add_unit(self, of_person: Row, unit_id: str, unit: str, case_id: str) -> None:
        chance, choose = self.random.random, self.random.choice
        disposition = (
            "conviction" if chance() < 0.6 and "conviction" in self.dispositions else choose(self.dispositions)
        )
        is_unknown = chance() < 0.04
        perhaps = sorted({disposition, choose(self.dispositions)}) if is_unknown else []
        listed = [choose(["", "", "?"]) + name for name in self.lists if chance() < 0.15]
        section = "+".join(listed) or choose([*self.words["section"], "1"])
        limit = choose(self.limits) + choose([-1, 0, 1]) if self.limits and chance() < 0.8 else None
        self.tables["units"].append(
            {
                **of_person,
                "unit_id": unit_id,
                "unit": unit,
                "case_id": case_id,
                "arrest_id": None,
                "tracking": choose(["t1", "t2"]),
                "jurisdiction": choose(["here"] * 18 + ["elsewhere", "unknown"]),
                "disposition": None if is_unknown else disposition,
                "dispositions_perhaps": perhaps,
                "level": choose([*self.levels * 4, None]),
                "grade": choose([*self.words["grade"], None]),
                "max_days": limit,
                "imposed_min_days": choose([None, 0, 912, 913]),
                "imposed_max_days": choose([None, 0, 1825, 1826]),
                "fine": choose([None, 0, 500, 1000]),
                "components": choose([[], [choose(self.components)], [choose(self.components)], None]),
                "code_book": LISTED if listed else "code",
                "section": section if chance() < 0.98 or listed else None,
                "is_text_in_doubt": False,
                "is_candidate": True,
            }
        )
        disposed = min(self._near_threshold(), self.as_of)
        for event in self.events:
            if chance() < (0.95 if event == "disposition" else 0.7):
                first, last = self._day(self._day_of(event, disposed), None if event in TO_COME else self.as_of)
                row = {
                    "unit_id": unit_id,
                    "event": event,
                    "day_earliest": first,
                    "day_latest": last,
                    "source": "history",
                }
                self.tables["unit_days"].append({**of_person, **row})
        for fact in self.unit_facts:
            if chance() < 0.5:
                self.tables["unit_facts"].append({**of_person, "unit_id": unit_id, "unit": unit, **self._fact(fact)})
        for fact in self.answerable:
            if chance() < 0.05:
                row = {"subject": unit_id, "unit": unit, "fact": fact, "value": choose(["yes", "no"])}
                self.tables["established"].append({**of_person, **row})

    def _add_convictions_far_apart(self, of_person: Row) -> None:
        """Add what a cap counts: convictions beyond the waits of others, not all due, some with relief on record."""
        level, term = self.random.choice(self.levels), self.random.choice(self.limits or [365])
        for number in range(self.random.randrange(2, 6)):
            unit_id = f"{of_person['person_id']}f{number}"
            before = {name: len(rows) for name, rows in self.tables.items()}
            self._add_unit(of_person, unit_id, "charge", unit_id)
            self.tables["units"][-1] |= {
                **{"disposition": "conviction", "dispositions_perhaps": [], "level": level, "jurisdiction": "here"},
                **{"max_days": term + self.random.choice([-1, 1]), "code_book": "code", "section": "1"},
            }
            for name in ("unit_days", "unit_facts", "established"):
                del self.tables[name][before[name] :]
            days = dict.fromkeys(self.events, date(2020 - 13 * number, 1, self.random.choice([1, 1, 2])))
            if self.random.random() < 0.4:
                days["relief_recorded"] = self.random.choice([date(2020, 1, 1), date(2024, 1, 1)])
                fact = {"fact": "not_relieved_before", "answer": self.random.choice(["no", "unknown"])}
                self.tables["unit_facts"].append(
                    {**of_person, **self._fact(""), **fact, "unit_id": unit_id, "unit": "charge", "over_on": None}
                )
            for event, day in days.items():
                first, last = self._day(day)
                row = {"event": event, "day_earliest": first, "day_latest": last, "source": "history"}
                self.tables["unit_days"].append({**of_person, "unit_id": unit_id, **row})

    def list_lines(self) -> list[Row]:
        """Return the lines of offense lists that put the invented sections on their lists."""
        sections = sorted({unit["section"] for unit in self.tables["units"] if unit["code_book"] == LISTED})
        return [
            {
                **{"offense_list": name.removeprefix("?"), "code_book": LISTED, "section": section},
                **{"match_mode": "section", "membership": "needs_fact" if name.startswith("?") else "member"},
                "row_key": f"{name.removeprefix('?')} {section}",
                "fact_needed": f"on_{name[1:]}" if name.startswith("?") else None,
            }
            for section in sections
            for name in section.split("+")
        ]

    def _fact(self, fact: str) -> Row:
        answer = self.random.choice(ANSWERS)
        over = self.as_of + timedelta(days=self.random.randrange(-400, 400))
        return {
            "fact": fact,
            "answer": answer,
            "is_presumed": answer != "unknown" and self.random.random() < 0.1,
            "over_on": over if self.random.random() < 0.3 else None,
            "valid_until": None,
            "source": "history",
            "rests_on": [],
        }

    def _day_of(self, event: str, disposed: date) -> date:
        """Return the day of an event of a case that was decided on ``disposed``."""
        if event in ("offense", "arrest"):
            return disposed - timedelta(days=self.random.randrange(0, 200) + (200 if event == "offense" else 0))
        if event in TO_COME and self.random.random() < 0.7:
            return max(disposed, self._near_threshold())
        return disposed

    def _near_threshold(self) -> date:
        """Return a day whose wait is over near the day of the run, or any day."""
        if self.random.random() < 0.1:
            year = self.random.choice([year for year in range(1976, self.as_of.year) if calendar.isleap(year)])
            return date(year, 2, 29)
        spread = self.random.choice([2, 40, 900])
        return self.as_of - timedelta(days=self.random.choice(self.waits) + self.random.randrange(-spread, spread + 1))

    def _day(self, day: date, end: date | None = None) -> tuple[date | None, date | None]:
        chance = self.random.random()
        if chance < 0.9:
            return day, day
        if chance >= 0.98:
            return None, None
        last = (
            day.replace(day=calendar.monthrange(day.year, day.month)[1])
            if chance < 0.95
            else day.replace(month=12, day=31)
        )
        first = day.replace(day=1) if chance < 0.95 else day.replace(month=1, day=1)
        return first, min(last, end) if end else last


def _named(rows: Sequence[Mapping[str, Any]], *columns: str) -> list[str]:
    return sorted({word for row in rows for column in columns for word in (row.get(column) or ())})
