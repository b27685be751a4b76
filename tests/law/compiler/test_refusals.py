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
years_elapse: on the anniversary
remedies:
  seal: {name: Sealing, relief_by: court_order, effect: sealed}
reliefs:
  sealed: {rank: 1, ends_entry: false, ends_felony: false, called: sealed}
law:
- section: s. 1
  mark: V
  defines:
    conviction: {disposition: conviction}
  begins: {judgment: disposition}
- section: s. 2
  mark: V
  waits:
  - {years: 3, since: judgment, column: three_years}
- section: s. 3
  mark: V
  grants:
    plain:
      to: conviction
      since: 2020-01-01
      after: three_years
"""
ELEMENT = "  waits:\n  - {years: 3, since: judgment, column: three_years}"


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
        (ELEMENT, ELEMENT.replace("years: 3", "years: 3, yeers: 3"), "line 18: law.2.waits.1.yeers"),
        (ELEMENT, ELEMENT.replace("years: 3", "years: 3, fits: true"), "line 18: law.2.waits.1.fits"),
        (
            ELEMENT,
            ELEMENT.replace("years: 3", "days: 3, starts_again: true"),
            "line 18: law.2.waits.1.starts_again",
        ),
        (
            ELEMENT,
            "  bars:\n  - {another: conviction, when: ever, then: presumed, column: three_years}",
            "line 18: law.2.bars.1",
        ),
        (
            ELEMENT,
            "  requires:\n"
            "  - {any_of: [a, b], answered_by: {fact: told, yes: met}, column: three_years}\n"
            "  waits:\n"
            "  - {years: 3, since: judgment, column: a}\n"
            "  - {years: 4, since: judgment, column: b}",
            "line 18: law.2.requires.1.answered_by",
        ),
        (
            "      to: conviction",
            "      to: conviction\n      gives_way: true",
            "line 24: law.3.grants.plain.gives_way",
        ),
        (
            "      to: conviction",
            "      to: conviction\n      comes_to: review",
            "line 24: law.3.grants.plain.comes_to",
        ),
        ("three_years", "both", "law.2.waits.1: expected a name that is no word of SQL"),
    ],
)
def test_what_is_not_compiled_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PACK
    with pytest.raises(PackError) as refused:
        _compile(tmp_path, PACK.replace(old, new))
    assert said in str(refused.value)
    assert "zq.law" in str(refused.value)
