"""What entries say becomes what the compiler reads: terms, days, sections, marks, reasons. A fault has its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_pack import PACK

from orchestration.law.pack_files.files import read_pack_file
from orchestration.law.pack_files.schema import Cited, Pack
from orchestration.law.pack_files.source import PackError
from orchestration.law.pack_files.terms import read_length, read_span, read_term

KIND = "{disposition: conviction}"
GRANT = "{to: conviction, since: 1990-01-01, if: all_of}"
TERM = "expected a term (at least 1 year, more than 2 years, at most 92 days, below 30 months), found "
DAYS = "expected days (from 1986-01-01, before 2011-10-01), found "


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("at least 1 year", (365, None)),
        ("more than 2 years", (731, None)),
        ("below 30 months", (None, 899)),
        ("at most 92 days", (None, 92)),
        ("at least 1 day", (1, None)),
        ("more than 1 year and at most 10 years", (366, 3650)),
        ("below 10 years and at least 6 months", (180, 3649)),
        ("at least long_term and at most 5 years", ("long_term", 1825)),
        ("at most long_term", (None, "long_term")),
    ],
)
def test_a_term_is_its_least_and_its_greatest_number_of_days(
    tmp_path: Path, text: str, days: tuple[int | str | None, int | str | None]
) -> None:
    assert read_term(text) == days
    (kind,) = read(tmp_path, KIND, f"{{disposition: conviction, punishable_by: {text}}}").selectors["conviction"]
    assert (kind.max_days_from, kind.max_days_to) == days


@pytest.mark.parametrize(
    "text",
    [
        *("1 year", "at least one year", "at least 1 week", "at least 1 yaer", "over 2 years", "At least 1 year"),
        *("at least 1 year or at most 2 years", "at least 1 year and", "below long_term", "more than long_term"),
    ],
)
def test_a_wrong_term_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    place = "line 17: law.1.defines.conviction.punishable_by"
    refuse(tmp_path, KIND, f"{{disposition: conviction, punishable_by: {text}}}", f"{place}: {TERM}'{text}'")
    several = f"[{KIND},\n      {{disposition: conviction, punishable_by: {text}}}]"
    place = "line 18: law.1.defines.conviction.2.punishable_by"
    refuse(tmp_path, KIND, several, f"{place}: {TERM}'{text}'")


def test_what_was_imposed_is_below_the_day_after_the_greatest(tmp_path: Path) -> None:
    new = "{minimum_imposed: below 2 years, maximum_imposed: at most 10 years}"
    (kind,) = read(tmp_path, KIND, new).selectors["conviction"]
    assert (kind.imposed_min_below, kind.imposed_max_below) == (730, 3651)


def test_a_grade_is_punishable_by_a_length(tmp_path: Path) -> None:
    assert [read_length(text) for text in ("20 years", "6 months", "1 day")] == [7300, 180, 1]
    old, grades = "  defines:\n", "  grades:\n    - {level: felony, grade: A, punishable_by: 20 years}\n"
    (grade,) = read(tmp_path, old, grades + old).grades
    assert (grade.max_days, grade.cite, grade.verified) == (7300, "1(a)", "V")
    expected = "line 17: law.1.grades.1.punishable_by: expected a length (20 years, 6 months, 90 days), found "
    refuse(tmp_path, old, grades.replace("20 years", "at most 20 years") + old, f"{expected}'at most 20 years'")


@pytest.mark.parametrize(
    ("text", "days", "read_days"),
    [
        ("from 1986-01-01", ("1986-01-01", None), (date(1986, 1, 1), None)),
        ("before 2011-10-01", (None, "2011-10-01"), (None, date(2011, 10, 1))),
        ("from 1986-01-01 before 2011-10-01", ("1986-01-01", "2011-10-01"), (date(1986, 1, 1), date(2011, 10, 1))),
        ("from start_day before 2011-10-01", ("start_day", "2011-10-01"), ("start_day", date(2011, 10, 1))),
    ],
)
@pytest.mark.parametrize(
    ("key", "written"), [("offense", "offense"), ("decided", "convicted"), ("arrested", "arrested")]
)
def test_days_are_the_first_and_the_first_after_them(
    tmp_path: Path,
    text: str,
    days: tuple[str | None, str | None],
    read_days: tuple[object, object],
    key: str,
    written: str,
) -> None:
    assert read_span(text) == days
    (kind,) = read(tmp_path, KIND, f"{{disposition: conviction, {key}: {text}}}").selectors["conviction"]
    assert (getattr(kind, f"{written}_from"), getattr(kind, f"{written}_to")) == read_days


@pytest.mark.parametrize(
    "text", ["since 1986-01-01", "on 1986-01-01", "until 2011-10-01", "from", "before 2011 or 2012"]
)
def test_wrong_days_are_refused_with_their_line(tmp_path: Path, text: str) -> None:
    place = "line 17: law.1.defines.conviction.offense"
    refuse(tmp_path, KIND, f"{{disposition: conviction, offense: {text}}}", f"{place}: {DAYS}'{text}'")


SECTIONS = f"""{PACK.partition("- section: 1(b)")[0]}\
- section: 1(b)
  mark: V
  bars:
    - {{another: conviction, when: ever, column: no_other}}
  waits:
    - {{days: 1, since: judgment, column: first_day}}
