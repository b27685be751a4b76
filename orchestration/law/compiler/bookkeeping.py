"""Beside the decision: the day of each element, until when its answer holds, its source, and what is presumed."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.arguments import write_number
from orchestration.law.compiler.clocks import Clocks
from orchestration.law.compiler.counts import CHANGING
from orchestration.law.compiler.elements import write_begin
from orchestration.law.compiler.fact_contract import UNTIL, note_fact
from orchestration.law.compiler.layout import combine, make_column, make_cte, make_select, write_list
from orchestration.law.compiler.notes import NOTES, Notes
from orchestration.law.compiler.others import Others
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.told_counts import ToldCounts
from orchestration.law.pack_files.checks import list_combined
from orchestration.law.pack_files.schema import Combine, Element, Kind, NoOther, Operative, PersonStatus, UnitFact, Wait


class Bookkeeping:
    """The bookkeeping of a remedy, as SQL."""

    def __init__(self, remedy: Remedy, clocks: Clocks) -> None:
        self.remedy, self.clocks, self.told = remedy, clocks, ToldCounts(remedy)
        self.others = Others(remedy, self.told)
        self.notes = {
            name: self.others.note(name, part, self._note(name, part)) for name, part in remedy.elements.items()
        }

    def list_with(self, what: str) -> list[str]:
        """List the elements that have a note."""
        return [name for name, notes in self.notes.items() if getattr(notes, what)]

    def write_notes(self) -> Iterator[str]:
        """Write the columns of the notes of all elements."""
        for one in dict.fromkeys(part.selector for _, part in self.remedy.list_of(Kind)):
            if self.remedy.reads_facts(one):
                yield from self.told.write_selector(one)
        for name, part in self.remedy.elements.items():
            if delivery := getattr(part, "needs_delivery", None):
                told = f" and {name}_told is null" if part.answers else ""
                yield make_column(f"not has_{delivery}{told}", f"{name}_is_held_up")
        combined = {name for name, _ in self.remedy.list_of(Combine)}
        for name, notes in sorted(self.notes.items(), key=lambda one: one[0] in combined):
            for what in NOTES:
                if text := getattr(notes, what):
                    yield make_column(text, f"{name}_{what}")

    def _note(self, name: str, part: Element) -> Notes:
        notes = self._note_on_record(name, part)
        if delivery := getattr(part, "needs_delivery", None):
            has = f"case when has_{delivery} then"
            source = f"{has} {notes.source or 'cast(null as varchar)'} else '{delivery}' end"
            over_on = notes.over_on and f"{has} {notes.over_on} end"
            presumed = notes.is_presumed and f"{has} {notes.is_presumed} end"
            notes = Notes(over_on, notes.until, source, presumed)
        if not part.answers or isinstance(part, NoOther):
            return notes
        # (An answer of people tells no day, and holds for good.)
        if part.answers[0].over == "any":
            over = notes.over_on
            over_on = (
                over and f"case when {name}_told is null or ({name}_told and {over} <= as_of_date) then {over} end"
            )
            until = notes.until and f"case when {name}_told is null then {notes.until} end"
            presumed = notes.is_presumed and f"{name}_told is null and {notes.is_presumed}"
            told = f"when {name}_told is not null then 'established_facts'"
            return Notes(over_on, until, f"case {told}{f' else {notes.source}' if notes.source else ''} end", presumed)
        is_of_record = f"{name}_on_record is not null or {name}_told is null"
        over_on = (
            notes.over_on
            and f"case when {is_of_record} or ({name}_told and {notes.over_on} <= as_of_date) then {notes.over_on} end"
        )
        until = notes.until and f"case when {is_of_record} then {notes.until} end"
        presumed = f" and not coalesce({notes.is_presumed}, false)" if notes.is_presumed else ""
        is_told = f"{name}_told = {name}{presumed}"
        source = f"case when {is_told} then 'established_facts'{f' else {notes.source}' if notes.source else ''} end"
        return Notes(over_on, until, source, notes.is_presumed)

    def _note_on_record(self, name: str, part: Element) -> Notes:
        match part:
            case Wait():
                has_all = self.clocks.write_has_all(part.clock)
                change = f"{{{{ next_change('{name}') }}}}"
                change = f"case when {has_all} then {change} end" if has_all else change
                until = combine("least", [*self._list_untils(part.clock), change])
                over_on = f"{name}_last"
                if part.required_if:
                    asked = f"case when {part.required_if} is not false then "
                    over_on, until = f"{asked}{over_on} end", f"{asked}{until} end"
                return Notes(over_on, until, self._write_source(part.clock))
            case Kind():
                return self._note_kind(name, part)
            case Combine():
                return self._note_combination(part)
            case Operative():
                facts = [
                    f"case when coalesce({fact}_answer, 'no') = '{answer}' then {fact}_answer_until end"
                    for fact, answer in ((one.if_.fact, one.if_.is_) for one in part.from_ if one.if_)
                    if self.remedy.contract.carries(fact, UNTIL)
                ]
                begin = write_begin(part)
                until = combine("least", [*facts, f"{{{{ if_to_come('{name}_over_on') }}}}"])
                return Notes(begin, until)
            case UnitFact() | PersonStatus():
                fact = part.fact if isinstance(part, UnitFact) else part.status
                return note_fact(self.remedy.contract, fact, f"{name}_on_record" if part.answers else name)
            case NoOther():
                return self.told.note_count(name, part)
        return Notes()

    def _note_kind(self, name: str, part: Kind) -> Notes:
        one, on_record = part.selector, f"{name}_on_record" if part.answers else name
        silent = f"{on_record}" if part.negate and part.when_silent == "presumed" else None
        if not self.remedy.reads_facts(one):
            return Notes(is_presumed=silent)
        if part.negate and part.when_silent in (None, "met"):
            silent = f"{one}_is_presumed and {on_record}"
        return Notes(None, f"{one}_until", f"{one}_source", silent)

    def _note_combination(self, part: Combine) -> Notes:
        parts = list_combined(part)
        groups = ", ".join(f"[{write_list(group)}]" for group in self.remedy.groups_of(part))
        made = {one: self._note(one, self.remedy.elements[one]) for one in parts}
        waits = write_list([one for one in parts if self.remedy.means_not_yet(one)])
        presumed = write_list([one for one in parts if made[one].is_presumed])
        over_on = write_list([one for one in parts if made[one].over_on])
        until = write_list([one for one in parts if made[one].until])
        source = write_list([one for one in parts if made[one].source])
        dated = write_list([one for one in parts if getattr(self.remedy.elements[one], "dated", False)])
        said = f"[{groups}], only_waits=[{waits}], presumed=[{presumed}]"
        rows = f"over_on=[{over_on}], until=[{until}], dated=[{dated}]"
        untils = [f"{one}_until" for one in parts if made[one].until]
        return Notes(
            f"{{{{ day_of_best({said}, over_on=[{over_on}]) }}}}",
            combine("least", untils) if untils else None,
            f"{{{{ source_of_best({said}, {rows}, source=[{source}]) }}}}",
            f"{{{{ best_of({said}) }}}} = 1" if presumed else None,
        )

    # Clocks

    def _list_untils(self, clock: str) -> list[str]:
        return [
            f"{clock}_{day.event}_until" if day.selector else f"{day.event}_day_until"
            for day in self.remedy.clocks[clock]
        ]

    def _write_source(self, clock: str) -> str:
        days = self.remedy.clocks[clock]
        own = [f"'{day.event}'" for day in days if not day.selector]
        others = [f"'{clock}_{day.event}'" for day in days if day.selector]
        if len(days) == 1 and own:
            return f"case when {days[0].event}_last is not null then {days[0].event}_day_source end"
        return f"{{{{ source_of_latest([{', '.join(own)}], [{', '.join(others)}]) }}}}"

    def write_person(self) -> Iterator[str]:
        """Write what days and facts of all charges of the person say of clocks and counts."""
        for clock in self.remedy.used_clocks:
            for day in self.remedy.clocks[clock]:
                if day.selector:
                    perhaps = f"filter (where {day.selector} is not false)"
                    name = f"{clock}_{day.event}"
                    yield make_column(f"min({day.event}_day_until) {perhaps}", f"{name}_until")
                    latest = f"{day.selector} is not false and {day.event}_last is not null"
                    row = f"row({day.event}_last, {day.event}_day_source)"
                    yield make_column(
                        f"arg_max({day.event}_day_source, {row}) filter (where {latest})", f"{name}_source"
                    )
        yield from self.told.write_person()
        yield from self.others.write_person()

    def write_person_cte(self) -> str:
        """Write the CTE of the person's days; empty where nothing needs it."""
        columns = list(self.write_person())
        if not columns:
            return ""
        comment = "What the days and facts of all charges of the person say."
        source = f"from {self.remedy.on_record}\n"
        if self.told.list_told():
            without = ", ".join(self.told.list_named())
            source += f"inner join (\n    select * exclude ({without}) from charge_days\n) as told using (unit_id)\n"
        return make_cte("person_days", comment, make_select(["person_id", *columns], f"{source}group by person_id"))

    def write_window_cte(self) -> str:
        """Write the CTE of the days on which windows look at others otherwise; empty where there is none."""
        columns = []
        for name, part in self.remedy.by_pairs:
            if part.window in CHANGING:
                macro = (
                    "day_past()"
                    if part.window == "in_the_wait"
                    else f"leaves_last_years({write_number(part.years or 0)})"
                )
                columns.append(
                    make_column(f"min({{{{ {macro} }}}}) filter (where {name}_kind is not false)", f"{name}_changes_on")
                )
            if part.ends_on_a_day:
                call = f"{{{{ all_leave_last_years('{name}', {write_number(part.years or 0)}) }}}}"
                columns.append(make_column(call, f"{name}_leaves_on"))
        columns += self.others.write_windows()
        if not columns:
            return ""
        comment = "The first day on which a window looks at another charge otherwise, and the charges that lie in it."
        return make_cte(
            "window_days", comment, make_select([self.remedy.key, *columns], f"from others\ngroup by {self.remedy.key}")
        )
