"""What counsel signs by itself: an entry of a pack, an offense list or law table, the definition of a fact.

Each row of the law belongs to one of them. A provision is all of those that its packs are made of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.law.law_hash import hash_code
from orchestration.law.pack_files.fact_definitions import find_definitions, read_facts
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.lines import WHAT_IT_GIVES
from orchestration.law.register import Pack, Provision, read_pack
from orchestration.law.tables import HASH_DIGITS, LawRow, list_csv_tables, read_csv_table, read_law_rows, read_packs
from orchestration.law.verification_tags import find_weakest

ENTRIES, LISTS, DEFINITIONS = "entries", "lists", "definitions"
KINDS = (ENTRIES, LISTS, DEFINITIONS)
_LISTS_TABLE = "offense_lists"
_TOP = ("house_rules", "remedies", "reliefs", "years_elapse", "tried_in_order")
"""Keys of a pack outside its entries that decide: they are signed as what it gives."""


@dataclass(frozen=True)
class LawEntry:
    """An entry, list or definition: its kind and name, the hash of what it says, how sure it is, its words.

    ``rows``: the rows of the law in it, as ``table key``. ``provisions``: those it is part of.
    """

    law_table: str
    row_key: str
    row_hash: str
    verified: str
    citation: str
    words: str
    rows: frozenset[str]
    provisions: frozenset[str]

    @property
    def name(self) -> str:
        """``kind name``, as refusals and ``lookback law unsigned`` name it."""
        return f"{self.law_table} {self.row_key}"


@dataclass(frozen=True)
class LawNow:
    """The law of a state as it is now: its register, its parts, the hash of each provision's law, and of the SQL."""

    pack: Pack
    entries: Sequence[LawEntry]
    hashes: Mapping[str, str]
    code_hash: str


def read_law_now(models: Path, state: str) -> LawNow:
    """Read the law of a state as it is now.

    Raises:
        LookupError: The register has no pack of the state.
        PackError: A pack is invalid.
    """
    pack = read_pack(models, state)
    entries = read_law_entries(models, pack)
    hashes = {one.provision: hash_provision_law(one, entries) for one in pack.provisions}
    return LawNow(pack, entries, hashes, hash_code(models, state)[:HASH_DIGITS])


def read_law_entries(models: Path, pack: Pack) -> list[LawEntry]:
    """Read what the law of a state is made of: entries of packs, then lists and tables, then definitions.

    Raises:
        PackError: A pack is invalid.
    """
    rows = read_law_rows(models, pack.state, pack.row_keys)
    packs = read_packs(models, pack.state)
    of_pack = {file.pack.pack: _find_provisions(file, pack) for file in packs}
    facts = read_facts(models, pack.state)
    return [
        *(entry for file in packs for entry in _list_entries(file, rows, of_pack[file.pack.pack])),
        *_list_tables(models, pack, rows, packs, of_pack),
        *_list_definitions(facts, packs, of_pack),
    ]


def hash_provision_law(provision: Provision, entries: Iterable[LawEntry]) -> str:
    """Hash everything that decides under a provision: each entry, list and definition that it is made of."""
    parts = sorted(
        (one.law_table, one.row_key, one.row_hash) for one in entries if provision.provision in one.provisions
    )
    return _hash(parts)


def _find_provisions(file: PackFile, pack: Pack) -> frozenset[str]:
    """Find the provisions of a pack: of its remedies, or of those beside which its petitions are told."""
    remedies = {*file.pack.remedies} | {one.hint.beside for one in file.pack.remedies.values() if one.hint}
    found = frozenset(one.provision for one in pack.provisions if remedies & {*one.remedies})
    return found or frozenset(one.provision for one in pack.provisions)


