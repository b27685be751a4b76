"""The elements that every path has before its own."""

from __future__ import annotations

from orchestration.law.pack_files.schema import (
    COMMON,
    HOUSE_RULE,
    PETITION,
    CommonWords,
    Element,
    Kind,
    NoOther,
    Owes,
    Pack,
    Path,
    PersonStatus,
    UnitFact,
)

_QUESTIONS = {
    "not_relieved_before": "Was it relieved before?",
    "court_of_this_state": "Was it a court of this state?",
    "arrest_of_this_state": "Was the arrest made in this state?",
    "record_is_clear": "Is the record clear: no conflicting copies, unread lines or mixed identities?",
    "not_challenged": "Did anybody challenge the relief?",
    "a_path_fits": "Does one of the paths fit?",
}


_BARS = ("not_relieved_before", "not_challenged")
"""Common elements whose question asks what bars."""


def asks_what_bars(name: str, part: Element, pack: Pack) -> bool:
    """Return whether the question of an element asks what bars, so that yes is its answer where it is not met.

    Elements that share a name share a question, which asks what bars only if it does so for each of them.
    """
    called = part.name or name
    sharing: list[Element] = [one for key, one in pack.elements.items() if (one.name or key) == called]
    return all(_is_bar(name, one) for one in sharing or [part])


def _is_bar(name: str, part: Element) -> bool:
    if isinstance(part, Kind | UnitFact):
        return part.negate or name in _BARS
    return isinstance(part, NoOther | Owes | PersonStatus)


def make_common_elements(pack: Pack, path: Path) -> dict[str, Element]:
    """Make the common elements of a path, worded as its pack says; each is a fact that no row means yes to.

    A petition has none: it determines nothing, and its pack asks what it asks.
    """
    if pack.remedies[path.remedy].relief_by == PETITION:
        return {}
    court = "arrest_of_this_state" if path.unit == "arrest" else "court_of_this_state"
    left_out = {"arrest_of_this_state", "court_of_this_state"} - {court}
    elements: dict[str, Element] = {}
    for name in COMMON:
        worded = getattr(pack.common, name)
        if name not in left_out and worded is not False:
            elements[name] = _make_element(name, path, worded)
    return elements


def make_fit_element(words: CommonWords, path: Path) -> Element:
    """Make the element that a remedy asks of all its paths together: whether one of them is for the unit."""
    return _make_element("a_path_fits", path, words)


def _make_element(name: str, path: Path, worded: CommonWords | None) -> UnitFact:
    return UnitFact(
        type="fact",
        fact=(worded and worded.fact) or name,
        by_path=worded.by_path if worded else False,
        standard="must_not_appear",
        question=(worded and worded.question) or _QUESTIONS[name],
        rests_on=list(worded.rests_on) if worded else [],
        looks_at=worded.looks_at if worded else None,
        when_unknown=(worded and worded.when_unknown) or "review",
        when_not_yet=None,
        answers=list(worded.answers) if worded else [],
        cite=worded.cite if worded else HOUSE_RULE,
        verified=worded.verified if worded else "inference",
        text=worded.text if worded else None,
    )
