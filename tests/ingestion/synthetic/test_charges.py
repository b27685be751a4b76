"""Each spelling of a charge says the section that the table says it means."""

from __future__ import annotations

import pytest

from orchestration.ingestion.synthetic.ca import charges
from orchestration.ingestion.synthetic.ca.charges import load
from orchestration.ingestion.synthetic.ca.columns import COLUMNS
from tests.ingestion.synthetic.samples import Sample

AT = {name: position for position, name in enumerate(COLUMNS)}


def _spelled(text: str) -> str:
    return "".join(text.upper().replace("B&P", "BP").split())


def _accepted_heads(number: int) -> set[str]:
    row = load().columns.row(number, named=True)
    path = row["subdivisions"] or ""
    bare = path.replace("(", "").replace(")", "")
    dotted = {f"{row['section']}.{bare}"} if bare.isdigit() else set()
    cores = {f"{row['section']}{path}", f"{row['section']}{bare}"} | dotted
    if row["further_section"]:
        cores = {f"{core}{sign}{row['further_section']}" for core in cores for sign in "/-"}
    if row["prefix"]:
        cores = {f"{row['prefix']}{sign}{core}" for core in cores for sign in "/-"} | {
            f"{core}-{row['prefix']}" for core in cores
        }
    book = row["code_book"]
    return {_spelled(f"{core}{book}-") for core in cores} | {_spelled(f"{book}{core}-") for core in cores}


@pytest.mark.parametrize("number", range(len(load().keys)))
def test_spellings_mean_the_section_of_their_line(number: int) -> None:
    table = load()
    first, many = int(table.first_spelling[number]), int(table.spellings[number])
    for text in table.texts[first : first + many]:
        assert any(_spelled(text).startswith(head) for head in _accepted_heads(number)), text


def test_the_charges_that_broke_the_system_before_ours_are_there() -> None:
    texts = load().texts.to_list()
    for start in (
        "664-11359 HS-", "182-11359 HS-", "664/11357(C) HS-", "187-664 PC-ATT MURDER", "187(A) PC", "209(B)(1) PC",
        "537 PC", "237 PC", "137 PC", "337 PC", "11357.5 HS", "288(A) PC", "288(C)(1) PC", "314.1 PC", "261.5 PC",
        "1285 PC", "11357(C)HS-POSSESS", "11357A HS-", "11357B2 HS-", "11358 HS-CULTIVATE", "CHRG 11358 HS",
        ":CHRG 11358 HS", "290 PC",
    ):  # fmt: skip
        assert any(text.startswith(start) for text in texts), start


def test_no_text_needs_quoting_and_none_names_a_person_by_an_offence() -> None:
    for text in load().texts.to_list():
        assert not set(text) & set(',"\r\n\t') and text.isascii()
        assert not any(word in text for word in ("OFFENDER", "FELON ", "FELON-", "CRIMINAL "))


def test_some_charge_is_in_force_in_every_year() -> None:
    assert len(load().eras) % len(load().keys) == 0
    assert charges.load() is load()


def test_whoever_is_convicted_of_murder_goes_to_prison_for_life(statewide: Sample) -> None:
    """The record shows LIFE, or the years before which nobody is released."""
    texts = ("187(A) PC", "187(A)PC", "187 PC", "209(B)(1) PC", "209(B)(1)PC")
    found = set()
    for _, row in statewide.rows():
        named = row[AT["CONV_OFFENSE_DESCR"]] or row[AT["DISP_OFFENSE_DESCR"]] or row[AT["OFFENSE_DESCR"]]
        if named.startswith(texts) and row[AT["DISP_DESCR"]].startswith("CONVICTED"):
            part = (row[AT[name]].strip() for name in ("SENT_LOC_DESCR", "SENT_LENGTH", "SENT_TIME_CODE"))
            found.add((row[AT["DISP_DESCR"]], row[AT["CONV_STAT_DESCR"]].strip(), *part))
    assert {told[0] for told in found} == {"CONVICTED-PRISON"}
    assert {told[2:] for told in found} == {("PRISON", "", "L"), ("PRISON", "15", "Y"), ("PRISON", "25", "Y")}
    assert not {told[1] for told in found} & {"MISDEMEANOR", "INFRACTION"}
