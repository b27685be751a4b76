"""Which other charges an element rests on, and which it asks about: counted ones, and those that a wait runs from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from orchestration.law.compiler.counts import write_counted
from orchestration.law.compiler.fact_contract import OVER_ON, PRESUMED, SOURCE, UNTIL
from orchestration.law.compiler.layout import lay_out, make_column, make_cte, make_select, write_list
from orchestration.law.compiler.notes import Notes
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.told_counts import ToldCounts, name_made
from orchestration.law.pack_files.checks import list_combined
from orchestration.law.pack_files.schema import Combine, Element, NoOther, PersonStatus, UnitFact, Wait

_BY = {"units": "rests_on", "units_asked": "asks_about"}
CARRIED = (OVER_ON, UNTIL, SOURCE, PRESUMED)


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
                said = {note: self._write_counted(name, made, part, notes) for made, note in _BY.items()}
                return replace(notes, **said)
            case Wait():
                return replace(notes, rests_on=self._write_waited(name, part, notes))
            case UnitFact() if part.dated:
                return replace(notes, rests_on=f"list_sort(told_facts_rest_on['{part.fact}'])")
            case UnitFact():
                return replace(notes, rests_on=self._write_events(name, "facts", part.fact, part, notes))
            case PersonStatus():
                return replace(notes, rests_on=self._write_events(name, "statuses", part.status, part, notes))
        return notes

    def _write_waited(self, name: str, part: Wait, notes: Notes) -> str | None:
        """Write what a wait runs from: where there is any, it has a day or is not met, if the law requires it."""
        units = self._list_of_wait(name, part)
        if not units or not part.required_if:
            return units and f"list_sort({units})"
        return f"{{{{ unless_plainly_met('{name}', '{units}', {_list_noted(notes)}) }}}}"

    def _write_counted(self, name: str, made: str, part: NoOther, notes: Notes) -> str:
        """Write others that are counted: not the charge itself, nor its case, where these are not."""
        said = [f"'{name}'", f"'{made}'"]
        if (name, part) not in self.remedy.by_pairs and part.window in ("ever", "same_case"):
            said += ["but_itself=true"] if not part.counts_this and self.remedy.unit == "charge" else []
            said += ["but_its_case=true"] if part.not_this_case and part.window == "ever" else []
        said += [f"notes={_list_noted(notes)}"] if _list_noted(notes) != "[]" else []
        return f"{{{{ others_counted({', '.join(said)}) }}}}"

    def _write_events(self, name: str, of: str, fact: str, part: UnitFact | PersonStatus, notes: Notes) -> str:
        """Write the events that a fact rests on; beside what people say, only where the record is not plainly met."""
        if not part.answers:
            return f"{{{{ events_of('{name}', '{of}', '{fact}', {_list_noted(notes)}) }}}}"
        carried = write_list([one for one in CARRIED if self.remedy.contract.carries(fact, one)])
        return f"{{{{ events_of_record('{name}', '{of}', '{fact}', [{carried}]) }}}}"

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
        call = f"'{name}', '{write_counted(name, part)}'"
        presumed = f"{name_made(name, part)}_is_presumed{' and is_here is not false' if part.scope == 'here' else ''}"
        yield _write_units(f"{call}, presumed='{presumed}'" if is_told else call)

    def _list_counts(self, window: str) -> list[tuple[str, NoOther]]:
        return [(name, part) for name, part in self.remedy.list_of(NoOther) if part.window == window]

    def write_windows(self) -> Iterator[str]:
        """Write the charges that lie in each window."""
        for name, _ in self.remedy.by_pairs:
            yield _write_units(f"'{name}', unit='other_id'")


def _write_units(call: str) -> str:
    return "\n".join(lay_out(f"{{{{ list_units({call}) }}}}", ""))


def _list_noted(notes: Notes) -> str:
    return f"[{write_list([one for one in ('over_on', 'until', 'source', 'is_presumed') if getattr(notes, one)])}]"
