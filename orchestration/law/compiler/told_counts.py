"""Counts of charges that facts tell of, or people: until when they hold, who says so, what is presumed."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.law.compiler.arguments import list_reliefs, write_plain_number
from orchestration.law.compiler.counts import CHANGING, name_counted
from orchestration.law.compiler.fact_contract import OVER_ON, PRESUMED, SOURCE, UNTIL
from orchestration.law.compiler.layout import combine, make_column, make_cte, make_select
from orchestration.law.compiler.notes import Notes
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.selectors import write_conditions
from orchestration.law.pack_files.schema import NoOther


def name_made(name: str, part: NoOther) -> str:
    """Name what is known of a counted charge beside its answer: of the selector, or of what people say."""
    return f"{name}_counted" if part.answers else part.selector


def _name_answer(fact: str, what: str) -> str:
    return f"{fact}_{what}" if fact.startswith("relieved_by_") else f"{fact}_answer_{what}"


class ToldCounts:
    """The counts of a remedy that are told by facts or people, as SQL."""

    def __init__(self, remedy: Remedy) -> None:
        self.remedy = remedy

    def note_count(self, name: str, part: NoOther) -> Notes:
        """Note what stands beside a count."""
        if part.window in CHANGING:
            over_on = f"case when {name} is false then {name}_leaves_on end" if part.ends_on_a_day else None
            changes = f"{name}_changes_on"
            return Notes(over_on, f"case when {part.required_if} then {changes} end" if part.required_if else changes)
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

    def write_charge_cte(self) -> str:
        """Write the CTE of what facts say of counted selectors; empty where none reads facts."""
        if not self.list_told():
            return ""
        columns = ["unit_id", "person_id", "is_here"]
        for name in dict.fromkeys(part.selector for _, part in self.list_told()):
            columns += [name, *(self.write_selector(name) if self.remedy.reads_facts(name) else ())]
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
        return [
            "person_id",
            "is_here",
            *dict.fromkeys(selectors),
            *(f"{n}_counts" for n, p in self.list_told() if p.answers),
        ]

    def _write_told(self, name: str, part: NoOther) -> Iterator[str]:
        """Write the same where people may say that a charge counts: their word carries no day."""
        one, told, made = part.selector, f"{name}_told_of_it", f"{name}_counted"
        reads = self.remedy.reads_facts(one)
        yield f"{name}_counts"
        yield f"{one}_until as {made}_until" if reads else f"cast(null as date) as {made}_until"
        is_answered = (
            f"{told} is not null" if part.answers[0].over == "any" else f"{told} is not null and {one} is null"
        )
        source = f" else {one}_source" if reads else ""
        yield make_column(f"case when {is_answered} then 'established_facts'{source} end", f"{made}_source")
        over = f"case when {told} is null then {one}_over_on end" if reads else "cast(null as date)"
        yield make_column(over, f"{made}_over_on")
        yield make_column(f"{one}_is_presumed and {told} is null" if reads else "false", f"{made}_is_presumed")

    def write_selector(self, name: str) -> Iterator[str]:
        """Write what the facts and reliefs that a selector reads say beside its answer."""
        asked: dict[str, list[str]] = {}
        for one in self.remedy.selectors[name]:
            without = " and ".join(write_conditions(one, without_facts=True)) or "true"
            for fact in (*one.facts, *(f"relieved_by_{relief}" for relief in list_reliefs(one))):
                asked.setdefault(fact, []).append(f"({without}) is not false" if without != "true" else "true")
        for fact, conditions in asked.items():
            yield make_column(" or ".join(conditions), f"{name}_asks_{fact}")
        facts, contract = [fact for fact in asked if not fact.startswith("relieved_by_")], self.remedy.contract
        sources = {fact: _name_answer(fact, SOURCE) for fact in facts if contract.carries(fact, SOURCE)}
        untils = {
            fact: _name_answer(fact, UNTIL) for fact in asked if fact not in facts or contract.carries(fact, UNTIL)
        }
        days = {fact: _name_answer(fact, OVER_ON) for fact in facts if contract.carries(fact, OVER_ON)}
        for what, known in (("until", untils), ("source", sources), ("over_on", days)):
            told = [f"case when {name}_asks_{fact} then {column} end" for fact, column in known.items()]
            empty = "cast(null as varchar)" if what == "source" else "cast(null as date)"
            told_of_all = combine("least" if what == "until" else "greatest", told) if told else empty
            yield make_column(told_of_all, f"{name}_{what}")
        presumptions = [fact for fact in facts if contract.carries(fact, PRESUMED)]
        presumed = " or ".join(f"({name}_asks_{fact} and {fact}_answer_is_presumed)" for fact in presumptions)
        yield make_column(f"coalesce({presumed or 'false'}, false)", f"{name}_is_presumed")

    def write_person(self) -> Iterator[str]:
        """Write what the charges of the person say together."""
        for name, part in self.list_told():
            one, made = name_counted(name, part), name_made(name, part)
            here = " and is_here is not false" if part.scope == "here" else ""
            perhaps = f"filter (where {one} is not false{here})"
            until = f"min({made}_until)" + (" filter (where is_here is not false)" if here else "")
            yield make_column(until, f"{name}_counts_until")
            is_row = f"({one} is not false or {made}_until is not null or {made}_is_presumed"
            is_row += f" or {made}_source = 'established_facts')" if part.answers else ")"
            told = f"bool_or({made}_source = 'established_facts') filter (where {is_row}{here})"
            known = f"max(coalesce({made}_source, 'history')) {perhaps}"
            source = f"case when {told} then 'established_facts' else coalesce({known}, 'history') end"
            yield make_column(source, f"{name}_source_of_all")
            presumed = f"count(*) filter (where {made}_is_presumed and {one} is false{here})"
            yield make_column(presumed, f"{name}_presumed")
            if part.when_hit == "not_yet":
                is_dated = f"count({made}_over_on) {perhaps} = count(*) {perhaps}"
                over = f"case when {is_dated} then max({made}_over_on) {perhaps} end"
                yield make_column(over, f"{name}_over_on_of_all")
