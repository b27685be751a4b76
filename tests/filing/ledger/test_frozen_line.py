"""A line that was frozen is read back whole, or without its reasons, and the same either way."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from orchestration.filing.ledger.frozen_line import FrozenLine, read_frozen, read_without_reasons

LIKE_A_PART = 'a name ","line":{"x":1},"law_version":"other" and \\ more'
FROZEN = FrozenLine(
    line_id="l1",
    state="ca",
    run_id="r1",
    law_version="law 1",
    note=LIKE_A_PART,
    line={"person_ids": ["p1"], "person_name": LIKE_A_PART, "law_version": "of the line"},
    law_rows=[{"law_table": "reasons", "line": {"a": 1}, "law_version": "of a row"}],
    explanation={"line": {"why": LIKE_A_PART}, "law_version": "of the explanation", "timeline": [1, 2]},
)


def test_without_its_reasons_it_is_what_it_is_whole() -> None:
    assert read_without_reasons(FROZEN.as_text()) == replace(read_frozen(FROZEN.as_text()), law_rows=[], explanation={})
    assert read_without_reasons(FROZEN.as_text()).line == FROZEN.line


@pytest.mark.parametrize("nested", [{"line": {"law_version": "x"}}, {"law_version": "x", "line": {"state": "y"}}])
def test_parts_within_the_line_that_bear_the_same_names_are_not_taken_for_them(nested: dict[str, object]) -> None:
    frozen = replace(FROZEN, line={**FROZEN.line, "zz": nested, "aa": [nested]})
    assert read_without_reasons(frozen.as_text()).line == frozen.line


def test_written_in_another_order_or_with_spaces_it_is_read_all_the_same() -> None:
    document = json.loads(FROZEN.as_text())
    for text in (json.dumps(document), json.dumps(dict(reversed(document.items())), separators=(",", ":"))):
        assert read_without_reasons(text) == replace(FROZEN, law_rows=[], explanation={})


@pytest.mark.parametrize(
    "text", ['{"why": "x"}', "", "[]", FROZEN.as_text().replace('"format_version":1', '"format_version":2')]
)
def test_what_is_no_frozen_line_is_refused(text: str) -> None:
    for read in (read_frozen, read_without_reasons):
        with pytest.raises(ValueError):
            read(text)


def test_the_reasons_are_not_looked_at() -> None:
    text = FROZEN.as_text()
    broken = text.replace('"timeline":[1,2]', '"timeline":[1,2')
    assert broken != text
    assert read_without_reasons(broken).line == FROZEN.line
    with pytest.raises(ValueError):
        read_frozen(broken)
