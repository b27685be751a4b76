"""Every relief of every state has words of a notice in English and Spanish, and they read easily."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from orchestration.filing.documents.for_one_person import LANGUAGES, build_notice_pdf
from orchestration.filing.documents.notice_words import NoticeWordsError, read_notice_words
from orchestration.law.register import list_packs
from orchestration.law.tables import read_table
from orchestration.settings import PROJECT_ROOT

from .invented import text_of
from .of_a_person import ENTRY, NOTICE
from .reading_ease import fernandez_huerta, flesch, grade
from .test_for_one_person import prose

MODELS = PROJECT_ROOT / "models"
DAY = date(2026, 7, 1)
"""Every law that the words are of is in force."""
RELIEFS = [
    (state, row["relief"])
    for state in list_packs(MODELS)
    for row in read_table(MODELS, state, "reliefs")
    if row["relief_by"]
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("state", "relief"), RELIEFS)
def test_a_notice_says_of_every_relief_what_was_done_and_what_it_means(state: str, relief: str, language: str) -> None:
    words = read_notice_words(MODELS, state, DAY)
    entry = replace(ENTRY, relief=relief)
    said = text_of(build_notice_pdf(replace(NOTICE, state=state, entries=(entry,), words=words), language))
    own = [one for one in words if one.language == language]
    for one in own:
        if one.relief in ("", relief):
            assert one.words.split(". ")[0].split(" (")[0] in said, one.words
    (of_relief,) = [one for one in own if one.relief == relief]
    assert f"{of_relief.name[0].upper()}{of_relief.name[1:]}: " in said


@pytest.mark.parametrize("state", list_packs(MODELS))
def test_the_notice_of_a_state_reads_easily(state: str) -> None:
    words = read_notice_words(MODELS, state, DAY)
    of_state = replace(
        NOTICE,
        state=state,
        entries=tuple(replace(ENTRY, relief=relief) for its, relief in RELIEFS if its == state),
        words=words,
    )
    english, spanish = prose(build_notice_pdf(of_state, "en")), prose(build_notice_pdf(of_state, "es"))
    assert flesch(english) >= 75, flesch(english)
    assert grade(english) <= 6, grade(english)
    assert fernandez_huerta(spanish) >= 75, fernandez_huerta(spanish)


def test_a_relief_without_words_stops_the_notice() -> None:
    lacking = replace(NOTICE, entries=(replace(ENTRY, relief="forget"),))
    with pytest.raises(NoticeWordsError, match="'en': add a row to relief_words"):
        build_notice_pdf(lacking, "en")
