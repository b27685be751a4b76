"""Beside the decision: the day of each element, until when its answer holds, its source, and what is presumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchestration.law.compiler.clocks import Clocks
from orchestration.law.compiler.counts import CHANGING, name_counted
from orchestration.law.compiler.elements import write_begin
from orchestration.law.compiler.layout import combine, make_column, make_cte, make_select, write_list
from orchestration.law.compiler.remedy import Remedy, list_reliefs, write_number, write_plain_number
from orchestration.law.compiler.selectors import write_conditions
from orchestration.law.pack_files.checks import list_combined
from orchestration.law.pack_files.schema import Combine, Element, Kind, NoOther, Operative, PersonStatus, UnitFact, Wait


def name_made(name: str, part: NoOther) -> str:
    """Name what is known of a counted charge beside its answer: of the selector, or of what people say."""
    return f"{name}_counted" if part.answers else part.selector


def _name_answer(fact: str, what: str) -> str:
    return f"{fact}_{what}" if fact.startswith("relieved_by_") else f"{fact}_answer_{what}"


@dataclass(frozen=True)
class Notes:
    """What stands beside an element, as SQL; None where it has none."""

    over_on: str | None = None
    until: str | None = None
    source: str | None = None
    is_presumed: str | None = None


class Bookkeeping:
    """The bookkeeping of a remedy, as SQL."""

    def __init__(self, remedy: Remedy, clocks: Clocks) -> None:
        self.remedy, self.clocks = remedy, clocks
        self.notes = {name: self._note(name, part) for name, part in remedy.elements.items()}

    def list_with(self, what: str) -> list[str]:
        """List the elements that have a note."""
        return [name for name, notes in self.notes.items() if getattr(notes, what)]

    def write_notes(self) -> Iterator[str]:
        """Write the columns of the notes of all elements."""
        for one in dict.fromkeys(part.selector for _, part in self.remedy.list_of(Kind)):
            if self.remedy.reads_facts(one):
                yield from self._write_selector(one)
        for name, part in self.remedy.elements.items():
            if delivery := getattr(part, "needs_delivery", None):
                told = f" and {name}_told is null" if part.answers else ""
                yield make_column(f"not has_{delivery}{told}", f"{name}_is_held_up")
        combined = {name for name, _ in self.remedy.list_of(Combine)}
        for name, notes in sorted(self.notes.items(), key=lambda one: one[0] in combined):
            for what in ("over_on", "until", "source", "is_presumed"):
                if text := getattr(notes, what):
                    yield make_column(text, f"{name}_{what}")

    def _note(self, name: str, part: Element) -> Notes:
        notes = self._note_on_record(name, part)
        if delivery := getattr(part, "needs_delivery", None):
            has = f"case when has_{delivery} then"
            source = f"{has} {notes.source} else '{delivery}' end"
            notes = Notes(f"{has} {notes.over_on} end", notes.until, source, f"{has} {notes.is_presumed} end")
        if not part.answers or isinstance(part, NoOther):
            return notes
        # (An answer of people tells no day, and holds for good.)
        if part.answers[0].over == "any":
            over = notes.over_on
            over_on = over and f"case when {name}_told is null or ({name}_told and {over} <= as_of_date) then {over} end"
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
                ]
                begin = write_begin(part)
                until = combine("least", [*facts, f"{{{{ if_to_come('{name}_over_on') }}}}"])
                return Notes(begin, until)
            case UnitFact() | PersonStatus():
                fact = part.fact if isinstance(part, UnitFact) else part.status
                until = f"least({fact}_answer_until, {{{{ if_to_come('{fact}_answer_over_on') }}}})"
                on_record = f"{name}_on_record" if part.answers else name
                return Notes(
                    f"{fact}_answer_over_on",
                    until,
                    f"{fact}_answer_source",
                    f"{fact}_answer_is_presumed and {on_record}",
                )
            case NoOther():
                return self._note_count(name, part)
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
        untils = [f"{one}_until" for one in parts if made[one].until]
        return Notes(
            f"{{{{ day_of_best({said}, over_on=[{over_on}]) }}}}",
            combine("least", untils) if untils else None,
            f"{{{{ source_of_best({said}, over_on=[{over_on}], until=[{until}], source=[{source}], dated=[{dated}]) }}}}",
            f"{{{{ best_of({said}) }}}} = 1" if presumed else None,
        )

    def _note_count(self, name: str, part: NoOther) -> Notes:
        if part.window in CHANGING:
            return Notes(None, f"{name}_changes_on")
        if part.when_hit == "presumed":
            return Notes(is_presumed=f"coalesce({name}_perhaps, 0) >= {write_plain_number(part.n)}")
        if not self._is_told(part):
            return Notes()
        one, made, over_on, less, own_presumed = name_counted(name, part), name_made(name, part), None, "", ""
        if part.when_hit == "not_yet":
            over_on = f"case when {name} is false then {name}_over_on_of_all end"
        if not part.counts_this and self.remedy.unit == "charge":
            own_presumed = f" - cast({made}_is_presumed and {one} is false as integer)"
            less = f" - cast({one} is not false as integer)"
        is_told = f"{name}_perhaps{less} > 0 or {name}_source_of_all = 'established_facts'"
        source = f"case when {is_told} then {name}_source_of_all end"
        return Notes(over_on, f"{name}_counts_until", source, f"{name}_presumed{own_presumed} > 0 and {name}")

    def _is_told(self, part: NoOther) -> bool:
        return part.window == "ever" and (self.remedy.reads_facts(part.selector) or bool(part.answers))

    # Selectors that read facts: until when, from which source, and whether something is presumed.

    def write_charge_cte(self) -> str:
        """Write the CTE of what facts say of counted selectors; empty where none reads facts."""
        if not self.list_told():
            return ""
        columns = ["unit_id", "person_id", "is_here"]
        for name in dict.fromkeys(part.selector for _, part in self.list_told()):
            columns += [name, *(self._write_selector(name) if self.remedy.reads_facts(name) else ())]
        for name, part in self.list_told():
            columns += self._write_told(name, part) if part.answers else ()
        comment = "What the facts of a charge say beside their answer: until when it holds, who says so."
        return make_cte("charge_days", comment, make_select(columns, f"from {self.remedy.on_record}"))

    def list_told(self) -> list[tuple[str, NoOther]]:
        """List the counts over a life whose selector reads facts, or of which people may say what counts."""
        return [one for one in self.remedy.list_of(NoOther) if self._is_told(one[1])]

    def list_named(self) -> list[str]:
        """List the columns that charge_days has of the charges themselves."""
        selectors = [part.selector for _, part in self.list_told()]
        return ["person_id", "is_here", *dict.fromkeys(selectors), *(f"{n}_counts" for n, p in self.list_told() if p.answers)]

    def _write_told(self, name: str, part: NoOther) -> Iterator[str]:
        """Write the same where people may say that a charge counts: their word carries no day."""
        one, told, made = part.selector, f"{name}_told_of_it", f"{name}_counted"
        reads = self.remedy.reads_facts(one)
        yield f"{name}_counts"
        yield f"{one}_until as {made}_until" if reads else f"cast(null as date) as {made}_until"
        is_answered = f"{told} is not null" if part.answers[0].over == "any" else f"{told} is not null and {one} is null"
        source = f" else {one}_source" if reads else ""
        yield make_column(f"case when {is_answered} then 'established_facts'{source} end", f"{made}_source")
        over = f"case when {told} is null then {one}_over_on end" if reads else "cast(null as date)"
        yield make_column(over, f"{made}_over_on")
        yield make_column(f"{one}_is_presumed and {told} is null" if reads else "false", f"{made}_is_presumed")

    def _write_selector(self, name: str) -> Iterator[str]:
        asked: dict[str, list[str]] = {}
        for one in self.remedy.selectors[name]:
            without = " and ".join(write_conditions(one, without_facts=True)) or "true"
            for fact in (*one.facts, *(f"relieved_by_{relief}" for relief in list_reliefs(one))):
                asked.setdefault(fact, []).append(f"({without}) is not false" if without != "true" else "true")
        for fact, conditions in asked.items():
            yield make_column(" or ".join(conditions), f"{name}_asks_{fact}")
        facts = [fact for fact in asked if not fact.startswith("relieved_by_")]
        for what in ("until", "source", "over_on"):
            known = asked if what == "until" else facts
            told = [f"case when {name}_asks_{fact} then {_name_answer(fact, what)} end" for fact in known]
            empty = "cast(null as varchar)" if what == "source" else "cast(null as date)"
            told_of_all = combine("least" if what == "until" else "greatest", told) if told else empty
            yield make_column(told_of_all, f"{name}_{what}")
        presumed = " or ".join(f"({name}_asks_{fact} and {fact}_answer_is_presumed)" for fact in facts)
        yield make_column(f"coalesce({presumed or 'false'}, false)", f"{name}_is_presumed")

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
        for name, part in self.list_told():
            one, made = name_counted(name, part), name_made(name, part)
            here = " and is_here is not false" if part.scope == "here" else ""
            perhaps = f"filter (where {one} is not false{here})"
            until = f"min({made}_until)" + (" filter (where is_here is not false)" if here else "")
            yield make_column(until, f"{name}_counts_until")
            is_row = f"({one} is not false or {made}_until is not null or {made}_is_presumed"
            is_row += f" or {made}_source = 'established_facts')" if part.answers else ")"
            told = f"bool_or({made}_source = 'established_facts') filter (where {is_row}{here})"
            source = f"case when {told} then 'established_facts' else coalesce(max({made}_source) {perhaps}, 'history') end"
            yield make_column(source, f"{name}_source_of_all")
            presumed = f"count(*) filter (where {made}_is_presumed and {one} is false{here})"
            yield make_column(presumed, f"{name}_presumed")
            if part.when_hit == "not_yet":
                is_dated = f"count({made}_over_on) {perhaps} = count(*) {perhaps}"
                over = f"case when {is_dated} then max({made}_over_on) {perhaps} end"
                yield make_column(over, f"{name}_over_on_of_all")

    def write_person_cte(self) -> str:
        """Write the CTE of the person's days; empty where nothing needs it."""
        columns = list(self.write_person())
        if not columns:
            return ""
        comment = "What the days and facts of all charges of the person say."
        source = f"from {self.remedy.on_record}\n"
        if self.list_told():
            without = ", ".join(self.list_named())
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
        if not columns:
            return ""
        comment = "The first day on which a window looks at another charge otherwise."
        return make_cte("window_days", comment, make_select([self.remedy.key, *columns], f"from others\ngroup by {self.remedy.key}"))
