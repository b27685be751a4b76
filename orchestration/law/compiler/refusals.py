"""What the compiler does not compile, refused by name with file and line: nothing is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import duckdb

from orchestration.law.pack_files.checks import expand, list_parts
from orchestration.law.pack_files.common import make_common_elements
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import Combine, Element, NoOther, Part, Path, Wait

Place = tuple[str | int, ...]
WORDS = {"cite", "verified", "text", "question", "rests_on", "looks_at", "when_not_yet", "if_", "name", "when_unknown"}
"""Keys for people, which decide nothing, and those that every element has."""
READ: Mapping[str, frozenset[str]] = {
    name: frozenset(keys.split())
    for name, keys in {
        "Selector": "of dispositions levels levels_none grades max_days_from max_days_to lists_any lists_none sections"
        " imposed_min_below imposed_max_below components offense_from offense_to convicted_from convicted_to"
        " arrested_from arrested_to facts except_ relieved_by not_relieved_by jurisdiction",
        "ClockDay": "event selector required",
        "Kind": "type selector negate when_hit when_silent answers",
        "Wait": "type clock years months days anniversary required_if restarts answers",
        "NoOther": "type selector window years n counts_this not_this_case count_by scope also_selector also_n"
        " when_hit when_perhaps answers"
        " after until except_pairs required_if",
        "Owes": "type owed when_hit standard answers",
        "PersonStatus": "type status when_hit needs_delivery standard answers",
        "UnitFact": "type fact when_no negate dated needs_delivery standard answers",
        "Age": "type at below",
        "Operative": "type from_",
        "Answers": "fact of yes no over",
        "Combine": "type of take answers",
        "OperativeDay": "from_ if_",
        "Remedy": "name relief_by effect basis statutory_path unit suppose",
        "Path": "path remedy relief unit kind covers from_ to restarts only_if last_when_barred every",
        "Cap": "cap paths n order",
        "Suppose": "level",
    }.items()
}
"""The keys that the compiler reads of each part of a pack. Any other that a pack sets is refused."""
_VALUES: Mapping[tuple[str, str], frozenset[object]] = {
    ("NoOther", "window"): frozenset(
        {"ever", "in_the_wait", "same_case", "same_arrest", "same_day", "following_years", "last_years", "between"}
    ),
    ("Path", "unit"): frozenset({"charge", "case", "arrest"}),
    **{
        (part, key): frozenset({"not_met", "not_yet", "unknown"})
        for part in ("Kind", "Owes", "PersonStatus")
        for key in ("when_hit",)
    },
    ("Kind", "when_silent"): frozenset({None, "met", "presumed", "unknown"}),
    ("UnitFact", "when_no"): frozenset({"not_met", "not_yet", "unknown"}),
}


def refuse_unread(file: PackFile, remedy: str, paths: Mapping[int, Path]) -> None:
    """Refuse what the compiler does not read in what a remedy asks.

    Raises:
        PackError: A key, or a value of a key, is not compiled.
    """
    pack = file.pack
    parts: dict[Place, Part] = {("remedies", remedy): pack.remedies[remedy]}
    for number, path in paths.items():
        parts["paths", number] = path
        elements = expand(file, path, number)
        for name in [*elements, *list_parts(file, elements)]:
            parts["elements", name] = pack.elements[name]
            _refuse_mixtures(file, name, pack.elements[name])
        for common_name, common in make_common_elements(pack, path).items():
            parts["common", common_name] = common
    parts |= {("caps", number): cap for number, cap in enumerate(pack.caps)}
    for shown, one in parts.items():
        refuse_part(file, shown, one)
    for name in [str(place[1]) for place in parts if place[0] == "elements"]:
        if name in list_reserved_words():
            raise file.source.make_error(("elements", name), "a name that is no word of SQL", name)


def refuse_part(file: PackFile, place: Place, part: Part) -> None:
    """Refuse a key, or a value, of one part that the compiler does not read."""
    kind = type(part).__name__
    for key, field in type(part).model_fields.items():
        value = getattr(part, key)
        shown = (*place, field.alias or key)
        if key not in READ[kind] | WORDS and value != field.get_default(call_default_factory=True):
            raise file.source.make_error(shown, f"a key that is compiled of {_name_part(kind)}", key)
        if (kind, key) in _VALUES and value not in _VALUES[kind, key]:
            expected = f"one of {', '.join(sorted(map(str, _VALUES[kind, key])))}, which are compiled"
            raise file.source.make_error(shown, expected, value)
    for step, inner in _list_inner(part):
        refuse_part(file, (*place, *step), inner)


def _name_part(kind: str) -> str:
    """Name a part of a pack by its class in the schema."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


def _list_inner(part: Part) -> Iterator[tuple[Place, Part]]:
    for key in ("answers", "from_"):
        found: Any = getattr(part, key, None)
        if isinstance(found, list):
            yield from (((key.rstrip("_"), number), one) for number, one in enumerate(found) if isinstance(one, Part))


def _refuse_mixtures(file: PackFile, name: str, part: Element) -> None:
    """Refuse keys that are compiled, but not together."""
    place: Place = ("elements", name)
    if isinstance(part, Combine) and part.answers:
        raise file.source.make_error((*place, "answers"), "a combination without answers", name)
    hit = getattr(part, "when_no", None) or getattr(part, "when_hit", None) or "not_yet"
    for answers in part.answers if not isinstance(part, NoOther) else ():
        for value in (answers.yes, answers.no):
            if value not in (None, "met", hit):
                raise file.source.make_error((*place, "answers"), f"met or {hit}, as the element itself says", value)
    if len(part.answers) > 1:
        raise file.source.make_error((*place, "answers"), "one fact that answers the element", len(part.answers))
    if isinstance(part, NoOther):
        if isinstance(part.years, str):
            raise file.source.make_error((*place, "years"), "a window of years that no parameter holds", part.years)
        said = (part.when_hit, part.when_perhaps)
        plain = [(hit, perhaps) for hit in ("not_met", "not_yet", "unknown") for perhaps in (None, "unknown")]
        if said not in [*plain, ("not_met", "not_met"), ("presumed", "presumed")]:
            raise file.source.make_error((*place, "when_perhaps"), "no other of when_hit and when_perhaps", said[1])
        if any(answers.of != "other" or part.also_selector for answers in part.answers):
            raise file.source.make_error((*place, "answers"), "answers of other charges, without also_selector", name)
        is_distinct = part.count_by != "charge"
        if is_distinct and (not part.counts_this or part.not_this_case or part.window not in ("ever", "same_case")):
            expected = "count_by with counts_this over a life or the case"
            raise file.source.make_error((*place, "count_by"), expected, part.count_by)
        if part.also_selector and part.window not in ("ever", "same_case"):
            raise file.source.make_error((*place, "also_selector"), "a count over a life or the case", part.window)
    if isinstance(part, Wait) and part.restarts and (part.days or part.anniversary == "day_after"):
        raise file.source.make_error((*place, "restarts"), "a wait of years or months, on the day", name)


@cache
def list_reserved_words() -> frozenset[str]:
    """List the words of SQL that cannot name a column."""
    connection = duckdb.connect()
    rows = connection.execute("select keyword_name from duckdb_keywords() where keyword_category = 'reserved'")
    return frozenset(word for (word,) in rows.fetchall())