def _list_entries(file: PackFile, rows: Sequence[LawRow], provisions: frozenset[str]) -> Iterable[LawEntry]:
    content = file.source.content
    name = file.pack.pack
    of_entry: dict[str, list[LawRow]] = {}
    for row in rows:
        for one in row.entries:
            of_entry.setdefault(one, []).append(row)
    said: dict[str, list[Any]] = {}
    words: dict[str, list[str]] = {}
    marks: dict[str, list[str]] = {}
    for entry, written in zip(file.law.law, content["law"], strict=True):
        key = f"{name} {entry.section}"
        said.setdefault(key, []).append(written)
        words.setdefault(key, []).append(entry.words or entry.why or "")
        marks.setdefault(key, []).extend(filter(None, [entry.mark]))
    top = f"{name} {WHAT_IT_GIVES}"
    said[top] = [{key: content[key] for key in _TOP if key in content}]
    words[top] = [" ".join(remedy.effect for remedy in file.pack.remedies.values())]
    marks[top] = []
    for key, written in said.items():
        own = of_entry.get(key, [])
        yield LawEntry(
            ENTRIES,
            key,
            _hash(written),
            _join_tags([*marks[key], *(row.verified for row in own)]),
            key.removeprefix(f"{name} "),
            " ".join(filter(None, words[key])),
            frozenset(_name(row) for row in own),
            provisions,
        )


def _list_tables(
    models: Path, pack: Pack, rows: Sequence[LawRow], packs: Sequence[PackFile], of_pack: Mapping[str, frozenset[str]]
) -> Iterable[LawEntry]:
    every = frozenset(one.provision for one in pack.provisions)
    users: dict[str, set[str]] = {}
    for file in packs:
        for kinds in file.pack.selectors.values():
            for kind in kinds:
                for name in (*kind.lists_any, *kind.lists_none):
                    users.setdefault(name, set()).update(of_pack[file.pack.pack])
    only = {one.former_sections: frozenset([one.provision]) for one in pack.provisions if one.former_sections}
    for table in list_csv_tables(models, pack.state):
        lines = read_csv_table(models, pack.state, table)
        own = [row for row in rows if row.law_table == table and not row.entries]
        if table != _LISTS_TABLE:
            yield _make_table(table, lines, own, only.get(table, every))
            continue
        for name in dict.fromkeys(line["offense_list"] for line in lines):
            of_list = [line for line in lines if line["offense_list"] == name]
            rows_of = [row for row in own if row.lines[0]["offense_list"] == name]
            yield _make_table(f"{table} {name}", of_list, rows_of, frozenset(users.get(name, every)))


def _make_table(
    name: str, lines: Sequence[Mapping[str, str]], rows: Sequence[LawRow], provisions: frozenset[str]
) -> LawEntry:
    tags = [line["verified"] for line in lines if line.get("verified")] or ["V"]
    words = f"{len(lines)} lines"
    return LawEntry(LISTS, name, _hash(lines), _join_tags(tags), "", words, frozenset(map(_name, rows)), provisions)


def _list_definitions(
    facts: Sequence[Mapping[str, Any]], packs: Sequence[PackFile], of_pack: Mapping[str, frozenset[str]]
) -> Iterable[LawEntry]:
    found: dict[str, tuple[Any, set[str]]] = {}
    for file in packs:
        for one in find_definitions(file, facts):
            key = f"{one.fact} of {one.of}s" if one.of != "person" else one.fact
            found.setdefault(key, (one, set()))[1].update(of_pack[file.pack.pack])
    for key, (one, provisions) in found.items():
        content = [one.fact, one.of, one.means, one.silence, one.cite, one.mark]
        yield LawEntry(
            DEFINITIONS,
            key,
            _hash(content),
            one.mark or "inference",
            one.cite,
            one.means,
            frozenset(),
            frozenset(provisions),
        )


def _join_tags(tags: Sequence[str]) -> str:
    """Join tags so that the weakest counts: the distinct ones, or nothing read at all where there is none."""
    distinct = sorted(dict.fromkeys(find_weakest(tag) for tag in tags))
    return "/".join(distinct) if distinct else "V"


def _name(row: LawRow) -> str:
    return f"{row.law_table} {row.row_key}"


def _hash(content: object) -> str:
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]
