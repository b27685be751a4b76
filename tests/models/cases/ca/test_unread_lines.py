"""A line that could not be read and has an id of a person: nothing that rests on what is absent is known of them.

What belongs here: the way of such a line from the file to what is determined, and how a person frees whom it holds up.
What does not: how lines are read (``tests/unit/intake``), words row by row (the unit tests of the models).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from other_files import ids, write_other
from raw_files import COLUMNS, Row, arrest, conviction, line, person
from warehouse_runs import BuiltWarehouse, build

HEADER = "id,county,case_number,section,fact,value,established_by,established_on,why"
REGISTERED, PENDING, SERVING, CLEAR, LOOKED_AT, TELLS_MORE, OF_PROP64, ARRESTED, SUPERVISED = range(701, 710)
THEFT = "484(A) PC-THEFT"
REVIEW = ("review", "record_line_unread")


def rows() -> list[tuple[Row, bool]]:
    """Every row, and whether its name column is broken in two."""
    stolen = [
        (conviction(person(number), THEFT, SENT_LOC_DESCR="JAIL", SENT_LENGTH="30", SENT_TIME_CODE="D"), False)
        for number in (REGISTERED, PENDING, SERVING, CLEAR, LOOKED_AT, TELLS_MORE, SUPERVISED)
    ]
    registration = {"STP_TYPE_DESCR": "REGISTRATION", "OFFENSE_DESCR": "290 PC-REGISTRATION"}
    prison = {"CONV_STAT_DESCR": "FELONY", "SENT_LOC_DESCR": "PRISON", "SENT_LENGTH": "3", "SENT_TIME_CODE": "Y"}
    untold = {"CNT_ORDER": "102001001000"}
    return [
        *stolen,
        (arrest(person(REGISTERED), "", "20010101") | registration | untold, True),
        (arrest(person(PENDING), "11351 HS-POSSESS NARCOTIC FOR SALE", "20260115") | untold, True),
        (conviction(person(SERVING), "487(A) PC-GRAND THEFT", "20251001") | prison | untold, True),
        (arrest(person(LOOKED_AT), THEFT, "20000601"), True),
        (arrest(person(TELLS_MORE), THEFT, "20000601"), True),
        (conviction(person(OF_PROP64), "11359 HS-POSSESS MARIJUANA FOR SALE", CONV_STAT_DESCR="FELONY"), False),
        (arrest(person(OF_PROP64), THEFT, "20100601") | untold, True),
        (arrest(person(ARRESTED), THEFT, "20100601"), False),
        (arrest(person(ARRESTED), THEFT, "20110601") | untold, True),
    ]


def write(path: Path) -> Path:
    lines = [",".join(COLUMNS)]
    for row, is_broken in rows():
        text = line(row)
        lines.append(text.replace("INVENTED,PERSON", 'INVENTED","PERSON') if is_broken else text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="latin-1")
    return path


def line_of(number: int) -> int:
    """The line of the file that is broken and of this person."""
    who = person(number)["SUBJECT_ID"]
    (place,) = [place for place, (row, is_broken) in enumerate(rows(), 2) if is_broken and row["SUBJECT_ID"] == who]
    return place


def write_facts(home: Path, delivery: Path) -> None:
    delivery_id = hashlib.sha256(delivery.read_bytes()).hexdigest()[:12]
    path = home / "decisions" / "ca" / "facts.csv"
    path.parent.mkdir(parents=True)
    told = [
        f"state:{number},,line:{delivery_id}:{at},,line_tells_nothing_more,{value},clerk 7,2026-05-04,the state's page"
        for number, at, value in (
            (LOOKED_AT, line_of(LOOKED_AT), "yes"),
            (TELLS_MORE, line_of(TELLS_MORE), "no"),
            (CLEAR, line_of(LOOKED_AT), "yes"),
        )
    ]
    path.write_text("\n".join([HEADER, *told]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    folder, home = tmp_path_factory.mktemp("d"), tmp_path_factory.mktemp("unread")
    delivery = write(folder / "sacramento_20260301.csv")
    write_facts(home, delivery)
    supervised = write_other(folder, "supervised_release", [ids(799)])
    with supervised.open("a", encoding="utf-8") as file:
        file.write(",".join([*ids(SUPERVISED).values(), *["too", "many", "values"] * 9]) + "\n")
    return build(home, [delivery, supervised])


def determined(warehouse: BuiltWarehouse, remedy: str) -> Mapping[int, tuple[str, str]]:
    """Of each person: outcome and reason of the one determination under this remedy."""
    told = warehouse.rows(
        "select people.state_ids[1] as number, outcome, reason_code "
        "from (select person_id, remedy_id, outcome, reason_code from marts.determinations "
        "union all select person_id, 'arrest_relief', outcome, reason_code from marts.arrest_determinations) "
        "inner join intermediate.int_people as people using (person_id) where remedy_id = ?",
        remedy,
    )
    return {int(row["number"]): (row["outcome"], row["reason_code"]) for row in told}


def test_who_may_be_barred_by_a_line_that_could_not_be_read_goes_to_review(built: BuiltWarehouse) -> None:
    found = determined(built, "conviction_relief")
    assert {number: found[number] for number in (REGISTERED, PENDING, SERVING, TELLS_MORE)} == dict.fromkeys(
        (REGISTERED, PENDING, SERVING, TELLS_MORE), REVIEW
    )
    assert found[SUPERVISED] == REVIEW, "a line of the Supervised Release File"
    assert found[CLEAR] == ("eligible", "conviction_relief_misdemeanor")


def test_so_do_proposition_64_and_the_relief_of_arrests(built: BuiltWarehouse) -> None:
    assert determined(built, "prop64_statutory")[OF_PROP64] == REVIEW
    assert determined(built, "arrest_relief")[ARRESTED] == REVIEW


def test_a_person_who_looked_at_the_line_frees_whom_it_held_up(built: BuiltWarehouse) -> None:
    assert determined(built, "conviction_relief")[LOOKED_AT] == ("eligible", "conviction_relief_misdemeanor")
    (unmatched,) = built.rows("select reason from intermediate.int_established_facts_unmatched")
    assert unmatched == {"reason": "no_such_line"}


def test_the_explanation_cites_file_and_line_and_not_the_text(built: BuiltWarehouse) -> None:
    told = built.rows(
        "select distinct facts.file_name, facts.source_line, facts.words from marts.explanation_facts as facts "
        "inner join intermediate.int_people as people using (person_id) "
        "where facts.role = 'unread_line' and people.state_ids[1] = ?",
        str(TELLS_MORE),
    )
    (of_the_line,) = told
    assert (of_the_line["file_name"], of_the_line["source_line"]) == ("sacramento_20260301.csv", line_of(TELLS_MORE))
    assert "line_tells_nothing_more: no, by clerk 7 on 2026-05-04" in of_the_line["words"]
    assert "INVENTED" not in of_the_line["words"]
    shown = built.rows(
        "select distinct lines.role from marts.element_facts as lines where element = 'record_is_clear' "
        "and role = 'unread_line'"
    )
    assert shown == [{"role": "unread_line"}]
