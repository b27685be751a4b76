"""The lawyer's page of a pack, entry by entry: the statute at the left, what is applied at the right, a box to sign.

The page is Markdown that reads as plain text: ``lookback law check`` prints it, ``lookback docs`` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from orchestration.files.markdown import format_table
from orchestration.law.pack_files.checks import expand
from orchestration.law.pack_files.common import make_common_elements
from orchestration.law.pack_files.entries import Entry, Said
from orchestration.law.pack_files.fact_definitions import FactDefinition, find_definitions, read_facts
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.lines import read_lines_beside
from orchestration.law.pack_files.reading import VERBS
from orchestration.law.pack_files.schema import COMMON
from orchestration.law.pack_files.wording import Wording, describe_number, list_says, say
from orchestration.law.verification_tags import COMPOUND, MEANINGS

_MANY_GRANTS = 6
"""An entry with more grants has a table of them."""

_BOX = "☐"


def format_page_beside(file: PackFile, models: Path) -> str:
    """Format the page of a pack with the offense lists beside it and the facts of the models of its state."""
    found: dict[str, dict[tuple[str, str], dict[str, None]]] = {}
    for line in read_lines_beside(file.source.path.parent, file.pack.state).get("offense_lists", []):
        unsure = "depending on a fact: " if line.get("membership") == "needs_fact" else ""
        sections = found.setdefault(line["offense_list"], {}).setdefault((unsure, line["code_book"]), {})
        sections[f"{line['section']}{line.get('subdivision') or ''}"] = None
    lists = {
        name: [f"{unsure}{code} {', '.join(sections)}" for (unsure, code), sections in sorted(of_codes.items())]
        for name, of_codes in found.items()
    }
    return format_pack_page(file, lists, find_definitions(file, read_facts(models, file.pack.state)))


def format_pack_page(
    file: PackFile,
    lists: Mapping[str, Sequence[str]] | None = None,
    facts: Sequence[FactDefinition] = (),
) -> str:
    """Format the page of a pack: what it gives, its entries beside the statute, house rules, facts and offense lists.

    ``lists``: the sections on each offense list. ``facts``: the definitions of the facts that it reads.
    """
    law = file.law
    numbers = {
        name: value if isinstance(value, list) else [value]
        for entry in law.law
        for name, value in entry.numbers.items()
    }
    asks = {path.path: expand(file, path, number) for number, path in enumerate(file.pack.paths)}
    wording = Wording(law, numbers, asks)
    tags = "; ".join(f"**{tag}** {meaning}" for tag, meaning in MEANINGS.items())
    read = f" Text as of {law.text_as_of}." if law.text_as_of else ""
    parts = [
        f"# {law.title}\n\n",
        f"Written from `{file.source.path.name}`; do not edit it by hand.{read} Years have elapsed {law.years_elapse}"
        f"{' the anniversary' if law.years_elapse == 'the day after' else ''}.\n\n",
        f"Marks: {tags}. {COMPOUND}\n",
        "\n## What it gives\n\n",
        *_format_remedies(file),
        "\n## The law\n\n",
        format_table(
            ["section", "the statute", "what is applied", "signed"],
            [
                [
                    f"{entry.section} ({_format_mark(entry)})",
                    entry.words or "",
                    "<br>".join(_describe(entry, wording)),
                    _BOX,
                ]
                for entry in law.law
            ],
        ),
    ]
    for entry in law.law:
        if len(entry.grants) > _MANY_GRANTS:
            parts += _format_grants(entry, wording)
    parts += _format_rest(file, facts, lists or {})
    parts += _format_questions(file)
    return "".join(parts)


def _format_mark(said: Said) -> str:
    return said.mark or "no mark"


def _describe(entry: Entry, wording: Wording) -> Iterator[str]:
    for name, value in entry.numbers.items():
        yield f"{describe_number(name, value if isinstance(value, list) else [value])}."
    if len(entry.grants) > _MANY_GRANTS:
        yield f"Its {len(entry.grants)} grants are in a table below."
        entry = entry.model_copy(update={"grants": {}, "defines": {}})
    yield from wording.describe_entry(entry)
    readings = [entry.reading, *(one.reading for one in _list_statements(entry))]
    if told := list(dict.fromkeys(filter(None, readings))):
        yield f"Our reading: {'; '.join(told)}."
    marks = {one.mark for one in _list_statements(entry) if one.mark and one.mark != entry.mark}
    yield from (f"Mark of a part: {mark}." for mark in sorted(marks))


def _list_statements(entry: Entry) -> Iterator[Said]:
    for table in (entry.asks, entry.grants, entry.at_most, entry.presumes, entry.says):
        yield from table.values()
    for value in entry.numbers.values():
        yield from value if isinstance(value, list) else [value]
    for kinds in entry.defines.values():
        yield from kinds
    for verb in VERBS:
        for one in getattr(entry, verb):
            yield one
            presumed = one.presumed
            yield from presumed.values() if isinstance(presumed, dict) else filter(None, [presumed])
    yield from entry.grades


def _format_grants(entry: Entry, wording: Wording) -> Iterator[str]:
    rows = []
    for name, grant in entry.grants.items():
        relief = wording.law.reliefs[grant.relief].called if grant.relief in wording.law.reliefs else ""
        comes_to = relief if grant.comes_to == "eligible" else f"{say(grant.comes_to)}{f': {relief}' if relief else ''}"
        said = " ".join(list_says(grant))
        mark = grant.mark or entry.mark or ""
        rows.append([f"`{name}`", comes_to, wording.describe_conditions(grant), said, grant.cite or "", mark])
    yield f"\n## Grants of {entry.section}\n\n"
    yield format_table(["grant", "gives", "conditions", "in words", "citation", "mark"], rows)


def _format_remedies(file: PackFile) -> Iterator[str]:
    for name, remedy in file.law.remedies.items():
        cite = f" {remedy.cite} ({remedy.mark})." if remedy.cite else ""
        by = say(remedy.relief_by)
        yield f"- **{remedy.name}** (`{name}`): for each {remedy.of}, by {by}: {remedy.effect}.{cite}\n"
        if hint := remedy.hint:
            form = f" (form {hint.form})" if hint.form else ""
            yield f"  A hint beside {say(hint.beside)}: “{hint.text}{form}, if [what the record leaves unknown]. "
            yield f"{hint.further}” It is {hint.granted}; nothing is filed.\n"


def _format_rest(file: PackFile, facts: Sequence[FactDefinition], lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    asked = {name: part for path in file.pack.paths for name, part in make_common_elements(file.pack, path).items()}
    rules = [[part.question or "", part.cite, part.verified] for name in COMMON if (part := asked.get(name))]
    yield _format_section("House rules, asked of every path", ["question", "citation", "mark"], rules)
    told = [
        [f"**{say(one.fact)}**: {one.means} Where the record tells nothing: {one.silence}.", one.cite, one.mark]
        for one in facts
    ]
    yield _format_section("Facts, as the record tells them", ["definition", "citation", "mark"], told)
    named = dict.fromkeys(
        name for kinds in file.pack.selectors.values() for kind in kinds for name in (*kind.lists_any, *kind.lists_none)
    )
    rows = [[f"`{name}`", "; ".join(lists[name]), _BOX] for name in named if name in lists]
    yield _format_section("Offense lists", ["list", "sections", "signed"], rows)


def _format_questions(file: PackFile) -> Iterator[str]:
    """Format what counsel has to decide, once: each question with its options, the default first."""
    if file.law.questions:
        yield "\n## What counsel decides, once\n\n`lookback law questions` shows what each answer would change.\n"
    for name, question in file.law.questions.items():
        yield f"\n### {question.asks}\n\n"
        yield f"`{name}`, {question.section}: “{question.words}” {question.open}\n\n"
        default = question.default
        ordered = {f"`{default}` (default)": question.options[default]}
        ordered |= {f"`{option}`": one for option, one in question.options.items() if option != default}
        rows = [[called, one.words, one.authority, one.mark, _BOX] for called, one in ordered.items()]
        yield format_table(["option", "what it says", "authority", "mark", "decided"], rows)


def _format_section(title: str, head: list[str], rows: list[list[str]]) -> str:
    return f"\n## {title}\n\n{format_table(head, rows)}" if rows else ""
