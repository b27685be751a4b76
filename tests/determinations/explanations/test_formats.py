"""Text, JSON and page of an invented person: as the golden files, complete, and harmless whatever the record holds."""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict, replace
from html.parser import HTMLParser
from typing import Any

import pytest
from repository import ROOT
from rich.console import Console

from orchestration.determinations.explanations.as_html import format_html
from orchestration.determinations.explanations.as_json import format_json
from orchestration.determinations.explanations.as_text import format_text, print_explanation
from orchestration.determinations.explanations.model import (
    FORMAT_VERSION,
    Explanation,
    TimelineEvent,
    format_determination,
)
from orchestration.determinations.explanations.wording import BasisFormatter, escape_control_characters, format_lines
from tests.determinations.explanations.invented import (
    CHARGE,
    CONDITION,
    CONVICTION,
    ELEMENTS,
    FRESNO,
    PERSON,
    SACRAMENTO,
    TIMELINE,
    determination,
    explanation,
)
from tests.golden.write import FOLDER, written

HOSTILE = (
    "</td><script>alert(1)</script><img src=//x.example/y onerror=z>&\"'{{ 7*7 }}[red]"
    "\x1b[31m\x9b2J\x07\r\u202egnp\u2066"
)
STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


def hostile() -> Explanation:
    """The same with hostile texts wherever a file or a person's hand can put one."""
    what: TimelineEvent = replace(CONVICTION, words=HOSTILE, details=HOSTILE, county=HOSTILE, case_numbers=HOSTILE)
    told = explanation(
        person=replace(PERSON, name=HOSTILE, other_names=[HOSTILE], state_ids=[HOSTILE], issuer_ids=[HOSTILE]),
        timeline=[what, *TIMELINE],
    )
    source = replace(SACRAMENTO, file_name=HOSTILE)
    element = replace(ELEMENTS[0], facts=[replace(ELEMENTS[0].facts[0], words=HOSTILE, sources=[source])])
    by_people = replace(ELEMENTS[4], facts=[replace(ELEMENTS[4].facts[0], words=HOSTILE)])
    paths = [replace(determination().paths[0], elements=[element, by_people])]
    subject = replace(told.subjects[1], happening=what, determinations=[determination(paths=paths, hints=[HOSTILE])])
    return replace(told, subjects=[subject])


@pytest.mark.parametrize("name", ["explanation.txt", "explanation.json", "explanation.html"])
def test_an_invented_person_looks_as_the_golden_file(name: str) -> None:
    golden = (FOLDER / name).read_text(encoding="utf-8")
    assert written()[name] == golden, "read the difference, then: python -m tests.golden.write"


def test_the_text_is_80_signs_wide_and_plain() -> None:
    for told in (explanation(), hostile()):
        text = format_text(told)
        assert max(map(len, text.splitlines())) <= 80
        assert STEERING.search(text) is None


@pytest.mark.parametrize("width", [40, 132])
def test_a_terminal_has_its_width_and_colours_say_nothing_that_words_do_not(width: int) -> None:
    shown = {}
    for colours in ("truecolor", None):
        file = io.StringIO()
        console = Console(file=file, width=width, force_terminal=True, color_system=colours, no_color=colours is None)
        print_explanation(console, explanation())
        shown[colours] = file.getvalue()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown["truecolor"])
    assert plain != shown["truecolor"]
    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", shown[None])
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", shown[None])
    assert max(map(len, plain.splitlines())) <= width


def test_every_question_citation_mark_and_line_is_on_text_and_page() -> None:
    text = " ".join(format_text(explanation()).split())
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", format_html(explanation())))
    for shown in (text, page):
        for element in ELEMENTS:
            assert element.question in shown
        for words in (
            "Robot Code 1(a) (inference)",
            "sacramento_20260301.csv, lines 3, 5-7",
            CONDITION,
            "ZZ-1",
            "ZZ-2",
        ):
            assert words in shown
        for words in (
            "bars: Was the robot made of wood?",
            "may petition under Robot Code 9",
            CHARGE,
            "2 of the record",
        ):
            assert words in shown
        assert f"ligible on 2027-03-02 {CONDITION}" in shown
        assert "no delivered line answers it; asked of sacramento_20260301.csv, lines 3, 5-7" in shown
        assert "gates passed: intake, rules; not asked: marts" in shown.replace("Gates", "gates")
        assert "nothing of this run may be handed out" in shown


