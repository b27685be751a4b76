"""Whole invented people for the figures: one trap each.

What belongs here: their rows, by name. What does not: what is expected (``test_figures``). All are looked at on
2020-07-01, so that seven years before is 2013-07-01.
"""

from __future__ import annotations

from collections.abc import Sequence

from raw_files import Row, arrest, conviction, person

POSSESSION, FOR_SALE = "11357(B) HS-POSS MARIJ 28.5", "11359 HS-MARIJUANA POSSESS FOR SALE"
PIPE, DRUNK, LEWD, BURGLARY = "11364 HS-POSS PIPE", "647(F) PC-DRUNK", "647(B) PC-PROSTITUTION", "459 PC-BURGLARY"
RESISTING, THEFT = "148(A)(1) PC-OBSTRUCT", "484 PC-THEFT"
FINE = {"SENT_LOC_DESCR": "FINE"}
NAMES: dict[str, int] = {}
"""State id of each person, filled by ``people``."""


def convicted(
    charge: str, level: str, arrested: str, day: str, cycle: str = "101", county: str = "SACRAMENTO", **changes: str
) -> Row:
    """A court row of a case of its own cycle, with a fine. ``level`` as the column has it; empty for none."""
    columns = {
        "CYC_DATE": arrested,
        "CNT_ORDER": f"{cycle}002001000",
        "OFN": f"C{cycle}",
        "CONV_STAT_DESCR": level,
        "STP_ORI_CNTY_NAME": county,
    }
    return conviction({}, charge, day, **(columns | FINE | changes))


def sale(day: str = "20050901", cycle: str = "101", level: str = "FELONY", **changes: str) -> Row:
    """A conviction of possession for sale."""
    return convicted(FOR_SALE, level, day, day, cycle, **changes)


