"""Packs become law tables: what a path reads is there, parameters have their value of the day, faults are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from small_pack import PACK

from orchestration.law.pack_files.compilation import Tables, compile_packs
from orchestration.law.pack_files.files import read_pack_files
from orchestration.law.pack_files.lines import list_pack_lines
from orchestration.law.pack_files.loading import load_law_tables
from orchestration.law.pack_files.source import PackError
from tests.support.state_packs import STATES, find_packs

DAY = date(2026, 11, 1)


@pytest.mark.parametrize("state", STATES)
def test_the_packs_of_eleven_states_load_as_typed_tables(state: str) -> None:
    tables = compile_packs(find_packs(state), state, DAY)
    connection = duckdb.connect()
    load_law_tables(connection, tables)
    loaded = connection.execute(
        """select count(*) from law.path_elements e
        where (e.selector is null or e.selector in (select selector from law.selectors))
            and (e.clock is null or e.clock in (select clock from law.clocks))
            and e.citation is not null and e.verified is not null"""
    ).fetchone()
    assert loaded == (len(tables["path_elements"]),)
    assert connection.execute("select count(distinct row_key) from law.path_elements").fetchone() == loaded


def test_a_parameter_has_its_value_of_the_day_and_the_row_that_was_read(tmp_path: Path) -> None:
    for day, years, row_key in ((date(2019, 12, 31), 3, "1990-01-01"), (DAY, 5, "2020-01-01")):
        (wait,) = [row for row in _compile(tmp_path, PACK, day)["path_elements"] if row["element"] == "waited"]
        assert (wait["years"], wait["day_rule"]) == (years, "day_after")
        assert wait["reads_parameters"] == [f"wait_years {row_key}"]


def test_every_path_has_the_common_elements_before_its_own(tmp_path: Path) -> None:
    elements = [row["element"] for row in _compile(tmp_path, PACK)["path_elements"]]
    common = ["not_relieved_before", "court_of_this_state", "record_is_clear", "not_challenged"]
    assert elements == [*common, "waited", "no_other"]
    unchallenged = PACK + "house_rules: {not_challenged: false}\n"
    assert "not_challenged" not in [row["element"] for row in _compile(tmp_path, unchallenged)["path_elements"]]


def test_a_remedy_that_another_asks_for_is_decided_first(tmp_path: Path) -> None:
    later = "later: {name: Later, relief_by: court_order, effect: x}"
    text = PACK.replace("reliefs:\n", f"  {later}\nreliefs:\n").replace("plain: {", "plain: {remedy: sealing, ")
    text += """\
- section: 2
  mark: V
  defines:
    relieved: {relieved_by: sealing}
  grants:
    b: {remedy: later, to: relieved, since: 1990-01-01}
"""
    stages = {row["remedy_id"]: row["stage"] for row in _compile(tmp_path, text)["paths"]}
    assert stages == {"sealing": 0, "later": 1}
    cycle = text.replace("{disposition: conviction}", "{disposition: conviction, not_relieved_by: later}")
    with pytest.raises(PackError, match="expected remedies without a cycle, found 'sealing and later'"):
        _compile(tmp_path, cycle)


OTHER_NUMBERS = """\
- section: 1(c)
  mark: V / legal question
  waits:
    - {years: 9, since: judgment, as: waited, column: longer}
  bars:
    - {another: conviction, when: of the same arrest, perhaps: presumed, column: few}
  requires:
    - {any_of: [no_other, [longer, few]], column: alone}
  grants:
    other: {to: conviction, since: 1990-01-01, if: [longer, alone]}
  says:
    sealing_waited_not_yet: {text: It waits.}
    short: {text: No., instead_of: sealing_waited_unknown, where: conviction}
evidence:
  alone: {looks_at: case, rests_on: [units]}
"""


def test_paths_can_ask_one_element_with_other_numbers_and_combine_others(tmp_path: Path) -> None:
    text = f"{PACK}{OTHER_NUMBERS}"
    tables = _compile(tmp_path, text)
    found = {(row["path"], row["element"]): row for row in tables["path_elements"]}
    assert [found[path, "waited"]["years"] for path in ("plain", "other")] == [5, 9]
    assert found["other", "alone"]["combine_of"] == ["no_other", "waited+few"]
    assert [found["other", name]["is_part"] for name in ("waited", "few")] == [False, True]
    assert found["other", "few"]["when_perhaps"] == "presumed"
    (waited,) = [row for row in tables["elements"] if row["element"] == "waited"]
    (alone,) = [row for row in tables["elements"] if row["element"] == "alone"]
    assert (waited["paths"], alone["looks_at"], alone["rests_on"]) == ("", "case", "units")
    (short,) = tables["replaced_reasons"]
    assert (short["reason_code"], short["where_selector"]) == ("short", "conviction")
    assert short["row_key"] == f"{short['instead_of']} short" == "sealing_waited_unknown short"


PETITION = """\
  petition:
    name: Petition
    relief_by: petition
    effect: sealed
    cite: 2
    mark: V
    hint: {beside: sealing, text: may ask, granted: discretionary, further: Ask.}
