"""Which other charges an element rests on, and which it asks about: counted ones, and those that a wait runs from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orchestration.law.compiler.counts import write_counted
from orchestration.law.compiler.layout import make_column, make_cte, make_select
from orchestration.law.compiler.notes import Notes
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.told_counts import ToldCounts, name_made
from orchestration.law.pack_files.checks import list_combined
from orchestration.law.pack_files.schema import Combine, Element, NoOther, PersonStatus, UnitFact, Wait

_BY = {"units": "rests_on", "units_asked": "asks_about"}


class Others:
    """Other charges beside the elements of a remedy, as SQL."""

    def __init__(self, remedy: Remedy, told: ToldCounts) -> None:
        self.remedy, self.told = remedy, told

    def note(self, name: str, part: Element, notes: Notes) -> Notes:
        """Add to the notes of an element what it rests on and asks about; nothing where it is plainly met."""
        match part:
            case Combine():
                return replace(notes, **{note: self._flatten(part, note) for note in _BY.values()})
            case NoOther():
                lists = {note: self._take_off_own(f"{name}_{made}", part) for made, note in _BY.items()}
            case Wait():
                lists = {"rests_on": self._list_of_wait(name, part)}
            case UnitFact():
                lists = {"rests_on": f"told_facts_rest_on['{part.fact}']"}
            case PersonStatus():
                lists = {"rests_on": f"told_statuses_rest_on['{part.status}']"}
            case _:
                return notes
        guard = self._write_guard(name, part, notes)
        said = {note: f"case when {guard} then list_sort({text}) end" for note, text in lists.items() if text}
        return replace(notes, **said)

    def _write_guard(self, name: str, part: Element, notes: Notes) -> str:
        if getattr(part, "dated", False):
            return "true"
        beside = [f"{name} is not true"]
        beside += [f"{name}_is_presumed"] if notes.is_presumed else []
        beside += [f"{name}_{note} is not null" for note in ("over_on", "until") if getattr(notes, note)]
        beside += [f"{name}_source <> 'history'"] if notes.source else []
        return " or ".join(beside)

    def rests_on_units(self, name: str) -> bool:
        """Say whether an element, or a part of it, rests on other charges, not on events alone."""
        match part := self.remedy.elements[name]:
            case Combine():
                return any(self.rests_on_units(one) for one in list_combined(part))
            case Wait():
                return bool(self._list_of_wait(name, part))
        return isinstance(part, NoOther)

    def _flatten(self, part: Combine, note: str) -> str | None:
        parts = [one for one in list_combined(part) if self._has(one, note)]
        return f"list_sort(flatten([{', '.join(f'{one}_{note}' for one in parts)}]))" if parts else None

    def _has(self, name: str, note: str) -> bool:
        return getattr(self.note(name, self.remedy.elements[name], Notes()), note) is not None

    def _list_of_wait(self, name: str, part: Wait) -> str | None:
        lists = []
        if any(day.selector for day in self.remedy.clocks[part.clock]):
            lists.append(f"{part.clock}_units")
        if name in self.remedy.restarted:
            lists.append(f"{self.remedy.restarted[name].restarts}_again_units")
        return lists[0] if len(lists) == 1 else f"flatten([{', '.join(lists)}])" if lists else None

    def _take_off_own(self, made: str, part: NoOther) -> str:
        """Write a list of charges without the charge itself, or its case, where these are not counted."""
        if (made, part) in self.remedy.by_pairs or part.window not in ("ever", "same_case"):
            return made
        others = []
        if not part.counts_this and self.remedy.unit == "charge":
            others.append("one <> unit_id")
        if part.not_this_case and part.window == "ever":
            others.append("not list_contains(coalesce(units_of_the_case, []), one)")
        return f"list_filter({made}, lambda one: {' and '.join(others)})" if others else made

    # Where they are listed

    def write_person(self) -> Iterator[str]:
        """Write the charges of the person that are counted over a life, and those that clocks run from."""
        told = {name for name, _ in self.told.list_told()}
        for name, part in self._list_counts("ever"):
            yield from self._write_lists(name, part, name in told)
        for clock in self.remedy.used_clocks:
            days = [day for day in self.remedy.clocks[clock] if day.selector]
            latest = [
                f"max(row({day.event}_{side}, unit_id)) filter (where {day.selector}{perhaps}"
                f" and {day.event}_{side} is not null)"
                for side, perhaps in (("last", " is not false"), ("first", ""))
                for day in days
            ]
            if days:
                yield make_column(self._list_latest(latest, len(days)), f"{clock}_units")

    def _list_latest(self, latest: list[str], days: int) -> str:
        of_sides = [latest[:days], latest[days:]]
        found = [f"list_max([{', '.join(side)}])[2]" if days > 1 else f"({side[0]})[2]" for side in of_sides]
        return f"list_distinct([{', '.join(found)}])"

    def write_case_cte(self) -> str:
        """Write the CTE of the charges of a case that are counted; empty where none are."""
        columns = [text for name, part in self._list_counts("same_case") for text in self._write_lists(name, part)]
        if any(part.not_this_case for _, part in self._list_counts("ever")):
            columns.append("list(unit_id) as units_of_the_case")
        if not columns:
            return ""
        rest = f"from {self.remedy.on_record}\nwhere case_key is not null\ngroup by case_key"
        comment = "The charges of the case that are counted."
        return make_cte("case_units", comment, make_select(["case_key", *columns], rest))

    def _write_lists(self, name: str, part: NoOther, is_told: bool = False) -> Iterator[str]:
        asked = write_counted(name, part)
        perhaps = f"{asked} is not false" if " " not in asked else f"({asked}) is not false"
        if is_told:
            here = " and is_here is not false" if part.scope == "here" else ""
            perhaps += f" or ({name_made(name, part)}_is_presumed{here})"
        yield make_column(f"list(unit_id) filter (where {perhaps})", f"{name}_units")
        unknown = f"{asked} is null" if " " not in asked else f"({asked}) is null"
        yield make_column(f"list(unit_id) filter (where {unknown})", f"{name}_units_asked")

    def _list_counts(self, window: str) -> list[tuple[str, NoOther]]:
        return [(name, part) for name, part in self.remedy.list_of(NoOther) if part.window == window]

    def write_windows(self) -> Iterator[str]:
        """Write the charges that lie in each window."""
        for name, _ in self.remedy.by_pairs:
            inside = f"({name}_kind and {name}_window)"
            yield make_column(f"list(other_id) filter (where {inside} is not false)", f"{name}_units")
            yield make_column(f"list(other_id) filter (where {inside} is null)", f"{name}_units_asked")
