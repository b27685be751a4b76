"""Text tells once what was answered alike and counts long lists of lines; nothing is lost without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestration.determinations.explanations.as_html import format_html
from orchestration.determinations.explanations.as_json import format_json
from orchestration.determinations.explanations.as_text import MAX_SPANS, format_text
from orchestration.determinations.explanations.grouping import group_subjects
from orchestration.determinations.explanations.model import ElementShown, Explanation, Fact, PathShown, Source, Subject
from tests.determinations.explanations.invented import (
    CONVICTION,
    ELEMENTS,
    SACRAMENTO,
    determination,
    element,
    explanation,
)

PATH = determination().paths[0]


def charge(number: int, elements: list[ElementShown] | None = None, **changes: object) -> Subject:
    """A conviction with an id, a day and a line of its own."""
    id_, own = f"{number:032x}", replace(SACRAMENTO, lines=[1000 + number])
    shown = elements or [replace(one, sources=[own] if one.sources else []) for one in ELEMENTS]
    happening = replace(CONVICTION, fact_id=id_, charge_ids=[id_], words=f"{number} ZZ-ROBOT", sources=[own])
    return Subject(id_, None, happening, [determination(paths=[replace(PATH, elements=shown)], **changes)])


def of(*subjects: Subject) -> Explanation:
    return explanation(subjects=[*subjects], timeline=[subject.happening for subject in subjects])


def one_word(told: str) -> str:
    return " ".join(told.split())


def test_what_was_answered_alike_is_told_once_and_each_charge_keeps_its_line_and_id() -> None:
    told = of(*map(charge, range(1, 4)))
    text = one_word(format_text(told))
    assert text.count("Is a conviction on record?") == 1
    assert "The same answers for the same reasons, based on other lines, for 2 other charges:" in text
    answers = text.split("CONVICTION 1 ZZ")[1]
    for number in range(1, 4):
        assert f"charge {number:032x}" in answers
        assert f"sacramento_20260301.csv, line {1000 + number}" in answers
    assert "Folded: 2 of 3" in text
    assert "use --all" in text


def test_asked_for_all_of_it_text_folds_nothing_and_json_and_page_never_do() -> None:
    told = of(*map(charge, range(1, 6)))
    whole = one_word(format_text(told, whole=True))
    assert "Folded" not in whole
    assert "Counted" not in whole
    question = "Is a conviction on record?"
    for form in (whole, format_json(told), format_html(told)):
        assert form.count(question) == 5


@pytest.mark.parametrize(
    "other",
    [
        charge(2, reason="Another reason."),
        charge(2, sentence="eligible on 2027-03-03 if no crime with a robot is committed until then"),
        charge(2, hints=["may petition under Robot Code 10"]),
        charge(2, [replace(ELEMENTS[0], word="unknown"), *ELEMENTS[1:]]),
        charge(2, [replace(ELEMENTS[0], is_deciding=True), *ELEMENTS[1:]]),
        charge(2, [*ELEMENTS[:4], replace(ELEMENTS[4], facts=[Fact("established_fact", "paid: no", [])])]),
        charge(2, ELEMENTS[:-1]),
        replace(charge(2), charge_id=None, arrest_id="b" * 32),
    ],
    ids=["reason", "day", "hint", "word", "what decided", "what people said", "questions", "an arrest"],
)
def test_what_differs_in_anything_but_its_lines_is_told_by_itself(other: Subject) -> None:
    assert [len(group.others) for group in group_subjects([charge(1), charge(3), other])] == [1, 0]


def long_facts(lines: int) -> list[Fact]:
    return [Fact("other_conviction", "2 ZZ", [replace(SACRAMENTO, lines=[line])]) for line in range(1, 2 * lines, 2)]


def resting_on(lines: int, **changes: object) -> ElementShown:
    told = [replace(SACRAMENTO, lines=list(range(1, 2 * lines, 2)))]
    return element(
        "no_other_robot", "met", "Has the person no other robot?", facts=long_facts(lines), sources=told, **changes
    )


def test_many_lines_are_counted_and_said_to_be_and_named_where_all_is_asked_for() -> None:
    told = of(charge(1, [resting_on(MAX_SPANS + 1)]))
    text = one_word(format_text(told))
    assert f"other conviction: {MAX_SPANS + 1} lines of 1 file" in text
    assert "Counted: " in text
    whole = one_word(format_text(told, whole=True))
    assert f"lines 1, 3, 5, {', '.join(str(line) for line in range(7, 2 * MAX_SPANS + 2, 2))}" in whole


@pytest.mark.parametrize(
    "shown", [resting_on(MAX_SPANS), resting_on(MAX_SPANS + 1, is_deciding=True)], ids=["few", "decided"]
)
def test_few_lines_and_those_of_what_decided_are_named(shown: ElementShown) -> None:
    text = one_word(format_text(of(charge(1, [shown]))))
    assert "sacramento_20260301.csv, lines 1, 3, 5, 7" in text
    assert "Counted" not in text


def test_a_further_charge_that_was_answered_alike_costs_its_own_lines_alone() -> None:
    few, many = (format_text(of(*map(charge, range(1, count)))).count("\n") for count in (11, 111))
    assert many - few <= 100 * 3


def test_two_files_are_counted_as_two() -> None:
    other = Source("ba9876543210", "fresno_20260301.csv", False, [1])
    facts = [*long_facts(MAX_SPANS), Fact("other_conviction", "3 ZZ", [other])]
    path = PathShown("ZZ-1", True, [replace(resting_on(MAX_SPANS), facts=facts)])
    subject = replace(charge(1), determinations=[determination(paths=[path])])
    assert f"other conviction: {MAX_SPANS + 1} lines of 2 files" in one_word(format_text(of(subject)))