reliefs:
"""
WITH_A_PETITION = (
    PACK.replace("reliefs:\n", PETITION).replace("plain: {", "plain: {remedy: sealing, ")
    + """\
- section: 2
  mark: V
  defines:
    asked_of: {disposition: conviction}
  waits:
    - {years: 1, since: judgment, told_if: a year is over, column: asked}
  grants:
    ask: {remedy: petition, to: asked_of, told_if: it is one, since: 1990-01-01, if: asked}
"""
)


def test_a_petition_is_no_remedy_and_what_it_asks_is_signed_by_itself(tmp_path: Path) -> None:
    tables = _compile(tmp_path, WITH_A_PETITION)
    assert [row["remedy_id"] for row in tables["remedies"]] == ["sealing"]
    assert {row["remedy_id"] for name in ("elements", "element_reads") for row in tables[name]} == {"sealing"}
    assert not [row for row in tables["reasons"] if not row["reason_code"].startswith("sealing_")]
    (petition,) = tables["petitions"]
    assert (petition["row_key"], petition["place"], petition["beside_remedy"]) == ("petition", 1, "sealing")
    stages = {row["remedy_id"]: (row["stage"], row["if_words"]) for row in tables["paths"]}
    assert stages == {"sealing": (1, None), "petition": (2, "it is one")}
    words = {row["element"]: row["if_words"] for row in tables["path_elements"] if row["remedy_id"] == "petition"}
    assert words == {"asked": "a year is over"}, "without the elements that every determination has"
    assert {row["selector"]: row["is_of_petitions"] for row in tables["selectors"]} == {
        "conviction": False,
        "asked_of": True,
    }
    lines = list_pack_lines(read_pack_files(tmp_path, "zz"))
    assert {line["element"] for line in lines["petition_elements"]} == {"asked"}
    assert "asked" not in {line["element"] for line in lines["elements"]}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (", told_if: a year is over", "", "line 44: law.4.waits.1: expected the key told_if"),
        ("told_if: it is one, ", "", "line 46: law.4.grants.ask: expected the key told_if"),
        ("beside: sealing", "beside: petition", "line 13: remedies.petition.hint.beside: expected a name of remedies"),
        (
            "relief_by: petition",
            "relief_by: court_order",
            "line 7: remedies.petition: expected `hint` with `relief_by: petition`",
        ),
        (
            "to: asked_of",
            "relief: seal, to: asked_of",
            "line 46: law.4.grants.ask: expected a path of a petition without relief",
        ),
        ("    cite: 2\n", "", "line 7: remedies.petition: expected `cite` and `verified`"),
        ("to: asked_of", "of: arrest, to: asked_of", "line 46: law.4.grants.ask.of: expected of a petition the unit"),
    ],
)
def test_a_petition_that_cannot_be_told_is_a_fault(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert WITH_A_PETITION.count(old) == 1
    with pytest.raises(PackError, match=message):
        _compile(tmp_path, WITH_A_PETITION.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "since: judgment",
            "sinse: judgment",
            "line 21: law.1.waits.1.sinse: expected a key .*did you mean since.*'sinse'",
        ),
        (
            "since: judgment",
            "since: judgement",
            "line 21: law.1.waits.1.since: expected a name of clocks.*did you mean judgment.*'judgement'",
        ),
        ("when: ever", "when: always", "line 25: law.2.bars.1.when: expected ever, while the time runs,.*'always'"),
        (", column: no_other", "", "line 25: law.2.bars.1: expected the key column.*nothing"),
        ("[waited, no_other]", "[waited]", "line 25: law.2.bars.1: expected elements that a path uses"),
        ("to: conviction, ", "", "line 31: law.3.grants.plain: expected the key to"),
        ("if: all_of", "if: all_of, mark: X", "line 31: law.3.grants.plain.mark: expected a mark .*'X'"),
        (
            "years: wait_years, ",
            "person: old, ",
            "line 21: law.1.waits.1: expected one of the keys is, .*person, since'",
        ),
        ("another: conviction, ", "", "line 25: law.2.bars.1: expected one of the keys is, any, .* found nothing"),
        ("title: A small law", "title: A small law\nstate: yy", "line 4: expected YAML without aliases.*state twice"),
        (
            "from: 2020-01-01}",
            "from: 2027-01-01}",
            "line 21: law.1.waits.1.years: expected a value in force .*'wait_years'",
        ),
        ("value: 5", "value: many", "line 21: law.1.waits.1.years: expected a whole number.*'many'"),
        ("since: 1990-01-01", "since: soon", "line 31: law.3.grants.plain.since: expected a name of parameters"),
    ],
)
def test_a_fault_is_named_by_file_line_expected_and_found(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in PACK
    with pytest.raises(PackError, match=f"small.law: {message}"):
        _compile(tmp_path, PACK.replace(old, new))


def _compile(folder: Path, text: str, as_of: date = DAY) -> Tables:
    (folder / "small.law").write_text(text, encoding="utf-8")
    return compile_packs(folder, "zz", as_of)
