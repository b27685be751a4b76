"""A file as the public generator of the archived Clear My Record writes it (codeforamerica/gogen_pilots, MIT, read
anew): every column that it does not fill is masked, and a quarter of the cases beside marijuana name a court that is no
county's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from raw_files import COLUMNS

MASK = "  -  "
NOWHERE = "NARNIA"
PROP64 = ("11357 HS-POSSESSION OF MARIJUANA", "11358 HS-PLANT/CULTIVATE/ETC MARIJUANA/HASH", "11360(B) SELL/FURNISH",
          "11359 HS-MARIJUANA POSSESS FOR SALE", "11360(A) HS-GIVE/ETC MARIJ OVER 1 OZ/28.5 GRM")  # fmt: skip
OTHERS = ("11350(A) HS-POSSESS NARC CONTROL SUBSTANCE", "3056 PC-VIOLATION OF PAROLE:FELONY", "459 PC-BURGLARY",
          "14601.1(A) VC-DRIVE WHILE LIC SUSPEND/ETC", "182(A)(1) PC-CONSPIRACY:COMMIT CRIME", "242 PC-BATTERY",
          "484(A)/490.5 PC-THEFT/PETTY THEFT MERCHANDISE", "25620 BP-POSS OPEN CONTAINER OF ALCOHOL:PUBLIC",
          "187 PC-MURDER:SECOND DEGREE", "488 PC-PETTY THEFT", "211 PC-ROBBERY", "32 PC-ACCESSORY")  # fmt: skip


def write_generated_file(path: Path, county: str, rows: int, seed: int = 1, until: date = date(2026, 3, 1)) -> Path:
    """Write at least ``rows`` rows of people with cases in ``county``, the last event before ``until``."""
    chance, number, written = random.Random(seed), 10_000_000, 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii") as file:
        file.write(",".join(COLUMNS) + "\n")
        while written < rows:
            number += 1
            for row in _generate_person(chance, number, county, until):
                file.write(",".join(f'"{value}"' if "," in value else value for value in row) + "\n")
                written += 1
    return path


def _generate_person(chance: random.Random, number: int, county: str, until: date) -> Iterator[list[str]]:
    who = {
        "SUBJECT_ID": str(number),
        "CII_NUMBER": f"{chance.randrange(10**10):010d}",
        "PRI_NAME": f"INVENTED,{chance.choice(('MICHAEL', 'AMY', 'JASON', 'LISA'))} {chance.choice('ABCDEFG')}",
        "PRI_DOB": f"{date(1950, 1, 1) + timedelta(chance.randrange(51 * 365)):%Y%m%d}",
        "PRI_SSN": f"{chance.randrange(10**9):09d}",
        "PRI_CDL": f"A{chance.randrange(10**7):07d}",
    }
    cases = [(True, True)] * chance.choices((1, 2, 3), (80, 15, 5))[0]
    cases += [(False, True)] * round(6 * chance.expovariate(1)) + [(False, False)] * round(10 * chance.expovariate(1))
    days = sorted(date(1970, 1, 1) + timedelta(chance.randrange((until - date(1970, 3, 1)).days)) for _ in cases)
    chance.shuffle(cases)
    for cycle, ((is_prop64, is_conviction), day) in enumerate(zip(cases, days, strict=True), start=101):
        court = NOWHERE if not is_prop64 and chance.random() > 0.75 else county
        counts = [chance.choice(PROP64 if is_prop64 else OTHERS) for _ in range(chance.randint(1, 4))]
        base = who | {"CYC_DATE": f"{day:%Y%m%d}", "STP_ORI_CNTY_NAME": court, "OFN": "", "FE_NUM_CRT_CASE": ""}
        base |= {"SENT_LENGTH": "", "SENT_TIME_CODE": "", "COMMENT_TEXT": "THIS IS A COMMENT", "OFFENSE_TOC": "F"}
        for step in (1, 2):
            for count, offense in enumerate(counts, start=1):
                row = base | {
                    "STP_EVENT_DATE": f"{day + timedelta(30 * (step - 1)):%Y%m%d}",
                    "STP_TYPE_DESCR": "ARREST/DETAINED/CITED" if step == 1 else "COURT ACTION",
                    "CNT_ORDER": f"{cycle:03d}{step:03d}{count:03d}000",
                    "OFFENSE_DESCR": offense,
                    "DISP_DESCR": "" if step == 1 else "CONVICTED" if is_conviction else "DISMISSED",
                    "CONV_STAT_DESCR": chance.choice(("FELONY", "MISDEMEANOR")),
                }
                if step == 2 and count == 1:
                    row["OFN"] = f"{chance.randrange(10**8):08d}"
                parts = chance.randint(1, 3) if step == 2 and is_conviction and count == len(counts) else 0
                for _ in range(parts):
                    length = {"SENT_LENGTH": str(chance.randint(1, 100)), "SENT_TIME_CODE": chance.choice("DMY")}
                    yield [(row | length).get(column, MASK) for column in COLUMNS]
                if not parts:
                    yield [row.get(column, MASK) for column in COLUMNS]
