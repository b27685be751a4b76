"""An explanation as text, 80 characters wide by default, readable without color.

First what all findings come to, then each finding with what keeps it from relief, the timeline, and last the run. Of
more than a few findings the elements and the timeline are left out; charges with the same answers share one explanation
(``grouping``). Both are said, with the option that shows all. Color only repeats what a word says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from orchestration.determinations.explanations.blockers import list_questions, summarize
from orchestration.determinations.explanations.grouping import (
    SubjectGroup,
    group_subjects,
    group_subjects_by_reasons,
    split_answer,
)
from orchestration.determinations.explanations.layout import Drawing, Words
from orchestration.determinations.explanations.model import (
    OUTCOMES,
    Determination,
    ElementShown,
    Explanation,
    Subject,
    TimelineEvent,
    format_name,
)
from orchestration.determinations.explanations.wording import (
    IMMATERIAL,
    STATUS_LABELS,
    TAG_LEGEND,
    BasisFormatter,
    describe_unreached,
    escape_control_characters,
    explain_path,
    format_birth_date,
    format_days,
    format_gates,
    format_ids,
    format_lines,
    list_notes,
)

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 80
FEW = 3
"""Findings that are shown with their elements; of more, each is shown by what keeps it from relief."""
MAX_SPANS = 12
"""Spans of lines listed per role; more are counted, because the timeline lists every line."""

_STYLES = {"met": "green", "presumed": "green", "not_met": "red", "not_yet": "yellow", "unknown": "yellow"}
_DAYS, _ANSWER = 10, 9
"""Widths of the first column: for days, and for answers and labels."""


def print_explanation(console: Console, explanation: Explanation, *, whole: bool = False) -> None:
    """Print an explanation in the width and colors of the console. ``whole``: do not group charges."""
    console.print(_Page(console.width, whole=whole).draw(explanation))


def format_text(explanation: Explanation, *, whole: bool = False) -> str:
    """Format the same as plain text, 80 characters wide."""
    return _Page(WIDTH, whole=whole).draw(explanation).as_text()


class _Page:
    def __init__(self, width: int, *, whole: bool) -> None:
        self._drawing = Drawing(width)
        self._whole = whole
        self._full_basis = BasisFormatter()
        self._short_basis = self._full_basis if whole else BasisFormatter(max_spans=MAX_SPANS)
        self._is_brief = False

    def draw(self, explanation: Explanation) -> Drawing:
        self._put(explanation.notice, "bold")
        self._drawing.blank()
        self._draw_person(explanation)
        self._drawing.blank()
        self._draw_summary(explanation)
        self._is_brief = not self._whole and sum(len(one.determinations) for one in explanation.subjects) > FEW
        groups = [SubjectGroup(subject, ()) for subject in explanation.subjects]
        if self._is_brief:
            for group in group_subjects_by_reasons(explanation.subjects):
                self._drawing.blank()
                self._draw_briefly([group.first, *group.others])
        else:
            if not self._whole:
                groups = group_subjects(explanation.subjects)
            for group in groups:
                self._drawing.blank()
                self._draw_subject(group.first)
                if group.others:
                    self._drawing.blank()
                    self._draw_others(group.others)
            self._drawing.blank()
            self._put("TIMELINE", "bold")
            self._draw_timeline(explanation.timeline)
        self._draw_notes(explanation, groups)
        self._drawing.blank()
        self._draw_run(explanation)
        return self._drawing

    def _draw_summary(self, explanation: Explanation) -> None:
        questions = [(f"{count} x {question}", "") for question, count in list_questions(explanation)]
        self._draw_columns(("SUMMARY", "bold"), [(summarize(explanation), "bold")], _ANSWER)
        if questions:
            self._draw_columns(("waits for", ""), questions, _ANSWER)

    def _put(self, text: str, style: str = "", indent: int = 0) -> None:
        self._drawing.put(escape_control_characters(text), style, indent)

    def _draw_columns(self, left: Words, right: Iterable[Words], column: int, indent: int = 0) -> None:
        rows = [[(escape_control_characters(text), style)] for text, style in right if text]
        self._drawing.put_beside((escape_control_characters(left[0]), left[1]), rows, column, indent)

    def _draw_person(self, explanation: Explanation) -> None:
        person = explanation.person
        marks = [
            *(["death on record"] if person.is_deceased else []),
            *(["registration on record"] if person.has_registration else []),
        ]
        of_person = [
            person.name or "no name on record",
            *([f"also recorded as {'; '.join(person.other_names)}"] if person.other_names else []),
            " · ".join([format_birth_date(person), *marks]),
            format_ids(person),
            f"person {person.person_id} · data as of {person.data_as_of}",
            *explanation.run.notes,
        ]
        self._draw_columns(("PERSON", "bold"), [(text, "") for text in of_person], _ANSWER)

    def _draw_run(self, explanation: Explanation) -> None:
        run = explanation.run
        of_run = [
            f"as of {run.as_of_date} · state {explanation.state} · run {run.run_id}",
            f"law {run.law_version} · Lookback {run.version}",
            format_gates(run),
            *([f"overrides: {run.allowances}"] if run.allowances else []),
        ]
        self._draw_columns(("RUN", "bold"), [(text, "") for text in of_run], _ANSWER)

    def _draw_timeline(self, timeline: Sequence[TimelineEvent]) -> None:
        if not timeline:
            self._put("The record is empty.")
        for happening in timeline:
            self._draw_event(
                happening, format_name(happening.kind), _describe_event(happening), _describe_court(happening)
            )

    def _draw_event(self, happening: TimelineEvent, kind: str, text: str, *below: str) -> None:
        heading = [
            (escape_control_characters(kind), "bold"),
            (": " if kind and text else "", ""),
            (escape_control_characters(text), ""),
        ]
        rows = [heading, *([(escape_control_characters(line), "dim")] for line in below if line)]
        self._drawing.put_beside((escape_control_characters(format_days(happening)), ""), rows, _DAYS)

    def _draw_subject(self, subject: Subject) -> None:
        happening = subject.happening
        self._put(f"{format_name(happening.kind).upper()}  {_describe_event(happening)}", "bold reverse")
        self._put(f"{format_days(happening)} · {_describe_court(happening)}", "dim")
        self._put(_format_id(subject), "dim")
        if not subject.determinations:
            self._put("No requested remedy applies to it.")
        for determination in subject.determinations:
            self._drawing.blank()
            self._draw_determination(determination)

    def _draw_briefly(self, subjects: Sequence[Subject]) -> None:
        """Draw charges (or arrests) with the same reasons: each with what keeps it from relief, the reasons once."""
        answers = [[split_answer(one) for one in subject.determinations] for subject in subjects]
        differ = [len({answer[place] for answer in answers}) > 1 for place in range(len(answers[0]))]
        for subject, of_subject in zip(subjects, answers, strict=True):
            blockers = [blocker for (blocker, _), is_own in zip(of_subject, differ, strict=True) if is_own]
            self._draw_name(subject, blockers)
        if not subjects[0].determinations:
            self._put("No requested remedy applies to it.", "", 2)
        for one, (_, reason), is_own in zip(subjects[0].determinations, answers[0], differ, strict=True):
            # (The day and its conditions stand in the answer.)
            comes_to = OUTCOMES[one.outcome] if one.outcome == "not_yet" else one.sentence
            self._put(f"{one.remedy_name}: {comes_to}", "bold", 2)
            self._put(reason if is_own else one.answer, "", 4)

    def _draw_name(self, subject: Subject, below: Sequence[str]) -> None:
        """Draw what a subject is, how it can be asked for (its case, or its id), and lines below it."""
        happening = subject.happening
        found_by = f"case {happening.case_numbers}" if happening.case_numbers else _format_id(subject)
        where = "".join(f" · {part}" for part in (happening.county, found_by) if part)
        name = f"{format_name(happening.kind)}: {_describe_event(happening)}"
        rows = [
            [(escape_control_characters(name), "bold"), (escape_control_characters(where), "dim")],
            *([(escape_control_characters(line), "")] for line in below),
        ]
        self._drawing.put_beside((escape_control_characters(format_days(happening)), ""), rows, _DAYS)

    def _draw_determination(self, determination: Determination) -> None:
        self._put(f"{determination.remedy_name} ({determination.remedy_id})", "bold", 2)
        self._put(f"=> {determination.sentence}", "bold", 2)
        if determination.answer:
            self._put(determination.answer, "", 2)
        for label, text in list_notes(determination):
            self._draw_columns((label, ""), [(text, "")], _ANSWER, 2)
        for path in determination.paths:
            if path.is_deciding:
                self._put(f"Path {path.path}, which decided:" if path.path else "Elements:", "underline", 2)
                self._draw_elements(path.elements)
        others = [path for path in determination.paths if not path.is_deciding]
        if others:
            self._put("Paths that did not decide:", "underline", 2)
        for path in others:
            self._put(f"{path.path}: {explain_path(path)}", "dim", 2)

    def _draw_elements(self, elements: Sequence[ElementShown]) -> None:
        for needed, heading in (("every", "all are required"), ("one_of", "one is enough")):
            chosen = [element for element in elements if element.needed == needed]
            if chosen:
                self._put(f"({heading})", "dim", 2)
            for element in chosen:
                self._draw_element(element)

    def _draw_element(self, element: ElementShown) -> None:
        status = STATUS_LABELS.get(element.word, format_name(element.word))
        mark = " <- this decided" if element.is_deciding else ""
        mark = f" <- {IMMATERIAL}" if element.is_immaterial else mark
        basis = self._full_basis if element.is_deciding else self._short_basis
        below = [
            f"only time is missing, {element.condition}" if element.word == "not_yet" and element.condition else "",
            f"{element.citation} ({element.verified})",
            *basis.format(element),
        ]
        question = (f"{element.question}{mark}", "")
        right = [question, *((text, "dim") for text in below)]
        self._draw_columns((status, _STYLES.get(element.word, "")), right, _ANSWER, 2)

    def _draw_others(self, others: Sequence[Subject]) -> None:
        self._put(f"The same answers for the same reasons, based on other lines, for {_count_others(others)}:", "bold")
        for subject in others:
            happening = subject.happening
            self._draw_event(happening, "", _describe_event(happening), _describe_court(happening), _format_id(subject))

    def _draw_notes(self, explanation: Explanation, groups: Sequence[SubjectGroup]) -> None:
        if explanation.not_reached:
            self._drawing.blank()
            self._put(describe_unreached(explanation))
        folded = sum(len(group.others) for group in groups)
        if self._is_brief:
            self._drawing.blank()
            self._put(
                "Brief: elements, hints and the timeline are left out. To see them, use --all, or ask for one case "
                "(--case COUNTY NUMBER) or arrest (its id)."
            )
        elif folded:
            self._drawing.blank()
            self._put(
                f"Folded: {folded} of {len(explanation.subjects)} are listed briefly under one with the same answers. "
                "To see the lines behind each answer, use --all, or ask for one by its id."
            )
        if self._short_basis.has_counted:
            self._drawing.blank()
            self._put(
                "Counted: for an answer that did not decide and has many lines, only their number is shown. The "
                "timeline lists every line; use --all to see which they are."
            )
        if not self._is_brief:
            self._drawing.blank()
            self._put(TAG_LEGEND, "dim")


def _describe_event(happening: TimelineEvent) -> str:
    return ", ".join(part for part in (happening.words, happening.details) if part)


def _describe_court(happening: TimelineEvent) -> str:
    parts = (
        happening.county,
        happening.case_numbers and f"case {happening.case_numbers}",
        format_lines(happening.sources),
    )
    return " · ".join(part for part in parts if part)


def _format_id(subject: Subject) -> str:
    return f"charge {subject.charge_id}" if subject.charge_id else f"arrest {subject.arrest_id}"


def _count_others(others: Sequence[Subject]) -> str:
    kind = "arrest" if others[0].arrest_id else "charge"
    return f"1 other {kind}" if len(others) == 1 else f"{len(others)} other {kind}s"
