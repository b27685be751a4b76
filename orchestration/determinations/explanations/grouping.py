"""Group charges (or arrests) with the same answers for the same reasons.

Compared are all elements of the deciding path and why the other paths did not decide. The lines behind the answers can
differ. Where only what keeps each from relief is shown, the same decisions and reasons are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from orchestration.determinations.explanations.model import Determination, ElementShown, Subject
from orchestration.determinations.explanations.wording import explain_path


@dataclass(frozen=True)
class SubjectGroup:
    """The ``first`` subject in timeline order and the ``others`` with the same answers."""

    first: Subject
    others: Sequence[Subject]


def group_subjects(subjects: Sequence[Subject]) -> list[SubjectGroup]:
    """Group subjects by their answers; each is in one group."""
    return _group(subjects, _collect_answers)


def group_subjects_by_reasons(subjects: Sequence[Subject]) -> list[SubjectGroup]:
    """Group subjects by what is decided of them and why, whatever the answers; each is in one group."""
    return _group(subjects, _collect_reasons)


def split_answer(determination: Determination) -> tuple[str, str]:
    """Split the answer into what blocks it, and the reason with what follows; the first is empty if nothing blocks."""
    answer, reason = determination.answer, determination.reason
    blocker, _, rest = answer.partition(f": {reason}")
    return ("", answer) if blocker == answer else (blocker, f"{reason}{rest}")


def _group(subjects: Sequence[Subject], collect: Callable[[Subject], Hashable]) -> list[SubjectGroup]:
    found: dict[Hashable, list[Subject]] = {}
    for subject in subjects:
        found.setdefault(collect(subject), []).append(subject)
    return [SubjectGroup(first, others) for first, *others in found.values()]


def _collect_reasons(subject: Subject) -> Hashable:
    decided = tuple((one.remedy_id, one.sentence, split_answer(one)[1]) for one in subject.determinations)
    return subject.arrest_id is None, decided


def _collect_answers(subject: Subject) -> Hashable:
    return subject.arrest_id is None, tuple(map(_summarize_determination, subject.determinations))


def _summarize_determination(determination: Determination) -> Hashable:
    plain = {name: value for name, value in vars(determination).items() if name != "paths"}
    values = tuple(tuple(value) if isinstance(value, list | tuple) else value for value in plain.values())
    paths = tuple(
        (path.path, tuple(map(_summarize_element, path.elements)) if path.is_deciding else explain_path(path))
        for path in determination.paths
    )
    return values, paths


def _summarize_element(element: ElementShown) -> Hashable:
    """Return the answer without its lines; facts that people established (without a line) are part of it."""
    plain = {name: value for name, value in vars(element).items() if name not in ("facts", "sources")}
    return tuple(plain.values()), tuple(fact.words for fact in element.facts if not fact.sources)
