"""Petitions hold the fields of the courts' forms; the notice is plain, says what it does not do, in two languages."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pytest

from orchestration.filing.documents.content import NoticeContent, RecordedDay
from orchestration.filing.documents.for_one_person import build_notice_pdf, build_petition_pdf
from orchestration.filing.documents.formatting import format_recorded_day
from orchestration.settings import Contact

from .invented import HOSTILE, LINE, SIXTY, text_of
from .of_a_person import CR_180, CR_400, CR_409, ENTRY, NOTICE
from .reading_ease import fernandez_huerta, flesch, grade

FIELDS_OF_CR_400 = (
    *("State Bar number", "Firm", "Street, city, state, ZIP", "Telephone and email", "Attorney for"),
    *("Defendant", "Case number", "11361.8(b)", "11361.8(f)"),
    *("11357", "11358", "11359", "11360", "11362.1"),
    *("serving the sentence (petition)", "completed the sentence (application)"),
    *("original sentencing judge is waived", "Appearance is waived", "Date Signature"),
)
"""Items of CR-400 in form_fields.csv."""


def test_the_petition_has_every_field_of_cr_400_and_what_the_form_lacks() -> None:
    words = text_of(build_petition_pdf(CR_400))
    for field in FIELDS_OF_CR_400:
        assert field in words, field
    for lacking in ("March 25, 1970", "25328413", "July 10, 1998", LINE.count_number, "11357(B)"):
        assert lacking in words, lacking
    assert "It has not been filed" in words


def test_only_what_the_record_tells_is_ticked() -> None:
    met = text_of(build_petition_pdf(CR_400))
    assert "☒ Redesignation or dismissal and sealing, 11361.8(f)" in met and "☒ 11357" in met
    assert "☐ Resentencing" in met and "☐ 11358" in met and "☐ 3. The original" in met
    for state in ("presumed", "unknown"):
        words = text_of(build_petition_pdf(replace(CR_400, lines=(replace(LINE, sentence_state=state),))))
        assert "☒ Redesignation" not in words and "☒ Resentencing" not in words
        assert "does not tell for sure whether the sentence is over" in words


def test_cr_180_holds_five_counts_and_an_attachment_for_more() -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(build_petition_pdf(CR_180))).pages]
    first, last = " ".join(pages[0].split()), " ".join(pages[-1].split())
    for field in ("Convicted on July 10, 1998", "Code", "Section", "Type of offense", "17(b)", "17(d)(2)", "perhaps"):
        assert field in first
    assert [place for place in range(7) if f"COUNT{place}" in first] == [0, 1, 2, 3, 4]
    assert [place for place in range(7) if f"COUNT{place}" in last] == [5, 6]
    assert "The person may petition under Penal Code 1203.4" in text_of(build_petition_pdf(CR_180))


def test_a_petition_about_an_arrest_says_what_is_known_how_sure_it_is_and_that_the_form_is_not_known() -> None:
    words = text_of(build_petition_pdf(CR_409))
    for told in (
        *("CAPD STOCKTON", "SYNTHNÚÑEZ,JOSÉ", "25328413", "July 10, 1998", "487(A) PC-GRAND THEFT", "CR000001; MCR-17"),
        "The person may petition under Penal Code 851.91 to have the arrest sealed (form CR-409), if no charge is",
        "Penal Code 851.91 (how sure the reading is: V/M-opening of (a) and (b))",
        "Its fields are not known to this system",
        "the section has no path for that. (Penal Code 851.93)",
        "It has not been filed",
    ):
        assert told in words, told


def test_a_petition_is_of_one_person_in_one_case() -> None:
    for other in (replace(LINE, case_numbers=("OTHER",)), replace(LINE, person_id="2" * 16)):
        with pytest.raises(ValueError, match="one person in one case"):
            build_petition_pdf(replace(CR_400, lines=(LINE, other)))
    with pytest.raises(ValueError, match="CR-999"):
        build_petition_pdf(replace(CR_400, form="CR-999"))


def prose(pdf: bytes) -> str:
    """The sentences of a notice: no head, foot, heading or table, whose words are the record's."""
    text = text_of(pdf)
    kept = [part.strip() for part in re.split(r"(?<=[.!?])\s+|•", text)]
    return " ".join(
        part
        for part in kept
        if part.endswith((".", "?")) and not re.search(r"CR0000|Page \d|Página \d|20\d\d|Code|reviewed|revisión", part)
    )


def test_the_notice_reads_easily_in_english_and_spanish() -> None:
    english, spanish = prose(build_notice_pdf(NOTICE, "en")), prose(build_notice_pdf(NOTICE, "es"))
    assert len(english.split()) > 250 and len(spanish.split()) > 230
    assert flesch(english) >= 75, flesch(english)
    assert grade(english) <= 6, grade(english)
    assert fernandez_huerta(spanish) >= 75, fernandez_huerta(spanish)


