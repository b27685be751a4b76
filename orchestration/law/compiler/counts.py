"""How many other charges are of a kind: over a life, in the case, or in a window of days; surely and perhaps."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.arguments import write_number
from orchestration.law.compiler.clocks import Clocks
from orchestration.law.compiler.layout import combine, lay_out, make_column, make_cte, make_select
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import NoOther

_COUNTED = {
    "charge": "*",
    "tracking": "distinct coalesce(tracking_key, unit_id)",
    "case": "distinct coalesce(case_key, unit_id)",
}
_DAYS = ("arrest_first", "arrest_last", "disposition_first", "disposition_last", "disposition")
CHANGING = ("in_the_wait", "last_years")
"""Windows that look at another charge otherwise on a later day."""
_DISPOSED = "'other.disposition_first', 'other.disposition_last'"


class Counts:
    """The counts of a remedy, as SQL."""

    def __init__(self, remedy: Remedy, clocks: Clocks) -> None:
        self.remedy, self.clocks = remedy, clocks

    def write_counts(self, is_of_case: bool) -> Iterator[str]:
        """Write the counts over a life, or those in the case."""
        for name, part in self.remedy.list_of(NoOther):
            if part.window not in ("ever", "same_case") or not (
                part.window == "same_case" or part.not_this_case if is_of_case else part.window == "ever"
            ):
                continue
            made = f"{name}_in_the_case" if is_of_case and part.window == "ever" else name
            what = _COUNTED[part.count_by]
            counts = {made: write_counted(name, part)}
            if part.also_selector:
                counts[f"{made}_also"] = f"{write_counted(name, part)} and {part.also_selector}"
            for column, asked in counts.items():
                yield make_column(f"count({what}) filter (where {asked})", f"{column}_surely")
                perhaps = asked if " " not in asked else f"({asked})"
                yield make_column(f"count({what}) filter (where {perhaps} is not false)", f"{column}_perhaps")

    def write_fewer(self, name: str, part: NoOther) -> str:
        """Write whether fewer than n others count: the charge itself, or its case, is taken off a count of all."""
        own, also = write_counted(name, part), part.also_selector
        fewer = self._write_fewer_than(name, part, part.n, own)
        if also and part.also_n is not None:
            fewer += f" or {self._write_fewer_than(f'{name}_also', part, part.also_n, f'{own} and {also}')}"
        return fewer

    def _write_fewer_than(self, made: str, part: NoOther, n: int | str, own: str) -> str:
        if part.when_perhaps == "not_met":
            return f"{{{{ surely_fewer_than({write_number(n)}, '{made}') }}}}"
        if part.when_hit == "presumed":
            return "true"
        if (made, part) in self.remedy.by_pairs or part.window == "same_arrest" or self.remedy.unit == "arrest":
            return f"{{{{ fewer_than({write_number(n)}, '{made}') }}}}"
        without = ""
        if part.not_this_case and part.window == "ever":
            without = f", but_case_of='{own}'"
        elif not part.counts_this:
            without = f", but='{own}'" if part.window == "ever" else f", but_in_case='{own}'"
        return f"{{{{ fewer_than({write_number(n)}, '{made}'{without}) }}}}"

    def write_same_arrest(self) -> str:
        """Write the CTE of what is counted of the charges of an arrest; empty where nothing is."""
        columns = ["pairs.unit_id"]
        for name, part in self.remedy.list_of(NoOther):
            if part.window == "same_arrest":
                asked = write_counted(name, part)
                columns.append(make_column(f"count(distinct charges.unit_id) filter (where {asked})", f"{name}_surely"))
                perhaps = asked if " " not in asked else f"({asked})"
                count = f"count(distinct charges.unit_id) filter (where {perhaps} is not false)"
                columns.append(make_column(count, f"{name}_perhaps"))
                call = f"{{{{ list_units('{name}', '{asked}', unit='distinct charges.unit_id') }}}}"
                columns.append("\n".join(lay_out(call, "")))
        rest = (
            "from {{ rule('unit_pairs') }} as pairs\ninner join charges on pairs.other_unit_id = charges.unit_id\n"
            "where pairs.pair = 'charge_of_arrest'\ngroup by pairs.unit_id"
        )
        comment = "What is counted of the charges of the arrest."
        return make_cte("same_arrest", comment, make_select(columns, rest)) if len(columns) > 1 else ""

    # Windows

    def write_windows(self) -> Iterator[str]:
        """Write the CTEs of the windows: pairs of charges, and how many others lie in each."""
        if not self.remedy.by_pairs:
            return
        counts_this = any(part.counts_this for _, part in self.remedy.by_pairs)
        columns, kinds = [*self.remedy.keys_of_own, "other.unit_id as other_id"], []
        if any(part.window in CHANGING for _, part in self.remedy.by_pairs):
            columns += ["own.as_of_date", *(f"other.{one}" for one in _DAYS)]
        for name, part in self.remedy.by_pairs:
            columns.append(make_column(self._write_kind(name, part, counts_this), f"{name}_kind", part.cite))
            columns.append(make_column(self._write_window(name, part), f"{name}_window"))
            kinds.append(f"other.{name_counted(name, part)} is not false")
        is_other = "" if counts_this else " and own.unit_id <> other.unit_id"
        where = "\n    or ".join(dict.fromkeys(kinds))
        rest = f"from waits as own\ninner join {self.remedy.on_record} as other\n"
        rest += f"    on own.person_id = other.person_id{is_other}\n"
        rest += f"where\n    {where}" if len(dict.fromkeys(kinds)) > 1 else f"where {where}"
        comment = "Other charges of the person that a window looks at."
        yield make_cte("others", comment, make_select(columns, rest))
        columns = [self.remedy.key]
        for name, _ in self.remedy.by_pairs:
            inside = f"{name}_kind and {name}_window"
            columns.append(make_column(f"count(*) filter (where {inside})", f"{name}_surely"))
            columns.append(make_column(f"count(*) filter (where ({inside}) is not false)", f"{name}_perhaps"))
        comment = "How many of them lie in the window, surely and perhaps."
        yield make_cte("counted", comment, make_select(columns, f"from others\ngroup by {self.remedy.key}"))

    def _write_kind(self, name: str, part: NoOther, counts_this: bool) -> str:
        kind = [f"other.{name_counted(name, part)}"]
        kind += ["other.is_here"] if part.scope == "here" else []
        kind += ["own.unit_id <> other.unit_id"] if counts_this and not part.counts_this else []
        kind += ["coalesce(own.case_key <> other.case_key, true)"] if part.not_this_case else []
        if part.except_pairs:
            kind.append(f"(own.unit_id, other.unit_id) not in ({{{{ list_pairs('{part.except_pairs}') }}}})")
        return " and ".join(kind)

    def _write_window(self, name: str, part: NoOther) -> str:
        years = write_number(part.years or 0)
        match part.window:
            case "same_day":
                return "{{ is_same_day('other', 'own') }}"
            case "following_years":
                return f"{{{{ is_in_years_after('other', 'own', {years}) }}}}"
            case "last_years":
                return f"{{{{ is_in_last_years('other', {years}) }}}}"
            case "between":
                assert part.after and part.until
                first, last, _ = self.clocks.read_start(part.after)
                days = [first, last, f"{part.until}_first", f"{part.until}_last"]
                return f"{{{{ is_between({_DISPOSED}, {', '.join(_quote(f'own.{day}') for day in days)}) }}}}"
        waits = self.remedy.bounds[name]
        starts = [
            combine("greatest", [f"own.{self.clocks.read_starts(one)[side]}" for one in waits]) for side in (0, 1)
        ]
        ends = [
            f"least({combine('greatest', [f'own.{one}_{side}' for one in waits])}, own.as_of_date)"
            for side in ("first", "last")
        ]
        return f"{{{{ is_between({_DISPOSED}, {', '.join(map(_quote, [*starts, *ends]))}) }}}}"


def write_counted(name: str, part: NoOther) -> str:
    """Write what a charge must be to count."""
    counted = name_counted(name, part)
    return f"{counted} and is_here" if part.scope == "here" else counted


def name_counted(name: str, part: NoOther) -> str:
    """Name the column of what counts: the selector, or what people say where they may."""
    return f"{name}_counts" if part.answers else part.selector


def _quote(sql: str) -> str:
    return f"'{sql}'"