def test_the_words_of_the_record_steer_no_terminal() -> None:
    text = format_text(hostile())
    assert STEERING.search(text) is None
    assert "\\x1b[31m\\x9b2J\\x07\\x0d\\u202egnp\\u2066" in "".join(text.split())
    assert "[red]" in text


def test_signs_that_steer_are_written_out_and_others_stay() -> None:
    assert escape_control_characters("O'NEILL-MUÑOZ, 李 \x1b\x00\x85\u202e\U000e0001") == (
        "O'NEILL-MUÑOZ, 李 \\x1b\\x00\\x85\\u202e\\U000e0001"
    )


class Page(HTMLParser):
    """Tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def test_the_words_of_the_record_are_no_tags_and_the_page_asks_for_nothing() -> None:
    page = format_html(hostile())
    read = Page(page)
    assert {"script", "img", "link", "iframe", "object", "base", "form"} & set(read.tags) == set()
    assert not {name for name, _ in read.attributes if name.startswith("on") or name in ("src", "href", "style")}
    assert STEERING.search(page.replace("\n", "")) is None
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "49" not in re.sub(r"#[0-9a-f]+;|&#\d+;", "", page).split("</style>")[1]
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in read.attributes
    assert not re.search(r"@import|url\(", page)


@pytest.mark.parametrize("told", [explanation(), hostile()], ids=["plain", "hostile"])
def test_json_holds_what_the_values_hold_in_their_order(told: Explanation) -> None:
    document = {"format": "lookback-explanation", "format_version": FORMAT_VERSION, **asdict(told)}
    written = json.loads(format_json(told))
    assert json.dumps(written) == json.dumps(document, default=str)


def test_json_is_plain_ascii_and_gives_the_hostile_words_back_as_they_were() -> None:
    words = format_json(hostile())
    assert words.isascii()
    assert STEERING.search(words.replace("\n", "")) is None
    assert json.loads(words)["person"]["name"] == HOSTILE


def _keys(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict):
        return {found for key, inner in value.items() for found in {f"{path}{key}", *_keys(inner, f"{path}{key}.")}}
    if isinstance(value, list):
        return {found for inner in value for found in _keys(inner, path)}
    return set()


def test_every_key_of_the_json_is_described_and_no_other() -> None:
    page = (ROOT / "docs" / "reference" / "explanation_keys.md").read_text(encoding="utf-8")
    described: set[str] = set()
    for heading, body in re.findall(r"^## `?([^`\n]*)`?\n(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL):
        described |= {
            f"{heading}.{key}".removeprefix("top.") for key in re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE)
        }
    found = {
        re.sub(r"^.*\b(happening|timeline)\.", "happening.", key)
        for key in _keys(json.loads(format_json(explanation())))
    }
    shortened = {
        re.sub(r"^.*\bsources\.", "sources.", re.sub(r"^subjects\.determinations\.(?=\w+\.)", "", key)) for key in found
    }
    assert len(described) > 60
    assert shortened == described


@pytest.mark.parametrize(
    ("outcome", "relief", "sentence"),
    [
        ("eligible", "dismiss_and_seal", "eligible: dismiss and seal"),
        ("not_yet", None, "eligible on 2027-03-02 if this and if that"),
        ("ineligible", "no_change", "not eligible: nothing lighter exists"),
        ("review", None, "a person must look at it"),
        ("a_word_to_come", None, "a word to come"),
    ],
)
def test_a_determination_is_one_sentence(outcome: str, relief: str | None, sentence: str) -> None:
    from datetime import date

    day = date(2027, 3, 2) if outcome == "not_yet" else None
    words = "nothing lighter exists" if relief == "no_change" else None
    assert format_determination(outcome, relief, day, ["if this", "if that"], words) == sentence


def test_lines_are_told_in_spans_and_the_id_where_two_files_share_a_name() -> None:
    assert format_lines([FRESNO, SACRAMENTO]) == (
        "fresno_20260301.csv (ba9876543210), line 12; sacramento_20260301.csv, lines 3, 5-7"
    )


def test_roles_that_the_same_lines_tell_stand_together() -> None:
    assert BasisFormatter().format(ELEMENTS[0]) == ["the count, sentence: sacramento_20260301.csv, lines 3, 5-7"]
    assert BasisFormatter().format(ELEMENTS[4]) == [
        "established fact: robot_paid: yes",
        "asked of sacramento_20260301.csv, lines 3, 5-7",
    ]
