"""Which other charges an element rests on, and which it asks about: counted ones, and those that a wait runs from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orchestration.law.compiler.counts import write_counted
from orchestration.law.compiler.layout import lay_out, make_column, make_cte, make_select, write_list
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
                return replace(notes, rests_on=f"{{{{ events_of('{name}', 'facts', '{part.fact}') }}}}")
            case PersonStatus():
                return replace(notes, rests_on=f"{{{{ events_of('{name}', 'statuses', '{part.status}') }}}}")
            case _:
                return notes
        said = {note: self._write_list(name, part, notes, text) for note, text in lists.items() if text}
        return replace(notes, **said)

    def _write_list(self, name: str, part: Element, notes: Notes, units: str) -> str:
        """Write a list in order. A wait that runs from others has a day, or is not met, wherever there are any."""
        if isinstance(part, Wait) and not part.required_if:
            return f"list_sort({units})"
        beside = [note for note in ("over_on", "until", "source", "is_presumed") if getattr(notes, note)]
        said = f", [{write_list(beside)}]" if beside else ""
        return f"{{{{ unless_plainly_met('{name}', '{units}'{said}) }}}}"

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
            said = ", ".join(f"'{day.event}': '{day.selector}'" for day in days)
            if days:
                yield make_column(f"{{{{ units_of_latest({{{said}}}) }}}}", f"{clock}_units")

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
        presumed = f"{name_made(name, part)}_is_presumed{' and is_here is not false' if part.scope == 'here' else ''}"
        yield _write_units(name, asked, "unit_id", presumed if is_told else None)

    def _list_counts(self, window: str) -> list[tuple[str, NoOther]]:
        return [(name, part) for name, part in self.remedy.list_of(NoOther) if part.window == window]

    def write_windows(self) -> Iterator[str]:
        """Write the charges that lie in each window."""
        for name, _ in self.remedy.by_pairs:
            yield _write_units(name, f"{name}_kind and {name}_window", "other_id")


def _write_units(name: str, asked: str, unit: str, presumed: str | None = None) -> str:
    said = f", presumed='{presumed}'" if presumed else ""
    return "\n".join(lay_out(f"{{{{ list_units('{name}', '{asked}', '{unit}'{said}) }}}}", ""))
