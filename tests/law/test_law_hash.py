"""A signature covers everything that decides: what changes in it overtakes the signature, and what decides nothing
does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import ROOT, in_this_process
from filing_homes import sign_everything

from orchestration import settings as of_settings
from orchestration.law.law_hash import hash_law, strip_sql
from orchestration.law.packs import read_pack_status
from orchestration.law.unsigned_lines import load_law
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings, load_settings

FOUR_YEARS = "    conviction_relief_felony_wait_years:\n      value: 4\n"
RULES, MACROS = "models/rules", "dbt_project/macros"
CHANGED: list[str] = []
FACTS = f"{RULES}/ca/facts/rule_ca__charge_facts.sql"


class Line:
    """A line of relief that rests on no row that waits."""

    line_id, law_rows, remedy_id = "line", frozenset[str](), "conviction_relief"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the law that a test can edit."""
    copy = tmp_path_factory.mktemp("root")
    for folder in ("models", "dbt_project"):
        shutil.copytree(ROOT / folder, copy / folder)
    return copy


@pytest.fixture
def signed(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A home in which all of the law was signed; what a test changes is changed back."""
    monkeypatch.setattr(of_settings, "PROJECT_ROOT", root)
    settings = load_settings(home=tmp_path)
    sign_everything(settings)
    yield settings
    for name in CHANGED:
        shutil.copyfile(ROOT / name, root / name)
    CHANGED.clear()


def edit(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    CHANGED.append(name)
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def use(settings: Settings) -> str:
    return read_pack_status(settings.models, "ca", settings.signatures)["use"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (f"{RULES}/ca/pc_1203_425.law", FOUR_YEARS, FOUR_YEARS.replace("4", "1")),
        (f"{RULES}/ca/law/ca_offense_lists.csv", "(d),subdivision,member,true", "(d),subdivision,member,false"),
        (f"{RULES}/ca/facts/_facts.yml", "counts as relieved before (no)", "counts as relieved (no)"),
        (f"{RULES}/ca/law/ca_relief_viewers.csv", ",no,no,", ",yes,no,"),
    ],
)
def test_a_change_of_law_overtakes_the_signature_of_counsel(
    root: Path, signed: Settings, name: str, old: str, new: str
) -> None:
    assert use(signed) == "may be filed after review"
    assert load_law(signed).list_unsigned(Line()) == []
    edit(root, name, old, new)
    assert use(signed).startswith("for review only: the law changed since counsel signed ")
    said = load_law(signed).list_unsigned(Line())
    assert any("PC 1203.425" in one and "overtaken: the law changed since" in one for one in said)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (FACTS, "select", "select distinct"),
        (f"{RULES}/ca/macros/waits.sql", "< as_of_date then 'met'", "> as_of_date then 'met'"),
        (f"{RULES}/ca/rule_ca__decisions.sql", "union all by name", "union by name"),
        (f"{RULES}/every_state/rule__findings.sql", "unit = 'charge'", "unit = 'arrest'"),
        (f"{MACROS}/compiled_law.sql", "then 0 when", "then 4 when"),
        (f"{MACROS}/dates.sql", "+ interval 1 day", "+ interval 9 day"),  # called by a macro alone
    ],
)
def test_a_change_of_sql_overtakes_the_signature_of_the_engineer(
    root: Path, signed: Settings, name: str, old: str, new: str
) -> None:
    edit(root, name, old, new)
    assert use(signed).startswith("for review only: the SQL changed since an engineer verified it")
    (refused,) = load_law(signed).list_unsigned(Line())
    assert refused.startswith("code ca ") and "overtaken: the SQL changed since" in refused


def test_a_change_of_one_provision_leaves_the_signatures_of_others_valid(root: Path, signed: Settings) -> None:
    edit(root, f"{RULES}/ca/law/ca_prop64_matrix.csv", ",18,20,", ",18,22,")
    assert use(signed).startswith("for review only: the law changed since counsel signed HS 11361.8")
    assert "PC 1203.425" not in use(signed)
    assert load_law(signed).list_unsigned(Line()) == [], "what rests on another provision may be filed"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (FACTS, "select", "-- A comment's words.\nselect /* 'another' */"),
        (FACTS, "select", "\n   select  "),
        (f"{MACROS}/compiled_law.sql", "{% macro", "{#- A comment. -#}\n{% macro"),
        (f"{RULES}/ca/pc_1203_425.law", FOUR_YEARS, f"# A comment.\n{FOUR_YEARS}"),
        (f"{RULES}/ca/README.md", "California", "The law of California"),
        (f"{RULES}/ca/facts/_facts.yml", "description: ", "description:  "),
        ("models/staging/ca/stg_ca__charges.sql", "select", "select distinct"),
        ("models/intermediate/charges/int_charges.sql", "select", "select distinct"),
        (f"{MACROS}/staged.sql", "~ '_' ~ table", "~ '__' ~ table"),
    ],
)
def test_what_decides_nothing_leaves_the_signature_valid(
    root: Path, signed: Settings, name: str, old: str, new: str
) -> None:
    version = compute_law_version(signed.models, "ca")
    edit(root, name, old, new)
    assert use(signed) == "may be filed after review"
    assert load_law(signed).list_unsigned(Line()) == []
    assert compute_law_version(signed.models, "ca") == version


def test_another_states_law_and_a_signature_are_no_part_of_it(root: Path, signed: Settings) -> None:
    before = hash_law(root / "models", "ca")
    edit(root, f"{RULES}/ct/cgs_54_142a.law", "misdemeanor", "felony")
    edit(root, f"{RULES}/ca/law/ca_signatures.csv", "words\n", "words\nprovisions,x,0,Counsel,,2026-06-01,\n")
    assert hash_law(root / "models", "ca") == before


def test_a_run_by_other_words_of_compiled_law_is_a_run_under_another_law(root: Path, signed: Settings) -> None:
    before = compute_law_version(signed.models, "ca")
    edit(root, f"{MACROS}/compiled_law.sql", "then 0 when", "then 4 when")
    assert compute_law_version(signed.models, "ca") != before


def test_the_commands_name_what_changed_and_signing_anew_mends_it(root: Path, signed: Settings) -> None:
    edit(root, f"{RULES}/ca/pc_1203_425.law", FOUR_YEARS, FOUR_YEARS.replace("4", "1"))
    home = ("--home", signed.home)
    for command in (("--version",), ("law", "status", *home)):
        assert "may be filed" not in in_this_process(*command).out
    status = in_this_process("law", "status", *home).out
    assert "signed by nobody yet (the law changed since it was signed by Synthetic Counsel" in status
    changed = [line for line in status.splitlines() if line.startswith("Changed since it was signed: ")]
    assert changed == [
        "Changed since it was signed: entries pc_1203_425 Penal Code 1203.425(a)(1)(B)(iv)(II)",
    ], "the one entry, and no other"
    assert "How many findings differ from those under the law that was signed, the next run will tell." in status
    assert "provisions PC 1203.425" in in_this_process("law", "unsigned", *home).out
    signing = ("law", "sign", "--by", "Carla Counsel", "--because", "x", "--yes", *home)
    assert in_this_process(*signing).code == 0
    assert use(signed) == "may be filed after review"
    assert load_law(signed).list_unsigned(Line()) == []


@pytest.mark.parametrize(
    ("sql", "stripped"),
    [
        ("select 1 -- it's one\n,  2", "select 1 , 2"),
        ("select '--  x', 'it''s  /* y */' /* z\n */ from t", "select '--  x', 'it''s  /* y */' from t"),
        ('select "a  b" {# select\n #}from t\n', 'select "a  b" from t'),
        ("a\n{#- gone with the blanks beside it -#}\nb", "ab"),
        ("select 1 -- {{ rendered() }}\n", "select 1 -- {{ rendered() }}"),
    ],
)
def test_of_sql_only_comments_and_blanks_are_stripped(sql: str, stripped: str) -> None:
    assert strip_sql(sql) == stripped
