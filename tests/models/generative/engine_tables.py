"""The engine's models on invented people under the law of one state: a model can have another text for a while.

What belongs here: the tables, and what is found in few numbers. What does not: which faults there are, and the people
(``tests/models/law``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from orchestration.law.pack_files.compilation import compile_packs
from tests.models.generative.rebuilt import Print, print_of
from tests.models.law.invented_histories import History
from tests.support.engine_models import Row, build, feed, list_needed, list_read, open_engine, render_models

TARGETS = ("engine_findings", "engine_statuses")
MODELS = [name for name in render_models() if name in list_needed(*TARGETS)]
"""The models that findings and the words of elements rest on, in the order of building."""

WINDOWS = {"offense": "offense", "convicted": "disposition", "arrested": "arrest"}
"""The days that selectors ask about, and their events."""


def _draw_windows(selectors: Sequence[Mapping[str, Any]], days: list[Row], chance: Random) -> Iterator[Row]:
    """Draw windows for some selectors, and put the days of some people on them, beside them and around them."""
    known = {event: [row for row in days if row["event"] == event and row["day_latest"]] for event in WINDOWS.values()}
    for row in selectors:
        asked = chance.choice([*WINDOWS, None, None])
        if asked is None or not known[WINDOWS[asked]]:
            yield {**row}
            continue
        day = chance.choice(known[WINDOWS[asked]])["day_earliest"]
        for told in known[WINDOWS[asked]]:
            if chance.random() < 0.15:
                first, last = chance.choice([(0, 0), (0, 0), (-1, -1), (-9, 0), (-9, 9), (0, 9)])
                told["day_earliest"], told["day_latest"] = day + timedelta(days=first), day + timedelta(days=last)
        yield {**row, f"{asked}_{chance.choice(['from', 'to'])}": day}


def _draw_first_days(paths: Sequence[Mapping[str, Any]], as_of: date, chance: Random) -> Iterator[Row]:
    """Let a path begin or end on the day of the run, or a day beside it, if its remedy has others."""
    for row in paths:
        others = [other for other in paths if other["remedy_id"] == row["remedy_id"]]
        if len(others) > 1 and chance.random() < 0.4:
            day = as_of + timedelta(days=chance.choice([0, 0, 1]))
            yield {**row, chance.choice(["effective_from", "effective_to"]): day}
        else:
            yield {**row}


def _tell_more(units: list[Row], days: list[Row], chance: Random) -> None:
    """Say of some charges which arrest of the person they come from, of levels that they are unknown, and of days that
    they are from another source."""
    for row in days:
        row["source"] = chance.choice([row["source"]] * 4 + ["claims"])
    arrests: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        if unit["unit"] == "arrest":
            arrests[unit["person_id"]].append(unit["unit_id"])
    for unit in units:
        unit["level"] = unit["level"] or chance.choice([None, "unknown"])
        if unit["unit"] == "charge" and arrests[unit["person_id"]] and chance.random() < 0.7:
            unit["arrest_id"] = chance.choice(arrests[unit["person_id"]])


def _tell_again(facts: Sequence[Row], as_of: date, chance: Random) -> Iterator[Row]:
    """Tell some facts again, from another source, presumed or not, until another day."""
    for row in facts:
        if chance.random() < 0.3:
            days = (as_of + timedelta(days=chance.randrange(-50, 400)) for _ in range(2))
            over_on, valid_until = (day if chance.random() < 0.6 else None for day in days)
            said = {
                "answer": chance.choice(["yes", "no", "unknown"]),
                "is_presumed": chance.choice([True, False, None]),
            }
            yield {**row, **said, "over_on": over_on, "valid_until": valid_until, "source": "claims"}


class EngineSql:
    """The models of the engine, and what they find for people of one law."""

    def __init__(self, folder: Path, state: str, as_of: date, people: int, seed: int) -> None:
        self.sql = {name: render_models()[name][0] for name in MODELS}
        law, chance = compile_packs(folder, state, as_of), Random(seed)
        history = History(law, as_of, seed)
        history.add_people(people)
        windows = [*_draw_windows(law["selectors"], history.tables["unit_days"], chance)]
        law = {**law, "selectors": windows, "paths": [*_draw_first_days(law["paths"], as_of, chance)]}
        _tell_more(history.tables["units"], history.tables["unit_days"], chance)
        for table in ("unit_facts", "person_facts"):
            history.tables[table] += [*_tell_again(history.tables[table], as_of, chance)]
        self._connection = open_engine({**law, "offense_lists": history.list_lines()}, as_of)
        self._connection.execute("pragma disable_optimizer")  # (people are few: planning is most of what a fault costs)
        feed(self._connection, history.tables)
        build(self._connection, MODELS)
        self._whole = {name: print_of(self._connection, name) for name in MODELS}

    @contextmanager
    def with_other(self, model: str, faulty: str) -> Iterator[None]:
        """Another text in the place of one model, and what rests on it, for as long as one looks."""
        self._connection.execute("begin transaction")
        try:
            changed: set[str] = set()
            for name in MODELS:
                if name == model or changed & list_read(name):
                    kind = "view" if render_models()[name][1] else "table"
                    text = faulty if name == model else self.sql[name]
                    self._connection.execute(f"create or replace {kind} {name} as ({text}\n)")
                    if print_of(self._connection, name) != self._whole[name]:
                        changed.add(name)
            yield
        finally:
            self._connection.execute("rollback")

    def fingerprint(self) -> list[Print]:
        """What findings and words come to."""
        return [print_of(self._connection, name) for name in TARGETS]

    def interrupt(self) -> None:
        """End what is being asked."""
        self._connection.interrupt()

    def has_word(self, model: str, column: str, word: str) -> bool:
        """Whether somebody has a word in a column that a model makes."""
        asked = f"select 1 from {model} where cast({column} as varchar) = ? limit 1"
        return bool(self._connection.execute(asked, [word]).fetchall())
