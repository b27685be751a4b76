"""What is not compiled is refused by name, with the file and the line where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.law.compiler.files import STATUSES_MACRO, compile_state
from orchestration.law.pack_files.files import read_pack_files
from orchestration.law.pack_files.source import PackError
from tests.support.compiled_law import WORDS

PACK = """\
pack: zq
state: zq
title: A law
anniversary: on_the_day
selectors:
  conviction: {dispositions: [conviction], cite: s. 1, verified: V}
clocks:
  judgment: [{event: disposition}]
elements:
  three_years: {type: wait, clock: judgment, years: 3, cite: s. 2, verified: V}
remedies:
  seal: {name: Sealing, relief_by: court_order, effect: sealed, basis: statute, unit: charge}
reliefs:
  sealed: {rank: 1, unit: charge, ends_entry: false, ends_felony: false, words: sealed}
paths:
  - path: plain
    remedy: seal
    relief: sealed
    kind: conviction
    from: 2020-01-01
    cite: s. 3
    verified: V
    every: [three_years]
"""
ELEMENT = "  three_years: {type: wait, clock: judgment, years: 3, cite: s. 2, verified: V}"


def _compile(folder: Path, text: str) -> dict[str, str]:
    (folder / "zq.law").write_text(text, encoding="utf-8")
    return compile_state(read_pack_files(folder, "zq"), "zq", WORDS)


def test_a_plain_pack_is_compiled(tmp_path: Path) -> None:
    found = _compile(tmp_path, PACK)
    models = ["decisions", "seal", "seal_elements", "wide_facts"]
    assert sorted(found) == ["_compiled.yml", STATUSES_MACRO, *(f"rule_zq__{name}.sql" for name in models)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (ELEMENT, ELEMENT.replace("years: 3", "years: 3, yeers: 3"), "line 10: elements.three_years.yeers"),
        (ELEMENT, ELEMENT.replace("years: 3", "years: 3, fits: true"), "line 10: elements.three_years.fits"),
        (ELEMENT, ELEMENT.replace("years: 3", "days: 3, restarts: true"), "line 10: elements.three_years.restarts"),
        (
            ELEMENT,
            "  three_years: {type: no_other, selector: conviction, window: ever, when_hit: presumed,"
            " cite: s. 2, verified: V}",
            "line 10: elements.three_years.when_perhaps",
        ),
        (
            ELEMENT + "\nremedies",
            "  three_years: {type: combine, take: any, of: [a, b], answers: {fact: told, yes: met}, cite: s. 2,"
            " verified: V}\n"
            "  a: {type: wait, clock: judgment, years: 3, cite: s. 2, verified: V}\n"
            "  b: {type: wait, clock: judgment, years: 4, cite: s. 2, verified: V}\nremedies",
            "line 10: elements.three_years.answers",
        ),
        ("    kind: conviction", "    kind: conviction\n    gives_way: true", "line 20: paths.1.gives_way"),
        ("    kind: conviction", "    kind: conviction\n    comes_to: review", "line 20: paths.1.comes_to"),
        ("three_years", "both", "elements.both: expected a name that is no word of SQL"),
    ],
)
def test_what_is_not_compiled_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PACK
    with pytest.raises(PackError) as refused:
        _compile(tmp_path, PACK.replace(old, new))
    assert said in str(refused.value)
    assert "zq.law" in str(refused.value)
