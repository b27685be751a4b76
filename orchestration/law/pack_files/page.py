"""The lawyer's page of a pack: the words of the statute, our reading, dates and marks, in the order of the statute.

The page is Markdown that reads as plain text: ``lookback law check`` prints it, ``lookback docs`` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.files.markdown import format_table
from orchestration.law.pack_files.checks import expand, list_parts
from orchestration.law.pack_files.common import make_common_elements
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import Element, Path, Reason, Remedy
from orchestration.law.pack_files.wording import describe_clock, describe_element, describe_selector, say
from orchestration.law.verification_tags import COMPOUND, MEANINGS


def format_pack_page(file: PackFile) -> str:
    """Format the page of a pack: its paths with their elements, then what they read."""
    pack = file.pack
    tags = "; ".join(f"**{tag}** {meaning}" for tag, meaning in MEANINGS.items())
    read = f" Text as of {pack.text_as_of}." if pack.text_as_of else ""
    when = "on the anniversary" if pack.anniversary == "on_the_day" else "the day after the anniversary"
    parts = [
        f"# {pack.title}\n\n",
        f"Written from `{file.source.path.name}`; do not edit it by hand.{read} Years have elapsed {when}.\n\n",
        f"Marks: {tags}. {COMPOUND}\n",
    ]
    for remedy_id, remedy in pack.remedies.items():
        by = say(remedy.relief_by)
        parts.append(f"\n## {remedy.name} (`{remedy_id}`)\n\nFor each {remedy.unit}, by {by}: {remedy.effect}.\n")
        parts += [_format_hint(remedy)] if remedy.hint else []
        paths = [(number, path) for number, path in enumerate(pack.paths) if path.remedy == remedy_id]
        parts += [_format_path(file, number, path) for number, path in paths]
    parts += _format_rest(file)
    return "".join(parts)


def _format_hint(remedy: Remedy) -> str:
    """Format what a person is told of a petition."""
    hint = remedy.hint
    if hint is None:
        return ""
    form = f" (form {hint.form})" if hint.form else ""
    told = f"{hint.text}{form}, if [what the record leaves unknown]. {hint.further}"
    where = f"A hint beside {say(hint.beside)}, where that does not reach: no determination, and nothing is filed."
    return f"\n{where}\n{remedy.cite} ({remedy.verified}), {hint.granted}.\n\n> {told}\n"


def _format_path(file: PackFile, number: int, path: Path) -> str:
    selectors = dict(file.pack.selectors.items())
    days = f"from {say(path.from_)}{f' until {say(path.to)}' if path.to else ''}"
    relief = file.pack.reliefs[path.relief].words if path.relief in file.pack.reliefs else say(path.relief)
    relief = "" if file.pack.remedies[path.remedy].hint else f" Relief: {relief}."
    unknown = f"; unknown: if {path.if_}" if path.if_ else ""
    lines = [
        f"\n### {say(path.path).capitalize()} (`{path.path}`)\n\n",
        f"{path.cite} ({path.verified}), in force {days}.{relief}\n",
        f"\n> {path.text}\n" if path.text else "",
        f"\nFor {describe_selector(selectors[path.kind])}{unknown}.\n" if path.kind in selectors else "",
        f"Every charge of the case that is {say(path.covers)} must be reached.\n" if path.covers else "",
        f"Only if the parameter {path.only_if} says so.\n" if path.only_if else "",
        f"A later {say(path.restarts)} starts the time again.\n" if path.restarts else "",
    ]
    names = expand(file, path, number)
    elements: dict[str, Element] = {name: file.pack.elements[name] for name in [*names, *list_parts(file, names)]}
    common = make_common_elements(file.pack, path)
    rows = [
        [_quote(part), f"{describe_element(part)} (`{name}`)", part.cite, part.verified]
        for name, part in elements.items()
    ]
    head = ["the statute, or what is asked", "our reading", "citation", "mark"]
    lines.append("\n" + format_table(head, rows) if rows else "")
    lines.append(f"\nEvery path also asks: {', '.join(say(name) for name in common)}.\n" if common else "")
    return "".join(lines)


def _quote(part: Element) -> str:
    return f"“{part.text}”" if part.text else part.question or ""


def _format_rest(file: PackFile) -> Iterator[str]:
    pack = file.pack
    yield _format_section(
        "Kinds of charges and arrests",
        ["kind", "our reading", "citation", "mark"],
        [[f"`{n}`", describe_selector(one), one[0].cite, one[0].verified] for n, one in pack.selectors.items()],
    )
    yield _format_section(
        "Days that waits run from",
        ["clock", "days"],
        [[f"`{n}`", describe_clock(days)] for n, days in pack.clocks.items()],
    )
    yield _format_section(
        "Numbers and dates",
        ["parameter", "value", "in force", "citation", "mark"],
        [
            [f"`{name}`", f"{one.value} {one.unit}", f"{one.from_} to {one.to or 'now'}", one.cite, one.verified]
            for name, values in pack.parameters.items()
            for one in values
        ],
    )
    yield _format_section(
        "At most so many",
        ["cap", "our reading", "citation", "mark"],
        [
            [
                f"`{c.cap}`",
                f"at most {say(c.n)} of {', '.join(map(say, c.paths))}, the earliest by the day of {say(c.order)}",
                c.cite,
                c.verified,
            ]
            for c in pack.caps
        ],
    )
    yield _format_section(
        "Facts that people establish",
        ["fact", "question", "citation", "mark"],
        [[f"`{name}`", fact.question, fact.cite, fact.verified] for name, fact in pack.facts.items()],
    )
    yield _format_section(
        "Presumptions",
        ["presumption", "in words", "citation", "mark"],
        [[f"`{name}`", one.text, one.cite, one.verified] for name, one in pack.presumptions.items()],
    )
    yield _format_section(
        "Reasons",
        ["code", "in words", "citation", "mark"],
        [
            [f"`{name}`", f"{one.text}{_say_replaced(one)}", one.cite, one.verified]
            for name, one in pack.reasons.items()
        ],
    )


def _say_replaced(one: Reason) -> str:
    of = f" of {say(one.where)}" if one.where else ""
    return f" (in place of {', '.join(f'`{name}`' for name in one.instead_of)}{of})" if one.instead_of else ""


def _format_section(title: str, head: list[str], rows: list[list[str]]) -> str:
    return f"\n## {title}\n\n{format_table(head, rows)}" if rows else ""
