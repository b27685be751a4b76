"""Days that waits run from, and when each wait is over: at the earliest and at the latest."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.arguments import write_day, write_number
from orchestration.law.compiler.layout import combine, make_column, make_cte, make_select
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Wait

_UNPARSED = "noqa: disable=PRS"
"""The linter cannot parse a fold of a list."""


class Clocks:
    """The clocks of a remedy, as SQL."""

    def __init__(self, remedy: Remedy) -> None:
        self.remedy = remedy

    def write_days_of_the_person(self) -> Iterator[str]:
        """Write the days of clocks that run from all charges of the person of a kind."""
        for clock in self.remedy.used_clocks:
            for day in self.remedy.clocks[clock]:
                if not day.selector:
                    continue
                event, kind, name = day.event, day.selector, f"{clock}_{day.event}"
                perhaps = f"filter (where {kind} is not false)"
                if day.required:
                    yield make_column(f"coalesce(bool_or(not has_{event}) {perhaps}, true)", f"{name}_is_missing")
                yield make_column(f"max({event}_first) filter (where {kind})", f"{name}_first")
                yield make_column(f"max({event}_last) {perhaps}", f"{name}_last")
                is_open = f"bool_or(has_{event} and {event}_last is null) {perhaps}"
                yield make_column(f"coalesce({is_open}, false)", f"{name}_is_open")

    def write_clocks(self) -> Iterator[str]:
        """Write clocks of several days: the latest counts, and while one is not known there is no last day."""
        for clock in self.remedy.used_clocks:
            if self.is_made_of_several(clock):
                first, last, is_open = self._list_days(clock)
                yield make_column(combine("greatest", first), f"{clock}_first")
                yield make_column(" or ".join(is_open), f"{clock}_is_open")
                known = f"case when not {clock}_is_open then {combine('greatest', last)} end"
                yield make_column(known, f"{clock}_last")

    def is_made_of_several(self, clock: str) -> bool:
        """Say whether a clock runs from several events, or from several charges of the person."""
        days = self.remedy.clocks[clock]
        return len(days) > 1 or days[0].selector is not None

    def read_start(self, clock: str) -> tuple[str, str, str]:
        """Return the first and last day that a clock can start on, and whether it has a day that is not known."""
        if self.is_made_of_several(clock):
            return f"{clock}_first", f"{clock}_last", f"{clock}_is_open"
        first, last, is_open = self._list_days(clock)
        return first[0], last[0], is_open[0]

    def write_has_all(self, clock: str) -> str:
        """Write whether the days that a clock requires are on record; empty where it requires none."""
        required = [day for day in self.remedy.clocks[clock] if day.required]
        return " and ".join(
            f"not {clock}_{day.event}_is_missing" if day.selector else f"has_{day.event}" for day in required
        )

    def _list_days(self, clock: str) -> tuple[list[str], list[str], list[str]]:
        first, last, is_open = [], [], []
        for day in self.remedy.clocks[clock]:
            name = f"{clock}_{day.event}" if day.selector else day.event
            first.append(f"{name}_first")
            last.append(f"{name}_last")
            if day.selector:
                is_open.append(f"{name}_is_open")
            elif day.required and len(self.remedy.clocks[clock]) > 1:
                is_open.append(f"{name}_last is null")
            else:
                is_open.append(f"(has_{name} and {name}_last is null)")
        return first, last, is_open

    # Waits

    def read_starts(self, name: str) -> tuple[str, str]:
        """Return the first and last day that a wait can start on, begun anew or not."""
        if name in self.remedy.restarted:
            return f"{name}_starts_first", f"{name}_starts_last"
        wait = self.remedy.elements[name]
        assert isinstance(wait, Wait)
        return self.read_start(wait.clock)[:2]

    def write_waits(self) -> Iterator[str]:
        """Write the first and last day on which each wait can be over."""
        for name, wait in self.remedy.list_of(Wait):
            if name in self.remedy.restarted:
                yield from self._write_restart(name, wait, name == next(iter(self.remedy.restarted)))
            starts = self.read_starts(name)
            yield make_column(self._write_over(starts[0], wait), f"{name}_first", wait.cite)
            yield make_column(self._write_over(starts[1], wait), f"{name}_last")

    def _write_over(self, day: str, wait: Wait) -> str:
        over = day
        is_day_after = (wait.anniversary or self.remedy.pack.anniversary) == "day_after"
        if is_day_after or (wait.years and wait.months):
            months = self._count_months(wait)
            macro = "day_after_months" if is_day_after else "months_after"
            over = f"{macro}('{day}', {months})"
        elif wait.years or wait.months:
            macro, number = ("years_after", wait.years) if wait.years else ("months_after", wait.months)
            over = f"{macro}('{day}', {write_number(number or 0)})"
        if wait.days:
            inner = over if over != day else f"'{day}'"
            over = f"days_after({inner}, {write_number(wait.days)})"
        return day if over == day else f"{{{{ {over} }}}}"

    def _count_months(self, wait: Wait) -> str:
        if isinstance(wait.years, str) or isinstance(wait.months, str):
            return f"'12 * {wait.years or 0} + {wait.months or 0}'"
        return str(12 * (wait.years or 0) + (wait.months or 0))

    def _write_restart(self, name: str, wait: Wait, is_first: bool) -> Iterator[str]:
        first, last, is_open = self.read_start(wait.clock)
        law = write_day(self.remedy.restarted[name].from_)
        rest = f'{self._count_months(wait)}, "{law}"'
        clock = wait.clock
        surely = f"{{{{ restarted('{first}', '{clock}_surely_again', {rest}) }}}}"
        yield make_column(surely, f"{name}_starts_first", _UNPARSED if is_first else None)
        yield make_column(f"case when {is_open} then 'infinity' else {last} end", f"{name}_begins_last")
        perhaps = f"{{{{ restarted('{name}_begins_last', '{clock}_perhaps_again', {rest}) }}}}"
        yield make_column(f"nullif({perhaps}, 'infinity')", f"{name}_starts_last")

    def write_restarts(self) -> str:
        """Write the CTE of later convictions, in their order, once for each clock that they begin anew."""
        asked = {
            (wait.clock, path.restarts)
            for name, path in self.remedy.restarted.items()
            if isinstance(wait := self.remedy.elements[name], Wait)
        }
        if not asked:
            return ""
        columns, kinds = [*self.remedy.keys_of_own], []
        for clock, kind in sorted(asked, key=str):
            first, last = (f"later.{day}" for day in self.read_start(clock)[:2])
            is_surely = f"later.{kind} and later.disposition_first > own.disposition_last and {first} is not null"
            surely = f"{{{{ in_order('later.disposition_last', '{first}', 'later.disposition_first') }}}}"
            columns.append(make_column(f"{surely} filter (where {is_surely})", f"{clock}_surely_again"))
            perhaps = (
                f"{{{{ in_order('later.disposition_first', \"coalesce({last}, 'infinity')\", "
                "'later.disposition_last') }}"
            )
            columns.append(make_column(f"{perhaps} filter (where later.{kind} is not false)", f"{clock}_perhaps_again"))
            kinds.append(f"later.{kind} is not false")
        for kind in dict.fromkeys(kind for _, kind in sorted(asked, key=str)):
            listed = f"list(later.unit_id) filter (where later.{kind} is not false)"
            columns.append(make_column(listed, f"{kind}_again_units"))
        rest = (
            f"from charges as own\ninner join {self.remedy.on_record} as later\n"
            "    on own.person_id = later.person_id and own.unit_id <> later.unit_id\n"
            "    and coalesce(own.disposition_first < later.disposition_last, true)\n"
            f"where {' or '.join(dict.fromkeys(kinds))}\ngroup by {', '.join(self.remedy.keys_of_own)}"
        )
        comment = "Convictions that came later, in their order: each begins a wait anew that was not over."
        return make_cte("restarts", comment, make_select(columns, rest))
