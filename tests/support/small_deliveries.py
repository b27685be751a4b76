"""Small hand-written deliveries for runs of the whole: a few invented people of one county each.

What belongs here: files that are good, old, damaged, or no deliveries at all. What does not: running them.
"""

from __future__ import annotations

from pathlib import Path

from other_files import ids, write_other
from raw_files import arrest, conviction, person, write_history

POSSESSION = "11357(B) HS-POSSESS MARIJUANA"
ANOTHER_SECTION = "459 PC-BURGLARY"
NOT_UNDERSTOOD = "SOMETHING NOBODY CAN READ"
OVER = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D"}


def good(folder: Path, county: str = "sacramento", cut: str = "20260301", *, people: int = 8, first: int = 1) -> Path:
    """A delivery of ``people`` people, each arrested for and convicted of possession at thirty."""
    rows = []
    for number in range(first, first + people):
        who = person(number)
        rows += [
            arrest(who, POSSESSION),
            conviction(who, POSSESSION, OFN=f"00F{number:04d}", STP_ORI_CNTY_NAME=county.replace("_", " ").upper()),
        ]
    return write_history(folder / f"{county}_{cut}.csv", rows)


def history(folder: Path, cut: str, *, people: int, county: str = "sacramento") -> Path:
    """A delivery of a county whose ``people`` were all convicted in the same year, long over; eight of possession.

    One in five was arrested before, for a misdemeanor that the court dismissed. Of one in ten no sentence is told.
    """
    rows = []
    for number in range(1, people + 1):
        charge = POSSESSION if number <= 8 else ANOTHER_SECTION
        who = person(number)
        if number % 5 == 0:
            before = {"OFFENSE_TOC": "M", "CYC_DATE": "19900601"}
            rows.append(arrest(who, ANOTHER_SECTION, "19900601", CNT_ORDER="100001001000", **before))
            dismissed = {"DISP_DESCR": "DISMISSED", "CONV_STAT_DESCR": "", "OFN": f"90F{number:04d}"}
            rows.append(conviction(who, ANOTHER_SECTION, "19900701", CNT_ORDER="100002001000", **dismissed, **before))
        rows += [
            arrest(who, charge),
            conviction(who, charge, OFN=f"00F{number:04d}", **({} if number % 10 == 3 else OVER)),
        ]
    return write_history(folder / f"{county}_{cut}.csv", rows)


def nobody_supervised(folder: Path) -> Path:
    """A Supervised Release File that lists nobody of these deliveries."""
    return write_other(folder, "supervised_release", [ids(99_999) | {"SUPERVISED_BY": "STATE"}])


def shifted(folder: Path) -> Path:
    """A delivery of 1040 rows that lack the twelfth field (the state id): what follows stands one column too early."""
    file = good(folder, people=520)
    header, *lines = file.read_text(encoding="latin-1").splitlines()
    fields = [line.split('"') for line in lines]  # only the name is quoted, and holds a comma
    shifted_lines = []
    for before, name, after in fields:
        kept = before.split(",")
        shifted_lines.append(",".join([*kept[:11], *kept[12:]]) + f'"{name}"{after},')
    file.write_text("\n".join([header, *shifted_lines]) + "\n", encoding="latin-1")
    return file


def not_understood(folder: Path) -> Path:
    """Three charge texts in ten name no section: twice what the staging gate lets pass."""
    rows = [conviction(person(n), NOT_UNDERSTOOD if n % 10 < 3 else POSSESSION) for n in range(40)]
    return write_history(folder / "sacramento_20260301.csv", rows)


def damaged(folder: Path) -> Path:
    """One line in twenty-four is cut off: twice what the intake gate lets pass, in more than 1000 lines."""
    file = good(folder, people=600)
    with file.open("a", encoding="latin-1") as lines:
        lines.write("cut,off\n" * 50)
    return file


def no_delivery(folder: Path, name: str = "fresno_20260301.csv") -> Path:
    """A file under the name of a delivery that holds something else."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text("name,price\napples,3\n")
    return file