- section: 1(b)(2)
  mark: V
  requires:
    - {{fact: paid, silence: against, column: paid}}
  bars:
    - {{person: duty, silence: in favor, column: no_duty}}
    - {{fact: waived, silence: in favor, column: not_waived}}
- section: 1(c)
  mark: V
  requires:
    - {{any_of: [no_duty, paid], column: either}}
- section: 1(bb)
  mark: V
  waits:
    - {{days: 2, since: judgment, column: second_day}}
- section: 1(d)
  mark: V
  decides: nothing
  why: it is about another thing
- section: 1
  mark: V
  grants:
    plain: {{to: conviction, since: 1990-01-01, if: waited, unless: 1(b)}}
"""


@pytest.mark.parametrize(
    ("conditions", "every"),
    [
        # what `either` reads is left out, and 1(bb) is not part of 1(b)
        ("if: waited, unless: 1(b)", "waited no_other first_day not_waived"),
        ("unless: 1(b), if: waited", "no_other first_day not_waived waited"),
        ("unless: 1(b)(2)", "not_waived"),
        ("unless: [1(c), 1(b)]", "either no_other first_day not_waived"),
        ("unless: [1(b)(2), 1(b)]", "not_waived no_other first_day"),
        ("unless: [first_day, 1(b)]", "first_day no_other not_waived"),
        ("after: 1(a), if: paid", "waited paid"),
    ],
)
def test_a_section_stands_for_its_conditions_in_the_order_of_the_file(
    tmp_path: Path, conditions: str, every: str
) -> None:
    (path,) = read_text(tmp_path, SECTIONS.replace("if: waited, unless: 1(b)", conditions)).paths
    assert path.every == every.split()


def test_a_group_may_name_a_section(tmp_path: Path) -> None:
    assert read(tmp_path, "[waited, no_other]", "['1(b)', waited]").groups == {"all_of": ["no_other", "waited"]}


@pytest.mark.parametrize("section", ["1(d)", "1(e)", "1(b)(3)", "2(a)"])
def test_a_section_without_conditions_is_refused_with_its_line(tmp_path: Path, section: str) -> None:
    expected = f"expected a condition, or a section with conditions, found '{section}'"
    with pytest.raises(PackError) as error:
        read_text(tmp_path, SECTIONS.replace("unless: 1(b)", f"unless: {section}"))
    assert str(error.value).endswith(f"small.law: line 50: law.7.grants.plain.unless: {expected}")


TWO_GRANTS = PACK + "    second: {to: conviction, since: 1990-01-01, if: waited}\n"


def test_grants_are_tried_in_the_order_of_the_file_or_in_that_which_it_says(tmp_path: Path) -> None:
    assert [path.path for path in read_text(tmp_path, TWO_GRANTS).paths] == ["plain", "second"]
    text = TWO_GRANTS.replace("law:\n", "tried_in_order: [second, plain]\nlaw:\n")
    assert [(path.path, path.every) for path in read_text(tmp_path, text).paths] == [
        ("second", ["waited"]),
        ("plain", ["all_of"]),
    ]
    (tmp_path / "small.law").write_text(text, encoding="utf-8")
    source = read_pack_file(tmp_path / "small.law").source
    assert source.find_place(("paths", 0)) == ("law", 2, "grants", "second"), "a place goes with its grant"
    assert source.find_place(("paths", 1, "kind")) == ("law", 2, "grants", "plain", "to")


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("[plain]", "'second'"),
        ("[plain, second, third]", "'third'"),
        ("[plain, third]", "'second, third'"),
        ("[plain, second, plain]", ""),
    ],
)
def test_an_order_without_a_grant_is_refused(tmp_path: Path, order: str, found: str) -> None:
    text = TWO_GRANTS.replace("law:\n", f"tried_in_order: {order}\nlaw:\n")
    with pytest.raises(PackError) as error:
        read_text(tmp_path, text)
    assert f"line 9: tried_in_order: expected every grant once, found {found}" in str(error.value)


@pytest.mark.parametrize(
    ("said", "place", "name"),
    [
        ("bars:\n    - {another: conviction, when: ever, column: no_other}", "bars.1", "no_other"),
        ("waits:\n    - {days: 3, since: judgment, column: waited}", "waits.1", "waited"),
        ("defines:\n    conviction: {disposition: conviction}", "defines.conviction", "conviction"),
        ("begins:\n    judgment: sentence_end", "begins.judgment", "judgment"),
        ("numbers:\n    wait_years: {value: 7, unit: years}", "numbers.wait_years", "wait_years"),
    ],
)
def test_a_name_that_two_entries_give_is_refused(tmp_path: Path, said: str, place: str, name: str) -> None:
    text = f"{PACK}- section: 2\n  mark: V\n  {said}\n"
    with pytest.raises(PackError) as error:
        read_text(tmp_path, text)
    expected = f"line 35: law.4.{place}: expected a name that no other entry gives, found '{name}'"
    assert str(error.value).endswith(f"small.law: {expected}")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("decides: nothing", "expected `why` with `decides: nothing`, and with nothing else"),
        ("words: it says so", "expected what the entry does, or `decides: nothing`"),
        ("why: a duty of the court", "expected what the entry does, or `decides: nothing`"),
        ("bars: []", "expected what the entry does, or `decides: nothing`"),
        (
            "decides: nothing\n  why: no one asks\n  begins: {a: disposition}",
            "expected what the entry does, or `decides: nothing`",
        ),
        (
            "why: no one asks\n  begins: {a: disposition}",
            "expected `why` with `decides: nothing`, and with nothing else",
        ),
    ],
)
def test_an_entry_says_what_it_does_or_why_it_decides_nothing(tmp_path: Path, said: str, expected: str) -> None:
    with pytest.raises(PackError) as error:
        read_text(tmp_path, f"{PACK}- section: 2\n  {said}\n")
    assert str(error.value).endswith(f"small.law: line 32: law.4: {expected}")


def test_an_entry_that_decides_nothing_with_its_why_is_no_part_of_the_pack(tmp_path: Path) -> None:
    text = f"{PACK}- {{section: 2, decides: nothing, why: a duty of the court}}\n"
    assert read_text(tmp_path, text) == read_text(tmp_path, PACK)


def test_what_an_entry_says_of_itself_holds_for_its_statements_unless_they_say_otherwise(tmp_path: Path) -> None:
    text = PACK.replace(
        "- section: 1(b)\n  mark: V\n",
        "- section: 1(b)\n  words: no other conviction\n  mark: P\n  reading: ever since\n",
    ).replace(
        "column: no_other}",
        "column: no_other}\n"
        "    - {another: conviction, when: on the same day, column: marked, mark: V}\n"
        "    - {another: conviction, when: in the same case, column: read, reading: of it}\n"
        "    - {another: conviction, when: of the same arrest, column: own, mark: S, reading: of that, cite: 3(c), "
        "words: no arrest}",
    )
    elements = read_text(tmp_path, text).elements
    assert {name: (one.cite, one.verified, one.text) for name, one in elements.items() if name != "waited"} == {
        "no_other": ("1(b)", "P/inference (ever since)", "no other conviction"),
        "marked": ("1(b)", "V", "no other conviction"),
        "read": ("1(b)", "P/inference (of it)", "no other conviction"),
        "own": ("3(c)", "S/inference (of that)", "no arrest"),
    }
    assert (elements["waited"].cite, elements["waited"].verified, elements["waited"].text) == ("1(a)", "V", None)


def test_every_kind_of_statement_has_the_mark_of_its_entry(tmp_path: Path) -> None:
    statements = """\
  mark: P
  reading: so we read it
  asks:
    paid_all: {question: "Is all paid?"}
  presumes:
    none_other: {of: no_other, text: There is no other.}
  says:
    sealing_waited_not_yet: {text: It waits.}
  at_most:
    one: {n: 1, of: plain, earliest_by: disposition}
  grades:
    - {level: felony, grade: A, punishable_by: 1 year}
