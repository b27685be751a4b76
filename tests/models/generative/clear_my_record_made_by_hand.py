"""Invented people, each for one word: what a pair of county files must hold for the word to explain a difference.

What belongs here: rows and which word they are for. What does not: the comparison and what must come of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from raw_files import Row, person, write_history

from tests.models.generative.clear_my_record_cases import burglary, sale

OF_THE_CONVICTION: Mapping[str, Mapping[str, str]] = {
    "birth_date_blank": {"PRI_DOB": ""},
    "birth_date_partial": {"PRI_DOB": "19800000"},
    "birth_date_after_event": {"PRI_DOB": "20650101"},
    "birth_date_implausible": {"PRI_DOB": "18800501"},
    "event_date_blank": {"STP_EVENT_DATE": ""},
    "event_date_partial": {"STP_EVENT_DATE": "20180000"},
    "event_after_as_of": {"STP_EVENT_DATE": "20300101"},
    "attempt_or_conspiracy_not_found": {"OFFENSE_DESCR": "664-11359 HS-ATT"},
    "synthetic_cannabinoid_seen": {"OFFENSE_DESCR": "11357.5 HS-SYNTHETIC"},
    "another_law_seen": {"OFFENSE_DESCR": "11359 PC-X"},
    "conspiracy_seen": {"OFFENSE_DESCR": "182/11359 HS-CONSP"},
    "convicted_of_another_charge": {"CONV_OFFENSE_DESCR": "11350 HS-POSSESS"},
    "charge_null_spelled_out": {"OFFENSE_DESCR": "NULL", "COMMENT_TEXT": "11359 HS-SALE"},
    "charge_not_understood": {"OFFENSE_DESCR": "HS 11359-X"},
    "further_section_in_text": {"OFFENSE_DESCR": "459/11359 HS-X"},
    "level_blank": {"CONV_STAT_DESCR": ""},
    "level_null_spelled_out": {"CONV_STAT_DESCR": "NULL", "OFFENSE_TOC": "F"},
    "level_of_the_charge_convicted_of": {
        "CONV_STAT_DESCR": "",
        "OFFENSE_TOC": "M",
        "CONV_OFFENSE_DESCR": "11359 HS-SALE",
        "CONV_OFFENSE_TOC": "F",
    },
    "juvenile": {"STP_ORI_DESCR": "CASCJUV SACRAMENTO"},
    "control_byte": {"OFFENSE_DESCR": "113\x0159 HS-X"},
    "written_otherwise": {"CONV_STAT_DESCR": "FELONY "},
}
"""Word → what the only conviction of the person says otherwise than a plain sale."""

OF_ANOTHER: Mapping[str, Mapping[str, str]] = {
    "other_event_date_blank": {"STP_EVENT_DATE": ""},
    "other_event_date_partial": {"STP_EVENT_DATE": "20210000"},
    "other_event_after_as_of": {"STP_EVENT_DATE": "20300101"},
    "other_attempt_or_conspiracy_not_found": {"OFFENSE_DESCR": "664-11359 HS-ATT"},
    "other_synthetic_cannabinoid_seen": {"OFFENSE_DESCR": "11357.5 HS-SYNTHETIC"},
    "other_another_law_seen": {"OFFENSE_DESCR": "11359 PC-X"},
    "other_convicted_of_another_charge": {"CONV_OFFENSE_DESCR": "11357 HS-POSSESS"},
    "other_charge_null_spelled_out": {"OFFENSE_DESCR": "NULL", "COMMENT_TEXT": "11359 HS-SALE"},
    "other_charge_behind_a_hyphen": {"OFFENSE_DESCR": "", "COMMENT_TEXT": "5-1-20 CHRG 11359 HS"},
    "other_charge_not_understood": {"OFFENSE_DESCR": "UNKNOWN CHARGE"},
    "other_juvenile": {"STP_ORI_DESCR": "CASCJUV FRESNO"},
    "other_control_byte": {"DISP_DESCR": "\x01CONVICTED", "STP_EVENT_DATE": "2018060\x011"},
    "other_written_otherwise": {"DISP_DESCR": "convicted"},
}
"""Word → what another conviction of the person, in Fresno, says otherwise than a plain burglary."""

WHOLE_RECORDS = (
    "birth_dates_differ",
    "one_cii_several_subject_ids",
    "one_subject_id_several_ciis",
    "subject_id_blank",
    "count_order_malformed",
    "other_count_order_malformed",
    "rows_of_the_count_differ",
    "another_file_tells_otherwise",
    "only_in_another_file",
    "leap_day",
)


def write_files(folder: Path) -> tuple[Path, dict[str, str]]:
    """A file of Sacramento and one of Fresno; and the word that the person with a CII is for."""
    sacramento: list[Row] = []
    fresno: list[Row] = []
    word_of_cii: dict[str, str] = {}
    for number, word in enumerate([*OF_THE_CONVICTION, *OF_ANOTHER, *WHOLE_RECORDS], 1):
        who = person(number, PRI_DOB="19800501")
        word_of_cii[who["CII_NUMBER"]] = word
        if word in OF_THE_CONVICTION:
            changes = dict(OF_THE_CONVICTION[word])
            who |= {"PRI_DOB": changes.pop("PRI_DOB", who["PRI_DOB"])}
            sacramento.append(sale(who, **changes))
        elif word in OF_ANOTHER:
            # A burglary of long ago leaves "years without a conviction" to the sale.
            sacramento += [
                sale(who, day="20150601"),
                burglary(who, **{"STP_EVENT_DATE": "20100101"} | dict(OF_ANOTHER[word])),
            ]
        else:
            here, elsewhere = whole_record(word, who)
            sacramento += here
            fresno += elsewhere
    write_history(folder / "sacramento_20260301.csv", sacramento)
    write_history(folder / "fresno_20260301.csv", fresno)
    return folder, word_of_cii


def whole_record(word: str, who: dict[str, str]) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows of one person in the file of Sacramento and in that of Fresno."""
    another_count = {"CNT_ORDER": "101002002000"}
    broken = {"CNT_ORDER": "1010020010"}
    match word:
        case "birth_dates_differ":
            return [sale(who), burglary({**who, "PRI_DOB": "19400101"})], []
        case "one_cii_several_subject_ids":
            return [sale(who), burglary({**who, "SUBJECT_ID": "20000001"})], []
        case "one_subject_id_several_ciis":
            return [sale(who), burglary({**who, "CII_NUMBER": "A900000001"})], []
        case "subject_id_blank":
            nobody = {**who, "SUBJECT_ID": ""}
            return [sale(nobody), burglary({**nobody, "CII_NUMBER": "A900000002", "PRI_DOB": "19400101"})], []
        case "count_order_malformed":
            return [burglary(who, **broken), sale(who, **broken)], []
        case "other_count_order_malformed":
            return [sale(who), sale(who, **broken), burglary(who, **broken)], []
        case "rows_of_the_count_differ":
            return [sale(who), sale(who, day="20100101", OFFENSE_DESCR="11357 HS-POSSESS")], []
        case "another_file_tells_otherwise":
            return [sale(who)], [sale(who), burglary(who)]
        case "only_in_another_file":
            return [], [sale(who), sale(who, **another_count)]
        case "leap_day":
            return [sale(who, day="20180301")], []
    raise KeyError(word)