def test_the_measures_tell_plain_words_from_a_statutes() -> None:
    assert flesch("The cat sat on the mat. It was glad.") > 100
    assert (
        flesch("Notwithstanding any otherwise applicable statutory prohibition, expungement remains unavailable.") < 10
    )
    assert fernandez_huerta("El gato come. La casa es roja.") > 90
    assert fernandez_huerta("La inadmisibilidad jurisdiccional determinada administrativamente permanece.") < 20


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["gun", "Licenses", "immigration lawyer", "certified copies", "record review", "public defender"]),
        ("es", ["arma", "Licencias", "abogado de inmigración", "copias certificadas", "record review", "defensor"]),
    ],
)
def test_the_notice_says_what_relief_does_not_do_how_to_check_and_whom_to_call(language: str, told: list[str]) -> None:
    words = text_of(build_notice_pdf(NOTICE, language))
    for word in told:
        assert word in words, word
    for day in {"en": ("February 14, 2028", "not known"), "es": ("14 de febrero de 2028", "No se sabe")}[language]:
        assert day in words


def test_what_is_not_cleared_is_never_told_as_cleared() -> None:
    only = replace(NOTICE, entries=(replace(ENTRY, standing="can_be_cleared", cleared_by=""),))
    words = text_of(build_notice_pdf(only, "en"))
    assert "The files do not show that anything was cleared yet." in words
    assert "not cleared yet The law allows it. A court or the state must still act." in words
    nothing = text_of(build_notice_pdf(replace(NOTICE, entries=()), "en"))
    assert "anything was cleared yet" in nothing and "What it means" not in nothing
    cleared = text_of(build_notice_pdf(replace(NOTICE, entries=(ENTRY,)), "en"))
    assert "anything was cleared yet" not in cleared and "dismissed and sealed" in cleared


def test_names_print_as_text() -> None:
    for name in (SIXTY, HOSTILE, "SYNTHMÜLLER-ÅS,ŁUCJA"):
        for language in ("en", "es"):
            words = text_of(build_notice_pdf(replace(NOTICE, person_name=name), language)).replace(" ", "")
            assert name.split("\u202e")[0].replace(" ", "") in words


def test_whom_to_call_is_what_the_office_wrote_down_and_never_made_up() -> None:
    assert "We have no phone number on file" in text_of(build_notice_pdf(NOTICE, "en"))
    contact = Contact(county="San Joaquin", office="Public Defender", telephone="555-0100")
    words = text_of(build_notice_pdf(replace(NOTICE, office="Office of Clearance", contacts=(contact,)), "en"))
    assert "the office that gave you this paper: Office of Clearance." in words
    assert "San Joaquin County. Public Defender: 555-0100" in words
    assert "Napa County. We have no phone number on file" in words


def test_a_language_it_is_not_written_in_is_refused() -> None:
    with pytest.raises(ValueError, match="en or es"):
        build_notice_pdf(NOTICE, "fr")


def test_a_half_known_day_is_told_as_far_as_it_is_known() -> None:
    first = LINE.day.earliest
    assert first is not None
    month = RecordedDay(first.replace(day=1), first.replace(day=31), "month")
    year = RecordedDay(first.replace(month=1, day=1), first.replace(month=12, day=31), "year")
    span = RecordedDay(first.replace(day=2), first.replace(day=9), "span")
    told = [(day, [format_recorded_day(day, language) for language in ("en", "es")]) for day in (month, year, span)]
    assert told[0][1] == ["July 1998", "julio de 1998"]
    assert told[1][1] == ["1998", "1998"]
    assert told[2][1] == [
        "between July 2, 1998 and July 9, 1998",
        "entre el 2 de julio de 1998 y el 9 de julio de 1998",
    ]
    assert format_recorded_day(RecordedDay(), "en") == "not on record"
    assert format_recorded_day(RecordedDay(None, first, "span"), "es") == "a más tardar el 10 de julio de 1998"
    assert format_recorded_day(RecordedDay(first, None, "span"), "en") == "on or after July 10, 1998"


def test_every_standing_has_its_place() -> None:
    """An entry of the notice stands in exactly one group: none is lost."""
    content: NoticeContent = replace(
        NOTICE,
        entries=tuple(
            replace(ENTRY, standing=standing, charge_text=f"CHARGE{place}")
            for place, standing in enumerate(("cleared", "can_be_cleared", "waits", "stays"))
        ),
    )
    for language in ("en", "es"):
        words = text_of(build_notice_pdf(content, language))
        assert [words.count(f"CHARGE{place}") for place in range(4)] == [1, 1, 1, 1]
