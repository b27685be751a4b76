"""The rows of packs as lines of text, as CSV law tables have them: what people read, and what counsel signs.

A line is the row as it is written: a parameter by its name, not by its value, so that no key or hash depends on a day.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from orchestration.law.pack_files.checks import CONDITIONS, DAYS, NUMBERS, expand, get_name, list_parts, list_selectors
from orchestration.law.pack_files.columns import PEOPLE_TABLES, make_row_key
from orchestration.law.pack_files.common import make_common_elements, make_fit_element
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.plain_reasons import list_plain_reasons
from orchestration.law.pack_files.schema import COMMON, Element, NoOther, Owes, PersonStatus, UnitFact
from orchestration.law.pack_files.source import Place

Line = dict[str, str]
Lines = list[Line]
WRITTEN = "written"
"""The key of a line that holds everything its part of the pack says, for its hash."""
WHAT_IT_GIVES = "what it gives"
ENTRY = "entry"
"""The key of a line that names the entry of the pack it was read from."""
_RESTS_ON = {"owes": "owed", "status": "person_facts", "fact": "unit_facts", "age": "people unit_days"}
_RESTS_ON |= {"kind": "units", "wait": "unit_days", "no_other": "units unit_days"}


def read_lines_beside(folder: Path, state: str) -> dict[str, Lines]:
    """Read the CSV law tables of a folder, or of ``law/`` in it, that have rows of the same tables as packs."""
    found: dict[str, Lines] = {}
    for table in PEOPLE_TABLES:
        for path in (folder / "law" / f"{state}_{table}.csv", folder / f"{state}_{table}.csv"):
            if path.exists():
                with path.open(encoding="utf-8", newline="") as file:
                    found[table] = list(csv.DictReader(file))
    return found


def list_lines(files: Sequence[PackFile], beside: Mapping[str, Lines]) -> dict[str, Lines]:
    """List the lines of every table for people: those of CSV tables, then those of packs.

    Of several lines under one key the first goes: of a CSV table, until it is deleted there, then of the first pack.
    """
    lines = {table: [*beside.get(table, [])] for table in PEOPLE_TABLES}
    for table, own in list_pack_lines(files).items():
        if table in PEOPLE_TABLES:
            keys = {make_row_key(table, line) for line in lines[table]}
            for line in own:
                if (key := make_row_key(table, line)) not in keys:
                    lines[table].append({column: line.get(column, "") for column in PEOPLE_TABLES[table]})
                    keys.add(key)
    return lines


def list_pack_lines(files: Sequence[PackFile]) -> dict[str, Lines]:
    """List the lines of packs by table, with what each part says under ``written``."""
    return {table: [{**line} for line in lines] for table, lines in _make_pack_lines(tuple(files)).items()}


@lru_cache(maxsize=16)
def _make_pack_lines(files: tuple[PackFile, ...]) -> dict[str, Lines]:
    """Make the lines once in a process: a command asks for them up to twenty times."""
    found: dict[str, Lines] = {}
    selectors = {name: one for file in files for name, one in file.pack.selectors.items()}

    def add(table: str, part: Any, at: Place, **columns: Any) -> None:
        line = {name: _format(value) for name, value in columns.items()}
        line[ENTRY] = find_entry(file, at)
        line.setdefault("citation", _format(getattr(part, "cite", "")))
        line.setdefault("verified", _format(getattr(part, "verified", "")))
        found.setdefault(table, []).append({**line, WRITTEN: _format(_dump(part))} if table in _SIGNED_WHOLE else line)

    for file in files:
        pack = file.pack
        for name, values in pack.parameters.items():
            for one in values:
                days = {"effective_from": one.from_, "effective_to": one.to}
                add("parameters", one, ("parameters", name), parameter=name, value=one.value, unit=one.unit, **days)
        for name, fact in pack.facts.items():
            add(
                "facts",
                fact,
                ("facts", name),
                fact=name,
                unit=fact.unit,
                asked_by=fact.asked_by,
                question=fact.question,
            )
        for name, alternatives in pack.selectors.items():
            for number, alternative in enumerate(alternatives):
                add("selectors", alternative, ("selectors", name), selector=name, alternative=number + 1)
        for name, days_of in pack.clocks.items():
            readers = [one for one in pack.elements.values() if name in (_get(one, "clock"), _get(one, "after"))]
            for day in days_of:
                cite = day.cite or "; ".join(dict.fromkeys(one.cite for one in readers))
                tags = day.verified or "/".join(dict.fromkeys(one.verified for one in readers))
                keys = {"clock": name, "event": day.event, "selector": day.selector}
                add("clocks", day, ("clocks", name), **keys, citation=cite, verified=tags)
        for name, remedy in pack.remedies.items():
            if remedy.hint:
                told = {key: getattr(remedy.hint, key) for key in ("granted", "form")}
                told |= {"beside_remedy": remedy.hint.beside, "unit": remedy.unit}
                told |= {"hint_text": remedy.hint.text, "further_text": remedy.hint.further}
                add("petitions", remedy, (), remedy_id=name, **told)
                continue
            paths = [path for path in pack.paths if path.remedy == name]
            own = {key: getattr(remedy, key) for key in ("unit", "relief_by", "effect", "basis", "statutory_path")}
            cite = remedy.cite or remedy.statutory_path or "; ".join(dict.fromkeys(path.cite for path in paths))
            tags = remedy.verified or "/".join(dict.fromkeys(path.verified for path in paths))
            add("remedies", remedy, (), remedy_id=name, remedy_name=remedy.name, **own, citation=cite, verified=tags)
        for name, relief in pack.reliefs.items():
            paths = [path for path in pack.paths if path.relief == name]
            cite = relief.cite or "; ".join(dict.fromkeys(path.cite for path in paths))
            tags = relief.verified or "/".join(dict.fromkeys(path.verified for path in paths))
            if not any(line["relief"] == name for line in found.get("reliefs", [])):
                given_by = [pack.remedies[path.remedy].relief_by for path in paths if path.comes_to == "eligible"]
                own = {key: getattr(relief, key) for key in ("rank", "unit", "ends_entry", "ends_felony", "words")}
                own |= {"relief_by": next(iter(given_by), None)}
                add("reliefs", relief, (), relief=name, **own, citation=cite, verified=tags)
        for number, path in enumerate(pack.paths):
            add(
                "paths",
                path,
                ("paths", number),
                remedy_id=path.remedy,
                path=path.path,
                every=expand(file, path, number),
            )
        for number, cap in enumerate(pack.caps):
            add("caps", cap, ("caps", number), cap=cap.cap)
        for number, grade in enumerate(pack.grades):
            add("grades", grade, ("grades", number), level=grade.level, grade=grade.grade, offense_from=grade.from_)
        for code, reason in pack.reasons.items():
            add("reasons", reason, ("reasons", code), reason_code=code, reason_text=reason.text)
        for name, presumption in pack.presumptions.items():
            remedies = {
                p.remedy for n, p in enumerate(pack.paths) if presumption.element in (*COMMON, *expand(file, p, n))
            }
            for remedy_id in sorted(remedies):
                element = get_name(file, presumption.element)
                keys = {"remedy_id": remedy_id, "presumption": name, "element": element}
                said = {"presumption_text": presumption.text, "asks_a_person": presumption.asks_a_person}
                add("presumptions", presumption, ("presumptions", name), **keys, **said)
        for remedy_id, remedy in pack.remedies.items():  # (What petitions ask is in no table of determinations.)
            elements, reads = ("petition_elements", "petition_reads") if remedy.hint else ("elements", "element_reads")
            for line, part, key in _list_elements(file, remedy_id):
                add(elements, part, ("elements", key), **line)
            found.setdefault(reads, []).extend(_list_reads(file, remedy_id, selectors, files))
    plain = [{**line, ENTRY: find_entry(file, place)} for line, file, place in list_plain_reasons(files)]
    found.setdefault("reasons", []).extend(plain)
    return found


_SIGNED_WHOLE = (
    *("selectors", "clocks", "remedies", "reliefs", "paths", "caps", "grades", "elements", "petitions"),
    "petition_elements",
)


def find_entry(file: PackFile, place: Place) -> str:
    """Find the entry that a part of a pack was read from; what is no part of an entry is what the pack gives."""
    where = next(
        (file.source.places[place[:end]] for end in range(len(place), 0, -1) if place[:end] in file.source.places), ()
    )
    section = file.law.law[where[1]].section if where[:1] == ("law",) and isinstance(where[1], int) else WHAT_IT_GIVES
    return f"{file.pack.pack} {section}"


def _list_elements(file: PackFile, remedy_id: str) -> list[tuple[dict[str, Any], Element, str]]:
    paths_of: dict[str, list[str]] = {}
    parts: dict[str, list[Element]] = {}
    keys: dict[str, list[str]] = {}
    of_remedy = [(number, path) for number, path in enumerate(file.pack.paths) if path.remedy == remedy_id]
    for number, path in of_remedy:
        common = make_common_elements(file.pack, path)
        own = expand(file, path, number)
        for key in (*common, *own, *list_parts(file, own)):
            part = common.get(key) or file.pack.elements[key]
            name = part.name or key
            if part not in parts.setdefault(name, []):
                parts[name].append(part)
                keys.setdefault(name, []).append(key)
            paths_of.setdefault(name, []).append(path.path)
    remedy = file.pack.remedies[remedy_id]
    if remedy.a_path_fits:
        parts["a_path_fits"] = [make_fit_element(remedy.a_path_fits, of_remedy[0][1])]
        keys["a_path_fits"] = ["a_path_fits"]
        paths_of["a_path_fits"] = [path.path for _, path in of_remedy]
    unit = remedy.unit
    lines = []
    for place, (name, several) in enumerate(parts.items()):
        is_everywhere = len(paths_of[name]) == len(of_remedy)
        for part, key in zip(several, keys[name], strict=True):  # (each is signed; people read the first)
            is_of_person = isinstance(part, PersonStatus) or (isinstance(part, NoOther) and part.window == "ever")
            line = {"remedy_id": remedy_id, "element": name, "place": place + 1, "needed": "every"}
            line["asked_of"] = "person" if is_of_person else "arrest" if unit == "arrest" else "count"
            line["question"] = part.question or part.text or name.replace("_", " ").capitalize() + "?"
            line["when_unknown"] = "undeterminable" if part.when_unknown == "undeterminable" else "review"
            line["rests_on"] = " ".join(part.rests_on) or _RESTS_ON.get(_get(part, "type"), "run")
            line["looks_at"] = part.looks_at or _find_reach(part)
            line["when_not_yet"] = part.when_not_yet
            line["if_words"] = part.if_
            line["paths"] = "" if is_everywhere else " ".join(paths_of[name])
            lines.append((line, part, key))
    return lines


def _find_reach(part: Element) -> str:
    if isinstance(part, NoOther):
        return "case" if part.window in ("same_case", "same_arrest") else "person"
    return "person" if isinstance(part, PersonStatus) else "case" if isinstance(part, Owes) else "count"


def _list_reads(
    file: PackFile, remedy_id: str, selectors: Mapping[str, Sequence[Any]], files: Sequence[PackFile]
) -> Lines:
    """List what each element reads: parameters, offense lists, selectors, facts."""
    found: dict[tuple[str, str, str], Line] = {}
    for number, path in enumerate(file.pack.paths):
        if path.remedy != remedy_id:
            continue
        for name in [*expand(file, path, number), *list_parts(file, expand(file, path, number))]:
            part = file.pack.elements[name]
            alone = path.model_copy(update={"every": [name], "kind": "", "covers": None, "restarts": None})
            read = [("selectors", one) for one in list_selectors(file, alone, number, selectors, files)]
            parameters = [*_list_named(part)]
            for selector in [one for _, one in read]:
                for alternative in selectors[selector]:
                    read += [("offense_lists", one) for one in (*alternative.lists_any, *alternative.lists_none)]
                    parameters += _list_named(alternative)
            read += [("parameters", one) for one in parameters]
            read += [("facts", answer.fact) for answer in part.answers]
            if isinstance(part, UnitFact) and part.fact in file.pack.facts:
                read.append(("facts", part.fact))
            for table, key in read:
                if table != "selectors":
                    line = dict.fromkeys(PEOPLE_TABLES["element_reads"], "")
                    line |= {"remedy_id": remedy_id, "element": part.name or name, "law_table": table, "law_key": key}
                    found[name, table, key] = line
    return list(found.values())


def _list_named(part: Any) -> list[str]:
    keys = [key for key in part.__class__.model_fields if key in NUMBERS | DAYS or key in CONDITIONS]
    named = [value for key in keys if isinstance(value := getattr(part, key), str)]
    days = getattr(part, "from_", None)
    return named + [day.from_ for day in days if isinstance(day.from_, str)] if isinstance(days, list) else named


def _get(part: object, key: str) -> Any:
    return getattr(part, key, None)


def _dump(part: Any) -> dict[str, Any]:
    """What a part says, by the keys of the file, without what is left at its default."""
    said: dict[str, Any] = part.model_dump(by_alias=True, exclude_defaults=True)
    return said


def _format(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_format(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(f"({_format(one)})" if isinstance(one, dict) else _format(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)