def people() -> list[Row]:
    """All rows of everybody but those that two counties tell of."""
    marijuana_only_arrested = arrest({}, POSSESSION, "20050501", CNT_ORDER="101001001000")
    lives: dict[str, tuple[Sequence[Row], dict[str, str]]] = {
        "one felony": ([sale()], {}),
        "felony and another felony": ([sale(), convicted(BURGLARY, "FELONY", "20010101", "20010201", "102")], {}),
        "felony and a misdemeanor": (
            [sale(), convicted(THEFT, "MISDEMEANOR", "20010101", "20010201", "102")],
            {},
        ),
        "only a misdemeanor": ([convicted(POSSESSION, "MISDEMEANOR", "20050501", "20050901")], {}),
        "felony and a felony nobody understands": (
            [sale(), convicted(BURGLARY, "FELONY", "20010101", "20010201", "102", DISP_DESCR="FOUND GUILTY")],
            {},
        ),
        "felony and a misdemeanor nobody understands": (
            [sale(), convicted(THEFT, "MISDEMEANOR", "20010101", "20010201", "102", DISP_DESCR="FOUND GUILTY")],
            {},
        ),
        "level unknown": ([sale(level="")], {}),
        "level of another unknown": ([sale(), convicted(BURGLARY, "", "20010101", "20010201", "102")], {}),
        "another state": (
            [
                sale(),
                convicted(BURGLARY, "FELONY", "20010101", "20010201", "102", "OUT OF STATE", STP_ORI_CODE="NV002015J"),
            ],
            {},
        ),
        "deceased": ([sale(), arrest({}, "", "20100101", STP_TYPE_DESCR="DECEASED", CNT_ORDER="109001001000")], {}),
        "day before seven years": ([sale("20130630")], {}),
        "exactly seven years": ([sale("20130701")], {}),
        "day after seven years": ([sale("20130702")], {}),
        "year that holds the day": ([sale(STP_EVENT_DATE="20130000", DISP_DATE="20130000")], {}),
        "year before": ([sale(STP_EVENT_DATE="20120000", DISP_DATE="20120000")], {}),
        "year after": ([sale(STP_EVENT_DATE="20140000", DISP_DATE="20140000")], {}),
        "reduced under 17(b)": ([sale(), sale("20080101", DISP_DESCR="CONV RED TO MISD PER 17(B) PC")], {}),
        "dismissed under 1203.4": ([sale(), sale("20080101", DISP_DESCR="CONV SET ASIDE & DISM PER 1203.4 PC")], {}),
        "earlier Prop 64": ([sale(), sale("20180101", DISP_DESCR="RESENTENCED PER 11361.8 HS")], {}),
        "sealed and recent": ([sale("20160901"), sale("20180101", CYC_DATE="20160901", DISP_DESCR="SEALED")], {}),
        "pipe in the cycle": (
            [
                convicted(POSSESSION, "MISDEMEANOR", "20050501", "20050901"),
                convicted(PIPE, "MISDEMEANOR", **_now(), CNT_ORDER="101002002000"),
            ],
            {},
        ),
        "pipe in another cycle": (
            [
                convicted(POSSESSION, "MISDEMEANOR", "20050501", "20050901"),
                convicted(PIPE, "MISDEMEANOR", "20060501", "20060901", "102"),
            ],
            {},
        ),
        "resisting beside an arrest for marijuana": (
            [marijuana_only_arrested, convicted(RESISTING, "MISDEMEANOR", **_now())],
            {},
        ),
        "drunk in the cycle": ([marijuana_only_arrested, convicted(DRUNK, "MISDEMEANOR", **_now())], {}),
        "another subdivision in the cycle": ([marijuana_only_arrested, convicted(LEWD, "MISDEMEANOR", **_now())], {}),
        "another county on the day": (
            [marijuana_only_arrested, convicted(RESISTING, "MISDEMEANOR", **_now(), county="YOLO")],
            {},
        ),
        "day of arrest unknown": (
            [marijuana_only_arrested, convicted(RESISTING, "MISDEMEANOR", **(_now() | {"arrested": "20050000"}))],
            {},
        ),
        "day unknown, same case": (
            [
                convicted(POSSESSION, "MISDEMEANOR", "20050501", "20050901"),
                convicted(PIPE, "MISDEMEANOR", "20050000", "20050901", CNT_ORDER="101002002000"),
            ],
            {},
        ),
        "pipe alone": ([convicted(PIPE, "MISDEMEANOR", "20050501", "20050901")], {}),
        "new law": ([sale("20170301")], {}),
        "several races": (
            [sale(), convicted(THEFT, "MISDEMEANOR", "20010101", "20010201", "102", RACE_CODE="W")],
            {},
        ),
        "two birth dates": (
            [
                convicted(POSSESSION, "MISDEMEANOR", "20050501", "20050901"),
                convicted(THEFT, "MISDEMEANOR", "20010101", "20010201", "102", PRI_DOB="19710501"),
            ],
            {},
        ),
        "no race": ([sale()], {"RACE_CODE": "", "GENDER": ""}),
        "a name where the race stands": ([sale()], {"RACE_CODE": "DOE"}),
        "twenty-one today": ([sale("20160901")], {"PRI_DOB": "19990701"}),
        "twenty-one tomorrow": ([sale("20160901")], {"PRI_DOB": "19990702"}),
        "born in a year": ([sale("20160901")], {"PRI_DOB": "19990000"}),
        "born in a year of one band": ([sale("20160901")], {"PRI_DOB": "19900000"}),
        "no birth date": ([sale("20160901")], {"PRI_DOB": ""}),
    }
    rows: list[Row] = []
    for place, (name, (parts, changes)) in enumerate(lives.items(), 7001):
        NAMES[name] = place
        who = person(place, **({"PRI_DOB": "19700501"} | changes))
        rows += [who | {key: value for key, value in row.items() if value or key not in who} for row in parts]
    return rows


def _now() -> dict[str, str]:
    return {"arrested": "20050501", "day": "20050901"}


def people_of_two_counties() -> list[Row]:
    """Felonies in two counties; both files tell both."""
    NAMES["two counties"] = 7901
    who = person(7901)
    return [dict(who) | dict(row) for row in (sale(), sale("20060901", "102", county="FRESNO"))]
