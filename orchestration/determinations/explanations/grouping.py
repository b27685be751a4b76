"""Charges (or arrests) that were answered alike: the same answers to the same questions, for the same reasons.

What belongs here: which explanations a reader need not read twice: every question of the path that decided, and why the
others did not, are the same. What does not: how they are shown (``as_text``). The lines they rest on are each one's
own, and no part of it: a form that folds says so, and where they stand.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from orchestration.determinations.explanations.model import Determination, ElementShown, Subject
from orchestration.determinations.explanations.wording import explain_path


@dataclass(frozen=True)
class Alike:
    """``first`` in the order of the timeline, and the ``others`` that were answered as it was."""

    first: Subject
    others: Sequence[Subject]


def group_alike(subjects: Sequence[Subject]) -> list[Alike]:
    """Every subject once, those that are alike together."""
    found: dict[Hashable, list[Subject]] = {}
    for subject in subjects:
        found.setdefault(_collect_answers(subject), []).append(subject)
    return [Alike(first, others) for first, *others in found.values()]


def _collect_answers(subject: Subject) -> Hashable:
    return subject.arrest_id is None, tuple(map(_answer, subject.determinations))


def _answer(determination: Determination) -> Hashable:
    plain = {name: value for name, value in vars(determination).items() if name != "paths"}
    said = tuple(tuple(value) if isinstance(value, list | tuple) else value for value in plain.values())
    paths = tuple(
        (path.path, tuple(map(_summarize_element, path.elements)) if path.is_deciding else explain_path(path))
        for path in determination.paths
    )
    return said, paths


def _summarize_element(element: ElementShown) -> Hashable:
    """What is told of the answer itself; what people said (a fact that no line tells) belongs to it."""
    plain = {name: value for name, value in vars(element).items() if name not in ("facts", "sources")}
    return tuple(plain.values()), tuple(fact.words for fact in element.facts if not fact.sources)
