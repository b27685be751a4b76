"""The facts of a state in one row per unit: what its packs read of a charge, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from orchestration.law.compiler.cap_steps import list_orders
from orchestration.law.compiler.fact_texts import (
    KEYS,
    OF_ANSWERS,
    OF_EVENTS,
    OF_FACTS,
    OF_MONEY,
    OF_UNITS,
    Column,
    Parts,
)
from orchestration.law.compiler.layout import lay_out_list
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.schema import Age, Operative, Owes, PersonStatus, UnitFact

_ABOUT = "-- What the packs of the state read of each charge and arrest, one row each. It decides nothing."


class WideFacts:
    """What the packs of a state read: names in their order, each with the parts that compiled models read.

    ``words``: the words of the compiled models of the state. ``answers``: facts that people answer, asked by others.
    """

    def __init__(self, remedies: Sequence[Remedy], words: set[str], answers: Iterable[str] = ()) -> None:
        self.of_units = [name for name, _, _ in OF_UNITS if name in KEYS or name in words]
        self.named: dict[str, tuple[Parts, dict[str, list[str]]]] = {
            name: (parts, _list_read(names, parts, words))
            for name, parts, names in (
                ("events", OF_EVENTS, _list_names(_list_events, remedies)),
                ("facts", OF_FACTS, _list_names(_list_facts, remedies)),
                ("person_facts", OF_FACTS, _list_names(_list_statuses, remedies)),
                ("owed", OF_MONEY, _list_names(_list_owed, remedies)),
                ("answers", OF_ANSWERS, sorted({*_list_names(_list_answers, remedies), *answers})),
            )
        }

    def write_model(self, header: str) -> str:
        """Write the SQL of the model of wide facts."""
        lines = [header, _ABOUT, "{{ wide_facts("]
        lines += [f"    {line}" for line in lay_out_list("of_units=[", self.of_units, "],").split("\n")]
        for argument, (_, read) in self.named.items():
            if read:
                lines.append(f"    {argument}={{")
                for name, parts in read.items():
                    lines += [f"        {line}" for line in lay_out_list(f"'{name}': [", parts, "],").split("\n")]
                lines.append("    },")
        return "\n".join([*lines, ") }}", ""])

    def list_columns(self) -> Iterator[Column]:
        """List the columns: name, type, description."""
        yield from (column for column in OF_UNITS if column[0] in self.of_units)
        for parts, read in self.named.values():
            for name, asked in read.items():
                for part in asked:
                    column, kind, about = parts[part]
                    yield column.format(name), kind, about.format(name)


def _list_read(names: Iterable[str], parts: Parts, words: set[str]) -> dict[str, list[str]]:
    read = {name: [part for part, column in parts.items() if column[0].format(name) in words] for name in names}
    return {name: asked for name, asked in read.items() if asked}


def _list_names(list_of: Callable[[Remedy], Iterable[str]], remedies: Sequence[Remedy]) -> list[str]:
    return sorted({name for remedy in remedies for name in list_of(remedy)})


def _list_events(remedy: Remedy) -> Iterator[str]:
    yield from ("offense", "arrest", "disposition")
    yield from (day.event for clock in remedy.used_clocks for day in remedy.clocks[clock])
    yield from (part.at for _, part in remedy.list_of(Age))
    yield from list_orders(remedy)


def _list_facts(remedy: Remedy) -> Iterator[str]:
    yield from (part.fact for _, part in remedy.list_of(UnitFact))
    yield from (fact for alternatives in remedy.used_selectors.values() for one in alternatives for fact in one.facts)
    yield from (day.if_.fact for _, part in remedy.list_of(Operative) for day in part.from_ if day.if_)


def _list_statuses(remedy: Remedy) -> Iterator[str]:
    yield from (part.status for _, part in remedy.list_of(PersonStatus))


def _list_owed(remedy: Remedy) -> Iterator[str]:
    yield from (kind for _, part in remedy.list_of(Owes) for kind in part.owed)


def _list_answers(remedy: Remedy) -> Iterator[str]:
    yield from (answers.fact for part in remedy.elements.values() for answers in part.answers)
