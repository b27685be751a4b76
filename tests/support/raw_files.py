"""Hand-written history files in the 95-column layout: what a test puts in, and nothing the project computed.

The column names are read from the layout's own list; values are given by name, everything else is empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

LAYOUT = Path(__file__).parents[2] / "orchestration" / "ingestion" / "layouts" / "ca" / "doj_history.csv"
COLUMNS = [row["column"] for row in csv.DictReader(LAYOUT.open(encoding="utf-8"))]

Row = Mapping[str, str]


def line(row: Row) -> str:
    """One physical line, without its end. Raises ``KeyError`` for a column that does not exist."""
    values = {name: "#" if name.endswith("SEG_SEP") or name == "END_OF_REC" else "" for name in COLUMNS}
    for name, value in row.items():
        if name not in values:
            raise KeyError(name)
        values[name] = value
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([values[name] for name in COLUMNS])
    return text.getvalue()


def write_history(path: Path, rows: Sequence[Row], *, header: bool = True) -> Path:
    """A delivered file of ``rows``; ``path`` names county and cut date, e.g. ``sacramento_20260301.csv``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(COLUMNS)] if header else []
    path.write_text("".join(text + "\n" for text in [*lines, *(line(row) for row in rows)]), encoding="latin-1")
    return path


def person(number: int, **changes: str) -> dict[str, str]:
    """The columns of one invented person: CII, SUBJECT_ID, name, birth date, race, sex made of ``number``."""
    columns = {
        "SUBJECT_ID": f"{10_000_000 + number}",
        "CII_NUMBER": f"A{number:09d}",
        "PRI_NAME": f"INVENTED,PERSON {number}",
        "GENDER": "M",
        "PRI_DOB": "19700501",
        "RACE_CODE": "B",
        "RACE_DESCR": "BLACK",
    }
    return columns | changes


def arrest(who: Row, charge: str, day: str = "20000601", **changes: str) -> dict[str, str]:
    """An arrest count of ``who``."""
    columns = {
        "CYC_DATE": day,
        "STP_EVENT_DATE": day,
        "STP_TYPE_DESCR": "ARREST/DETAINED/CITED",
        "STP_ORI_CODE": "CA0340000",
        "STP_ORI_DESCR": "CASOSACRAMENTO",
        "STP_ORI_CNTY_NAME": "SACRAMENTO",
        "CNT_ORDER": "101001001000",
        "OFFENSE_DESCR": charge,
    }
    return dict(who) | columns | changes


def conviction(who: Row, charge: str, day: str = "20000701", **changes: str) -> dict[str, str]:
    """A convicted count of ``who`` before Sacramento's court: misdemeanor, case 00F0001, arrest a month before."""
    columns = {
        "CYC_DATE": "20000601",
        "STP_EVENT_DATE": day,
        "DISP_DATE": day,
        "STP_TYPE_DESCR": "COURT ACTION",
        "STP_ORI_CODE": "CA034015J",
        "STP_ORI_DESCR": "CASC SACRAMENTO",
        "STP_ORI_CNTY_NAME": "SACRAMENTO",
        "CNT_ORDER": "101002001000",
        "OFN": "00F0001",
        "OFFENSE_DESCR": charge,
        "DISP_DESCR": "CONVICTED",
        "CONV_STAT_DESCR": "MISDEMEANOR",
    }
    return dict(who) | columns | changes
