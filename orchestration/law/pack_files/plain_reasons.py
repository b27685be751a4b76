"""The reasons of a remedy for which no pack words any: the question of an element with its answer.

A pack that words one reason of a remedy words all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.law.pack_files.checks import expand
from orchestration.law.pack_files.common import asks_what_bars, make_common_elements
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import Cited, Element, Path, Wait
from orchestration.law.pack_files.source import Place
from orchestration.law.pack_files.wording import say_any

_ANSWERS = {"not_met": "No.", "not_yet": "Not yet.", "unknown": "The record does not tell."}
_ANSWERS_OF_BARS = {"not_met": "Yes.", "not_yet": "Yes, today.", "unknown": "The record does not tell."}
_OF_THE_KIND = {
    "not_met": "The law is not for this {unit}.",
    "unknown": "The record does not tell whether the law is for this {unit}{asked}.",
}
_ASKED = {
    "disposition": ("dispositions",),
    "level": ("levels", "levels_none"),
    "grade": ("grades",),
    "section": ("lists_any", "lists_none", "sections"),
    "longest term": ("max_days_from", "max_days_to"),
    "sentence": ("imposed_min_below", "imposed_max_below", "components"),
    "day of the offense": ("offense_from", "offense_to"),
    "day of the judgment": ("convicted_from", "convicted_to"),
    "day of the arrest": ("arrested_from", "arrested_to"),
}
"""What a kind of charge or arrest can ask, in words, with the keys of a selector that ask it."""
_OF_THE_CASE = {
    "not_met": "Another charge of the case cannot be relieved.",
    "not_yet": "Another charge of the case cannot be relieved yet.",
    "unknown": "The record does not tell whether every charge of the case can be relieved.",
}
_OF_THE_CAP = {
    "not_met": "No more than {n} may be relieved, and others come first.",
    "not_yet": "No more than {n} may be relieved, and others may come first.",
    "unknown": "No more than {n} may be relieved, and the record does not tell which come first.",
}
_NO_PATH = "No path of the remedy is for this {unit}."


def list_plain_reasons(files: Sequence[PackFile]) -> list[tuple[dict[str, str], PackFile, Place]]:
    """List the lines of table ``reasons`` for the remedies for which no pack words a reason, with what each is of."""
    lines: dict[str, tuple[dict[str, str], PackFile, Place]] = {}
    for file in files:
        for remedy_id, remedy in file.pack.remedies.items():
            if remedy.hint or any(code.startswith(f"{remedy_id}_") for code in file.pack.reasons):
                continue
            paths = [(number, path) for number, path in enumerate(file.pack.paths) if path.remedy == remedy_id]
            rests_on = say_any(_list_asked(file, [path for _, path in paths]), "and")
            asked = f": that rests on its {rests_on}" if rests_on else ""
            for number, path in paths:
                for name, text, part, place in _list_of_path(file, number, path):
                    source = {"citation": part.cite, "verified": part.verified}
                    code = f"{remedy_id}_{name}"
                    said = text.format(unit=remedy.unit, asked=asked)
                    lines.setdefault(code, ({"reason_code": code, "reason_text": said, **source}, file, place))
    return list(lines.values())


def _list_asked(file: PackFile, paths: Sequence[Path]) -> list[str]:
    """List what the kinds of paths ask of a charge or arrest, in words."""
    asking = [selector for path in paths for selector in file.pack.selectors[path.kind]]
    return [words for words, keys in _ASKED.items() if any(getattr(one, key) for one in asking for key in keys)]


def _list_of_path(file: PackFile, number: int, path: Path) -> Iterator[tuple[str, str, Cited, Place]]:
    here: Place = ("paths", number)
    yield path.path, f"All that {path.cite} asks is met.", path, here
    yield from ((f"of_the_kind_{status}", text, path, here) for status, text in _OF_THE_KIND.items())
    yield "no_path", _NO_PATH, path, here
    elements = {name: file.pack.elements[name] for name in expand(file, path, number)}
    for name, part in {**make_common_elements(file.pack, path), **elements}.items():
        question = part.question or f"{name.replace('_', ' ').capitalize()}?"
        answers = _ANSWERS_OF_BARS if part.question and asks_what_bars(name, part, file.pack) else _ANSWERS
        for status in _list_statuses(part):
            yield f"{part.name or name}_{status}", f"{question} {answers[status]}", part, ("elements", name)
    if path.unit == "case":
        yield from ((f"every_charge_of_the_case_{status}", text, path, here) for status, text in _OF_THE_CASE.items())
    for place, cap in enumerate(file.pack.caps):
        if path.path in cap.paths:
            for status, text in _OF_THE_CAP.items():
                yield f"{cap.cap}_{status}", text.format(n=cap.n), cap, ("caps", place)


def _list_statuses(part: Element) -> list[str]:
    """List the statuses that keep a path of the element from being eligible."""
    if isinstance(part, Wait):
        return ["not_yet", "unknown"]
    given = {getattr(part, "when_hit", "not_met"), getattr(part, "when_no", "not_met"), "unknown"}
    given |= {answer for one in part.answers for answer in (one.yes, one.no)}
    return [status for status in _ANSWERS if status in given]
