"""What a pack names must exist, and what it defines must be used: over all packs of a state together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from orchestration.law.input_files import suggest
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import COMMON, Combine, Element, NoOther, Operative, Path, Wait
from orchestration.law.verification_tags import is_read

Place = tuple[str | int, ...]
NUMBERS = {
    *("years", "months", "days", "n", "also_n", "below", "max_days_from", "max_days_to"),
    *("imposed_min_below", "imposed_max_below"),
}
DAYS = {
    *("from_", "to", "offense_from", "offense_to", "convicted_from", "convicted_to", "arrested_from", "arrested_to"),
}
"""Keys that may name a parameter."""
CONDITIONS = ("required_if", "only_if")
"""Keys that always name one."""
_SELECTORS = ("selector", "also_selector")
_GIVEN = "remedies that no petition asks for"


def check_packs(files: Sequence[PackFile], known: Mapping[str, Collection[str]]) -> None:
    """Check the packs of a state.

    ``known``: names that law tables outside the packs define: ``parameters``, ``facts`` and ``offense_lists`` (without
    an entry no list is checked).

    Raises:
        PackError: A name is unknown, defined twice or not used; remedies form a cycle or more than two stages.
    """
    names = _define(files, known)
    used: set[tuple[str, str]] = set()
    selectors = {name: alternatives for file in files for name, alternatives in file.pack.selectors.items()}
    for file in files:
        for place, kind, name in _list_names(file):
            if place[-1] == "except" and any(one.except_ for one in selectors.get(name, ())):
                raise file.source.make_error(place, "a selector without an exception of its own", name)
            if kind in names and name not in names[kind]:
                written = f"a name of {kind.replace('_', ' ')}{suggest(name, names[kind])}"
                raise file.source.make_error(place, written, name)
            used.add((kind, name))
        for code, reason in file.pack.reasons.items():
            if reason.where:
                used.add(("selectors", reason.where))
                if reason.where not in names["selectors"]:
                    expected = f"a name of selectors{suggest(reason.where, names['selectors'])}"
                    raise file.source.make_error(("reasons", code, "where"), expected, reason.where)
        for number, path in enumerate(file.pack.paths):
            elements = expand(file, path, number)
            used.update(("elements", name) for name in elements)
            _check_path(file, path, number, elements)
    for file in files:
        for kind in ("selectors", "clocks", "elements", "groups"):
            for name in getattr(file.pack, kind):
                if (kind, name) not in used:
                    raise file.source.make_error((kind, name), f"{kind} that a path uses", f"{name}, which none does")
    for file in files:
        _check_reasons(file)
        _check_questions(file)
    _check_units_of_petitions(files)
    find_stages(files)


def _check_questions(file: PackFile) -> None:
    """Check that a question cites an entry, names conditions, and sets numbers of the pack that are our reading."""
    entries = {entry.section: entry for entry in file.law.law}
    numbers = {name: (value, entry) for entry in entries.values() for name, value in entry.numbers.items()}
    for name, question in file.law.questions.items():
        place: Place = ("questions", name)
        if question.section not in entries:
            expected = f"the section of an entry{suggest(question.section, entries)}"
            raise file.source.make_error((*place, "section"), expected, question.section)
        for condition in question.conditions:
            if condition not in file.pack.elements:
                expected = f"a condition of an entry{suggest(condition, file.pack.elements)}"
                raise file.source.make_error((*place, "conditions"), expected, condition)
        for option, one in question.options.items():
            for number in one.sets:
                at = (*place, "options", option, "sets", number)
                if number not in numbers:
                    raise file.source.make_error(at, f"a number of an entry{suggest(number, numbers)}", number)
                values, entry = numbers[number]
                if is_read(next(iter(values if isinstance(values, list) else [values])).mark or entry.mark or ""):
                    raise file.source.make_error(at, "a number that the statute does not give (mark V)", number)


def list_named_parameters(files: Sequence[PackFile]) -> set[str]:
    """List the parameters that packs name."""
    return {name for file in files for _, kind, name in _list_names(file) if kind == "parameters"}


def _define(files: Sequence[PackFile], known: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {
        kind: set(known.get(kind, ()))
        for kind in (
            *("parameters", "facts", "selectors", "clocks", "remedies", _GIVEN, "reliefs", "elements", "paths", "caps"),
        )
    }
    if "offense_lists" in known:
        names["offense_lists"] = set(known["offense_lists"])
    for file in files:
        pack = file.pack
        for kind in ("selectors", "clocks", "remedies", "parameters", "facts"):
            for name in getattr(pack, kind):
                if name in names[kind] and kind in ("selectors", "clocks", "remedies"):
                    raise file.source.make_error((kind, name), "a name that no other pack of the state defines", name)
                names[kind].add(name)
        names["reliefs"] |= set(pack.reliefs)
        names[_GIVEN] |= {name for name, remedy in pack.remedies.items() if not remedy.hint}
        names["elements"] |= set(pack.elements)
        names["paths"] |= {path.path for path in pack.paths}
        for name in pack.elements:
            if name in COMMON:
                raise file.source.make_error(("elements", name), "common elements under the key common", name)
    return names


def _list_names(file: PackFile) -> Iterator[tuple[Place, str, str]]:
    """List every name that a pack uses: its place, what kind of name it is, the name."""
    pack = file.pack
    for selector, alternatives in pack.selectors.items():
        for number, one in enumerate(alternatives):
            place: Place = ("selectors", selector, number)
            yield from _list_parameters(one, place)
            for name in (*one.lists_any, *one.lists_none):
                yield (*place, "lists_any" if name in one.lists_any else "lists_none"), "offense_lists", name
            if one.except_:
                yield (*place, "except"), "selectors", one.except_
            for key in ("relieved_by", "not_relieved_by"):
                if getattr(one, key):
                    yield (*place, key), "remedies", getattr(one, key)
    for clock, days in pack.clocks.items():
        for number, day in enumerate(days):
            if day.selector:
                yield ("clocks", clock, number, "selector"), "selectors", day.selector
    for element, part in pack.elements.items():
        yield from _list_of_element(part, ("elements", element))
    for name, common in pack.common:
        for number, answer in enumerate(getattr(common, "answers", ())):
            yield ("common", name, "answers", number, "fact"), "facts", answer.fact
    for number, path in enumerate(pack.paths):
        place = ("paths", number)
        yield from _list_parameters(path, place)
        for key in ("kind", "covers", "restarts"):
            if getattr(path, key):
                yield (*place, key), "selectors", getattr(path, key)
        yield (*place, "remedy"), "remedies", path.remedy
        if path.relief:
            yield (*place, "relief"), "reliefs", path.relief
        for name in path.every:
            yield (*place, "every"), "groups" if name in pack.groups else "own elements", name
    for name, remedy in pack.remedies.items():
        if remedy.hint:
            yield ("remedies", name, "hint", "beside"), _GIVEN, remedy.hint.beside
    for number, cap in enumerate(pack.caps):
        yield from _list_parameters(cap, ("caps", number))
        for name in cap.paths:
            yield ("caps", number, "paths"), "paths", name
    for name, presumption in pack.presumptions.items():
        if presumption.element not in COMMON:
            yield ("presumptions", name, "element"), "elements", presumption.element


def _list_of_element(part: Element, place: Place) -> Iterator[tuple[Place, str, str]]:
    yield from _list_parameters(part, place)
    for key in _SELECTORS:
        if getattr(part, key, None):
            yield (*place, key), "selectors", getattr(part, key)
    for key in ("clock", "after"):
        if getattr(part, key, None):
            yield (*place, key), "clocks", getattr(part, key)
    for number, answer in enumerate(part.answers):
        yield (*place, "answers", number, "fact"), "facts", answer.fact
    if isinstance(part, Combine):
        for name in list_combined(part):
            yield (*place, "of"), "elements", name
    if isinstance(part, NoOther) and part.until:
        yield (*place, "until"), "elements", part.until
    if isinstance(part, Operative):
        for number, day in enumerate(part.from_):
            yield from _list_parameters(day, (*place, "from", number))


def _list_parameters(part: Any, place: Place) -> Iterator[tuple[Place, str, str]]:
    for key in part.__class__.model_fields:
        value = getattr(part, key)
        if isinstance(value, str) and (key in CONDITIONS or key in NUMBERS | DAYS):
            yield (*place, key.rstrip("_")), "parameters", value


def expand(file: PackFile, path: Path, number: int) -> list[str]:
    """List the elements of a path in their order: groups are replaced by their elements.

    Raises:
        PackError: A name is no element and no group of the pack.
    """
    pack, place = file.pack, ("paths", number, "every")
    names = [name for one in path.every for name in pack.groups.get(one, [one])]
    for name in names:
        if name not in pack.elements:
            raise file.source.make_error(place, f"an element or group{suggest(name, pack.elements)}", name)
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise file.source.make_error(place, "each element once", f"{twice} twice")
    return names


def list_combined(part: Combine) -> list[str]:
    """List the elements that a combination reads, those of lists among them too."""
    return [name for one in part.of for name in ([one] if isinstance(one, str) else one)]


def list_parts(file: PackFile, elements: Sequence[str]) -> list[str]:
    """List the elements that only a combination of these reads, so that they are evaluated and decide nothing."""
    parts: list[str] = []
    for name in [*elements]:
        part = file.pack.elements[name]
        if isinstance(part, Combine):
            named = dict.fromkeys(list_combined(part))
            parts += [one for one in named if one not in elements and one not in parts]
    return parts


def get_name(file: PackFile, element: str) -> str:
    """Get the name of an element: its key, or the name that it shares with those of other paths."""
    part = file.pack.elements.get(element)
    return (part and part.name) or element


def _check_path(file: PackFile, path: Path, number: int, elements: list[str]) -> None:
    parts = list_parts(file, elements)
    called = [get_name(file, name) for name in [*elements, *parts]]
    if twice := next((name for name in called if called.count(name) > 1), None):
        raise file.source.make_error(("paths", number, "every"), "each element once", f"{twice} twice")
    for name in [*elements, *parts]:
        part = file.pack.elements.get(name)
        if isinstance(part, Combine) and name in parts:
            raise file.source.make_error(("elements", name), "a combination of elements that combine nothing", name)
        if isinstance(part, NoOther) and part.until:
            wait = file.pack.elements.get(part.until)
            if not isinstance(wait, Wait) or part.until not in [*elements, *parts]:
                found = f"{part.until} in the path {path.path}"
                raise file.source.make_error(("elements", name, "until"), "a wait of the same path", found)
    remedy = file.pack.remedies.get(path.remedy)
    if remedy is None:
        raise file.source.make_error(("paths", number, "remedy"), "a remedy of this pack", path.remedy)
    if remedy.hint:
        _check_petition(file, path, number, elements)


def _check_petition(file: PackFile, path: Path, number: int, elements: list[str]) -> None:
    """Check a path of a petition: about one charge or arrest, it grants nothing and can put every doubt into words."""
    if path.relief or path.covers or path.unit not in ("charge", "arrest"):
        expected = "a path of a petition without relief and covers, of a charge or an arrest"
        raise file.source.make_error(("paths", number), expected, path.path)
    worded: list[tuple[Place, Path | Element]] = [(("paths", number), path)]
    worded += [(("elements", name), file.pack.elements[name]) for name in elements]
    for place, part in worded:
        if not part.if_:
            raise file.source.make_error(place, "the key told_if, for the words of a hint", None)


def _check_units_of_petitions(files: Sequence[PackFile]) -> None:
    """Check that each petition is about what the remedy decides beside which it is told: it would never be told else.

    A remedy by charge, case or person is decided charge by charge.
    """
    decides: dict[str, set[bool]] = {}
    for file in files:
        for path in file.pack.paths:
            decides.setdefault(path.remedy, set()).add(path.unit == "arrest")
    for file in files:
        for number, path in enumerate(file.pack.paths):
            hint = file.pack.remedies[path.remedy].hint
            if hint and (path.unit == "arrest") not in decides.get(hint.beside, ()):
                of = "arrests" if path.unit == "arrest" else "charges"
                expected = f"of a petition the unit of a path of {hint.beside}, which decides no {of}"
                raise file.source.make_error(("paths", number, "unit"), expected, path.unit)


def _check_reasons(file: PackFile) -> None:
    pack = file.pack
    codes = {f"{path.remedy}_{path.path}" for path in pack.paths}
    elements = [
        *(get_name(file, name) for name in pack.elements),
        *COMMON,
        "of_the_kind",
        "a_path_fits",
        "every_charge_of_the_case",
        *(cap.cap for cap in pack.caps),
    ]
    for remedy in pack.remedies:
        codes |= {f"{remedy}_{name}_{status}" for name in elements for status in ("not_met", "not_yet", "unknown")}
        codes |= {f"{remedy}_{name}_{status}" for name in elements for status in ("met", "presumed")}
        codes.add(f"{remedy}_no_path")
    for code, reason in pack.reasons.items():
        for name in reason.instead_of or [code]:
            if name not in codes:
                expected = f"<remedy>_<path> or <remedy>_<element>_<status>{suggest(name, codes)}"
                raise file.source.make_error(("reasons", code), expected, name)


def find_stages(files: Sequence[PackFile]) -> dict[str, int]:
    """Find the stage of each remedy: 0 if a path of another asks whether it relieved a unit, 2 of a petition, else 1.

    Raises:
        PackError: Remedies ask for each other in a cycle or in more than two stages.
    """
    selectors = {name: alternatives for file in files for name, alternatives in file.pack.selectors.items()}
    asks: dict[str, dict[str, tuple[PackFile, Place]]] = {}
    for file in files:
        for number, path in enumerate(file.pack.paths):
            for selector in list_selectors(file, path, number, selectors, files):
                for one in selectors[selector]:
                    for name in (one.relieved_by, one.not_relieved_by):
                        if name:
                            asks.setdefault(path.remedy, {})[name] = (file, ("paths", number))
    for remedy, others in asks.items():
        for name, (file, place) in others.items():
            if name == remedy:
                raise file.source.make_error(place, "a remedy that does not ask for itself", name)
            if remedy in asks.get(name, {}):
                raise file.source.make_error(place, "remedies without a cycle", f"{remedy} and {name}")
            if name in asks:
                further = f"{remedy} after {name} after {next(iter(asks[name]))}"
                raise file.source.make_error(place, "at most two stages of remedies", further)
    first = {name for others in asks.values() for name in others}
    return {
        name: 0 if name in first else 2 if remedy.hint else 1
        for file in files
        for name, remedy in file.pack.remedies.items()
    }


def list_selectors(
    file: PackFile, path: Path, number: int, selectors: Mapping[str, Sequence[Any]], files: Sequence[PackFile]
) -> list[str]:
    """List every selector that a path reads, also through clocks and exceptions."""
    clocks = {name: days for one in files for name, days in one.pack.clocks.items()}
    elements = expand(file, path, number)
    parts = [file.pack.elements[name] for name in [*elements, *list_parts(file, elements)]]
    waiting = [name for name in (path.kind, path.covers, path.restarts) if name]
    for part in parts:
        waiting += [getattr(part, key) for key in _SELECTORS if getattr(part, key, None)]
        for clock in (getattr(part, "clock", None), getattr(part, "after", None)):
            waiting += [day.selector for day in clocks.get(clock or "", []) if day.selector]
    found: list[str] = []
    while waiting:
        name = waiting.pop(0)
        if name not in found and name in selectors:
            found.append(name)
            waiting += [one.except_ for one in selectors[name] if one.except_]
    return found
