"""Words are set into a width as a reader expects it: whole words, two columns, no cell beyond the edge."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from orchestration.determinations.explanations.layout import Drawing

TEXTS = [
    "",
    "one",
    "one two  three",
    "a word of exactly twenty",
    "twentyseventwentyseventwentys and more",
    "short then twentyseventwentyseventwentyseven end",
    "李李李李李李李李李李李李李李李 and MUÑOZ",
    "trailing space ",
]


def shown(drawing: Drawing) -> list[str]:
    return drawing.as_text().splitlines()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("width", [8, 20, 21, 80])
def test_every_word_is_there_and_no_line_is_wider(text: str, width: int) -> None:
    drawing = Drawing(width)
    drawing.put(text)
    assert all(cell_len(line) <= width for line in shown(drawing))
    assert "".join("".join(shown(drawing)).split()) == "".join(text.split())
    if all(cell_len(word) <= width for word in text.split()):
        assert " ".join(shown(drawing)).split() == text.split()


def test_lines_are_as_full_as_they_can_be() -> None:
    drawing = Drawing(10)
    drawing.put("aaa bbb cc dddd", indent=0)
    drawing.put("aaa bbb cc dddd", indent=2)
    assert shown(drawing) == ["aaa bbb cc", "dddd", "  aaa bbb", "  cc dddd"]


def test_a_second_column_stands_beside_the_first_and_either_may_be_longer() -> None:
    drawing = Drawing(16)
    drawing.put_beside(("met", ""), [[("Is it so?", "")], [("one two three", "")]], 5)
    drawing.put_beside(("2027 to 2028 or", ""), [[("kind", "bold"), (": ", ""), ("what it was", "")]], 5)
    assert shown(drawing) == [
        "met   Is it so?",
        "      one two",
        "      three",
        "2027  kind: what",
        "to    it was",
        "2028",
        "or",
    ]


def test_a_style_covers_the_words_it_was_given_for_over_the_end_of_a_line() -> None:
    drawing = Drawing(9)
    drawing.put_beside(("x", ""), [[("two words", "bold"), (": ", ""), ("rest", "dim")]], 1)
    styled = [[part for part in line if part[0].strip()] for line in drawing.lines]
    assert styled == [
        [("x", ""), ("two", "bold")],
        [("words", "bold"), (":", "")],
        [("rest", "dim")],
    ]
