"""Petitions of the person, compiled as remedies are: no bars a path, and what nobody knows is an "if" of the hint.

What belongs here: one model of the petitions of charges, one of those of arrests. What does not: the hint in words, and
beside which findings it is told (``models/rules/every_state/rule__hints.sql``).
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestration.law.compiler.arguments import write_day
from orchestration.law.compiler.clocks import Clocks
from orchestration.law.compiler.counts import Counts
from orchestration.law.compiler.elements import Elements
from orchestration.law.compiler.elements_model import write_decision
from orchestration.law.compiler.layout import (
    make_column,
    make_comment,
    make_condition,
    make_cte,
    make_select,
    write_list,
)
from orchestration.law.compiler.paths import write_call, write_where
from orchestration.law.compiler.refusals import refuse_part
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import Kind, Path

MODELS = {"charge": "petition_paths", "arrest": "arrest_petition_paths"}
"""The model of the petitions about each kind of unit."""
_CONFIG = "{{ config(materialized='view') }}"
_ROOM = 78
"""Of the words of an element in the text."""


class Petitions(Remedy):
    """The petitions of a pack about one kind of unit, as one remedy: what several of them ask is written once."""

    def __init__(self, file: PackFile, files: Sequence[PackFile], unit: str) -> None:
        name, pack = MODELS[unit], file.pack
        numbers = [number for number, path in enumerate(pack.paths) if _is_of_petition(file, path, unit)]
        named = {pack.paths[number].remedy: pack.remedies[pack.paths[number].remedy] for number in numbers}
        for petition, remedy in named.items():
            refuse_part(file, ("remedies", petition), remedy.model_copy(update={"hint": None}))
            if remedy.suppose:
                place = ("remedies", petition, "suppose")
                raise file.source.make_error(place, "a petition that supposes no level", remedy.suppose.level)
        together = next(iter(named.values())).model_copy(update={"hint": None})
        self.petitions = [pack.paths[number].remedy for number in numbers]
        renamed = {
            number: {"remedy": name, "path": f"{pack.paths[number].remedy}_{pack.paths[number].path}"}
            for number in numbers
        }
        paths = [path.model_copy(update=renamed.get(number)) for number, path in enumerate(pack.paths)]
        gathered = pack.model_copy(update={"remedies": {**pack.remedies, name: together}, "paths": paths})
        super().__init__(replace(file, pack=gathered), files, name)

    def reads_facts(self, selector: str) -> bool:
        """Whether a selector reads facts, whose answers carry days: of petitions only the answer is read."""
        return False

    @property
    def named_lists(self) -> dict[str, list[str]]:
        """The offense lists of elements that ask what a charge is: a line may say in words what that turns on."""
        found = {
            name: [one for selector in self.selectors[part.selector] for one in selector.lists_any]
            for name, part in self.list_of(Kind)
        }
        return {name: lists for name, lists in found.items() if lists}


def list_petitions(files: Sequence[PackFile]) -> Iterator[Petitions]:
    """List the petitions of a state by what they are about: charges, arrests.

    Raises:
        PackError: Two packs have petitions about one kind of unit, or a petition is not compiled.
    """
    for unit in MODELS:
        homes = [file for file in files if any(_is_of_petition(file, path, unit) for path in file.pack.paths)]
        for other in homes[1:]:
            expected = f"the petitions about one kind of unit in one pack, {homes[0].pack.pack}"
            raise other.source.make_error(("pack",), expected, other.pack.pack)
        yield from (Petitions(file, files, unit) for file in homes)


def _is_of_petition(file: PackFile, path: Path, unit: str) -> bool:
    return file.pack.remedies[path.remedy].hint is not None and (path.unit == "arrest") == (unit == "arrest")


def write_petition_paths(petitions: Petitions, header: str) -> str:
    """Write the SQL of the model of the petitions about one kind of unit."""
    clocks = Clocks(petitions)
    counts = Counts(petitions, clocks)
    ctes = write_decision(petitions, clocks, counts, Elements(petitions, clocks, counts))
    ctes += [_write_lines(petitions)] if petitions.named_lists else []
    about = [
        f"{petitions.pack.title}: about {petitions.own}.",
        "A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.",
        "What is false bars a path; what nobody knows is an if, in the words of the pack.",
    ]
    selects = [_write_path(petitions, number, path) for number, path in enumerate(petitions.paths, 1)]
    lines = [header, _CONFIG, *(line for text in about for line in make_comment(text, 100)), "with"]
    return "\n".join([*lines, ",\n\n".join(ctes) + "\n", "\nunion all\n".join(selects), ""])


def _write_lines(petitions: Petitions) -> str:
    columns = ["lists.unit_id"]
    for name, lists in petitions.named_lists.items():
        columns.append(make_column(f"{{{{ words_of_lines([{write_list(lists)}]) }}}}", f"{name}_words"))
    source = """from {{ rule('offense_lists') }} as lists
inner join {{ rule('units') }} as units
    on lists.unit_id = units.unit_id and units.charge_prefix is null
where lists.fact_needed not in (select facts.fact from {{ law('facts') }} as facts)
group by lists.unit_id"""
    comment = "What the line of an offense list turns on, in words; of an attempt it is not all."
    return make_cte("lines", comment, make_select(columns, source))


def _write_path(petitions: Petitions, number: int, path: Path) -> str:
    asked, name = petitions.asked[path.path], f"by_{path.path}"
    words = {path.kind: path.if_ or "", **{one: petitions.elements[one].if_ or "" for one in asked}}
    lines = [one for one in asked if one in petitions.named_lists]
    by_lines = f", lines=[{write_list(lines)}]" if lines else ""
    where = write_where(path).removeprefix(f"where {path.kind} is not false")
    said = [
        *make_comment(path.cite),
        f"{{% set {name} = {{",
        ",\n".join(_write_words(one, text) for one, text in words.items()),
        "} %}",
        *write_call(f"{{{{ leaves_open('{petitions.petitions[number - 1]}', {number}, {name}{by_lines}) }}}}"),
        "from elements",
        *(["left join lines using (unit_id)"] if lines else []),
        make_condition(f"{{{{ may_be_so({name}) }}}} and as_of_date >= {write_day(path.from_)}{where}"),
    ]
    return "\n".join(said)


def _write_words(element: str, text: str) -> str:
    parts = textwrap.wrap(text, _ROOM, drop_whitespace=False)
    first, *others = (json.dumps(part, ensure_ascii=False) for part in parts)
    if len(element) + len(first) > _ROOM + 8:
        return "\n".join([f"    '{element}':", *(f"        {one}" for one in (first, *others))])
    return "\n".join([f"    '{element}': {first}", *(f"        {one}" for one in others)])


def list_columns() -> Iterator[tuple[str, str, str]]:
    """List the columns of petition paths: name, type, description."""
    yield "unit_id", "varchar", "The charge or arrest."
    yield (
        "person_id",
        "varchar",
        "Pseudonym of the person: 16 hex digits of md5 of state and normalised id. Never leaves the restricted rooms.",
    )
    yield "person_bucket", "integer", "Number of the state id modulo 64: shards are ranges of it."
    yield "remedy_id", "varchar", "The petition (law table petitions)."
    yield "path_number", "integer", "Place of the path among those of the pack."
    yield "conditions", "varchar[]", "What has to be so and nobody knows, each in words, in the order of the statute."
