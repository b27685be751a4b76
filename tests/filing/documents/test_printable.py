"""Every character a record can hold is printed: as itself where the fonts have it, else by its number."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.filing.documents.for_one_person import build_notice_pdf
from orchestration.filing.documents.formatting import PRINTED, escape_unprintable

from .invented import text_of
from .of_a_person import NOTICE

SHOWN = "".join(
    chr(code)
    for first, last in PRINTED
    for code in range(first, last + 1)
    if escape_unprintable(chr(code)) == chr(code)
)


def test_the_fonts_have_every_character_that_is_printed_as_itself() -> None:
    """PDF/UA-1 allows no character without a shape: the typesetter would refuse."""
    assert len(SHOWN) > 1_300
    words = text_of(build_notice_pdf(replace(NOTICE, person_name=SHOWN), "en"))
    for letter in "AñŁΩЖ€“–ẞ":
        assert letter in SHOWN and letter in words


def test_what_turns_or_hides_text_is_printed_by_its_number() -> None:
    for code in (0x00, 0x07, 0x0A, 0x1B, 0x7F, 0xAD, 0x200B, 0x200E, 0x202E, 0x2066, 0xFEFF, 0xD800, 0x1F600):
        assert escape_unprintable(f"a{chr(code)}b") == f"a[U+{code:04X}]b"


@settings(max_examples=200)
@given(st.text(st.characters(), max_size=30))
def test_nothing_is_left_out(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    told = escape_unprintable(text)
    assert set(told) <= set(SHOWN) | set("[]U+0123456789ABCDEF")
    position = 0
    for letter in composed:
        shown = letter if letter in SHOWN else f"[U+{ord(letter):04X}]"
        assert told.startswith(shown, position)
        position += len(shown)
    assert position == len(told)


@settings(max_examples=25)
@given(st.text(st.characters(), min_size=1, max_size=60))
def test_no_text_stops_a_document_or_becomes_an_instruction(text: str) -> None:
    words = text_of(build_notice_pdf(replace(NOTICE, person_name=text), "es"))
    assert "Usted pidió esta hoja." in words