"""
    pack = read(tmp_path, "- section: 1(a)\n  mark: V\n", f"- section: 1(a)\n{statements}")
    said: list[Cited] = [
        *pack.parameters["wait_years"],
        *pack.selectors["conviction"],
        pack.elements["waited"],
        *pack.caps,
    ]
    said += [*pack.facts.values(), *pack.presumptions.values(), *pack.reasons.values(), *pack.grades]
    assert len(said) == 9
    assert {(one.cite, one.verified) for one in said} == {("1(a)", "P/inference (so we read it)")}


def test_a_kind_has_the_mark_of_its_entry_in_each_alternative_without_one(tmp_path: Path) -> None:
    kinds = "[{disposition: conviction}, {disposition: deferred, mark: S}]"
    assert [one.verified for one in read(tmp_path, KIND, kinds).selectors["conviction"]] == ["V", "S"]


SAYING = "column: no_other, says: {not_met: There is another., unknown: There may be another.}}"
TWO_REMEDIES = (
    PACK.replace("reliefs:\n", "  later: {name: Later, relief_by: court_order, effect: x}\nreliefs:\n")
    .replace("column: no_other}", SAYING)
    .replace("plain: {", "plain: {remedy: sealing, ")
)


@pytest.mark.parametrize(
    ("conditions", "remedies"),
    [("all_of", "sealing later"), ("no_other", "sealing later"), ("waited", "sealing"), ("either", "sealing later")],
)
def test_what_a_condition_says_is_the_reason_of_each_remedy_that_asks_it(
    tmp_path: Path, conditions: str, remedies: str
) -> None:
    text = f"{TWO_REMEDIES}    second: {{remedy: later, to: conviction, if: {conditions}}}\n"
    text += "  requires:\n    - {any_of: [waited, no_other], column: either}\n"
    reasons = read_text(tmp_path, text).reasons
    assert {code: one.text for code, one in reasons.items()} == {
        f"{remedy}_no_other_{status}": words
        for remedy in remedies.split()
        for status, words in (("not_met", "There is another."), ("unknown", "There may be another."))
    }
    assert {(one.cite, one.verified, *one.instead_of) for one in reasons.values()} == {("1(b)", "V")}


def test_a_reason_goes_by_the_column_that_a_condition_shares(tmp_path: Path) -> None:
    text = PACK.replace("column: no_other}", "column: no_other, as: others, says: {not_met: No.}}")
    assert [*read_text(tmp_path, text).reasons] == ["sealing_others_not_met"]


def test_a_grant_says_its_reason_or_one_under_a_code_in_place_of_it(tmp_path: Path) -> None:
    text = PACK.replace("if: all_of}", "if: all_of, says: It is sealed.}")
    assert {code: (one.text, one.instead_of) for code, one in read_text(tmp_path, text).reasons.items()} == {
        "sealing_plain": ("It is sealed.", [])
    }
    text = PACK.replace("if: all_of}", "if: all_of, says: {sealed_now: It is sealed.}}")
    assert {code: (one.text, one.instead_of) for code, one in read_text(tmp_path, text).reasons.items()} == {
        "sealed_now": ("It is sealed.", ["sealing_plain"])
    }


def test_a_reason_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    text = PACK.replace("column: no_other}", "column: no_other, says: {not_met: No.}}")
    text = text.replace("  together:\n", "  says:\n    sealing_no_other_not_met: {text: Other.}\n  together:\n")
    with pytest.raises(PackError) as error:
        read_text(tmp_path, text)
    expected = "expected a name that no other entry gives, found 'sealing_no_other_not_met'"
    assert str(error.value).endswith(f"line 25: law.2.bars.1.says.not_met: {expected}")


def read(folder: Path, old: str, new: str) -> Pack:
    assert PACK.count(old) == 1
    return read_text(folder, PACK.replace(old, new))


def read_text(folder: Path, text: str) -> Pack:
    (folder / "small.law").write_text(text, encoding="utf-8")
    return read_pack_file(folder / "small.law").pack


def refuse(folder: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(PackError) as error:
        read(folder, old, new)
    assert f"small.law: {message}" in str(error.value)


BAR = "    - {another: conviction, when: ever, column: no_other}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  bars:\n" + BAR, "  requires:\n" + BAR, "law.2.requires.1.another: expected under requires one of"),
        ("  bars:\n" + BAR, "  bars:\n    - {under: 18, at: offense, column: no_other}", "expected under bars one of"),
        (
            "  bars:\n" + BAR,
            "  bars:\n    - {since: judgment, years: 1, column: no_other}",
            "expected under bars one of",
        ),
        ("when: ever", "when: ever, years: 7", "law.2.bars.1.years: expected no years beside another, found 7"),
        ("when: ever", "when: ever, silence: against", "expected no silence beside another"),
        ("years: wait_years, since", "since", "expected years, months or days beside since"),
        ("another: conviction, when: ever", "fact: told", "law.2.bars.1: expected the key silence beside fact"),
        ("another: conviction, when: ever", "is: conviction, silence: against", "expected presumed beside is"),
        ("{disposition: conviction}", "{offense: from 2020-13-01}", "law.1.defines.conviction.offense: expected"),
        ("{disposition: conviction}", "{offense: from Monday}", "law.1.defines.conviction.offense: expected"),
        (
            "{disposition: conviction}",
            "{punishable_by: below 1 year and below 2 years}",
            "one least and one greatest term",
        ),
        ("  mark: V\n  bars", "  bars", "law.2.bars.1: expected the key mark in law.2.bars.1"),
    ],
)
def test_what_does_not_go_together_is_refused_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in PACK
    (tmp_path / "small.law").write_text(PACK.replace(old, new), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        read_pack_file(tmp_path / "small.law")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "twice",
    [
        "  grants:\n    plain: {to: conviction, if: all_of}\n",
        "  together:\n    all_of: [waited]\n",
        "  at_most:\n    cap: {n: 1, of: plain, earliest_by: sentenced_on}\n",
    ],
)
def test_a_name_is_given_once(tmp_path: Path, twice: str) -> None:
    entries = "".join(f"- section: {number}\n  mark: V\n{twice}" for number in (8, 9))
    (tmp_path / "small.law").write_text(PACK + entries, encoding="utf-8")
    with pytest.raises(PackError, match="a name that no other"):
        read_pack_file(tmp_path / "small.law")
