"""Lines of offense lists that a scenario takes away or adds.

What belongs here: what such a line can say. What does not: the lists (the law tables), laying it over them
(``overlay``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from orchestration.law.policies.errors import found
from orchestration.law.scenarios.errors import Place
from orchestration.law.scenarios.scenario import ListChange
from orchestration.law.scenarios.values import day

_SECTION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?[A-Z]{0,2}")
_SUBDIVISION = re.compile(r"(\([0-9a-z]{1,4}\)){1,8}")
_GOES_BY = ("code_book", "section", "subdivision")
_ADDED = (*_GOES_BY, "felony_only", "attempt_counts", "conspiracy_counts", "offense_from", "offense_to")
_ANSWERS = ("yes", "no", "unknown")


def list_change(
    place: Place, name: str, content: object, lines: Sequence[Mapping[str, str]], code_books: Collection[str]
) -> ListChange:
    """What is to change in the list ``name``, whose ``lines`` are known. Raises ``ScenarioFileError``."""
    told = place.keys(content, ("reason", "remove", "add"), required=("reason",))
    if not {"remove", "add"} & told.keys():
        raise place.fault("lines to remove or to add", "neither")
    remove, add = [], []
    for number, line in enumerate(place.sequence(told["remove"]) if "remove" in told else [], start=1):
        at = place / f"remove, line {number}"
        wanted = _named_offense(at, at.keys(line, _GOES_BY, required=_GOES_BY[:2]), code_books)
        if not any(goes_by(wanted, known) for known in lines):
            raise at.fault(f"a line of the list {name}", " ".join(wanted.values()))
        remove.append(wanted)
    for number, line in enumerate(place.sequence(told["add"]) if "add" in told else [], start=1):
        at = place / f"add, line {number}"
        add.append(_added(at, at.keys(line, _ADDED, required=_GOES_BY[:2]), code_books))
    return ListChange(name, (place / "reason").text(told["reason"]), tuple(remove), tuple(add))


def goes_by(wanted: Mapping[str, str], line: Mapping[str, str]) -> bool:
    """Whether a line of a list is one of those that ``wanted`` names: of a whole section, or of one subdivision."""
    return all((line[part] or "") == value for part, value in wanted.items())


def _named_offense(place: Place, line: Mapping[str, object], code_books: Collection[str]) -> dict[str, str]:
    code_book = line["code_book"]
    if not isinstance(code_book, str) or code_book not in code_books:
        raise (place / "code_book").fault(f"one of {', '.join(sorted(code_books))}", found(code_book))
    section = str(line["section"]) if isinstance(line["section"], int | str) else ""
    if isinstance(line["section"], bool) or not _SECTION.fullmatch(section):
        raise (place / "section").fault(
            'a section like 11359 or, with a point or letter in quotes, "667.5"', found(line["section"])
        )
    offense = {"code_book": code_book, "section": section}
    if "subdivision" in line:
        subdivision = line["subdivision"]
        if not isinstance(subdivision, str) or not _SUBDIVISION.fullmatch(subdivision):
            raise (place / "subdivision").fault('a subdivision in quotes like "(c)(1)"', found(subdivision))
        offense["subdivision"] = subdivision
    return offense


def _added(place: Place, line: Mapping[str, object], code_books: Collection[str]) -> dict[str, str]:
    offense = _named_offense(place, line, code_books)
    offense["match_mode"] = "subdivision" if "subdivision" in offense else "section"
    felony_only = line.get("felony_only", False)
    if not isinstance(felony_only, bool):
        raise (place / "felony_only").fault("true or false", found(felony_only))
    offense["felony_only"] = str(felony_only).lower()
    for counts in ("attempt_counts", "conspiracy_counts"):
        # (In YAML yes and no are words for true and false.)
        told = line.get(counts, "unknown")
        word = {True: "yes", False: "no"}[told] if isinstance(told, bool) else str(told)
        if word not in _ANSWERS:
            raise (place / counts).fault(f"one of {', '.join(_ANSWERS)}", found(told))
        offense[counts] = word
    for limit in ("offense_from", "offense_to"):
        if limit in line:
            offense[limit] = day(place / limit, line[limit]).isoformat()
    return offense
