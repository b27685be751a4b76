"""The contract of facts: packs ask no more than is promised, and the models tell no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import jinja2
import pytest
import yaml

from orchestration.law.compiler.fact_contract import (
    FactContract,
    Promise,
    read_contract,
    refuse_unpromised,
)
from orchestration.law.pack_files.files import read_pack_files
from orchestration.law.pack_files.source import PackError
from orchestration.law.register import list_packs
from orchestration.law.tables import read_packs
from orchestration.law.verification_tags import is_tag
from orchestration.settings import PROJECT_ROOT
from tests.law.compiler.test_refusals import ELEMENT, PACK

MODELS = PROJECT_ROOT / "models"
COMMON = [
    Promise(fact, frozenset(), "yes")
    for fact in ("court_of_this_state", "not_relieved_before", "record_is_clear", "not_challenged")
]
KEPT = PROJECT_ROOT / "dbt_project" / "macros" / "facts.sql"
ASKED = "  %s:\n  - {fact: paroled, %s, column: three_years}"


@pytest.mark.parametrize("state", sorted(list_packs(MODELS)))
def test_packs_ask_what_is_promised(state: str) -> None:
    refuse_unpromised(read_packs(MODELS, state), read_contract(MODELS, state))


@pytest.mark.parametrize(
    ("asks", "promised", "said"),
    [
        ("silence: against", None, "a fact that a model of facts promises"),
        ("silence: against, dated: true", Promise("paroled", frozenset(), "unknown"), "carries over_on"),
        ("silence: against, then: not_yet", Promise("paroled", frozenset(), "no"), "carries over_on"),
        ("silence: in favor", Promise("paroled", frozenset(), "no"), "whose silence means yes"),
        ("silence: in favor", Promise("paroled", frozenset(), "unknown"), "whose silence means yes"),
        ("bars, silence: in favor", Promise("paroled", frozenset(), "yes"), "silence means no"),
        ("silence: in favor", Promise("paroled", frozenset(), "yes"), None),
        ("silence: against, dated: true", Promise("paroled", frozenset(["over_on"]), "no"), None),
    ],
)
def test_what_is_not_promised_is_refused_with_its_line(
    tmp_path: Path, asks: str, promised: Promise | None, said: str | None
) -> None:
    verb = "bars" if asks.startswith("bars, ") else "requires"
    asked = ASKED % (verb, asks.removeprefix("bars, "))
    text = PACK.replace(ELEMENT, asked).replace("after: three_years", "if: three_years")
    (tmp_path / "zq.law").write_text(text, encoding="utf-8")
    files = read_pack_files(tmp_path, "zq")
    contract = FactContract([*COMMON, *([promised] if promised else [])])
    if said is None:
        refuse_unpromised(files, contract)
        return
    with pytest.raises(PackError, match=said) as refused:
        refuse_unpromised(files, contract)
    assert "zq.law: line 18" in str(refused.value)


def _list_promises() -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name in ("every_state/_facts.yml", "ca/facts/_facts.yml", "ca/prop64/rule_ca__prop64_counts.yml"):
        path = MODELS / "rules" / name
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            if facts := model.get("config", {}).get("meta", {}).get("facts"):
                found[model["name"]] = facts
    return found


def test_each_promise_says_what_the_fact_means() -> None:
    promises = _list_promises()
    assert len(promises) == 7
    for name, facts in promises.items():
        for one in facts:
            needed = {"fact", "silence", "means", "cite", "mark"}
            assert needed <= one.keys() <= {*needed, "carries", "sources"}, (name, one)
            assert is_tag(one["mark"]) and one["cite"].strip(), (name, one)
            assert one["silence"] in ("yes", "no", "unknown"), (name, one)
            assert set(one.get("carries", [])) <= {"over_on", "until", "is_presumed"}, (name, one)
            assert one["means"].strip().endswith("."), (name, one)


@pytest.mark.parametrize(
    ("row", "is_kept"),
    [
        ("'record_is_clear', null, null, false, 'history'", True),
        ("'record_is_clear', date '2020-01-01', null, false, 'history'", False),
        ("'record_is_clear', null, date '2020-01-01', false, 'history'", False),
        ("'record_is_clear', null, null, true, 'history'", False),
        ("'record_is_clear', null, null, false, 'petitions'", False),
        ("'recordXisXclear', null, null, false, 'history'", False),
        ("'never_promised', null, null, false, 'history'", False),
        ("'sentence_is_served', date '2020-01-01', date '2020-01-01', true, 'established_facts'", True),
    ],
)
def test_a_fact_of_which_more_is_told_breaks_its_contract(row: str, is_kept: bool) -> None:
    macros: Any = jinja2.Environment().from_string(KEPT.read_text(encoding="utf-8")).module
    sql = macros.told_beyond_promises("facts", _list_promises()["rule_ca__charge_facts"])
    connection = duckdb.connect()
    connection.execute(
        f"create table facts as select * from (values ({row})) as t (fact, over_on, valid_until, is_presumed, source)"
    )
    assert (connection.execute(sql).fetchall() == []) is is_kept
